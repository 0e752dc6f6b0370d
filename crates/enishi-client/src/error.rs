//! One error for the core, turned once into the code that the UI and scripts see.

use enishi_bridge::errors::{AppCode, AppError};
use enishi_wire::errors::{ApiCode, ApiError};
use std::io;
use tokio::sync::Notify;

/// Rung when a statement met a damaged database: whoever holds databases then looks which one it is.
pub static DAMAGE: Notify = Notify::const_new();

/// What went wrong inside the core. Carries no personal data: its text may be logged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A reason the person acts on.
    #[error("{}", .0.as_str())]
    Code(AppCode),
    /// A field breaks a rule.
    #[error("the field {0} breaks a rule")]
    Invalid(&'static str),
    /// The server refused.
    #[error("the server refused: {}", .0.message)]
    Refused(ApiError),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A file.
    #[error("file: {0}")]
    File(#[from] io::Error),
    /// Stored JSON is not what was written.
    #[error("stored JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Something that cannot happen did.
    #[error("bug: {0}")]
    Bug(&'static str),
}

impl From<AppCode> for Error {
    fn from(code: AppCode) -> Self {
        Self::Code(code)
    }
}

impl Error {
    /// The code of this failure.
    pub fn code(&self) -> AppCode {
        match self {
            Self::Code(code) => *code,
            Self::Invalid(_) => AppCode::Invalid,
            Self::Refused(refused) => refused_code(refused.code),
            Self::Database(error) => database_code(error),
            Self::File(error) => file_code(error),
            Self::Json(_) => AppCode::DatabaseCorrupt,
            Self::Bug(_) => AppCode::Bug,
        }
    }
}

impl Error {
    /// Rings [`DAMAGE`] if a statement met it.
    pub fn report_damage(&self) {
        if matches!(self, Self::Database(_)) && self.code() == AppCode::DatabaseCorrupt {
            DAMAGE.notify_waiters();
        }
    }

    /// Whether the database is damaged for certain, so that it may be set aside. A want of memory is not enough,
    /// though a statement after one that met damage says it too.
    pub fn proves_damage(&self) -> bool {
        let no_memory = matches!(self, Self::Database(error) if primary_code(error) == Some(NO_MEMORY));
        self.code() == AppCode::DatabaseCorrupt && !no_memory
    }
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        let code = error.code();
        error.report_damage();
        if code == AppCode::Bug {
            tracing::error!(%error, "The core met something that cannot happen.");
        }
        match error {
            Error::Invalid(field) => Self::invalid(field),
            Error::Refused(ApiError { field: Some(field), .. }) => Self { code, detail: Some(field) },
            _ => Self::new(code),
        }
    }
}

/// The app's code for a refusal of the server.
pub const fn refused_code(code: ApiCode) -> AppCode {
    match code {
        ApiCode::Unauthenticated | ApiCode::SessionExpired => AppCode::SessionEnded,
        ApiCode::NotPermitted => AppCode::NotPermitted,
        ApiCode::NotFound => AppCode::NotFound,
        ApiCode::Invalid | ApiCode::TooLarge => AppCode::Invalid,
        ApiCode::CodeWrong => AppCode::CodeWrong,
        ApiCode::CodeExpired => AppCode::CodeExpired,
        ApiCode::CodeUsed => AppCode::CodeUsed,
        ApiCode::CodeOtherDevice => AppCode::CodeOtherDevice,
        ApiCode::CodeExhausted => AppCode::CodeExhausted,
        ApiCode::TooManyRequests => AppCode::TooManyRequests,
        ApiCode::TooOld => AppCode::TooOld,
        ApiCode::EventClosed => AppCode::EventClosed,
        ApiCode::EventCancelled => AppCode::EventCancelled,
        ApiCode::EventFull => AppCode::EventFull,
        ApiCode::ChangedMeanwhile => AppCode::ChangedMeanwhile,
        ApiCode::LastOfDuty => AppCode::LastOfDuty,
        ApiCode::AlreadyDecided => AppCode::AlreadyDecided,
        ApiCode::StaleDevices => AppCode::ChangedMeanwhile,
        ApiCode::AwaitsAnswer => AppCode::AwaitsAnswer,
        ApiCode::TooLate => AppCode::TooLate,
        ApiCode::NobodyReads => AppCode::NobodyReads,
        ApiCode::IdReused | ApiCode::Unavailable | ApiCode::Internal | ApiCode::Unknown => {
            AppCode::ServerFault
        }
    }
}

/// What SQLCipher answers to everything that follows upon a page that it could not decrypt.
const NO_MEMORY: u32 = 7;

/// SQLite's primary result code: <https://www.sqlite.org/rescode.html>.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|code| code & 0xff)
}

fn database_code(error: &sqlx::Error) -> AppCode {
    match error {
        sqlx::Error::Database(_) => {}
        sqlx::Error::Io(error) => return file_code(error),
        sqlx::Error::PoolTimedOut => return AppCode::DatabaseLocked,
        // The account is leaving this device while something of it was read.
        sqlx::Error::PoolClosed => return AppCode::SignedOut,
        _ => return AppCode::Bug,
    }
    match primary_code(error) {
        Some(5 | 6) => AppCode::DatabaseLocked,
        Some(8 | 14) => AppCode::ReadOnly,
        // An I/O error while writing is nearly always a disk without room; SQLite names only some of them.
        Some(10 | 13) => AppCode::DiskFull,
        Some(NO_MEMORY | 11 | 26) => AppCode::DatabaseCorrupt,
        _ => AppCode::Bug,
    }
}

fn file_code(error: &io::Error) -> AppCode {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => AppCode::DiskFull,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => AppCode::ReadOnly,
        // A file stands where the folder should be.
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => AppCode::ReadOnly,
        _ => AppCode::Bug,
    }
}
