//! 近況, life events, following, the yearly question and suggestions on a device.

use super::{
    DAY, account, execute,
    server::{ME, Server},
};
use crate::Client;
use enishi_bridge::{
    Audience, LifeKind, Mark, MemberId, PostId, Reaction,
    delivery::Delivery,
    errors::AppCode,
    follows::FollowForm,
    life_events::{LifeEventForm, NamingForm},
    posts::PostsForm,
    settings::PlaceSettings,
    status::{ReactForm, StatusCard, StatusFilter, StatusForm, StatusesForm, StripLine},
    suggestions::{CheckForm, DismissForm, Reason},
};
use enishi_wire::{errors::ApiCode, mutations::Action, scopes::Scope, suggestions::week_of};
use serde_json::json;
use uuid::Uuid;

const NOW: i64 = 1_800_000_000_000;

fn id(last: u128) -> Uuid {
    Uuid::from_u128(last)
}

fn member(last: u128) -> MemberId {
    MemberId(id(last))
}

fn form(text: &str) -> StatusForm {
    StatusForm { mark: Mark::Recharging, text: text.to_owned(), audience: Audience::Alumni }
}

/// Somebody of the directory.
fn person(server: &Server, last: u128, name: &str, year: i32, department: &str) {
    let body = json!({"class": "alumni", "family_name": name, "joined_year": year, "department": department});
    server.model().put(Scope::Members, "member", last, Some(body));
}

/// What somebody says.
fn says(server: &Server, last: u128, mark: &str, text: &str, said_at: i64) {
    let body = json!({
        "status": id(last + 1_000), "mark": mark, "text": text, "audience": "everyone", "said_at": said_at,
    });
    server.model().put(Scope::Members, "status", last, Some(body));
}

/// A server with the reader and two others, and a device that has synced.
async fn device(home: &tempfile::TempDir) -> (Server, Client) {
    let server = Server::start().await;
    server.model().time = NOW;
    person(&server, ME.0.as_u128(), "三崎", 2008, "営業部");
    person(&server, 10, "佐藤", 2008, "設計部");
    person(&server, 11, "鈴木", 2011, "営業部");
    let client = server.device(home.path()).await;
    client.settle().await;
    (server, client)
}

async fn stream(client: &Client, filter: StatusFilter) -> Vec<StatusCard> {
    client.statuses(StatusesForm { filter, before: None }).await.unwrap().items
}

fn names(cards: &[StatusCard]) -> Vec<&str> {
    cards.iter().map(|card| card.person.family_name.as_str()).collect()
}

#[tokio::test]
async fn what_one_says_without_a_network_is_there_at_once_and_the_last_of_it_counts() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = device(&home).await;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.set_status(form("京都です")).await.unwrap();
    client.set_status(StatusForm { mark: Mark::Moved, ..form("大阪です") }).await.unwrap();
    client.settle().await;
    let mine = client.my_status().await.unwrap();
    let said = mine.said.unwrap();
    assert_eq!((said.mark, said.text.as_str(), said.delivery), (Mark::Moved, "大阪です", Delivery::Waiting));

    client.clear_status().await.unwrap();
    let mine = client.my_status().await.unwrap();
    assert_eq!((mine.said, mine.taking_back), (None, Some(Delivery::Waiting)));
    server.model().refuse.clear();
    client.settle().await;
    let last = server.model().pushed.last().unwrap().clone();
    assert_eq!(last.action, Action::SetStatus { status: None }, "whatever was under way before it");
    assert_eq!(client.outbox().await.unwrap().items, []);
}

#[tokio::test]
async fn forty_one_characters_and_other_bad_words_are_refused_before_they_are_wished() {
    let home = tempfile::tempdir().unwrap();
    let (_server, client) = device(&home).await;
    for (form, part) in [
        (form(&"縁".repeat(41)), "text"),
        (form("a\u{202e}b"), "text"),
        (form("a\nb"), "text"),
        (StatusForm { audience: Audience::Staff, ..form("") }, "audience"),
        (StatusForm { mark: Mark::Other("dancing".to_owned()), ..form("") }, "mark"),
    ] {
        let error = client.set_status(form).await.unwrap_err();
        assert_eq!((error.code, error.detail.as_deref()), (AppCode::Invalid, Some(part)));
    }
    client.set_status(form(&"👨‍👩‍👧‍👦".repeat(40))).await.unwrap();
}

