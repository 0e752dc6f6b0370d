//! The devices of the account.

use super::Answer;
use crate::bridge::{Id, NoArgument, call};
use enishi_bridge::{SessionId, sessions::DeviceList};

/// The devices of the account.
pub async fn devices() -> Answer<DeviceList> {
    call("devices", NoArgument {}).await
}

/// Signs another device out.
pub async fn sign_out_device(id: SessionId) -> Answer<()> {
    call("sign_out_device", Id { id }).await
}
