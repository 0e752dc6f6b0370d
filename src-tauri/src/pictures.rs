//! The pictures of the page: the scheme `photo`, answered from the core. The page itself reaches no network, and what
//! is answered here is kept in no cache of the webview.

use crate::{core::Core, window};
use enishi_bridge::photo::{PhotoAddress, SCHEME};
use tauri::{
    AppHandle, Builder, Manager, Wry, async_runtime,
    http::{Response, StatusCode, header},
};

/// Answers the scheme.
pub fn answer(builder: Builder<Wry>) -> Builder<Wry> {
    builder.register_asynchronous_uri_scheme_protocol(SCHEME, |context, request, responder| {
        let asks = context.webview_label() == window::MAIN && request.method() == "GET";
        let address = PhotoAddress::read(request.uri().path()).filter(|_| asks);
        let app = context.app_handle().clone();
        async_runtime::spawn(async move { responder.respond(response(&app, address).await) });
    })
}

async fn response(app: &AppHandle, address: Option<PhotoAddress>) -> Response<Vec<u8>> {
    let (status, body) = match picture(app, address).await {
        Some(picture) => (StatusCode::OK, picture),
        None => (StatusCode::NOT_FOUND, Vec::new()),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

async fn picture(app: &AppHandle, address: Option<PhotoAddress>) -> Option<Vec<u8>> {
    let core = app.try_state::<Core>()?.inner().clone();
    core.client().await.ok()?.photo(address?).await.ok()
}