#[tokio::test]
async fn the_stream_is_newest_first_and_can_be_narrowed_and_paged() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = device(&home).await;
    says(&server, 10, "moved", "松本に移りました", NOW - DAY);
    says(&server, 11, "dancing", "", NOW - 2 * DAY);
    client.settle().await;
    let all = stream(&client, StatusFilter::All).await;
    assert_eq!(names(&all), ["佐藤", "鈴木"]);
    assert_eq!(all[1].mark, Mark::Other("dancing".to_owned()), "a mark of a newer app is kept");
    assert_eq!(names(&stream(&client, StatusFilter::SameYear).await), ["佐藤"]);
    assert_eq!(names(&stream(&client, StatusFilter::SameDepartment).await), ["鈴木"]);
    assert_eq!(names(&stream(&client, StatusFilter::Followed).await), Vec::<&str>::new());
    client.follow(FollowForm { member: member(11), following: true }).await.unwrap();
    server.model().put(Scope::Me(ME), "follow", 11, Some(json!({"since": NOW})));
    client.settle().await;
    assert_eq!(names(&stream(&client, StatusFilter::Followed).await), ["鈴木"]);
    let strip = client.home().await.unwrap().strip;
    assert_eq!(strip[0].person.family_name, "鈴木", "whom one follows comes first");
    assert!(matches!(&strip[1].line, StripLine::Status { text, .. } if text == "松本に移りました"));

    for last in 100..170 {
        person(&server, last, "多田", 2020, "");
        says(&server, last, "moved", "", NOW - 3 * DAY);
    }
    client.settle().await;
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = client.statuses(StatusesForm { filter: StatusFilter::All, before }).await.unwrap();
        assert!(page.items.len() <= 30);
        before = page.items.last().map(|last| (last.said_at, last.person.id));
        seen.extend(page.items.iter().map(|card| card.id));
        if !page.more {
            break;
        }
    }
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (72, 72), "nobody is missed and nobody comes twice");
}

#[tokio::test]
async fn what_was_said_fades_by_the_time_of_the_server_also_without_contact() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = device(&home).await;
    says(&server, 10, "moved", "", NOW - 89 * DAY);
    says(&server, 11, "moved", "", NOW - 91 * DAY);
    client.settle().await;
    assert_eq!(
        names(&stream(&client, StatusFilter::All).await),
        ["佐藤"],
        "whatever the clock of the device says"
    );
    // Two days pass while the server is away.
    execute(&client, "UPDATE facts SET value = CAST(value AS INTEGER) + 172800000 WHERE name = 'clock'")
        .await;
    assert_eq!(names(&stream(&client, StatusFilter::All).await), Vec::<&str>::new());
    assert_eq!(client.home().await.unwrap().strip, []);
}

