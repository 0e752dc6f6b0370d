//! The shell: what the core cannot do because only the platform can.
//!
//! Windows, tray, notifications, links and one-line commands; no rule, no SQL and no HTTP is here. Read
//! in this order: [`run`] builds the app, `setup` wires it, `core` holds the client, `commands` lets the
//! webview call it, and the rest are the platform's doors.

mod setup;

mod commands;
mod core;
mod downloads;
mod launch;

mod links;
mod notify;
mod pictures;
mod window;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(desktop)]
mod texts;
#[cfg(desktop)]
mod tray;

/// Runs the app until the person quits it.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    #[cfg(target_os = "linux")]
    linux::prepare_graphics();
    enishi_client::http::install_crypto();
    match setup::app() {
        Ok(app) => app.run(setup::on_run_event),
        Err(reason) => tracing::error!(%reason, "the app could not start"),
    }
}
