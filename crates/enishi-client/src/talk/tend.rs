//! What messages need from the network, done after every sync: the own list and keys on the server, and lists and keys
//! of those to whom letters wait. A failure waits for the next sync; nothing of it stops one.

use super::{
    files, history, lists, own, ratchet, repair,
    seal::{self, Sealing},
};
use crate::{
    clock,
    db::{
        self,
        devices::{self, OwnRow, PeerRow},
        letters::{self, LetterState},
    },
    error::Error,
    runner::{Work, changed, tell},
};
use enishi_bridge::notices::Tag;
use enishi_seal::prekeys::Prekey;
use enishi_sync::{machine::Input, queue::Queued};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{DeviceId, MemberId, NetworkId},
    members::MemberState,
    talk::{ClaimKeys, ClaimedKeys, DevicesRow, KEYS_LOW, KeyStockRow, ONE_TIME_KEYS},
};

/// Does it for one network, and logs what failed.
pub async fn run(work: &Work, network: NetworkId) {
    if let Err(error) = tend(work, network).await {
        error.report_damage();
        tracing::info!(%error, "Keys for messages could not be looked after; the next sync tries again.");
    }
}

async fn tend(work: &Work, network: NetworkId) -> Result<(), Error> {
    let Some(place) = work.db.place(network).await? else { return Ok(()) };
    if place.about.state != MemberState::Active {
        return Ok(());
    }
    let me = place.about.member;
    let Some((own, mine)) = device(work, network, me).await? else { return Ok(()) };
    let Some(own) = publish(work, network, me, own, &mine).await? else { return Ok(()) };
    offer(work, network, me, own.device, place.epoch.clone()).await?;
    files::start(work, network, place.epoch.as_deref()).await?;
    repair::ask(work, network, me).await?;
    // What goes wrong with one person holds up nobody else.
    let mut failed = None;
    for peer in work.db.waiting_peers(network).await? {
        failed = seal_for(work, network, me, peer).await.err().or(failed);
    }
    history::keep(work, network, me).await?;
    failed.map_or(Ok(()), Err)
}

/// The keys of this device, made when no device of the member has any; `None`: another one must let this one in.
async fn device(work: &Work, network: NetworkId, me: MemberId) -> Result<Option<(OwnRow, PeerRow)>, Error> {
    let mut tx = work.db.begin().await?;
    if devices::own(&mut tx, network).await?.is_none() {
        if devices::peer(&mut tx, network, me).await?.is_some() {
            return Ok(None);
        }
        own::make(&mut tx, network, me, None).await?;
        tracing::info!("This device has made its keys for messages.");
    }
    let found = devices::own(&mut tx, network).await?.zip(devices::peer(&mut tx, network, me).await?);
    tx.commit().await?;
    Ok(found)
}

