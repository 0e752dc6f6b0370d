//! Reports of what should not be, and what the duty `moderation` decides about them.
//!
//! Who reports is told to nobody unless the reporter wishes it, and whoever is reported is told nothing. A report about
//! somebody who reads reports herself goes to the desk without its words, which only the operator then has.
//! Whether a person is there, or sees the reporter, makes no difference to the answer: a report is no way to find out.

use super::{
    events,
    invitations::known,
    life_events, limits as budgets, members as rules, posts, reported_messages,
    scopes::{require_active, require_duty, scope_of, scopes_of},
    text,
};
use crate::{
    db::{
        self, Database,
        hidden::are_apart,
        life_events::{Consent, Stored},
        members,
        members::Member,
        reports,
        reports::Report,
        write::Turn,
    },
    failure::Failure,
    key::ServerKey,
};
use enishi_wire::{
    errors::ApiCode,
    ids::{MemberId, NetworkId},
    limits,
    members::{Duty, MemberState},
    posts::Audience,
    reports::{
        Decision, DecisionRow, MyReportRow, ProvedMessage, ReportReason, ReportRow, ReportedMessage, Subject,
    },
    scopes::Scope,
};
use serde::Serialize;
use uuid::Uuid;

/// What is reported.
pub struct NewReport<'a> {
    /// What.
    pub subject: Subject,
    /// Why.
    pub reason: ReportReason,
    /// The reporter's words.
    pub text: &'a str,
    /// Whether the secretariat may know who reports.
    pub named: bool,
    /// Messages with their proofs, for [`Subject::Messages`].
    pub messages: &'a [ProvedMessage],
}

/// Takes a report (active members). Another one of the same member about the same thing replaces the words of the
/// first as long as that is open.
pub async fn report(
    turn: &mut Turn,
    key: &ServerKey,
    member: &Member,
    id: Uuid,
    new: &NewReport<'_>,
) -> Result<(), Failure> {
    require_active(member)?;
    if new.reason == ReportReason::Unknown {
        return Err(Failure::invalid("reason", "This server does not know the reason."));
    }
    let words = text::paragraphs(new.text, limits::REPORT).map_err(|bad| bad.of("text"))?;
    if matches!(new.subject, Subject::Unknown)
        || matches!(new.subject, Subject::Member { member: of } | Subject::Messages { member: of } if of == member.id)
    {
        return Err(Failure::invalid("subject", "This cannot be reported."));
    }
    let (network, now) = (turn.network, turn.now);
    budgets::count_report(turn.conn(), member.id, now).await?;
    let messages = reported_messages::prove(turn, key, member.id, new)?;
    let (about, label) = subject(turn, member, new.subject).await?;
    // Of somebody who is not here any more nothing is kept, her words neither.
    let messages = if about.is_some() { messages } else { Vec::new() };
    let before = reports::open_of(turn.conn(), network, member.id, &new.subject).await?;
    // A report keeps the words of its first moment.
    let label =
        before.as_ref().map(|report| report.label.clone()).filter(|label| !label.is_empty()).unwrap_or(label);
    let messages = reported_messages::joined(before.as_ref().map(|before| &*before.messages), messages);
    let report = Report {
        id: before.as_ref().map_or(id, |report| report.id),
        subject: new.subject,
        about,
        label,
        reason: new.reason,
        text: words,
        messages,
        reporter: Some(member.id),
        named: new.named,
        reported_at: before.map_or(now, |report| report.reported_at),
        decision: None,
        decided_at: None,
    };
    publish(turn, &report).await
}

/// Decides a report and does what was decided (duty `moderation`), never one about oneself, never against who
/// holds the duty `duties`: that is the operator's.
pub async fn decide(
    turn: &mut Turn,
    member: &Member,
    id: Uuid,
    report: Uuid,
    (decision, why): (Decision, &str),
) -> Result<(), Failure> {
    require_duty(member, Duty::Moderation)?;
    let why = text::paragraphs(why, limits::REPORT).map_err(|bad| bad.of("why"))?;
    if why.is_empty() {
        return Err(Failure::invalid("why", "A decision needs a reason."));
    }
    let (network, now) = (turn.network, turn.now);
    let mut report = reports::find(turn.conn(), network, report).await?.ok_or_else(Failure::not_found)?;
    // To a moderator from whom the reporter is hidden there is no such report.
    if let Some(reporter) = report.reporter
        && are_apart(turn.conn(), network, member.id, reporter).await?
    {
        return Err(Failure::not_found());
    }
    if report.about == Some(member.id) {
        return Err(Failure::not_permitted());
    }
    if report.decided_at.is_some() {
        return Err(Failure::refused(ApiCode::AlreadyDecided, "The report has been decided."));
    }
    carry_out(turn, &report, decision).await?;
    report.decision = Some(decision);
    report.decided_at = Some(now);
    conclude(turn, &report, id, (Some(member.id), why)).await
}

