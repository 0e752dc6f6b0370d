//! Reports: made by anybody, also without a network; read and decided by the duty `moderation`.

use super::{
    here::{Here, delivery},
    hidden::name_of,
    posts::body,
};
use crate::{client::Client, error::Error};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    reports::{
        DecideForm, DecisionLine, MyReport, MyReports, ReportCard, ReportForm, ReportList, ReportedLine,
    },
};
use enishi_sync::overlay::{Pending, PendingState};
use enishi_wire::{
    events::EventRow,
    ids::{MemberId, MessageId, MutationId},
    limits,
    members::Duty,
    mutations::Action,
    posts::PostRow,
    reports::{Decision, DecisionRow, MyReportRow, ProvedMessage, ReportRow, ReportedMessage, Subject},
};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Client {
    /// Reports something to the secretariat, and blocks the person at the same time if that is wished.
    ///
    /// # Errors
    /// `invalid` with the field, `not_found` for oneself, `not_confirmed`, `not_permitted` while pausing.
    pub async fn report(&self, form: ReportForm) -> Result<MutationId, AppError> {
        Ok(self.try_report(form).await?)
    }

    async fn try_report(&self, form: ReportForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        here.require_active()?;
        let ReportForm { subject, reason, text, named, block, messages } = form;
        let text = body("text", &text)?;
        if text.chars().count() > limits::REPORT {
            return Err(Error::Invalid("text"));
        }
        let me = here.place.about.member;
        let (about, _) = whom(&here, subject).await?;
        if matches!(subject, Subject::Member { member } | Subject::Messages { member } if member == me) {
            return Err(AppCode::NotFound.into());
        }
        let messages = proved(&here, subject, &messages).await?;
        let id = self.want(&here, Action::Report { subject, reason, text, named, messages }).await?;
        if let Some(member) = about.filter(|about| block && *about != me) {
            self.want(&here, Action::HideFrom { member, block: true }).await?;
        }
        Ok(id)
    }

    /// The own reports, the latest first.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn my_reports(&self) -> Result<MyReports, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        Ok(MyReports { items: my_reports(&here, &outbox).await? })
    }

    /// All reports that are to be decided, and the log of decisions (duty `moderation`).
    ///
    /// # Errors
    /// `not_permitted` without the duty, `signed_out`, codes of the database.
    pub async fn reports(&self) -> Result<ReportList, AppError> {
        let here = self.here().await?;
        here.require(Duty::Moderation).await?;
        let outbox = here.outbox().await?;
        Ok(reports(&here, &outbox).await?)
    }

    /// Decides a report (duty `moderation`).
    ///
    /// # Errors
    /// `not_permitted` without the duty or about oneself, `not_found`, `already_decided`, `invalid` with the field.
    pub async fn decide_report(&self, form: DecideForm) -> Result<MutationId, AppError> {
        Ok(self.try_decide(form).await?)
    }

    async fn try_decide(&self, form: DecideForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        here.require(Duty::Moderation).await?;
        let row = here.account.db.one::<ReportRow>(here.network, form.report.0).await?;
        let row = row.ok_or(AppCode::NotFound)?;
        if row.decision.is_some() {
            return Err(AppCode::AlreadyDecided.into());
        }
        if row.about == Some(here.place.about.member) {
            return Err(AppCode::NotPermitted.into());
        }
        let why = body("why", &form.why)?;
        if why.is_empty() || why.chars().count() > limits::REPORT {
            return Err(Error::Invalid("why"));
        }
        if !possible(&row).contains(&form.decision) {
            return Err(Error::Invalid("decision"));
        }
        let action = Action::DecideReport { report: form.report.0, decision: form.decision, why };
        self.want(&here, action).await
    }
}

/// The messages of a report with their proofs, as far as the two have exchanged them.
async fn proved(here: &Here, subject: Subject, messages: &[MessageId]) -> Result<Vec<ProvedMessage>, Error> {
    let Subject::Messages { member } = subject else { return Ok(Vec::new()) };
    if messages.is_empty() || messages.len() > limits::REPORTED {
        return Err(Error::Invalid("messages"));
    }
    let mut proved = Vec::with_capacity(messages.len());
    for id in messages {
        let message = here.account.db.proved(here.network, member, *id).await?;
        proved.push(message.ok_or(AppCode::NotFound)?);
    }
    Ok(proved)
}

