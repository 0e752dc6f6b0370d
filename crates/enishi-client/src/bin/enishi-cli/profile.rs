//! `profile`: the own fields, those of others, and what others see of the own ones.

use crate::{
    items,
    run::{Ended, deliver, fresh, list},
};
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use enishi_bridge::{
    FieldAudience, FieldKey, FieldValue,
    errors::{AppCode, AppError},
    profile::{FieldForm, MyField, Onlooker, ShownField, ViewAsForm},
};
use enishi_client::Client;
use serde_json::{Value, json};

/// `profile`: the own one, or that of a member.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Profile {
    /// What to do with the own one.
    #[command(subcommand)]
    pub command: Option<Change>,
    /// The member's id.
    pub member: Option<String>,
}

/// What to do with the own profile.
#[derive(Debug, Subcommand)]
pub enum Change {
    /// Set a field; an empty value takes it away.
    Set {
        /// romaji, roles, resting, career, postings, skills, can_help, looking_for, purposes, links, prefecture.
        field: String,
        /// Text, words with commas between them, yes or no, a number; for lists with parts, JSON.
        value: String,
        /// Who reads it; unless given, who reads it already, or who is proposed.
        #[arg(long, value_enum)]
        audience: Option<Audience>,
    },
    /// What somebody else sees of the own profile.
    ViewAs {
        /// Whose eyes.
        #[arg(value_enum)]
        who: Who,
    },
}

/// Who reads a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Audience {
    /// Nobody else.
    OnlyMe,
    /// The secretariat with the duty roster.
    Secretariat,
    /// Alumni.
    Alumni,
    /// Staff.
    Staff,
    /// Every member.
    Everyone,
}

impl From<Audience> for FieldAudience {
    fn from(word: Audience) -> Self {
        match word {
            Audience::OnlyMe => Self::OnlyMe,
            Audience::Secretariat => Self::Secretariat,
            Audience::Alumni => Self::Alumni,
            Audience::Staff => Self::Staff,
            Audience::Everyone => Self::Everyone,
        }
    }
}

/// Whose eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Who {
    /// Somebody who left, too.
    FormerColleague,
    /// Somebody who is still there.
    Staff,
    /// Somebody of the staff who runs the network.
    Secretariat,
}

impl From<Who> for Onlooker {
    fn from(word: Who) -> Self {
        match word {
            Who::FormerColleague => Self::FormerColleague,
            Who::Staff => Self::Staff,
            Who::Secretariat => Self::Secretariat,
        }
    }
}

/// Runs it.
pub async fn profile(client: &Client, form: Profile) -> Result<Ended, AppError> {
    fresh(client).await?;
    match (form.command, form.member) {
        (Some(Change::Set { field, value, audience }), _) => set(client, field, &value, audience).await,
        (Some(Change::ViewAs { who }), _) => {
            let view = client.view_as(ViewAsForm { who: who.into() }).await?;
            Ok(Ended::Done(json!({
                "who": view.who, "listed": view.card.is_some(), "changing": view.changing,
                "card": view.card.as_ref().map(items::member), "items": shown(&view.fields),
            })))
        }
        (None, Some(member)) => {
            let member = member.parse().map_err(|_| AppError::new(AppCode::NotFound))?;
            let profile = client.member_profile(member).await?;
            Ok(Ended::Done(json!({"card": items::member(&profile.card), "items": shown(&profile.fields)})))
        }
        (None, None) => Ok(list(&client.my_profile().await?.fields, mine)),
    }
}

async fn set(
    client: &Client,
    field: String,
    value: &str,
    audience: Option<Audience>,
) -> Result<Ended, AppError> {
    let field = FieldKey::from(field);
    let held = client.my_profile().await?.fields.into_iter().find(|held| held.field == field);
    let audience = audience.map(FieldAudience::from).or(held.map(|held| held.audience));
    let form = FieldForm {
        value: parsed(&field, value)?,
        audience: audience.unwrap_or_else(|| field.proposed_audience()),
        field: field.clone(),
    };
    let wish = client.set_field(form).await?;
    deliver(client, wish, json!({"id": wish, "field": field})).await
}

/// What was typed, as the field takes it.
fn parsed(field: &FieldKey, typed: &str) -> Result<Option<FieldValue>, AppError> {
    let broken = || AppError::invalid("value");
    let typed = typed.trim();
    let words = || typed.split([',', '、', '，']).map(|word| word.trim().to_owned());
    let list = |kind: &str| {
        let items: Value = serde_json::from_str(typed).map_err(|_| broken())?;
        match serde_json::from_value(json!({"type": kind, "value": items})) {
            Ok(FieldValue::Other(_)) | Err(_) => Err(broken()),
            Ok(value) => Ok(value),
        }
    };
    if typed.is_empty() {
        return Ok(None);
    }
    Ok(Some(match field {
        FieldKey::Romaji => FieldValue::Text(typed.to_owned()),
        FieldKey::Resting => match typed {
            "yes" => FieldValue::Flag(true),
            "no" => FieldValue::Flag(false),
            _ => return Err(broken()),
        },
        FieldKey::Skills | FieldKey::CanHelp | FieldKey::LookingFor => FieldValue::Tags(words().collect()),
        FieldKey::Purposes => FieldValue::Purposes(words().map(Into::into).collect()),
        FieldKey::Prefecture => FieldValue::Prefecture(typed.parse().map_err(|_| broken())?),
        FieldKey::Roles | FieldKey::Career | FieldKey::Postings | FieldKey::Links => list(field.as_str())?,
        FieldKey::Other(_) => return Err(AppError::invalid("field")),
    }))
}

fn mine(field: &MyField) -> Value {
    let refused = field.refused.as_ref();
    json!({
        "field": field.field, "value": said(field.value.as_ref()), "audience": field.audience,
        "delivery": field.delivery.as_str(), "reason": items::reason(field.delivery),
        "refused": refused.map(|wish| json!({"id": wish.wish, "value": said(wish.value.as_ref()), "audience": wish.audience})),
    })
}

fn shown(fields: &[ShownField]) -> Vec<Value> {
    fields.iter().map(|field| json!({"field": field.field, "value": said(Some(&field.value))})).collect()
}

/// The value without its type, which the field tells.
pub fn said(value: Option<&FieldValue>) -> Value {
    let json = value.and_then(|value| serde_json::to_value(value).ok()).unwrap_or_default();
    json.get("value").cloned().unwrap_or(json)
}
