//! `report list`: what the operator alone may read, for reports about those who decide reports.

use super::{Data, Output};
use crate::{domain::reports::for_operator, failure::Failure};
use clap::Subcommand;
use enishi_wire::ids::NetworkId;

#[derive(Debug, Subcommand)]
pub(super) enum Report {
    /// All reports of a network with their words, the oldest first; who reported is not among it.
    List {
        #[command(flatten)]
        data: Data,
        /// The network.
        #[arg(long)]
        network: NetworkId,
    },
}

impl Report {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let Self::List { data, network } = self;
        let database = data.open().await?;
        let reports = for_operator(&database, network).await?;
        database.close().await;
        let lines: Vec<String> = reports
            .iter()
            .map(|report| format!("{}  {}  {}  {}", report.id, report.reason, report.decision, report.text))
            .collect();
        output.say(&serde_json::json!({ "items": reports }), &lines.join("\n"));
        Ok(())
    }
}
