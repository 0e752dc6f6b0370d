//! What the operator does with a membership that exists: taking duties, pausing, removing.

use super::{email, invitations::known, members as rules};
use crate::{
    db::{Database, members, members::Member},
    failure::Failure,
};
use enishi_wire::{
    ids::NetworkId,
    members::{Duty, MemberState},
};

/// What is to happen.
#[derive(Debug, Clone)]
pub enum Order {
    /// Takes duties away.
    Revoke(Vec<Duty>),
    /// Lets an active member pause: the member is not listed and sees nothing but the own membership.
    Pause,
    /// Ends a pause.
    Resume,
    /// Removes a person, in whatever state: nothing of the network is for her from here on.
    Remove,
}

/// Does it, and gives the member as it is then. Doing it again changes nothing.
pub async fn carry_out(
    database: &Database,
    network: NetworkId,
    address: &str,
    order: &Order,
    now: i64,
) -> Result<Member, Failure> {
    let network = known(database, network).await?;
    let address = email::canonical(address)
        .ok_or_else(|| Failure::operator("bad_email", "This is not an email address."))?;
    let mut turn = database.write().await?.take_turn(network.id, now).await?;
    let member = members::of_email(turn.conn(), network.id, &address)
        .await?
        .ok_or_else(|| Failure::operator("not_a_member", "The network has no member with this address."))?;
    let state = match (order, member.state) {
        (Order::Revoke(duties), _) => {
            let member = rules::revoke(&mut turn, member, duties).await?;
            turn.commit().await?;
            return Ok(member);
        }
        (Order::Remove, _) => MemberState::Removed,
        (Order::Pause, MemberState::Active | MemberState::Paused) => MemberState::Paused,
        (Order::Resume, MemberState::Active | MemberState::Paused) => MemberState::Active,
        (Order::Pause | Order::Resume, state) => {
            return Err(Failure::operator(
                "wrong_state",
                format!("Only active members pause and return; this one is {}.", state.as_str()),
            ));
        }
    };
    if member.state == state {
        turn.roll_back().await;
        return Ok(member);
    }
    let member = rules::set_state(&mut turn, member, state).await?;
    turn.commit().await?;
    Ok(member)
}