#[tokio::test]
async fn a_reaction_shows_at_once_and_its_author_is_told_once() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = device(&home).await;
    says(&server, 10, "moved", "", NOW);
    client.settle().await;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    let react = |reaction| client.react(ReactForm { item: id(1_010), reaction });
    react(Some(Reaction::Nice)).await.unwrap();
    react(Some(Reaction::MissYou)).await.unwrap();
    let mine = stream(&client, StatusFilter::All).await.remove(0).reaction.unwrap();
    assert_eq!((mine.reaction, mine.delivery), (Some(Reaction::MissYou), Delivery::Waiting));
    react(None).await.unwrap();
    assert_eq!(stream(&client, StatusFilter::All).await[0].reaction.as_ref().unwrap().reaction, None);
    let gone = client.react(ReactForm { item: id(77), reaction: Some(Reaction::Nice) }).await.unwrap_err();
    assert_eq!(gone.code, AppCode::NotFound, "what was taken back cannot be answered");

    server.model().refuse.clear();
    let own = json!({"status": id(5), "mark": "moved", "text": "", "audience": "alumni", "said_at": NOW});
    server.model().put(Scope::Me(ME), "status", ME.0.as_u128(), Some(own));
    let row = json!({"item": id(5), "member": member(11), "reaction": "cheering", "reacted_at": NOW});
    server.model().put(Scope::Me(ME), "reaction", 6, Some(row));
    client.settle().await;
    let home = client.home().await.unwrap();
    assert_eq!((home.reactions.len(), home.my_status.reactions.len()), (1, 1));
    assert!(home.reactions[0].new && home.reactions[0].post.is_none());
    // The wish stays: what the server would say of it is not for this model to know.
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.saw_reactions().await.unwrap();
    let home = client.home().await.unwrap();
    assert_eq!(
        (home.reactions.len(), home.my_status.reactions.len()),
        (0, 1),
        "told once, and still there to read"
    );
    let own = client.react(ReactForm { item: id(5), reaction: Some(Reaction::Nice) }).await.unwrap_err();
    assert_eq!(own.code, AppCode::Invalid);
}

#[tokio::test]
async fn a_life_event_that_names_somebody_is_no_post_before_the_answer() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = device(&home).await;
    let event = |named| LifeEventForm {
        kind: LifeKind::Marriage,
        text: "春から".to_owned(),
        date: None,
        audience: Audience::Alumni,
        named,
    };
    assert_eq!(client.share_life_event(event(Some(ME))).await.unwrap_err().code, AppCode::Invalid);
    let gone = client.share_life_event(event(Some(member(77)))).await.unwrap_err();
    assert_eq!(gone.code, AppCode::NotFound, "somebody who left");
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.share_life_event(event(Some(member(10)))).await.unwrap();
    client.share_life_event(event(None)).await.unwrap();
    let view = client.home().await.unwrap();
    assert_eq!((view.posts.len(), view.drafts.len()), (1, 1), "one is published, the other asks");
    let life = view.posts[0].life.as_ref().unwrap();
    assert!(life.mine && life.named.is_none());

    let asked = json!({"author": member(11), "event": {"kind": "marriage", "text": "", "audience": "alumni", "named": ME}, "asked_at": NOW});
    server.model().put(Scope::Me(ME), "naming", 50, Some(asked));
    client.settle().await;
    assert_eq!(client.home().await.unwrap().namings.len(), 1);
    client.answer_naming(NamingForm { post: PostId(id(50)), agree: false }).await.unwrap();
    assert_eq!(client.home().await.unwrap().namings, [], "the answer counts at once");
    let nobody = client.answer_naming(NamingForm { post: PostId(id(51)), agree: true }).await.unwrap_err();
    assert_eq!(nobody.code, AppCode::NotFound);
}

#[tokio::test]
async fn a_post_shows_who_is_named_only_where_the_device_may_know() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = device(&home).await;
    let post = json!({"kind": "life_event", "title": "", "text": "春から", "audience": "everyone", "author": member(10), "published_at": NOW, "life": {"kind": "marriage", "date": null}});
    server.model().put(Scope::Members, "post", 60, Some(post));
    client.settle().await;
    let life = async || client.posts(PostsForm::default()).await.unwrap().items.remove(0).life.unwrap();
    assert_eq!(life().await.named, None);
    server.model().put(Scope::Members, "named", 60, Some(json!({"member": member(11)})));
    client.settle().await;
    assert_eq!(life().await.named.unwrap().family_name, "鈴木");
    assert_eq!(client.person_news(member(11)).await.unwrap().life_events.len(), 1, "on the page of both");
    server.model().put(Scope::Members, "named", 60, None);
    client.settle().await;
    assert_eq!(life().await.named, None);
}

