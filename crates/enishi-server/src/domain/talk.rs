//! Messages: who may write to whom, and that each is sealed for exactly the devices that it concerns. What they say is
//! nobody's business here.

use super::{attachments, devices, hidden::require_listed, limits, scopes::require_active};
use crate::{
    db::{self, changes, choices, members::Member, threads, write::Turn},
    failure::Failure,
    key::ServerKey,
};
use enishi_seal::{
    envelope::{BUCKETS, OVERHEAD},
    franking::Passed,
    list::DEVICES,
};
use enishi_wire::{
    blob::Blob,
    changes::Row as _,
    errors::ApiCode,
    ids::{DeviceId, MemberId, MessageId},
    scopes::Scope,
    talk::{MessageRow, SealedMessage, TalkKeyRow, ThreadRow, ThreadState, UNSEND_WITHIN},
};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of one key payload in a message of the ratchet.
const KEY_BYTES: usize = 2_048;

/// Passes a sealed message on (active members, to somebody whom they see). The first one is a request: a second one goes
/// only after an answer, and whether the first was declined is not told. Who writes back has accepted.
pub async fn send(
    turn: &mut Turn,
    key: &ServerKey,
    member: &Member,
    id: MessageId,
    to: MemberId,
    message: &SealedMessage,
) -> Result<(), Failure> {
    require_active(member)?;
    if to == member.id {
        return Err(Failure::invalid("to", "Nobody writes to oneself."));
    }
    require_listed(turn, member, to).await?;
    check_sizes(message)?;
    let (network, now) = (turn.network, turn.now);
    let mine = threads::find(turn.conn(), network, member.id, to).await?;
    let theirs = threads::find(turn.conn(), network, to, member.id).await?;
    match mine.map(|thread| thread.state) {
        Some(ThreadState::Asked | ThreadState::Unknown) => {
            return Err(Failure::refused(ApiCode::AwaitsAnswer, "The first message has no answer yet."));
        }
        Some(ThreadState::Open | ThreadState::Asks | ThreadState::Declined) => {}
        None if !message.attachments.is_empty() => {
            return Err(Failure::invalid("attachments", "Nobody is sent files by somebody unknown."));
        }
        None => limits::count_first_message(turn.conn(), member.id, now).await?,
    }
    limits::count_message(turn.conn(), member.id, now).await?;
    let split = split_keys(turn, member.id, to, message).await?;
    let (my_state, their_state) = if mine.is_none() {
        (ThreadState::Asked, ThreadState::Asks)
    } else {
        (ThreadState::Open, ThreadState::Open)
    };
    set_state(turn, (member.id, to), mine, my_state).await?;
    set_state(turn, (to, member.id), theirs, their_state).await?;
    attachments::send(turn, member, (to, id), &message.attachments).await?;
    let row = row(turn, key, member.id, id, to, message)?;
    for (scope, keys) in [(member.id, split.mine), (to, split.theirs)] {
        turn.put(Scope::Me(scope), id.0, Some(scope), &MessageRow { keys, ..row.clone() }).await?;
    }
    Ok(())
}

/// Passes on what devices say to each other about messages that could not be opened (active members): to somebody with
/// whom there is a thread, or to the own other devices. Where the two stand stays as it is.
pub async fn repair(
    turn: &mut Turn,
    key: &ServerKey,
    member: &Member,
    id: MessageId,
    to: MemberId,
    message: &SealedMessage,
) -> Result<(), Failure> {
    require_active(member)?;
    check_sizes(message)?;
    if !message.attachments.is_empty() {
        return Err(Failure::invalid("attachments", "Nothing goes with a repair."));
    }
    let (network, now) = (turn.network, turn.now);
    if to != member.id {
        require_listed(turn, member, to).await?;
        let thread =
            threads::find(turn.conn(), network, member.id, to).await?.ok_or_else(Failure::not_found)?;
        if thread.state != ThreadState::Open {
            limits::count_repair_of(turn.conn(), (member.id, to), now).await?;
        }
    }
    limits::count_repair(turn.conn(), member.id, now).await?;
    let split = split_keys(turn, member.id, to, message).await?;
    let row = MessageRow { repair: true, ..row(turn, key, member.id, id, to, message)? };
    turn.put(Scope::Me(member.id), id.0, Some(member.id), &MessageRow { keys: split.mine, ..row.clone() })
        .await?;
    if to != member.id {
        turn.put(Scope::Me(to), id.0, Some(to), &MessageRow { keys: split.theirs, ..row }).await?;
    }
    Ok(())
}

