//! The desktop program; phones enter the library directly.

// No console window beside the app on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    enishi_app::run();
}
