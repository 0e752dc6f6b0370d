//! `member grant`.

use super::{Data, Output};
use crate::{clock::Clock, domain::invitations::grant, failure::Failure};
use clap::Subcommand;
use enishi_wire::{ids::NetworkId, members::Duty};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Member {
    /// Give duties of the secretariat to a person of the roster.
    Grant {
        #[command(flatten)]
        data: Data,
        /// The network.
        #[arg(long)]
        network: NetworkId,
        /// The person's address.
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// roster, approvals, posts, events, opportunities, moderation, reports, duties; separated by commas.
        #[arg(long, required = true, value_delimiter = ',', value_parser = duty)]
        duties: Vec<Duty>,
    },
}

fn duty(word: &str) -> Result<Duty, String> {
    Duty::parse(word.trim()).ok_or_else(|| {
        let known: Vec<&str> = Duty::ALL.iter().map(|duty| duty.as_str()).collect();
        format!("a duty is one of {}", known.join(", "))
    })
}

impl Member {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        let Self::Grant { data, network, email, duties } = self;
        let database = data.open().await?;
        let member = grant(&database, network, &email, &duties, clock.now()).await?;
        database.close().await;
        let words: Vec<&str> = member.duties.iter().map(|duty| duty.as_str()).collect();
        output.say(
            &json!({ "member": member.id, "state": member.state, "duties": words }),
            &format!("Member {} has the duties {}.", member.id, words.join(", ")),
        );
        Ok(())
    }
}
