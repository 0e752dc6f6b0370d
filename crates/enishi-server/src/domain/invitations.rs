//! Invitations: people of the roster become invited members and get a letter.

use super::{email, members as rules};
use crate::{
    db::{
        Database,
        mail::{self, Letter},
        members::{self, Member},
        networks::{self, Network},
        roster,
        write::Turn,
    },
    failure::Failure,
    ids,
};
use enishi_wire::{
    ids::NetworkId,
    members::{Duty, MemberState},
};

const BATCH: i64 = 200;

/// Invites one address of the roster. `again`: also if it was invited before. Tells whether a letter is due.
pub async fn invite_one(
    database: &Database,
    network: NetworkId,
    address: &str,
    again: bool,
    now: i64,
) -> Result<bool, Failure> {
    let network = known(database, network).await?;
    let address = email::canonical(address)
        .ok_or_else(|| Failure::operator("bad_email", "This is not an email address."))?;
    let mut turn = database.write().await?.take_turn(network.id, now).await?;
    let invited = invite(&mut turn, &network, &address, again).await?;
    turn.commit().await?;
    Ok(invited)
}

/// Invites everybody on the roster who has not been invited; gives the number of letters.
pub async fn invite_all(
    database: &Database,
    network: NetworkId,
    again: bool,
    now: i64,
) -> Result<u64, Failure> {
    let network = known(database, network).await?;
    let mut invited = 0;
    let mut last = String::new();
    loop {
        let mut snapshot = database.snapshot().await?;
        let batch = roster::emails_after(&mut snapshot, network.id, &last, BATCH).await?;
        snapshot.rollback().await?;
        let Some(end) = batch.last() else {
            return Ok(invited);
        };
        last.clone_from(end);
        // Batches let the running server write in between.
        let mut turn = database.write().await?.take_turn(network.id, now).await?;
        for address in &batch {
            if invite(&mut turn, &network, address, again).await? {
                invited += 1;
            }
        }
        turn.commit().await?;
    }
}

/// Gives duties to a person of the network or its roster (the operator only). Who is not yet a member becomes an invited one.
pub async fn grant(
    database: &Database,
    network: NetworkId,
    address: &str,
    duties: &[Duty],
    now: i64,
) -> Result<Member, Failure> {
    let network = known(database, network).await?;
    let address = email::canonical(address)
        .ok_or_else(|| Failure::operator("bad_email", "This is not an email address."))?;
    let mut turn = database.write().await?.take_turn(network.id, now).await?;
    let (member, _) = member_of(&mut turn, &address).await?;
    let member = rules::grant(&mut turn, member, duties).await?;
    turn.commit().await?;
    Ok(member)
}

/// The network, or a sentence for the operator.
pub async fn known(database: &Database, id: NetworkId) -> Result<Network, Failure> {
    let mut snapshot = database.snapshot().await?;
    networks::find(&mut snapshot, id)
        .await?
        .ok_or_else(|| Failure::operator("no_such_network", "There is no network with this id."))
}

/// The member of an address, made from the roster if need be.
async fn member_of(turn: &mut Turn, address: &str) -> Result<(Member, bool), Failure> {
    let network = turn.network;
    if let Some(member) = members::of_email(turn.conn(), network, address).await? {
        return Ok((member, false));
    }
    let Some((class, entry)) = roster::find(turn.conn(), network, address).await? else {
        return Err(Failure::operator("not_on_roster", "The address is not on the network's roster."));
    };
    Ok((rules::add(turn, address, class, entry).await?, true))
}

async fn invite(turn: &mut Turn, network: &Network, address: &str, again: bool) -> Result<bool, Failure> {
    let (member, _) = member_of(turn, address).await?;
    if member.state != MemberState::Invited {
        return Ok(false);
    }
    let now = turn.now;
    let before = members::invited_at(turn.conn(), network.id, member.id).await?;
    if before.is_some() && !again {
        return Ok(false);
    }
    let letter = Letter {
        id: ids::new_id(),
        network: Some(network.id),
        kind: "invitation".to_owned(),
        about: member.id.0,
        recipient: member.email,
        locale: network.locale.clone(),
        attempts: 0,
    };
    mail::enqueue(turn.conn(), &letter, now).await?;
    members::note_invited(turn.conn(), network.id, member.id, now).await?;
    Ok(true)
}
