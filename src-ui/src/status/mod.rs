//! 近況: what people say of now, in one mark and at most 40 characters; reactions, and whom one follows.

mod composer;
mod follows;
mod mine;
mod news;
mod page;
mod reactions;
mod said;
mod strip;
mod words;

pub use follows::FollowsPage;
pub use mine::MyStatusCard;
pub use news::PersonNewsCard;
pub use page::StatusPage;
pub use reactions::{ReactBar, Reactions};
pub use strip::Strip;
pub use words::{audience_choices, reaction_words};
