//! What pages read of letters, and what a report proves by them.

use super::{LetterRow, ThreadGlance, read, select};
use crate::{db::Db, error::Error};
use enishi_wire::{
    blob::Blob,
    ids::{MemberId, MessageId, NetworkId},
    reports::ProvedMessage,
};
use sqlx::Row;

impl Db {
    /// Letters with words of a thread before a place, newest first.
    pub async fn letters(
        &self,
        network: NetworkId,
        peer: MemberId,
        before: Option<(i64, MessageId)>,
        limit: i64,
    ) -> Result<Vec<LetterRow>, Error> {
        let (at, id) = before.map_or((i64::MAX, None), |(at, id)| (at, Some(id)));
        let rows = sqlx::query(select(
            "WHERE network = $1 AND peer = $2 AND kind = 'text'
             AND (place < $3 OR (place = $3 AND $4 IS NOT NULL AND id < $4)) ORDER BY place DESC, id DESC LIMIT $5",
        ))
        .bind(network.to_string())
        .bind(peer.0)
        .bind(at)
        .bind(id.map(|id| id.0))
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }

    /// All letters with words of a network, oldest first.
    pub async fn all_letters(&self, network: NetworkId) -> Result<Vec<LetterRow>, Error> {
        let rows = sqlx::query(select("WHERE network = $1 AND kind = 'text' ORDER BY place, id"))
            .bind(network.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(read).collect()
    }

    /// One letter.
    pub async fn letter(&self, network: NetworkId, id: MessageId) -> Result<Option<LetterRow>, Error> {
        let mut tx = self.pool.begin().await?;
        super::one(&mut tx, network, id).await
    }

    /// The signs of a thread from a place on, oldest first: those at the messages that stand there, and maybe others.
    pub async fn signs(
        &self,
        network: NetworkId,
        peer: MemberId,
        from: i64,
    ) -> Result<Vec<LetterRow>, Error> {
        let rows = sqlx::query(select(
            "WHERE network = $1 AND peer = $2 AND kind = 'reaction' AND place >= $3 AND state <> 'unsent'
             ORDER BY place, id",
        ))
        .bind(network.to_string())
        .bind(peer.0)
        .bind(from)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }

    /// The last letter with words of a thread, and how many are unread.
    pub async fn glance(
        &self,
        network: NetworkId,
        peer: MemberId,
        read_upto: i64,
    ) -> Result<Option<ThreadGlance>, Error> {
        let Some(last) = self.letters(network, peer, None, 1).await?.pop() else { return Ok(None) };
        let row = sqlx::query(
            "SELECT count(*) FROM letters WHERE network = $1 AND peer = $2 AND kind = 'text' AND mine = 0
             AND state IN ('here', 'closed') AND place > $3",
        )
        .bind(network.to_string())
        .bind(peer.0)
        .bind(read_upto)
        .fetch_one(&self.pool)
        .await?;
        let unread = u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX);
        Ok(Some(ThreadGlance { last, unread }))
    }

    /// With whom there are letters or drafts.
    pub async fn letter_peers(&self, network: NetworkId) -> Result<Vec<MemberId>, Error> {
        let rows = sqlx::query(
            "SELECT peer FROM letters WHERE network = $1 UNION SELECT peer FROM talk_drafts WHERE network = $1",
        )
        .bind(network.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|row| Ok(MemberId(row.try_get(0)?))).collect()
    }

    /// To whom letters wait to be sealed.
    pub async fn waiting_peers(&self, network: NetworkId) -> Result<Vec<MemberId>, Error> {
        let rows = sqlx::query("SELECT DISTINCT peer FROM letters WHERE network = $1 AND state = 'waiting'")
            .bind(network.to_string())
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(|row| Ok(MemberId(row.try_get(0)?))).collect()
    }

    /// The draft of a thread.
    pub async fn draft(&self, network: NetworkId, peer: MemberId) -> Result<Option<String>, Error> {
        let row = sqlx::query("SELECT text FROM talk_drafts WHERE network = $1 AND peer = $2")
            .bind(network.to_string())
            .bind(peer.0)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Letters with words that hold a piece of text, newest first.
    pub async fn letters_holding(
        &self,
        network: NetworkId,
        piece: &str,
        limit: i64,
    ) -> Result<Vec<LetterRow>, Error> {
        let rows = sqlx::query(select(
            "WHERE network = $1 AND kind = 'text' AND state <> 'unsent' AND instr(text, $2) > 0
             ORDER BY place DESC, id DESC LIMIT $3",
        ))
        .bind(network.to_string())
        .bind(piece)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }
}

impl Db {
    /// A letter between the reader and somebody with what proves it in a report; `None`: it is not here, or was taken
    /// back, or never left this device.
    pub async fn proved(
        &self,
        network: NetworkId,
        peer: MemberId,
        id: MessageId,
    ) -> Result<Option<ProvedMessage>, Error> {
        let row = sqlx::query(
            "SELECT letter, commitment_key, sent_at, mark FROM letters WHERE network = $1 AND peer = $2 AND id = $3
             AND state = 'here' AND letter IS NOT NULL AND sent_at IS NOT NULL AND mark IS NOT NULL",
        )
        .bind(network.to_string())
        .bind(peer.0)
        .bind(id.0)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(ProvedMessage {
                letter: Blob(row.try_get(0)?),
                key: Blob(row.try_get(1)?),
                sent_at: row.try_get(2)?,
                mark: Blob(row.try_get(3)?),
            })
        })
        .transpose()
    }
}
