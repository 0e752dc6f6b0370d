//! What periodic sweeps over members have in common: a row that cannot be worked on keeps no other waiting.

use crate::failure::Failure;
use enishi_wire::ids::{MemberId, NetworkId};

/// Members that are looked up at once: others write in between.
pub const BATCH: i64 = 200;

/// How much was done about a member. A failure that is of this member alone is logged with a code, and the next look
/// tries again; only one that would meet every member ends the sweep.
pub fn counted(
    done: Result<bool, Failure>,
    code: &'static str,
    (network, member): (NetworkId, MemberId),
) -> Result<u64, Failure> {
    match done {
        Ok(done) => Ok(u64::from(done)),
        Err(failure) if failure.is_passing() => Err(failure),
        Err(failure) => {
            tracing::warn!(
                code, network.id = %network, member.id = %member, %failure,
                "What was due of one member did not happen; the others go on."
            );
            Ok(0)
        }
    }
}
