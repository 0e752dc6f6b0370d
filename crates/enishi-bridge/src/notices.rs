//! What the core tells the UI and the shell without being asked.

use crate::app::PlaceKey;
use enishi_wire::ids::{EventId, MemberId, PostId};
use serde::{Deserialize, Serialize};

/// A part of what the screen shows. A read depends on tags, a notice names tags: the UI refetches what
/// depends on them and never guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// [`crate::app::AppView`].
    App,
    /// Posts.
    Posts,
    /// Events and answers.
    Events,
    /// The directory.
    Members,
    /// The own page.
    Me,
    /// The outbox.
    Outbox,
    /// Settings and storage.
    Settings,
    /// 近況, reactions, life events, whom one follows.
    Status,
    /// Messages.
    Talk,
}

impl Tag {
    /// Every part of the screen.
    pub const ALL: [Self; 9] = [
        Self::App,
        Self::Posts,
        Self::Events,
        Self::Members,
        Self::Me,
        Self::Outbox,
        Self::Settings,
        Self::Status,
        Self::Talk,
    ];
}

/// A page to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum Page {
    /// Home.
    Home,
    /// One post.
    Post {
        /// Which.
        id: PostId,
    },
    /// One event.
    Event {
        /// Which.
        id: EventId,
    },
    /// One person.
    Member {
        /// Who.
        id: MemberId,
    },
    /// The thread with somebody.
    Thread {
        /// The other one.
        id: MemberId,
    },
    /// The letters to the secretariat, or those of a member (duty `inbox`).
    Desk {
        /// Of whom; `None`: the own ones.
        member: Option<MemberId>,
    },
    /// The outbox.
    Outbox,
}

/// A page in a place; what a tap on a notification and a link carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The place, if it is not the current one.
    pub place: Option<PlaceKey>,
    /// The page.
    pub page: Page,
}

/// What the core says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// These parts changed.
    Changed {
        /// Which.
        tags: Vec<Tag>,
    },
    /// A tap or a link wants a page: ask `take_route`.
    RouteWaiting,
    /// Show this to the person, now.
    Notify {
        /// What to show.
        notification: Notification,
    },
}

/// A notification as the desktop or phone shows it, texts in the person's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Stable for the item: a newer one replaces the older one.
    pub id: i32,
    /// First line.
    pub title: String,
    /// Second line; may be empty.
    pub body: String,
    /// Where a tap goes.
    pub route: Route,
    /// When it may be shown, ms UTC; the end of the quiet hours if they moved it.
    pub due_at: i64,
    /// Whether quiet hours moved it. The app then shows it at `due_at`; `enishi-cli watch` prints it at once.
    pub quiet: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_screen_is_among_all() {
        for (place, tag) in Tag::ALL.into_iter().enumerate() {
            // A new tag does not compile here before somebody has thought of the list.
            let expected = match tag {
                Tag::App => 0,
                Tag::Posts => 1,
                Tag::Events => 2,
                Tag::Members => 3,
                Tag::Me => 4,
                Tag::Outbox => 5,
                Tag::Settings => 6,
                Tag::Status => 7,
                Tag::Talk => 8,
            };
            assert_eq!(place, expected);
        }
    }
}
