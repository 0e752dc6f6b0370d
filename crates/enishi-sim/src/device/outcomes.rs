//! Stores the answers to a push: rows, outbox and sent log in one transaction (as `apply.rs` of the real core).

use super::{
    crash::{Crash, Crashed, Point},
    disk::{Disk, Sent},
};
use crate::planted::Bugs;
use enishi_sync::machine::Fate;
use enishi_wire::{
    errors::ApiCode,
    ids::MutationId,
    mutations::{Action, Mutation},
    sync::{PushOutcome, PushResult},
};

/// How long a wish that goes again waits for what it builds on, which another device may bring, ms.
const AGAIN: u64 = 600_000;

/// What the answers mean for the machine, and which wishes are done.
#[derive(Debug, Default)]
pub struct Answered {
    pub fates: Vec<(MutationId, Fate)>,
    /// Had their effect, with the life of the database that said so.
    pub applied: Vec<Mutation>,
    pub refused: Vec<(MutationId, ApiCode)>,
    pub silent: Vec<MutationId>,
}

impl Disk {
    /// Stores answers.
    ///
    /// # Errors
    /// The device crashed.
    pub fn store_answers(
        &mut self,
        asked: &[Mutation],
        epoch: &str,
        outcomes: &[PushOutcome],
        (bugs, crash): (Bugs, &mut Crash),
    ) -> Result<Answered, Crashed> {
        crash.here(Point::AnswerArrived)?;
        let mut answered = Answered::default();
        for PushOutcome { id, result } in outcomes {
            // An answer to a question that was not asked is not believed.
            let Some(mutation) = asked.iter().find(|mutation| mutation.id == *id) else {
                continue;
            };
            let again = self.sent.iter().any(|sent| sent.again && sent.mutation.id == *id);
            let fate = match result {
                _ if self.is_other_life(mutation, epoch) && !planted!(bugs, AnyLife) => Fate::Retry(0),
                PushResult::Applied { rows } => {
                    if let Some(place) = self.places.get_mut(&mutation.network) {
                        for change in rows.iter().filter(|_| !planted!(bugs, AnswerWithoutRows)) {
                            if place.may_hold(change) || planted!(bugs, AnyRowKept) {
                                place.apply(change, bugs);
                            }
                        }
                        self.log_sent(mutation, epoch);
                    }
                    self.outbox.retain(|pending| pending.mutation.id != *id);
                    answered.applied.push(mutation.clone());
                    Fate::Applied
                }
                PushResult::Rejected { .. } if matches!(mutation.action, Action::MarkSeen { .. }) => {
                    self.outbox.retain(|pending| pending.mutation.id != *id);
                    self.sent.retain(|sent| sent.mutation.id != *id);
                    answered.silent.push(*id);
                    Fate::Applied
                }
                // What it builds on may come back with another device's wishes.
                PushResult::Rejected { error }
                    if again && matches!(error.code, ApiCode::NotFound | ApiCode::ChangedMeanwhile) =>
                {
                    Fate::Retry(AGAIN)
                }
                PushResult::Rejected { error } => {
                    if planted!(bugs, RefusalHidden) {
                        self.outbox.retain(|pending| pending.mutation.id != *id);
                    } else {
                        self.fail(*id, error.code);
                        answered.refused.push((*id, error.code));
                    }
                    Fate::Rejected
                }
                PushResult::Retry { after_ms } => Fate::Retry(*after_ms),
                PushResult::Failed { after_ms } => Fate::Failed(*after_ms),
                PushResult::Unknown => Fate::Retry(60_000),
            };
            if let Fate::Retry(_) | Fate::Failed(_) = fate {
                self.put_back(&[*id]);
            }
            answered.fates.push((*id, fate));
        }
        // A wish without an answer waits like one whose answer was lost.
        for mutation in asked {
            if !answered.fates.iter().any(|(id, _)| *id == mutation.id) {
                self.put_back(&[mutation.id]);
                answered.fates.push((mutation.id, Fate::Retry(60_000)));
            }
        }
        crash.here(Point::AnswerStored)?;
        let ended = answered.applied.iter().map(|wish| wish.id).chain(answered.silent.iter().copied());
        for id in ended {
            self.strike(id);
        }
        crash.here(Point::JournalStruck)?;
        Ok(answered)
    }

    /// Whether an answer was given in another life of the database than the one this device knows: what it says
    /// is not so in that one. The wish keeps its place and goes again.
    fn is_other_life(&self, mutation: &Mutation, epoch: &str) -> bool {
        let known = self.places.get(&mutation.network).and_then(|place| place.epoch.as_deref());
        known.is_some_and(|known| known != epoch)
    }

    fn log_sent(&mut self, mutation: &Mutation, epoch: &str) {
        let at = self.places.get(&mutation.network).and_then(|place| place.server_time);
        match self.sent.iter_mut().find(|sent| sent.mutation.id == mutation.id) {
            Some(sent) => (sent.epoch, sent.again) = (epoch.to_owned(), false),
            None => {
                self.sent.push(Sent { mutation: mutation.clone(), epoch: epoch.to_owned(), at, again: false })
            }
        }
    }
}
