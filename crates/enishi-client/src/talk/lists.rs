//! Device lists of members, pinned: what is here only goes forward.

use super::{own, repair};
use crate::{
    clock,
    db::{
        Tx,
        devices::{self, PeerRow, Trust},
        facts, recovery,
    },
    error::Error,
};
use enishi_seal::list::{Device, Followed, Head, SignedList, follow};
use enishi_wire::{
    blob::Blob,
    ids::{DeviceId, MemberId, NetworkId},
    talk::LINK_LASTS,
};

/// Pins what a chain says of a member, if it continues what is pinned. A chain that does not is not believed: what is
/// pinned stays. Answers whether it was believed.
pub async fn take(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    member: MemberId,
    chain: &[Blob],
) -> Result<bool, Error> {
    let before = devices::peer(tx, network, member).await?;
    let lists: Vec<Vec<u8>> = chain.iter().map(|list| list.0.clone()).collect();
    let known = before.as_ref().map(|before| (&before.head, &before.identity));
    let Followed { newest, identity_changed } = match follow(network.0, member.0, known, &lists) {
        Ok(followed) => followed,
        Err(broken) => {
            tracing::warn!(%broken, "A device list does not continue what is known and is not believed.");
            return Ok(false);
        }
    };
    if member == me && identity_changed && keeps_this_device(tx, network, &newest).await? {
        // Under a new identity every device is a new one: whoever begins anew, or joins, makes new keys. A list under
        // another identity that keeps this very device was made by somebody else, who wants to be beside it.
        tracing::error!("The server shows an own device list that no device of this member has signed.");
        devices::doubt(tx, network, me).await?;
        return Ok(false);
    }
    let trust = match before.as_ref().map(|before| before.trust) {
        Some(Trust::Verified | Trust::Broken) if identity_changed => Trust::Broken,
        Some(_) if identity_changed => Trust::Changed,
        Some(trust) => trust,
        None => Trust::Pinned,
    };
    let after = PeerRow {
        chain: joined(before.as_ref(), chain),
        head: newest.head(),
        identity: newest.list.identity,
        trust,
        stale: false,
    };
    let asked = before.as_ref().is_some_and(|before| before.stale);
    if before.as_ref() != Some(&after) {
        devices::put_peer(tx, network, member, &after).await?;
    }
    if asked && devices::told(tx, network, member).await? > after.head.n {
        // Her own device has said that there is a newer one, and the server gives it to others only.
        tracing::error!("The server keeps back the newest device list of a member.");
        devices::doubt(tx, network, member).await?;
    }
    if member == me {
        let known = before.as_ref().and_then(self::newest);
        follow_own(tx, network, me, known.as_ref(), &newest, identity_changed).await?;
    }
    Ok(true)
}

async fn keeps_this_device(tx: &mut Tx<'_>, network: NetworkId, newest: &SignedList) -> Result<bool, Error> {
    let own = devices::own(tx, network).await?;
    Ok(own.is_some_and(|own| newest.list.device(own.device.0).is_some()))
}

/// The chain from its beginning; the server may have sent its end alone.
fn joined(before: Option<&PeerRow>, chain: &[Blob]) -> Vec<Blob> {
    let held = before.map(|before| before.chain.as_slice()).unwrap_or_default();
    let new = chain.iter().filter(|list| !held.contains(list));
    held.iter().chain(new).cloned().collect()
}

/// Another device has changed the own list: this one may be out of it, or the identity key another one.
async fn follow_own(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    before: Option<&SignedList>,
    newest: &SignedList,
    identity_changed: bool,
) -> Result<(), Error> {
    let Some(mut own) = devices::own(tx, network).await? else { return Ok(()) };
    if newest.list.device(own.device.0).is_none() {
        tracing::info!("This device is in the list of its member no more and forgets its keys.");
        return devices::forget_own(tx, network).await;
    }
    if identity_changed && own.identity.is_some() {
        own.identity = None;
        devices::put_own(tx, network, &own).await?;
    }
    let Some(before) = before else { return Ok(()) };
    for gone in before.list.devices.iter().filter(|device| newest.list.device(device.id).is_none()) {
        devices::looked_at(tx, network, DeviceId(gone.id)).await?;
    }
    let added = newest.list.devices.iter().filter(|device| before.list.device(device.id).is_none());
    for device in added.filter(|device| device.id != own.device.0) {
        let name = facts::lets_in(network);
        let just_now =
            facts::number(tx, &name).await?.is_some_and(|at| (0..=LINK_LASTS).contains(&(clock::now() - at)));
        if just_now {
            // The person has just let it in on this very device; it gets what opens the messages that are here.
            facts::forget(tx, &name).await?;
            repair::share(tx, network, me).await?;
        } else {
            tracing::warn!("Another device of this member was added to the list.");
            devices::note_new(tx, network, DeviceId(device.id), clock::now()).await?;
        }
    }
    Ok(())
}

