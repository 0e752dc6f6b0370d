//! The profile on the screen: the own fields, those of others, and what others see of the own ones.

use crate::{
    delivery::Delivery,
    members::{MemberCard, TogetherAt},
};
use enishi_wire::{
    ids::{MemberId, MutationId},
    profile::{FieldAudience, FieldKey, FieldValue, OwnField},
};
use serde::{Deserialize, Serialize};

/// The own profile: every field that this version knows, set or not, and those of newer programs behind them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyProfile {
    /// Whose it is.
    pub me: MemberId,
    /// The fields in the order in which they are shown.
    pub fields: Vec<MyField>,
}

/// A field of the own profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyField {
    /// Which.
    pub field: FieldKey,
    /// What it asks, for one that the network added.
    #[serde(default)]
    pub own: Option<OwnField>,
    /// What it says, a wish under way included; `None`: nothing.
    pub value: Option<FieldValue>,
    /// Who reads it; for a field that was never set, who is proposed.
    pub audience: FieldAudience,
    /// Whether that has reached the server.
    pub delivery: Delivery,
    /// A wish that could not be sent, beside what still counts: the person decides.
    #[serde(default)]
    pub refused: Option<RefusedField>,
}

/// What the person wanted of a field and the server refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedField {
    /// The wish: to be discarded, or wished anew.
    pub wish: MutationId,
    /// What it should have said; `None`: taken away.
    pub value: Option<FieldValue>,
    /// Who should have read it.
    pub audience: FieldAudience,
}

/// A field as somebody else reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownField {
    /// Which.
    pub field: FieldKey,
    /// What it asks, for one that the network added.
    #[serde(default)]
    pub own: Option<OwnField>,
    /// What it says.
    pub value: FieldValue,
}

/// Another person, with what that person lets the reader see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberProfile {
    /// What everybody sees.
    pub card: MemberCard,
    /// The fields that are here.
    pub fields: Vec<ShownField>,
    /// When and where the reader and the person were together, the longest time first.
    #[serde(default)]
    pub together: Vec<TogetherAt>,
}

/// How a field shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldForm {
    /// Which.
    pub field: FieldKey,
    /// What it shall say; `None`, or one that says nothing: it is taken away.
    pub value: Option<FieldValue>,
    /// Who shall read it.
    pub audience: FieldAudience,
}

/// Through whose eyes the own profile is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Onlooker {
    /// Somebody who left, too.
    FormerColleague,
    /// Somebody who is still there.
    Staff,
    /// Somebody of the staff who runs the network: the duty `roster`.
    Secretariat,
}

impl Onlooker {
    /// Everybody, in the order of the page.
    pub const ALL: [Self; 3] = [Self::FormerColleague, Self::Staff, Self::Secretariat];

    /// The word in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FormerColleague => "former_colleague",
            Self::Staff => "staff",
            Self::Secretariat => "secretariat",
        }
    }
}

/// Through whose eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewAsForm {
    /// Whose.
    pub who: Onlooker,
}

/// What somebody else sees of the own profile, by the rule that the server runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewAs {
    /// Whose eyes.
    pub who: Onlooker,
    /// What is listed; `None`: nobody sees anything, because the membership is not active.
    pub card: Option<MemberCard>,
    /// The fields that they read.
    pub fields: Vec<ShownField>,
    /// Whether a wish is on its way that changes this.
    pub changing: bool,
}
