//! How letters and drafts are kept, inside a transaction of what happened to them.

use super::{LetterRow, LetterState, Proof, read, select};
use crate::{
    db::{Tx, devices, files},
    error::Error,
};
use enishi_wire::ids::{MemberId, MessageId, NetworkId};
use sqlx::Row;
use zeroize::Zeroizing;

/// One letter.
pub async fn one(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<Option<LetterRow>, Error> {
    let row = sqlx::query(select("WHERE network = $1 AND id = $2"))
        .bind(network.to_string())
        .bind(id.0)
        .fetch_optional(&mut **tx)
        .await?;
    row.as_ref().map(read).transpose()
}

/// Letters to somebody that wait to be sealed, oldest first.
pub async fn waiting(tx: &mut Tx<'_>, network: NetworkId, peer: MemberId) -> Result<Vec<LetterRow>, Error> {
    let rows =
        sqlx::query(select("WHERE network = $1 AND peer = $2 AND state = 'waiting' ORDER BY written_at, id"))
            .bind(network.to_string())
            .bind(peer.0)
            .fetch_all(&mut **tx)
            .await?;
    rows.iter().map(read).collect()
}

/// Stores a letter, in the place of what was known of it. It stands in its thread where the server took it, or at the
/// end while it has not.
pub async fn put(tx: &mut Tx<'_>, network: NetworkId, letter: &LetterRow) -> Result<(), Error> {
    let proof = letter.proof.as_ref();
    sqlx::query(
        "INSERT INTO letters (network, id, peer, mine, state, kind, text, about, written_at, sent_at, place,
             letter, content_key, commitment_key, mark, files)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (network, id) DO UPDATE SET state = excluded.state, kind = excluded.kind,
             text = excluded.text, about = excluded.about, files = excluded.files, written_at = excluded.written_at,
             sent_at = excluded.sent_at, place = excluded.place, letter = excluded.letter,
             content_key = excluded.content_key, commitment_key = excluded.commitment_key, mark = excluded.mark",
    )
    .bind(network.to_string())
    .bind(letter.id.0)
    .bind(letter.peer.0)
    .bind(i64::from(letter.mine))
    .bind(letter.state.as_str())
    .bind(letter.kind.as_str())
    .bind(&letter.text)
    .bind(letter.about.map(|id| id.0))
    .bind(letter.written_at)
    .bind(letter.sent_at)
    .bind(letter.sent_at.unwrap_or(i64::MAX - 1))
    .bind(proof.map(|proof| proof.letter.to_vec()))
    .bind(proof.map(|proof| proof.content.to_vec()))
    .bind(proof.map(|proof| proof.commitment.to_vec()))
    .bind(proof.map(|proof| proof.mark.clone()))
    .bind(i64::from(letter.files))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What opens and proves an own letter, or one that was opened.
pub async fn proof(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<Option<Proof>, Error> {
    let row = sqlx::query(
        "SELECT letter, content_key, commitment_key, mark FROM letters WHERE network = $1 AND id = $2
         AND state IN ('sealed', 'here') AND letter IS NOT NULL",
    )
    .bind(network.to_string())
    .bind(id.0)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Proof {
            letter: Zeroizing::new(row.try_get(0)?),
            content: Zeroizing::new(row.try_get(1)?),
            commitment: Zeroizing::new(row.try_get(2)?),
            mark: row.try_get::<Option<Vec<u8>>, _>(3)?.unwrap_or_default(),
        })
    })
    .transpose()
}

/// The newest letters that can be opened again, by what is here.
pub async fn proved(tx: &mut Tx<'_>, network: NetworkId, limit: i64) -> Result<Vec<MessageId>, Error> {
    let rows = sqlx::query(
        "SELECT id FROM letters WHERE network = $1 AND state = 'here' AND letter IS NOT NULL
         AND kind IN ('text', 'reaction') ORDER BY place DESC, id DESC LIMIT $2",
    )
    .bind(network.to_string())
    .bind(limit)
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| Ok(MessageId(row.try_get(0)?))).collect()
}

/// The number of an own letter among those of this device to that member; one that is sealed again keeps it.
pub async fn number(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: MessageId,
    peer: MemberId,
) -> Result<u64, Error> {
    let held = sqlx::query("SELECT count FROM letters WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .fetch_optional(&mut **tx)
        .await?;
    if let Some(held) = held.map(|row| row.try_get::<Option<i64>, _>(0)).transpose()?.flatten() {
        return u64::try_from(held).map_err(|_| Error::Bug("a count below zero"));
    }
    let number = devices::count_letter(tx, network, peer).await?;
    set_number(tx, network, id, number).await?;
    Ok(number)
}

/// Notes the number of a letter.
pub async fn set_number(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: MessageId,
    number: u64,
) -> Result<(), Error> {
    sqlx::query("UPDATE letters SET count = $3 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .bind(i64::try_from(number).unwrap_or(i64::MAX))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes where a letter stands.
pub async fn set_state(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: MessageId,
    state: LetterState,
) -> Result<(), Error> {
    sqlx::query("UPDATE letters SET state = $3 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.0)
        .bind(state.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes that the server has a letter, since when, and its mark.
pub async fn arrived(
    tx: &mut Tx<'_>,
    network: NetworkId,
    id: MessageId,
    sent_at: i64,
    mark: &[u8],
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE letters SET state = CASE state WHEN 'closed' THEN state WHEN 'unsent' THEN state ELSE 'here' END,
             sent_at = $3, place = $3, mark = $4
         WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.0)
    .bind(sent_at)
    .bind(mark.to_vec())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Wipes a letter that was taken back; that there was one stays.
pub async fn wipe(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<(), Error> {
    sqlx::query(
        "UPDATE letters SET state = 'unsent', text = '', files = 0, letter = NULL, content_key = NULL,
             commitment_key = NULL WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.0)
    .execute(&mut **tx)
    .await?;
    files::forget_of(tx, network, id).await
}

/// Forgets a letter that never left this device.
pub async fn forget(tx: &mut Tx<'_>, network: NetworkId, id: MessageId) -> Result<bool, Error> {
    let done = sqlx::query(
        "DELETE FROM letters WHERE network = $1 AND id = $2 AND state IN ('waiting', 'sealed', 'refused') AND sent_at IS NULL",
    )
    .bind(network.to_string())
    .bind(id.0)
    .execute(&mut **tx)
    .await?;
    let gone = done.rows_affected() > 0;
    if gone {
        files::forget_of(tx, network, id).await?;
    }
    Ok(gone)
}

/// Keeps a draft; an empty one is forgotten.
pub async fn put_draft(tx: &mut Tx<'_>, network: NetworkId, peer: MemberId, text: &str) -> Result<(), Error> {
    let statement = if text.is_empty() {
        "DELETE FROM talk_drafts WHERE network = $1 AND peer = $2"
    } else {
        "INSERT INTO talk_drafts (network, peer, text) VALUES ($1, $2, $3)
         ON CONFLICT (network, peer) DO UPDATE SET text = excluded.text"
    };
    let query = sqlx::query(statement).bind(network.to_string()).bind(peer.0);
    let query = if text.is_empty() { query } else { query.bind(text.to_owned()) };
    query.execute(&mut **tx).await?;
    Ok(())
}
