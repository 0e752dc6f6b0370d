//! Everything that the screens show, as one value that can be compared.
//!
//! `shared` is what all people of a class see the same; `own` is what the devices of one person see the same.
//! Lists are in order of id, and nothing in them depends on the clock.

use enishi_bridge::{
    app::Phase,
    errors::{AppCode, AppError},
    events::{EventCard, EventsForm},
    members::DirectoryForm,
    posts::{PostCard, PostsForm},
};
use enishi_client::Client;
use serde_json::{Value, json};

/// Everything that is shown; `signed_in` is false where nobody is.
pub async fn everything(client: &Client) -> Result<Value, AppError> {
    let view = client.app().await?;
    let phase = match view.phase {
        Phase::SignedOut { .. } => "signed_out",
        Phase::AwaitingCode { .. } => "awaiting_code",
        Phase::Confirming { .. } => "confirming",
        Phase::Ready => "ready",
        Phase::Paused { .. } => "paused",
        Phase::Leaving { .. } => "leaving",
    };
    let farewells: Vec<&str> = view.farewells.iter().map(|farewell| farewell.code.as_str()).collect();
    if matches!(view.phase, Phase::SignedOut { .. } | Phase::AwaitingCode { .. }) {
        return Ok(json!({"phase": phase, "farewells": farewells}));
    }
    let posts = posts(client).await?;
    let mut events = client.events(EventsForm { past: false }).await?.items;
    events.extend(client.events(EventsForm { past: true }).await?.items);
    events.sort_by_key(|event| event.id);
    let mut answers = Vec::new();
    for event in &events {
        // Only a desk sees who answered what.
        if let Some(lines) = client.event(event.id).await?.answers {
            let mut lines: Vec<_> = lines.iter().map(|line| json!([line.member, line.answer])).collect();
            lines.sort_by_key(Value::to_string);
            answers.push(json!({"event": event.id, "lines": lines}));
        }
    }
    let outbox = client.outbox().await?.items;
    let waiting = view.sync.waiting;
    Ok(json!({
        "phase": phase, "farewells": farewells, "terms": view.terms, "problem": view.sync.problem.map(AppCode::as_str),
        "waiting": waiting, "failed": view.sync.failed,
        "outbox": outbox.iter().map(|wish| json!([wish.id, wish.delivery.as_str()])).collect::<Vec<_>>(),
        "shared": {
            "posts": posts.iter().map(post).collect::<Vec<_>>(),
            "events": events.iter().map(event).collect::<Vec<_>>(),
            "members": members(client).await?,
        },
        "own": {
            "answers": events.iter().map(|event| json!([event.id, event.my_answer.map(|mine| mine.answer)])).collect::<Vec<_>>(),
            "unread": events.iter().map(|event| json!([event.id, event.unread])).chain(posts.iter().map(|post| json!([post.id, post.unread]))).collect::<Vec<_>>(),
            "entry": client.my_page().await?.entry,
            "lines": answers,
        },
    }))
}

async fn posts(client: &Client) -> Result<Vec<PostCard>, AppError> {
    let mut posts = client.posts(PostsForm::default()).await?;
    while posts.more {
        let before = posts.items.last().map(|post| post.published_at);
        let older = client.posts(PostsForm { before }).await?;
        posts.items.extend(older.items);
        posts.more = older.more;
    }
    posts.items.sort_by_key(|post| post.id);
    Ok(posts.items)
}

async fn members(client: &Client) -> Result<Vec<Value>, AppError> {
    let mut found = Vec::new();
    loop {
        let offset = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let page = client
            .directory(DirectoryForm { query: String::new(), offset, limit: 200, ..DirectoryForm::default() })
            .await?;
        let last = page.items.is_empty();
        found.extend(page.items);
        if last || found.len() >= usize::try_from(page.total).unwrap_or(usize::MAX) {
            break;
        }
    }
    found.sort_by_key(|member| member.id);
    let shown = |member: &enishi_bridge::members::MemberCard| {
        json!([member.id, member.class, member.family_name, member.given_name, member.headline])
    };
    Ok(found.iter().map(shown).collect())
}

fn post(card: &PostCard) -> Value {
    json!({"id": card.id, "title": card.title, "text": card.excerpt, "published_at": card.published_at})
}

fn event(card: &EventCard) -> Value {
    json!({"id": card.id, "title": card.title, "state": card.state, "tally": card.tally})
}
