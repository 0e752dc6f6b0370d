//! `desk`: letters to the secretariat, which its people and the server can read.

use crate::{
    items,
    run::{Ended, deliver, fresh, list},
};
use clap::Subcommand;
use enishi_bridge::{
    desk::{DeskCard, DeskForm, DeskLetter, DeskLetterForm},
    errors::{AppCode, AppError},
};
use enishi_client::Client;
use enishi_wire::ids::MemberId;
use serde_json::{Value, json};

/// `desk`.
#[derive(Debug, Subcommand)]
pub enum Desk {
    /// The own letters, or those of a member.
    Read {
        /// The member's id (duty inbox).
        #[arg(long)]
        member: Option<String>,
    },
    /// Write to the secretariat, or answer a member for it.
    Write {
        /// The words.
        text: String,
        /// The member's id (duty inbox).
        #[arg(long)]
        member: Option<String>,
    },
    /// Everybody's letters (duty inbox).
    List,
}

fn id(text: Option<String>) -> Result<Option<MemberId>, AppError> {
    text.map(|text| text.parse().map_err(|_| AppError::new(AppCode::NotFound))).transpose()
}

/// Runs `desk`.
pub async fn desk(client: &Client, command: Desk) -> Result<Ended, AppError> {
    fresh(client).await?;
    match command {
        Desk::Read { member } => {
            let member = id(member)?;
            let thread = client.desk_thread(DeskForm { member }).await?;
            if member.is_none() {
                client.read_desk().await?;
            }
            Ok(list(&thread.letters, letter))
        }
        Desk::Write { text, member } => {
            let wish = client.write_to_desk(DeskLetterForm { member: id(member)?, text }).await?;
            deliver(client, wish, json!({"id": wish})).await
        }
        Desk::List => Ok(list(&client.desk_letters().await?.items, card)),
    }
}

fn letter(letter: &DeskLetter) -> Value {
    json!({
        "id": letter.id, "mine": letter.mine, "by": letter.by, "text": letter.text, "at": items::time(letter.at),
        "delivery": letter.delivery.as_str(),
    })
}

fn card(card: &DeskCard) -> Value {
    json!({
        "member": card.member, "text": card.text, "at": items::time(card.at), "waits": card.waits,
        "name": card.person.as_ref().map(|person| format!("{} {}", person.family_name, person.given_name)),
    })
}
