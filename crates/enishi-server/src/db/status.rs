//! 近況.

use super::{
    Conn,
    members::place,
    parse,
    posts::{from_word, word},
};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    status::{NewStatus, StatusRow},
};

type Columns = (String, String, String, String, String, i64);

fn read((member, id, mark, text, audience, said_at): Columns) -> Result<(MemberId, StatusRow), Failure> {
    let said = NewStatus { mark: mark.into(), text, audience: from_word(&audience)? };
    Ok((parse(&member, "member")?, StatusRow { status: parse(&id, "status")?, said, said_at }))
}

/// The 近況 of a member.
pub async fn of_member(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Option<StatusRow>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT member, id, mark, text, audience, said_at FROM statuses WHERE network = $1 AND member = $2",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(read).transpose()?.map(|(_, status)| status))
}

/// A 近況 by its id, with whose it is.
pub async fn find(
    conn: &mut Conn,
    network: NetworkId,
    id: uuid::Uuid,
) -> Result<Option<(MemberId, StatusRow)>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT member, id, mark, text, audience, said_at FROM statuses WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// Writes what a member says in the place of what was said before.
pub async fn put(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    status: &StatusRow,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO statuses (network, member, id, mark, text, audience, said_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (network, member) DO UPDATE SET id = excluded.id, \
         mark = excluded.mark, text = excluded.text, audience = excluded.audience, said_at = excluded.said_at",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(status.status.to_string())
    .bind(status.said.mark.as_str())
    .bind(&status.said.text)
    .bind(word(&status.said.audience)?)
    .bind(status.said_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what a member said.
pub async fn delete(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<(), Failure> {
    sqlx::query("DELETE FROM statuses WHERE network = $1 AND member = $2")
        .bind(network.to_string())
        .bind(member.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Networks and members whose 近況 is of a time or before it, in the order of their ids after one of them.
pub async fn said_until(
    conn: &mut Conn,
    time: i64,
    after: Option<(NetworkId, MemberId)>,
    limit: i64,
) -> Result<Vec<(NetworkId, MemberId)>, Failure> {
    let (network, member) = place(after);
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT network, member FROM statuses WHERE said_at <= $1 AND (network, member) > ($2, $3) \
         ORDER BY network, member LIMIT $4",
    )
    .bind(time)
    .bind(network)
    .bind(member)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|(network, member)| Ok((parse(network, "network")?, parse(member, "member")?))).collect()
}
