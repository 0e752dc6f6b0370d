//! The one window: its size, the colour behind the page, and what the page may not do (leave its own
//! origin, open other windows).

use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, webview::NewWindowResponse,
    window::Color,
};

/// Label of the window; the capabilities name it.
pub const MAIN: &str = "main";

/// The colours of the page (`paper` of the styles), so that nothing white flashes before it is drawn.
const PAPER_LIGHT: Color = Color(0xFA, 0xF8, 0xF4, 0xFF);
#[cfg(desktop)]
const PAPER_DARK: Color = Color(0x12, 0x15, 0x1A, 0xFF);

/// Opens the window.
pub fn open(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let builder = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .on_navigation(stays_inside)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .background_color(PAPER_LIGHT);
    #[cfg(desktop)]
    let builder = builder
        .title("Enishi 縁")
        .inner_size(1180.0, 800.0)
        .min_inner_size(320.0, 480.0)
        .disable_drag_drop_handler()
        .visible(false);
    let window = builder.build()?;
    #[cfg(target_os = "linux")]
    crate::linux::show_composed_text(&window)?;
    #[cfg(desktop)]
    {
        if window.theme()? == tauri::Theme::Dark {
            window.set_background_color(Some(PAPER_DARK))?;
        }
        window.show()?;
    }
    Ok(window)
}

/// Brings the window to the front, from wherever it is.
pub fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    #[cfg(desktop)]
    if let Err(reason) = window.unminimize().and_then(|()| window.show()) {
        tracing::warn!(%reason, "the window could not be shown");
    }
    if let Err(reason) = window.set_focus() {
        tracing::warn!(%reason, "the window could not be brought to the front");
    }
}

/// Whether an address is one of the app's own pages: `tauri://localhost`, on Windows and Android
/// `http://tauri.localhost`.
fn stays_inside(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_never_leaves_its_own_pages() {
        for own in ["tauri://localhost/", "tauri://localhost/events/1", "http://tauri.localhost/"] {
            assert!(stays_inside(&own.parse().unwrap()), "{own} is the app's own");
        }
        for foreign in [
            "https://example.org/",
            "http://localhost/",
            "tauri://example.org/",
            "https://tauri.localhost.example.org/",
            "file:///etc/passwd",
            "data:text/html,hi",
            "about:blank",
        ] {
            assert!(!stays_inside(&foreign.parse().unwrap()), "{foreign} must be refused");
        }
    }
}
