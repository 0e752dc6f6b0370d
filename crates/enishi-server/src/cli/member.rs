//! `member grant`, `revoke`, `pause`, `resume`, `remove` and `receipt`.

use super::{Data, Output};
use crate::{
    clock::Clock,
    domain::{
        erasure,
        invitations::grant,
        memberships::{Order, carry_out},
    },
    failure::Failure,
};
use clap::{Args, Subcommand};
use enishi_wire::{ids::NetworkId, members::Duty};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Member {
    /// Give duties of the secretariat to a person of the roster.
    Grant {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        duties: Duties,
    },
    /// Take duties of the secretariat away.
    Revoke {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        duties: Duties,
    },
    /// Let an active member pause: not listed, and seeing nothing but the own membership.
    Pause {
        #[command(flatten)]
        whom: Whom,
    },
    /// End a pause.
    Resume {
        #[command(flatten)]
        whom: Whom,
    },
    /// Remove a person from the network; her devices erase it at their next contact.
    Remove {
        #[command(flatten)]
        whom: Whom,
    },
    /// Say whether a deletion is on record under the number that a person was given.
    Receipt {
        #[command(flatten)]
        data: Data,
        /// The number.
        number: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Whom {
    #[command(flatten)]
    data: Data,
    /// The network.
    #[arg(long)]
    network: NetworkId,
    /// The person's address.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
}

#[derive(Debug, Args)]
pub(super) struct Duties {
    /// roster, approvals, posts, events, opportunities, moderation, reports, duties; separated by commas.
    #[arg(long, required = true, value_delimiter = ',', value_parser = duty)]
    duties: Vec<Duty>,
}

fn duty(word: &str) -> Result<Duty, String> {
    Duty::parse(word.trim()).ok_or_else(|| {
        let known: Vec<&str> = Duty::ALL.iter().map(|duty| duty.as_str()).collect();
        format!("a duty is one of {}", known.join(", "))
    })
}

impl Member {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        let (whom, order) = match self {
            Self::Grant { whom, duties } => {
                let database = whom.data.open().await?;
                let member = grant(&database, whom.network, &whom.email, &duties.duties, clock.now()).await?;
                database.close().await;
                say(output, &member);
                return Ok(());
            }
            Self::Revoke { whom, duties } => (whom, Order::Revoke(duties.duties)),
            Self::Pause { whom } => (whom, Order::Pause),
            Self::Resume { whom } => (whom, Order::Resume),
            Self::Remove { whom } => (whom, Order::Remove),
            Self::Receipt { data, number } => return receipt(&data, output, &number).await,
        };
        let database = whom.data.open().await?;
        let member = carry_out(&database, whom.network, &whom.email, &order, clock.now()).await?;
        database.close().await;
        say(output, &member);
        Ok(())
    }
}

async fn receipt(data: &Data, output: Output, number: &str) -> Result<(), Failure> {
    let database = data.open().await?;
    let found = erasure::of_receipt(&database, number).await?;
    database.close().await;
    let Some(found) = found else {
        return Err(Failure::operator("no_such_receipt", "No deletion is on record under this number."));
    };
    output.say(
        &json!({ "receipt": found.receipt, "network": found.network, "erased_at": found.erased_at }),
        &format!("A membership of network {} was deleted under this number.", found.network),
    );
    Ok(())
}

fn say(output: Output, member: &crate::db::members::Member) {
    let words: Vec<&str> = member.duties.iter().map(|duty| duty.as_str()).collect();
    let duties =
        if words.is_empty() { "no duties".to_owned() } else { format!("the duties {}", words.join(", ")) };
    output.say(
        &json!({ "member": member.id, "state": member.state, "duties": words }),
        &format!("Member {} is {} and has {duties}.", member.id, member.state.as_str()),
    );
}
