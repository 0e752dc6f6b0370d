//! Posts: a card in a list, the whole post, and the secretariat's form.

mod card;
mod composer;
mod edit;
mod kinds;
mod page;

pub use card::PostLink;
pub use composer::PostComposer;
pub use edit::EditPostPage;
pub use kinds::{AUDIENCES, audience_key, audience_of, audience_word};
pub use page::PostPage;