/// The newest list of a member, as it was pinned.
pub fn newest(peer: &PeerRow) -> Option<SignedList> {
    peer.chain.last().and_then(|list| SignedList::decode(&list.0).ok())
}

/// A device of a member, in any list of the chain: what a device sent before it was taken off the list is still its.
pub fn device_ever(peer: &PeerRow, device: DeviceId) -> Option<Device> {
    let lists = peer.chain.iter().rev().filter_map(|list| SignedList::decode(&list.0).ok());
    lists.into_iter().find_map(|list| list.list.device(device.0).cloned())
}

/// Whether a head that a peer tells contradicts what is pinned: both know that place of the chain, and not the same list.
pub fn contradicts(peer: &PeerRow, told: &Head) -> bool {
    let lists = peer.chain.iter().filter_map(|list| SignedList::decode(&list.0).ok());
    lists.into_iter().any(|list| list.head().n == told.n && list.head() != *told)
}

/// Another own device has published a list in the meantime: what this one added to the own chain and could not publish gives
/// way, and the devices that it took off are taken off once more. Only for a chain that goes on under the same identity:
/// no server can make one.
pub async fn give_way(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    published: &[Blob],
) -> Result<(), Error> {
    let Some(pinned) = devices::peer(tx, network, me).await? else { return Ok(()) };
    let common = pinned.chain.iter().rposition(|list| published.contains(list)).map_or(0, |place| place + 1);
    let chain: Vec<Blob> = pinned.chain.iter().take(common).cloned().collect();
    let decoded = |list: Option<&Blob>| list.and_then(|list| SignedList::decode(&list.0).ok());
    let (Some(shared), Some(mine)) = (decoded(chain.last()), newest(&pinned)) else { return Ok(()) };
    let goes_on = decoded(published.last())
        .is_some_and(|last| last.list.n > shared.list.n && last.list.identity == shared.list.identity);
    if !goes_on || common == pinned.chain.len() {
        return Ok(());
    }
    let before = PeerRow { chain, head: shared.head(), identity: shared.list.identity, ..pinned };
    devices::put_peer(tx, network, me, &before).await?;
    take(tx, network, me, me, published).await?;
    for gone in shared.list.devices.iter().filter(|device| mine.list.device(device.id).is_none()) {
        remove(tx, network, me, DeviceId(gone.id)).await?;
    }
    Ok(())
}

/// Begins anew on this device, under a new identity key: every other device is out, and everybody who had compared
/// numbers is warned.
pub async fn begin_anew(tx: &mut Tx<'_>, network: NetworkId, me: MemberId) -> Result<(), Error> {
    let before = devices::peer(tx, network, me).await?;
    recovery::forget(tx, network).await?;
    own::make(tx, network, me, before.as_ref()).await
}

/// The own chain with a list without this device, which is about to be signed out. `None`: it does not hold the identity
/// key, or no other one is in the list: then the next messages would have nobody to go to.
pub async fn without_this(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
) -> Result<Option<Vec<Blob>>, Error> {
    let (own, pinned) = (devices::own(tx, network).await?, devices::peer(tx, network, me).await?);
    let (Some(own), Some(pinned)) = (own, pinned) else { return Ok(None) };
    let (Some(seed), Some(mut list)) = (own.seed(), newest(&pinned)) else { return Ok(None) };
    list.list.devices.retain(|known| known.id != own.device.0);
    if list.list.devices.is_empty() {
        return Ok(None);
    }
    own::sign(tx, network, me, (&pinned, list.list), &seed).await?;
    Ok(devices::peer(tx, network, me).await?.map(|signed| signed.chain))
}

/// Takes another own device off the list. `false`: this device does not hold the identity key, or there is no such one.
pub async fn remove(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    device: DeviceId,
) -> Result<bool, Error> {
    let own = devices::own(tx, network).await?.filter(|own| own.device != device);
    let pinned = devices::peer(tx, network, me).await?;
    let (Some(own), Some(pinned)) = (own, pinned) else { return Ok(false) };
    let (Some(seed), Some(mut list)) = (own.seed(), newest(&pinned)) else { return Ok(false) };
    if list.list.device(device.0).is_none() {
        return Ok(false);
    }
    list.list.devices.retain(|known| known.id != device.0);
    own::sign(tx, network, me, (&pinned, list.list), &seed).await?;
    devices::looked_at(tx, network, device).await?;
    Ok(true)
}
