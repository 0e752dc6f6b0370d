//! The roster: HR's list, never shown to members.

use super::Conn;
use crate::failure::Failure;
use enishi_wire::{
    ids::NetworkId,
    members::{Class, Entry},
};
use std::collections::BTreeMap;

/// A person on the roster.
#[derive(Debug, Clone)]
pub struct Person {
    /// Private address in canonical form; names the person inside a network.
    pub email: String,
    /// 社員番号; may be empty.
    pub employee_number: String,
    /// The side the person stands on.
    pub class: Class,
    /// What the entry would be.
    pub entry: Entry,
    /// Day, month or year of joining; may be empty.
    pub joined_on: String,
    /// Day, month or year of leaving; may be empty.
    pub left_on: String,
    /// Columns that nothing here reads.
    pub extra: BTreeMap<String, String>,
    /// SHA-256 of all the above.
    pub digest: String,
}

/// Writes a person; tells whether that changed anything.
pub async fn write(conn: &mut Conn, network: NetworkId, person: &Person, now: i64) -> Result<bool, Failure> {
    let done = sqlx::query(
        "INSERT INTO roster (network, email, employee_number, class, entry, joined_on, left_on, extra, digest, imported_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (network, email) DO UPDATE SET employee_number = excluded.employee_number, \
         class = excluded.class, entry = excluded.entry, joined_on = excluded.joined_on, \
         left_on = excluded.left_on, extra = excluded.extra, digest = excluded.digest, \
         imported_at = excluded.imported_at WHERE roster.digest <> excluded.digest",
    )
    .bind(network.to_string())
    .bind(&person.email)
    .bind(&person.employee_number)
    .bind(person.class.as_str())
    .bind(serde_json::to_string(&person.entry)?)
    .bind(&person.joined_on)
    .bind(&person.left_on)
    .bind(serde_json::to_string(&person.extra)?)
    .bind(&person.digest)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What the roster says of an address.
pub async fn find(
    conn: &mut Conn,
    network: NetworkId,
    email: &str,
) -> Result<Option<(Class, Entry)>, Failure> {
    let row: Option<(String, String)> =
        sqlx::query_as("SELECT class, entry FROM roster WHERE network = $1 AND email = $2")
            .bind(network.to_string())
            .bind(email)
            .fetch_optional(conn)
            .await?;
    row.map(|(class, entry)| Ok((Class::parse(&class), serde_json::from_str(&entry)?))).transpose()
}

/// Addresses on the roster after `after`, in order; the next page begins after the last.
pub async fn emails_after(
    conn: &mut Conn,
    network: NetworkId,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT email FROM roster WHERE network = $1 AND email > $2 ORDER BY email LIMIT $3",
    )
    .bind(network.to_string())
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?)
}

/// Other addresses under the same employee number.
pub async fn others_with_number(
    conn: &mut Conn,
    network: NetworkId,
    number: &str,
    email: &str,
) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT email FROM roster WHERE network = $1 AND employee_number = $2 AND email <> $3 ORDER BY email",
    )
    .bind(network.to_string())
    .bind(number)
    .bind(email)
    .fetch_all(conn)
    .await?)
}

/// Takes an address off the roster.
pub async fn delete(conn: &mut Conn, network: NetworkId, email: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM roster WHERE network = $1 AND email = $2")
        .bind(network.to_string())
        .bind(email)
        .execute(conn)
        .await?;
    Ok(())
}
