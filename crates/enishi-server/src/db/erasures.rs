//! Deletion of a person: every table that knows of members, and the record that it was done.

use super::{Conn, changes::StoredKey, parse};
use crate::failure::Failure;
use enishi_wire::ids::{AccountId, EventId, MemberId, NetworkId, PostId};
use std::str::FromStr;
use uuid::Uuid;

/// A deletion on record. It says nothing about the person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Erasure {
    /// The network.
    pub network: NetworkId,
    /// The member that was.
    pub member: MemberId,
    /// The number that the person was given.
    pub receipt: String,
    /// When.
    pub erased_at: i64,
}

/// A column that holds members, and the statement that rids it of one.
#[derive(Debug)]
pub struct Column {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    sql: &'static str,
}

macro_rules! columns {
    ($($name:ident, $doc:literal => $($table:ident.$column:ident $statement:literal),+;)+) => {
        $(#[doc = $doc]
        pub static $name: &[Column] = &[$(Column {
            table: stringify!($table),
            column: stringify!($column),
            sql: concat!($statement, " WHERE network = $1 AND ", stringify!($column), " = $2"),
        }),+];)+
    };
}

columns! {
    ROWS, "Rows that go with the member." =>
        profile_fields.member "DELETE FROM profile_fields",
        seen.member "DELETE FROM seen",
        rsvps.member "DELETE FROM rsvps",
        mutations.member "DELETE FROM mutations",
        hidden.member "DELETE FROM hidden",
        hidden.other "DELETE FROM hidden",
        removals.viewer "DELETE FROM removals",
        accesses.member "DELETE FROM accesses",
        accesses.viewer "DELETE FROM accesses",
        photos.member "DELETE FROM photos",
        statuses.member "DELETE FROM statuses",
        reactions.member "DELETE FROM reactions",
        reactions.author "DELETE FROM reactions",
        follows.member "DELETE FROM follows",
        follows.other "DELETE FROM follows",
        choices.member "DELETE FROM choices",
        suggestions.member "DELETE FROM suggestions",
        suggestions.other "DELETE FROM suggestions",
        device_lists.member "DELETE FROM device_lists",
        device_keys.member "DELETE FROM device_keys",
        device_names.member "DELETE FROM device_names",
        threads.member "DELETE FROM threads",
        threads.other "DELETE FROM threads",
        life_events.author "DELETE FROM life_events";
    MENTIONS, "Mentions of the member in rows that stay." =>
        posts.author "UPDATE posts SET author = NULL",
        life_events.named "UPDATE life_events SET named = NULL",
        events.organiser "UPDATE events SET organiser = NULL",
        attachments.member "UPDATE attachments SET member = NULL",
        attachments.other "UPDATE attachments SET other = NULL",
        reports.about "UPDATE reports SET about = NULL",
        reports.reporter "UPDATE reports SET reporter = NULL";
}

/// Tables that hold no member by a column of [`ROWS`] or [`MENTIONS`], each with the reason or the statement that
/// looks after it. A table that stands nowhere fails a test.
pub static OTHERS: &[(&str, &str)] = &[
    ("meta", "facts about the database"),
    ("networks", "no people"),
    ("network_seq", "no people"),
    ("field_kinds", "what the network decides about fields"),
    ("floors", "scopes; that of the member goes with its rows"),
    ("changes", "rows of the member become tombstones, its own scope is emptied"),
    ("attachment_parts", "go with their attachment, which goes with the last of the two people"),
    ("accounts", "goes with the last membership"),
    ("members", "the row itself, last"),
    ("roster", "the line of the address"),
    ("challenges", "those of the address, with the last membership"),
    ("sessions", "go with the last membership; hashes of their tokens stay as ended"),
    ("limits", "counters of the member"),
    ("mail", "letters about the member or to the address"),
    ("decisions", "the log keeps a random id that nothing resolves any more"),
    ("erasures", "the record of deletions"),
    ("ended_tokens", "hashes of random tokens"),
];

