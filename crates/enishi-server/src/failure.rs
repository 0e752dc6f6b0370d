//! Why something did not happen: one enum for the whole server, mapped once to the wire (`api/`) and
//! once to the operator's terminal (`cli/`).

use crate::db::condition::{Condition, condition};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    profile::BadField,
};

/// A refusal by a rule, bad input of the operator, or trouble with the machine.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A rule says no; the caller learns the code.
    #[error("{}", .0.message)]
    Refused(ApiError),
    /// The operator's input cannot be used.
    #[error("{message}")]
    Operator {
        /// What scripts match on.
        code: &'static str,
        /// What the operator reads.
        message: String,
    },
    /// The database cannot be used as it is.
    #[error("{}", .0.sentence())]
    Database(Condition),
    /// A fault of the program or the database.
    #[error("{0}")]
    Fault(String),
}

impl Failure {
    /// A refusal without a field.
    pub fn refused(code: ApiCode, message: impl Into<String>) -> Self {
        Self::Refused(ApiError { code, message: message.into(), field: None, retry_after_ms: None })
    }

    /// A refusal of one field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Refused(ApiError {
            code: ApiCode::Invalid,
            message: message.into(),
            field: Some(field.to_owned()),
            retry_after_ms: None,
        })
    }

    /// The member's duties or state do not allow it.
    pub fn not_permitted() -> Self {
        Self::refused(ApiCode::NotPermitted, "Not permitted.")
    }

    /// No such thing, or not for this viewer.
    pub fn not_found() -> Self {
        Self::refused(ApiCode::NotFound, "Not found.")
    }

    /// Bad input of the operator.
    pub fn operator(code: &'static str, message: impl Into<String>) -> Self {
        Self::Operator { code, message: message.into() }
    }

    /// Whether the same attempt may succeed a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Database(
                Condition::Locked | Condition::Full | Condition::ReadOnly | Condition::Unreachable
            )
        )
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        condition(&error).map_or_else(|| Self::Fault(error.to_string()), Self::Database)
    }
}

/// A part of what somebody sent breaks a rule that both ends hold to.
impl From<BadField> for Failure {
    fn from(bad: BadField) -> Self {
        Self::invalid(bad.part, bad.sentence)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        // The text of the error may quote the data; the place is enough to find it.
        Self::Fault(format!("JSON at line {} column {}", error.line(), error.column()))
    }
}
