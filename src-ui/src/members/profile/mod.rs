//! The profile: the own fields with their audiences, those of others, and what others see of the own ones.

mod crop;
mod cropper;
mod draft;
mod editor;
mod items;
mod kind_form;
mod kinds;
mod mine;
mod own;
mod photo;
mod refused;
mod seen;
mod shown;
mod words;

pub use draft::read_month;
pub use kinds::FieldKindsPage;
pub use mine::MyFields;
pub use refused::TwoValues;
pub use seen::{SeenBefore, SeenPage};
pub use shown::ShownFields;
pub use words::{key_of, label_of, month};
