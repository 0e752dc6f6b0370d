//! The icon in the tray: open, update, quit. Where there is a tray, closing the window keeps the app
//! there so that news arrive, and the first time a notification says so; where there is none, closing
//! ends the app, because nothing would bring it back.

use crate::{launch, texts::Texts, window};
use std::fs::OpenOptions;
use tauri::{
    AppHandle, Manager,
    menu::{Menu, MenuEvent, MenuItem},
    tray::TrayIconBuilder,
};
use tauri_plugin_notification::NotificationExt;

const TRAY: &str = "enishi";
const OPEN: &str = "open";
const SYNC: &str = "sync";
const QUIT: &str = "quit";

/// Puts the icon into the tray, if the desktop has one.
pub fn add(app: &AppHandle, texts: &Texts) -> tauri::Result<()> {
    if !has_tray() {
        tracing::info!("there is no tray on this desktop: closing the window ends the app");
        return Ok(());
    }
    let mut tray = TrayIconBuilder::with_id(TRAY)
        .tooltip("Enishi")
        .menu(&menu(app, texts)?)
        .on_menu_event(chosen)
        .show_menu_on_left_click(true);
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}

/// Puts the menu into another language.
pub fn translate(app: &AppHandle, texts: &Texts) -> tauri::Result<()> {
    match app.tray_by_id(TRAY) {
        Some(tray) => tray.set_menu(Some(menu(app, texts)?)),
        None => Ok(()),
    }
}

/// Hides the window instead of closing it, if the icon can bring it back; says whether it did.
pub fn keep_running(app: &AppHandle, texts: &Texts) -> bool {
    let hidden = app.tray_by_id(TRAY).is_some()
        && app.get_webview_window(window::MAIN).is_some_and(|window| window.hide().is_ok());
    if hidden && first_time(app) {
        let told = app
            .notification()
            .builder()
            .title(texts.get("tray-hidden-title"))
            .body(texts.get("tray-hidden-body"))
            .show();
        if let Err(reason) = told {
            tracing::warn!(%reason, "that the app keeps running could not be said");
        }
    }
    hidden
}

/// Whether this is the first time on this device; the answer is yes once.
fn first_time(app: &AppHandle) -> bool {
    launch::home(app).is_ok_and(|home| {
        OpenOptions::new().write(true).create_new(true).open(home.join("closed-to-tray")).is_ok()
    })
}

fn menu(app: &AppHandle, texts: &Texts) -> tauri::Result<Menu<tauri::Wry>> {
    let item = |id: &str, key: &str| MenuItem::with_id(app, id, texts.get(key), true, None::<&str>);
    Menu::with_items(app, &[&item(OPEN, "tray-open")?, &item(SYNC, "tray-sync")?, &item(QUIT, "tray-quit")?])
}

#[expect(clippy::needless_pass_by_value, reason = "the tray's callback is given the event")]
fn chosen(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => window::show(app),
        SYNC => app.state::<crate::core::Core>().resumed(),
        QUIT => app.exit(0),
        other => tracing::warn!(other, "an unknown entry of the tray's menu was chosen"),
    }
}

#[cfg(target_os = "linux")]
fn has_tray() -> bool {
    crate::linux::has_tray()
}

#[cfg(not(target_os = "linux"))]
const fn has_tray() -> bool {
    true
}
