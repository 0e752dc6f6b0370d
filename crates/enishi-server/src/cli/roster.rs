//! `roster import`.

use super::{Data, Output};
use crate::{
    clock::Clock,
    domain::roster::{Report, import},
    failure::Failure,
};
use clap::Subcommand;
use enishi_wire::ids::NetworkId;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Roster {
    /// Import HR's list: CSV as Excel writes it, or .xlsx.
    Import {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        data: Data,
        /// The network.
        #[arg(long)]
        network: NetworkId,
        /// Say what would happen and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

impl Roster {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        let Self::Import { file, data, network, dry_run } = self;
        let database = data.open().await?;
        let report = import(&database, network, &file, dry_run, clock.now()).await?;
        database.close().await;
        output.say(&report, &table(&report, dry_run));
        Ok(())
    }
}

fn table(report: &Report, dry_run: bool) -> String {
    let mut text = String::new();
    for row in &report.rows {
        if let Some(reason) = row.reason {
            text.push_str(&format!("line {}: {}\n", row.line, reason.sentence()));
        }
    }
    if !report.unknown_columns.is_empty() {
        text.push_str(&format!("Kept without reading: {}\n", report.unknown_columns.join(", ")));
    }
    let done = if dry_run { "Nothing was written. It would be" } else { "Done" };
    text.push_str(&format!(
        "{done}: {} accepted, {} unchanged, {} refused.",
        report.accepted, report.unchanged, report.refused
    ));
    text
}