/// What can be decided about a report: only what the server then does.
fn possible(row: &ReportRow) -> Vec<Decision> {
    let thing = match row.subject {
        Subject::Post { .. } => Some(Decision::PostRemoved),
        Subject::Event { .. } => Some(Decision::EventCancelled),
        Subject::Member { .. } | Subject::Messages { .. } | Subject::Unknown => None,
    };
    let person = row.about.map(|_| [Decision::MemberPaused, Decision::MemberRemoved]);
    [Decision::NoAction].into_iter().chain(thing).chain(person.into_iter().flatten()).collect()
}

/// Whom a report would be about, with the name or the title that this device knows.
pub async fn whom(here: &Here, subject: Subject) -> Result<(Option<MemberId>, String), Error> {
    let db = &here.account.db;
    Ok(match subject {
        Subject::Member { member } | Subject::Messages { member } => {
            (Some(member), name_of(here, member).await?)
        }
        Subject::Post { post } => {
            let row = db.one::<PostRow>(here.network, post.0).await?;
            // A life event has no title; the server names it by its text, too.
            let label = |row: &PostRow| if row.life.is_some() { row.text.clone() } else { row.title.clone() };
            row.map(|row| (row.author, label(&row))).unwrap_or_default()
        }
        Subject::Event { event } => {
            let row = db.one::<EventRow>(here.network, event.0).await?;
            row.map(|row| (row.organiser, row.plan.title)).unwrap_or_default()
        }
        Subject::Unknown => (None, String::new()),
    })
}

async fn my_reports(here: &Here, outbox: &[Pending]) -> Result<Vec<MyReport>, Error> {
    let mut items = Vec::new();
    for (id, row) in here.account.db.all::<MyReportRow>(here.network).await? {
        items.push(MyReport {
            id: MutationId(id),
            subject: row.subject,
            label: row.label,
            reason: row.reason,
            text: row.text,
            reported_at: row.reported_at,
            decided_at: row.decided_at,
            acted: row.acted,
            delivery: Delivery::Delivered,
        });
    }
    for pending in outbox {
        let Action::Report { subject, reason, text, .. } = &pending.mutation.action else { continue };
        items.push(MyReport {
            id: pending.mutation.id,
            subject: *subject,
            label: whom(here, *subject).await?.1,
            reason: *reason,
            text: text.clone(),
            reported_at: pending.mutation.made_at,
            decided_at: None,
            acted: false,
            delivery: delivery(Some(pending.state)),
        });
    }
    items.sort_by_key(|report| (std::cmp::Reverse(report.reported_at), report.id));
    Ok(items)
}

fn line(message: &ReportedMessage, about: Option<MemberId>) -> ReportedLine {
    let ReportedMessage { from, text, sent_at, .. } = message;
    ReportedLine { of_reported: from.is_some() && *from == about, text: text.clone(), at: *sent_at }
}

async fn reports(here: &Here, outbox: &[Pending]) -> Result<ReportList, Error> {
    let rows: BTreeMap<Uuid, ReportRow> =
        here.account.db.all::<ReportRow>(here.network).await?.into_iter().collect();
    let wishes: BTreeMap<Uuid, (Decision, PendingState)> = outbox
        .iter()
        .filter_map(|pending| match &pending.mutation.action {
            Action::DecideReport { report, decision, .. } => Some((*report, (*decision, pending.state))),
            _ => None,
        })
        .collect();
    let mut open = Vec::new();
    for (id, row) in rows.iter().filter(|(_, row)| row.decision.is_none()) {
        let wish = wishes.get(id);
        open.push(ReportCard {
            id: MutationId(*id),
            subject: row.subject,
            label: row.label.clone(),
            about: row.about,
            reason: row.reason,
            text: row.text.clone(),
            messages: row.messages.iter().map(|message| line(message, row.about)).collect(),
            reporter: match row.reporter {
                Some(reporter) => Some(name_of(here, reporter).await?),
                None => None,
            },
            reported_at: row.reported_at,
            about_me: row.about == Some(here.place.about.member),
            can: possible(row),
            decision: wish.map(|(decision, _)| *decision),
            delivery: delivery(wish.map(|(_, state)| *state)),
        });
    }
    open.sort_by_key(|report| (report.reported_at, report.id));
    let mut log = Vec::new();
    for (id, row) in here.account.db.all::<DecisionRow>(here.network).await? {
        log.push(DecisionLine {
            id: MutationId(id),
            report: MutationId(row.report),
            label: rows.get(&row.report).map(|report| report.label.clone()).unwrap_or_default(),
            decision: row.decision,
            why: row.why,
            by: match row.by {
                Some(by) => Some(name_of(here, by).await?),
                None => None,
            },
            decided_at: row.decided_at,
        });
    }
    log.sort_by_key(|line| (std::cmp::Reverse(line.decided_at), line.id));
    Ok(ReportList { open, log })
}
