//! Reports on the screen: the own ones, and for the duty `moderation` all of them with the log of decisions.

use crate::delivery::Delivery;
use enishi_wire::{
    ids::{MemberId, MessageId, MutationId},
    reports::{Decision, ReportReason, Subject},
};
use serde::{Deserialize, Serialize};

/// A report as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportForm {
    /// What.
    pub subject: Subject,
    /// Why.
    pub reason: ReportReason,
    /// Own words; may be empty.
    #[serde(default)]
    pub text: String,
    /// Whether the secretariat may know who reports.
    #[serde(default)]
    pub named: bool,
    /// Whether the person is blocked at the same time.
    #[serde(default)]
    pub block: bool,
    /// The messages, for [`Subject::Messages`]: the secretariat then reads these and no others.
    #[serde(default)]
    pub messages: Vec<MessageId>,
}

/// An own report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyReport {
    /// Its id.
    pub id: MutationId,
    /// What it is about.
    pub subject: Subject,
    /// The name or the title; empty when it is not known any more.
    pub label: String,
    /// Why.
    pub reason: ReportReason,
    /// The own words.
    pub text: String,
    /// When, ms UTC.
    pub reported_at: i64,
    /// When the secretariat decided, ms UTC.
    pub decided_at: Option<i64>,
    /// Whether something was done about it.
    pub acted: bool,
    /// Whether the server has it.
    pub delivery: Delivery,
}

/// The own reports, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyReports {
    /// The reports.
    pub items: Vec<MyReport>,
}

/// A report as the duty `moderation` sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportCard {
    /// Its id.
    pub id: MutationId,
    /// What it is about.
    pub subject: Subject,
    /// The name of the person or the title; empty when there is nobody any more.
    pub label: String,
    /// The person it is about, or whose post or event it is, if still here.
    pub about: Option<MemberId>,
    /// Why.
    pub reason: ReportReason,
    /// The reporter's words; may be empty.
    pub text: String,
    /// Messages that came with it, oldest first. Their proof is good: exactly this was sent.
    pub messages: Vec<ReportedLine>,
    /// Name of the reporter, who wished to be named.
    pub reporter: Option<String>,
    /// When, ms UTC.
    pub reported_at: i64,
    /// Whether it is about the reader, who then cannot decide it.
    pub about_me: bool,
    /// What can be decided about it.
    pub can: Vec<Decision>,
    /// What was decided.
    pub decision: Option<Decision>,
    /// Whether the server has the decision.
    pub delivery: Delivery,
}

/// A message in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedLine {
    /// Whether it is of the person who is reported; else it is of the reporter.
    pub of_reported: bool,
    /// The words.
    pub text: String,
    /// When, ms UTC.
    pub at: i64,
}

/// A line of the log of decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionLine {
    /// Its id.
    pub id: MutationId,
    /// The report.
    pub report: MutationId,
    /// What the report was about; empty when there is nobody any more.
    pub label: String,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub why: String,
    /// Who decided; empty for somebody who has left, `None`: the server by itself.
    pub by: Option<String>,
    /// When, ms UTC.
    pub decided_at: i64,
}

/// Everything the page of the duty `moderation` shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportList {
    /// What is to be decided, the oldest first.
    pub open: Vec<ReportCard>,
    /// The log, the latest first.
    pub log: Vec<DecisionLine>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideForm {
    /// The report.
    pub report: MutationId,
    /// What.
    pub decision: Decision,
    /// Why; needed.
    pub why: String,
}
