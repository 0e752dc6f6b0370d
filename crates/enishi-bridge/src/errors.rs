//! The closed list of things that can go wrong, as the UI, enishi-cli and scripts see them.

use serde::{Deserialize, Serialize};

/// Why something did not happen. Every code has a sentence `error-…` in both locale files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppCode {
    /// No network: what was wanted waits in the outbox, or needs a network.
    Offline,
    /// The server does not answer.
    ServerUnreachable,
    /// The server takes too long.
    ServerSlow,
    /// Something answered that is no Enishi server: a login page of a hotel, another site.
    NotAnEnishiServer,
    /// The server's certificate is not valid for its name.
    BadCertificate,
    /// The server reports a fault of its own.
    ServerFault,
    /// The server wants a newer app.
    TooOld,
    /// Too many requests; wait a while.
    TooManyRequests,
    /// The server's address is not a usable `https://` address.
    InvalidServer,
    /// The mail address is not one.
    InvalidEmail,
    /// A field breaks a rule; `detail` names it.
    Invalid,
    /// The code does not match.
    CodeWrong,
    /// The code is too old or replaced by a newer one.
    CodeExpired,
    /// The code has been used.
    CodeUsed,
    /// The code was asked for by another device.
    CodeOtherDevice,
    /// Five wrong tries.
    CodeExhausted,
    /// No code was asked for on this device.
    NoCodeRequested,
    /// Nobody is signed in.
    SignedOut,
    /// This device was signed out from another device or by the server.
    SessionEnded,
    /// The person's duties or state do not allow it.
    NotPermitted,
    /// It does not exist, or no more.
    NotFound,
    /// The event takes no more answers.
    EventClosed,
    /// The event was called off.
    EventCancelled,
    /// No seat is left.
    EventFull,
    /// Another device has changed it meanwhile: the person decides which of the two stays.
    ChangedMeanwhile,
    /// Nobody else could give duties: who leaves hands that over first.
    LastOfDuty,
    /// Another member of the secretariat has decided it.
    AlreadyDecided,
    /// The first message to somebody has no answer yet.
    AwaitsAnswer,
    /// It is too late to take the message back.
    TooLate,
    /// Nobody of the secretariat reads letters at present.
    NobodyReads,
    /// The entry must be confirmed first.
    NotConfirmed,
    /// This device has not heard from the server for two weeks: people are shown again after the next contact.
    DirectoryLocked,
    /// The store of keys is locked and did not open in time.
    SecretsLocked,
    /// There is no store of keys and no passphrase was given.
    SecretsMissing,
    /// The passphrase does not open the sealed keys.
    PassphraseWrong,
    /// Another program uses the database.
    DatabaseLocked,
    /// The database was written by a newer app.
    DatabaseNewer,
    /// The database cannot be read and could not be set aside.
    DatabaseCorrupt,
    /// The folder cannot be written.
    ReadOnly,
    /// The disk is full.
    DiskFull,
    /// The file is no picture that can be shown.
    PhotoUnreadable,
    /// The picture is too large.
    PhotoTooLarge,
    /// HEIC or AVIF.
    PhotoHeic,
    /// The file is too large to go with a message.
    FileTooLarge,
    /// Too many files go with one message.
    TooManyFiles,
    /// A fault of this program; the log has more.
    Bug,
}

