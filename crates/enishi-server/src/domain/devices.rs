//! Devices of members: a chain of signed lists that only goes forward, and keys that are each given out once.
//!
//! The server checks what it can: signatures, order, limits. It is not believed for it: the devices check all of it
//! again (docs/adr/0010).

use super::{hidden::require_listed, limits, scopes::require_active, text};
use crate::{
    app::App,
    db::{
        Conn, Database,
        devices::{self, Whose},
        members::{Member, of_account},
        threads,
        write::Turn,
    },
    failure::Failure,
};
use enishi_seal::{list::SignedList, prekeys::Prekey};
use enishi_wire::{
    blob::Blob,
    changes::Row as _,
    errors::ApiCode,
    ids::{AccountId, DeviceId, MemberId, NetworkId, SessionId},
    limits::{DEVICE_LISTS, NAME},
    scopes::Scope,
    talk::{
        ClaimKeys, ClaimedKey, ClaimedKeys, DevicesRow, KeyStockRow, ONE_TIME_KEYS, OfferKeys, OfferedKey,
    },
};
use std::collections::BTreeSet;

/// Takes the turn of a network for an active member of an account.
pub async fn begin(
    database: &Database,
    account: AccountId,
    network: NetworkId,
    now: i64,
) -> Result<(Turn, Member), Failure> {
    let mut turn = database.write().await?.take_turn(network, now).await?;
    let member = of_account(turn.conn(), network, account).await?.ok_or_else(Failure::not_found)?;
    require_active(&member)?;
    Ok((turn, member))
}

fn unreadable() -> Failure {
    Failure::invalid("chain", "A list is not readable, or not signed by its own key.")
}

