//! Deletion: nothing of a person is left in any table or on any device, it is on record, and no restore undoes it.

use crate::{
    on_both,
    profile::set,
    push::{plan, post},
    support::{Device, World, device::applied, world::DAY},
};
use enishi_server::{
    db::{copy, tables::TABLES},
    domain::{
        backup::{backup, restore},
        erasure,
        stay::end_overdue,
    },
};
use enishi_wire::{
    access::AccessRow,
    events::{Answer, EventRow, TallyRow},
    hidden::HiddenRow,
    ids::{EventId, NetworkId},
    members::{Duty, Entry, MemberRow, MembershipRow},
    mutations::Action,
    posts::PostRow,
    profile::{FieldAudience, FieldKey, FieldValue},
    reports::{Decision, ReportReason, ReportRow, Subject},
};
use futures_util::TryStreamExt;
use serde_json::json;
use std::pin::pin;

const CANARY: &str = "kanariya93d2";
const ADDRESS: &str = "kanariya93d2@example.jp";

/// Everything in every table that names the person: her words, her address, or her ids.
async fn traces(world: &World, of: &[String]) -> Vec<String> {
    let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
    let mut found = Vec::new();
    for table in TABLES.iter().filter(|table| !matches!(table.name, "erasures" | "decisions")) {
        let mut rows = pin!(copy::rows(&mut snapshot, table));
        while let Some(row) = rows.try_next().await.expect("a row") {
            let text = json!(row).to_string();
            if of.iter().any(|word| text.contains(word.as_str())) {
                found.push(format!("{}: {text}", table.name));
            }
        }
    }
    found
}

/// A person with something in every table.
async fn a_full_life(world: &World, network: NetworkId) -> Device {
    let device = world.member(network, ADDRESS).await;
    world.grant(network, ADDRESS, &[Duty::Posts, Duty::Events, Duty::Roster, Duty::Moderation]).await;
    let entry = Entry { family_name: CANARY.to_owned(), headline: CANARY.to_owned(), ..Entry::default() };
    applied(&device, network, Action::SetEntry { entry }).await;
    let skills = FieldValue::Tags(vec![CANARY.to_owned()]);
    applied(&device, network, set(FieldKey::Skills, Some(skills), FieldAudience::Everyone)).await;
    device
}

