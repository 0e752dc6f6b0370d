//! Attachments: they come in parts before their message, and go to the two people and to nobody else.

use crate::{
    on_both,
    support::{
        World,
        device::{http, mutation},
        world::{Answer, DAY, HOUR},
    },
    talk::{Person, code, phone, sealed, two},
};
use enishi_server::ids::new_id;
use enishi_wire::{
    ids::{AttachmentId, MemberId, MessageId},
    mutations::{Action, Mutation},
    talk::{ATTACHMENT_BYTES, ATTACHMENT_PART, AttachmentBegun, MessageRow, SealedMessage},
};
use serde_json::{Value, json};

fn path(id: AttachmentId) -> String {
    format!("/attachments/{id}")
}

async fn begin(person: &Person, id: AttachmentId, bytes: u64) -> Answer {
    person.put(&path(id), &json!({ "bytes": bytes })).await
}

fn missing(answer: &Answer) -> Vec<u32> {
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    serde_json::from_value::<AttachmentBegun>(answer.body.clone()).expect("an answer").missing
}

async fn keep(person: &Person, id: AttachmentId, part: u32, body: Vec<u8>) -> Answer {
    let url = person.device.url(&format!("/v1/networks/{}{}/{part}", person.network, path(id)));
    Answer::of(http().put(url).bearer_auth(&person.device.token).body(body)).await
}

async fn show(person: &Person, id: AttachmentId, part: u32) -> (u16, Vec<u8>) {
    let url = person.device.url(&format!("/v1/networks/{}{}/{part}", person.network, path(id)));
    let answer = http().get(url).bearer_auth(&person.device.token).send().await.expect("an answer");
    (answer.status().as_u16(), answer.bytes().await.expect("a body").to_vec())
}

/// An attachment of so many bytes of noise, all of it on the server.
pub async fn kept(person: &Person, bytes: usize) -> AttachmentId {
    let id = AttachmentId(new_id());
    let noise = vec![7; bytes];
    for part in missing(&begin(person, id, u64::try_from(bytes).expect("a size")).await) {
        let from = usize::try_from(part).expect("a place") * ATTACHMENT_PART;
        let body = noise[from..bytes.min(from + ATTACHMENT_PART)].to_vec();
        assert_eq!(keep(person, id, part, body).await.status, 204);
    }
    id
}

/// Two people who write to each other already: nobody is sent files by somebody unknown.
async fn acquainted(world: &World) -> (Person, Person) {
    let (hanako, taro) = two(world).await;
    hanako.send(taro.id, phone(1), &[phone(2)]).await;
    taro.send(hanako.id, phone(2), &[phone(1)]).await;
    (hanako, taro)
}

async fn send(from: &Person, to: MemberId, named: Vec<AttachmentId>) -> (Mutation, Value) {
    let message = SealedMessage { attachments: named, ..sealed(phone(1), &[phone(2)]) };
    let wish = mutation(from.network, Action::SendMessage { to, message });
    let fate = from.device.push(&wish).await;
    (wish, fate)
}

