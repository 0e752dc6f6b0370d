//! Links into the app (`enishi://…`) and out of it (`https://…` in the system's browser). Both are
//! written by strangers: what comes in goes to the core, which decides; what goes out is https or nothing.

use crate::{core::Core, window};
use enishi_bridge::{
    errors::{AppCode, AppError},
    posts::LinkForm,
};
use tauri::{AppHandle, Manager, Url};
use tauri_plugin_deep_link::DeepLinkExt;
use tauri_plugin_opener::OpenerExt;

/// Hands links to the core, also the one that started the app.
pub fn listen(app: &AppHandle) -> Result<(), tauri_plugin_deep_link::Error> {
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| arrived(&handle, event.urls()));
    if let Some(urls) = app.deep_link().get_current()? {
        arrived(app, urls);
    }
    Ok(())
}

/// Opens an address outside the app.
pub fn open(app: &AppHandle, form: &LinkForm) -> Result<(), AppError> {
    let url = outside(&form.url).ok_or_else(|| AppError::invalid("url"))?;
    app.opener().open_url(url.as_str(), None::<&str>).map_err(|reason| {
        tracing::warn!(%reason, "the system's browser did not open");
        AppError::new(AppCode::Bug)
    })
}

fn arrived(app: &AppHandle, urls: Vec<Url>) {
    let core = app.state::<Core>();
    for url in urls {
        core.open_url(url.into());
    }
    window::show(app);
}

/// The address, if it may be opened outside: https with a host, and nobody's name and password in it.
fn outside(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && url.has_host() && plain).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::outside;

    #[test]
    fn only_https_addresses_leave_the_app() {
        assert!(outside("https://example.org/news?id=1").is_some());
        for refused in [
            "http://example.org/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "enishi://post/1",
            "https://user:secret@example.org/",
            "/etc/passwd",
            "",
        ] {
            assert!(outside(refused).is_none(), "{refused} must stay inside");
        }
    }
}
