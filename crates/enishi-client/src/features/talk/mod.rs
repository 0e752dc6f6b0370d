//! One-to-one messages: the list of threads, a thread, what is written and goes with it, where two people stand, and the
//! own devices that take part.

mod devices;
mod files;
#[cfg(feature = "filling")]
mod filling;
mod linking;
mod reading;
pub mod standing;
mod writing;

pub use devices::leave_lists;
pub use linking::Linking;
pub use reading::{beginning, unread};
