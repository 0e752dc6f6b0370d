//! The fields of a profile, each with an audience that its owner chose: as the owner holds them, and as others do.
//!
//! The owner's devices hold a [`ProfileRow`]. Everybody else holds [`FacetRow`]s, one for each audience that has
//! something, in the scope of that audience: no device gets a field that its owner may not see, and no server
//! filters fields for a viewer. [`facets`] splits, [`joined`] puts together; both ends run these two.

#[macro_use]
mod words;

mod facets;
mod items;
mod own;
mod photo;
mod rules;
mod values;

pub use facets::{FACET_SCOPES, facets, joined, seen_with};
pub use own::{Asks, Choice, FieldKindRow, OwnField};
pub use photo::{NotAPhoto, Photo, PhotoId, PhotoSize};
pub use rules::BadField;
pub(crate) use rules::{bad, line, unturned};
pub use values::{Day, FieldValue, Gap, Link, Month, NotADay, NotAMonth, Posting, Role, Step, Work};
pub(crate) use words::words;
pub use words::{FieldAudience, FieldKey, Purpose};

use crate::{changes::Row, ids::MutationId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The own profile, whole; scope `me/<member>`, id = member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRow {
    /// Every field that ever was set.
    pub fields: BTreeMap<FieldKey, ProfileField>,
}

impl Row for ProfileRow {
    const KIND: &'static str = "profile";
}

/// A field as its owner holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileField {
    /// What it says; `None`: taken away.
    #[serde(default)]
    pub value: Option<FieldValue>,
    /// Who reads it.
    pub audience: FieldAudience,
    /// The wish that made it so. A device knows the ids of its own wishes before the server answers, and they stay
    /// the same after a restore: so it can say on what a later wish builds.
    pub version: MutationId,
}

/// Fields of a member for one audience; in the scope of that audience, id = member. No row is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetRow {
    /// The fields.
    pub fields: BTreeMap<FieldKey, FieldValue>,
}

impl Row for FacetRow {
    const KIND: &'static str = "facet";
}
