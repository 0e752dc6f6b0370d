//! Sends the wishes that wait, and stores what the server says of each.

use crate::{
    db,
    error::Error,
    outcomes::{self, Stored},
    photos::{self, Sent},
    runner::{Work, changed, go_first, tell},
    wish::Wish,
};
use enishi_bridge::notices::Tag;
use enishi_sync::machine::{Fate, Input};
use enishi_wire::{
    ids::{MutationId, NetworkId},
    limits::BODY_BYTES,
};
use std::collections::{BTreeMap, BTreeSet};

/// Sends these, as far as they can go now; what became of each.
pub async fn run(work: &Work, ids: &[MutationId]) -> Result<Input, Error> {
    let mut tx = work.db.begin().await?;
    let turn = db::again::turn(&mut tx, ids).await?;
    let sent = db::outbox::take(&mut tx, &turn.go).await?;
    let mut epochs = BTreeMap::new();
    for network in sent.iter().map(|wish| wish.mutation.network).collect::<BTreeSet<_>>() {
        epochs.extend(db::places::epoch(&mut tx, network).await?.map(|epoch| (network, epoch)));
    }
    tx.commit().await?;
    if !turn.before.is_empty() {
        go_first(work, turn.before);
    }
    let mut tags = BTreeSet::from([Tag::Outbox]);
    tags.extend(sent.iter().flat_map(|wish| outcomes::wish_tags(&wish.mutation.action)));
    changed(work, tags);
    // What needs a picture goes after everything else: a slow line keeps nobody waiting but the picture.
    let (pictured, plain): (Vec<Wish>, Vec<Wish>) =
        sent.into_iter().partition(|wish| photos::of(wish).is_some());
    let mut stored = Stored::default();
    for piece in pieces(&plain) {
        match push_piece(work, piece, &epochs).await {
            Ok(more) => stored.add(more),
            Err(error) if stored.fates.is_empty() => return Err(error),
            Err(error) => {
                tracing::debug!(%error, "A later part of the outbox could not be sent.");
                let later = piece.iter().map(|wish| (wish.id(), Ok(10_000))).collect();
                stored.fates.extend(outcomes::without_answer(&work.db, later).await?);
            }
        }
    }
    if !pictured.is_empty() {
        match push_pictured(work, &pictured, &epochs).await {
            Ok(more) => stored.add(more),
            Err(error) if plain.is_empty() => return Err(error),
            Err(error) => {
                tracing::debug!(%error, "A picture could not be sent.");
                let later = pictured.iter().map(|wish| (wish.id(), Ok(10_000))).collect();
                stored.fates.extend(outcomes::without_answer(&work.db, later).await?);
            }
        }
    }
    let sent = [plain, pictured].concat();
    let Stored { mut fates, ended, changed: tags, other_life, reseal } = stored;
    for network in other_life.into_iter().chain(reseal) {
        tell(work, Input::Poked(network, i64::MAX));
    }
    fates.extend(turn.wait.iter().map(|id| (*id, Fate::Retry(0))));
    // Another process on this home folder may have had an answer for a wish meanwhile.
    let gone = turn.go.iter().filter(|id| !sent.iter().any(|wish| wish.id() == **id));
    fates.extend(gone.map(|id| (*id, Fate::Applied)));
    for id in ended {
        if let Err(error) = work.journal.ended(id) {
            tracing::warn!(%error, "An answered wish could not be struck out of the journal.");
        }
    }
    changed(work, tags);
    Ok(Input::Pushed(fates))
}

/// The most bytes of wishes in one request, well below what a server takes: sealed messages may be long.
const PIECE: usize = BODY_BYTES / 4 * 3;

/// Wishes in their order, in pieces of which each fits into a request.
fn pieces(wishes: &[Wish]) -> Vec<&[Wish]> {
    let mut pieces = Vec::new();
    let (mut rest, mut count, mut bytes) = (wishes, 0, 0_usize);
    for wish in wishes {
        let length = wish.text.get().len();
        if count > 0 && bytes.saturating_add(length) > PIECE {
            let (piece, left) = rest.split_at(count);
            pieces.push(piece);
            (rest, count, bytes) = (left, 0, 0);
        }
        count += 1;
        bytes = bytes.saturating_add(length);
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

async fn push_piece(
    work: &Work,
    piece: &[Wish],
    epochs: &BTreeMap<NetworkId, String>,
) -> Result<Stored, Error> {
    let reply = work.api.push(piece, epochs).await?;
    outcomes::store(&work.db, piece, reply).await
}

/// Sends pictures, and the wishes that name them.
async fn push_pictured(
    work: &Work,
    wishes: &[Wish],
    epochs: &BTreeMap<NetworkId, String>,
) -> Result<Stored, Error> {
    let (mut ready, mut others) = (Vec::new(), Vec::new());
    for wish in wishes {
        match photos::send(work, wish, epochs.get(&wish.mutation.network)).await? {
            Sent::Here => ready.push(wish.clone()),
            Sent::NotYet(after) => others.push((wish.id(), Ok(after))),
            Sent::Refused(code) => others.push((wish.id(), Err(code))),
        }
    }
    let mut stored = Stored::default();
    if !ready.is_empty() {
        let reply = work.api.push(&ready, epochs).await?;
        stored = outcomes::store(&work.db, &ready, reply).await?;
    }
    if !others.is_empty() {
        stored.changed.extend([Tag::Outbox, Tag::Me, Tag::App]);
        stored.fates.extend(outcomes::without_answer(&work.db, others).await?);
    }
    Ok(stored)
}

/// None of these was sent: they wait again.
pub async fn put_back(work: &Work, ids: &[MutationId]) {
    let put_back = async {
        let mut tx = work.db.begin().await?;
        db::outbox::put_back(&mut tx, ids).await?;
        tx.commit().await?;
        Ok::<(), Error>(())
    };
    if let Err(error) = put_back.await {
        tracing::error!(%error, "A wish could not be set back to waiting.");
    }
    changed(work, [Tag::Outbox, Tag::Events, Tag::Posts, Tag::Me, Tag::App]);
}
