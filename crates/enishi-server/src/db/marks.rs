//! What members have seen.

use super::Conn;
use crate::failure::Failure;
use enishi_wire::ids::{MemberId, NetworkId};
use uuid::Uuid;

/// Notes that a member has seen an item; tells whether that is new.
pub async fn see(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    item: Uuid,
    now: i64,
) -> Result<bool, Failure> {
    let done = sqlx::query(
        "INSERT INTO seen (network, member, item, seen_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (network, member, item) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(item.to_string())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
