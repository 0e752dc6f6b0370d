//! Who of the secretariat was shown fields of a person that not everybody may read.

use crate::changes::Row;
use serde::{Deserialize, Serialize};

/// One member of the secretariat on one day; scope `me/<whose fields>`, id = made of both members and the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessRow {
    /// Name of who read; empty when it may not be told any more, or was the operator.
    #[serde(default)]
    pub name: String,
    /// When the server heard of it, ms UTC.
    pub seen_at: i64,
}

impl Row for AccessRow {
    const KIND: &'static str = "access";
}
