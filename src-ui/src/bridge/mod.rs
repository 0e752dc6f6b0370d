//! The one door to the core: Tauri's IPC without its global object. Commands are in [`commands`], what the
//! core says by itself in [`notices`]. Nothing else in this program knows that Tauri exists.

pub mod commands;
pub mod files;
pub mod notices;
pub mod pictures;

use enishi_bridge::errors::{AppCode, AppError};
use js_sys::JSON;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = invoke, catch)]
    async fn invoke(command: &str, arguments: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = transformCallback, catch)]
    fn transform_callback(callback: &Closure<dyn FnMut(JsValue)>) -> Result<JsValue, JsValue>;
}

#[derive(Serialize)]
struct NoArgument {}

#[derive(Serialize)]
struct Form<F> {
    form: F,
}

#[derive(Serialize)]
struct Id<I> {
    id: I,
}

/// Calls a command and reads its answer. A failure that is no [`AppError`] is a fault of this program.
async fn call<T: DeserializeOwned>(command: &str, arguments: impl Serialize) -> Result<T, AppError> {
    let arguments = to_js(&arguments)?;
    match invoke(command, arguments).await {
        Ok(answer) => from_js(&answer).ok_or_else(bug),
        Err(failure) => Err(from_js(&failure).unwrap_or_else(bug)),
    }
}

/// JSON is the contract of the bridge crate, so it is also the way through JavaScript.
fn to_js(value: &impl Serialize) -> Result<JsValue, AppError> {
    let json = serde_json::to_string(value).map_err(|_| bug())?;
    JSON::parse(&json).map_err(|_| bug())
}

fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    // A command that answers nothing answers null; JSON has no undefined.
    if value.is_undefined() {
        return serde_json::from_str("null").ok();
    }
    let json = String::from(JSON::stringify(value).ok()?);
    serde_json::from_str(&json).ok()
}

fn bug() -> AppError {
    AppError::new(AppCode::Bug)
}
