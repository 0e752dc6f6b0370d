//! `status set|clear|list`, `react`, `follow`: what people say of now, and what others answer.

use crate::{
    items,
    run::{Ended, deliver, fresh, list},
};
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use enishi_bridge::{
    Mark, Reaction,
    errors::{AppCode, AppError},
    follows::{FollowCard, FollowForm},
    status::{MyStatus, ReactForm, ReactionCard, StatusCard, StatusFilter, StatusForm, StatusesForm},
};
use enishi_client::Client;
use enishi_wire::ids::MutationId;
use serde_json::{Value, json};

/// `status`: without a subcommand, how the sync stands.
#[derive(Debug, Subcommand)]
pub enum Status {
    /// Say a 近況: the last one counts.
    Set {
        /// enjoying_work, something_new, recharging, moved, want_to_talk.
        mark: String,
        /// At most 40 characters.
        #[arg(long, default_value = "")]
        text: String,
        /// Who it is for; unless given, who the last one was for, else the own side.
        #[arg(long, value_enum)]
        audience: Option<crate::args::Audience>,
    },
    /// Take the own one back.
    Clear,
    /// The own one, who reacted to it, and what others say, newest first.
    List {
        /// Of whom.
        #[arg(long, value_enum, default_value_t = Whose::All)]
        of: Whose,
    },
}

/// Of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Whose {
    /// Everybody.
    All,
    /// Those who joined in the same year.
    SameYear,
    /// Those of the same department.
    SameDepartment,
    /// Those whom one follows.
    Followed,
}

/// `react`.
#[derive(Debug, ClapArgs)]
pub struct React {
    /// The id of a 近況 or of a life event.
    pub item: String,
    /// nice, congratulations, cheering, miss_you; none takes the own reaction back.
    pub reaction: String,
}

/// `follow`.
#[derive(Debug, Subcommand)]
pub enum Follow {
    /// Follow somebody, who never learns of it.
    Add {
        /// The member's id.
        member: String,
    },
    /// End that.
    Remove {
        /// The member's id.
        member: String,
    },
    /// Whom one follows.
    List,
}

/// Runs `status`.
pub async fn status(client: &Client, command: Status) -> Result<Ended, AppError> {
    fresh(client).await?;
    match command {
        Status::Set { mark, text, audience } => {
            let audience = match audience {
                Some(audience) => audience.into(),
                None => client.my_status().await?.audience,
            };
            let form = StatusForm { mark: Mark::from(mark), text, audience };
            let wish = client.set_status(form).await?;
            deliver(client, wish, json!({"id": wish, "audience": audience})).await
        }
        Status::Clear => {
            let wish = client.clear_status().await?;
            deliver(client, wish, json!({"id": wish})).await
        }
        Status::List { of } => {
            let filter = match of {
                Whose::All => StatusFilter::All,
                Whose::SameYear => StatusFilter::SameYear,
                Whose::SameDepartment => StatusFilter::SameDepartment,
                Whose::Followed => StatusFilter::Followed,
            };
            let mut found: Vec<StatusCard> = Vec::new();
            loop {
                let before = found.last().map(|last| (last.said_at, last.person.id));
                let page = client.statuses(StatusesForm { filter, before }).await?;
                found.extend(page.items);
                if !page.more {
                    break;
                }
            }
            let mine = mine(&client.my_status().await?);
            let items: Vec<Value> = found.iter().map(card).collect();
            Ok(Ended::Done(json!({"mine": mine, "items": items})))
        }
    }
}

/// Runs `react`.
pub async fn react(client: &Client, form: React) -> Result<Ended, AppError> {
    fresh(client).await?;
    let item = form.item.parse().map_err(|_| AppError::new(AppCode::NotFound))?;
    let reaction = (form.reaction != "none").then(|| Reaction::from(form.reaction));
    let wish: MutationId = client.react(ReactForm { item, reaction: reaction.clone() }).await?;
    deliver(client, wish, json!({"id": wish, "item": item, "reaction": reaction})).await
}

/// Runs `follow`.
pub async fn follow(client: &Client, command: Follow) -> Result<Ended, AppError> {
    fresh(client).await?;
    let (member, following) = match &command {
        Follow::Add { member } => (member, true),
        Follow::Remove { member } => (member, false),
        Follow::List => return Ok(list(&client.follows().await?.items, followed)),
    };
    let member = member.parse().map_err(|_| AppError::new(AppCode::NotFound))?;
    let wish = client.follow(FollowForm { member, following }).await?;
    deliver(client, wish, json!({"id": wish, "member": member, "following": following})).await
}

fn followed(card: &FollowCard) -> Value {
    let mut item = items::member(&card.person);
    if let Some(item) = item.as_object_mut() {
        item.insert("delivery".to_owned(), card.delivery.as_str().into());
    }
    item
}

fn card(card: &StatusCard) -> Value {
    json!({
        "id": card.id, "member": card.person.id, "name": items::name(&card.person), "mark": card.mark,
        "text": card.text, "said_at": items::time(card.said_at), "followed": card.followed,
        "my_reaction": card.reaction.as_ref().and_then(|mine| mine.reaction.clone()),
    })
}

fn mine(status: &MyStatus) -> Value {
    let Some(said) = &status.said else { return Value::Null };
    json!({
        "mark": said.mark, "text": said.text, "audience": said.audience, "said_at": items::time(said.said_at),
        "delivery": said.delivery.as_str(), "reactions": status.reactions.iter().map(reaction).collect::<Vec<_>>(),
    })
}

/// A reaction as JSON.
pub fn reaction(card: &ReactionCard) -> Value {
    json!({"member": card.person.id, "name": items::name(&card.person), "reaction": card.reaction})
}
