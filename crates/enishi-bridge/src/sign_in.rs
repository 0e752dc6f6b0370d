//! The two forms of signing in.

use serde::{Deserialize, Serialize};

/// Asks for a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInForm {
    /// Address of the server: `https://…`, a bare host name, or `http://` on this machine only.
    pub server: String,
    /// The mail address.
    pub email: String,
}

/// Sends the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeForm {
    /// As typed.
    pub code: String,
}
