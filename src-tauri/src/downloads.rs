//! Where files for the person go.

use enishi_bridge::errors::{AppCode, AppError};
use std::path::PathBuf;
use tauri::{AppHandle, Manager};

/// The folder of downloads; where the system has none, the documents; where it has neither, the home folder.
///
/// # Errors
/// `read_only` where there is none of them.
pub fn folder(app: &AppHandle) -> Result<PathBuf, AppError> {
    let paths = app.path();
    let folder = paths.download_dir().or_else(|_| paths.document_dir()).or_else(|_| paths.home_dir());
    folder.map_err(|_| AppError::new(AppCode::ReadOnly))
}
