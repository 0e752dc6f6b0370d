//! Items as JSON: flat, with the fields that a person sees. Times are RFC 3339 in UTC.

use crate::profile;
use enishi_bridge::{
    FieldValue,
    app::{AppView, Line, Phase, PlaceView},
    delivery::Delivery,
    events::{AnswerLine, EventCard},
    life_events::LifeCard,
    members::MemberCard,
    notices::{Notification, Page},
    outbox::{OutboxEntry, OutboxWhat},
    posts::PostCard,
    sessions::Device,
    storage::VerifyView,
};
use serde_json::{Value, json};

/// A time in ms UTC as RFC 3339.
pub fn time(ms: i64) -> Value {
    jiff::Timestamp::from_millisecond(ms).map_or(Value::Null, |time| time.to_string().into())
}

fn maybe_time(ms: Option<i64>) -> Value {
    ms.map_or(Value::Null, time)
}

/// Why a wish was refused.
pub fn reason(delivery: Delivery) -> Value {
    match delivery {
        Delivery::Failed { code } => code.as_str().into(),
        Delivery::Waiting | Delivery::Sending | Delivery::Delivered => Value::Null,
    }
}

/// A post.
pub fn post(card: &PostCard) -> Value {
    json!({
        "id": card.id, "kind": card.kind, "title": card.title, "text": card.excerpt, "source": card.source,
        "published_at": time(card.published_at), "unread": card.unread, "delivery": card.delivery.as_str(),
        "reason": reason(card.delivery), "life": card.life.as_ref().map(life),
    })
}

fn life(card: &LifeCard) -> Value {
    json!({
        "kind": card.kind, "date": card.date, "name": card.person.as_ref().map(name), "named": card.named.as_ref().map(name),
        "my_reaction": card.reaction.as_ref().and_then(|mine| mine.reaction.clone()), "names_me": card.names_me,
        "reactions": card.reactions.iter().map(crate::status::reaction).collect::<Vec<_>>(),
    })
}

/// An event; `delivery` is that of the own answer, or of the event where there is none.
pub fn event(card: &EventCard) -> Value {
    let delivery = card.my_answer.map_or(card.delivery, |mine| mine.delivery);
    json!({
        "id": card.id, "kind": card.kind, "title": card.title, "place": card.place,
        "starts": time(card.starts), "ends": time(card.ends), "zone": card.zone,
        "answer_by": maybe_time(card.answer_by), "state": card.state,
        "yes": card.tally.yes, "maybe": card.tally.maybe, "no": card.tally.no, "seats_left": card.seats_left,
        "my_rsvp": card.my_answer.map(|mine| mine.answer), "unread": card.unread,
        "delivery": delivery.as_str(), "reason": reason(delivery),
    })
}

/// An answer as the secretariat sees it.
pub fn answer(line: &AnswerLine) -> Value {
    json!({"id": line.member, "name": line.name, "answer": line.answer, "answered_at": time(line.answered_at)})
}

/// 姓 名.
pub fn name(card: &MemberCard) -> String {
    format!("{} {}", card.family_name, card.given_name).trim().to_owned()
}

/// A person.
pub fn member(card: &MemberCard) -> Value {
    json!({
        "id": card.id, "family_name": card.family_name, "given_name": card.given_name,
        "name": name(card), "kana": card.kana,
        "former_name": card.former_name, "class": card.class, "department": card.department,
        "joined_year": card.joined_year, "left_year": card.left_year, "headline": card.headline, "now": card.now,
        "me": card.me, "photo": card.photo,
    })
}

