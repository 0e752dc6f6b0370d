//! Messages that could not be opened: their writer's device is asked, and gives the keys once more. Where two ratchets
//! do not fit together any more, because a device or the server was restored, nothing is lost by that.
//!
//! Keys are given only to those between whom a message was: what is asked for on behalf of somebody else is not given.

use super::{lists, open};
use crate::{
    clock,
    db::{
        self, Tx,
        letters::{self, LetterKind, LetterRow, LetterState},
        repair,
    },
    error::Error,
    ids,
    runner::Work,
};
use enishi_seal::{
    envelope::{self, Keys, Place},
    letter::AGAIN,
    secret::Secret,
};
use enishi_wire::{
    ids::{DeviceId, MemberId, MessageId, NetworkId},
    talk::{ClaimKeys, MessageRow},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Ids as the text of a letter between devices.
fn written(ids: &[MessageId]) -> String {
    ids.iter().map(MessageId::to_string).collect::<Vec<_>>().join(" ")
}

/// Reads [`written`].
pub fn listed(text: &str) -> Vec<MessageId> {
    text.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

/// A letter between devices, which waits to be sealed.
async fn write(
    tx: &mut Tx<'_>,
    network: NetworkId,
    peer: MemberId,
    kind: LetterKind,
    messages: &[MessageId],
) -> Result<(), Error> {
    let letter = LetterRow {
        id: MessageId(ids::mutation().0),
        peer,
        mine: true,
        state: LetterState::Waiting,
        kind,
        text: written(messages),
        about: None,
        files: 0,
        written_at: clock::now(),
        sent_at: None,
        proof: None,
    };
    letters::put(tx, network, &letter).await
}

/// Asks for what could not be opened, over new sessions: the old ones are what does not fit.
pub async fn ask(work: &Work, network: NetworkId, me: MemberId) -> Result<(), Error> {
    let now = clock::now();
    for (member, known) in to_ask(&work.db, network, me, now).await? {
        let claimed = match work.api.claim_keys(network, member, &ClaimKeys { known }).await {
            Ok(claimed) => claimed,
            // Who has left, or is hidden, cannot be asked; that holds up nobody else, and comes later each time.
            Err(Error::Refused(refused)) => {
                tracing::info!(code = ?refused.code, "Somebody cannot be asked for messages.");
                put_off(&work.db, network, member, now).await?;
                continue;
            }
            Err(error) => return Err(error),
        };
        super::tend::begin_sessions(&work.db, network, me, (member, claimed), now).await?;
        write_asks(&work.db, network, member, now).await?;
    }
    Ok(())
}

/// How long a session that was begun in order to ask is new, ms. A new one with every question would drive out those with
/// which letters on their way are sealed, and so make more questions.
const NEW: i64 = 10 * 60_000;

/// Who is to be asked, each with the devices with which no new session is needed.
pub async fn to_ask(
    db: &db::Db,
    network: NetworkId,
    me: MemberId,
    now: i64,
) -> Result<Vec<(MemberId, Vec<DeviceId>)>, Error> {
    let mut tx = db.begin().await?;
    let wanted = repair::wanted(&mut tx, network, now).await?;
    let members: BTreeSet<MemberId> = wanted.iter().map(|asked| asked.member).collect();
    let mut known = db::devices::with_sessions(&mut tx, network).await?;
    let this = db::devices::own(&mut tx, network).await?.map(|own| own.device);
    known.extend(this);
    let begun = db::devices::begun_since(&mut tx, network, now.saturating_sub(NEW), now).await?;
    let mut to_ask = Vec::with_capacity(members.len());
    for member in members {
        let list = db::devices::peer(&mut tx, network, member).await?.as_ref().and_then(lists::newest);
        let asked: BTreeSet<DeviceId> =
            list.iter().flat_map(|list| &list.list.devices).map(|device| DeviceId(device.id)).collect();
        // Nobody to ask among the own devices while this is the only one.
        if member == me && asked.iter().all(|device| Some(*device) == this) {
            continue;
        }
        let anew = |device: &DeviceId| asked.contains(device) && !begun.contains(device);
        to_ask.push((member, known.iter().copied().filter(|device| !anew(device)).collect()));
    }
    tx.rollback().await?;
    Ok(to_ask)
}

/// For what one member is to be asked now.
async fn wanted_of(
    tx: &mut Tx<'_>,
    network: NetworkId,
    member: MemberId,
    now: i64,
) -> Result<Vec<MessageId>, Error> {
    let wanted = repair::wanted(tx, network, now).await?;
    Ok(wanted.into_iter().filter(|asked| asked.member == member).map(|asked| asked.id).collect())
}

/// Notes that somebody was to be asked and could not be.
async fn put_off(db: &db::Db, network: NetworkId, member: MemberId, now: i64) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    for id in wanted_of(&mut tx, network, member, now).await? {
        repair::asked(&mut tx, network, (id, member), now).await?;
    }
    Ok(tx.commit().await?)
}

/// Writes the questions to one member.
pub async fn write_asks(db: &db::Db, network: NetworkId, member: MemberId, now: i64) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    let ids = wanted_of(&mut tx, network, member, now).await?;
    for some in ids.chunks(AGAIN) {
        write(&mut tx, network, member, LetterKind::Ask, some).await?;
        for id in some {
            repair::asked(&mut tx, network, (*id, member), now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Somebody's device asks for messages. Those between the two that are here are given once more, those that the asker
/// wrote herself too.
pub async fn asked(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    asker: MemberId,
    messages: &[Uuid],
) -> Result<(), Error> {
    let mut given = Vec::new();
    for id in messages.iter().copied().map(MessageId).take(AGAIN) {
        let Some(letter) = letters::one(tx, network, id).await? else { continue };
        let between = letter.peer == asker || (asker == me && letter.mine);
        if between && letters::proof(tx, network, id).await?.is_some() {
            given.push(id);
        }
    }
    if given.is_empty() {
        return Ok(());
    }
    tracing::info!(
        messages = given.len(),
        "A device could not open messages; their keys are given once more."
    );
    write(tx, network, asker, LetterKind::Again, &given).await
}

/// Letters that a new device of the own gets from this one.
const SHARED: i64 = 5_000;

/// Gives the own other devices what opens the letters that are here, the newest first: the person has let a new one in.
pub async fn share(tx: &mut Tx<'_>, network: NetworkId, me: MemberId) -> Result<(), Error> {
    let letters = letters::proved(tx, network, SHARED).await?;
    for some in letters.chunks(AGAIN) {
        write(tx, network, me, LetterKind::Again, some).await?;
    }
    Ok(())
}

/// What opens messages, for an answer that is sealed now.
pub async fn keys(
    tx: &mut Tx<'_>,
    network: NetworkId,
    messages: &[MessageId],
) -> Result<Vec<(Uuid, Secret, Secret)>, Error> {
    let mut keys = Vec::with_capacity(messages.len());
    for id in messages {
        let proof = letters::proof(tx, network, *id).await?;
        let pair = proof
            .and_then(|proof| Secret::from_slice(&proof.content).zip(Secret::from_slice(&proof.commitment)));
        keys.extend(pair.map(|(content, commitment)| (id.0, content, commitment)));
    }
    Ok(keys)
}

/// Somebody gives keys of messages that could not be opened: of those between the two, and an own device of all. A body
/// opens with its own keys and no others, so nothing can be made up by it.
pub async fn given(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    from: MemberId,
    keys: Vec<(Uuid, Secret, Secret)>,
) -> Result<(), Error> {
    for (id, content, commitment) in keys {
        let id = MessageId(id);
        let closed =
            letters::one(tx, network, id).await?.is_some_and(|letter| letter.state == LetterState::Closed);
        let row = db::rows::one_in::<MessageRow>(tx, network, id.0).await?;
        // An own device was listed by the own identity key: it gives what it reads, whoever wrote it. What one wrote
        // oneself comes back from who got it.
        let to_whom = |row: &MessageRow| row.from == from || from == me || (row.from == me && row.to == from);
        let given = |row: &MessageRow| closed && !row.repair && to_whom(row);
        let Some(row) = row.filter(given) else { continue };
        let place =
            Place { network: network.0, message: id.0, from: row.from.0, device: row.device.0, to: row.to.0 };
        let keys = Keys { content, commitment };
        let opened = row
            .commitment
            .fixed()
            .and_then(|commitment| envelope::open(&row.body.0, &keys, &commitment, &place).ok());
        let Some(opened) = opened else {
            tracing::warn!("Keys that were given for a message do not open it.");
            continue;
        };
        // Boxed, because what is accepted may be such an answer too; one never opens another.
        Box::pin(open::accept(tx, network, me, id, &row, opened, &keys)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_were_written_and_anything_else_is_passed_over() {
        let ids: Vec<MessageId> = (1..4).map(|number| MessageId(Uuid::from_u128(number))).collect();
        assert_eq!(listed(&written(&ids)), ids);
        assert_eq!(listed(&format!("x {} --", ids[0])), [ids[0]]);
    }
}
