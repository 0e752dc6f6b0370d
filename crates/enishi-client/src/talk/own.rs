//! This device's own keys: made once, listed, and offered again when they run low.

use super::ratchet;
use crate::{
    clock,
    db::{
        self, Tx,
        devices::{OwnRow, PeerRow, Trust},
    },
    error::Error,
    ids,
};
use enishi_seal::{
    list::{Device, DeviceList, Head, Identity, SignedList},
    prekeys::Prekey,
    secret::Secret,
};
use enishi_wire::{
    blob::Blob,
    ids::{DeviceId, MemberId, NetworkId},
    talk::{OfferKeys, OfferedKey},
};
use vodozemac::olm::Account;
use zeroize::Zeroizing;

/// How long a fallback key is offered, ms.
const FALLBACK: i64 = 7 * 24 * 3_600_000;

/// Makes the keys of this device and a list with it alone, under a new identity key: the first device of a member, or,
/// with `after`, a new beginning after every other one is lost.
pub async fn make(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    after: Option<&PeerRow>,
) -> Result<(), Error> {
    let (account, seed, device) = (Account::new(), ids::key()?, DeviceId(ids::random()));
    let now = u64::try_from(clock::now()).unwrap_or_default();
    let list = DeviceList {
        network: network.0,
        member: me.0,
        identity: [0; 32],
        n: after.map_or(1, |pinned| pinned.head.n.saturating_add(1)),
        before: after.map_or([0; 32], |pinned| pinned.head.hash),
        devices: vec![listed(&account, device, now)],
        at: now,
    };
    let signed = Identity::new(&Secret::new(*seed)).sign(list);
    db::devices::forget_own(tx, network).await?;
    let own = OwnRow {
        device,
        identity: Some(Zeroizing::new(seed.to_vec())),
        account: ratchet::pickle(&account)?,
        offered: None,
        fallback_at: 0,
    };
    db::devices::put_own(tx, network, &own).await?;
    let mut chain = after.map(|pinned| pinned.chain.clone()).unwrap_or_default();
    chain.push(Blob(signed.encode()));
    db::devices::put_peer(tx, network, me, &pinned(chain, &signed)).await
}

/// Adds this device to the own list: it has the identity key by now.
pub async fn join(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    before: &PeerRow,
    seed: &Secret,
) -> Result<(), Error> {
    let newest = super::lists::newest(before).ok_or(Error::Bug("an own list that is not readable"))?;
    let (account, device) = (Account::new(), DeviceId(ids::random()));
    let now = u64::try_from(clock::now()).unwrap_or_default();
    let mut devices = newest.list.devices;
    // The oldest makes room; whoever holds it lets it in again.
    if devices.len() >= enishi_seal::list::DEVICES {
        devices.remove(0);
    }
    devices.push(listed(&account, device, now));
    sign(tx, network, me, (before, DeviceList { devices, ..newest.list }), seed).await?;
    db::devices::forget_own(tx, network).await?;
    let own = OwnRow {
        device,
        identity: Some(Zeroizing::new(seed.expose().to_vec())),
        account: ratchet::pickle(&account)?,
        offered: None,
        fallback_at: 0,
    };
    db::devices::put_own(tx, network, &own).await
}

/// Signs the next list of the own chain and pins it; the next sync publishes it.
pub async fn sign(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    (before, list): (&PeerRow, DeviceList),
    seed: &Secret,
) -> Result<(), Error> {
    let list = DeviceList {
        n: before.head.n.saturating_add(1),
        before: before.head.hash,
        at: u64::try_from(clock::now()).unwrap_or_default(),
        ..list
    };
    let signed = Identity::new(seed).sign(list);
    let mut chain = before.chain.clone();
    chain.push(Blob(signed.encode()));
    db::devices::put_peer(tx, network, me, &PeerRow { trust: before.trust, ..pinned(chain, &signed) }).await
}

/// This device does not know a message that it sealed itself: it came back from a copy of itself. Its ratchets are of
/// another time: sealing with them would use a key twice. So they only open what still fits them, and new ones are begun;
/// the keys that it offers are made anew too. Once for each coming back: what is begun after that is of this time.
pub async fn came_back(tx: &mut Tx<'_>, network: NetworkId, sent_at: i64) -> Result<(), Error> {
    let (fact, now) = (db::facts::came_back(network), clock::now());
    if db::facts::number(tx, &fact).await?.is_some_and(|noted| sent_at.min(now) <= noted) {
        return Ok(());
    }
    tracing::warn!("This device came back from a copy of itself; its ratchets begin anew.");
    // The server's clock, because that is what messages bear: a device whose own is ahead would not notice the next coming
    // back. Not beyond the own one: a time in the future would let a server switch this off.
    let told = db::facts::number(tx, &db::facts::server_time(network)).await?.unwrap_or_default();
    db::facts::put(tx, &fact, &told.max(sent_at).min(now).to_string()).await?;
    db::devices::give_up_sessions(tx, network).await?;
    if let Some(mut own) = db::devices::own(tx, network).await? {
        own.offered = None;
        db::devices::put_own(tx, network, &own).await?;
    }
    Ok(())
}

/// What is pinned of the own list.
fn pinned(chain: Vec<Blob>, newest: &SignedList) -> PeerRow {
    let Head { n, hash } = newest.head();
    PeerRow {
        chain,
        head: Head { n, hash },
        identity: newest.list.identity,
        trust: Trust::Pinned,
        stale: false,
    }
}

fn listed(account: &Account, device: DeviceId, now: u64) -> Device {
    Device {
        id: device.0,
        ed25519: *account.ed25519_key().as_bytes(),
        curve25519: account.curve25519_key().to_bytes(),
        added_at: now,
    }
}

/// Keys to offer so that `left` become `wanted`; everything is in the account before it leaves this device.
pub fn offer(
    own: &mut OwnRow,
    network: NetworkId,
    me: MemberId,
    (left, wanted): (usize, usize),
    afresh: bool,
    name: &str,
) -> Result<OfferKeys, Error> {
    let mut account = ratchet::account(own)?;
    let needed = wanted.saturating_sub(left);
    account.generate_one_time_keys(needed.saturating_sub(account.one_time_keys().len()));
    let now = clock::now();
    if afresh || now.saturating_sub(own.fallback_at) > FALLBACK || now < own.fallback_at {
        account.generate_fallback_key();
        own.fallback_at = now;
    }
    let signed = |key: [u8; 32], fallback: bool| {
        let prekey = Prekey { network: network.0, member: me.0, device: own.device.0, key, fallback };
        let signature = account.sign(prekey.signed_bytes()).to_bytes();
        OfferedKey { key: Blob(key.to_vec()), signature: Blob(signature.to_vec()) }
    };
    let one_time =
        account.one_time_keys().values().take(wanted).map(|key| signed(key.to_bytes(), false)).collect();
    let fallback = account.fallback_key().values().next().map(|key| signed(key.to_bytes(), true));
    own.account = ratchet::pickle(&account)?;
    Ok(OfferKeys { one_time, fallback, afresh, name: name.to_owned() })
}

/// Notes that what was offered is on the server.
pub fn offered(own: &mut OwnRow, epoch: Option<String>) -> Result<(), Error> {
    let mut account = ratchet::account(own)?;
    account.mark_keys_as_published();
    own.account = ratchet::pickle(&account)?;
    own.offered = epoch;
    Ok(())
}
