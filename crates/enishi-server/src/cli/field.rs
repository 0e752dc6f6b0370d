//! `network field add`, `list`, `retire` and `propose`: what a network decides about fields of profiles.

use super::{Data, Output};
use crate::{
    clock::Clock,
    db::{Database, field_kinds},
    domain::field_kinds::decide,
    failure::Failure,
    ids,
};
use clap::{Args, Subcommand};
use enishi_wire::{
    ids::NetworkId,
    profile::{Asks, Choice, FieldAudience, FieldKey, FieldKindRow, OwnField},
};
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Debug, Subcommand)]
pub(super) enum Field {
    /// Add a field to the profiles of a network.
    Add {
        #[command(flatten)]
        at: At,
        /// Its name in Japanese.
        #[arg(long)]
        name: String,
        /// Its name in English.
        #[arg(long, default_value = "")]
        name_en: String,
        /// A line of explanation in Japanese.
        #[arg(long, default_value = "")]
        hint: String,
        /// The same in English.
        #[arg(long, default_value = "")]
        hint_en: String,
        /// What it asks for: text, lines, number, year, yes_no, choice, link, date.
        #[arg(long)]
        asks: String,
        /// One of the list, as WORD=NAME; several times, for `--asks choice`.
        #[arg(long = "choice", value_name = "WORD=NAME")]
        choices: Vec<String>,
        /// Who is proposed to read it: only_me, secretariat, alumni, staff, everyone.
        #[arg(long, default_value = "only_me")]
        audience: String,
        /// Its place among the network's fields; the lowest is first.
        #[arg(long, default_value_t = 0)]
        place: i32,
    },
    /// List the fields that a network added, and what it proposes.
    List {
        #[command(flatten)]
        at: At,
    },
    /// Ask a field no more; what people have answered stays theirs.
    Retire {
        #[command(flatten)]
        at: At,
        /// The field, as `list` names it.
        #[arg(long)]
        field: String,
    },
    /// Propose who reads a field; what people have chosen stays as it is.
    Propose {
        #[command(flatten)]
        at: At,
        /// The field, such as roles.
        #[arg(long)]
        field: String,
        /// Who is proposed to read it: only_me, secretariat, alumni, staff, everyone.
        #[arg(long)]
        audience: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct At {
    #[command(flatten)]
    data: Data,
    /// The network.
    #[arg(long)]
    network: NetworkId,
}

impl Field {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        match self {
            Self::Add { at, name, name_en, hint, hint_en, asks, choices, audience, place } => {
                let said =
                    |ja: String, en: String| BTreeMap::from([("ja".to_owned(), ja), ("en".to_owned(), en)]);
                let choices =
                    choices.iter().map(|choice| choice_of(choice)).collect::<Result<_, Failure>>()?;
                let own = OwnField {
                    name: said(name, name_en),
                    hint: said(hint, hint_en),
                    asks: Asks::from(asks),
                    choices,
                    place,
                    retired: false,
                };
                let field = FieldKey::of_network(ids::new_id());
                let decision = FieldKindRow { field, audience: audience.into(), own: Some(own) };
                let database = at.data.open().await?;
                put(&database, at.network, &decision, clock.now()).await?;
                say(output, &decision, "was added");
                database.close().await;
            }
            Self::List { at } => {
                let database = at.data.open().await?;
                let mut snapshot = database.snapshot().await?;
                let all = field_kinds::all(&mut snapshot, at.network).await?;
                snapshot.rollback().await?;
                database.close().await;
                let lines: Vec<String> = all.iter().map(line).collect();
                output.say(&json!({ "fields": all }), &lines.join("\n"));
            }
            Self::Retire { at, field } => {
                let database = at.data.open().await?;
                let mut decision = found(&database, at.network, field).await?;
                let own = decision.own.as_mut().ok_or_else(unknown)?;
                own.retired = true;
                put(&database, at.network, &decision, clock.now()).await?;
                say(output, &decision, "is not asked any more");
                database.close().await;
            }
            Self::Propose { at, field, audience } => {
                let database = at.data.open().await?;
                let field = FieldKey::from(field);
                let own = match &field {
                    FieldKey::Other(word) => found(&database, at.network, word.clone()).await?.own,
                    _ => None,
                };
                let decision = FieldKindRow { field, audience: FieldAudience::from(audience), own };
                put(&database, at.network, &decision, clock.now()).await?;
                say(output, &decision, "has another proposal");
                database.close().await;
            }
        }
        Ok(())
    }
}

async fn found(database: &Database, network: NetworkId, field: String) -> Result<FieldKindRow, Failure> {
    let mut snapshot = database.snapshot().await?;
    let found = field_kinds::find(&mut snapshot, network, &FieldKey::from(field)).await?;
    snapshot.rollback().await?;
    found.ok_or_else(unknown)
}

fn unknown() -> Failure {
    Failure::operator("no_such_field", "The network has added no such field. Nothing was changed.")
}

async fn put(
    database: &Database,
    network: NetworkId,
    decision: &FieldKindRow,
    now: i64,
) -> Result<(), Failure> {
    let mut turn = database.write().await?.take_turn(network, now).await?;
    match decide(&mut turn, decision).await {
        Ok(()) => turn.commit().await,
        Err(Failure::Refused(error)) => {
            turn.roll_back().await;
            Err(Failure::operator("bad_field", format!("{} Nothing was changed.", error.message)))
        }
        Err(failure) => {
            turn.roll_back().await;
            Err(failure)
        }
    }
}

fn choice_of(text: &str) -> Result<Choice, Failure> {
    let (word, name) = text
        .split_once('=')
        .ok_or_else(|| Failure::operator("bad_field", "A choice is written as WORD=NAME."))?;
    Ok(Choice { word: word.to_owned(), name: BTreeMap::from([("ja".to_owned(), name.to_owned())]) })
}

fn say(output: Output, decision: &FieldKindRow, what: &str) {
    output.say(&json!({ "field": decision.field }), &format!("The field {} {what}.", decision.field));
}

fn line(decision: &FieldKindRow) -> String {
    let (name, asks) = decision.own.as_ref().map_or(("", ""), |own| (own.name_in("ja"), own.asks.as_str()));
    let retired = decision.own.as_ref().is_some_and(|own| own.retired);
    format!(
        "{}  {}  {name}  {asks}{}",
        decision.field,
        decision.audience,
        if retired { "  retired" } else { "" }
    )
}
