//! The pictures behind the photos of profiles.

use super::Conn;
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    profile::{PhotoId, PhotoSize},
};

/// Keeps a picture in both sizes; one that is here stays.
pub async fn put(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    id: PhotoId,
    (large, small): (Vec<u8>, Vec<u8>),
    now: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO photos (network, member, id, large, small, at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (network, member, id) DO UPDATE SET at = excluded.at",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(id.to_string())
    .bind(large)
    .bind(small)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a picture of a member is here.
pub async fn has(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    id: PhotoId,
) -> Result<bool, Failure> {
    let found: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM photos WHERE network = $1 AND member = $2 AND id = $3")
            .bind(network.to_string())
            .bind(member.to_string())
            .bind(id.to_string())
            .fetch_one(conn)
            .await?;
    Ok(found > 0)
}

/// A picture of a member.
pub async fn find(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    id: PhotoId,
    size: PhotoSize,
) -> Result<Option<Vec<u8>>, Failure> {
    let text = match size {
        PhotoSize::Full => "SELECT large FROM photos WHERE network = $1 AND member = $2 AND id = $3",
        PhotoSize::Small => "SELECT small FROM photos WHERE network = $1 AND member = $2 AND id = $3",
    };
    Ok(sqlx::query_scalar(text)
        .bind(network.to_string())
        .bind(member.to_string())
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?)
}

/// Forgets the pictures of a member beside one and the newest few, which a wish may still name.
pub async fn forget_surplus(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    shown: Option<PhotoId>,
    newest: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "DELETE FROM photos WHERE network = $1 AND member = $2 AND id <> $3 AND id NOT IN (\
         SELECT id FROM photos WHERE network = $1 AND member = $2 AND id <> $3 ORDER BY at DESC, id LIMIT $4)",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(shown.map(|id| id.to_string()).unwrap_or_default())
    .bind(newest)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the pictures that no profile names and that came before a time; gives their number.
pub async fn forget_unnamed(conn: &mut Conn, before: i64) -> Result<u64, Failure> {
    let done = sqlx::query(
        "DELETE FROM photos WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM profile_fields AS named \
         WHERE named.network = photos.network AND named.member = photos.member AND named.field = 'photo' \
         AND named.value LIKE '%' || photos.id || '%')",
    )
    .bind(before)
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
