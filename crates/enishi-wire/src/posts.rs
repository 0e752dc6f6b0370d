//! Posts: what is new, newsletters, stories, life events.

use crate::{changes::Row, ids::MemberId, life_events::Life};
use serde::{Deserialize, Serialize};

/// The kind of a post; people choose notifications by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// What the organisation is doing now (最近の取り組み).
    WhatsNew,
    /// 社内報, 広報誌.
    Newsletter,
    /// A member's story in the member's own words.
    Story,
    /// 結婚 and so on, with the person's consent.
    LifeEvent,
    /// A kind of a newer server: shown like `whats_new`.
    #[serde(other)]
    Unknown,
}

/// Who a post or an event is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every active member.
    #[default]
    Everyone,
    /// Alumni only.
    Alumni,
    /// Staff only.
    Staff,
    /// An audience of a newer server: refused when written, not shown when read.
    #[serde(other)]
    Unknown,
}

/// A post; in the scope of its audience and in `desk/posts`, id = post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostRow {
    /// Its kind.
    pub kind: PostKind,
    /// One line.
    pub title: String,
    /// Plain text with line breaks.
    pub text: String,
    /// Who it is for.
    #[serde(default)]
    pub audience: Audience,
    /// Who wrote it, if that person is still a member.
    #[serde(default)]
    pub author: Option<MemberId>,
    /// The name under which it appears, such as the network's secretariat.
    #[serde(default)]
    pub source: String,
    /// When the server accepted it, ms UTC.
    pub published_at: i64,
    /// What happened in the author's life, in a post of the kind `life_event` that a member shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub life: Option<Life>,
}

impl Row for PostRow {
    const KIND: &'static str = "post";
}
