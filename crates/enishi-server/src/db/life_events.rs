//! Life events, drafts and published ones.

use super::{Conn, parse, posts::word};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId, PostId},
    life_events::LifeEvent,
};

/// Where the consent of the named person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Nobody is named.
    None,
    /// The person was asked.
    Asked,
    /// The person agreed.
    Agreed,
    /// The person declined, or is there no more.
    Declined,
}

const WORDS: [(Consent, &str); 4] = [
    (Consent::None, "none"),
    (Consent::Asked, "asked"),
    (Consent::Agreed, "agreed"),
    (Consent::Declined, "declined"),
];

/// A life event as the server knows it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Who shares it.
    pub author: MemberId,
    /// What is shared. `named` says who is asked or named, whatever the consent.
    pub event: LifeEvent,
    /// Where the consent stands.
    pub consent: Consent,
    /// When it was shared, or the person was asked.
    pub made_at: i64,
    /// When the named person agreed.
    pub agreed_at: Option<i64>,
    /// When it was published; `None`: a draft.
    pub published_at: Option<i64>,
}

type Columns = (String, String, String, Option<String>, String, i64, Option<i64>, Option<i64>);

fn read(columns: Columns) -> Result<(PostId, Stored), Failure> {
    let (id, author, event, named, consent, made_at, agreed_at, published_at) = columns;
    let event: LifeEvent = serde_json::from_str(&event)?;
    let named = named.map(|named| parse(&named, "named member")).transpose()?;
    let consent = WORDS.iter().find(|(_, word)| *word == consent).map(|(consent, _)| *consent);
    let stored = Stored {
        author: parse(&author, "author")?,
        event: LifeEvent { named, ..event },
        consent: consent.ok_or_else(|| Failure::Fault("the database holds a bad consent".to_owned()))?,
        made_at,
        agreed_at,
        published_at,
    };
    Ok((parse(&id, "post")?, stored))
}

/// A life event by its id.
pub async fn find(conn: &mut Conn, network: NetworkId, id: PostId) -> Result<Option<Stored>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT id, author, event, named, consent, made_at, agreed_at, published_at FROM life_events \
         WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(read).transpose()?.map(|(_, stored)| stored))
}

/// Every life event that a member shares or is named in.
pub async fn around(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Vec<(PostId, Stored)>, Failure> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, author, event, named, consent, made_at, agreed_at, published_at FROM life_events \
         WHERE network = $1 AND (author = $2 OR named = $2) ORDER BY made_at, id",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Writes a life event in the place of what it was.
pub async fn put(conn: &mut Conn, network: NetworkId, id: PostId, stored: &Stored) -> Result<(), Failure> {
    let (event, named) = (LifeEvent { named: None, ..stored.event.clone() }, stored.event.named);
    let consent = WORDS.iter().find(|(consent, _)| *consent == stored.consent).map(|(_, word)| *word);
    sqlx::query(
        "INSERT INTO life_events \
         (network, id, author, event, audience, named, consent, made_at, agreed_at, published_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (network, id) DO UPDATE SET \
         event = excluded.event, audience = excluded.audience, named = excluded.named, \
         consent = excluded.consent, agreed_at = excluded.agreed_at, published_at = excluded.published_at",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .bind(stored.author.to_string())
    .bind(serde_json::to_string(&event)?)
    .bind(word(&event.audience)?)
    .bind(named.map(|named| named.to_string()))
    .bind(consent)
    .bind(stored.made_at)
    .bind(stored.agreed_at)
    .bind(stored.published_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets a life event.
pub async fn delete(conn: &mut Conn, network: NetworkId, id: PostId) -> Result<(), Failure> {
    sqlx::query("DELETE FROM life_events WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
