//! Old messages on a new device. Each device seals what opens a message under a key that only the recovery key gives;
//! whoever has that key reads everything that was ever kept. The server keeps the entries and opens none.

use super::{lists, open};
use crate::{
    db::{
        self, Tx,
        letters::{self, LetterState},
        recovery::{self, RecoveryKeys, Unkept},
    },
    error::Error,
    ids,
    runner::Work,
};
use enishi_seal::{
    backup::{self, Entry, Whose},
    envelope::{self, Keys, Place},
    franking,
    letter::Letter,
    list::Identity,
    recovery::RecoveryKey,
    secret::Secret,
};
use enishi_wire::{
    blob::Blob,
    ids::{DeviceId, MemberId, MessageId, NetworkId},
    talk::{KeepRecovery, MessageRow, RecoveryRow, TalkKeyRow},
};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Entries in one request.
const ENTRIES: i64 = 100;

fn of_identity(network: NetworkId, me: MemberId) -> Whose {
    Whose { network: network.0, member: me.0, message: uuid::Uuid::nil() }
}

/// Makes a recovery key. `None`: this device does not hold the identity key.
pub async fn make(tx: &mut Tx<'_>, network: NetworkId, me: MemberId) -> Result<Option<RecoveryKey>, Error> {
    let own = db::devices::own(tx, network).await?;
    let Some(seed) = own.and_then(|own| own.seed()) else { return Ok(None) };
    let fresh = ids::key()?;
    let key = RecoveryKey::new(fresh.first_chunk::<16>().copied().unwrap_or_default());
    let derived = key.derive(network.0, me.0).map_err(|_| Error::Bug("a recovery key"))?;
    let identity = backup::seal_identity(&derived.identity, &of_identity(network, me), &seed, ids::nonce()?)
        .map_err(|_| Error::Bug("a recovery key"))?;
    let backup = Zeroizing::new(derived.backup.expose().to_vec());
    recovery::put(tx, network, &RecoveryKeys { backup, identity, sent: false }).await?;
    Ok(Some(key))
}

/// Takes this device into the own list by the recovery key, and opens what was kept. `false`: the key is not the one
/// that was made last, or nothing was kept.
pub async fn recover(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    key: &RecoveryKey,
) -> Result<bool, Error> {
    let derived = key.derive(network.0, me.0).map_err(|_| Error::Bug("a recovery key"))?;
    let (kept, pinned) = (
        db::rows::one_in::<RecoveryRow>(tx, network, me.0).await?,
        db::devices::peer(tx, network, me).await?,
    );
    let (Some(kept), Some(pinned)) = (kept, pinned) else { return Ok(false) };
    let opened = backup::open_identity(&derived.identity, &of_identity(network, me), &kept.sealed.0);
    let Ok(seed) = opened else { return Ok(false) };
    if Identity::new(&seed).public() != pinned.identity {
        return Ok(false);
    }
    super::own::join(tx, network, me, &pinned, &seed).await?;
    let backup = Zeroizing::new(derived.backup.expose().to_vec());
    recovery::put(tx, network, &RecoveryKeys { backup, identity: kept.sealed.0, sent: true }).await?;
    for id in recovery::closed(tx, network).await? {
        open_kept(tx, network, me, id).await?;
    }
    Ok(true)
}

/// Opens a message that this device could not open, by what was kept of it.
pub async fn open_kept(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    id: MessageId,
) -> Result<(), Error> {
    let Some(keys) = recovery::find(tx, network).await? else { return Ok(()) };
    let closed =
        letters::one(tx, network, id).await?.is_some_and(|letter| letter.state == LetterState::Closed);
    let (row, kept) = (
        db::rows::one_in::<MessageRow>(tx, network, id.0).await?,
        db::rows::one_in::<TalkKeyRow>(tx, network, id.0).await?,
    );
    let (Some(row), Some(kept), Some(key), true) = (row, kept, Secret::from_slice(&keys.backup), closed)
    else {
        return Ok(());
    };
    let whose = Whose { network: network.0, member: me.0, message: id.0 };
    let place =
        Place { network: network.0, message: id.0, from: row.from.0, device: row.device.0, to: row.to.0 };
    let opened = backup::open_entry(&key, &whose, &kept.sealed.0)
        .and_then(|entry| Ok((envelope::open(&row.body.0, &entry.keys, &entry.commitment, &place)?, entry)));
    match opened {
        Ok((opened, entry)) => {
            open::accept(tx, network, me, id, &row, opened, &entry.keys).await?;
            recovery::kept(tx, network, &[id]).await
        }
        Err(broken) => {
            tracing::info!(%broken, "An entry of the recovery does not open its message.");
            Ok(())
        }
    }
}

/// Sends what is not kept yet.
pub async fn keep(work: &Work, network: NetworkId, me: MemberId) -> Result<(), Error> {
    loop {
        let Some(keys) = work.db.recovery(network).await? else { return Ok(()) };
        let Some(key) = Secret::from_slice(&keys.backup) else { return Ok(()) };
        let unkept = work.db.unkept(network, ENTRIES).await?;
        if keys.sent && unkept.is_empty() {
            return Ok(());
        }
        let mut entries = BTreeMap::new();
        for letter in &unkept {
            let entry = entry(work, network, letter).await?;
            let whose = Whose { network: network.0, member: me.0, message: letter.id.0 };
            let sealed = entry.and_then(|entry| Some((entry, ids::nonce().ok()?)));
            let sealed =
                sealed.and_then(|(entry, nonce)| backup::seal_entry(&key, &whose, &entry, nonce).ok());
            entries.extend(sealed.map(|sealed| (letter.id, Blob(sealed))));
        }
        let identity = (!keys.sent).then_some(Blob(keys.identity));
        work.api.keep_recovery(network, &KeepRecovery { identity, entries }).await?;
        let done: Vec<MessageId> = unkept.iter().map(|letter| letter.id).collect();
        let mut tx = work.db.begin().await?;
        recovery::sent(&mut tx, network).await?;
        recovery::kept(&mut tx, network, &done).await?;
        tx.commit().await?;
    }
}

async fn entry(work: &Work, network: NetworkId, unkept: &Unkept) -> Result<Option<Entry>, Error> {
    let proof = &unkept.proof;
    let keys = Secret::from_slice(&proof.content).zip(Secret::from_slice(&proof.commitment));
    let (Some((content, commitment)), Ok(letter)) = (keys, Letter::decode(&proof.letter)) else {
        return Ok(None);
    };
    let lists = work.db.peer(network, MemberId(letter.from)).await?;
    let sender = lists.and_then(|lists| lists::device_ever(&lists, DeviceId(letter.device)));
    let committed = franking::commit(&commitment, &proof.letter).ok();
    Ok(sender.zip(committed).map(|(sender, committed)| Entry {
        keys: Keys { content, commitment },
        sender: sender.ed25519,
        commitment: committed,
    }))
}
