//! The addresses of pictures, which the shell answers from the core.

use enishi_bridge::{
    AttachmentId, MemberId, PhotoId, PhotoSize,
    photo::{PhotoAddress, SCHEME},
};
use uuid::Uuid;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = convertFileSrc, catch)]
    fn convert_file_src(path: &str, scheme: &str) -> Result<String, JsValue>;
}

/// The address of a photo of a member.
pub fn of(member: MemberId, photo: PhotoId, size: PhotoSize) -> String {
    address(PhotoAddress::Of(member, photo, size))
}

/// The address of a photo of a message or a draft.
pub fn attached(id: AttachmentId) -> String {
    address(PhotoAddress::Attached(id))
}

/// The address of the picture that was opened.
pub fn draft(id: Uuid) -> String {
    address(PhotoAddress::Draft(id))
}

/// `photo://localhost/…`, on Windows and Android `http://photo.localhost/…`.
fn address(address: PhotoAddress) -> String {
    let host = convert_file_src("", SCHEME).unwrap_or_else(|_| format!("{SCHEME}://localhost/"));
    format!("{host}{}", address.path())
}