on_both! {
    async fn parts_come_in_any_order_twice_and_after_a_pause_and_go_to_the_two_people(world: &World) {
        let (hanako, taro) = acquainted(world).await;
        let third = Person::with_phone(world, hanako.network, "jiro@example.jp", 3).await;
        let (id, bytes) = (AttachmentId(new_id()), 2 * ATTACHMENT_PART as u64 + 9);
        assert_eq!(missing(&begin(&hanako, id, bytes).await), [0, 1, 2]);
        assert_eq!(keep(&hanako, id, 2, vec![3; 9]).await.status, 204);
        assert_eq!(keep(&hanako, id, 2, vec![4; 9]).await.status, 204, "the first stays");
        assert_eq!(missing(&begin(&hanako, id, bytes).await), [0, 1], "it goes on where it stopped");
        let (_, fate) = send(&hanako, taro.id, vec![id]).await;
        assert_eq!((code(&fate), &fate["error"]["field"]), ("not_found", &json!("attachments")), "not all of it is here");
        for part in [1, 0] {
            keep(&hanako, id, part, vec![u8::try_from(part).expect("small"); ATTACHMENT_PART]).await;
        }
        assert_eq!(show(&taro, id, 0).await.0, 404, "it goes with no message yet");
        let (wish, fate) = send(&hanako, taro.id, vec![id]).await;
        assert_eq!(code(&fate), "applied");
        let row = taro.everything().await.row::<MessageRow>(wish.id.0).expect("a message");
        assert_eq!(row.attachments, [id]);
        for person in [&hanako, &taro] {
            assert_eq!(show(person, id, 2).await, (200, vec![3; 9]));
            assert_eq!(show(person, id, 3).await.0, 404);
        }
        assert_eq!(show(&third, id, 0).await.0, 404);
        let (_, fate) = send(&hanako, taro.id, vec![id]).await;
        assert_eq!(code(&fate), "not_found", "one message, and no other, has it");
    }

    async fn nobody_is_sent_files_by_somebody_unknown(world: &World) {
        let (hanako, taro) = two(world).await;
        let id = kept(&hanako, 9).await;
        let (_, fate) = send(&hanako, taro.id, vec![id]).await;
        assert_eq!((code(&fate), &fate["error"]["field"]), ("invalid", &json!("attachments")));
        assert_eq!(show(&taro, id, 0).await.0, 404);
    }

    async fn what_is_too_large_misshapen_or_anothers_is_refused(world: &World) {
        let (hanako, taro) = acquainted(world).await;
        let id = AttachmentId(new_id());
        for bytes in [0, ATTACHMENT_BYTES + 1, u64::MAX] {
            assert_eq!(begin(&hanako, id, bytes).await.status, 422, "{bytes}");
        }
        assert_eq!(missing(&begin(&hanako, id, 9).await), [0]);
        assert_eq!(begin(&hanako, id, 10).await.status, 404, "another size");
        assert_eq!(begin(&taro, id, 9).await.status, 404, "another's");
        assert_eq!(keep(&taro, id, 0, vec![1; 9]).await.status, 404);
        assert_eq!(keep(&hanako, id, 0, vec![1; 8]).await.status, 422);
        assert_eq!(keep(&hanako, id, 1, vec![1; 9]).await.status, 422);
        assert_eq!(keep(&hanako, id, 0, vec![1; 2_000_000]).await.status, 413);
        assert_eq!(keep(&hanako, AttachmentId(new_id()), 0, vec![1; 9]).await.status, 404);
        let his = kept(&taro, 9).await;
        assert_eq!(code(&send(&hanako, taro.id, vec![his]).await.1), "not_found", "one's own go along");
        let many: Vec<_> = (0..11).map(|_| AttachmentId(new_id())).collect();
        assert_eq!(code(&send(&hanako, taro.id, many).await.1), "invalid");
    }

    async fn what_waits_longest_for_its_message_makes_room(world: &World) {
        let (hanako, taro) = acquainted(world).await;
        let his = kept(&taro, 9).await;
        world.pass(1);
        let oldest = kept(&hanako, 9).await;
        let mut later = Vec::new();
        for _ in 0..10 {
            later.push(AttachmentId(new_id()));
        }
        for id in &later[..9] {
            assert_eq!(begin(&hanako, *id, ATTACHMENT_BYTES).await.status, 200);
        }
        assert_eq!(begin(&hanako, later[9], ATTACHMENT_BYTES).await.status, 413, "all of it may still be on its way");
        world.pass(HOUR + 1);
        assert_eq!(begin(&hanako, later[9], ATTACHMENT_BYTES).await.status, 200);
        assert_eq!(show(&hanako, oldest, 0).await.0, 404, "no more than ten of the largest wait");
        assert_eq!(missing(&begin(&hanako, later[9], ATTACHMENT_BYTES).await).len(), 100);
        assert_eq!(show(&taro, his, 0).await.0, 200, "of others nothing makes room");
        assert_eq!(missing(&begin(&hanako, oldest, 9).await), [0], "it may come again");
    }

    async fn an_attachment_goes_with_its_message_its_people_or_after_a_day_without_one(world: &World) {
        let (hanako, taro) = acquainted(world).await;
        let (sent, unsent, waits) = (kept(&hanako, 9).await, kept(&hanako, 9).await, kept(&hanako, 9).await);
        let (wish, _) = send(&hanako, taro.id, vec![unsent]).await;
        assert_eq!(code(&send(&hanako, taro.id, vec![sent]).await.1), "applied");
        hanako.wish(Action::Unsend { message: MessageId(wish.id.0), to: taro.id }).await;
        assert_eq!(show(&taro, unsent, 0).await.0, 404, "what was taken back is gone");
        world.pass(DAY + 1);
        let app = world.app().await;
        assert_eq!(enishi_server::domain::attachments::forget(&app.database, world.now()).await.expect("swept"), 1);
        assert_eq!(show(&hanako, waits, 0).await.0, 404);
        assert_eq!(show(&taro, sent, 0).await.0, 200);
    }
}
