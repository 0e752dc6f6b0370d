//! Stores the answers to a push, each in one transaction with the outbox it belongs to (I2), and says what on the
//! screen a wish concerns.

use crate::{
    apply::tags,
    db::{self, Db},
    error::Error,
    page::PageRow,
    wish::Wish,
};
use enishi_bridge::notices::Tag;
use enishi_sync::machine::Fate;
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{MutationId, NetworkId},
    mutations::Action,
    sync::{PushOutcome, PushReply, PushResult},
};
use std::collections::BTreeSet;

/// How long a wish that goes again waits for what it builds on, which another device may bring back, ms.
const AGAIN: u64 = 600_000;

/// What the answers to a push mean.
#[derive(Debug, Default)]
pub struct Stored {
    /// For the machine.
    pub fates: Vec<(MutationId, Fate)>,
    /// The wishes that have ended.
    pub ended: Vec<MutationId>,
    /// What changed on the screen.
    pub changed: BTreeSet<Tag>,
    /// Networks of which another life of the database has answered than this device knows: a pull tells which of the
    /// two is over.
    pub other_life: BTreeSet<NetworkId>,
}

/// Stores the answers to a push.
pub async fn store(db: &Db, sent: &[Wish], reply: PushReply) -> Result<Stored, Error> {
    let Stored { mut fates, mut ended, mut changed, mut other_life } = Stored::default();
    changed.extend([Tag::Outbox, Tag::App]);
    let epoch = reply.epoch.as_deref();
    let mut tx = db.begin().await?;
    for PushOutcome { id, result } in reply.outcomes {
        // An answer to a question that was not asked is not believed.
        let Some(mutation) = sent.iter().map(|wish| &wish.mutation).find(|mutation| mutation.id == id) else {
            continue;
        };
        changed.extend(wish_tags(&mutation.action));
        let held = db::scopes::held(&mut tx, mutation.network).await?;
        let fate = match result {
            // What another life of the database says is not so in this one. The wish keeps its place.
            _ if epoch.is_some() && held.epoch.is_some() && held.epoch.as_deref() != epoch => {
                other_life.insert(mutation.network);
                db::outbox::put_back(&mut tx, &[id]).await?;
                Fate::Retry(0)
            }
            PushResult::Applied { rows } => {
                let place = db::places::number(&mut tx, mutation.network).await?;
                for change in rows.iter().filter(|change| held.may_store(&change.scope, change.seq)) {
                    if let Some(place) = place {
                        db::store::rows(&mut tx, place, &change.scope, &[PageRow::of(change)?]).await?;
                    }
                    changed.extend(tags(&change.kind));
                }
                db::sent::keep(&mut tx, id, epoch).await?;
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
            PushResult::Rejected {
                error: ApiError { code: ApiCode::NotFound | ApiCode::ChangedMeanwhile, .. },
            } if db::again::is_again(&mut tx, id).await? => {
                if db::again::hand_over(&mut tx, mutation).await? {
                    db::outbox::remove(&mut tx, id).await?;
                    ended.push(id);
                    Fate::Applied
                } else {
                    db::outbox::put_back(&mut tx, &[id]).await?;
                    Fate::Retry(AGAIN)
                }
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
    Ok(Stored { fates, ended, changed, other_life })
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
        Action::SetEntry { .. } | Action::SetField { .. } => &[Tag::Me, Tag::App, Tag::Outbox],
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
