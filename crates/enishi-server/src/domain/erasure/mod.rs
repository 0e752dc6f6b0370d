//! Deletion: everything of a membership in every table, its account when it was the last one, and tombstones so that
//! every device erases it too. Each deletion goes on record in the database and in a ledger beside it, and whatever
//! a restore brings back is deleted once more before anybody sees it.

pub mod ledger;

use super::{events, life_events, members::is_listed, reports, scopes::scope_of, status, talk};
use crate::{
    db::{
        Database, accesses, accounts, attachments,
        erasures::{self, Erasure},
        events as event_rows,
        mail::{self, Letter},
        members,
        members::Member,
        networks, posts as post_rows, reports as report_rows,
        write::{Turn, Write},
    },
    failure::Failure,
    ids,
};
use enishi_wire::{
    access::AccessRow,
    changes::Row,
    follows::FollowRow,
    hidden::HiddenRow,
    ids::MemberId,
    members::{Duty, MemberState},
    reports::{Decision, Subject},
    scopes::Scope,
};
use std::collections::BTreeMap;

/// Deletes a member for good: on record first, then done, then told to the person by a last letter.
pub async fn erase_for_good(database: &Database, mut turn: Turn, member: Member) -> Result<(), Failure> {
    let receipt = member.leaving.as_ref().map_or_else(ids::receipt, |leaving| leaving.receipt.clone());
    let erasure = Erasure { network: turn.network, member: member.id, receipt, erased_at: turn.now };
    erase(&mut turn, &member).await?;
    erasures::record(turn.conn(), &erasure).await?;
    let (network, now) = (turn.network, turn.now);
    let locale = networks::find(turn.conn(), network).await?.map(|network| network.locale);
    let letter = Letter {
        id: ids::new_id(),
        network: Some(network),
        kind: FAREWELL.to_owned(),
        about: member.id.0,
        recipient: member.email,
        locale: locale.unwrap_or_default(),
        attempts: 0,
    };
    mail::enqueue(turn.conn(), &letter, now).await?;
    // Last before the commit: what could not be deleted is not to be found on record as deleted.
    database.ledger.add(&erasure)?;
    turn.commit().await
}

/// The kind of the last letter.
pub const FAREWELL: &str = "farewell";

/// Deletes everything of a membership. Posts and events of the network stay, without a name.
async fn erase(turn: &mut Turn, member: &Member) -> Result<(), Failure> {
    let (network, id) = (turn.network, member.id);
    let written = erasures::posts_of(turn.conn(), network, id).await?;
    let announced = erasures::announced_by(turn.conn(), network, id).await?;
    let answered = erasures::answered_by(turn.conn(), network, id).await?;
    let shown_to = accesses::by_viewer(turn.conn(), network, id).await?;
    for hider in erasures::hiders_of(turn.conn(), network, id).await? {
        turn.remove(Scope::Me(hider), HiddenRow::KIND, id.0).await?;
    }
    for follower in erasures::followers_of(turn.conn(), network, id).await? {
        turn.remove(Scope::Me(follower), FollowRow::KIND, id.0).await?;
    }
    let gone = Member { state: MemberState::Removed, ..member.clone() };
    status::follow(turn, &gone, is_listed(member)).await?;
    life_events::follow(turn, &gone, false).await?;
    close_reports(turn, id).await?;
    talk::forget_devices(turn, id).await?;
    erasures::forget(turn.conn(), network, id).await?;
    attachments::forget_orphans(turn.conn(), network).await?;
    for post in written {
        if let Some(row) = post_rows::find(turn.conn(), network, post).await? {
            turn.put(scope_of(row.audience)?, post.0, None, &row).await?;
            turn.put(Scope::Desk(Duty::Posts), post.0, None, &row).await?;
        }
    }
    for event in announced {
        if let Some(row) = event_rows::find(turn.conn(), network, event).await? {
            events::publish(turn, event, &row, &scope_of(row.plan.audience)?).await?;
        }
    }
    for event in answered {
        if let Some(row) = event_rows::find(turn.conn(), network, event).await? {
            events::publish_tally(turn, event, &scope_of(row.plan.audience)?).await?;
        }
    }
    for (of, day, seen_at) in shown_to {
        let row = AccessRow { name: String::new(), seen_at };
        turn.put(Scope::Me(of), ids::access_row(of, id, day), Some(of), &row).await?;
    }
    for (scope, kind, row) in erasures::shared_rows(turn.conn(), network, id).await? {
        turn.remove(scope, &kind, row).await?;
    }
    erasures::forget_rows(turn.conn(), network, id).await?;
    erasures::forget_member(turn.conn(), network, id, &member.email).await?;
    if let Some(account) = member.account {
        turn.recheck(account);
        let now = turn.now;
        if members::count_of_account(turn.conn(), account).await? == 0
            && accounts::email(turn.conn(), account).await?.is_some()
        {
            erasures::forget_account(turn.conn(), account, now).await?;
        }
    }
    Ok(())
}

