//! Every command of the core as a typed function, a file a feature; the table is in `enishi_bridge::commands`.

mod access;
mod app;
mod card;
mod desk;
mod events;
mod field_kinds;
mod follows;
mod hidden;
mod home;
mod life_events;
mod members;
mod outbox;
mod photo;
mod posts;
mod profile;
mod reports;
mod sessions;
mod settings;
mod sign_in;
mod status;
mod stay;
mod storage;
mod suggestions;
mod talk;

use enishi_bridge::errors::AppError;

pub use access::*;
pub use app::*;
pub use card::*;
pub use desk::*;
pub use events::*;
pub use field_kinds::*;
pub use follows::*;
pub use hidden::*;
pub use home::*;
pub use life_events::*;
pub use members::*;
pub use outbox::*;
pub use photo::*;
pub use posts::*;
pub use profile::*;
pub use reports::*;
pub use sessions::*;
pub use settings::*;
pub use sign_in::*;
pub use status::*;
pub use stay::*;
pub use storage::*;
pub use suggestions::*;
pub use talk::*;

type Answer<T> = Result<T, AppError>;

#[cfg(test)]
mod tests;
