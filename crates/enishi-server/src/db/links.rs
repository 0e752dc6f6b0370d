//! New devices that ask to be let in. They are rows of their member and nothing else.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    changes::Row,
    ids::{MemberId, NetworkId},
    scopes::Scope,
    talk::LinkRow,
};
use uuid::Uuid;

/// All that ask.
pub async fn of_member(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<Vec<Uuid>, Failure> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM changes WHERE network = $1 AND scope = $2 AND kind = $3 AND body IS NOT NULL",
    )
    .bind(network.to_string())
    .bind(Scope::Me(member).to_string())
    .bind(LinkRow::KIND)
    .fetch_all(conn)
    .await?;
    ids.iter().map(|id| parse(id, "link")).collect()
}
