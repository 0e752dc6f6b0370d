//! What a new device needs when the others are lost: kept as it comes, sealed under a key that no server has.

use super::{devices::begin, limits};
use crate::{
    app::App,
    db::{Conn, changes},
    failure::Failure,
};
use enishi_wire::{
    ids::{AccountId, MemberId, MessageId, NetworkId},
    scopes::Scope,
    talk::{KeepRecovery, MessageRow, RECOVERY_ENTRIES, RecoveryRow, TalkKeyRow},
};

/// Bytes of a sealed identity key or entry.
const SEALED_BYTES: usize = 512;

/// Keeps them with an active member, in the place of what was there.
pub async fn keep(
    app: &App,
    account: AccountId,
    network: NetworkId,
    request: KeepRecovery,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let (mut turn, member) = begin(&app.database, account, network, now).await?;
    limits::count_recovery(turn.conn(), member.id, now).await?;
    let KeepRecovery { identity, entries } = request;
    let too_long = entries.values().chain(&identity).any(|sealed| sealed.0.len() > SEALED_BYTES);
    if too_long || entries.len() > RECOVERY_ENTRIES {
        return Err(Failure::invalid("entries", "Too many entries, or one is too long."));
    }
    let scope = Scope::Me(member.id);
    if let Some(sealed) = identity {
        turn.put(scope.clone(), member.id.0, Some(member.id), &RecoveryRow { sealed }).await?;
    }
    for (message, sealed) in entries {
        if is_here(turn.conn(), network, member.id, message).await? {
            turn.put(scope.clone(), message.0, Some(member.id), &TalkKeyRow { sealed }).await?;
        }
    }
    turn.commit().await
}

/// Whether a member has a message that was not taken back.
async fn is_here(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    message: MessageId,
) -> Result<bool, Failure> {
    let row = changes::find::<MessageRow>(conn, network, &Scope::Me(member), message.0).await?;
    Ok(row.is_some_and(|row| row.unsent_at.is_none()))
}
