//! Reports of what should not be: made by members, decided by the duty `moderation`, each decision in a log.

use crate::{
    blob::Blob,
    changes::Row,
    ids::{EventId, MemberId, MessageId, PostId},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Subject {
    /// A person.
    Member {
        /// Who.
        member: MemberId,
    },
    /// A post.
    Post {
        /// Which.
        post: PostId,
    },
    /// An event.
    Event {
        /// Which.
        event: EventId,
    },
    /// Messages of a person, which come with the report.
    Messages {
        /// Of whom.
        member: MemberId,
    },
    /// Something that only a newer app knows.
    #[serde(other)]
    Unknown,
}

/// A message in a report, with what proves that its sender sent exactly this through this server (docs/adr/0010).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProvedMessage {
    /// The bytes of the letter.
    pub letter: Blob,
    /// The key of the sender's commitment to them, 32 bytes.
    pub key: Blob,
    /// When the server passed it on, ms UTC.
    pub sent_at: i64,
    /// The server's mark, 32 bytes.
    pub mark: Blob,
}

impl std::fmt::Debug for ProvedMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProvedMessage").field("sent_at", &self.sent_at).finish_non_exhaustive()
    }
}

/// A message whose proof was found good.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportedMessage {
    /// The message.
    pub message: MessageId,
    /// Who sent it: the person who is reported, or the reporter; `None` is a reporter who is not named.
    #[serde(default)]
    pub from: Option<MemberId>,
    /// The words, or the sign.
    pub text: String,
    /// When, ms UTC by the server's clock.
    pub sent_at: i64,
}

impl std::fmt::Debug for ReportedMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReportedMessage").field("message", &self.message).finish_non_exhaustive()
    }
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportReason {
    /// Somebody is harassed.
    Harassment,
    /// Selling, soliciting, the same again and again.
    Spam,
    /// Somebody pretends to be another.
    Impersonation,
    /// Private data of somebody are shown.
    PrivateData,
    /// Something else.
    Other,
    /// A reason of a newer app.
    #[serde(other)]
    Unknown,
}

/// What was done about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing has to be done.
    NoAction,
    /// The post was taken back.
    PostRemoved,
    /// The event was called off.
    EventCancelled,
    /// The person pauses until the secretariat ends it.
    MemberPaused,
    /// The person was removed from the network.
    MemberRemoved,
    /// The person left before anybody decided (the server says so by itself).
    SubjectLeft,
    /// A decision of a newer server.
    #[serde(other)]
    Unknown,
}

impl ReportReason {
    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Harassment => "harassment",
            Self::Spam => "spam",
            Self::Impersonation => "impersonation",
            Self::PrivateData => "private_data",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

impl Decision {
    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAction => "no_action",
            Self::PostRemoved => "post_removed",
            Self::EventCancelled => "event_cancelled",
            Self::MemberPaused => "member_paused",
            Self::MemberRemoved => "member_removed",
            Self::SubjectLeft => "subject_left",
            Self::Unknown => "unknown",
        }
    }
}

/// A report as the duty `moderation` reads it; scope `desk/moderation`, id = the mutation that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRow {
    /// What it is about.
    pub subject: Subject,
    /// The person it is about, or whose post or event it is; `None`: nobody who is still here.
    #[serde(default)]
    pub about: Option<MemberId>,
    /// The name of the person, the title, or what a life event says, at the time of the report; empty when there was none.
    #[serde(default)]
    pub label: String,
    /// Why.
    pub reason: ReportReason,
    /// The reporter's words. Not here when the report is about somebody who reads reports: the operator has them.
    #[serde(default)]
    pub text: String,
    /// The messages that came with it and whose proof is good, oldest first; not here as little as [`Self::text`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<ReportedMessage>,
    /// Who reported it, if that person wished to be named to the secretariat.
    #[serde(default)]
    pub reporter: Option<MemberId>,
    /// When, ms UTC by the server's clock.
    pub reported_at: i64,
    /// What was decided; `None`: nothing yet.
    #[serde(default)]
    pub decision: Option<Decision>,
}

impl Row for ReportRow {
    const KIND: &'static str = "report";
}

/// A line of the log of decisions, which is only ever added to; scope `desk/moderation`, id = the mutation that
/// decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecisionRow {
    /// The report.
    pub report: Uuid,
    /// What was decided.
    pub decision: Decision,
    /// Why, in the words of who decided.
    pub why: String,
    /// Who decided; `None`: the server, because the person had left.
    #[serde(default)]
    pub by: Option<MemberId>,
    /// When, ms UTC by the server's clock.
    pub decided_at: i64,
}

impl Row for DecisionRow {
    const KIND: &'static str = "decision";
}

/// The own report as its reporter sees it; scope `me/<reporter>`, id = that of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyReportRow {
    /// What it is about.
    pub subject: Subject,
    /// The same as in [`ReportRow`]; empty also when the person had hidden from the reporter by then.
    #[serde(default)]
    pub label: String,
    /// Why.
    pub reason: ReportReason,
    /// The own words.
    #[serde(default)]
    pub text: String,
    /// When, ms UTC by the server's clock.
    pub reported_at: i64,
    /// When it was decided; `None`: not yet.
    #[serde(default)]
    pub decided_at: Option<i64>,
    /// Whether something was done about it.
    #[serde(default)]
    pub acted: bool,
}

impl Row for MyReportRow {
    const KIND: &'static str = "my_report";
}