/// Reports that the member made go on without her; those about her are closed, and nobody is named in them.
async fn close_reports(turn: &mut Turn, id: MemberId) -> Result<(), Failure> {
    let (network, now) = (turn.network, turn.now);
    for mut report in report_rows::naming(turn.conn(), network, id).await? {
        report.reporter = report.reporter.filter(|reporter| *reporter != id);
        report.messages.retain(|message| message.from != Some(id));
        if report.about == Some(id) {
            report.about = None;
            // Words about her may name her.
            report.text = String::new();
            report.messages.clear();
            if goes_along(turn, report.subject).await? {
                report.label = String::new();
                if report.decision.is_none() {
                    report.decision = Some(Decision::SubjectLeft);
                    report.decided_at = Some(now);
                    reports::conclude(turn, &report, ids::new_id(), (None, String::new())).await?;
                    continue;
                }
            }
        }
        reports::publish(turn, &report).await?;
    }
    Ok(())
}

/// Whether what a report is about goes with the person: herself, or a life event of hers, which is deleted by now. A
/// post of the network stays.
async fn goes_along(turn: &mut Turn, subject: Subject) -> Result<bool, Failure> {
    let network = turn.network;
    match subject {
        Subject::Member { .. } | Subject::Messages { .. } => Ok(true),
        Subject::Post { post } => Ok(!post_rows::exists(turn.conn(), network, post).await?),
        Subject::Event { .. } | Subject::Unknown => Ok(false),
    }
}

/// Every deletion that is on record anywhere: in the database and in the ledger beside it.
pub async fn on_record(database: &Database, write: &mut Write) -> Result<Vec<Erasure>, Failure> {
    let mut all = BTreeMap::new();
    for erasure in erasures::all(write.conn()).await?.into_iter().chain(database.ledger.read()?) {
        all.entry((erasure.network, erasure.member)).or_insert(erasure);
    }
    Ok(all.into_values().collect())
}

/// Deletes once more whoever is on record as deleted and here again; gives how many that were. Nothing is committed.
pub async fn replay(mut write: Write, known: &[Erasure], now: i64) -> Result<(Write, u64), Failure> {
    let mut again = 0;
    for erasure in known {
        erasures::record(write.conn(), erasure).await?;
        let Some(member) = members::find(write.conn(), erasure.network, erasure.member).await? else {
            continue;
        };
        let mut turn = write.take_turn(erasure.network, now).await?;
        erase(&mut turn, &member).await?;
        write = turn.put_down().await?;
        again += 1;
    }
    Ok((write, again))
}

/// The same for a database that is about to be served: somebody may have put an old file in its place.
pub async fn replay_at_start(database: &Database, now: i64) -> Result<(), Failure> {
    let mut write = database.write().await?;
    let known = on_record(database, &mut write).await?;
    let (write, again) = replay(write, &known, now).await?;
    write.commit().await?;
    if again > 0 {
        tracing::warn!(
            people = again,
            "People whose deletion is on record were here again and were deleted."
        );
    }
    Ok(())
}

/// The deletion of a number, as a person may have written it down.
pub async fn of_receipt(database: &Database, number: &str) -> Result<Option<Erasure>, Failure> {
    let number = number.trim().to_uppercase();
    let mut snapshot = database.snapshot().await?;
    let found = erasures::of_receipt(&mut snapshot, &number).await?;
    snapshot.rollback().await?;
    let in_ledger = || Ok(database.ledger.read()?.into_iter().find(|erasure| erasure.receipt == number));
    found.map_or_else(in_ledger, |found| Ok(Some(found)))
}
