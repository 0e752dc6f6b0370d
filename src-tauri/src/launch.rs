//! What the app is started with: its folder, where its keys are kept, its log.
//!
//! `ENISHI_HOME` names another folder than the platform's, `ENISHI_SECRETS=file` with
//! `ENISHI_PASSPHRASE` keeps the keys in a sealed file instead of the system's store, and `ENISHI_LOG`
//! is a filter for the log. All three are documented in docs/building.md.

use enishi_bridge::errors::{AppCode, AppError};
use enishi_client::{Config, SecretsChoice, Showing};
use secrecy::SecretString;
use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Mutex,
};
use tauri::{AppHandle, Manager};
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

/// A log longer than this is put aside at the next start, and the one put aside before is dropped.
const LOG_BYTES: u64 = 2 * 1024 * 1024;

/// The folder in which the app keeps everything.
pub fn home(app: &AppHandle) -> Result<PathBuf, AppError> {
    match env::var_os("ENISHI_HOME") {
        Some(home) if !home.is_empty() => Ok(PathBuf::from(home)),
        _ => app.path().app_data_dir().map_err(|_| AppError::new(AppCode::ReadOnly)),
    }
}

/// Everything the client wants to know.
pub fn config(home: PathBuf) -> Result<Config, AppError> {
    Ok(Config {
        home,
        secrets: secrets()?,
        device_name: tauri_plugin_os::hostname(),
        platform: platform(),
        offline: false,
        system_language: system_language(),
        showing: Showing::WhenDue,
    })
}

/// The language of the system as a BCP 47 tag; English where the system does not say.
pub fn system_language() -> String {
    tauri_plugin_os::locale().unwrap_or_else(|| "en".to_owned())
}

/// Writes the log to standard error and to `logs/enishi.log` in the home folder, if that can be written.
pub fn start_log(home: &Path) {
    let filter = || EnvFilter::try_from_env("ENISHI_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let to_file = log_file(home).map(|file| {
        tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(file)).with_filter(filter())
    });
    let to_stderr = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(filter());
    if tracing_subscriber::registry().with(to_file).with(to_stderr).try_init().is_err() {
        tracing::warn!("the log was started before");
    }
}

fn log_file(home: &Path) -> Option<fs::File> {
    let folder = home.join("logs");
    fs::create_dir_all(&folder).ok()?;
    let path = folder.join("enishi.log");
    if fs::metadata(&path).is_ok_and(|about| about.len() > LOG_BYTES) {
        fs::rename(&path, folder.join("enishi.log.1")).ok()?;
    }
    fs::OpenOptions::new().create(true).append(true).open(path).ok()
}

fn secrets() -> Result<SecretsChoice, AppError> {
    match env::var("ENISHI_SECRETS").as_deref() {
        Ok("file") => env::var("ENISHI_PASSPHRASE")
            .map(|passphrase| SecretsChoice::File { passphrase: SecretString::from(passphrase) })
            .map_err(|_| AppError::new(AppCode::SecretsMissing)),
        _ => Ok(SecretsChoice::System),
    }
}

const fn platform() -> &'static str {
    if cfg!(target_os = "android") {
        "android"
    } else if cfg!(target_os = "ios") {
        "ios"
    } else if cfg!(target_os = "macos") {
        "macos"
    } else if cfg!(windows) {
        "windows"
    } else {
        "linux"
    }
}