/// Writes what was decided: the line of the log, the report, and what its reporter is told.
pub(super) async fn conclude(
    turn: &mut Turn,
    report: &Report,
    id: Uuid,
    (by, why): (Option<MemberId>, String),
) -> Result<(), Failure> {
    let (network, now) = (turn.network, turn.now);
    let decision = report.decision.unwrap_or(Decision::NoAction);
    let line = DecisionRow { report: report.id, decision, why, by, decided_at: now };
    reports::log(turn.conn(), network, id, &line).await?;
    turn.put(Scope::Desk(Duty::Moderation), id, None, &line).await?;
    publish(turn, report).await
}

async fn carry_out(turn: &mut Turn, report: &Report, decision: Decision) -> Result<(), Failure> {
    let network = turn.network;
    let unfit = || Failure::invalid("decision", "This cannot be decided about this report.");
    match (decision, report.subject) {
        (Decision::NoAction, _) => Ok(()),
        (Decision::PostRemoved, Subject::Post { post }) => {
            if let Some(row) = db::posts::find(turn.conn(), network, post).await? {
                return posts::take_back(turn, post, &row).await;
            }
            // A draft that waits for somebody's consent, too.
            match db::life_events::find(turn.conn(), network, post).await? {
                Some(life) => life_events::change(turn, post, Some(life), None).await,
                None => Ok(()),
            }
        }
        (Decision::EventCancelled, Subject::Event { event }) => {
            match db::events::find(turn.conn(), network, event).await? {
                Some(row) => events::call_off(turn, event, row).await,
                None => Ok(()),
            }
        }
        (Decision::MemberPaused | Decision::MemberRemoved, _) => {
            let about = report.about.ok_or_else(unfit)?;
            let about = members::find(turn.conn(), network, about).await?.ok_or_else(unfit)?;
            if about.duties.contains(&Duty::Duties) {
                return Err(Failure::not_permitted());
            }
            let state =
                if decision == Decision::MemberPaused { MemberState::Paused } else { MemberState::Removed };
            let may_pause = matches!(about.state, MemberState::Active | MemberState::Paused);
            if decision == Decision::MemberPaused && !may_pause {
                return Err(unfit());
            }
            rules::set_state(turn, about, state).await.map(drop)
        }
        (Decision::PostRemoved | Decision::EventCancelled | Decision::SubjectLeft | Decision::Unknown, _) => {
            Err(unfit())
        }
    }
}

/// Writes a report and the rows that show it: to the desk, and to its reporter.
pub(super) async fn publish(turn: &mut Turn, report: &Report) -> Result<(), Failure> {
    let network = turn.network;
    reports::put(turn.conn(), network, report).await?;
    let to_the_desk = !reads_reports(turn, report.about).await?;
    let row = ReportRow {
        subject: report.subject,
        about: report.about,
        label: report.label.clone(),
        reason: report.reason,
        text: if to_the_desk { report.text.clone() } else { String::new() },
        messages: if to_the_desk { reported_messages::shown(report) } else { Vec::new() },
        reporter: report.reporter.filter(|_| report.named && to_the_desk),
        reported_at: report.reported_at,
        decision: report.decision,
    };
    // The reporter owns the row: from whom she is hidden does not read it.
    turn.put(Scope::Desk(Duty::Moderation), report.id, report.reporter, &row).await?;
    let Some(reporter) = report.reporter else { return Ok(()) };
    let decided = report.decision.filter(|decision| *decision != Decision::SubjectLeft);
    let mine = MyReportRow {
        subject: report.subject,
        label: if was_hidden(turn, report, reporter).await? { String::new() } else { report.label.clone() },
        reason: report.reason,
        text: report.text.clone(),
        reported_at: report.reported_at,
        decided_at: report.decided_at,
        acted: decided.is_some_and(|decision| decision != Decision::NoAction),
    };
    turn.put(Scope::Me(reporter), report.id, Some(reporter), &mine).await
}

