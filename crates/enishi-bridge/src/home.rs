//! The first page.

use crate::{
    events::EventCard,
    life_events::{DraftCard, NamingCard},
    members::MemberCard,
    posts::PostCard,
    status::{MyStatus, ReactionCard, StripItem},
    suggestions::SuggestionCard,
};
use serde::{Deserialize, Serialize};

/// What home shows, top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    /// The next event that I said 参加 or 未定 to.
    pub next_event: Option<EventCard>,
    /// Coming events that I have not answered, next first, at most three.
    pub invitations: Vec<EventCard>,
    /// Newest posts, at most 30.
    pub posts: Vec<PostCard>,
    /// Whether there are older posts.
    pub more: bool,
    /// False while the first sync has not ended: an empty list then means "not yet here".
    pub complete: bool,
    /// The own 近況.
    pub my_status: MyStatus,
    /// What others say of now: those whom I follow first, then the newest. Empty while people are locked.
    pub strip: Vec<StripItem>,
    /// Who asks to name me in a life event.
    pub namings: Vec<NamingCard>,
    /// My life events that wait for somebody, or will not name them.
    pub drafts: Vec<DraftCard>,
    /// Reactions since I last looked, in one place; empty when I want no such line.
    pub reactions: Vec<ReactionCard>,
    /// My page as it stands, when the yearly question is due.
    pub check: Option<MemberCard>,
    /// The person of this week.
    pub suggestion: Option<SuggestionCard>,
}