/// Rids every table of [`ROWS`] and [`MENTIONS`] of a member.
pub async fn forget(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<(), Failure> {
    for column in ROWS.iter().chain(MENTIONS) {
        let query = sqlx::query(column.sql).bind(network.to_string()).bind(member.to_string());
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Posts that a member wrote, those that were taken back too.
pub async fn posts_of(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<Vec<PostId>, Failure> {
    ids(conn, "SELECT id FROM posts WHERE network = $1 AND author = $2", network, member).await
}

/// Events that a member announced.
pub async fn announced_by(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Vec<EventId>, Failure> {
    ids(conn, "SELECT id FROM events WHERE network = $1 AND organiser = $2", network, member).await
}

/// Events that a member answered.
pub async fn answered_by(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Vec<EventId>, Failure> {
    ids(conn, "SELECT event FROM rsvps WHERE network = $1 AND member = $2", network, member).await
}

/// Those who have hidden a member.
pub async fn hiders_of(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Vec<MemberId>, Failure> {
    ids(conn, "SELECT member FROM hidden WHERE network = $1 AND other = $2", network, member).await
}

/// Those who follow a member.
pub async fn followers_of(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Vec<MemberId>, Failure> {
    ids(conn, "SELECT member FROM follows WHERE network = $1 AND other = $2", network, member).await
}

/// The ids that a question about a member answers.
async fn ids<T: FromStr>(
    conn: &mut Conn,
    question: &'static str,
    network: NetworkId,
    member: MemberId,
) -> Result<Vec<T>, Failure> {
    let ids: Vec<String> = sqlx::query_scalar(question)
        .bind(network.to_string())
        .bind(member.to_string())
        .fetch_all(conn)
        .await?;
    ids.iter().map(|id| parse(id, "id")).collect()
}

/// The live rows that a member owns where somebody else may see them.
pub async fn shared_rows(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Vec<StoredKey>, Failure> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT scope, kind, id FROM changes WHERE network = $1 AND owner = $2 AND body IS NOT NULL \
         AND scope <> 'me/' || $2 ORDER BY seq",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(scope, kind, id)| Ok((parse(&scope, "scope")?, kind, parse::<Uuid>(&id, "id of a row")?)))
        .collect()
}

/// Empties the scope that was the member's alone, and takes the name off the tombstones of her rows.
pub async fn forget_rows(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<(), Failure> {
    for statement in [
        "DELETE FROM changes WHERE network = $1 AND scope = 'me/' || $2",
        "DELETE FROM floors WHERE network = $1 AND scope = 'me/' || $2",
        "UPDATE changes SET owner = NULL WHERE network = $1 AND owner = $2",
        "DELETE FROM removals WHERE network = $1 AND id = $2",
    ] {
        let query = sqlx::query(statement).bind(network.to_string()).bind(member.to_string());
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Forgets letters, counters, the line of the roster, and at last the member.
pub async fn forget_member(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    email: &str,
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM mail WHERE network = $1 AND (about = $2 OR recipient = $3)")
        .bind(network.to_string())
        .bind(member.to_string())
        .bind(email)
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM limits WHERE bucket LIKE '%:' || $1")
        .bind(member.to_string())
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM roster WHERE network = $1 AND email = $2")
        .bind(network.to_string())
        .bind(email)
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM members WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(member.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets an account with everything of it. Its tokens count as ended from here on, so that every device that
/// still has one forgets the account too.
pub async fn forget_account(conn: &mut Conn, account: AccountId, now: i64) -> Result<(), Failure> {
    let id = account.to_string();
    sqlx::query(
        "INSERT INTO ended_tokens (token_hash, ended_at) SELECT token_hash, $2 FROM sessions WHERE account = $1 \
         ON CONFLICT (token_hash) DO NOTHING",
    )
    .bind(&id)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    for statement in [
        "DELETE FROM challenges WHERE email IN (SELECT email FROM accounts WHERE id = $1)",
        "DELETE FROM mail WHERE network IS NULL AND recipient IN (SELECT email FROM accounts WHERE id = $1)",
        "DELETE FROM sessions WHERE account = $1",
        "DELETE FROM accounts WHERE id = $1",
    ] {
        sqlx::query(statement).bind(&id).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Puts a deletion on record.
pub async fn record(conn: &mut Conn, erasure: &Erasure) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO erasures (network, member, receipt, erased_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (network, member) DO NOTHING",
    )
    .bind(erasure.network.to_string())
    .bind(erasure.member.to_string())
    .bind(&erasure.receipt)
    .bind(erasure.erased_at)
    .execute(conn)
    .await?;
    Ok(())
}

type Columns = (String, String, String, i64);

fn read((network, member, receipt, erased_at): Columns) -> Result<Erasure, Failure> {
    Ok(Erasure {
        network: parse(&network, "network")?,
        member: parse(&member, "member")?,
        receipt,
        erased_at,
    })
}

/// All deletions on record.
pub async fn all(conn: &mut Conn) -> Result<Vec<Erasure>, Failure> {
    let rows: Vec<Columns> =
        sqlx::query_as("SELECT network, member, receipt, erased_at FROM erasures ORDER BY erased_at, member")
            .fetch_all(conn)
            .await?;
    rows.into_iter().map(read).collect()
}

/// The deletion of a number.
pub async fn of_receipt(conn: &mut Conn, receipt: &str) -> Result<Option<Erasure>, Failure> {
    let row: Option<Columns> =
        sqlx::query_as("SELECT network, member, receipt, erased_at FROM erasures WHERE receipt = $1")
            .bind(receipt)
            .fetch_optional(conn)
            .await?;
    row.map(read).transpose()
}

/// The deletion of a member.
pub async fn of_member(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
) -> Result<Option<Erasure>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT network, member, receipt, erased_at FROM erasures WHERE network = $1 AND member = $2",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// The hashes of tokens whose accounts are gone.
pub async fn ended_tokens(conn: &mut Conn) -> Result<Vec<(String, i64)>, Failure> {
    Ok(sqlx::query_as("SELECT token_hash, ended_at FROM ended_tokens").fetch_all(conn).await?)
}

/// Keeps the hash of such a token, on a restore.
pub async fn keep_ended_token(conn: &mut Conn, token_hash: &str, at: i64) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO ended_tokens (token_hash, ended_at) VALUES ($1, $2) ON CONFLICT (token_hash) DO NOTHING",
    )
    .bind(token_hash)
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::tables::TABLES;

    #[test]
    fn every_table_is_looked_after_when_a_person_is_deleted() {
        let looked_after = |name: &str| {
            ROWS.iter().chain(MENTIONS).any(|column| column.table == name)
                || OTHERS.iter().any(|(table, _)| *table == name)
        };
        let missing: Vec<_> =
            TABLES.iter().map(|table| table.name).filter(|name| !looked_after(name)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "say what becomes of these when their person is deleted");
    }

    #[test]
    fn every_column_named_is_one_of_its_table() {
        for Column { table, column, sql } in ROWS.iter().chain(MENTIONS) {
            let known = TABLES.iter().find(|known| known.name == *table).expect("a table");
            assert!(known.columns.iter().any(|(name, _)| name == column), "{table}.{column}");
            assert!(sql.contains(table), "{sql}");
        }
    }
}
