//! What networks decide about fields of profiles.

use super::Conn;
use crate::failure::Failure;
use enishi_wire::{
    ids::NetworkId,
    profile::{FieldKey, FieldKindRow},
};

/// What was decided about a field.
pub async fn find(
    conn: &mut Conn,
    network: NetworkId,
    field: &FieldKey,
) -> Result<Option<FieldKindRow>, Failure> {
    let body: Option<String> =
        sqlx::query_scalar("SELECT body FROM field_kinds WHERE network = $1 AND field = $2")
            .bind(network.to_string())
            .bind(field.as_str())
            .fetch_optional(conn)
            .await?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

/// Everything that was decided in a network.
pub async fn all(conn: &mut Conn, network: NetworkId) -> Result<Vec<FieldKindRow>, Failure> {
    let bodies: Vec<String> =
        sqlx::query_scalar("SELECT body FROM field_kinds WHERE network = $1 ORDER BY field")
            .bind(network.to_string())
            .fetch_all(conn)
            .await?;
    bodies.iter().map(|body| Ok(serde_json::from_str(body)?)).collect()
}

/// Writes a decision in the place of an earlier one.
pub async fn put(conn: &mut Conn, network: NetworkId, decision: &FieldKindRow) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO field_kinds (network, field, body) VALUES ($1, $2, $3) \
         ON CONFLICT (network, field) DO UPDATE SET body = excluded.body",
    )
    .bind(network.to_string())
    .bind(decision.field.as_str())
    .bind(serde_json::to_string(decision)?)
    .execute(conn)
    .await?;
    Ok(())
}
