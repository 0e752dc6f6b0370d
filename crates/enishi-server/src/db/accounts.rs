//! Accounts: a person's sign-in on this server.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::ids::AccountId;

/// The account of an address.
pub async fn find(conn: &mut Conn, email: &str) -> Result<Option<AccountId>, Failure> {
    let id: Option<String> = sqlx::query_scalar("SELECT id FROM accounts WHERE email = $1")
        .bind(email)
        .fetch_optional(conn)
        .await?;
    id.map(|id| parse(&id, "account")).transpose()
}

/// The address of an account.
pub async fn email(conn: &mut Conn, id: AccountId) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT email FROM accounts WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?)
}

/// Adds an account unless the address has one; gives the one that it has.
pub async fn ensure(conn: &mut Conn, id: AccountId, email: &str, now: i64) -> Result<AccountId, Failure> {
    sqlx::query(
        "INSERT INTO accounts (id, email, created_at) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(email)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    find(conn, email).await?.ok_or_else(|| Failure::Fault("an account vanished".to_owned()))
}
