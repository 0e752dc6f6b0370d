//! Reports, and the log of what was decided.

use super::{
    Conn, parse,
    posts::{from_word, word},
};
use crate::failure::Failure;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    reports::{Decision, DecisionRow, ReportReason, ReportedMessage, Subject},
};
use uuid::Uuid;

/// A report as the server knows it.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub subject: Subject,
    /// The person it is about, or whose post or event it is.
    pub about: Option<MemberId>,
    /// The name or the title at that time.
    pub label: String,
    /// Why.
    pub reason: ReportReason,
    /// The reporter's words.
    pub text: String,
    /// Messages that came with it and whose proof is good.
    pub messages: Vec<ReportedMessage>,
    /// Who reported; `None`: has left.
    pub reporter: Option<MemberId>,
    /// Whether the secretariat may know who reports.
    pub named: bool,
    /// When.
    pub reported_at: i64,
    /// What was decided.
    pub decision: Option<Decision>,
    /// When it was decided.
    pub decided_at: Option<i64>,
}

const COLUMNS: &str =
    "id, subject, about, label, reason, text, messages, reporter, named, reported_at, decision, decided_at";

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    subject: String,
    about: Option<String>,
    label: String,
    reason: String,
    text: String,
    messages: String,
    reporter: Option<String>,
    named: i64,
    reported_at: i64,
    decision: Option<String>,
    decided_at: Option<i64>,
}

fn read(row: Columns) -> Result<Report, Failure> {
    Ok(Report {
        id: parse(&row.id, "report")?,
        subject: serde_json::from_str(&row.subject)?,
        about: row.about.map(|id| parse(&id, "member")).transpose()?,
        label: row.label,
        reason: from_word(&row.reason)?,
        text: row.text,
        messages: serde_json::from_str(&row.messages)?,
        reporter: row.reporter.map(|id| parse(&id, "member")).transpose()?,
        named: row.named > 0,
        reported_at: row.reported_at,
        decision: row.decision.map(|word| from_word(&word)).transpose()?,
        decided_at: row.decided_at,
    })
}

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM reports {rest}"))
}

/// Writes a report; one of the same id gets the new words.
pub async fn put(conn: &mut Conn, network: NetworkId, report: &Report) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO reports (network, id, subject, about, label, reason, text, messages, reporter, named, \
         reported_at, decision, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (network, id) DO UPDATE SET about = excluded.about, label = excluded.label, \
         reason = excluded.reason, text = excluded.text, messages = excluded.messages, reporter = excluded.reporter, named = excluded.named, \
         decision = excluded.decision, decided_at = excluded.decided_at",
    )
    .bind(network.to_string())
    .bind(report.id.to_string())
    .bind(serde_json::to_string(&report.subject)?)
    .bind(report.about.map(|id| id.to_string()))
    .bind(&report.label)
    .bind(word(&report.reason)?)
    .bind(&report.text)
    .bind(serde_json::to_string(&report.messages)?)
    .bind(report.reporter.map(|id| id.to_string()))
    .bind(i64::from(report.named))
    .bind(report.reported_at)
    .bind(report.decision.as_ref().map(word).transpose()?)
    .bind(report.decided_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// A report by its id.
pub async fn find(conn: &mut Conn, network: NetworkId, id: Uuid) -> Result<Option<Report>, Failure> {
    let row: Option<Columns> = sqlx::query_as(select("WHERE network = $1 AND id = $2"))
        .bind(network.to_string())
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(read).transpose()
}

/// The reports that a member made or that are about her.
pub async fn naming(conn: &mut Conn, network: NetworkId, member: MemberId) -> Result<Vec<Report>, Failure> {
    let rows: Vec<Columns> = sqlx::query_as(select(
        "WHERE network = $1 AND (reporter = $2 OR about = $2) ORDER BY reported_at, id",
    ))
    .bind(network.to_string())
    .bind(member.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// All reports of a network, the oldest first.
pub async fn all(conn: &mut Conn, network: NetworkId) -> Result<Vec<Report>, Failure> {
    let rows: Vec<Columns> = sqlx::query_as(select("WHERE network = $1 ORDER BY reported_at, id"))
        .bind(network.to_string())
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The open report of a member about the same thing.
pub async fn open_of(
    conn: &mut Conn,
    network: NetworkId,
    reporter: MemberId,
    subject: &Subject,
) -> Result<Option<Report>, Failure> {
    let row: Option<Columns> = sqlx::query_as(select(
        "WHERE network = $1 AND reporter = $2 AND subject = $3 AND decided_at IS NULL \
         ORDER BY reported_at LIMIT 1",
    ))
    .bind(network.to_string())
    .bind(reporter.to_string())
    .bind(serde_json::to_string(subject)?)
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// Adds a line to the log. There is no statement that changes one.
pub async fn log(conn: &mut Conn, network: NetworkId, id: Uuid, line: &DecisionRow) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO decisions (network, id, report, decision, why, by_member, decided_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(network.to_string())
    .bind(id.to_string())
    .bind(line.report.to_string())
    .bind(word(&line.decision)?)
    .bind(&line.why)
    .bind(line.by.map(|id| id.to_string()))
    .bind(line.decided_at)
    .execute(conn)
    .await?;
    Ok(())
}
