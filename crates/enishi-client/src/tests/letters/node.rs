//! A device: the core's own code over a database of its own.

use super::{Dice, KEY, NETWORK, PEACE, PEOPLE, Seen, model::Model};
use crate::{
    clock,
    db::{
        self, Db, Tx,
        letters::{self, LetterKind, LetterRow, LetterState},
    },
    ids,
    page::PageRow,
    talk::{
        self, lists, own, repair,
        seal::{self, Sealing},
        tend,
    },
    wish::Wish,
};
use enishi_seal::secret::Secret;
use enishi_wire::{
    changes::Change,
    ids::{DeviceId, MemberId, MessageId},
    members::MemberState,
    mutations::Action,
    networks::NetworkKind,
    scopes::Scope,
    sign_in::Place,
    talk::{KEYS_LOW, ONE_TIME_KEYS},
};
use std::path::PathBuf;

/// A device of somebody.
pub struct Node {
    pub home: tempfile::TempDir,
    pub db: Db,
    pub member: MemberId,
    pub cursor: usize,
    pub queue: Vec<Wish>,
    pub now: i64,
    /// A copy of the device, with how far it had read then.
    pub copy: Option<(PathBuf, usize)>,
    /// How far it has ever read, whether it remembers or not.
    pub read: usize,
}

impl Node {
    pub async fn new(member: MemberId) -> Self {
        let home = tempfile::tempdir().unwrap();
        let db = Db::open(&home.path().join("account.db"), KEY).await.unwrap();
        let place = Place {
            network: NETWORK,
            member,
            name: "縁の会".into(),
            kind: NetworkKind::Club,
            charter: String::new(),
            state: MemberState::Active,
        };
        let mut tx = db.begin().await.unwrap();
        db::places::put_place(&mut tx, &place, 0).await.unwrap();
        tx.commit().await.unwrap();
        Self { home, db, member, cursor: 0, queue: Vec::new(), now: 0, copy: None, read: 0 }
    }

    pub fn peer(&self) -> MemberId {
        if self.member == PEOPLE[0] { PEOPLE[1] } else { PEOPLE[0] }
    }

    pub async fn first_device(&self, model: &mut Model) {
        let mut tx = self.db.begin().await.unwrap();
        own::make(&mut tx, NETWORK, self.member, None).await.unwrap();
        self.publish(&mut tx, model).await;
        tx.commit().await.unwrap();
    }

    pub async fn another_device(&self, first: &Self, model: &mut Model) {
        let seed = {
            let mut tx = first.db.begin().await.unwrap();
            let own = db::devices::own(&mut tx, NETWORK).await.unwrap().unwrap();
            tx.rollback().await.unwrap();
            Secret::from_slice(&own.identity.unwrap()).unwrap()
        };
        let mut tx = self.db.begin().await.unwrap();
        let chain = model.chains[&self.member].clone();
        assert!(lists::take(&mut tx, NETWORK, self.member, self.member, &chain).await.unwrap());
        let pinned = db::devices::peer(&mut tx, NETWORK, self.member).await.unwrap().unwrap();
        own::join(&mut tx, NETWORK, self.member, &pinned, &seed).await.unwrap();
        self.publish(&mut tx, model).await;
        tx.commit().await.unwrap();
    }

    pub async fn publish(&self, tx: &mut Tx<'_>, model: &mut Model) {
        let pinned = db::devices::peer(tx, NETWORK, self.member).await.unwrap().unwrap();
        model.publish(self.member, &pinned.chain);
    }

