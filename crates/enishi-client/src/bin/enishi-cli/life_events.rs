//! `life-event`: sharing one, answering who wants to name the person, and the list of both.

use crate::{
    items,
    run::{Ended, deliver, fresh},
};
use clap::{Args as ClapArgs, Subcommand};
use enishi_bridge::{
    LifeKind, PostId,
    errors::{AppCode, AppError},
    life_events::{DraftCard, LifeEventForm, NamingCard, NamingForm},
    members::MemberCard,
};
use enishi_client::Client;
use enishi_wire::ids::MutationId;
use serde_json::{Value, json};

/// `life-event`.
#[derive(Debug, Subcommand)]
pub enum LifeEvents {
    /// Share one.
    Share(Share),
    /// Answer somebody who wants to name the person, or take an earlier agreement back.
    Answer {
        /// The post's id.
        post: String,
        /// yes or no.
        #[arg(value_parser = ["yes", "no"])]
        answer: String,
    },
    /// Publish an own draft without the name.
    Unnamed {
        /// The post's id.
        post: String,
    },
    /// Take an own one back.
    Remove {
        /// The post's id.
        post: String,
    },
    /// Own drafts, and who asks to name the person.
    List,
}

/// `life-event share`.
#[derive(Debug, ClapArgs)]
pub struct Share {
    /// marriage, birth, moved, new_job, retirement, other.
    pub kind: String,
    /// In the person's own words.
    #[arg(long, default_value = "")]
    pub text: String,
    /// When: 2026, or 2026-11.
    #[arg(long)]
    pub date: Option<String>,
    /// Who it is for; unless given, the own side.
    #[arg(long, value_enum)]
    pub audience: Option<crate::args::Audience>,
    /// The id of the member whom it names, once that one agrees.
    #[arg(long, value_name = "ID")]
    pub named: Option<String>,
}

/// Runs it.
pub async fn life_events(client: &Client, command: LifeEvents) -> Result<Ended, AppError> {
    fresh(client).await?;
    let post = |id: &str| id.parse::<PostId>().map_err(|_| AppError::new(AppCode::NotFound));
    let wish = match &command {
        LifeEvents::Share(form) => return share(client, form).await,
        LifeEvents::Answer { post: id, answer } => {
            client.answer_naming(NamingForm { post: post(id)?, agree: answer == "yes" }).await?
        }
        LifeEvents::Unnamed { post: id } => client.publish_unnamed(post(id)?).await?,
        LifeEvents::Remove { post: id } => client.remove_life_event(post(id)?).await?,
        LifeEvents::List => {
            let view = client.life_events().await?;
            let items: Vec<Value> =
                view.drafts.iter().map(draft).chain(view.namings.iter().map(naming)).collect();
            return Ok(Ended::Done(json!({"items": items})));
        }
    };
    deliver(client, wish, json!({"id": wish})).await
}

async fn share(client: &Client, form: &Share) -> Result<Ended, AppError> {
    let audience = match form.audience {
        Some(audience) => Some(audience.into()),
        None => client.life_events().await?.audiences.first().copied(),
    };
    let date = form.date.as_deref().map(str::parse).transpose();
    let named = form.named.as_deref().map(str::parse).transpose();
    let post = client
        .share_life_event(LifeEventForm {
            kind: LifeKind::from(form.kind.clone()),
            text: form.text.clone(),
            date: date.map_err(|_| AppError::invalid("date"))?,
            audience: audience.unwrap_or_default(),
            named: named.map_err(|_| AppError::new(AppCode::NotFound))?,
        })
        .await?;
    deliver(client, MutationId(post.0), json!({"id": post, "draft": form.named.is_some()})).await
}

fn name(person: Option<&MemberCard>) -> Option<String> {
    person.map(items::name)
}

fn draft(card: &DraftCard) -> Value {
    json!({
        "id": card.post, "what": "draft", "kind": card.kind, "text": card.text,
        "named": name(card.named.as_ref()), "declined": card.declined, "delivery": card.delivery.as_str(),
    })
}

fn naming(card: &NamingCard) -> Value {
    json!({
        "id": card.post, "what": "naming", "kind": card.kind, "text": card.text, "date": card.date,
        "name": items::name(&card.person), "audience": card.audience,
    })
}
