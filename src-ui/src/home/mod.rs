//! ホーム: the next event, invitations without an answer, and posts.

mod older;
mod page;

pub use page::HomePage;
