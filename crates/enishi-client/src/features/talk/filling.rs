//! A long thread on a device at once, for the bench: 50,000 messages would take two people years, and the limits of the
//! server days. Only with the feature `filling`, which no program that people run has.

use crate::{
    client::Client,
    clock,
    db::letters::{self, LetterKind, LetterRow, LetterState, Proof},
    error::Error,
    features::here::Here,
    ids,
};
use enishi_bridge::errors::AppError;
use enishi_wire::ids::{MemberId, MessageId};
use zeroize::Zeroizing;

/// Bytes of a letter that a report would show: a short message with its ids and heads.
const LETTER: usize = 400;
/// A sign at every so many messages.
const SIGNS: usize = 10;

impl Client {
    /// Puts letters into a thread, a minute apart, before everything that is in it, as if they had been written and read.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn fill_thread(&self, peer: MemberId, texts: &[String]) -> Result<(), AppError> {
        Ok(fill(&self.here().await?, peer, texts).await?)
    }
}

async fn fill(here: &Here, peer: MemberId, texts: &[String]) -> Result<(), Error> {
    let mut tx = here.account.db.begin().await?;
    let mut at = clock::now() - 60_000 * i64::try_from(texts.len() + 60).unwrap_or_default();
    for (number, text) in texts.iter().enumerate() {
        at += 60_000;
        let mine = number % 3 == 0;
        let id = MessageId(ids::mutation().0);
        let letter = LetterRow {
            id,
            peer,
            mine,
            state: LetterState::Here,
            kind: LetterKind::Text,
            text: text.clone(),
            about: None,
            files: 0,
            written_at: at,
            sent_at: Some(at),
            proof: Some(Proof {
                letter: Zeroizing::new(vec![7; LETTER]),
                content: Zeroizing::new(vec![7; 32]),
                commitment: Zeroizing::new(vec![7; 32]),
                mark: vec![7; 32],
            }),
        };
        letters::put(&mut tx, here.network, &letter).await?;
        if number % SIGNS == 0 {
            let sign = LetterRow {
                id: MessageId(ids::mutation().0),
                mine: !mine,
                kind: LetterKind::Reaction,
                text: "👍".to_owned(),
                about: Some(id),
                sent_at: Some(at + 1),
                ..letter
            };
            letters::put(&mut tx, here.network, &sign).await?;
        }
    }
    Ok(tx.commit().await?)
}