/// A wish in the outbox.
pub fn wish(entry: &OutboxEntry) -> Value {
    let (what, title, answer) = match &entry.what {
        OutboxWhat::Rsvp { title, answer, .. } => ("rsvp", title.as_str(), Some(*answer)),
        OutboxWhat::Post { title, .. } => ("post", title.as_str(), None),
        OutboxWhat::RemovePost { title } => ("remove_post", title.as_str(), None),
        OutboxWhat::Event { title, .. } => ("event", title.as_str(), None),
        OutboxWhat::CancelEvent { title } => ("cancel_event", title.as_str(), None),
        OutboxWhat::Entry => ("entry", "", None),
        OutboxWhat::Field { field, .. } => ("field", field.as_str(), None),
        OutboxWhat::Status { text, .. } => ("status", text.as_str(), None),
        OutboxWhat::Reaction { .. } => ("reaction", "", None),
        OutboxWhat::Follow { name, .. } => ("follow", name.as_str(), None),
        OutboxWhat::LifeEvent { .. } => ("life_event", "", None),
        OutboxWhat::Naming { .. } => ("naming", "", None),
        OutboxWhat::Choice => ("choice", "", None),
        OutboxWhat::Hide { name, block: false } => ("hide", name.as_str(), None),
        OutboxWhat::Hide { name, block: true } => ("block", name.as_str(), None),
        OutboxWhat::Show { name } => ("show", name.as_str(), None),
        OutboxWhat::Report { label } => ("report", label.as_str(), None),
        OutboxWhat::Decide { label } => ("decide_report", label.as_str(), None),
        OutboxWhat::Pause { .. } => ("pause", "", None),
        OutboxWhat::Resume => ("resume", "", None),
        OutboxWhat::Leave => ("leave", "", None),
        OutboxWhat::Stay => ("stay", "", None),
        OutboxWhat::Message { name, .. } => ("message", name.as_str(), None),
        OutboxWhat::DeskLetter { text, .. } => ("desk_letter", text.as_str(), None),
        OutboxWhat::Unsend { name } => ("unsend", name.as_str(), None),
        OutboxWhat::AnswerRequest { name, accept: true } => ("accept_request", name.as_str(), None),
        OutboxWhat::AnswerRequest { name, accept: false } => ("decline_request", name.as_str(), None),
        OutboxWhat::FieldKind { field } => ("field_kind", field.as_str(), None),
        OutboxWhat::Other => ("other", "", None),
    };
    let mut wish = json!({
        "id": entry.id, "what": what, "title": title, "my_rsvp": answer, "made_at": time(entry.made_at),
        "delivery": entry.delivery.as_str(), "reason": reason(entry.delivery), "attempts": entry.attempts,
    });
    if let (OutboxWhat::Field { value, audience, said, .. }, Some(wish)) = (&entry.what, wish.as_object_mut())
    {
        let field = |value: Option<&FieldValue>, audience| json!({"value": profile::said(value), "audience": audience});
        wish.insert("wanted".to_owned(), field(value.as_ref(), audience));
        wish.insert(
            "said".to_owned(),
            said.as_ref().map_or(Value::Null, |said| field(said.value.as_ref(), &said.audience)),
        );
    }
    wish
}

/// What came of comparing with the server.
pub fn verified(view: &VerifyView) -> Value {
    let items: Vec<Value> =
        view.items.iter().map(|item| json!({"scope": item.scope, "result": item.result})).collect();
    json!({"result": view.result(), "items": items})
}

/// A signed-in device.
pub fn device(device: &Device) -> Value {
    json!({
        "id": device.id, "name": device.name, "platform": device.platform, "created_at": time(device.created_at),
        "last_seen_at": time(device.last_seen_at), "current": device.current,
    })
}

/// A notification that the app would show.
pub fn notification(notification: &Notification) -> Value {
    let (kind, id) = match notification.route.page {
        Page::Post { id } => ("post", Some(id.0)),
        Page::Event { id } => ("event", Some(id.0)),
        Page::Member { id } => ("member", Some(id.0)),
        Page::Thread { id } => ("message", Some(id.0)),
        Page::Desk { member } => ("desk_letter", member.map(|member| member.0)),
        Page::Home | Page::Outbox => ("other", None),
    };
    json!({
        "id": id, "kind": kind, "heading": notification.title, "title": notification.body,
        "network": notification.route.place.map(|place| place.network),
        "quiet": notification.quiet, "due_at": time(notification.due_at),
    })
}

/// How everything stands.
pub fn status(view: &AppView) -> Value {
    let line = match view.sync.line {
        Line::Online => "online",
        Line::Connecting => "connecting",
        Line::Offline => "offline",
    };
    let phase = match view.phase {
        Phase::SignedOut { .. } => "signed_out",
        Phase::AwaitingCode { .. } => "awaiting_code",
        Phase::Confirming { .. } => "confirming",
        Phase::Ready => "ready",
        Phase::Paused { .. } => "paused",
        Phase::Leaving { .. } => "leaving",
    };
    json!({
        "phase": phase, "line": line, "problem": view.sync.problem, "last_sync_at": maybe_time(view.sync.last_sync_at),
        "waiting": view.sync.waiting, "failed": view.sync.failed, "unread_posts": view.unread_posts,
        "unread_events": view.unread_events, "duties": view.duties, "key_store": view.key_store,
        "unopened": view.unopened.iter().map(|account| json!({"email": account.email, "reason": account.code})).collect::<Vec<_>>(),
        "items": view.places.iter().map(|place| self::place(place, view)).collect::<Vec<_>>(),
    })
}

fn place(place: &PlaceView, view: &AppView) -> Value {
    json!({
        "id": place.key.network, "account": place.key.account, "name": place.name, "kind": place.kind,
        "state": place.state, "host": place.host, "current": view.current == Some(place.key),
    })
}
