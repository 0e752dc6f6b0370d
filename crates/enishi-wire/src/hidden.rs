//! People whom a member does not want to see and by whom the member does not want to be seen.

use crate::changes::Row;
use serde::{Deserialize, Serialize};

/// Somebody whom a member has hidden, as the member knew her; scope `me/<member>`, id = the other member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HiddenRow {
    /// 姓 at that time.
    pub family_name: String,
    /// 名 at that time; may be empty.
    #[serde(default)]
    pub given_name: String,
    /// Whether it is a block: neither may write to the other either.
    #[serde(default)]
    pub block: bool,
    /// When, ms UTC by the server's clock.
    pub hidden_at: i64,
}

impl Row for HiddenRow {
    const KIND: &'static str = "hidden";
}

/// Whether a wish says `false`, which is not written: the bytes of older wishes stay what they were.
pub(crate) const fn is_false(flag: &bool) -> bool {
    !*flag
}
