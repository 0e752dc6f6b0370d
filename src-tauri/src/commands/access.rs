//! Who of the secretariat saw what.

use super::Answer;
use crate::core::Core;
use enishi_bridge::access::AccessLog;
use tauri::{State, command};

#[command]
pub async fn access_log(core: State<'_, Core>) -> Answer<AccessLog> {
    core.client().await?.access_log().await
}
