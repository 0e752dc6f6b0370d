//! `field`: what the network decides about fields of profiles.

use crate::{
    profile::Audience,
    run::{Ended, deliver, fresh, list},
};
use clap::{Args as ClapArgs, Subcommand};
use enishi_bridge::{
    FieldAudience, FieldKey, OwnField,
    errors::AppError,
    field_kinds::{FieldKind, FieldKindForm},
};
use enishi_client::Client;
use serde_json::{Value, json};

/// `field`: without a command, all of them.
#[derive(Debug, ClapArgs)]
pub struct Field {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Change>,
}

/// What to do with fields (duty roster).
#[derive(Debug, Subcommand)]
pub enum Change {
    /// Add a field of the network's own, or decide anew about one.
    Set {
        /// What it asks, as JSON: {"name":{"ja":"期"},"asks":"year"}; for `choice` also "choices".
        own: String,
        /// Which, unless it is a new one.
        #[arg(long)]
        field: Option<String>,
        /// Who is proposed to read it.
        #[arg(long, value_enum, default_value_t = Audience::OnlyMe)]
        audience: Audience,
    },
    /// Propose who reads a field; what people have chosen stays as it is.
    Propose {
        /// Which, such as roles.
        field: String,
        /// Who is proposed to read it.
        #[arg(value_enum)]
        audience: Audience,
    },
}

/// Runs it.
pub async fn field(client: &Client, form: Field) -> Result<Ended, AppError> {
    fresh(client).await?;
    let form = match form.command {
        None => return Ok(list(&client.field_kinds().await?.fields, kind)),
        Some(Change::Set { own, field, audience }) => {
            let own: OwnField = serde_json::from_str(&own).map_err(|_| AppError::invalid("own"))?;
            FieldKindForm {
                field: field.map(FieldKey::from),
                audience: FieldAudience::from(audience),
                own: Some(own),
            }
        }
        Some(Change::Propose { field, audience }) => {
            let field = FieldKey::from(field);
            let all = client.field_kinds().await?.fields;
            let own = all.into_iter().find(|kind| kind.field == field).and_then(|kind| kind.own);
            FieldKindForm { field: Some(field), audience: audience.into(), own }
        }
    };
    let wish = client.set_field_kind(form).await?;
    deliver(client, wish, json!({"id": wish})).await
}

fn kind(kind: &FieldKind) -> Value {
    json!({
        "field": kind.field, "audience": kind.audience, "own": kind.own, "delivery": kind.delivery.as_str(),
    })
}
