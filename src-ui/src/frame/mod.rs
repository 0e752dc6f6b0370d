//! What is around the pages: the big screens, the navigation, the state of the line, and what happens when
//! something breaks.

mod app;
mod farewells;
mod links;
mod look;
mod menus;
mod navigation;
mod not_found;
mod panic;
mod ready;
mod routes;
mod shortcuts;
mod status;

pub use app::App;
pub use links::{Go, use_go};
pub use menus::install as install_menus;
pub use panic::install_panic_overlay;
pub use shortcuts::command_key;
