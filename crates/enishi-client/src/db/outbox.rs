//! The outbox: what the person wants and the server has not answered.

use super::{Db, Tx};
use crate::{error::Error, wish::Wish};
use enishi_sync::overlay::{Pending, PendingState};
use enishi_wire::{
    errors::ApiCode,
    ids::{MutationId, NetworkId},
    mutations::{Action, Mutation},
};
use sqlx::{Row, sqlite::SqliteRow};

/// A wish with how it stands.
pub fn pending(row: &SqliteRow) -> Result<Pending, Error> {
    let state: String = row.try_get("state")?;
    let reason: Option<String> = row.try_get("reason")?;
    let state = match state.as_str() {
        "sending" => PendingState::Sending,
        "failed" => {
            let reason = reason.and_then(|reason| serde_json::from_value(reason.into()).ok());
            PendingState::Failed(reason.unwrap_or(ApiCode::Unknown))
        }
        _ => PendingState::Waiting,
    };
    Ok(Pending {
        mutation: serde_json::from_str(row.try_get("mutation")?)?,
        state,
        attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).unwrap_or(u32::MAX),
    })
}

impl Db {
    /// All wishes of the account, oldest first.
    pub async fn outbox(&self) -> Result<Vec<Pending>, Error> {
        let rows = sqlx::query("SELECT mutation, state, reason, attempts FROM outbox ORDER BY position")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(pending).collect()
    }

    /// All wishes of the account in their bytes, oldest first.
    pub async fn wishes(&self) -> Result<Vec<Wish>, Error> {
        let rows = sqlx::query("SELECT mutation FROM outbox ORDER BY position").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Wish::read(row.try_get(0)?)).collect()
    }

    /// The wishes of one network, oldest first.
    pub async fn outbox_of(&self, network: NetworkId) -> Result<Vec<Pending>, Error> {
        let rows = sqlx::query(
            "SELECT mutation, state, reason, attempts FROM outbox WHERE network = $1 ORDER BY position",
        )
        .bind(network.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(pending).collect()
    }

    /// What became of a wish: its state, or `None` when it is answered or discarded.
    pub async fn outbox_state(&self, id: MutationId) -> Result<Option<PendingState>, Error> {
        let row = sqlx::query("SELECT mutation, state, reason, attempts FROM outbox WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.as_ref().map(pending).transpose()?.map(|pending| pending.state))
    }
}

/// Adds a wish at the end. An answer replaces an earlier answer to the same event that was never sent.
/// Answers the ids of the replaced ones.
pub async fn add(tx: &mut Tx<'_>, wish: &Wish) -> Result<Vec<MutationId>, Error> {
    let replaced = replaced(tx, &wish.mutation).await?;
    for id in &replaced {
        remove(tx, *id).await?;
    }
    insert(tx, wish).await?;
    Ok(replaced)
}

/// Adds a wish at the end and replaces nothing; one that is there already stays as it is.
pub async fn insert(tx: &mut Tx<'_>, wish: &Wish) -> Result<(), Error> {
    sqlx::query("INSERT INTO outbox (id, network, mutation, state) VALUES ($1, $2, $3, 'waiting') ON CONFLICT (id) DO NOTHING")
        .bind(wish.id().to_string())
        .bind(wish.mutation.network.to_string())
        .bind(wish.text.get())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Wishes of the same lane and sort that were never sent or were refused: the new one makes them void.
/// One that may be under way stays, because whether it arrived is unknown (I4).
async fn replaced(tx: &mut Tx<'_>, mutation: &Mutation) -> Result<Vec<MutationId>, Error> {
    let rows = sqlx::query(
        "SELECT mutation, state, reason, attempts FROM outbox
         WHERE network = $1 AND (state = 'failed' OR (state = 'waiting' AND attempts = 0))",
    )
    .bind(mutation.network.to_string())
    .fetch_all(&mut **tx)
    .await?;
    let mut void = Vec::new();
    for row in &rows {
        let earlier = pending(row)?.mutation;
        if mutation.makes_void(&earlier) {
            void.push(earlier.id);
        }
    }
    Ok(void)
}

/// Marks wishes as under way and answers them in order.
pub async fn take(tx: &mut Tx<'_>, ids: &[MutationId]) -> Result<Vec<Wish>, Error> {
    let mut taken = Vec::with_capacity(ids.len());
    for id in ids {
        let row = sqlx::query(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = $1 AND state <> 'failed'
             RETURNING mutation",
        )
        .bind(id.to_string())
        .fetch_optional(&mut **tx)
        .await?;
        if let Some(row) = row {
            taken.push(Wish::read(row.try_get(0)?)?);
        }
    }
    Ok(taken)
}

/// Sets wishes back to waiting: their push had no answer.
pub async fn put_back(tx: &mut Tx<'_>, ids: &[MutationId]) -> Result<(), Error> {
    for id in ids {
        sqlx::query("UPDATE outbox SET state = 'waiting' WHERE id = $1 AND state = 'sending'")
            .bind(id.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Sets every wish that a killed process left under way back to waiting.
pub async fn put_all_back(tx: &mut Tx<'_>) -> Result<(), Error> {
    sqlx::query("UPDATE outbox SET state = 'waiting' WHERE state = 'sending'").execute(&mut **tx).await?;
    Ok(())
}

/// What a wish wants; `None` when it is answered or discarded.
pub async fn action(tx: &mut Tx<'_>, id: MutationId) -> Result<Option<Action>, Error> {
    let text: Option<String> = sqlx::query_scalar("SELECT mutation FROM outbox WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(text.map(|text| serde_json::from_str::<Mutation>(&text)).transpose()?.map(|wish| wish.action))
}

/// Parks a wish with its reason.
pub async fn fail(tx: &mut Tx<'_>, id: MutationId, reason: ApiCode) -> Result<(), Error> {
    let reason = serde_json::to_value(reason)?;
    sqlx::query("UPDATE outbox SET state = 'failed', reason = $2, again = NULL WHERE id = $1")
        .bind(id.to_string())
        .bind(reason.as_str().unwrap_or("unknown"))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Sets a parked wish back to waiting.
pub async fn retry(tx: &mut Tx<'_>, id: MutationId) -> Result<bool, Error> {
    let changed =
        sqlx::query("UPDATE outbox SET state = 'waiting', reason = NULL WHERE id = $1 AND state = 'failed'")
            .bind(id.to_string())
            .execute(&mut **tx)
            .await?;
    Ok(changed.rows_affected() > 0)
}

/// Forgets a wish.
pub async fn remove(tx: &mut Tx<'_>, id: MutationId) -> Result<bool, Error> {
    let changed =
        sqlx::query("DELETE FROM outbox WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(changed.rows_affected() > 0)
}
