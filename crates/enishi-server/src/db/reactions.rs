//! Reactions to 近況 and life events.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    reactions::ReactionRow,
};
use uuid::Uuid;

/// Writes a reaction in the place of the member's earlier one.
pub async fn put(
    conn: &mut Conn,
    network: NetworkId,
    author: MemberId,
    row: &ReactionRow,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO reactions (network, item, member, author, reaction, reacted_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (network, item, member) DO UPDATE SET \
         reaction = excluded.reaction, reacted_at = excluded.reacted_at",
    )
    .bind(network.to_string())
    .bind(row.item.to_string())
    .bind(row.member.to_string())
    .bind(author.to_string())
    .bind(row.reaction.as_str())
    .bind(row.reacted_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets a member's reaction.
pub async fn delete(
    conn: &mut Conn,
    network: NetworkId,
    item: Uuid,
    member: MemberId,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM reactions WHERE network = $1 AND item = $2 AND member = $3")
        .bind(network.to_string())
        .bind(item.to_string())
        .bind(member.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Who reacted to an item.
pub async fn of_item(conn: &mut Conn, network: NetworkId, item: Uuid) -> Result<Vec<MemberId>, Failure> {
    let rows: Vec<String> =
        sqlx::query_scalar("SELECT member FROM reactions WHERE network = $1 AND item = $2 ORDER BY member")
            .bind(network.to_string())
            .bind(item.to_string())
            .fetch_all(conn)
            .await?;
    rows.iter().map(|member| parse(member, "member")).collect()
}

/// To what a member reacted, with whose it is.
pub async fn of_member(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Vec<(Uuid, MemberId)>, Failure> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT item, author FROM reactions WHERE network = $1 AND member = $2 ORDER BY item")
            .bind(network.to_string())
            .bind(member.to_string())
            .fetch_all(conn)
            .await?;
    rows.iter().map(|(item, author)| Ok((parse(item, "item")?, parse(author, "author")?))).collect()
}
