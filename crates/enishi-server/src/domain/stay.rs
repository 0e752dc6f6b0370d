//! Pausing and leaving, by the member's own wish, and what happens by itself when their time has come.

use super::{
    erasure, members as rules,
    scopes::require_active,
    sweep::{BATCH, counted},
};
use crate::{
    app::App,
    clock::DAY,
    db::{Database, members, members::Member, write::Turn},
    failure::Failure,
    ids,
};
use enishi_wire::{
    errors::ApiCode,
    ids::{MemberId, NetworkId},
    members::{Duty, MemberState},
    stay::{DAYS_TO_UNDO, LONGEST_PAUSE_DAYS, Leaving, Pause},
};
use std::time::Duration;

/// How often it is looked whose time has come.
const LOOK: Duration = Duration::from_secs(30);

/// Pauses the own membership (active members).
pub async fn pause(turn: &mut Turn, mut member: Member, until: i64) -> Result<(), Failure> {
    require_active(&member)?;
    let latest = turn.now.saturating_add(LONGEST_PAUSE_DAYS * DAY);
    if until <= turn.now || until > latest {
        return Err(Failure::invalid("until", "A pause ends after now and within about a year."));
    }
    member.pause = Some(Pause { until: Some(until), by_self: true });
    rules::move_to(turn, member, MemberState::Paused).await.map(drop)
}

/// Ends the own pause. One that the secretariat began is not the member's to end; without a pause nothing happens.
pub async fn resume(turn: &mut Turn, mut member: Member) -> Result<(), Failure> {
    match (member.state, member.pause) {
        (MemberState::Active, _) => Ok(()),
        (MemberState::Paused, Some(Pause { by_self: true, .. })) => {
            member.pause = None;
            rules::move_to(turn, member, MemberState::Active).await.map(drop)
        }
        _ => Err(Failure::not_permitted()),
    }
}

/// Leaves the network (everybody who is in it, the invited and the paused too). The one who alone could give duties
/// hands that over first.
pub async fn leave(turn: &mut Turn, mut member: Member) -> Result<(), Failure> {
    match member.state {
        MemberState::Leaving => return Ok(()),
        MemberState::Invited | MemberState::Applied | MemberState::Active | MemberState::Paused => {}
        MemberState::Left | MemberState::Removed | MemberState::Unknown => {
            return Err(Failure::not_permitted());
        }
    }
    let (network, now) = (turn.network, turn.now);
    if member.duties.contains(&Duty::Duties)
        && members::others_with_duty(turn.conn(), network, member.id, Duty::Duties).await? == 0
    {
        return Err(Failure::refused(ApiCode::LastOfDuty, "Give the duty `duties` to somebody else first."));
    }
    // A pause by the secretariat outlives a goodbye that is taken back.
    member.pause = member.pause.filter(|pause| !pause.by_self);
    member.leaving = Some(Leaving { until: now.saturating_add(DAYS_TO_UNDO * DAY), receipt: ids::receipt() });
    rules::move_to(turn, member, MemberState::Leaving).await.map(drop)
}

/// Takes leaving back: everything is as it was before. Who is not leaving stays what she is.
pub async fn stay(turn: &mut Turn, mut member: Member) -> Result<(), Failure> {
    let state = match member.state {
        MemberState::Invited | MemberState::Applied | MemberState::Active | MemberState::Paused => {
            return Ok(());
        }
        MemberState::Left | MemberState::Removed | MemberState::Unknown => {
            return Err(Failure::not_permitted());
        }
        MemberState::Leaving if member.confirmed_at.is_none() => MemberState::Invited,
        MemberState::Leaving if member.pause.is_some() => MemberState::Paused,
        MemberState::Leaving => MemberState::Active,
    };
    member.leaving = None;
    rules::move_to(turn, member, state).await.map(drop)
}

/// Ends pauses and deletes those whose days to take it back are over, until the server stops.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    while !*stopping.borrow() {
        match end_overdue(&app.database, app.clock.now()).await {
            Ok(0) => {}
            Ok(ended) => {
                tracing::info!(ended, "Pauses ended, or people who had left were deleted.");
                app.work.notify_one();
            }
            // Tried again at the next look.
            Err(failure) => tracing::warn!(%failure, "What was due of pauses and leavings did not happen."),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Does what is due at `now`; gives how much that was. Any number of processes may do it at once: each looks again
/// while it holds the network's turn, so that everything happens once.
pub async fn end_overdue(database: &Database, now: i64) -> Result<u64, Failure> {
    let (mut ended, mut after) = (0, None);
    loop {
        let mut snapshot = database.snapshot().await?;
        let due = members::overdue(&mut snapshot, now, after, BATCH).await?;
        snapshot.rollback().await?;
        let Some(last) = due.last() else { return Ok(ended) };
        after = Some(*last);
        for (network, member) in due {
            let done = end_one(database, network, member, now).await;
            ended += counted(done, "stay_not_ended", (network, member))?;
        }
    }
}

async fn end_one(database: &Database, network: NetworkId, id: MemberId, now: i64) -> Result<bool, Failure> {
    let mut turn = database.write().await?.take_turn(network, now).await?;
    let Some(mut member) = members::find(turn.conn(), network, id).await? else {
        turn.roll_back().await;
        return Ok(false);
    };
    let pause_is_over = member.pause.and_then(|pause| pause.until).is_some_and(|until| until <= now);
    let leaving_is_over = member.leaving.as_ref().is_some_and(|leaving| leaving.until <= now);
    if leaving_is_over {
        erasure::erase_for_good(database, turn, member).await?;
    } else if member.state == MemberState::Paused && pause_is_over {
        member.pause = None;
        rules::move_to(&mut turn, member, MemberState::Active).await?;
        turn.commit().await?;
    } else {
        turn.roll_back().await;
        return Ok(false);
    }
    Ok(true)
}
