//! Where files for the person go.

use enishi_bridge::errors::{AppCode, AppError};
use std::path::PathBuf;
use tauri::{AppHandle, Manager};

/// The folder of downloads; where the system has none, the documents.
///
/// # Errors
/// `read_only` where there is neither.
pub fn folder(app: &AppHandle) -> Result<PathBuf, AppError> {
    let paths = app.path();
    paths.download_dir().or_else(|_| paths.document_dir()).map_err(|_| AppError::new(AppCode::ReadOnly))
}
