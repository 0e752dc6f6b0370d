//! Stores the answers to a push, each in one transaction with the outbox it belongs to (I2), and says what on the
//! screen a wish concerns.

use crate::{
    apply::tags,
    db::{self, Db},
    error::Error,
    page::PageRow,
    talk,
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
    /// Networks where a message must be sealed anew, for devices that have changed meanwhile: the next sync does it.
    pub reseal: BTreeSet<NetworkId>,
}

impl Stored {
    /// Adds what other answers mean.
    pub fn add(&mut self, more: Self) {
        self.fates.extend(more.fates);
        self.ended.extend(more.ended);
        self.changed.extend(more.changed);
        self.other_life.extend(more.other_life);
        self.reseal.extend(more.reseal);
    }
}

/// Stores the answers to a push.
pub async fn store(db: &Db, sent: &[Wish], reply: PushReply) -> Result<Stored, Error> {
    let Stored { mut fates, mut ended, mut changed, mut other_life, mut reseal } = Stored::default();
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
                        db::store::rows(&mut tx, place, &change.scope, &mut [PageRow::of(change)?]).await?;
                    }
                    talk::row(&mut tx, mutation.network, &PageRow::of(change)?).await?;
                    changed.extend(tags(&change.kind));
                }
                db::sent::keep(&mut tx, id, epoch).await?;
                db::outbox::remove(&mut tx, id).await?;
                ended.push(id);
                Fate::Applied
            }
            PushResult::Rejected { error: ApiError { code: ApiCode::StaleDevices, .. } }
                if talk::seal_anew(&mut tx, mutation).await? =>
            {
                db::outbox::remove(&mut tx, id).await?;
                ended.push(id);
                changed.insert(Tag::Talk);
                reseal.insert(mutation.network);
                Fate::Applied
            }
            PushResult::Rejected { error } if silent(&mutation.action) => {
                tracing::info!(code = ?error.code, "A mark was refused and is dropped.");
                db::outbox::remove(&mut tx, id).await?;
                ended.push(id);
                Fate::Applied
            }
            // The server has lost what goes with a message: it gets that again, and then the message.
            PushResult::Rejected { error: ApiError { code: ApiCode::NotFound, field: Some(field), .. } }
                if field == "attachments" && talk::send_files_anew(&mut tx, mutation).await? =>
            {
                db::outbox::remove(&mut tx, id).await?;
                ended.push(id);
                changed.insert(Tag::Talk);
                reseal.insert(mutation.network);
                Fate::Applied
            }
            // The server has lost the picture, by a restore or because the wish took long: it gets it again.
            PushResult::Rejected { error: ApiError { code: ApiCode::NotFound, field: Some(field), .. } }
                if field == "photo" && db::photos::sends_again(&mut tx, mutation).await? =>
            {
                db::outbox::put_back(&mut tx, &[id]).await?;
                Fate::Retry(2_000)
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
            PushResult::Failed { after_ms } => {
                db::outbox::put_back(&mut tx, &[id]).await?;
                Fate::Failed(after_ms)
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
    Ok(Stored { fates, ended, changed, other_life, reseal })
}

/// Notes that wishes go later, or never, without having been asked for: their pictures came not through.
pub async fn without_answer(
    db: &Db,
    fates: Vec<(MutationId, Result<u64, ApiCode>)>,
) -> Result<Vec<(MutationId, Fate)>, Error> {
    let mut tx = db.begin().await?;
    let mut told = Vec::with_capacity(fates.len());
    for (id, fate) in fates {
        let fate = match fate {
            Ok(after) => {
                db::outbox::put_back(&mut tx, &[id]).await?;
                Fate::Retry(after)
            }
            Err(code) => {
                db::outbox::fail(&mut tx, id, code).await?;
                Fate::Rejected
            }
        };
        told.push((id, fate));
    }
    tx.commit().await?;
    Ok(told)
}

/// Parks wishes over which the server failed again and again. Those that no list shows nobody could send again: they
/// go on waiting, and go with the next start.
pub async fn park(db: &Db, ids: &[MutationId]) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    for id in ids {
        let shown = db::outbox::action(&mut tx, *id).await?.is_some_and(|action| !silent(&action));
        if shown {
            db::outbox::fail(&mut tx, *id, ApiCode::Internal).await?;
        } else {
            db::outbox::put_back(&mut tx, &[*id]).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Wishes that are sent without a word: they are in no list, and their refusal concerns nobody.
pub const fn silent(action: &Action) -> bool {
    matches!(
        action,
        Action::MarkSeen { .. }
            | Action::NoteAccess { .. }
            | Action::NoteSuggestion { .. }
            | Action::SawReactions
            | Action::ReadThread { .. }
            | Action::SendRepair { .. }
            | Action::LinkDevice { .. }
    )
}

/// Somebody who is hidden is gone from every page.
const HIDING: [Tag; 6] = [Tag::Members, Tag::Posts, Tag::Events, Tag::Me, Tag::Outbox, Tag::App];

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
        Action::SetStatus { .. } | Action::React { .. } | Action::Follow { .. } => {
            &[Tag::Status, Tag::Outbox, Tag::App]
        }
        Action::ShareLifeEvent { .. }
        | Action::PublishUnnamed { .. }
        | Action::RemoveLifeEvent { .. }
        | Action::AnswerNaming { .. } => &[Tag::Status, Tag::Posts, Tag::Outbox, Tag::App],
        Action::ConfirmProfile | Action::PutOffCheck => &[Tag::Status, Tag::Outbox, Tag::App],
        Action::NoteSuggestion { .. } | Action::SetSuggestions { .. } | Action::SawReactions => {
            &[Tag::Status, Tag::Settings]
        }
        Action::HideFrom { .. } | Action::ShowTo { .. } => &HIDING,
        Action::Report { .. } | Action::DecideReport { .. } => {
            &[Tag::Me, Tag::Posts, Tag::Events, Tag::Outbox, Tag::App]
        }
        Action::Pause { .. } | Action::Resume | Action::Leave | Action::Stay => {
            &[Tag::Me, Tag::App, Tag::Outbox]
        }
        Action::SendMessage { .. } | Action::Unsend { .. } | Action::AnswerRequest { .. } => {
            &[Tag::Talk, Tag::Outbox, Tag::App]
        }
        Action::ReadThread { .. } | Action::SendRepair { .. } => &[Tag::Talk, Tag::App],
        Action::NameDevice { .. } | Action::LinkDevice { .. } => {
            &[Tag::Talk, Tag::Settings, Tag::Outbox, Tag::App]
        }
        Action::WriteToDesk { .. } => &[Tag::Talk, Tag::Outbox, Tag::App],
        Action::MuteThread { .. } => &[Tag::Talk, Tag::Outbox, Tag::App],
        Action::SetReceipts { .. } => &[Tag::Talk, Tag::Settings, Tag::Outbox],
        Action::NoteAccess { .. } => &[],
        Action::SetFieldKind { .. } => &[Tag::Me, Tag::Members, Tag::Outbox, Tag::App],
        Action::Unknown => &[Tag::Outbox, Tag::App],
    }
}
