//! Devices, keys, and who may write to whom. What messages say is nobody's business here: bodies are noise.

use crate::{
    on_both,
    support::{
        Device, World,
        device::{Cache, http, mutation},
        world::{Answer, DAY, HOUR},
    },
};
use ed25519_dalek::{Signer, SigningKey};
use enishi_seal::{
    envelope::{BUCKETS, OVERHEAD},
    franking::Passed,
    list::{self, DeviceList, Identity, SignedList},
    prekeys::Prekey,
    secret::Secret,
};
use enishi_wire::{
    blob::Blob,
    ids::{AttachmentId, DeviceId, MemberId, MessageId, MutationId, NetworkId},
    mutations::{Action, Mutation},
    scopes::Scope,
    talk::{
        ClaimedKeys, DevicesRow, KeyStockRow, MessageRow, OfferKeys, OfferedKey, RecoveryRow, SealedKey,
        SealedMessage, TalkKeyRow, ThreadRow, ThreadState,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Somebody with devices whose keys are made up: the server never uses them.
pub struct Person {
    pub device: Device,
    pub id: MemberId,
    pub network: NetworkId,
    identity: Identity,
    chain: Vec<SignedList>,
}

fn signer(device: DeviceId) -> SigningKey {
    let mut seed = [1; 32];
    seed[..16].copy_from_slice(device.0.as_bytes());
    SigningKey::from_bytes(&seed)
}

/// The id of a device by its number.
pub fn phone(number: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(number))
}

impl Person {
    async fn new(world: &World, network: NetworkId, email: &str) -> Self {
        Self::of(world.member(network, email).await, network)
    }

    fn of(device: Device, network: NetworkId) -> Self {
        let id = device.member(network);
        let mut seed = [2; 32];
        seed[..16].copy_from_slice(id.0.as_bytes());
        Self { device, id, network, identity: Identity::new(&Secret::new(seed)), chain: Vec::new() }
    }

    /// One with one published device.
    pub async fn with_phone(world: &World, network: NetworkId, email: &str, number: u128) -> Self {
        let mut person = Self::new(world, network, email).await;
        person.list(&[phone(number)]);
        assert_eq!(person.publish().await.status, 204);
        person
    }

    /// Signs the next list.
    pub fn list(&mut self, devices: &[DeviceId]) {
        let last = self.chain.last().map(SignedList::head);
        let device = |id: &DeviceId| list::Device {
            id: id.0,
            ed25519: signer(*id).verifying_key().to_bytes(),
            curve25519: [u8::try_from(id.0.as_u128()).expect("a small number"); 32],
            added_at: 0,
        };
        let list = DeviceList {
            network: self.network.0,
            member: self.id.0,
            identity: [0; 32],
            n: last.map_or(1, |last| last.n + 1),
            before: last.map_or([0; 32], |last| last.hash),
            devices: devices.iter().map(device).collect(),
            at: 0,
        };
        self.chain.push(self.identity.sign(list));
    }

    fn blobs(&self) -> Vec<Blob> {
        self.chain.iter().map(|list| Blob(list.encode())).collect()
    }

    pub async fn publish(&self) -> Answer {
        self.put("/devices", &json!({ "chain": self.blobs() })).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        let url = self.device.url(&format!("/v1/networks/{}{path}", self.network));
        Answer::of(http().put(url).bearer_auth(&self.device.token).json(body)).await
    }

    fn key(&self, device: DeviceId, key: u8, fallback: bool) -> OfferedKey {
        let (network, member) = (self.network.0, self.id.0);
        let prekey = Prekey { network, member, device: device.0, key: [key; 32], fallback };
        let signature = signer(device).sign(&prekey.signed_bytes()).to_bytes();
        OfferedKey { key: Blob(vec![key; 32]), signature: Blob(signature.to_vec()) }
    }

    pub async fn offer(&self, device: DeviceId, keys: &[u8], fallback: Option<u8>) -> Answer {
        let offer = OfferKeys {
            one_time: keys.iter().map(|key| self.key(device, *key, false)).collect(),
            fallback: fallback.map(|key| self.key(device, key, true)),
            afresh: false,
            name: format!("端末{}", device.0.as_u128()),
        };
        self.put(&format!("/devices/{device}/keys"), &json!(offer)).await
    }

    async fn claim(&self, of: MemberId) -> Answer {
        self.device.post(&format!("/v1/networks/{}/members/{of}/keys", self.network), &json!({})).await
    }

    async fn claimed(&self, of: MemberId) -> ClaimedKeys {
        let answer = self.claim(of).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        serde_json::from_value(answer.body).expect("keys")
    }

    /// Sends a message sealed for these devices; its wish, and what became of it.
    pub async fn send(&self, to: MemberId, from: DeviceId, devices: &[DeviceId]) -> (Mutation, Value) {
        let wish = mutation(self.network, Action::SendMessage { to, message: sealed(from, devices) });
        let fate = self.device.push(&wish).await;
        (wish, fate)
    }

    pub async fn wish(&self, action: Action) -> Value {
        self.device.wish(self.network, action).await
    }

    pub async fn everything(&self) -> Cache {
        self.device.everything(self.network).await
    }

    fn thread(&self, held: &Cache, with: &Self) -> Option<ThreadState> {
        held.row::<ThreadRow>(with.id.0).map(|row| row.state)
    }

    pub fn message(&self, held: &Cache, id: MutationId) -> Option<MessageRow> {
        held.row::<MessageRow>(id.0)
    }
}

/// Lets two members who are active already write to each other, each from a device with keys.
pub async fn talked(world: &World, network: NetworkId, emails: [&str; 2]) {
    let mut people = Vec::new();
    for (number, email) in (71..).zip(emails) {
        let mut person = Person::of(world.sign_in(email).await, network);
        person.list(&[phone(number)]);
        assert_eq!(person.publish().await.status, 204);
        assert_eq!(person.offer(phone(number), &[5], Some(6)).await.status, 204);
        people.push((person, phone(number)));
    }
    let [(one, from), (other, to)] = people.as_slice() else { panic!("two people") };
    assert_eq!(code(&one.send(other.id, *from, &[*to]).await.1), "applied");
    let photo = crate::attachments::kept(other, 9).await;
    let message = SealedMessage { attachments: vec![photo], ..sealed(*to, &[*from]) };
    assert_eq!(code(&other.wish(Action::SendMessage { to: one.id, message }).await), "applied");
}

/// A message of noise, with keys for these devices.
pub fn sealed(from: DeviceId, devices: &[DeviceId]) -> SealedMessage {
    let key = |device: &DeviceId| (*device, SealedKey { first: true, bytes: Blob(vec![7; 300]) });
    SealedMessage {
        device: from,
        body: Blob(vec![9; BUCKETS[0] + OVERHEAD]),
        commitment: Blob(vec![8; 32]),
        keys: devices.iter().map(key).collect(),
        attachments: Vec::new(),
    }
}

pub fn code(fate: &Value) -> &str {
    fate["error"]["code"].as_str().unwrap_or_else(|| fate["outcome"].as_str().expect("an outcome"))
}

/// Two people with a phone each.
pub async fn two(world: &World) -> (Person, Person) {
    let network = world.network().await;
    (
        Person::with_phone(world, network, "hanako@example.jp", 1).await,
        Person::with_phone(world, network, "taro@example.jp", 2).await,
    )
}

on_both! {
    async fn a_device_list_only_goes_forward_and_is_seen_by_those_who_write(world: &World) {
        let (mut hanako, taro) = two(world).await;
        assert_eq!(hanako.publish().await.status, 204, "the same again changes nothing");
        let first = hanako.chain.clone();
        hanako.list(&[phone(1), phone(3)]);
        assert_eq!(hanako.publish().await.status, 204);
        let held = hanako.everything().await;
        let shown = held.row::<DevicesRow>(hanako.id.0).expect("the own lists");
        assert_eq!(shown.chain, hanako.blobs());
        assert!(taro.everything().await.row::<DevicesRow>(hanako.id.0).is_none(), "nobody is told of devices of strangers");

        hanako.chain = first;
        hanako.list(&[phone(4)]);
        let forked = hanako.publish().await;
        assert_eq!((forked.status, forked.code()), (409, "changed_meanwhile"));
        let stolen = json!({ "chain": taro.blobs() });
        assert_eq!(hanako.put("/devices", &stolen).await.status, 422, "a list of somebody else");
        let mut broken = taro.blobs();
        broken[0].0[40] ^= 1;
        assert_eq!(taro.put("/devices", &json!({ "chain": broken })).await.status, 422);
    }

    async fn a_one_time_key_is_given_once_and_then_the_fallback_again_and_again(world: &World) {
        let (hanako, taro) = two(world).await;
        assert_eq!(taro.offer(phone(2), &[11, 12], Some(13)).await.status, 204);
        assert_eq!(taro.offer(phone(2), &[11], None).await.status, 204, "offered twice, it is there once");
        let held = taro.everything().await;
        let stock = |held: &Cache| held.row::<KeyStockRow>(phone(2).0).expect("a stock").left;
        assert_eq!(stock(&held), 2);
        let mut given = Vec::new();
        for _ in 0..4 {
            let claimed = hanako.claimed(taro.id).await;
            assert_eq!(claimed.chain, taro.blobs());
            let key = claimed.keys[&phone(2)].clone();
            assert_eq!(key.offered, taro.key(phone(2), key.offered.key.0[0], key.fallback), "with the signature of its device");
            given.push((key.offered.key.0[0], key.fallback));
        }
        assert_eq!(given[2..], [(13, true), (13, true)]);
        given.truncate(2);
        given.sort_unstable();
        assert_eq!(given, [(11, false), (12, false)]);
        assert_eq!(stock(&taro.everything().await), 0);
        let known = json!({ "known": [phone(2)] });
        let path = format!("/v1/networks/{}/members/{}/keys", hanako.network, taro.id);
        assert_eq!(hanako.device.post(&path, &known).await.body["keys"], json!({}), "no key for a device with a session");
    }

    async fn nobody_uses_up_the_keys_of_another(world: &World) {
        let (hanako, taro) = two(world).await;
        let keys: Vec<u8> = (100..140).collect();
        taro.offer(phone(2), &keys, Some(13)).await;
        let mut once = 0;
        for _ in 0..20 {
            once += usize::from(!hanako.claimed(taro.id).await.keys[&phone(2)].fallback);
        }
        assert_eq!(once, 10, "then the fallback, and never an error");
        world.pass(61_000);
        assert!(!hanako.claimed(taro.id).await.keys[&phone(2)].fallback);
    }

    async fn keys_that_their_device_has_not_signed_are_refused(world: &World) {
        let (hanako, taro) = two(world).await;
        let offer = |key| OfferKeys { one_time: vec![key], fallback: None, afresh: false, name: String::new() };
        let as_fallback = offer(taro.key(phone(2), 9, true));
        let of_hanako = offer(hanako.key(phone(1), 9, false));
        let mut short = offer(taro.key(phone(2), 9, false));
        short.one_time[0].key.0.pop();
        let zeros = offer(taro.key(phone(2), 0, false));
        for bad in [as_fallback, of_hanako, short, zeros] {
            assert_eq!(taro.put(&format!("/devices/{}/keys", phone(2)), &json!(bad)).await.status, 422);
        }
        assert_eq!(taro.offer(phone(9), &[9], None).await.status, 404, "a device in no list");
        let many: Vec<u8> = (50..151).collect();
        assert_eq!(taro.offer(phone(2), &many, None).await.status, 422);
    }

    async fn the_first_message_is_a_request_and_writing_back_accepts(world: &World) {
        let (hanako, taro) = two(world).await;
        let (first, fate) = hanako.send(taro.id, phone(1), &[phone(2)]).await;
        assert_eq!(code(&fate), "applied");
        let (hers, his) = (hanako.everything().await, taro.everything().await);
        assert_eq!(hanako.thread(&hers, &taro), Some(ThreadState::Asked));
        assert_eq!(taro.thread(&his, &hanako), Some(ThreadState::Asks));
        let (sent, got) = (hanako.message(&hers, first.id).expect("hers"), taro.message(&his, first.id).expect("his"));
        assert_eq!((sent.from, sent.to, sent.sent_at), (hanako.id, taro.id, got.sent_at));
        assert_eq!((sent.keys.len(), got.keys.keys().copied().collect::<Vec<_>>()), (0, vec![phone(2)]), "each side holds its own keys");
        assert!(his.row::<DevicesRow>(hanako.id.0).is_some_and(|row| row.chain == hanako.blobs()));
        let scopes: Vec<_> = hers.in_scopes("message", first.id.0).iter().map(|row| row.scope.clone()).collect();
        assert_eq!(scopes, [Scope::Me(hanako.id)]);

        let (_, second) = hanako.send(taro.id, phone(1), &[phone(2)]).await;
        assert_eq!(code(&second), "awaits_answer");
        assert_eq!(hanako.device.push(&first).await["outcome"], "applied", "the first once more is still the first");
        let (_, back) = taro.send(hanako.id, phone(2), &[phone(1)]).await;
        assert_eq!(code(&back), "applied");
        let hers = hanako.everything().await;
        assert_eq!(hanako.thread(&hers, &taro), Some(ThreadState::Open));
        assert_eq!(code(&hanako.send(taro.id, phone(1), &[phone(2)]).await.1), "applied");
    }

    async fn declining_is_told_to_nobody_and_can_be_changed(world: &World) {
        let (hanako, taro) = two(world).await;
        hanako.send(taro.id, phone(1), &[phone(2)]).await;
        let before = hanako.everything().await;
        let answer = |accept| Action::AnswerRequest { member: hanako.id, accept };
        assert_eq!(code(&taro.wish(answer(false)).await), "applied");
        let mut after = before;
        let rows = after.rows.clone();
        after.sync(&hanako.device, hanako.network).await;
        assert_eq!(after.rows, rows, "nothing comes to her");
        assert_eq!(code(&hanako.send(taro.id, phone(1), &[phone(2)]).await.1), "awaits_answer", "as before");
        assert_eq!(code(&hanako.wish(Action::AnswerRequest { member: taro.id, accept: true }).await), "not_found", "nobody accepts for another");
        assert_eq!(code(&taro.wish(answer(true)).await), "applied");
        assert_eq!(hanako.thread(&hanako.everything().await, &taro), Some(ThreadState::Open));
        assert_eq!(code(&taro.wish(answer(false)).await), "applied", "too late, and nothing happens");
        assert_eq!(taro.thread(&taro.everything().await, &hanako), Some(ThreadState::Open));
    }

    async fn a_message_is_sealed_for_exactly_the_devices_of_both_or_comes_again(world: &World) {
        let (mut hanako, mut taro) = two(world).await;
        hanako.list(&[phone(1), phone(3)]);
        hanako.publish().await;
        let all = [phone(2), phone(3)];
        for devices in [&[phone(2)][..], &[phone(3)], &[], &[phone(2), phone(3), phone(1)], &[phone(2), phone(3), phone(9)]] {
            assert_eq!(code(&hanako.send(taro.id, phone(1), devices).await.1), "stale_devices", "{devices:?}");
        }
        assert_eq!(code(&hanako.send(taro.id, phone(9), &all).await.1), "stale_devices", "from a device in no list");
        let (wish, fate) = hanako.send(taro.id, phone(1), &all).await;
        assert_eq!(code(&fate), "applied");
        let hers = hanako.everything().await;
        assert_eq!(hanako.message(&hers, wish.id).expect("hers").keys.keys().copied().collect::<Vec<_>>(), [phone(3)]);

        taro.send(hanako.id, phone(2), &[phone(1), phone(3)]).await;
        taro.list(&[phone(4)]);
        taro.publish().await;
        assert!(hanako.everything().await.row::<DevicesRow>(taro.id.0).is_some_and(|row| row.chain.len() == 2), "who has a thread is told");
        let (wish, fate) = hanako.send(taro.id, phone(1), &all).await;
        assert_eq!(code(&fate), "stale_devices");
        let anew = Mutation { action: Action::SendMessage { to: taro.id, message: sealed(phone(1), &[phone(3), phone(4)]) }, ..wish };
        assert_eq!(code(&hanako.device.push(&anew).await), "applied", "the same message in another seal");
        assert_eq!(taro.claim(taro.id).await.status, 200);
    }

    async fn who_is_hidden_blocked_or_not_there_is_answered_alike(world: &World) {
        let (hanako, taro) = two(world).await;
        let network = hanako.network;
        hanako.send(taro.id, phone(1), &[phone(2)]).await;
        taro.send(hanako.id, phone(2), &[phone(1)]).await;
        world.invite(network, "invited@example.jp").await;
        let invited = world.sign_in("invited@example.jp").await.member(network);
        let nobody = MemberId(enishi_server::ids::secret_id());
        let fates = async |to| hanako.send(to, phone(1), &[phone(2)]).await.1;
        let none = fates(nobody).await;
        assert_eq!(code(&none), "not_found");
        assert_eq!(fates(invited).await, none);
        for block in [false, true] {
            assert_eq!(code(&taro.wish(Action::HideFrom { member: hanako.id, block }).await), "applied");
            assert_eq!(fates(taro.id).await, none);
            assert_eq!(code(&taro.send(hanako.id, phone(2), &[phone(1)]).await.1), "not_found", "nor does he write to her");
            assert_eq!(hanako.claim(taro.id).await.body, hanako.claim(nobody).await.body);
            let held = hanako.everything().await;
            assert!(hanako.thread(&held, &taro).is_some(), "what was said stays with her");
        }
        taro.wish(Action::ShowTo { member: hanako.id }).await;
        assert_eq!(code(&fates(taro.id).await), "applied");
        assert_eq!(code(&hanako.send(hanako.id, phone(1), &[phone(1)]).await.1), "invalid");
    }

    async fn strangers_get_so_many_first_messages_a_day_and_no_more(world: &World) {
        let network = world.network().await;
        let hanako = Person::with_phone(world, network, "hanako@example.jp", 1).await;
        let mut last = None;
        for number in 0..21_u128 {
            let other = Person::with_phone(world, network, &format!("m{number}@example.jp"), 100 + number).await;
            last = Some((other.id, phone(100 + number)));
            let (_, fate) = hanako.send(other.id, phone(1), &[phone(100 + number)]).await;
            assert_eq!(code(&fate), if number < 20 { "applied" } else { "too_many_requests" });
        }
        world.pass(DAY);
        let (id, device) = last.expect("the last one");
        assert_eq!(code(&hanako.send(id, phone(1), &[device]).await.1), "applied");
    }

    async fn a_message_is_taken_back_within_an_hour_and_leaves_a_trace_alone(world: &World) {
        let (hanako, taro) = two(world).await;
        let (wish, _) = hanako.send(taro.id, phone(1), &[phone(2)]).await;
        let unsend = |to| Action::Unsend { message: MessageId(wish.id.0), to };
        assert_eq!(code(&taro.wish(unsend(hanako.id)).await), "not_found", "by its sender only");
        assert_eq!(code(&hanako.wish(unsend(taro.id)).await), "applied");
        assert_eq!(code(&hanako.wish(unsend(taro.id)).await), "applied", "twice is once");
        for person in [&hanako, &taro] {
            let row = person.message(&person.everything().await, wish.id).expect("a trace");
            assert!(row.body.0.is_empty() && row.keys.is_empty() && row.unsent_at.is_some());
        }
        taro.send(hanako.id, phone(2), &[phone(1)]).await;
        let (late, _) = hanako.send(taro.id, phone(1), &[phone(2)]).await;
        world.pass(HOUR + 1);
        let late = Action::Unsend { message: MessageId(late.id.0), to: taro.id };
        assert_eq!(code(&hanako.wish(late).await), "too_late");
    }

    async fn what_a_new_device_needs_lies_with_its_member_alone_and_goes_with_the_message(world: &World) {
        let (hanako, taro) = two(world).await;
        let (wish, _) = hanako.send(taro.id, phone(1), &[phone(2)]).await;
        let keep = |entries: Value| json!({ "identity": Blob(vec![1; 80]), "entries": entries });
        let nobodys = enishi_server::ids::new_id().to_string();
        let entries = json!({ wish.id.to_string(): Blob(vec![2; 200]), nobodys: Blob(vec![3; 200]) });
        assert_eq!(hanako.put("/recovery", &keep(entries)).await.status, 204);
        let (hers, his) = (hanako.everything().await, taro.everything().await);
        assert_eq!(hers.row::<RecoveryRow>(hanako.id.0).expect("hers").sealed.0.len(), 80);
        assert_eq!(hers.ids(&Scope::Me(hanako.id), "talk_key").into_iter().collect::<Vec<_>>(), [wish.id.0], "of messages that she has");
        assert!(his.row::<RecoveryRow>(hanako.id.0).is_none() && his.row::<TalkKeyRow>(wish.id.0).is_none());
        let long = keep(json!({ wish.id.to_string(): Blob(vec![2; 600]) }));
        assert_eq!(hanako.put("/recovery", &long).await.status, 422);
        hanako.wish(Action::Unsend { message: MessageId(wish.id.0), to: taro.id }).await;
        assert!(hanako.everything().await.row::<TalkKeyRow>(wish.id.0).is_none(), "what was taken back cannot be opened again");
    }

    async fn what_was_read_is_told_only_when_both_wish_it(world: &World) {
        let (hanako, taro) = two(world).await;
        let (first, _) = hanako.send(taro.id, phone(1), &[phone(2)]).await;
        taro.send(hanako.id, phone(2), &[phone(1)]).await;
        let at = taro.message(&taro.everything().await, first.id).expect("a message").sent_at;
        let seen = async || hanako.everything().await.row::<ThreadRow>(taro.id.0).expect("a thread").seen_upto;
        let read = || Action::ReadThread { member: hanako.id, upto: at };
        for wishes in [None, Some(&hanako), Some(&taro)] {
            if let Some(person) = wishes {
                person.wish(Action::SetReceipts { wanted: true }).await;
            }
            assert_eq!(seen().await, 0);
            assert_eq!(code(&taro.wish(read()).await), "applied");
        }
        assert_eq!(seen().await, at);
        let his = taro.everything().await.row::<ThreadRow>(hanako.id.0).expect("a thread");
        assert_eq!(his.read_upto, at, "his other devices know");
        taro.wish(Action::ReadThread { member: hanako.id, upto: world.now() + DAY }).await;
        let his = taro.everything().await.row::<ThreadRow>(hanako.id.0).expect("a thread");
        assert!(his.read_upto <= world.now(), "nobody reads the future");
    }

    async fn the_mark_proves_that_this_server_passed_on_exactly_this(world: &World) {
        let (hanako, taro) = two(world).await;
        let (wish, _) = hanako.send(taro.id, phone(1), &[phone(2)]).await;
        let row = taro.message(&taro.everything().await, wish.id).expect("a message");
        let passed = Passed {
            network: hanako.network.0,
            message: wish.id.0,
            from: hanako.id.0,
            device: phone(1).0,
            to: taro.id.0,
            at: u64::try_from(row.sent_at).expect("a time"),
            commitment: [8; 32],
        };
        let (key, mark) = (world.app().await.key.franking(), row.mark.fixed().expect("a mark"));
        assert_eq!(passed.check(&key, &mark), Ok(()));
        assert!(Passed { from: taro.id.0, ..passed }.check(&key, &mark).is_err());
    }

    async fn who_mutes_a_thread_is_told_so_on_all_devices_and_nobody_else_is(world: &World) {
        let (hanako, taro) = two(world).await;
        let mute = |muted| Action::MuteThread { member: hanako.id, muted };
        assert_eq!(code(&taro.wish(mute(true)).await), "not_found", "there is no thread");
        hanako.send(taro.id, phone(1), &[phone(2)]).await;
        assert_eq!(code(&taro.wish(mute(true)).await), "applied");
        let row = |held: Cache, with: &Person| held.row::<ThreadRow>(with.id.0).expect("a thread");
        assert!(row(taro.everything().await, &hanako).muted);
        assert!(!row(hanako.everything().await, &taro).muted);
        taro.send(hanako.id, phone(2), &[phone(1)]).await;
        let his = row(taro.everything().await, &hanako);
        assert!(his.muted && his.state == ThreadState::Open, "it stays so while one writes");
        assert_eq!(code(&taro.wish(mute(false)).await), "applied");
        assert!(!row(taro.everything().await, &hanako).muted);
    }

    async fn a_repair_reaches_the_other_and_changes_nothing_of_the_thread(world: &World) {
        let (mut hanako, taro) = two(world).await;
        let repair = |to, from, devices: &[DeviceId]| Action::SendRepair { to, message: sealed(from, devices) };
        assert_eq!(code(&taro.wish(repair(hanako.id, phone(2), &[phone(1)])).await), "not_found", "to strangers nothing goes");
        hanako.send(taro.id, phone(1), &[phone(2)]).await;
        let wish = mutation(taro.network, repair(hanako.id, phone(2), &[phone(1)]));
        assert_eq!(code(&taro.device.push(&wish).await), "applied");
        let held = hanako.everything().await;
        assert!(hanako.message(&held, wish.id).expect("it is there").repair);
        assert_eq!(hanako.thread(&held, &taro), Some(ThreadState::Asked), "it accepts nothing");
        let with = SealedMessage { attachments: vec![AttachmentId(wish.id.0)], ..sealed(phone(2), &[phone(1)]) };
        assert_eq!(code(&taro.wish(Action::SendRepair { to: hanako.id, message: with }).await), "invalid");

        hanako.list(&[phone(1), phone(3)]);
        hanako.publish().await;
        let wish = mutation(hanako.network, repair(hanako.id, phone(1), &[phone(3)]));
        assert_eq!(code(&hanako.device.push(&wish).await), "applied", "to the own other device");
        assert!(hanako.message(&hanako.everything().await, wish.id).is_some());
        assert!(taro.message(&taro.everything().await, wish.id).is_none(), "and to nobody else");
        assert_eq!(code(&hanako.wish(repair(hanako.id, phone(1), &[phone(2)])).await), "stale_devices");
    }

    async fn a_device_has_the_name_that_its_member_gives_it(world: &World) {
        let (mut hanako, taro) = two(world).await;
        assert_eq!(hanako.offer(phone(1), &[5], None).await.status, 204);
        let stock = |held: &Cache| held.row::<KeyStockRow>(phone(1).0);
        let row = stock(&hanako.everything().await).expect("a stock");
        assert_eq!(row.name, "端末1");
        assert!(row.session.is_some());
        let name = |name: &str| Action::NameDevice { device: phone(1), name: name.to_owned() };
        assert_eq!(code(&hanako.wish(name("わたしの電話")).await), "applied");
        hanako.offer(phone(1), &[6], None).await;
        assert_eq!(stock(&hanako.everything().await).expect("a stock").name, "わたしの電話", "an offer takes no name away");
        for bad in ["", "a\u{0}b", &"長".repeat(81)] {
            assert_eq!(code(&hanako.wish(name(bad)).await), "invalid");
        }
        assert_eq!(code(&taro.wish(name("x")).await), "not_found", "somebody else's");
        hanako.list(&[phone(3)]);
        hanako.publish().await;
        assert!(stock(&hanako.everything().await).is_none(), "it goes with its device");
    }

    async fn bodies_of_any_other_length_are_refused(world: &World) {
        let (hanako, taro) = two(world).await;
        for length in [0, 1, BUCKETS[0] + OVERHEAD - 1, BUCKETS[0] + OVERHEAD + 1, BUCKETS[4] + OVERHEAD + 256] {
            let message = SealedMessage { body: Blob(vec![1; length]), ..sealed(phone(1), &[phone(2)]) };
            assert_eq!(code(&hanako.wish(Action::SendMessage { to: taro.id, message }).await), "invalid", "{length}");
        }
        let message = SealedMessage { commitment: Blob(vec![1; 31]), ..sealed(phone(1), &[phone(2)]) };
        assert_eq!(code(&hanako.wish(Action::SendMessage { to: taro.id, message }).await), "invalid");
        let mut message = sealed(phone(1), &[phone(2)]);
        message.keys.values_mut().for_each(|key| key.bytes = Blob(vec![1; 5_000]));
        assert_eq!(code(&hanako.wish(Action::SendMessage { to: taro.id, message }).await), "invalid");
    }
}
