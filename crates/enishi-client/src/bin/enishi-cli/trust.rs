//! Hiding, blocking, reporting, deciding reports, pausing, leaving, and the access log.

use crate::{
    items,
    run::{Ended, deliver, fresh, list},
};
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use enishi_bridge::{
    Decision, ReportReason, Subject,
    access::AccessLine,
    errors::{AppCode, AppError},
    hidden::{HiddenPerson, HideForm},
    reports::{DecideForm, DecisionLine, MyReport, ReportCard, ReportForm},
    stay::PauseForm,
};
use enishi_client::Client;
use serde_json::{Value, json};
use std::str::FromStr;

/// `member`.
#[derive(Debug, Subcommand)]
pub enum Member {
    /// Hide us from each other, everywhere.
    Hide {
        /// The member's id.
        member: String,
    },
    /// Hide us from each other, and let neither write to the other.
    Block {
        /// The member's id.
        member: String,
    },
    /// End either.
    Show {
        /// The member's id.
        member: String,
    },
    /// Those whom I have hidden.
    Hidden,
}

/// `report`.
#[derive(Debug, ClapArgs)]
pub struct Report {
    /// What is reported; without it, the own reports.
    #[arg(requires = "id", requires = "reason")]
    what: Option<What>,
    /// Its id.
    id: Option<String>,
    /// Why.
    #[arg(long, value_enum)]
    reason: Option<Reason>,
    /// Own words.
    #[arg(long, default_value = "")]
    text: String,
    /// Let the secretariat know who reports.
    #[arg(long)]
    named: bool,
    /// Block the person at the same time.
    #[arg(long)]
    block: bool,
    /// A message that goes along, for `messages`; may be given several times.
    #[arg(long, value_name = "ID")]
    message: Vec<String>,
}

/// What is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Member,
    Post,
    Event,
    /// Messages of a member, who is named by the id.
    Messages,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Reason {
    Harassment,
    Spam,
    Impersonation,
    PrivateData,
    Other,
}

/// `moderation`.
#[derive(Debug, Subcommand)]
pub enum Moderation {
    /// Reports that are to be decided, the oldest first.
    List,
    /// Decide one.
    Decide {
        /// The report's id.
        report: String,
        /// What.
        #[arg(long, value_enum)]
        decision: Decided,
        /// Why.
        #[arg(long)]
        why: String,
    },
    /// The log of decisions.
    Log,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Decided {
    /// Nothing has to be done.
    NoAction,
    /// Take the post back.
    PostRemoved,
    /// Call the event off.
    EventCancelled,
    /// Let the person pause until the secretariat ends it.
    MemberPaused,
    /// Remove the person.
    MemberRemoved,
}

/// `membership`.
#[derive(Debug, Subcommand)]
pub enum Membership {
    /// Pause: not listed, nothing comes but sign-in codes.
    Pause {
        /// Until when, RFC 3339.
        #[arg(long, value_name = "RFC3339")]
        until: String,
    },
    /// End the own pause.
    Resume,
    /// Leave; can be taken back for two weeks, then everything is deleted.
    Leave,
    /// Take leaving back.
    Stay,
    /// Who of the secretariat was shown fields that not everybody may read.
    AccessLog,
}

fn id<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::new(AppCode::NotFound))
}

/// Runs `member`.
pub async fn member(client: &Client, command: Member) -> Result<Ended, AppError> {
    fresh(client).await?;
    let (member, hidden, block) = match command {
        Member::Hide { member } => (member, true, false),
        Member::Block { member } => (member, true, true),
        Member::Show { member } => (member, false, false),
        Member::Hidden => return Ok(list(&client.hidden_people().await?.items, hidden_person)),
    };
    let member = id(&member)?;
    let wish = client.set_hidden(HideForm { member, hidden, block }).await?;
    deliver(client, wish, json!({"id": wish, "member": member, "hidden": hidden, "block": block})).await
}

