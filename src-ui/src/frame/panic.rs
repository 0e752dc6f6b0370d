//! A panic ends the program in the webview; the person is told and can reload. The overlay is plain HTML of
//! index.html, because nothing of this program works any more then.

/// Logs a panic to the console and shows the overlay.
pub fn install_panic_overlay() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let overlay = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id("stopped"));
        if let Some(overlay) = overlay {
            let _ = overlay.remove_attribute("hidden");
        }
    }));
}
