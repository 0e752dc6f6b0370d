//! Signing in and out.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::sign_in::{CodeForm, SignInForm};

/// Asks for a code by mail.
pub async fn request_code(form: SignInForm) -> Answer<()> {
    call("request_code", Form { form }).await
}

/// Sends the code.
pub async fn verify_code(form: CodeForm) -> Answer<()> {
    call("verify_code", Form { form }).await
}

/// Goes back from signing in.
pub async fn cancel_sign_in() -> Answer<()> {
    call("cancel_sign_in", NoArgument {}).await
}

/// Starts to add another account.
pub async fn begin_sign_in() -> Answer<()> {
    call("begin_sign_in", NoArgument {}).await
}

/// Signs the account of the current place out of this device.
pub async fn sign_out() -> Answer<()> {
    call("sign_out", NoArgument {}).await
}
