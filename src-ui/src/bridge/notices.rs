//! What the core says without being asked.

use super::{bug, from_js, invoke, to_js, transform_callback};
use enishi_bridge::{commands::NOTICE_EVENT, errors::AppError, notices::Notice};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct Listen {
    event: &'static str,
    target: Target,
    handler: u32,
}

#[derive(Serialize)]
struct Target {
    kind: &'static str,
}

#[derive(Deserialize)]
struct Envelope {
    payload: Notice,
}

/// Calls `hear` for every notice, from now until the page is closed.
pub async fn listen(hear: impl Fn(Notice) + 'static) -> Result<(), AppError> {
    let callback = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        // A notice of a newer core that this page cannot read changes nothing here.
        if let Some(Envelope { payload }) = from_js(&event) {
            hear(payload);
        }
    });
    let handler = transform_callback(&callback).ok().and_then(|id| id.as_f64()).ok_or_else(bug)?;
    let arguments = Listen {
        event: NOTICE_EVENT,
        target: Target { kind: "Any" },
        handler: crate::numbers::count(handler),
    };
    invoke("plugin:event|listen", to_js(&arguments)?).await.map_err(|_| bug())?;
    callback.forget();
    Ok(())
}