/// Publishes the own list, unless the server has it. `None`: another device was first.
async fn publish(
    work: &Work,
    network: NetworkId,
    me: MemberId,
    own: OwnRow,
    mine: &PeerRow,
) -> Result<Option<OwnRow>, Error> {
    let told = work.db.one::<DevicesRow>(network, me.0).await?;
    if told.is_some_and(|row| row.chain.last() == mine.chain.last()) {
        return Ok(Some(own));
    }
    match work.api.publish_devices(network, mine.chain.clone()).await {
        Ok(()) => Ok(Some(own)),
        Err(Error::Refused(ApiError { code: ApiCode::ChangedMeanwhile, .. })) if own.offered.is_none() => {
            tracing::info!("Another device has made the first keys; this one waits to be let in.");
            let theirs = work.api.claim_keys(network, me, &ClaimKeys::default()).await?;
            let mut tx = work.db.begin().await?;
            devices::forget_own(&mut tx, network).await?;
            devices::forget_peer(&mut tx, network, me).await?;
            lists::take(&mut tx, network, me, me, &theirs.chain).await?;
            tx.commit().await?;
            changed(work, [Tag::Talk]);
            Ok(None)
        }
        Err(Error::Refused(ApiError { code: ApiCode::ChangedMeanwhile, .. })) => {
            tracing::info!("Another own device has changed the list meanwhile; this one goes on from there.");
            let theirs = work.api.claim_keys(network, me, &ClaimKeys::default()).await?;
            let mut tx = work.db.begin().await?;
            lists::give_way(&mut tx, network, me, &theirs.chain).await?;
            tx.commit().await?;
            changed(work, [Tag::Talk]);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Offers keys when few are left, and all anew to a server that was restored: it may give used ones out again.
async fn offer(
    work: &Work,
    network: NetworkId,
    me: MemberId,
    device: DeviceId,
    epoch: Option<String>,
) -> Result<(), Error> {
    // Read and written in one transaction: an older account must not take the place of a newer one.
    let mut tx = work.db.begin().await?;
    let Some(mut own) = devices::own(&mut tx, network).await?.filter(|own| own.device == device) else {
        return Ok(());
    };
    let afresh = own.offered.is_none() || own.offered != epoch;
    let stock = work.db.one::<KeyStockRow>(network, own.device.0).await?;
    let left = if afresh { 0 } else { stock.map_or(0, |stock| stock.left) };
    if left >= KEYS_LOW {
        return Ok(());
    }
    let left = usize::try_from(left).unwrap_or(usize::MAX);
    let offer = own::offer(&mut own, network, me, (left, ONE_TIME_KEYS), afresh, &work.hooks.device_name)?;
    devices::put_own(&mut tx, network, &own).await?;
    tx.commit().await?;
    work.api.offer_keys(network, own.device, &offer).await?;
    // A first message may have used a key up meanwhile: what is here is read anew. Where all keys are to be offered anew by
    // now, that stays to be done.
    let before = own.offered;
    let mut tx = work.db.begin().await?;
    let same = |own: &OwnRow| own.device == device && own.offered == before;
    if let Some(mut own) = devices::own(&mut tx, network).await?.filter(same) {
        own::offered(&mut own, epoch)?;
        devices::put_own(&mut tx, network, &own).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Seals what waits for one member, after fetching what it needs.
async fn seal_for(work: &Work, network: NetworkId, me: MemberId, peer: MemberId) -> Result<(), Error> {
    if !seal(work, network, me, peer).await? {
        return Ok(());
    }
    for member in [peer, me] {
        let known = {
            let mut tx = work.db.begin().await?;
            let mut known = devices::with_sessions(&mut tx, network).await?;
            known.extend(devices::own(&mut tx, network).await?.map(|own| own.device));
            tx.rollback().await?;
            known
        };
        match work.api.claim_keys(network, member, &ClaimKeys { known }).await {
            Ok(claimed) => begin_sessions(&work.db, network, me, (member, claimed), clock::now()).await?,
            Err(Error::Refused(ApiError { code: ApiCode::NotFound, .. })) if member == peer => {
                return refuse(work, network, peer).await;
            }
            Err(error) => return Err(error),
        }
    }
    seal(work, network, me, peer).await?;
    Ok(())
}

/// Seals what waits for one member. Answers whether keys are needed first.
async fn seal(work: &Work, network: NetworkId, me: MemberId, peer: MemberId) -> Result<bool, Error> {
    let mut tx = work.db.begin().await?;
    let sealing = seal::waiting(&mut tx, network, me, peer).await?;
    let Sealing::Sealed(wishes) = sealing else {
        tx.rollback().await?;
        return Ok(matches!(sealing, Sealing::NeedsKeys));
    };
    tx.commit().await?;
    for wish in wishes {
        // Only now: one that came back from the journal without its step would use a key twice.
        if let Err(error) = work.journal.made(&wish) {
            tracing::warn!(%error, "A sealed message could not be noted in the journal.");
        }
        tell(work, Input::Queued(Queued::new(&wish.mutation)));
    }
    changed(work, [Tag::Talk, Tag::Outbox, Tag::App]);
    Ok(false)
}

/// Pins the lists that came with keys, and begins a session with each device whose key is signed by it.
pub async fn begin_sessions(
    db: &db::Db,
    network: NetworkId,
    me: MemberId,
    (member, claimed): (MemberId, ClaimedKeys),
    now: i64,
) -> Result<(), Error> {
    if claimed.chain.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    if !lists::take(&mut tx, network, me, member, &claimed.chain).await? {
        return Ok(());
    }
    let own = devices::own(&mut tx, network).await?;
    let pinned = devices::peer(&mut tx, network, member).await?;
    if let (Some(own), Some(list)) = (own, pinned.as_ref().and_then(lists::newest)) {
        let account = ratchet::account(&own)?;
        for (id, claimed) in &claimed.keys {
            let Some(device) = list.list.device(id.0).filter(|device| device.id != own.device.0) else {
                continue;
            };
            let (Some(key), Some(signature)) =
                (claimed.offered.key.fixed(), claimed.offered.signature.fixed())
            else {
                continue;
            };
            let prekey = Prekey {
                network: network.0,
                member: member.0,
                device: id.0,
                key,
                fallback: claimed.fallback,
            };
            if prekey.check(&device.ed25519, &signature).is_err() {
                tracing::warn!("A key that its device has not signed was not used.");
                continue;
            }
            if let Some(session) = ratchet::begin(&account, device, key)? {
                devices::put_begun(&mut tx, network, DeviceId(device.id), &session, now).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The other one is not there for this member: what waits is shown as refused, and goes again when the person wants.
async fn refuse(work: &Work, network: NetworkId, peer: MemberId) -> Result<(), Error> {
    let mut tx = work.db.begin().await?;
    for letter in letters::waiting(&mut tx, network, peer).await? {
        db::letters::set_state(&mut tx, network, letter.id, LetterState::Refused).await?;
    }
    tx.commit().await?;
    changed(work, [Tag::Talk]);
    Ok(())
}
