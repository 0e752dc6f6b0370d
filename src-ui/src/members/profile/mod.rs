//! The profile: the own fields with their audiences, those of others, and what others see of the own ones.

mod draft;
mod editor;
mod items;
mod mine;
mod refused;
mod seen;
mod shown;
mod words;

pub use mine::MyFields;
pub use refused::TwoValues;
pub use seen::SeenPage;
pub use shown::ShownFields;
pub use words::label;
