//! Posts.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId, PostId},
    posts::PostRow,
};

/// Adds a post.
pub async fn insert(conn: &mut Conn, network: NetworkId, id: PostId, post: &PostRow) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO posts (network, id, kind, title, text, audience, author, source, published_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .bind(word(&post.kind)?)
    .bind(&post.title)
    .bind(&post.text)
    .bind(word(&post.audience)?)
    .bind(post.author.map(|id| id.to_string()))
    .bind(&post.source)
    .bind(post.published_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// A post that was not taken back.
pub async fn find(conn: &mut Conn, network: NetworkId, id: PostId) -> Result<Option<PostRow>, Failure> {
    type Columns = (String, String, String, String, Option<String>, String, i64);
    let row: Option<Columns> = sqlx::query_as(
        "SELECT kind, title, text, audience, author, source, published_at FROM posts \
         WHERE network = $1 AND id = $2 AND removed_at IS NULL",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|(kind, title, text, audience, author, source, published_at)| {
        Ok(PostRow {
            kind: from_word(&kind)?,
            title,
            text,
            audience: from_word(&audience)?,
            author: author.map(|id| parse::<MemberId>(&id, "member")).transpose()?,
            source,
            published_at,
            life: None,
        })
    })
    .transpose()
}

/// Writes what an editor may change of a post.
pub async fn update(conn: &mut Conn, network: NetworkId, id: PostId, post: &PostRow) -> Result<(), Failure> {
    sqlx::query("UPDATE posts SET title = $3, text = $4, audience = $5 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.to_string())
        .bind(&post.title)
        .bind(&post.text)
        .bind(word(&post.audience)?)
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks a post as taken back and forgets its words.
pub async fn remove(conn: &mut Conn, network: NetworkId, id: PostId, now: i64) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE posts SET removed_at = $3, title = '', text = '' \
         WHERE network = $1 AND id = $2 AND removed_at IS NULL",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the post ever was.
pub async fn exists(conn: &mut Conn, network: NetworkId, id: PostId) -> Result<bool, Failure> {
    let found: Option<String> = sqlx::query_scalar("SELECT id FROM posts WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    found.map(|id| parse::<PostId>(&id, "post")).transpose().map(|id| id.is_some())
}

/// The wire word of a closed enum.
pub(super) fn word<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        _ => Err(Failure::Fault("not a word".to_owned())),
    }
}

/// Reads [`word`].
pub(super) fn from_word<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, Failure> {
    Ok(serde_json::from_value(serde_json::Value::String(word.to_owned()))?)
}
