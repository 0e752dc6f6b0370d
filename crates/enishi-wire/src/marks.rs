//! What a member has already seen, on whichever device.

use crate::changes::Row;
use serde::{Deserialize, Serialize};

/// A post or event that its reader has opened; scope `me/<member>`, id = the post or event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenRow {
    /// When the server learned of it, ms UTC.
    pub seen_at: i64,
}

impl Row for SeenRow {
    const KIND: &'static str = "seen";
}