#[tokio::test]
async fn the_yearly_question_comes_once_and_every_answer_lets_it_rest() {
    for right in [true, false] {
        let home = tempfile::tempdir().unwrap();
        let (server, client) = device(&home).await;
        assert_eq!(client.home().await.unwrap().check.unwrap().family_name, "三崎", "confirmed in 1970");
        server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
        client.answer_check(CheckForm { right }).await.unwrap();
        assert_eq!(client.home().await.unwrap().check, None, "without a network too");
        server.model().refuse.clear();
        let choices = if right { json!({"checked_at": NOW - DAY}) } else { json!({"put_off_at": NOW - DAY}) };
        server.model().put(Scope::Me(ME), "choices", ME.0.as_u128(), Some(choices));
        client.settle().await;
        assert_eq!(client.home().await.unwrap().check, None);
        server.model().time = NOW + 31 * DAY;
        client.settle().await;
        assert_eq!(
            client.home().await.unwrap().check.is_none(),
            right,
            "later is thirty days, yes is a year"
        );
    }
}

#[tokio::test]
async fn at_most_one_person_a_week_is_suggested_and_never_again() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = device(&home).await;
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    let mut notices = client.notices();
    let suggestion = async |client: &Client| client.home().await.unwrap().suggestion;
    assert_eq!(suggestion(&client).await, None, "no page waits for the choice");
    while client.home().await.unwrap().suggestion.is_none() {
        let _told = notices.recv().await.unwrap();
    }
    let card = suggestion(&client).await.unwrap();
    let expected = if card.person.id == member(10) {
        Reason::SameYear(2008)
    } else {
        Reason::SameDepartment("営業部".to_owned())
    };
    assert_eq!(card.reason, expected);
    assert_eq!(client.outbox().await.unwrap().items, [], "the note is sent silently");
    server.model().refuse.clear();
    client.settle().await;
    let noted = server.model().pushed.iter().find_map(|wish| match wish.action {
        Action::NoteSuggestion { member, week, dismissed } => Some((member, week, dismissed)),
        _ => None,
    });
    assert_eq!(noted, Some((card.person.id, week_of(NOW), false)));

    // The other one was noted first, by another device: that one counts all week.
    let other = if card.person.id == member(10) { 11 } else { 10 };
    let row = json!({"week": week_of(NOW), "dismissed": false});
    server.model().put(Scope::Me(ME), "suggestion", other, Some(row));
    client.settle().await;
    assert_eq!(suggestion(&client).await.unwrap().person.id, member(other));
    server.model().refuse.insert("/v1/sync/push", (503, ApiCode::Unavailable));
    client.dismiss_suggestion(DismissForm { member: member(other), for_good: true }).await.unwrap();
    assert_eq!(suggestion(&client).await, None);
    assert!(!client.suggestions_wanted().await.unwrap().wanted);
}

#[tokio::test]
async fn what_a_followed_person_says_is_announced_also_when_it_comes_from_another_scope() {
    let home = tempfile::tempdir().unwrap();
    let (server, client) = device(&home).await;
    server.model().scopes.insert(Scope::Alumni);
    server.model().put(Scope::Me(ME), "follow", 10, Some(json!({"since": 1})));
    says(&server, 10, "moved", "松本に移りました", NOW - DAY);
    let among_alumni = |text: &str, said_at: i64| {
        let (status, mark, audience) = (id(2_010), "free", "alumni");
        Some(json!({"status": status, "mark": mark, "text": text, "audience": audience, "said_at": said_at}))
    };
    let wanted = PlaceSettings { followed: true, ..PlaceSettings::default() };
    client.save_place_settings(wanted).await.unwrap();
    server.model().put(Scope::Alumni, "status", 11, among_alumni("京都です", NOW - DAY));
    client.settle().await;
    let account = account(&client).await;
    assert_eq!(account.db.next_notification().await.unwrap(), None, "it was said before");
    // From everybody to the alumni: gone from the one scope, and new in the other.
    server.model().put(Scope::Alumni, "status", 10, among_alumni("東京に来ています", NOW + 5));
    server.model().put(Scope::Members, "status", 10, None);
    client.settle().await;
    assert!(account.db.next_notification().await.unwrap().is_some());
}
