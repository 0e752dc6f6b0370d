//! Members of networks.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{AccountId, MemberId, NetworkId},
    members::{Class, Duty, Entry, MemberState},
};

/// A member as the server knows it.
#[derive(Debug, Clone)]
pub struct Member {
    /// The network.
    pub network: NetworkId,
    /// The member.
    pub id: MemberId,
    /// The account, from the first sign-in on.
    pub account: Option<AccountId>,
    /// The address that was invited, in canonical form.
    pub email: String,
    /// The side the member stands on.
    pub class: Class,
    /// Where the membership stands.
    pub state: MemberState,
    /// Duties in the secretariat.
    pub duties: Vec<Duty>,
    /// While invited, what the roster says; later, what the person confirmed.
    pub entry: Entry,
    /// When the person confirmed.
    pub confirmed_at: Option<i64>,
}

pub(super) type Columns =
    (String, String, Option<String>, String, String, String, String, String, Option<i64>);

pub(super) fn read(columns: Columns) -> Result<Member, Failure> {
    let (network, id, account, email, class, state, duties, entry, confirmed_at) = columns;
    Ok(Member {
        network: parse(&network, "network")?,
        id: parse(&id, "member")?,
        account: account.map(|id| parse(&id, "account")).transpose()?,
        email,
        class: Class::parse(&class),
        state: MemberState::parse(&state),
        duties: duties.split(',').filter_map(Duty::parse).collect(),
        entry: serde_json::from_str(&entry)?,
        confirmed_at,
    })
}

fn words(duties: &[Duty]) -> String {
    duties.iter().map(|duty| duty.as_str()).collect::<Vec<_>>().join(",")
}

/// Adds a member.
pub async fn insert(conn: &mut Conn, member: &Member, now: i64) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO members (network, id, account, email, class, state, duties, entry, confirmed_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(member.network.to_string())
    .bind(member.id.to_string())
    .bind(member.account.map(|id| id.to_string()))
    .bind(&member.email)
    .bind(member.class.as_str())
    .bind(member.state.as_str())
    .bind(words(&member.duties))
    .bind(serde_json::to_string(&member.entry)?)
    .bind(member.confirmed_at)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what can change about a member.
pub async fn update(conn: &mut Conn, member: &Member) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE members SET class = $3, state = $4, duties = $5, entry = $6, confirmed_at = $7 \
         WHERE network = $1 AND id = $2",
    )
    .bind(member.network.to_string())
    .bind(member.id.to_string())
    .bind(member.class.as_str())
    .bind(member.state.as_str())
    .bind(words(&member.duties))
    .bind(serde_json::to_string(&member.entry)?)
    .bind(member.confirmed_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the invitation was put into the mail.
pub async fn note_invited(
    conn: &mut Conn,
    network: NetworkId,
    id: MemberId,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query("UPDATE members SET invited_at = $3 WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.to_string())
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// When the invitation was last put into the mail.
pub async fn invited_at(conn: &mut Conn, network: NetworkId, id: MemberId) -> Result<Option<i64>, Failure> {
    Ok(sqlx::query_scalar("SELECT invited_at FROM members WHERE network = $1 AND id = $2")
        .bind(network.to_string())
        .bind(id.to_string())
        .fetch_one(conn)
        .await?)
}

/// The member of an account in a network.
pub async fn of_account(
    conn: &mut Conn,
    network: NetworkId,
    account: AccountId,
) -> Result<Option<Member>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT network, id, account, email, class, state, duties, entry, confirmed_at FROM members \
         WHERE network = $1 AND account = $2",
    )
    .bind(network.to_string())
    .bind(account.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// A member by its id.
pub async fn find(conn: &mut Conn, network: NetworkId, id: MemberId) -> Result<Option<Member>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT network, id, account, email, class, state, duties, entry, confirmed_at FROM members \
         WHERE network = $1 AND id = $2",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// The member of an address in a network.
pub async fn of_email(conn: &mut Conn, network: NetworkId, email: &str) -> Result<Option<Member>, Failure> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT network, id, account, email, class, state, duties, entry, confirmed_at FROM members \
         WHERE network = $1 AND email = $2",
    )
    .bind(network.to_string())
    .bind(email)
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// All memberships of an account, in order of joining.
pub async fn places(conn: &mut Conn, account: AccountId) -> Result<Vec<Member>, Failure> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT network, id, account, email, class, state, duties, entry, confirmed_at FROM members \
         WHERE account = $1 ORDER BY created_at, id",
    )
    .bind(account.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Whether an address may sign in: it is somebody's who is, or may become, a member.
pub async fn may_sign_in(conn: &mut Conn, email: &str) -> Result<bool, Failure> {
    let found: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM members LEFT JOIN accounts ON accounts.id = members.account \
         WHERE (members.email = $1 OR accounts.email = $1) \
         AND members.state IN ('invited', 'applied', 'active', 'paused')",
    )
    .bind(email)
    .fetch_one(conn)
    .await?;
    Ok(found > 0)
}

/// Gives an account the memberships that wait for its address.
pub async fn claim(conn: &mut Conn, email: &str, account: AccountId) -> Result<(), Failure> {
    sqlx::query("UPDATE members SET account = $2 WHERE email = $1 AND account IS NULL")
        .bind(email)
        .bind(account.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether the network has any member.
pub async fn any(conn: &mut Conn, network: NetworkId) -> Result<bool, Failure> {
    let found: Option<String> = sqlx::query_scalar("SELECT id FROM members WHERE network = $1 LIMIT 1")
        .bind(network.to_string())
        .fetch_optional(conn)
        .await?;
    Ok(found.is_some())
}
