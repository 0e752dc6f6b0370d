//! What the secretariat decides about fields of profiles: those that the network adds, and who is proposed for each.

use crate::delivery::Delivery;
use enishi_wire::profile::{FieldAudience, FieldKey, OwnField};
use serde::{Deserialize, Serialize};

/// Every field that the network decides about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldKinds {
    /// Built-in fields, then the network's own in their order, retired ones last.
    pub fields: Vec<FieldKind>,
}

/// What is decided about a field, a wish under way included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldKind {
    /// Which.
    pub field: FieldKey,
    /// Who is proposed to read it.
    pub audience: FieldAudience,
    /// What it asks, for one that the network added.
    pub own: Option<OwnField>,
    /// Whether that has reached the server.
    pub delivery: Delivery,
}

/// What shall be decided about a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldKindForm {
    /// Which; `None`: a new one of the network's own.
    pub field: Option<FieldKey>,
    /// Who is proposed to read it.
    pub audience: FieldAudience,
    /// What it asks, for one that the network added.
    pub own: Option<OwnField>,
}
