//! `network create`, `network report`, `network words`, and what a network decides about fields of profiles.

use super::{Data, Output, field::Field};
use crate::{
    clock::Clock,
    domain::{
        life::{Life, SMALLEST, counts},
        networks::{NewNetwork, call, create},
    },
    failure::Failure,
};
use clap::{Subcommand, ValueEnum};
use enishi_wire::{ids::NetworkId, networks::NetworkKind};
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
    /// How many members are active, quiet, withdrawn: numbers only, and none about a few.
    Report {
        #[command(flatten)]
        data: Data,
        /// The network.
        #[arg(long)]
        network: NetworkId,
    },
    /// Words of the network's own: アルムナイ becomes OB会, 部署 becomes 出身地 …
    Words {
        #[command(flatten)]
        data: Data,
        /// The network.
        #[arg(long)]
        network: NetworkId,
        /// TERM=WORD, several times; the terms are alumni, department, staff, and with -en after them for English
        /// screens. An empty word: the one of the network's kind again.
        #[arg(long = "word", value_name = "TERM=WORD", value_parser = word)]
        words: Vec<(String, String)>,
    },
    /// Fields of profiles.
    #[command(subcommand)]
    Field(Field),
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
        let (data, name, kind, charter, locale) = match self {
            Self::Create { data, name, kind, charter, locale } => (data, name, kind, charter, locale),
            Self::Report { data, network } => return report(&data, network, output, clock).await,
            Self::Words { data, network, words } => {
                let database = data.open().await?;
                let row = call(&database, network, &words, clock.now()).await?;
                database.close().await;
                let said: Vec<String> =
                    row.terms.iter().map(|(term, word)| format!("{term}: {word}")).collect();
                output.say(&json!({ "terms": row.terms }), &said.join("\n"));
                return Ok(());
            }
            Self::Field(field) => return field.run(output, clock).await,
        };
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

/// Reads TERM=WORD.
fn word(text: &str) -> Result<(String, String), String> {
    let (term, word) = text.split_once('=').ok_or("write TERM=WORD")?;
    Ok((term.to_owned(), word.to_owned()))
}

async fn report(data: &Data, network: NetworkId, output: Output, clock: &Clock) -> Result<(), Failure> {
    let database = data.open().await?;
    let found = counts(&database, network, clock.now()).await?;
    database.close().await;
    let line = |(life, count): (&Life, &Option<i64>)| {
        let count =
            count.map_or_else(|| format!("fewer than {SMALLEST}, or withheld"), |count| count.to_string());
        format!("{life:?}: {count}")
    };
    let lines: Vec<String> = found.counts.iter().map(line).collect();
    output.say(&json!(found), &lines.join("\n"));
    Ok(())
}
