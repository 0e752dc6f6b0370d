//! 近況: said by a member, shown in the scope of its audience and to the member, gone after 90 days.
//!
//! Who is not listed has none: a pause, too, takes it away for good.

use super::{
    choices, life_events,
    members::is_listed,
    reactions,
    scopes::{require_active, scope_of},
    sweep::{BATCH, counted},
};
use crate::{
    app::App,
    db::{Database, members::Member, status, write::Turn},
    failure::Failure,
};
use enishi_wire::{
    changes::Row,
    ids::{MemberId, MutationId, NetworkId, StatusId},
    scopes::Scope,
    status::{FADES_AFTER, NewStatus, StatusRow},
};
use std::time::Duration;

/// How often it is looked for those that fade.
const LOOK: Duration = Duration::from_secs(600);

/// Says a 近況, or takes the own one back (active members). Reactions were to what was said before, and go with it.
pub async fn set(
    turn: &mut Turn,
    member: &Member,
    wish: MutationId,
    new: Option<&NewStatus>,
) -> Result<(), Failure> {
    require_active(member)?;
    let Some(new) = new else {
        return take_back(turn, member.id).await;
    };
    let said = new.checked(member.class)?;
    let scope = scope_of(said.audience)?;
    let network = turn.network;
    if let Some(before) = status::of_member(turn.conn(), network, member.id).await? {
        reactions::forget(turn, before.status.0, member.id).await?;
        let old_scope = scope_of(before.said.audience)?;
        if old_scope != scope {
            turn.remove(old_scope, StatusRow::KIND, member.id.0).await?;
        }
    }
    let audience = said.audience;
    let row = StatusRow { status: StatusId(wish.0), said, said_at: turn.now };
    status::put(turn.conn(), network, member.id, &row).await?;
    turn.put(scope, member.id.0, Some(member.id), &row).await?;
    turn.put(Scope::Me(member.id), member.id.0, Some(member.id), &row).await?;
    choices::change(turn, member.id, |choices| choices.status_audience = Some(audience)).await
}

/// Lets what a member says and does among others follow a change of the membership; `was_listed`: before it.
pub async fn follow(turn: &mut Turn, member: &Member, was_listed: bool) -> Result<(), Failure> {
    if is_listed(member) == was_listed {
        return Ok(());
    }
    if was_listed {
        take_back(turn, member.id).await?;
        reactions::forget_those_of(turn, member.id).await?;
    }
    life_events::follow(turn, member, was_listed).await
}

async fn take_back(turn: &mut Turn, member: MemberId) -> Result<(), Failure> {
    let network = turn.network;
    let Some(row) = status::of_member(turn.conn(), network, member).await? else {
        return Ok(());
    };
    reactions::forget(turn, row.status.0, member).await?;
    status::delete(turn.conn(), network, member).await?;
    turn.remove(scope_of(row.said.audience)?, StatusRow::KIND, member.0).await?;
    turn.remove(Scope::Me(member), StatusRow::KIND, member.0).await
}

/// Lets old ones fade at once and then every few minutes, until the server stops.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    while !*stopping.borrow() {
        match fade(&app.database, app.clock.now()).await {
            Ok(0) => {}
            Ok(faded) => tracing::info!(faded, "Words about now that were 90 days old are shown no more."),
            // Tried again at the next look.
            Err(failure) => tracing::warn!(%failure, "Old words about now could not be taken away."),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Takes away what was said 90 days before `now` or earlier; gives the number.
pub async fn fade(database: &Database, now: i64) -> Result<u64, Failure> {
    let time = now.saturating_sub(FADES_AFTER);
    let (mut faded, mut after) = (0, None);
    loop {
        let mut snapshot = database.snapshot().await?;
        let old = status::said_until(&mut snapshot, time, after, BATCH).await?;
        snapshot.rollback().await?;
        let Some(last) = old.last() else { return Ok(faded) };
        after = Some(*last);
        for (network, member) in old {
            let done = fade_one(database, network, member, now).await;
            faded += counted(done, "status_not_faded", (network, member))?;
        }
    }
}

async fn fade_one(
    database: &Database,
    network: NetworkId,
    member: MemberId,
    now: i64,
) -> Result<bool, Failure> {
    let mut turn = database.write().await?.take_turn(network, now).await?;
    // It may have been said anew since it was looked for.
    let said = status::of_member(turn.conn(), network, member).await?;
    let is_old = said.is_some_and(|row| !row.is_fresh(now));
    if is_old {
        take_back(&mut turn, member).await?;
    }
    turn.commit().await?;
    Ok(is_old)
}
