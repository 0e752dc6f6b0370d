//! The fields of profiles.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    profile::{FieldKey, ProfileField},
};
use futures_util::{Stream, TryStreamExt};
use std::collections::BTreeMap;

/// Every field that a member ever set.
pub async fn of_member(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<BTreeMap<FieldKey, ProfileField>, Failure> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT field, value, audience, version FROM profile_fields WHERE network = $1 AND member = $2",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Writes a field in the place of what it said before.
pub async fn put(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    key: &FieldKey,
    field: &ProfileField,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO profile_fields (network, member, field, value, audience, version) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (network, member, field) DO UPDATE SET \
         value = excluded.value, audience = excluded.audience, version = excluded.version",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(key.as_str())
    .bind(field.value.as_ref().map(serde_json::to_string).transpose()?)
    .bind(field.audience.as_str())
    .bind(field.version.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// What a row says of a field.
pub type Columns = (String, Option<String>, String, String);

/// Reads a row.
pub fn read((key, value, audience, version): Columns) -> Result<(FieldKey, ProfileField), Failure> {
    let value = value.map(|value| serde_json::from_str(&value)).transpose()?;
    let field = ProfileField { value, audience: audience.into(), version: parse(&version, "version")? };
    Ok((key.into(), field))
}

/// A network, a member, and the member's state.
pub type Owner = (String, String, String);

/// Every field of everybody, member by member.
pub fn all(conn: &mut Conn) -> impl Stream<Item = Result<(Owner, Columns), sqlx::Error>> + Send + '_ {
    type Row = (String, String, String, String, Option<String>, String, String);
    sqlx::query_as::<_, Row>(
        "SELECT members.network, members.id, members.state, field, value, audience, version FROM profile_fields \
         JOIN members ON members.network = profile_fields.network AND members.id = profile_fields.member \
         ORDER BY members.network, members.id",
    )
    .fetch(conn)
    .map_ok(|(network, member, state, field, value, audience, version)| {
        ((network, member, state), (field, value, audience, version))
    })
}
