//! From the invitation to the directory: address, code, and the confirmation of the own entry.

mod code;
mod confirm;
mod elsewhere;
mod request;
mod welcome;

pub use code::CodePage;
pub use confirm::ConfirmPage;
pub use elsewhere::Elsewhere;
pub use request::SignInPage;
pub use welcome::Welcome;
