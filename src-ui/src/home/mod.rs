//! ホーム: the next event, invitations without an answer, and posts.

mod check;
mod older;
mod page;
mod reactions;
mod suggestion;

pub use page::HomePage;
