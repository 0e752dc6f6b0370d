//! Pictures: those of others that were shown, as many as there is room for, and the own ones until the server has
//! them and as long as the profile names them.
//!
//! A picture is here only while a row of the server, or an own wish, names it: what erases the rows erases the
//! pictures in the same transaction (I26).

use super::{Db, Tx};
use crate::{clock, error::Error};
use enishi_wire::{
    ids::{MemberId, NetworkId},
    mutations::{Action, Mutation},
    profile::{FieldValue, PhotoId, PhotoSize},
};
use sqlx::Row;

/// The most bytes of pictures of others.
const ROOM: i64 = 48 * 1024 * 1024;
/// How exactly it is known when a picture was shown, ms: a list that scrolls writes nothing.
const DAY: i64 = 24 * 3_600_000;
/// How long an own picture waits for the wish that names it, ms.
const WAITS: i64 = 600_000;

/// A picture by all its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Where.
    pub network: NetworkId,
    /// Whose.
    pub member: MemberId,
    /// Which.
    pub id: PhotoId,
}

/// An own picture for the server.
#[derive(Debug)]
pub struct ToSend {
    /// The picture.
    pub body: Vec<u8>,
    /// The life of the server's database that has it.
    pub sent: Option<String>,
}

impl Db {
    /// The own pictures in full size, the one that was kept first first.
    pub async fn own_photos(&self, network: NetworkId) -> Result<Vec<(PhotoId, Vec<u8>)>, Error> {
        let rows = sqlx::query(
            "SELECT id, body FROM photos WHERE network = $1 AND size = 'full' AND mine = 1 ORDER BY used_at, id",
        )
        .bind(network.to_string())
        .fetch_all(&self.pool)
        .await?;
        let mut photos = Vec::with_capacity(rows.len());
        for row in rows {
            let id: String = row.try_get(0)?;
            if let Ok(id) = id.parse() {
                photos.push((id, row.try_get(1)?));
            }
        }
        Ok(photos)
    }

    /// A picture that is here.
    pub async fn photo(&self, named: Named, size: PhotoSize, now: i64) -> Result<Option<Vec<u8>>, Error> {
        let row = sqlx::query(
            "SELECT body, used_at FROM photos WHERE network = $1 AND member = $2 AND id = $3 AND size = $4",
        )
        .bind(named.network.to_string())
        .bind(named.member.0)
        .bind(named.id.to_string())
        .bind(size.as_str())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if now - row.try_get::<i64, _>(1)? > DAY {
            let mut tx = self.begin().await?;
            used(&mut tx, named, now).await?;
            tx.commit().await?;
        }
        Ok(Some(row.try_get(0)?))
    }
}

async fn used(tx: &mut Tx<'_>, named: Named, now: i64) -> Result<(), Error> {
    sqlx::query("UPDATE photos SET used_at = $4 WHERE network = $1 AND member = $2 AND id = $3")
        .bind(named.network.to_string())
        .bind(named.member.0)
        .bind(named.id.to_string())
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps a picture that the server gave, if a row names it still, and makes room for it.
pub async fn put_shown(
    tx: &mut Tx<'_>,
    named: Named,
    size: PhotoSize,
    body: &[u8],
    now: i64,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO photos (network, member, id, size, body, used_at) SELECT $1, $2, $3, $4, $5, $6
         WHERE EXISTS (SELECT 1 FROM scopes JOIN rows ON rows.scope = scopes.nr
             AND rows.kind IN ('facet', 'profile') AND rows.id = $2
             WHERE scopes.place = (SELECT nr FROM places WHERE network = $1) AND instr(rows.body, $3) > 0)
         ON CONFLICT (network, member, id, size) DO UPDATE SET used_at = excluded.used_at",
    )
    .bind(named.network.to_string())
    .bind(named.member.0)
    .bind(named.id.to_string())
    .bind(size.as_str())
    .bind(body)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    // Those that were shown last fill the room; the others go.
    sqlx::query(
        "DELETE FROM photos WHERE mine = 0 AND rowid IN (SELECT rowid FROM (
             SELECT rowid, sum(length(body)) OVER (ORDER BY used_at DESC, rowid DESC) AS filled
             FROM photos WHERE mine = 0) WHERE filled > $1)",
    )
    .bind(ROOM)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps an own picture in both sizes, for the wish that comes next.
pub async fn put_mine(
    tx: &mut Tx<'_>,
    named: Named,
    (full, small): (&[u8], &[u8]),
    now: i64,
) -> Result<(), Error> {
    for (size, body) in [(PhotoSize::Full, full), (PhotoSize::Small, small)] {
        sqlx::query(
            "INSERT INTO photos (network, member, id, size, body, used_at, mine) VALUES ($1, $2, $3, $4, $5, $6, 1)
             ON CONFLICT (network, member, id, size) DO UPDATE
             SET body = excluded.body, used_at = excluded.used_at, mine = 1",
        )
        .bind(named.network.to_string())
        .bind(named.member.0)
        .bind(named.id.to_string())
        .bind(size.as_str())
        .bind(body)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// The own picture that a wish names, for the server.
pub async fn to_send(db: &Db, network: NetworkId, id: PhotoId) -> Result<Option<ToSend>, Error> {
    let row = sqlx::query(
        "SELECT body, sent FROM photos WHERE network = $1 AND id = $2 AND size = 'full' AND mine = 1",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .fetch_optional(&db.pool)
    .await?;
    Ok(match row {
        Some(row) => Some(ToSend { body: row.try_get(0)?, sent: row.try_get(1)? }),
        None => None,
    })
}

/// Notes which life of the server's database has an own picture; `None`: it has lost it.
pub async fn note_sent(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: PhotoId,
    epoch: Option<&str>,
) -> Result<(), Error> {
    sqlx::query("UPDATE photos SET sent = $3 WHERE network = $1 AND id = $2 AND mine = 1")
        .bind(network.to_string())
        .bind(id.to_string())
        .bind(epoch)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether the picture that a wish names is here and goes again before it.
pub async fn sends_again(tx: &mut Tx<'_>, wish: &Mutation) -> Result<bool, Error> {
    let Action::SetField { value: Some(FieldValue::Photo(photo)), .. } = &wish.action else {
        return Ok(false);
    };
    note_sent(tx, wish.network, photo.id, None).await?;
    let row = sqlx::query("SELECT 1 FROM photos WHERE network = $1 AND id = $2 AND mine = 1 LIMIT 1")
        .bind(wish.network.to_string())
        .bind(photo.id.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.is_some())
}

/// Erases the pictures of a network that no row and no own wish names.
pub async fn erase_unnamed(tx: &mut Tx<'_>, place: i64) -> Result<(), Error> {
    sqlx::query(
        "DELETE FROM photos WHERE network = (SELECT network FROM places WHERE nr = $1)
         AND NOT EXISTS (SELECT 1 FROM scopes JOIN rows ON rows.scope = scopes.nr
             AND rows.kind IN ('facet', 'profile') AND rows.id = photos.member
             WHERE scopes.place = $1 AND instr(rows.body, photos.id) > 0)
         AND NOT (mine = 1 AND (used_at > $2
             OR EXISTS (SELECT 1 FROM outbox WHERE outbox.network = photos.network AND instr(mutation, photos.id) > 0)
             OR EXISTS (SELECT 1 FROM sent_log WHERE sent_log.network = photos.network
                 AND instr(mutation, photos.id) > 0)))",
    )
    .bind(place)
    .bind(clock::now() - WAITS)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
