//! The first page.

use crate::{events::EventCard, posts::PostCard};
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
}