/// Whether a report is about somebody who had hidden from the reporter by then, and still does: the reporter did not see
/// the words of that moment.
async fn was_hidden(turn: &mut Turn, report: &Report, reporter: MemberId) -> Result<bool, Failure> {
    let network = turn.network;
    let Some(about) = report.about else { return Ok(false) };
    let wish = db::hidden::of(turn.conn(), network, about, reporter).await?;
    Ok(wish.is_some_and(|wish| wish.hidden_at <= report.reported_at))
}

async fn reads_reports(turn: &mut Turn, member: Option<MemberId>) -> Result<bool, Failure> {
    let network = turn.network;
    match member {
        Some(member) => {
            let member = members::find(turn.conn(), network, member).await?;
            Ok(member.is_some_and(|member| member.duties.contains(&Duty::Moderation)))
        }
        None => Ok(false),
    }
}

/// Whom a report is about, with the name or the title of that moment. Nobody, where there is no such thing for the
/// reporter.
async fn subject(
    turn: &mut Turn,
    reporter: &Member,
    subject: Subject,
) -> Result<(Option<MemberId>, String), Failure> {
    let network = turn.network;
    let scopes = scopes_of(reporter);
    let sees = |audience: Audience, desk: Duty| {
        scope_of(audience).is_ok_and(|scope| scopes.contains(&scope)) || scopes.contains(&Scope::Desk(desk))
    };
    let found = match subject {
        Subject::Member { member } | Subject::Messages { member } => {
            members::find(turn.conn(), network, member)
                .await?
                // Who was ever listed, also when she pauses now.
                .filter(|member| member.confirmed_at.is_some())
                .map(|member| (Some(member.id), full_name(&member)))
        }
        Subject::Post { post } => match db::posts::find(turn.conn(), network, post).await? {
            Some(post) => sees(post.audience, Duty::Posts).then_some((post.author, post.title)),
            None => {
                let life = db::life_events::find(turn.conn(), network, post).await?;
                let shown = |life: &Stored| match life.published_at {
                    Some(_) => scope_of(life.event.audience).is_ok_and(|scope| scopes.contains(&scope)),
                    // Of a draft only who is asked whether she may be named.
                    None => life.event.named == Some(reporter.id) && life.consent == Consent::Asked,
                };
                match life.filter(shown) {
                    Some(life) => Some((Some(life.author), words_of(turn, life).await?)),
                    None => None,
                }
            }
        },
        Subject::Event { event } => db::events::find(turn.conn(), network, event)
            .await?
            .filter(|event| sees(event.plan.audience, Duty::Events))
            .map(|event| (event.organiser, event.plan.title)),
        Subject::Unknown => None,
    };
    Ok(found.unwrap_or_default())
}

/// A life event has no title: what it says, or else whose it is.
async fn words_of(turn: &mut Turn, life: Stored) -> Result<String, Failure> {
    if !life.event.text.is_empty() {
        return Ok(life.event.text);
    }
    let network = turn.network;
    let author = members::find(turn.conn(), network, life.author).await?;
    Ok(author.map(|author| full_name(&author)).unwrap_or_default())
}

/// Family name first.
pub(super) fn full_name(member: &Member) -> String {
    format!("{} {}", member.entry.family_name, member.entry.given_name).trim().to_owned()
}

/// A report as the operator reads it.
#[derive(Debug, Clone, Serialize)]
pub struct Readable {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub subject: Subject,
    /// The name or the title at that time.
    pub label: String,
    /// Why.
    pub reason: &'static str,
    /// The reporter's words.
    pub text: String,
    /// Messages whose proof is good.
    pub messages: Vec<ReportedMessage>,
    /// When, ms UTC.
    pub reported_at: i64,
    /// What was decided, or `open`.
    pub decision: &'static str,
}

/// All reports of a network, the oldest first. Who reported is not said: the operator may be who is reported.
pub async fn for_operator(database: &Database, network: NetworkId) -> Result<Vec<Readable>, Failure> {
    known(database, network).await?;
    let mut snapshot = database.snapshot().await?;
    let all = reports::all(&mut snapshot, network).await?;
    snapshot.rollback().await?;
    let readable = |report: Report| Readable {
        messages: reported_messages::shown(&Report { named: false, ..report.clone() }),
        id: report.id,
        subject: report.subject,
        label: report.label,
        reason: report.reason.as_str(),
        text: report.text,
        reported_at: report.reported_at,
        decision: report.decision.map_or("open", Decision::as_str),
    };
    Ok(all.into_iter().map(readable).collect())
}
