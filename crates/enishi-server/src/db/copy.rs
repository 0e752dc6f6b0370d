//! Whole tables out of a database and into one, for backup and restore. Here and in [`super::check`] alone SQL is
//! put together: from the constant names in [`super::tables`], never from what somebody sent.

use super::{
    Conn, Database, Engine, Snapshot,
    tables::{Kind, TABLES, Table},
    write::Write,
};
use crate::failure::Failure;
use futures_util::{Stream, TryStreamExt};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

/// Rows in one INSERT.
pub const BATCH: usize = 200;

/// A snapshot whose statements may take as long as they need.
pub async fn patient_snapshot(database: &Database) -> Result<Snapshot, Failure> {
    let mut snapshot = database.snapshot().await?;
    if database.engine == Engine::Postgres {
        sqlx::query("SET LOCAL statement_timeout = 0").execute(&mut *snapshot).await?;
    }
    Ok(snapshot)
}

/// A write that nobody else writes beside, in any table, until it ends. Who reads goes on with what was; who
/// writes waits, and sees what is new.
pub async fn exclusive_write(database: &Database) -> Result<Write, Failure> {
    let mut write = database.write().await?;
    if database.engine == Engine::Postgres {
        for statement in ["SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = '30s'"] {
            sqlx::query(statement).execute(write.conn()).await?;
        }
        sqlx::query(AssertSqlSafe(lock_all())).execute(write.conn()).await?;
    }
    Ok(write)
}

/// The statement that locks every table, in the order in which a push takes them, or each would wait for the other: the
/// counter, then the log of mutations, which refusals go into without the counter.
fn lock_all() -> String {
    let first = ["network_seq", "mutations"];
    let others = TABLES.iter().map(|table| table.name).filter(|name| !first.contains(name));
    let names: Vec<&str> = first.into_iter().chain(others).collect();
    format!("LOCK TABLE {} IN EXCLUSIVE MODE", names.join(", "))
}

/// How many rows a table has.
pub async fn count(conn: &mut Conn, table: &Table) -> Result<u64, Failure> {
    let text = format!("SELECT COUNT(*) FROM {}", table.name);
    let rows: i64 = sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(conn).await?;
    Ok(u64::try_from(rows).unwrap_or(0))
}

/// The rows of a table, in no order, each a list of its columns.
pub fn rows<'a>(
    conn: &'a mut Conn,
    table: &'static Table,
) -> impl Stream<Item = Result<Vec<Value>, sqlx::Error>> + Send + 'a {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let text = format!("SELECT {} FROM {}", names.join(", "), table.name);
    let rows = sqlx::query(AssertSqlSafe(text)).fetch(conn);
    rows.and_then(|row| std::future::ready(read(&row, table)))
}

fn read(row: &AnyRow, table: &Table) -> Result<Vec<Value>, sqlx::Error> {
    let cell = |(place, (_, kind)): (usize, &(&str, Kind))| {
        Ok(match kind {
            Kind::Text | Kind::Json => {
                row.try_get::<Option<String>, _>(place)?.map_or(Value::Null, Value::String)
            }
            Kind::Number => row.try_get::<Option<i64>, _>(place)?.map_or(Value::Null, Value::from),
            Kind::Bytes => row
                .try_get::<Option<Vec<u8>>, _>(place)?
                .map_or(Value::Null, |bytes| Value::String(hex::encode(bytes))),
        })
    };
    table.columns.iter().enumerate().map(cell).collect()
}

/// Empties every table, children first.
pub async fn clear(conn: &mut Conn) -> Result<(), Failure> {
    for table in TABLES.iter().rev() {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {}", table.name))).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Adds rows that have these columns of a table, at most [`BATCH`] of them.
pub async fn insert(
    conn: &mut Conn,
    table: &Table,
    columns: &[(&str, Kind)],
    rows: &[Vec<Value>],
) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut places = 1_usize..;
    let mut tuple = || {
        let marks: Vec<String> = places.by_ref().take(columns.len()).map(|n| format!("${n}")).collect();
        format!("({})", marks.join(", "))
    };
    let tuples: Vec<String> = rows.iter().map(|_| tuple()).collect();
    let text = format!("INSERT INTO {} ({}) VALUES {}", table.name, names.join(", "), tuples.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(text));
    for row in rows {
        for ((_, kind), cell) in columns.iter().zip(row) {
            query = match kind {
                Kind::Text | Kind::Json => query.bind(cell.as_str().map(ToOwned::to_owned)),
                Kind::Number => query.bind(cell.as_i64()),
                // The reader of the backup has seen that these are digits.
                Kind::Bytes => query.bind(cell.as_str().and_then(|digits| hex::decode(digits).ok())),
            };
        }
    }
    query.execute(conn).await?;
    Ok(())
}

/// Lets PostgreSQL see how many rows there are now, before it plans its first question about them.
pub async fn gather_statistics(conn: &mut Conn, engine: Engine) -> Result<(), Failure> {
    if engine == Engine::Postgres {
        sqlx::query("ANALYZE changes, members, accounts, sessions, mutations, roster").execute(conn).await?;
    }
    Ok(())
}

/// Tells the other processes of one PostgreSQL how far a network is, once the transaction has committed.
pub async fn announce(conn: &mut Conn, engine: Engine, network: &str, seq: i64) -> Result<(), Failure> {
    if engine == Engine::Postgres {
        sqlx::query("SELECT 1 FROM (SELECT pg_notify('enishi', $1)) AS sent")
            .bind(format!("{network} {seq}"))
            .execute(conn)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_writes_alone_locks_every_table_once_and_the_counter_first() {
        let statement = lock_all();
        assert!(statement.starts_with("LOCK TABLE network_seq, mutations, "), "{statement}");
        let words: Vec<&str> = statement.split([' ', ',']).collect();
        for table in TABLES {
            assert_eq!(words.iter().filter(|word| **word == table.name).count(), 1, "{}", table.name);
        }
    }
}
