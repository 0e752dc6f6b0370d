//! Stores the answers to a push, each in one transaction with the outbox it belongs to (I2), and says what on the
//! screen a wish concerns.

use crate::{
    apply::tags,
    clock,
    db::{self, Db},
    error::Error,
    page::PageRow,
    wish::Wish,
};
use enishi_bridge::notices::Tag;
use enishi_sync::machine::Fate;
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::MutationId,
    mutations::Action,
    sync::{PushOutcome, PushResult},
};
use std::collections::BTreeSet;

/// Stores the answers to a push. Answers the fates for the machine, the wishes that have ended, and what changed.
pub async fn store(
    db: &Db,
    sent: &[Wish],
    outcomes: Vec<PushOutcome>,
) -> Result<(Vec<(MutationId, Fate)>, Vec<MutationId>, BTreeSet<Tag>), Error> {
    let mut fates = Vec::new();
    let mut ended = Vec::new();
    let mut changed = BTreeSet::from([Tag::Outbox, Tag::App]);
    let mut tx = db.begin().await?;
    for PushOutcome { id, result } in outcomes {
        // An answer to a question that was not asked is not believed.
        let Some(mutation) = sent.iter().map(|wish| &wish.mutation).find(|mutation| mutation.id == id) else {
            continue;
        };
        changed.extend(wish_tags(&mutation.action));
        let fate = match result {
            PushResult::Applied { rows } => {
                let held = db::scopes::held(&mut tx, mutation.network).await?;
                let place = db::places::number(&mut tx, mutation.network).await?;
                for change in &rows {
                    // A repeated push gets its first answer again: a pull may have said newer things since.
                    if held.cursors.get(&change.scope).is_some_and(|cursor| change.seq <= *cursor) {
                        continue;
                    }
                    if let Some(place) = place {
                        db::store::rows(&mut tx, place, &change.scope, &[PageRow::of(change)?]).await?;
                    }
                    changed.extend(tags(&change.kind));
                }
                db::sent::keep(&mut tx, id, clock::now()).await?;
                db::outbox::remove(&mut tx, id).await?;
                ended.push(id);
                Fate::Applied
            }
            PushResult::Rejected { error } if silent(&mutation.action) => {
                tracing::info!(code = ?error.code, "A mark was refused and is dropped.");
                db::outbox::remove(&mut tx, id).await?;
                ended.push(id);
                Fate::Applied
            }
            PushResult::Rejected { error: ApiError { code, .. } } => {
                db::outbox::fail(&mut tx, id, code).await?;
                Fate::Rejected
            }
            PushResult::Retry { after_ms } => {
                db::outbox::put_back(&mut tx, &[id]).await?;
                Fate::Retry(after_ms)
            }
            PushResult::Unknown => {
                db::outbox::put_back(&mut tx, &[id]).await?;
                Fate::Retry(60_000)
            }
        };
        fates.push((id, fate));
    }
    // A wish without an answer waits like one whose answer was lost.
    for wish in sent {
        if !fates.iter().any(|(id, _)| *id == wish.id()) {
            db::outbox::put_back(&mut tx, &[wish.id()]).await?;
            fates.push((wish.id(), Fate::Retry(60_000)));
        }
    }
    tx.commit().await?;
    Ok((fates, ended, changed))
}

/// Parks wishes over which the server failed again and again.
pub async fn park(db: &Db, ids: &[MutationId]) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    for id in ids {
        db::outbox::fail(&mut tx, *id, ApiCode::Internal).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Wishes whose refusal concerns nobody.
const fn silent(action: &Action) -> bool {
    matches!(action, Action::MarkSeen { .. })
}

/// What on the screen depends on a wish.
pub fn wish_tags(action: &Action) -> &'static [Tag] {
    match action {
        Action::SetEntry { .. } => &[Tag::Me, Tag::App, Tag::Outbox],
        Action::SetRsvp { .. } | Action::CreateEvent { .. } | Action::CancelEvent { .. } => {
            &[Tag::Events, Tag::Outbox, Tag::App]
        }
        Action::CreatePost { .. } | Action::EditPost { .. } | Action::RemovePost { .. } => {
            &[Tag::Posts, Tag::Outbox, Tag::App]
        }
        Action::MarkSeen { .. } => &[Tag::Posts, Tag::Events, Tag::App],
        Action::HideFrom { .. } | Action::ShowTo { .. } => &[Tag::Members, Tag::Outbox, Tag::App],
        Action::Unknown => &[Tag::Outbox, Tag::App],
    }
}
