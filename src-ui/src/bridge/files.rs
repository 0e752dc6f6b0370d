//! Files that the person chose, dropped or pasted, as text for the core.

use enishi_bridge::{
    errors::{AppCode, AppError},
    photo::{FILE_BYTES, PhotoFile},
};
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, Event, File, FileList, FileReader, HtmlInputElement};

/// The chosen files of an input.
pub fn chosen(event: &Event) -> Vec<File> {
    let input: Option<HtmlInputElement> = event.target().and_then(|target| target.dyn_into().ok());
    let Some(input) = input else { return Vec::new() };
    let files = each(input.files());
    // The same file can be chosen again after a failure.
    input.set_value("");
    files
}

/// The files that came with a drop (`dataTransfer`) or a paste (`clipboardData`).
pub fn brought(event: &JsValue, how: &str) -> Vec<File> {
    let transfer = Reflect::get(event, &JsValue::from_str(how)).ok();
    let transfer: Option<DataTransfer> = transfer.and_then(|transfer| transfer.dyn_into().ok());
    each(transfer.and_then(|transfer| transfer.files()))
}

fn each(files: Option<FileList>) -> Vec<File> {
    files.iter().flat_map(|files| (0..files.length()).filter_map(|place| files.get(place))).collect()
}

/// Reads a file as a photo, unless it is larger than the core takes.
pub async fn photo(file: File) -> Result<PhotoFile, AppError> {
    base64(file).await.map(|base64| PhotoFile { base64 })
}

/// Reads a file as base64, unless it is larger than the core takes.
pub async fn base64(file: File) -> Result<String, AppError> {
    if file.size() > f64::from(u32::try_from(FILE_BYTES).unwrap_or(u32::MAX)) {
        return Err(AppError::new(AppCode::PhotoTooLarge));
    }
    let unreadable = || AppError::new(AppCode::PhotoUnreadable);
    let reader = FileReader::new().map_err(|_| unreadable())?;
    let reading = reader.clone();
    let promise = Promise::new(&mut |done, failed| {
        reading.set_onload(Some(&done));
        reading.set_onerror(Some(&failed));
        if reading.read_as_data_url(&file).is_err() {
            // A promise that nobody settles would keep the dialog busy.
            let _ = failed.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(promise).await.map_err(|_| unreadable())?;
    let url = reader.result().ok().and_then(|result| result.as_string()).ok_or_else(unreadable)?;
    // An empty file has no data behind the comma.
    Ok(url.split_once(',').map_or("", |(_, data)| data).to_owned())
}
