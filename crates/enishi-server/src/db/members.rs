//! Members of networks.

use super::{Conn, parse};
use crate::failure::Failure;
use enishi_wire::{
    ids::{AccountId, MemberId, NetworkId},
    members::{Class, Duty, Entry, MemberState},
    stay::{Leaving, Pause},
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
    /// The pause, while the state is `paused`.
    pub pause: Option<Pause>,
    /// The days to take leaving back, while the state is `leaving`.
    pub leaving: Option<Leaving>,
}

pub(super) type Columns = (
    String,
    String,
    Option<String>,
    String,
    String,
    String,
    String,
    String,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<String>,
);

pub(super) fn read(columns: Columns) -> Result<Member, Failure> {
    let (network, id, account, email, class, state, duties, entry, confirmed_at, until, paused_by, receipt) =
        columns;
    let state = MemberState::parse(&state);
    Ok(Member {
        network: parse(&network, "network")?,
        id: parse(&id, "member")?,
        account: account.map(|id| parse(&id, "account")).transpose()?,
        email,
        class: Class::parse(&class),
        state,
        duties: duties.split(',').filter_map(Duty::parse).collect(),
        entry: serde_json::from_str(&entry)?,
        confirmed_at,
        pause: pause(state, until, paused_by.as_deref()),
        leaving: leaving(state, until, receipt),
    })
}

/// The pause that the columns of a member say.
pub(super) fn pause(state: MemberState, until: Option<i64>, by: Option<&str>) -> Option<Pause> {
    match state {
        MemberState::Paused => Some(Pause { until, by_self: by == Some(SELF) }),
        // It goes on if leaving is taken back.
        MemberState::Leaving if by == Some(SECRETARIAT) => Some(Pause { until: None, by_self: false }),
        _ => None,
    }
}

/// The days to take leaving back that the columns of a member say.
pub(super) fn leaving(state: MemberState, until: Option<i64>, receipt: Option<String>) -> Option<Leaving> {
    let leaving = until.map(|until| Leaving { until, receipt: receipt.unwrap_or_default() });
    // Who is removed meanwhile is deleted all the same.
    leaving.filter(|_| matches!(state, MemberState::Leaving | MemberState::Removed))
}

/// Who paused, when it was the member.
const SELF: &str = "self";
/// Who paused, when it was not.
const SECRETARIAT: &str = "secretariat";

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
        "UPDATE members SET class = $3, state = $4, duties = $5, entry = $6, confirmed_at = $7, \
         stays_until = $8, paused_by = $9, receipt = $10 WHERE network = $1 AND id = $2",
    )
    .bind(member.network.to_string())
    .bind(member.id.to_string())
    .bind(member.class.as_str())
    .bind(member.state.as_str())
    .bind(words(&member.duties))
    .bind(serde_json::to_string(&member.entry)?)
    .bind(member.confirmed_at)
    .bind(member.leaving.as_ref().map(|leaving| leaving.until).or(member.pause.and_then(|pause| pause.until)))
    .bind(member.pause.map(|pause| if pause.by_self { SELF } else { SECRETARIAT }))
    .bind(member.leaving.as_ref().map(|leaving| leaving.receipt.as_str()))
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
        "SELECT network, id, account, email, class, state, duties, entry, confirmed_at, \
         stays_until, paused_by, receipt FROM members \
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
        "SELECT network, id, account, email, class, state, duties, entry, confirmed_at, \
         stays_until, paused_by, receipt FROM members \
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
        "SELECT network, id, account, email, class, state, duties, entry, confirmed_at, \
         stays_until, paused_by, receipt FROM members \
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
        "SELECT network, id, account, email, class, state, duties, entry, confirmed_at, \
         stays_until, paused_by, receipt FROM members \
         WHERE account = $1 ORDER BY created_at, id",
    )
    .bind(account.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Whether an address may sign in: it is somebody's who is, or may become, a member. By two indexes, whoever asks and
/// however many members there are: anybody may ask.
pub async fn may_sign_in(conn: &mut Conn, email: &str) -> Result<bool, Failure> {
    let found: i64 = sqlx::query_scalar(MAY_SIGN_IN).bind(email).fetch_one(conn).await?;
    Ok(found > 0)
}

const MAY_SIGN_IN: &str = "SELECT COUNT(*) FROM members \
    WHERE (email = $1 OR account = (SELECT id FROM accounts WHERE email = $1)) \
    AND state IN ('invited', 'applied', 'active', 'paused', 'leaving')";

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

/// Members whose pause or whose days to take leaving back have ended, in the order of their ids after one of them.
pub async fn overdue(
    conn: &mut Conn,
    now: i64,
    after: Option<(NetworkId, MemberId)>,
    limit: i64,
) -> Result<Vec<(NetworkId, MemberId)>, Failure> {
    let (network, member) = place(after);
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT network, id FROM members WHERE stays_until <= $1 AND state IN ('paused', 'leaving', 'removed') \
         AND (network, id) > ($2, $3) ORDER BY network, id LIMIT $4",
    )
    .bind(now)
    .bind(network)
    .bind(member)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(network, id)| Ok((parse(&network, "network")?, parse(&id, "member")?))).collect()
}

/// What a question compares with that goes on after a member.
pub(super) fn place(after: Option<(NetworkId, MemberId)>) -> (String, String) {
    after.map(|(network, member)| (network.to_string(), member.to_string())).unwrap_or_default()
}

/// How many other active members hold a duty.
pub async fn others_with_duty(
    conn: &mut Conn,
    network: NetworkId,
    member: MemberId,
    duty: Duty,
) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM members WHERE network = $1 AND id <> $2 AND state = 'active' \
         AND ',' || duties || ',' LIKE $3",
    )
    .bind(network.to_string())
    .bind(member.to_string())
    .bind(format!("%,{},%", duty.as_str()))
    .fetch_one(conn)
    .await?)
}

/// How many memberships an account has, in whatever state.
pub async fn count_of_account(conn: &mut Conn, account: AccountId) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM members WHERE account = $1")
        .bind(account.to_string())
        .fetch_one(conn)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Database, Place};

    #[tokio::test]
    async fn who_may_sign_in_is_found_by_indexes_however_many_members_there_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::find(folder.path(), None).expect("a place");
        let database = Database::open(&place).await.expect("a database");
        let mut snapshot = database.snapshot().await.expect("a snapshot");
        let plan = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {MAY_SIGN_IN}"));
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(plan).bind("a@example.org").fetch_all(&mut *snapshot).await.expect("a plan");
        assert!(steps.iter().any(|step| step.3.contains("members_by_email")), "{steps:?}");
        assert!(!steps.iter().any(|step| step.3.starts_with("SCAN")), "{steps:?}");
    }
}
