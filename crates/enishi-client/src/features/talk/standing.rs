//! Where two people stand, wishes that are under way included.

use crate::{
    db::{
        devices::{PeerRow, Trust},
        letters::LetterState,
    },
    error::Error,
    features::{here::Here, members::person},
};
use enishi_bridge::talk::{TalkState, TrustState, Writing};
use enishi_sync::overlay::{Pending, PendingState};
use enishi_wire::{
    ids::MemberId,
    mutations::Action,
    talk::{ThreadRow, ThreadState},
};

/// The furthest place up to which a thread was read, wishes included.
pub fn read_upto(member: MemberId, row: Option<ThreadRow>, outbox: &[Pending]) -> i64 {
    let wished = outbox.iter().filter_map(|pending| match pending.mutation.action {
        Action::ReadThread { member: of, upto } if of == member => Some(upto),
        _ => None,
    });
    wished.chain(row.map(|row| row.read_upto)).max().unwrap_or(0)
}

/// Where a thread stands, wishes included.
pub fn state(member: MemberId, row: Option<ThreadRow>, outbox: &[Pending]) -> Option<ThreadState> {
    let waits = |pending: &&Pending| !matches!(pending.state, PendingState::Failed(_));
    let answer = outbox.iter().rev().filter(waits).find_map(|pending| match &pending.mutation.action {
        Action::AnswerRequest { member: of, accept } if *of == member => Some(*accept),
        Action::SendMessage { to, .. } if *to == member && row.is_some() => Some(true),
        _ => None,
    });
    match (row.map(|row| row.state), answer) {
        (Some(ThreadState::Asks | ThreadState::Declined), Some(true)) => Some(ThreadState::Open),
        (Some(ThreadState::Asks), Some(false)) => Some(ThreadState::Declined),
        (state, _) => state,
    }
}

pub async fn talk_state(here: &Here) -> Result<TalkState, Error> {
    let db = &here.account.db;
    if db.own_device(here.network).await?.is_some() {
        return Ok(TalkState::Ready);
    }
    let listed = db.peer(here.network, here.place.about.member).await?.is_some();
    Ok(if listed { TalkState::Elsewhere } else { TalkState::Starting })
}

pub async fn writing(here: &Here, peer: MemberId) -> Result<Writing, Error> {
    let outbox = here.outbox().await?;
    let row = here.account.db.one::<ThreadRow>(here.network, peer.0).await?;
    let seen = peer != here.place.about.member && person(here, &outbox, peer).await?.is_some();
    writing_of(here, peer, row, &outbox, seen).await
}

pub async fn writing_of(
    here: &Here,
    peer: MemberId,
    row: Option<ThreadRow>,
    outbox: &[Pending],
    seen: bool,
) -> Result<Writing, Error> {
    let db = &here.account.db;
    if !seen {
        return Ok(Writing::Gone);
    }
    if talk_state(here).await? == TalkState::Elsewhere {
        return Ok(Writing::NotHere);
    }
    let trust = db.peer(here.network, peer).await?.map(|pinned| pinned.trust);
    if trust == Some(Trust::Broken) {
        return Ok(Writing::Blocked);
    }
    Ok(match state(peer, row, outbox) {
        Some(ThreadState::Open) => Writing::Open,
        Some(ThreadState::Asked | ThreadState::Unknown) => Writing::AwaitsAnswer,
        Some(ThreadState::Asks) => Writing::Asked,
        Some(ThreadState::Declined) => Writing::Declined,
        None => {
            let written = db.letters(here.network, peer, None, 1).await?;
            let waits = written.iter().any(|letter| letter.mine && letter.state != LetterState::Refused);
            if waits { Writing::AwaitsAnswer } else { Writing::First }
        }
    })
}

/// What is believed of a member.
pub fn trust(pinned: Option<&PeerRow>) -> TrustState {
    match pinned.map(|pinned| pinned.trust) {
        None => TrustState::New,
        Some(Trust::Pinned) => TrustState::Pinned,
        Some(Trust::Verified) => TrustState::Verified,
        Some(Trust::Changed) => TrustState::Changed,
        Some(Trust::Broken) => TrustState::Broken,
    }
}

/// Whether the person wants to be told of nothing that comes in a thread, wishes included.
pub fn muted(member: MemberId, row: Option<ThreadRow>, outbox: &[Pending]) -> bool {
    let wished = outbox.iter().rev().find_map(|pending| match pending.mutation.action {
        Action::MuteThread { member: of, muted } if of == member => Some(muted),
        _ => None,
    });
    wished.unwrap_or_else(|| row.is_some_and(|row| row.muted))
}
