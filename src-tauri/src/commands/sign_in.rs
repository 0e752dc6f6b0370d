//! Signing in and out.

use super::Answer;
use crate::core::Core;
use enishi_bridge::sign_in::{CodeForm, SignInForm};
use tauri::{State, command};

#[command]
pub async fn request_code(core: State<'_, Core>, form: SignInForm) -> Answer<()> {
    core.client().await?.request_code(form).await
}

#[command]
pub async fn verify_code(core: State<'_, Core>, form: CodeForm) -> Answer<()> {
    core.client().await?.verify_code(form).await
}

#[command]
pub async fn cancel_sign_in(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.cancel_sign_in().await
}

#[command]
pub async fn begin_sign_in(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.begin_sign_in().await
}

#[command]
pub async fn sign_out(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.sign_out().await
}
