//! `profile`: the own fields, those of others, and what others see of the own ones.

use crate::{
    items,
    run::{Ended, deliver, fresh, list},
};
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use enishi_bridge::{
    Asks, FieldAudience, FieldKey, FieldValue, Link, OwnField, PhotoSize,
    errors::{AppCode, AppError},
    photo::PhotoAddress,
    profile::{FieldForm, MyField, Onlooker, ShownField, ViewAsForm},
};
use enishi_client::{Client, Error};
use serde_json::{Value, json};
use std::{io::Write as _, path::PathBuf};

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
        /// The key of a field that the network added, or romaji, roles, resting, career, postings, skills, can_help, looking_for, purposes, links, prefecture.
        field: String,
        /// Text, words with commas between them, yes or no, a number; for lists with parts, JSON.
        value: String,
        /// Who reads it; unless given, who reads it already, or who is proposed.
        #[arg(long, value_enum)]
        audience: Option<Audience>,
    },
    /// The own photo.
    Photo {
        /// What to do with it.
        #[command(subcommand)]
        command: Photo,
    },
    /// What somebody else sees of the own profile.
    ViewAs {
        /// Whose eyes.
        #[arg(value_enum)]
        who: Who,
    },
}

/// What to do with the own photo.
#[derive(Debug, Subcommand)]
pub enum Photo {
    /// Make the middle of a picture the photo: JPEG, PNG, WebP or GIF.
    Set {
        /// The picture.
        file: PathBuf,
        /// Who sees it; unless given, who sees it already, or who is proposed.
        #[arg(long, value_enum)]
        audience: Option<Audience>,
    },
    /// Take the photo away.
    Remove,
    /// Write a photo into a file, as it is in the profile.
    Save {
        /// The file; one that is there is not overwritten.
        file: PathBuf,
        /// The member whose photo it is, unless the own one.
        #[arg(long)]
        of: Option<String>,
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
        (Some(Change::Photo { command }), _) => photo(client, command).await,
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

async fn photo(client: &Client, command: Photo) -> Result<Ended, AppError> {
    let held = client.my_profile().await?.fields.into_iter().find(|held| held.field == FieldKey::Photo);
    let audience = held.map_or_else(|| FieldKey::Photo.proposed_audience(), |held| held.audience);
    match command {
        Photo::Set { file, audience: wanted } => {
            let file = std::fs::read(file).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => AppError::new(AppCode::NotFound),
                _ => Error::from(error).into(),
            })?;
            let draft = client.open_photo_file(file).await?;
            let wish = client.save_middle(draft.id, wanted.map_or(audience, Into::into)).await?;
            deliver(client, wish, json!({"id": wish, "field": FieldKey::Photo})).await
        }
        Photo::Remove => {
            let wish = client.set_field(FieldForm { field: FieldKey::Photo, value: None, audience }).await?;
            deliver(client, wish, json!({"id": wish, "field": FieldKey::Photo})).await
        }
        Photo::Save { file, of } => {
            let nobody = || AppError::new(AppCode::NotFound);
            let photo = match of {
                None => client.own_photo().await?.ok_or_else(nobody)?,
                Some(member) => {
                    let member = member.parse().map_err(|_| nobody())?;
                    let photo = client.member(member).await?.card.photo.ok_or_else(nobody)?;
                    client.photo(PhotoAddress::Of(member, photo, PhotoSize::Full)).await?
                }
            };
            let write = || {
                let mut new = std::fs::File::create_new(&file)?;
                new.write_all(&photo)
            };
            write().map_err(|error| AppError::from(Error::from(error)))?;
            Ok(Ended::Done(json!({"file": file, "bytes": photo.len()})))
        }
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
    let own = held.as_ref().and_then(|held| held.own.clone());
    let audience = audience.map(FieldAudience::from).or(held.map(|held| held.audience));
    let form = FieldForm {
        value: parsed(&field, own.as_ref(), value)?,
        audience: audience.unwrap_or_else(|| field.proposed_audience()),
        field: field.clone(),
    };
    let wish = client.set_field(form).await?;
    deliver(client, wish, json!({"id": wish, "field": field})).await
}

/// What was typed, as the field takes it.
fn parsed(field: &FieldKey, own: Option<&OwnField>, typed: &str) -> Result<Option<FieldValue>, AppError> {
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
    let yes_or_no = || match typed {
        "yes" => Ok(FieldValue::Flag(true)),
        "no" => Ok(FieldValue::Flag(false)),
        _ => Err(broken()),
    };
    if let Some(own) = own {
        return Ok(Some(match own.asks {
            Asks::Text | Asks::Lines | Asks::Other(_) => FieldValue::Text(typed.to_owned()),
            Asks::Number | Asks::Year => FieldValue::Number(typed.parse().map_err(|_| broken())?),
            Asks::YesNo => yes_or_no()?,
            Asks::Choice => FieldValue::Choice(typed.to_owned()),
            Asks::Link => FieldValue::Links(vec![Link { url: typed.to_owned(), ..Link::default() }]),
            Asks::Date => FieldValue::Date(typed.parse().map_err(|_| broken())?),
        }));
    }
    Ok(Some(match field {
        FieldKey::Romaji => FieldValue::Text(typed.to_owned()),
        FieldKey::Resting => yes_or_no()?,
        FieldKey::Skills | FieldKey::CanHelp | FieldKey::LookingFor => FieldValue::Tags(words().collect()),
        FieldKey::Purposes => FieldValue::Purposes(words().map(Into::into).collect()),
        FieldKey::Prefecture => FieldValue::Prefecture(typed.parse().map_err(|_| broken())?),
        FieldKey::Roles | FieldKey::Career | FieldKey::Postings | FieldKey::Links => list(field.as_str())?,
        // A photo is a file.
        FieldKey::Photo | FieldKey::Other(_) => return Err(AppError::invalid("field")),
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
