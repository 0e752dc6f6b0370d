//! `network create`.

use super::{Data, Output};
use crate::{
    clock::Clock,
    domain::networks::{NewNetwork, create},
    failure::Failure,
};
use clap::{Subcommand, ValueEnum};
use enishi_wire::networks::NetworkKind;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Network {
    /// Create a network.
    Create {
        #[command(flatten)]
        data: Data,
        /// Its name.
        #[arg(long)]
        name: String,
        /// What sort of community it is.
        #[arg(long, value_enum)]
        kind: Kind,
        /// Why it exists, at most 300 characters; shown to the invited.
        #[arg(long, default_value = "")]
        charter: String,
        /// Language of its invitations.
        #[arg(long, value_enum, default_value_t = Locale::Ja)]
        locale: Locale,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Kind {
    Company,
    Region,
    School,
    Club,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Locale {
    Ja,
    En,
}

impl Network {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        let Self::Create { data, name, kind, charter, locale } = self;
        let kind = match kind {
            Kind::Company => NetworkKind::Company,
            Kind::Region => NetworkKind::Region,
            Kind::School => NetworkKind::School,
            Kind::Club => NetworkKind::Club,
        };
        let locale = match locale {
            Locale::Ja => "ja",
            Locale::En => "en",
        };
        let database = data.open().await?;
        let new = NewNetwork { name, kind, charter, locale: locale.to_owned() };
        let id = create(&database, new, clock.now()).await?;
        database.close().await;
        output.say(&json!({ "network": id }), &format!("The network {id} was created."));
        Ok(())
    }
}
