//! What is on this device, and a copy of the own things.

use super::Answer;
use crate::bridge::{NoArgument, call};
use enishi_bridge::storage::{ExportView, StorageView, VerifyView};

/// What is stored on this device.
pub async fn storage() -> Answer<StorageView> {
    call("storage", NoArgument {}).await
}

/// Compares what is here with the server.
pub async fn verify() -> Answer<VerifyView> {
    call("verify", NoArgument {}).await
}

/// Writes the own things into the folder of downloads.
pub async fn export() -> Answer<ExportView> {
    call("export", NoArgument {}).await
}