/// The newest list of a member.
pub async fn newest(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Option<SignedList>, Failure> {
    let chain = devices::chain(conn, network, member).await?;
    let last = chain.last().map(|list| SignedList::decode(&list.0));
    last.transpose().map_err(|_| Failure::Fault("the database holds a bad device list".to_owned()))
}

/// Takes what continues the chain of an active member; what is here already is left alone.
pub async fn publish(
    app: &App,
    account: AccountId,
    network: NetworkId,
    chain: &[Blob],
) -> Result<(), Failure> {
    let now = app.clock.now();
    let (mut turn, member) = begin(&app.database, account, network, now).await?;
    limits::count_devices(turn.conn(), member.id, now).await?;
    let held = devices::chain(turn.conn(), network, member.id).await?;
    if chain.len() > DEVICE_LISTS || held.len().saturating_add(chain.len()) > 2 * DEVICE_LISTS {
        return Err(Failure::invalid("chain", "Too many lists."));
    }
    let before = newest(turn.conn(), network, member.id).await?;
    let mut last = before.clone();
    for bytes in chain.iter().filter(|bytes| !held.contains(bytes)) {
        let list = SignedList::decode(&bytes.0).map_err(|_| unreadable())?;
        if list.list.network != network.0 || list.list.member != member.id.0 {
            return Err(unreadable());
        }
        let follows = last.as_ref().map_or(list.list.n == 1, |last| list.continues(&last.head()));
        if !follows {
            return Err(Failure::refused(
                ApiCode::ChangedMeanwhile,
                "Another device has published a list meanwhile.",
            ));
        }
        let n = i64::try_from(list.list.n).map_err(|_| unreadable())?;
        devices::add_list(turn.conn(), network, member.id, n, bytes, now).await?;
        last = Some(list);
    }
    if last == before {
        turn.roll_back().await;
        return Ok(());
    }
    forget_devices(&mut turn, member.id, before.as_ref(), last.as_ref()).await?;
    show(&mut turn, member.id).await?;
    turn.commit().await
}

/// Keys of devices that are in the list no more are given to nobody.
async fn forget_devices(
    turn: &mut Turn,
    member: MemberId,
    before: Option<&SignedList>,
    after: Option<&SignedList>,
) -> Result<(), Failure> {
    let network = turn.network;
    let ids = |list: Option<&SignedList>| -> BTreeSet<_> {
        list.into_iter().flat_map(|list| &list.list.devices).map(|device| device.id).collect()
    };
    for gone in ids(before).difference(&ids(after)) {
        let whose = Whose { network, member, device: DeviceId(*gone) };
        devices::forget_keys(turn.conn(), &whose, false).await?;
        devices::forget_name(turn.conn(), &whose).await?;
        turn.remove(Scope::Me(member), KeyStockRow::KIND, *gone).await?;
    }
    Ok(())
}

/// Shows the chain of a member to the member and to everybody who has a thread with her.
async fn show(turn: &mut Turn, member: MemberId) -> Result<(), Failure> {
    let network = turn.network;
    let row = DevicesRow { chain: devices::chain(turn.conn(), network, member).await? };
    let peers = threads::peers(turn.conn(), network, member).await?;
    for viewer in peers.into_iter().chain([member]) {
        turn.put(Scope::Me(viewer), member.0, Some(viewer), &row).await?;
    }
    Ok(())
}

/// Shows the chain of one member to another, who has a thread with her from here on.
pub async fn show_to(turn: &mut Turn, member: MemberId, viewer: MemberId) -> Result<(), Failure> {
    let network = turn.network;
    let row = DevicesRow { chain: devices::chain(turn.conn(), network, member).await? };
    turn.put(Scope::Me(viewer), member.0, Some(viewer), &row).await
}

/// Keeps keys of an own device that is in the list.
pub async fn offer(
    app: &App,
    (account, session): (AccountId, SessionId),
    network: NetworkId,
    device: DeviceId,
    offer: &OfferKeys,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let (mut turn, member) = begin(&app.database, account, network, now).await?;
    limits::count_devices(turn.conn(), member.id, now).await?;
    let list = newest(turn.conn(), network, member.id).await?;
    let known = list.as_ref().and_then(|list| list.list.device(device.0)).ok_or_else(Failure::not_found)?;
    let whose = Whose { network, member: member.id, device };
    if offer.afresh {
        devices::forget_keys(turn.conn(), &whose, false).await?;
    }
    let held = usize::try_from(devices::left(turn.conn(), &whose).await?).unwrap_or(usize::MAX);
    if held.saturating_add(offer.one_time.len()) > 2 * ONE_TIME_KEYS {
        return Err(Failure::invalid("one_time", "Too many keys."));
    }
    for key in &offer.one_time {
        check(&whose, key, false, &known.ed25519)?;
        devices::add_key(turn.conn(), &whose, key, false, now).await?;
    }
    if let Some(key) = &offer.fallback {
        check(&whose, key, true, &known.ed25519)?;
        devices::forget_keys(turn.conn(), &whose, true).await?;
        devices::add_key(turn.conn(), &whose, key, true, now).await?;
    }
    let offered = text::line(&offer.name, NAME).map_err(|bad| bad.of("name"))?;
    let called = devices::naming(turn.conn(), &whose).await?.map(|(name, _)| name);
    let called = called.filter(|name| !name.is_empty()).unwrap_or(offered);
    devices::name(turn.conn(), &whose, &called, Some(session)).await?;
    show_stock(&mut turn, &whose).await?;
    turn.commit().await
}

/// Names an own device that is in the newest list (active members).
pub async fn rename(turn: &mut Turn, member: &Member, device: DeviceId, name: &str) -> Result<(), Failure> {
    require_active(member)?;
    let name = text::line(name, NAME).map_err(|bad| bad.of("name"))?;
    if name.is_empty() {
        return Err(Failure::invalid("name", "A device needs a name."));
    }
    let network = turn.network;
    let list = newest(turn.conn(), network, member.id).await?;
    list.as_ref().and_then(|list| list.list.device(device.0)).ok_or_else(Failure::not_found)?;
    let whose = Whose { network, member: member.id, device };
    let session = devices::naming(turn.conn(), &whose).await?.and_then(|(_, session)| session);
    devices::name(turn.conn(), &whose, &name, session).await?;
    show_stock(turn, &whose).await
}

fn check(whose: &Whose, key: &OfferedKey, fallback: bool, device: &[u8; 32]) -> Result<(), Failure> {
    let bad = || Failure::invalid("keys", "A key is not signed by its device.");
    let (Some(bytes), Some(signature)) = (key.key.fixed(), key.signature.fixed()) else { return Err(bad()) };
    let (network, member) = (whose.network.0, whose.member.0);
    let prekey = Prekey { network, member, device: whose.device.0, key: bytes, fallback };
    prekey.check(device, &signature).map_err(|_| bad())
}

async fn show_stock(turn: &mut Turn, whose: &Whose) -> Result<(), Failure> {
    let left = devices::left(turn.conn(), whose).await?;
    let (name, session) = devices::naming(turn.conn(), whose).await?.unwrap_or_default();
    let row = KeyStockRow { left: u32::try_from(left).unwrap_or(u32::MAX), name, session };
    turn.put(Scope::Me(whose.member), whose.device.0, Some(whose.member), &row).await
}

/// Gives what is needed to write to somebody: the chain, and a key for each device with which there is no session yet.
/// Whoever asks too often gets fallback keys, so that nobody can use up the keys of another.
pub async fn claim(
    app: &App,
    account: AccountId,
    network: NetworkId,
    other: MemberId,
    claim: &ClaimKeys,
) -> Result<ClaimedKeys, Failure> {
    let now = app.clock.now();
    let (mut turn, member) = begin(&app.database, account, network, now).await?;
    if other != member.id {
        require_listed(&mut turn, &member, other).await?;
    }
    limits::count_claim(turn.conn(), member.id, now).await?;
    let sparing = limits::is_draining(turn.conn(), member.id, other, now).await?;
    let chain = devices::chain(turn.conn(), network, other).await?;
    let list = newest(turn.conn(), network, other).await?;
    let mut keys = std::collections::BTreeMap::new();
    for device in list.iter().flat_map(|list| &list.list.devices) {
        let whose = Whose { network, member: other, device: DeviceId(device.id) };
        if claim.known.contains(&whose.device) {
            continue;
        }
        let once = if sparing { None } else { devices::take_key(turn.conn(), &whose).await? };
        let given = match once {
            Some(offered) => {
                show_stock(&mut turn, &whose).await?;
                Some(ClaimedKey { offered, fallback: false })
            }
            None => {
                let fallback = devices::fallback(turn.conn(), &whose).await?;
                fallback.map(|offered| ClaimedKey { offered, fallback: true })
            }
        };
        keys.extend(given.map(|key| (whose.device, key)));
    }
    turn.commit().await?;
    Ok(ClaimedKeys { chain, keys })
}
