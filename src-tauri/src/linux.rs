//! What only Linux needs: environment for graphics drivers that leave WebKitGTK's window blank, Japanese
//! input that shows what is being composed, and whether the desktop has a tray at all.

use std::{env, path::Path};
use tauri::WebviewWindow;
use webkit2gtk::{
    InputMethodContextExt, WebViewExt,
    gio::{self, prelude::*},
    glib::VariantTy,
};

/// Sets the variables that NVIDIA's driver needs, unless the person set them or `ENISHI_NO_GFX_WORKAROUND`.
/// To be called first, before GTK starts and before there is a second thread.
pub fn prepare_graphics() {
    if env::var_os("ENISHI_NO_GFX_WORKAROUND").is_some() || !Path::new("/proc/driver/nvidia/version").exists()
    {
        return;
    }
    let wayland = env::var_os("WAYLAND_DISPLAY").is_some()
        && env::var("GDK_BACKEND").map_or(true, |backend| backend != "x11");
    let variable = if wayland { "__NV_DISABLE_EXPLICIT_SYNC" } else { "WEBKIT_DISABLE_DMABUF_RENDERER" };
    if env::var_os(variable).is_none() {
        #[expect(unsafe_code, reason = "the program has one thread here, so nobody reads the environment")]
        // SAFETY: called first in `run`, before any other thread exists.
        unsafe {
            env::set_var(variable, "1");
        }
    }
}

/// Shows text in the field while it is being composed. The webview library switches that off for every
/// page, which hides Japanese input until it is confirmed.
pub fn show_composed_text(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        if let Some(context) = webview.inner().input_method_context() {
            context.set_enable_preedit(true);
        }
    })
}

/// Whether something on the desktop shows tray icons: GNOME, for one, has nothing that does.
pub fn has_tray() -> bool {
    let Ok(bus) = gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE) else {
        return false;
    };
    bus.call_sync(
        Some("org.freedesktop.DBus"),
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus",
        "NameHasOwner",
        Some(&("org.kde.StatusNotifierWatcher",).to_variant()),
        VariantTy::new("(b)").ok(),
        gio::DBusCallFlags::NONE,
        1_000,
        gio::Cancellable::NONE,
    )
    .ok()
    .and_then(|answer| answer.get::<(bool,)>())
    .is_some_and(|(has_owner,)| has_owner)
}