/// Runs `report`.
pub async fn report(client: &Client, form: Report) -> Result<Ended, AppError> {
    fresh(client).await?;
    let (Some(what), Some(thing), Some(reason)) = (form.what, form.id, form.reason) else {
        return Ok(list(&client.my_reports().await?.items, my_report));
    };
    let subject = match what {
        What::Member => Subject::Member { member: id(&thing)? },
        What::Post => Subject::Post { post: id(&thing)? },
        What::Event => Subject::Event { event: id(&thing)? },
        What::Messages => Subject::Messages { member: id(&thing)? },
    };
    let messages = form.message.iter().map(|message| id(message)).collect::<Result<_, _>>()?;
    let reason = match reason {
        Reason::Harassment => ReportReason::Harassment,
        Reason::Spam => ReportReason::Spam,
        Reason::Impersonation => ReportReason::Impersonation,
        Reason::PrivateData => ReportReason::PrivateData,
        Reason::Other => ReportReason::Other,
    };
    let form =
        ReportForm { subject, reason, text: form.text, named: form.named, block: form.block, messages };
    let wish = client.report(form).await?;
    deliver(client, wish, json!({"id": wish})).await
}

/// Runs `moderation`.
pub async fn moderation(client: &Client, command: Moderation) -> Result<Ended, AppError> {
    fresh(client).await?;
    match command {
        Moderation::List => Ok(list(&client.reports().await?.open, report_card)),
        Moderation::Log => Ok(list(&client.reports().await?.log, decision_line)),
        Moderation::Decide { report, decision, why } => {
            let decision = match decision {
                Decided::NoAction => Decision::NoAction,
                Decided::PostRemoved => Decision::PostRemoved,
                Decided::EventCancelled => Decision::EventCancelled,
                Decided::MemberPaused => Decision::MemberPaused,
                Decided::MemberRemoved => Decision::MemberRemoved,
            };
            let form = DecideForm { report: id(&report)?, decision, why };
            let wish = client.decide_report(form).await?;
            deliver(client, wish, json!({"id": wish})).await
        }
    }
}

/// Runs `membership`.
pub async fn membership(client: &Client, command: Membership) -> Result<Ended, AppError> {
    fresh(client).await?;
    let wish = match command {
        Membership::AccessLog => return Ok(list(&client.access_log().await?.items, access_line)),
        Membership::Pause { until } => {
            let until: Result<jiff::Timestamp, _> = until.parse();
            let until = until.map_err(|_| AppError::invalid("until"))?.as_millisecond();
            client.pause(PauseForm { until }).await?
        }
        Membership::Resume => client.resume().await?,
        Membership::Leave => client.leave().await?,
        Membership::Stay => client.stay().await?,
    };
    let Ended::Done(mut answer) = deliver(client, wish, json!({"id": wish})).await? else {
        return Ok(Ended::Waiting(json!({"id": wish, "delivery": "waiting"})));
    };
    // A membership that waits for its end says until when, and under which number it is deleted.
    if let (Some(answer), Value::Object(phase)) = (answer.as_object_mut(), json!(client.app().await?.phase)) {
        answer.extend(phase.into_iter().filter(|(key, _)| key != "waiting").map(|(key, value)| {
            let value = if key == "until" { value.as_i64().map_or(Value::Null, items::time) } else { value };
            (key, value)
        }));
    }
    Ok(Ended::Done(answer))
}

fn hidden_person(person: &HiddenPerson) -> Value {
    json!({
        "id": person.id, "name": person.name, "block": person.block, "hidden_at": items::time(person.hidden_at),
        "ending": person.ending, "delivery": person.delivery.as_str(),
    })
}

fn my_report(report: &MyReport) -> Value {
    json!({
        "id": report.id, "subject": report.subject, "label": report.label, "reason": report.reason,
        "text": report.text, "reported_at": items::time(report.reported_at),
        "decided_at": report.decided_at.map_or(Value::Null, items::time), "acted": report.acted,
        "delivery": report.delivery.as_str(),
    })
}

fn report_card(report: &ReportCard) -> Value {
    json!({
        "id": report.id, "subject": report.subject, "label": report.label, "reason": report.reason,
        "text": report.text, "reporter": report.reporter, "reported_at": items::time(report.reported_at),
        "messages": report.messages.iter().map(|line| json!({
            "of_reported": line.of_reported, "text": line.text, "at": items::time(line.at),
        })).collect::<Vec<_>>(),
        "about_me": report.about_me, "can": report.can, "decision": report.decision,
        "delivery": report.delivery.as_str(),
    })
}

fn decision_line(line: &DecisionLine) -> Value {
    json!({
        "id": line.id, "report": line.report, "label": line.label, "decision": line.decision, "why": line.why,
        "by": line.by, "decided_at": items::time(line.decided_at),
    })
}

fn access_line(line: &AccessLine) -> Value {
    json!({ "name": line.name, "seen_at": items::time(line.seen_at) })
}