    pub async fn write(&self, text: &str) {
        let letter = LetterRow {
            id: MessageId(ids::mutation().0),
            peer: self.peer(),
            mine: true,
            state: LetterState::Waiting,
            kind: LetterKind::Text,
            text: text.to_owned(),
            about: None,
            files: 0,
            written_at: clock::now(),
            sent_at: None,
            proof: None,
        };
        let mut tx = self.db.begin().await.unwrap();
        letters::put(&mut tx, NETWORK, &letter).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Keys, questions for what could not be opened, and everything that waits to be sealed.
    pub async fn tend(&mut self, model: &mut Model, dice: &mut Dice, deaths: bool, seen: &mut Seen) {
        self.offer(model).await;
        // A step takes a moment: what was asked for in vain is asked for again.
        self.now = self.now.max(clock::now()) + 1_000;
        for (member, known) in repair::to_ask(&self.db, NETWORK, self.member, self.now).await.unwrap() {
            let claimed = model.claim(member, &known);
            tend::begin_sessions(&self.db, NETWORK, self.member, (member, claimed), self.now).await.unwrap();
            repair::write_asks(&self.db, NETWORK, member, self.now).await.unwrap();
        }
        for peer in self.db.waiting_peers(NETWORK).await.unwrap() {
            for _ in 0..2 {
                let mut tx = self.db.begin().await.unwrap();
                match seal::waiting(&mut tx, NETWORK, self.member, peer).await.unwrap() {
                    Sealing::Sealed(_) if deaths && dice.once_in(20) => {
                        seen.deaths += 1;
                        tx.rollback().await.unwrap();
                        break;
                    }
                    Sealing::Sealed(wishes) => {
                        tx.commit().await.unwrap();
                        self.queue.extend(wishes);
                        seen.queued = seen.queued.max(self.queue.len());
                        break;
                    }
                    Sealing::NeedsKeys => {
                        tx.rollback().await.unwrap();
                        for member in [peer, self.member] {
                            let known = self.with_sessions().await;
                            let claimed = model.claim(member, &known);
                            tend::begin_sessions(&self.db, NETWORK, self.member, (member, claimed), self.now)
                                .await
                                .unwrap();
                        }
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    pub async fn with_sessions(&self) -> Vec<DeviceId> {
        let mut tx = self.db.begin().await.unwrap();
        let mut known = db::devices::with_sessions(&mut tx, NETWORK).await.unwrap();
        known.extend(db::devices::own(&mut tx, NETWORK).await.unwrap().map(|own| own.device));
        tx.rollback().await.unwrap();
        known
    }

    pub async fn offer(&self, model: &mut Model) {
        let mut tx = self.db.begin().await.unwrap();
        let mut own = db::devices::own(&mut tx, NETWORK).await.unwrap().unwrap();
        let afresh = own.offered.is_none();
        if afresh {
            model.keys.remove(&own.device);
        }
        let left = model.keys.get(&own.device).map_or(0, |(once, _)| once.len());
        if left < usize::try_from(KEYS_LOW).unwrap() {
            let offer =
                own::offer(&mut own, NETWORK, self.member, (left, ONE_TIME_KEYS), afresh, "").unwrap();
            let (once, fallback) = model.keys.entry(own.device).or_default();
            once.extend(offer.one_time);
            *fallback = offer.fallback.or(fallback.take());
            own::offered(&mut own, Some("epoch".to_owned())).unwrap();
            db::devices::put_own(&mut tx, NETWORK, &own).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    pub async fn push(&mut self, model: &mut Model, dice: &mut Dice, trouble: bool, seen: &mut Seen) {
        while let Some(wish) = self.queue.first().cloned() {
            if trouble && dice.once_in(6) {
                return;
            }
            let (to, message, repair) = match &wish.mutation.action {
                Action::SendMessage { to, message } => (*to, message, false),
                Action::SendRepair { to, message } => (*to, message, true),
                other => panic!("{other:?}"),
            };
            let taken = model.send(self.member, wish.id().0, to, message, repair);
            if taken && trouble && dice.once_in(6) {
                seen.lost_answers += 1;
                return;
            }
            let mut tx = self.db.begin().await.unwrap();
            if !taken {
                assert!(talk::seal_anew(&mut tx, &wish.mutation).await.unwrap());
            }
            db::outbox::remove(&mut tx, wish.id()).await.unwrap();
            tx.commit().await.unwrap();
            self.queue.remove(0);
        }
    }

    /// Reads on; the server may shuffle what comes and tell some of it twice, and the device may die before it is stored.
    pub async fn pull(&mut self, model: &Model, dice: &mut Dice, trouble: bool, seen: &mut Seen) {
        let log = &model.logs[&self.member];
        let most = self.cursor + 1 + dice.below(30);
        let until = most.min(log.len());
        let mut page: Vec<usize> = (self.cursor..until).collect();
        if trouble && dice.once_in(4) {
            for place in (1..page.len()).rev() {
                page.swap(place, dice.below(place + 1));
            }
        }
        if trouble && self.cursor > 0 && dice.once_in(8) {
            page.insert(0, dice.below(self.cursor));
        }
        let mut tx = self.db.begin().await.unwrap();
        let place = db::places::number(&mut tx, NETWORK).await.unwrap().unwrap();
        let scope = Scope::Me(self.member);
        let (mut closed, mut again) = (0, 0);
        for number in page {
            let (kind, id, body) = &log[number];
            let known = letters::one(&mut tx, NETWORK, MessageId(*id)).await.unwrap().is_some();
            let change = Change {
                scope: scope.clone(),
                seq: i64::try_from(number).unwrap() + 1,
                kind: (*kind).into(),
                id: *id,
                body: Some(body.clone()),
            };
            let row = PageRow::of(&change).unwrap();
            talk::row(&mut tx, NETWORK, &row).await.unwrap();
            db::store::rows(&mut tx, place, &scope, &mut [row]).await.unwrap();
            let letter = letters::one(&mut tx, NETWORK, MessageId(*id)).await.unwrap();
            let first = !known
                && letter.is_some_and(|letter| {
                    letter.kind == LetterKind::Text && letter.state == LetterState::Closed
                });
            let counted = if number < self.read { &mut again } else { &mut closed };
            *counted += usize::from(first);
        }
        if trouble && dice.once_in(15) {
            seen.deaths += 1;
            tx.rollback().await.unwrap();
            return;
        }
        tx.commit().await.unwrap();
        seen.closed_at_first += closed;
        seen.closed_in_peace += if seen.steps_since > PEACE { closed } else { 0 };
        seen.closed_again += again;
        self.cursor = until;
        self.read = self.read.max(until);
    }

    pub fn file(&self) -> PathBuf {
        self.home.path().join("account.db")
    }

    pub fn keep_copy(&mut self) {
        let copy = self.home.path().join("copy.db");
        std::fs::copy(self.file(), &copy).unwrap();
        self.copy = Some((copy, self.cursor));
    }

    /// Becomes what it was when the copy was made.
    pub async fn come_back(&mut self, seen: &mut Seen) {
        let Some((copy, cursor)) = self.copy.take() else { return };
        self.db.close().await;
        std::fs::copy(copy, self.file()).unwrap();
        self.db = Db::open(&self.file(), KEY).await.unwrap();
        self.cursor = cursor;
        seen.copies += 1;
        seen.steps_since = 0;
    }

    pub async fn send_all(&mut self, model: &mut Model, dice: &mut Dice, seen: &mut Seen) {
        while !self.queue.is_empty() || !self.db.waiting_peers(NETWORK).await.unwrap().is_empty() {
            self.tend(model, dice, false, seen).await;
            self.push(model, dice, false, seen).await;
        }
    }
}
