//! The card of a member: made when it is asked for, kept nowhere.

use super::{reports::full_name, scopes::require_active};
use crate::{
    app::App,
    db::{members, networks},
    failure::Failure,
};
use enishi_seal::card::Card;
use enishi_wire::{
    cards::IssuedCard,
    ids::{AccountId, NetworkId},
};

/// Signs the card of the caller, who is an active member.
///
/// # Errors
/// `not_found`, `not_permitted`.
pub async fn issue(app: &App, account: AccountId, network: NetworkId) -> Result<IssuedCard, Failure> {
    let mut snapshot = app.database.snapshot().await?;
    let conn = &mut snapshot;
    let member = members::of_account(conn, network, account).await?.ok_or_else(Failure::not_found)?;
    require_active(&member)?;
    let named = networks::find(conn, network).await?.ok_or_else(Failure::not_found)?;
    let year = |year: Option<i32>| year.and_then(|year| u16::try_from(year).ok());
    let key = app.key.cards(network);
    let card = Card {
        network: network.0,
        member: member.id.0,
        network_name: named.row.name,
        name: full_name(&member),
        joined: year(member.entry.joined_year),
        left: year(member.entry.left_year),
        at: u64::try_from(app.clock.now()).unwrap_or_default(),
    };
    Ok(IssuedCard { card: key.sign(&card), key: hex::encode(key.public()) })
}
