//! Networks and their counters.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::NetworkId,
    networks::{NetworkKind, NetworkRow},
};

/// A network with what only the server needs to know of it.
#[derive(Debug, Clone)]
pub struct Network {
    /// Its id.
    pub id: NetworkId,
    /// What its members see.
    pub row: NetworkRow,
    /// Language of its invitations.
    pub locale: String,
}

/// Adds a network with its counter at 0.
pub async fn insert(conn: &mut Conn, network: &Network, now: i64) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO networks (id, name, kind, charter, terms, locale, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(network.id.to_string())
    .bind(&network.row.name)
    .bind(network.row.kind.as_str())
    .bind(&network.row.charter)
    .bind(serde_json::to_string(&network.row.terms)?)
    .bind(&network.locale)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    sqlx::query("INSERT INTO network_seq (network, seq) VALUES ($1, 0)")
        .bind(network.id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// A network by its id.
pub async fn find(conn: &mut Conn, id: NetworkId) -> Result<Option<Network>, Failure> {
    let row: Option<(String, String, String, String, String)> =
        sqlx::query_as("SELECT name, kind, charter, terms, locale FROM networks WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(conn)
            .await?;
    row.map(|(name, kind, charter, terms, locale)| {
        let kind = NetworkKind::parse(&kind).unwrap_or(NetworkKind::Unknown);
        let terms = serde_json::from_str(&terms)?;
        Ok(Network { id, row: NetworkRow { name, kind, charter, terms }, locale })
    })
    .transpose()
}

/// Writes the words of a network's own.
pub async fn set_terms(conn: &mut Conn, id: NetworkId, row: &NetworkRow) -> Result<(), Failure> {
    sqlx::query("UPDATE networks SET terms = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(serde_json::to_string(&row.terms)?)
        .execute(conn)
        .await?;
    Ok(())
}

/// A network's counter.
pub async fn seq(conn: &mut Conn, id: NetworkId) -> Result<i64, Failure> {
    let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM network_seq WHERE network = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    seq.ok_or_else(Failure::not_found)
}

/// Takes a network's counter for the transaction: until its end nobody else can.
pub(super) async fn lock_seq(conn: &mut Conn, id: NetworkId) -> Result<Option<i64>, Failure> {
    let seq = sqlx::query_scalar("UPDATE network_seq SET seq = seq WHERE network = $1 RETURNING seq");
    Ok(seq.bind(id.to_string()).fetch_optional(conn).await?)
}

/// All counters.
pub async fn seqs(conn: &mut Conn) -> Result<Vec<(NetworkId, i64)>, Failure> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT network, seq FROM network_seq").fetch_all(conn).await?;
    rows.into_iter().map(|(id, seq)| Ok((parse(&id, "network")?, seq))).collect()
}

/// Writes a network's counter.
pub async fn set_seq(conn: &mut Conn, id: NetworkId, seq: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE network_seq SET seq = $2 WHERE network = $1")
        .bind(id.to_string())
        .bind(seq)
        .execute(conn)
        .await?;
    Ok(())
}
