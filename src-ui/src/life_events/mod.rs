//! Life events: sharing one, the consent of who is named, and how a post of one looks.

mod composer;
mod drafts;
mod feed;
mod naming;
mod picker;
mod words;

pub use composer::LifeEventComposer;
pub use drafts::Drafts;
pub use feed::LifeFooter;
pub use naming::Namings;
pub use words::{kind_words, title};