fn check_sizes(message: &SealedMessage) -> Result<(), Failure> {
    let length = message.body.0.len();
    if !BUCKETS.iter().any(|bucket| bucket + OVERHEAD == length) {
        return Err(Failure::invalid("body", "A sealed body has one of five lengths."));
    }
    let key_fits = |key: &enishi_wire::talk::SealedKey| key.bytes.0.len() <= KEY_BYTES;
    if message.commitment.0.len() != 32
        || message.keys.len() > 2 * DEVICES
        || !message.keys.values().all(key_fits)
    {
        return Err(Failure::invalid("keys", "A commitment or a key payload has a wrong length."));
    }
    Ok(())
}

type SealedKeys = BTreeMap<DeviceId, enishi_wire::talk::SealedKey>;

struct Split {
    mine: SealedKeys,
    theirs: SealedKeys,
}

/// The key payloads of each side, if there is one for exactly every device but the sending one.
async fn split_keys(
    turn: &mut Turn,
    member: MemberId,
    to: MemberId,
    message: &SealedMessage,
) -> Result<Split, Failure> {
    let network = turn.network;
    let mut ids = Vec::with_capacity(2);
    for side in [member, to] {
        let list = devices::newest(turn.conn(), network, side).await?;
        let devices = list.iter().flat_map(|list| &list.list.devices).map(|device| DeviceId(device.id));
        ids.push(devices.collect::<BTreeSet<_>>());
    }
    let (mut theirs, mut mine) = (ids.pop().unwrap_or_default(), ids.pop().unwrap_or_default());
    let sends = mine.remove(&message.device);
    if to == member {
        theirs.clone_from(&mine);
    }
    let sealed_for: BTreeSet<_> = message.keys.keys().copied().collect();
    let wanted: BTreeSet<_> = mine.union(&theirs).copied().collect();
    if !sends || theirs.is_empty() || sealed_for != wanted {
        return Err(Failure::refused(ApiCode::StaleDevices, "The devices of the two have changed."));
    }
    let (mine, theirs) = message.keys.clone().into_iter().partition(|(device, _)| mine.contains(device));
    Ok(Split { mine, theirs })
}

fn row(
    turn: &Turn,
    key: &ServerKey,
    from: MemberId,
    id: MessageId,
    to: MemberId,
    message: &SealedMessage,
) -> Result<MessageRow, Failure> {
    let unfit = |_| Failure::Fault("a message could not be marked".to_owned());
    let commitment = message.commitment.fixed().ok_or_else(|| Failure::invalid("commitment", "32 bytes."))?;
    let passed = Passed {
        network: turn.network.0,
        message: id.0,
        from: from.0,
        device: message.device.0,
        to: to.0,
        at: u64::try_from(turn.now).unwrap_or_default(),
        commitment,
    };
    let mark = passed.mark(&key.franking()).map_err(unfit)?;
    Ok(MessageRow {
        from,
        to,
        device: message.device,
        body: message.body.clone(),
        commitment: message.commitment.clone(),
        keys: BTreeMap::new(),
        sent_at: turn.now,
        mark: Blob(mark.to_vec()),
        unsent_at: None,
        repair: false,
        attachments: message.attachments.clone(),
    })
}

/// Writes where the first of two stands with the second, and shows it to the first.
async fn set_state(
    turn: &mut Turn,
    (member, other): (MemberId, MemberId),
    before: Option<ThreadRow>,
    state: ThreadState,
) -> Result<(), Failure> {
    let now = turn.now;
    let after = ThreadRow { state, since: now, read_upto: 0, seen_upto: 0, muted: false };
    let after = before.map_or(after, |before| {
        let since = if before.state == state { before.since } else { now };
        ThreadRow { state, since, ..before }
    });
    if before.is_none() {
        devices::show_to(turn, other, member).await?;
    }
    if before != Some(after) {
        put(turn, member, other, &after).await?;
    }
    Ok(())
}

async fn put(turn: &mut Turn, member: MemberId, other: MemberId, row: &ThreadRow) -> Result<(), Failure> {
    let network = turn.network;
    threads::put(turn.conn(), network, member, other, row).await?;
    turn.put(Scope::Me(member), other.0, Some(member), row).await
}

