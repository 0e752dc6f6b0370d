//! What the recovery key gives, and which messages the server has an entry of.

use super::{Db, Tx, letters::Proof};
use crate::error::Error;
use enishi_wire::ids::{MessageId, NetworkId};
use sqlx::Row;
use zeroize::Zeroizing;

/// What the recovery key gives.
pub struct RecoveryKeys {
    /// The key that seals entries of messages.
    pub backup: Zeroizing<Vec<u8>>,
    /// The identity key, sealed for the server.
    pub identity: Vec<u8>,
    /// Whether the server has it.
    pub sent: bool,
}

/// A letter of which the server has no entry yet.
pub struct Unkept {
    /// The message.
    pub id: MessageId,
    /// What opens and proves it.
    pub proof: Proof,
}

impl Db {
    /// What the recovery key gives, if one was made or used here.
    pub async fn recovery(&self, network: NetworkId) -> Result<Option<RecoveryKeys>, Error> {
        let mut tx = self.pool.begin().await?;
        find(&mut tx, network).await
    }

    /// Letters of which the server has no entry yet.
    pub async fn unkept(&self, network: NetworkId, limit: i64) -> Result<Vec<Unkept>, Error> {
        let rows = sqlx::query(
            "SELECT id, letter, content_key, commitment_key, mark FROM letters WHERE network = $1 AND state = 'here'
             AND letter IS NOT NULL AND content_key IS NOT NULL AND commitment_key IS NOT NULL
             AND id NOT IN (SELECT id FROM talk_kept WHERE network = $1) ORDER BY nr LIMIT $2",
        )
        .bind(network.to_string())
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let proof = Proof {
                    letter: Zeroizing::new(row.try_get(1)?),
                    content: Zeroizing::new(row.try_get(2)?),
                    commitment: Zeroizing::new(row.try_get(3)?),
                    mark: row.try_get::<Option<Vec<u8>>, _>(4)?.unwrap_or_default(),
                };
                Ok(Unkept { id: MessageId(row.try_get(0)?), proof })
            })
            .collect()
    }
}

/// See [`Db::recovery`].
pub async fn find(tx: &mut Tx<'_>, network: NetworkId) -> Result<Option<RecoveryKeys>, Error> {
    let row = sqlx::query("SELECT backup, identity, sent FROM talk_recovery WHERE network = $1")
        .bind(network.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| {
        Ok(RecoveryKeys {
            backup: Zeroizing::new(row.try_get(0)?),
            identity: row.try_get(1)?,
            sent: row.try_get::<i64, _>(2)? != 0,
        })
    })
    .transpose()
}

/// Stores what a recovery key gives. Entries under an earlier one are worth nothing from here on.
pub async fn put(tx: &mut Tx<'_>, network: NetworkId, keys: &RecoveryKeys) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_recovery (network, backup, identity, sent) VALUES ($1, $2, $3, $4)
         ON CONFLICT (network) DO UPDATE SET backup = excluded.backup, identity = excluded.identity,
         sent = excluded.sent",
    )
    .bind(network.to_string())
    .bind(keys.backup.to_vec())
    .bind(keys.identity.clone())
    .bind(i64::from(keys.sent))
    .execute(&mut **tx)
    .await?;
    sqlx::query("DELETE FROM talk_kept WHERE network = $1")
        .bind(network.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets it: the identity is another one.
pub async fn forget(tx: &mut Tx<'_>, network: NetworkId) -> Result<(), Error> {
    for statement in
        ["DELETE FROM talk_recovery WHERE network = $1", "DELETE FROM talk_kept WHERE network = $1"]
    {
        sqlx::query(statement).bind(network.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Notes that the server has the sealed identity key.
pub async fn sent(tx: &mut Tx<'_>, network: NetworkId) -> Result<(), Error> {
    sqlx::query("UPDATE talk_recovery SET sent = 1 WHERE network = $1")
        .bind(network.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes that the server has entries of messages.
pub async fn kept(tx: &mut Tx<'_>, network: NetworkId, ids: &[MessageId]) -> Result<(), Error> {
    for id in ids {
        sqlx::query(
            "INSERT INTO talk_kept (network, id) VALUES ($1, $2) ON CONFLICT (network, id) DO NOTHING",
        )
        .bind(network.to_string())
        .bind(id.0)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Messages that this device could not open.
pub async fn closed(tx: &mut Tx<'_>, network: NetworkId) -> Result<Vec<MessageId>, Error> {
    let rows = sqlx::query("SELECT id FROM letters WHERE network = $1 AND state = 'closed'")
        .bind(network.to_string())
        .fetch_all(&mut **tx)
        .await?;
    rows.into_iter().map(|row| Ok(MessageId(row.try_get(0)?))).collect()
}
