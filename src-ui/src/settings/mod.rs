//! Settings: how the app looks, what it notifies of, the devices, and what is stored here.

mod appearance;
mod devices;
mod key_store;
mod notifications;
mod own_data;
mod page;
mod privacy;
mod quiet;
mod rest;
mod sign_out;
mod storage;
mod talk;

pub use devices::DevicesPage;
pub use own_data::Export;
pub use page::SettingsPage;
pub use sign_out::SignOut;
pub use storage::StoragePage;