/// Accepts or declines the first message of somebody (active members). Declining is told to nobody.
pub async fn answer(turn: &mut Turn, member: &Member, other: MemberId, accept: bool) -> Result<(), Failure> {
    require_active(member)?;
    let network = turn.network;
    let mine = threads::find(turn.conn(), network, member.id, other).await?;
    let Some(mine) = mine.filter(|mine| mine.state != ThreadState::Asked) else {
        return Err(Failure::not_found());
    };
    if !accept {
        return match mine.state {
            ThreadState::Asks => set_state(turn, (member.id, other), Some(mine), ThreadState::Declined).await,
            _ => Ok(()),
        };
    }
    if mine.state != ThreadState::Open {
        set_state(turn, (member.id, other), Some(mine), ThreadState::Open).await?;
        let theirs = threads::find(turn.conn(), network, other, member.id).await?;
        set_state(turn, (other, member.id), theirs, ThreadState::Open).await?;
    }
    Ok(())
}

/// Takes an own message back (active members): its body and keys are gone on both sides, a trace stays.
pub async fn unsend(turn: &mut Turn, member: &Member, id: MessageId, to: MemberId) -> Result<(), Failure> {
    require_active(member)?;
    let (network, now) = (turn.network, turn.now);
    let row = changes::find::<MessageRow>(turn.conn(), network, &Scope::Me(member.id), id.0).await?;
    let Some(row) = row.filter(|row| row.from == member.id && row.to == to) else {
        return Err(Failure::not_found());
    };
    if row.unsent_at.is_some() {
        return Ok(());
    }
    if now > row.sent_at.saturating_add(UNSEND_WITHIN) {
        return Err(Failure::refused(ApiCode::TooLate, "Messages are taken back within an hour."));
    }
    db::attachments::forget_of(turn.conn(), network, id).await?;
    let row = MessageRow {
        body: Blob::default(),
        keys: BTreeMap::new(),
        attachments: Vec::new(),
        unsent_at: Some(now),
        ..row
    };
    turn.put(Scope::Me(member.id), id.0, Some(member.id), &row).await?;
    for side in [member.id, to] {
        turn.remove(Scope::Me(side), TalkKeyRow::KIND, id.0).await?;
    }
    // Who was deleted meanwhile has no scope any more.
    if changes::find::<MessageRow>(turn.conn(), network, &Scope::Me(to), id.0).await?.is_some() {
        turn.put(Scope::Me(to), id.0, Some(to), &row).await?;
    }
    Ok(())
}

/// Notes how far a member has read (active members), and tells the other one if both wish that.
pub async fn read(turn: &mut Turn, member: &Member, other: MemberId, upto: i64) -> Result<(), Failure> {
    require_active(member)?;
    let (network, upto) = (turn.network, upto.min(turn.now));
    let Some(mine) = threads::find(turn.conn(), network, member.id, other).await? else {
        return Err(Failure::not_found());
    };
    if mine.read_upto < upto {
        put(turn, member.id, other, &ThreadRow { read_upto: upto, ..mine }).await?;
    }
    let mut both_wish_it = mine.state == ThreadState::Open;
    for side in [member.id, other] {
        both_wish_it &= choices::of_member(turn.conn(), network, side).await?.receipts;
    }
    if let Some(theirs) = threads::find(turn.conn(), network, other, member.id).await?
        && both_wish_it
        && theirs.seen_upto < upto
    {
        put(turn, other, member.id, &ThreadRow { seen_upto: upto, ..theirs }).await?;
    }
    Ok(())
}

/// Notes whether a member wants to be told of what comes in a thread (active members).
pub async fn mute(turn: &mut Turn, member: &Member, other: MemberId, muted: bool) -> Result<(), Failure> {
    require_active(member)?;
    let network = turn.network;
    let mine = threads::find(turn.conn(), network, member.id, other).await?.ok_or_else(Failure::not_found)?;
    if mine.muted == muted {
        return Ok(());
    }
    put(turn, member.id, other, &ThreadRow { muted, ..mine }).await
}

/// The kinds of rows that lie with the peers of a member who is deleted.
pub async fn forget_devices(turn: &mut Turn, member: MemberId) -> Result<(), Failure> {
    let network = turn.network;
    for peer in threads::peers(turn.conn(), network, member).await? {
        turn.remove(Scope::Me(peer), enishi_wire::talk::DevicesRow::KIND, member.0).await?;
    }
    Ok(())
}
