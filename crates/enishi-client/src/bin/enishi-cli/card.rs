//! The own card, and checking those of others.

use crate::{items, run::Ended};
use enishi_bridge::{
    card::{CardWords, CheckCardForm},
    errors::AppError,
};
use enishi_client::Client;
use serde_json::{Value, json};

/// Runs `card`. Nothing is synchronised first: cards are for places without a network.
pub async fn card(client: &Client, text: Option<String>) -> Result<Ended, AppError> {
    Ok(Ended::Done(match text {
        None => {
            let card = client.card().await?;
            with(&card.says, json!({"text": card.text}))
        }
        Some(text) => {
            let card = client.check_card(CheckCardForm { text }).await?;
            with(&card.says, json!({"member": card.member, "listed": card.listed}))
        }
    }))
}

fn with(says: &CardWords, more: Value) -> Value {
    let mut card = json!({
        "network": says.network, "name": says.name, "joined_year": says.joined_year, "left_year": says.left_year,
        "issued_at": items::time(says.issued_at),
    });
    if let (Some(card), Value::Object(more)) = (card.as_object_mut(), more) {
        card.extend(more);
    }
    card
}