on_both! {
    async fn who_left_is_deleted_from_every_table_and_every_device(world: &World) {
        let network = world.network().await;
        let other = world.desk(network, "other@example.jp", &[Duty::Moderation, Duty::Posts, Duty::Events, Duty::Roster]).await;
        let hider = world.member(network, "hider@example.jp").await;
        let gone = a_full_life(world, network).await;
        let second = world.sign_in(ADDRESS).await;
        let (of, who) = (gone.member(network), other.member(network));
        let a_post = applied(&gone, network, post("会のお知らせ")).await;
        let an_event = applied(&gone, network, Action::CreateEvent { plan: plan() }).await;
        for device in [&gone, &other] {
            applied(device, network, Action::SetRsvp { event: EventId(an_event), answer: Answer::Yes }).await;
        }
        applied(&gone, network, Action::MarkSeen { items: vec![a_post] }).await;
        applied(&gone, network, Action::NoteAccess { member: who }).await;
        applied(&other, network, Action::NoteAccess { member: of }).await;
        let report = |member| Action::Report { subject: Subject::Member { member }, reason: ReportReason::Other, text: CANARY.to_owned(), named: true, messages: Vec::new() };
        let by_her = Action::Report { subject: Subject::Member { member: hider.member(network) }, reason: ReportReason::Other, text: "x".to_owned(), named: true, messages: Vec::new() };
        let by_her = applied(&gone, network, by_her).await;
        let about_her = applied(&hider, network, report(of)).await;
        applied(&hider, network, Action::HideFrom { member: of, block: true }).await;
        let mut held = other.everything(network).await;
        assert!(held.row::<MemberRow>(of.0).is_some());

        applied(&gone, network, Action::Leave).await;
        let leaving = gone.everything(network).await.row::<MembershipRow>(of.0).and_then(|row| row.leaving).expect("a last day");
        world.pass(14 * DAY);
        let database = world.database().await;
        let (one, two) = tokio::join!(end_overdue(&database, world.now()), end_overdue(&database, world.now()));
        let by_the_job = one.expect("done") + two.expect("done");
        assert!(by_the_job <= 1, "once, whoever did it");
        let letter = world.letter(ADDRESS, "farewell").await;
        assert!(letter.contains(&leaving.receipt), "{letter}");
        assert!(!letter.contains(&of.to_string()));
        world.mail_is_quiet().await;

        let account = gone.me["account"].as_str().expect("an account").to_owned();
        assert_eq!(traces(world, &[CANARY.to_owned(), account]).await, Vec::<String>::new(), "nothing of her is anywhere");
        let id_stays = |line: &String| line.contains(",null,") || line.contains("report");
        let left: Vec<_> = traces(world, &[of.to_string()]).await.into_iter().filter(|line| !id_stays(line)).collect();
        assert_eq!(left, Vec::<String>::new(), "but for tombstones and closed reports, her random id neither");
        for device in [&gone, &second] {
            assert_eq!(device.get("/v1/me").await.code(), "unauthenticated", "her devices are told to forget");
        }

        held.sync(&other, network).await;
        assert_eq!(held.row::<MemberRow>(of.0), None);
        assert!(!format!("{:?}", held.rows.values().filter(|row| row.body.is_some()).collect::<Vec<_>>()).contains(CANARY));
        assert_eq!(held.row::<PostRow>(a_post).expect("the network's post stays").author, None);
        assert_eq!(held.row::<EventRow>(an_event).expect("the event stays").organiser, None);
        assert_eq!(held.row::<TallyRow>(an_event), Some(TallyRow { yes: 1, maybe: 0, no: 0 }));
        let accesses: Vec<AccessRow> = held.rows.values().filter_map(|row| row.row()).collect();
        assert_eq!(accesses.len(), 1);
        assert_eq!(accesses[0].name, "", "that somebody looked stays, the name does not");
        let hers = held.row::<ReportRow>(by_her).expect("what she reported goes on");
        assert_eq!((hers.reporter, hers.decision), (None, None));
        let about = held.row::<ReportRow>(about_her).expect("closed");
        assert_eq!((about.about, about.label.as_str(), about.decision), (None, "", Some(Decision::SubjectLeft)));
        assert_eq!(hider.everything(network).await.row::<HiddenRow>(of.0), None);

        let known = erasure::of_receipt(&database, &leaving.receipt.to_lowercase()).await.expect("looked");
        assert_eq!(known.map(|erasure| erasure.member), Some(of));
    }

    async fn who_comes_back_with_the_same_address_is_a_new_person(world: &World) {
        let network = world.network().await;
        let gone = a_full_life(world, network).await;
        applied(&gone, network, Action::Leave).await;
        world.pass(14 * DAY);
        end_overdue(&world.database().await, world.now()).await.expect("done");
        world.letter(ADDRESS, "farewell").await;
        let asked = world.ask(ADDRESS).await;
        world.mail_is_quiet().await;
        assert_eq!(asked.answer(world, "2222-2222").await.code(), "code_wrong", "nobody of that address is here");
        let back = world.member(network, ADDRESS).await;
        assert_ne!(back.member(network), gone.member(network));
        assert_ne!(back.me["account"], gone.me["account"]);
        let held = back.everything(network).await;
        assert!(!format!("{:?}", held.rows).contains(CANARY));
        assert_eq!(gone.get("/v1/me").await.code(), "unauthenticated");
    }

    async fn who_is_in_another_network_too_loses_only_the_one_she_left(world: &World) {
        let (left, kept) = (world.network().await, world.network().await);
        let device = world.member(left, "hanako@example.jp").await;
        world.invite(kept, "hanako@example.jp").await;
        let device2 = world.sign_in("hanako@example.jp").await;
        let held = device.everything(left).await;
        applied(&device, left, Action::Leave).await;
        world.pass(14 * DAY);
        end_overdue(&world.database().await, world.now()).await.expect("done");
        world.letter("hanako@example.jp", "farewell").await;
        let answer = device.post("/v1/sync/pull", &json!(held.request(left))).await;
        assert_eq!((answer.status, answer.code()), (403, "not_permitted"), "a device that held it is told to erase it");
        let places = device2.get("/v1/me").await.body["places"].clone();
        assert_eq!(places.as_array().map(Vec::len), Some(1));
        assert_eq!(places[0]["network"], json!(kept));
    }

    async fn a_backup_from_before_brings_nobody_back(world: &World) {
        let network = world.network().await;
        let other = world.member(network, "other@example.jp").await;
        let gone = a_full_life(world, network).await;
        let file = world.folder().join("before.zst");
        backup(&world.database().await, &file, world.now()).await.expect("a backup");
        applied(&gone, network, Action::Leave).await;
        world.pass(14 * DAY);
        end_overdue(&world.database().await, world.now()).await.expect("done");
        world.letter(ADDRESS, "farewell").await;
        world.mail_is_quiet().await;

        let restored = restore(&world.database().await, &file, true, world.now()).await.expect("a restore");
        assert_eq!(restored.deleted_again, 1);
        let of = gone.member(network);
        assert_eq!(traces(world, &[CANARY.to_owned(), of.to_string()]).await.iter().filter(|line| !line.contains(",null,")).count(), 0);
        assert_eq!(gone.get("/v1/me").await.code(), "unauthenticated");
        assert_eq!(other.everything(network).await.row::<MemberRow>(of.0), None);

        // A new database, of which nothing but the ledger beside it knows: the same.
        let mut write = world.database().await.write().await.expect("a write");
        copy::clear(write.conn()).await.expect("emptied");
        sqlx::query("INSERT INTO meta (key, value) VALUES ('epoch', 'new')").execute(write.conn()).await.expect("an epoch");
        write.commit().await.expect("a commit");
        let restored = restore(&world.database().await, &file, true, world.now()).await.expect("a restore");
        assert_eq!(restored.deleted_again, 1);

        // Somebody puts the old file in its place by hand, past `restore`: the next start deletes.
        world.stop().await;
        world.start().await;
        assert_eq!(traces(world, &[of.to_string()]).await.iter().filter(|line| !line.contains(",null,")).count(), 0);
    }
}
