//! Who of the secretariat saw what.

use super::Answer;
use crate::bridge::{NoArgument, call};
use enishi_bridge::access::AccessLog;

/// Who of the secretariat was shown restricted fields of the reader.
pub async fn access_log() -> Answer<AccessLog> {
    call("access_log", NoArgument {}).await
}