impl AppCode {
    /// All codes, for tests of completeness.
    pub const ALL: [Self; 46] = [
        Self::Offline,
        Self::ServerUnreachable,
        Self::ServerSlow,
        Self::NotAnEnishiServer,
        Self::BadCertificate,
        Self::ServerFault,
        Self::TooOld,
        Self::TooManyRequests,
        Self::InvalidServer,
        Self::InvalidEmail,
        Self::Invalid,
        Self::CodeWrong,
        Self::CodeExpired,
        Self::CodeUsed,
        Self::CodeOtherDevice,
        Self::CodeExhausted,
        Self::NoCodeRequested,
        Self::SignedOut,
        Self::SessionEnded,
        Self::NotPermitted,
        Self::NotFound,
        Self::EventClosed,
        Self::EventCancelled,
        Self::EventFull,
        Self::ChangedMeanwhile,
        Self::LastOfDuty,
        Self::AlreadyDecided,
        Self::AwaitsAnswer,
        Self::TooLate,
        Self::NobodyReads,
        Self::NotConfirmed,
        Self::DirectoryLocked,
        Self::SecretsLocked,
        Self::SecretsMissing,
        Self::PassphraseWrong,
        Self::DatabaseLocked,
        Self::DatabaseNewer,
        Self::DatabaseCorrupt,
        Self::ReadOnly,
        Self::DiskFull,
        Self::PhotoUnreadable,
        Self::PhotoTooLarge,
        Self::PhotoHeic,
        Self::FileTooLarge,
        Self::TooManyFiles,
        Self::Bug,
    ];

    /// The word of the code in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::ServerUnreachable => "server_unreachable",
            Self::ServerSlow => "server_slow",
            Self::NotAnEnishiServer => "not_an_enishi_server",
            Self::BadCertificate => "bad_certificate",
            Self::ServerFault => "server_fault",
            Self::TooOld => "too_old",
            Self::TooManyRequests => "too_many_requests",
            Self::InvalidServer => "invalid_server",
            Self::InvalidEmail => "invalid_email",
            Self::Invalid => "invalid",
            Self::CodeWrong => "code_wrong",
            Self::CodeExpired => "code_expired",
            Self::CodeUsed => "code_used",
            Self::CodeOtherDevice => "code_other_device",
            Self::CodeExhausted => "code_exhausted",
            Self::NoCodeRequested => "no_code_requested",
            Self::SignedOut => "signed_out",
            Self::SessionEnded => "session_ended",
            Self::NotPermitted => "not_permitted",
            Self::NotFound => "not_found",
            Self::EventClosed => "event_closed",
            Self::EventCancelled => "event_cancelled",
            Self::EventFull => "event_full",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::LastOfDuty => "last_of_duty",
            Self::AlreadyDecided => "already_decided",
            Self::AwaitsAnswer => "awaits_answer",
            Self::TooLate => "too_late",
            Self::NobodyReads => "nobody_reads",
            Self::NotConfirmed => "not_confirmed",
            Self::DirectoryLocked => "directory_locked",
            Self::SecretsLocked => "secrets_locked",
            Self::SecretsMissing => "secrets_missing",
            Self::PassphraseWrong => "passphrase_wrong",
            Self::DatabaseLocked => "database_locked",
            Self::DatabaseNewer => "database_newer",
            Self::DatabaseCorrupt => "database_corrupt",
            Self::ReadOnly => "read_only",
            Self::DiskFull => "disk_full",
            Self::PhotoUnreadable => "photo_unreadable",
            Self::PhotoTooLarge => "photo_too_large",
            Self::PhotoHeic => "photo_heic",
            Self::FileTooLarge => "file_too_large",
            Self::TooManyFiles => "too_many_files",
            Self::Bug => "bug",
        }
    }
    /// The key of the sentence in the locale files: the word with hyphens, after `error-`.
    pub fn message_key(self) -> String {
        format!("error-{}", self.as_str().replace('_', "-"))
    }
}

/// A failure as it crosses the webview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// The reason.
    pub code: AppCode,
    /// The field that breaks a rule, or another short word for support; never personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl AppError {
    /// A failure without detail.
    pub const fn new(code: AppCode) -> Self {
        Self { code, detail: None }
    }

    /// A failure of one field.
    pub fn invalid(field: &str) -> Self {
        Self { code: AppCode::Invalid, detail: Some(field.to_owned()) }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.detail {
            Some(detail) => write!(f, "{} ({detail})", self.code.as_str()),
            None => f.write_str(self.code.as_str()),
        }
    }
}

impl std::error::Error for AppError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_once_and_written_as_its_word() {
        let mut words: Vec<_> = AppCode::ALL.iter().map(|code| code.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), AppCode::ALL.len());
        for code in AppCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
