//! Many letters between the devices of two people, over a model of a server that loses, repeats and shuffles, with
//! devices that die in the middle of a step and come back from copies of themselves. The core's own code seals, opens
//! and repairs; afterwards every device reads every letter once.
//!
//! `ENISHI_LETTERS=100000 cargo test --release -p enishi-client --lib letters -- --nocapture` is the long run.

use crate::{
    apply::{self, Fetched},
    clock,
    db::{
        self, Db, Held, Tx,
        letters::{self, LetterKind, LetterRow, LetterState},
    },
    ids,
    page::{End, Page, PageRow},
    talk::{
        self, lists, own, repair,
        seal::{self, Sealing},
        tend,
    },
    wish::Wish,
};
use enishi_seal::{list::SignedList, secret::Secret};
use enishi_wire::{
    blob::Blob,
    changes::{Change, Row as _},
    ids::{DeviceId, MemberId, MessageId, NetworkId},
    members::MemberState,
    mutations::Action,
    networks::NetworkKind,
    scopes::Scope,
    sign_in::Place,
    talk::{
        ClaimedKey, ClaimedKeys, DevicesRow, KEYS_LOW, MessageRow, ONE_TIME_KEYS, OfferedKey, SealedMessage,
    },
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use uuid::Uuid;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const NETWORK: NetworkId = NetworkId(Uuid::from_u128(7));
const PEOPLE: [MemberId; 2] = [MemberId(Uuid::from_u128(1)), MemberId(Uuid::from_u128(2))];

/// One seed decides everything.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }

    /// Once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// What the server knows.
#[derive(Default)]
struct Model {
    chains: BTreeMap<MemberId, Vec<Blob>>,
    keys: BTreeMap<DeviceId, (Vec<OfferedKey>, Option<OfferedKey>)>,
    logs: BTreeMap<MemberId, Vec<(&'static str, Uuid, Value)>>,
    applied: BTreeSet<Uuid>,
    time: i64,
}

impl Model {
    fn tell(&mut self, to: MemberId, kind: &'static str, id: Uuid, body: Value) {
        self.logs.entry(to).or_default().push((kind, id, body));
    }

    fn publish(&mut self, member: MemberId, chain: &[Blob]) {
        let known = self.chains.entry(member).or_default();
        if chain.len() > known.len() {
            *known = chain.to_vec();
            let row = json!(DevicesRow { chain: chain.to_vec() });
            for viewer in PEOPLE {
                self.tell(viewer, DevicesRow::KIND, member.0, row.clone());
            }
        }
    }

    fn devices(&self, member: MemberId) -> BTreeSet<DeviceId> {
        let newest = self.chains[&member].last().unwrap();
        let list = SignedList::decode(&newest.0).unwrap().list;
        list.devices.iter().map(|device| DeviceId(device.id)).collect()
    }

    fn claim(&mut self, of: MemberId, known: &[DeviceId]) -> ClaimedKeys {
        let wanted: Vec<DeviceId> = self.devices(of).into_iter().filter(|id| !known.contains(id)).collect();
        let mut keys = BTreeMap::new();
        for device in wanted {
            let Some((once, fallback)) = self.keys.get_mut(&device) else { continue };
            let given = match once.pop() {
                Some(offered) => Some(ClaimedKey { offered, fallback: false }),
                None => fallback.clone().map(|offered| ClaimedKey { offered, fallback: true }),
            };
            keys.extend(given.map(|given| (device, given)));
        }
        ClaimedKeys { chain: self.chains[&of].clone(), keys }
    }

    /// Passes a letter on, once. `false`: it is not sealed for exactly the devices that there are.
    fn send(
        &mut self,
        from: MemberId,
        id: Uuid,
        to: MemberId,
        message: &SealedMessage,
        repair: bool,
    ) -> bool {
        let (mut mine, theirs) = (self.devices(from), self.devices(to));
        mine.remove(&message.device);
        let wanted: BTreeSet<DeviceId> =
            if to == from { mine.clone() } else { mine.union(&theirs).copied().collect() };
        if message.keys.keys().copied().collect::<BTreeSet<_>>() != wanted {
            return false;
        }
        if !self.applied.insert(id) {
            return true;
        }
        self.time = clock::now().max(self.time + 1);
        let row = MessageRow {
            from,
            to,
            device: message.device,
            body: message.body.clone(),
            commitment: message.commitment.clone(),
            keys: message.keys.clone(),
            sent_at: self.time,
            mark: Blob(vec![1; 32]),
            unsent_at: None,
            attachments: Vec::new(),
            repair,
        };
        for side in BTreeSet::from([from, to]) {
            self.tell(side, MessageRow::KIND, id, json!(row));
        }
        true
    }
}

/// A device of somebody.
struct Node {
    home: tempfile::TempDir,
    db: Db,
    member: MemberId,
    cursor: usize,
    queue: Vec<Wish>,
    now: i64,
    /// A copy of the device, with how far it had read then.
    copy: Option<(PathBuf, usize)>,
    /// How far it has ever read, whether it remembers or not.
    read: usize,
}

/// After so many steps every device has long read what another one did when it came back.
const PEACE: usize = 500;

/// What the run saw.
#[derive(Debug, Default)]
struct Seen {
    /// Letters that a device met for the first time and could not open then.
    closed_at_first: usize,
    /// Those of them long after any device came back from a copy.
    closed_in_peace: usize,
    /// What was done since one did.
    steps_since: usize,
    /// Letters that it had met before it came back from a copy, and could not open with the ratchets of the copy.
    closed_again: usize,
    deaths: usize,
    copies: usize,
    lost_answers: usize,
}

impl Node {
    async fn new(member: MemberId) -> Self {
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

    fn peer(&self) -> MemberId {
        if self.member == PEOPLE[0] { PEOPLE[1] } else { PEOPLE[0] }
    }

    async fn first_device(&self, model: &mut Model) {
        let mut tx = self.db.begin().await.unwrap();
        own::make(&mut tx, NETWORK, self.member, None).await.unwrap();
        self.publish(&mut tx, model).await;
        tx.commit().await.unwrap();
    }

    async fn another_device(&self, first: &Self, model: &mut Model) {
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

    async fn publish(&self, tx: &mut Tx<'_>, model: &mut Model) {
        let pinned = db::devices::peer(tx, NETWORK, self.member).await.unwrap().unwrap();
        model.publish(self.member, &pinned.chain);
    }

    async fn write(&self, text: &str) {
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
    async fn tend(&mut self, model: &mut Model, dice: &mut Dice, deaths: bool, seen: &mut Seen) {
        self.offer(model).await;
        // A step takes a moment: what was asked for in vain is asked for again.
        self.now = self.now.max(clock::now()) + 1_000;
        for (member, known) in repair::to_ask(&self.db, NETWORK, self.member, self.now).await.unwrap() {
            let claimed = model.claim(member, &known);
            tend::begin_sessions(&self.db, NETWORK, self.member, member, claimed).await.unwrap();
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
                        break;
                    }
                    Sealing::NeedsKeys => {
                        tx.rollback().await.unwrap();
                        for member in [peer, self.member] {
                            let known = self.with_sessions().await;
                            let claimed = model.claim(member, &known);
                            tend::begin_sessions(&self.db, NETWORK, self.member, member, claimed)
                                .await
                                .unwrap();
                        }
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    async fn with_sessions(&self) -> Vec<DeviceId> {
        let mut tx = self.db.begin().await.unwrap();
        let mut known = db::devices::with_sessions(&mut tx, NETWORK).await.unwrap();
        known.extend(db::devices::own(&mut tx, NETWORK).await.unwrap().map(|own| own.device));
        tx.rollback().await.unwrap();
        known
    }

    async fn offer(&self, model: &mut Model) {
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

    async fn push(&mut self, model: &mut Model, dice: &mut Dice, trouble: bool, seen: &mut Seen) {
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
    async fn pull(&mut self, model: &Model, dice: &mut Dice, trouble: bool, seen: &mut Seen) {
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
            db::store::rows(&mut tx, place, &scope, &[row]).await.unwrap();
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

    fn file(&self) -> PathBuf {
        self.home.path().join("account.db")
    }

    fn keep_copy(&mut self) {
        let copy = self.home.path().join("copy.db");
        std::fs::copy(self.file(), &copy).unwrap();
        self.copy = Some((copy, self.cursor));
    }

    /// Becomes what it was when the copy was made.
    async fn come_back(&mut self, seen: &mut Seen) {
        let Some((copy, cursor)) = self.copy.take() else { return };
        self.db.close().await;
        std::fs::copy(copy, self.file()).unwrap();
        self.db = Db::open(&self.file(), KEY).await.unwrap();
        self.cursor = cursor;
        seen.copies += 1;
        seen.steps_since = 0;
    }

    async fn send_all(&mut self, model: &mut Model, dice: &mut Dice, seen: &mut Seen) {
        while !self.queue.is_empty() || !self.db.waiting_peers(NETWORK).await.unwrap().is_empty() {
            self.tend(model, dice, false, seen).await;
            self.push(model, dice, false, seen).await;
        }
    }
}

/// No more trouble: in a few rounds everything is everywhere.
async fn calm(nodes: &mut [Node], model: &mut Model, dice: &mut Dice, seen: &mut Seen) {
    let mut quiet = 0;
    while quiet < 4 {
        let mut moved = false;
        for node in &mut *nodes {
            node.now += 60_000;
            node.tend(model, dice, false, seen).await;
            node.push(model, dice, false, seen).await;
            while node.cursor < model.logs[&node.member].len() {
                node.pull(model, dice, false, seen).await;
                moved = true;
            }
        }
        quiet = if moved { 0 } else { quiet + 1 };
    }
}

async fn run(count: usize, seed: u64) -> Seen {
    let (mut model, mut dice, mut seen) = (Model::default(), Dice(seed), Seen::default());
    let mut nodes = Vec::new();
    for member in PEOPLE {
        let (first, second) = (Node::new(member).await, Node::new(member).await);
        first.first_device(&mut model).await;
        second.another_device(&first, &mut model).await;
        nodes.extend([first, second]);
    }
    // A first message can be opened once the other one's lists are here; keys are offered before anybody writes.
    for node in &mut nodes {
        node.offer(&mut model).await;
        node.pull(&model, &mut dice, false, &mut seen).await;
    }
    let mut written = BTreeSet::new();
    // A device comes back from a copy so seldom as to leave the devices time to find together again.
    let seldom = (count / 20).clamp(40, 5_000);
    while written.len() < count {
        seen.steps_since += 1;
        let place = dice.below(nodes.len());
        let node = &mut nodes[place];
        match dice.below(10) {
            0..=4 => {
                let text = format!("便り{}", written.len());
                node.write(&text).await;
                written.insert(text);
            }
            turn @ (5 | 6) => {
                // What is written on the way is sealed at once; a device that is online has just read.
                if turn == 6 {
                    while node.cursor < model.logs[&node.member].len() && !dice.once_in(20) {
                        node.pull(&model, &mut dice, true, &mut seen).await;
                    }
                }
                node.tend(&mut model, &mut dice, true, &mut seen).await;
                node.push(&mut model, &mut dice, true, &mut seen).await;
            }
            _ => node.pull(&model, &mut dice, true, &mut seen).await,
        }
        // What was written and not sent yet would be lost with the device: that no copy brings back.
        if node.copy.is_none() && dice.once_in(seldom) {
            node.send_all(&mut model, &mut dice, &mut seen).await;
            node.keep_copy();
        } else if node.copy.is_some() && dice.once_in(60) {
            // Nor does it bring back what it sent and nobody could open yet.
            calm(&mut nodes, &mut model, &mut dice, &mut seen).await;
            let node = &mut nodes[place];
            node.come_back(&mut seen).await;
            // An app that starts reads before anybody writes in it.
            while node.cursor < model.logs[&node.member].len() {
                node.pull(&model, &mut dice, false, &mut seen).await;
            }
            node.send_all(&mut model, &mut dice, &mut seen).await;
        }
    }
    calm(&mut nodes, &mut model, &mut dice, &mut seen).await;
    for node in &nodes {
        let letters = node.db.all_letters(NETWORK).await.unwrap();
        let closed = letters.iter().find(|letter| letter.state == LetterState::Closed);
        assert!(closed.is_none(), "closed after the trouble was over: {:?}", closed.map(|letter| letter.id));
        let texts: BTreeSet<String> = letters.iter().map(|letter| letter.text.clone()).collect();
        assert_eq!(texts.len(), letters.len(), "a letter is there twice");
        assert!(texts == written, "{} letters are missing", written.difference(&texts).count());
    }
    seen
}

#[tokio::test]
async fn after_loss_repetition_deaths_and_copies_every_device_reads_every_letter_once() {
    let count = std::env::var("ENISHI_LETTERS").ok().and_then(|count| count.parse().ok()).unwrap_or(200);
    let seeds = if count > 5_000 { 1..2 } else { 1..4 };
    for seed in seeds {
        let seen = run(count, 0x9e37_79b9_7f4a_7c15 ^ (seed << 32) ^ seed).await;
        println!("{count} letters, seed {seed}: {seen:?}");
        assert!(
            seen.deaths > 0 && seen.lost_answers > 0 && seen.copies > 0,
            "a run without trouble shows nothing: {seen:?}"
        );
        // In a short run devices come back so often that hardly a letter is sent between two times.
        if count > 5_000 {
            // Three other devices meet each letter.
            assert!(seen.closed_at_first * 1_000 <= 3 * count, "too much is closed at first sight: {seen:?}");
        }
    }
}

/// Two people, the first with a second device of which the other one has not heard, and what that device wrote.
async fn unheard_of() -> (Vec<Node>, Model) {
    let (mut model, mut dice, mut seen) = (Model::default(), Dice(7), Seen::default());
    let (anna, bert) = (Node::new(PEOPLE[0]).await, Node::new(PEOPLE[1]).await);
    for node in [&anna, &bert] {
        node.first_device(&mut model).await;
        node.offer(&mut model).await;
    }
    let mut second = Node::new(PEOPLE[0]).await;
    second.another_device(&anna, &mut model).await;
    second.offer(&mut model).await;
    second.pull(&model, &mut dice, false, &mut seen).await;
    second.write("新しい端末から").await;
    second.send_all(&mut model, &mut dice, &mut seen).await;
    (vec![anna, bert, second], model)
}

/// Everything that the server has for a member as one page, in the order in which `sort` puts it.
async fn one_page(node: &Node, model: &Model, sort: impl Fn(&str) -> u8) {
    let scope = Scope::Me(node.member);
    let log = &model.logs[&node.member];
    let mut rows = Vec::new();
    for (seq, (kind, id, body)) in (1..).zip(log) {
        let change =
            Change { scope: scope.clone(), seq, kind: (*kind).into(), id: *id, body: Some(body.clone()) };
        rows.push(PageRow::of(&change).unwrap());
    }
    rows.sort_by_key(|row| sort(&row.kind));
    let end = End::Complete {
        epoch: "epoch".to_owned(),
        cursors: BTreeMap::from([(scope.clone(), i64::try_from(log.len()).unwrap())]),
        more: false,
        server_time: model.time,
    };
    let page = Page { opened: Vec::new(), dropped: Vec::new(), rows: BTreeMap::from([(scope, rows)]), end };
    let fetched = Fetched { page, asked: Held::default() };
    assert!(apply::pages(&node.db, NETWORK, vec![fetched]).await.unwrap().is_some());
}

async fn states(node: &Node) -> Vec<LetterState> {
    node.db.all_letters(NETWORK).await.unwrap().into_iter().map(|letter| letter.state).collect()
}

#[tokio::test]
async fn what_a_device_wrote_is_opened_also_where_the_list_that_names_it_stands_behind() {
    let (nodes, model) = unheard_of().await;
    one_page(&nodes[1], &model, |kind| u8::from(kind == DevicesRow::KIND)).await;
    assert_eq!(states(&nodes[1]).await, [LetterState::Here]);
}

#[tokio::test]
async fn what_was_written_to_a_device_before_it_was_taken_off_the_own_list_is_opened_in_the_same_page() {
    let (nodes, mut model) = unheard_of().await;
    let (bert, mut tx) = (&nodes[1], nodes[1].db.begin().await.unwrap());
    // Another device of his begins anew, which takes this one off.
    let before = db::devices::peer(&mut tx, NETWORK, bert.member).await.unwrap().unwrap();
    tx.rollback().await.unwrap();
    let elsewhere = Node::new(bert.member).await;
    let mut tx = elsewhere.db.begin().await.unwrap();
    own::make(&mut tx, NETWORK, bert.member, Some(&before)).await.unwrap();
    elsewhere.publish(&mut tx, &mut model).await;
    tx.commit().await.unwrap();
    one_page(bert, &model, |_| 0).await;
    assert_eq!(states(bert).await, [LetterState::Here]);
    let mut tx = bert.db.begin().await.unwrap();
    assert!(db::devices::own(&mut tx, NETWORK).await.unwrap().is_none(), "and then it is out");
}
