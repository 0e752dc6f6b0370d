//! What a person wants: every write that works offline. Outbox rows are stored in this form, so an
//! old variant stays readable for ever.

use crate::{
    events::{Answer, EventPlan},
    hidden::is_false,
    ids::{DeviceId, EventId, MemberId, MessageId, MutationId, NetworkId, PostId},
    life_events::LifeEvent,
    members::Entry,
    posts::{Audience, PostKind},
    profile::{FieldAudience, FieldKey, FieldKindRow, FieldValue},
    reactions::Reaction,
    reports::{Decision, ProvedMessage, ReportReason, Subject},
    status::NewStatus,
    talk::{LinkStep, SealedMessage},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// One wish with the id that makes it happen at most once (I3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mutation {
    /// Made by the device; also the id of the post or event that a mutation creates.
    pub id: MutationId,
    /// The network it belongs to.
    pub network: NetworkId,
    /// When the person did it by the device's clock, ms UTC. For display only, never for order (I39).
    pub made_at: i64,
    /// What is wanted.
    pub action: Action,
}

/// The wish itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// Confirms the own entry (an invited member becomes active and is listed), or corrects it later.
    SetEntry {
        /// The whole entry as it shall be.
        entry: Entry,
    },
    /// Sets a field of the own profile, or takes it away (active members). Refused with `changed_meanwhile` when the
    /// field is none of the versions in `seen`: another device has changed it, and the person decides.
    SetField {
        /// The field.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        field: FieldKey,
        /// What it shall say; `None`: it is taken away.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
        value: Option<FieldValue>,
        /// Who shall read it.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        audience: FieldAudience,
        /// Every version of the field that the person may have built on: the one that the server last told this
        /// device, and this device's own wishes for the field that have no answer yet.
        #[serde(default)]
        seen: Vec<MutationId>,
    },
    /// Answers an invitation; the last answer counts.
    SetRsvp {
        /// The event.
        event: EventId,
        /// The answer.
        answer: Answer,
    },
    /// Publishes a post (duty `posts`). The post's id is the mutation's id.
    CreatePost {
        /// Its kind.
        post_kind: PostKind,
        /// One line.
        title: String,
        /// Plain text.
        text: String,
        /// Who it is for.
        #[serde(default)]
        audience: Audience,
    },
    /// Corrects a post or gives it another audience (duty `posts`): those who lose it lose it from their devices.
    EditPost {
        /// The post.
        post: PostId,
        /// One line.
        title: String,
        /// Plain text.
        text: String,
        /// Who it is for.
        audience: Audience,
    },
    /// Takes a post back (duty `posts`).
    RemovePost {
        /// The post.
        post: PostId,
    },
    /// Publishes an event (duty `events`). The event's id is the mutation's id.
    CreateEvent {
        /// The plan.
        plan: EventPlan,
    },
    /// Calls an event off (duty `events`); it stays visible as called off.
    CancelEvent {
        /// The event.
        event: EventId,
    },
    /// Hides me and another member from each other, everywhere. The other one is not told.
    HideFrom {
        /// The other one.
        member: MemberId,
        /// Whether it is a block: then neither may write to the other either.
        #[serde(default, skip_serializing_if = "is_false")]
        block: bool,
    },
    /// Ends [`Action::HideFrom`].
    ShowTo {
        /// The other one.
        member: MemberId,
    },
    /// Marks posts or events as seen by this member.
    MarkSeen {
        /// Posts and events, at most 100.
        items: Vec<Uuid>,
    },
    /// Says a 近況, or takes the own one back (active members). The last one counts.
    SetStatus {
        /// What is said; `None`: it is taken back.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
        status: Option<NewStatus>,
    },
    /// Reacts to a 近況 or a life event of another member, or takes that back. The last reaction counts, and only the
    /// author sees it.
    React {
        /// The 近況 or the post.
        item: Uuid,
        /// With what; `None`: it is taken back.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
        reaction: Option<Reaction>,
    },
    /// Follows another member, or ends that. Nobody else learns of it.
    Follow {
        /// Whom.
        member: MemberId,
        /// Whether to follow from here on.
        following: bool,
    },
    /// Shares a life event (active members). The post's id is the mutation's id. When it names another member, it is
    /// a draft until that member agrees.
    ShareLifeEvent {
        /// What.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        event: LifeEvent,
    },
    /// Publishes an own draft without the name that it asked for.
    PublishUnnamed {
        /// The post that the draft becomes.
        post: PostId,
    },
    /// Takes an own life event or draft back.
    RemoveLifeEvent {
        /// The post.
        post: PostId,
    },
    /// Agrees to be named in a life event, declines, or takes an earlier agreement back.
    AnswerNaming {
        /// The post, or the one that the draft becomes.
        post: PostId,
        /// Whether the name may be there.
        agree: bool,
    },
    /// Says that the own entry and profile are still right.
    ConfirmProfile,
    /// Puts that question off.
    PutOffCheck,
    /// Notes who is suggested to this member in a week, and whether the member put that away. Of two in one week the
    /// first counts.
    NoteSuggestion {
        /// Who is suggested.
        member: MemberId,
        /// The week, see [`crate::suggestions::week_of`].
        week: i64,
        /// Whether it was put away.
        #[serde(default)]
        dismissed: bool,
    },
    /// Wants people suggested, or nobody.
    SetSuggestions {
        /// Whether people are wanted.
        wanted: bool,
    },
    /// The reactions up to now were seen.
    SawReactions,
    /// Reports something to the secretariat (active members). The report's id is the mutation's id. Nobody who is
    /// reported is told.
    Report {
        /// What.
        subject: Subject,
        /// Why.
        reason: ReportReason,
        /// Own words, at most [`crate::limits::REPORT`].
        #[serde(default)]
        text: String,
        /// Whether the secretariat may know who reports.
        #[serde(default)]
        named: bool,
        /// Messages between the two, for [`Subject::Messages`]: one of the other one at least, at most
        /// [`crate::limits::REPORTED`]. What was not sent, or not through this server, is refused.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        messages: Vec<ProvedMessage>,
    },
    /// Decides a report and does what the decision says (duty `moderation`; never on a report about oneself).
    DecideReport {
        /// The report.
        report: Uuid,
        /// The decision.
        decision: Decision,
        /// Why, at most [`crate::limits::REPORT`]; needed.
        why: String,
    },
    /// Pauses the own membership (active members): not listed, and nothing comes but sign-in codes.
    Pause {
        /// When it ends by itself, ms UTC; at most [`crate::stay::LONGEST_PAUSE_DAYS`] ahead.
        until: i64,
    },
    /// Ends the own pause before its time.
    Resume,
    /// Leaves the network: not listed from here on, and deleted after [`crate::stay::DAYS_TO_UNDO`] days. Refused
    /// with `last_of_duty` while nobody else could give duties.
    Leave,
    /// Takes [`Action::Leave`] back.
    Stay,
    /// Says that this member of the secretariat was shown fields of a person that not everybody may read. Noted once
    /// a day, for that person to read.
    NoteAccess {
        /// Whose fields.
        member: MemberId,
    },
    /// Decides about a field of profiles (duty `roster`): one that the network adds, or the audience that is proposed.
    /// The last decision about a field counts.
    SetFieldKind {
        /// The whole decision as it shall be.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        decision: FieldKindRow,
    },
    /// Sends a message that is sealed already (active members). The message's id is the mutation's id. The first one to
    /// somebody is a request: another one goes only after an answer. Refused with `stale_devices` when it is not
    /// sealed for exactly the devices that the two have; the same id may then come with another seal.
    SendMessage {
        /// To whom.
        to: MemberId,
        /// The message.
        message: SealedMessage,
    },
    /// Passes on what devices say to each other about messages that could not be opened, sealed like a message (active
    /// members; to somebody with whom there is a thread, or to the own other devices). It is no message: it accepts
    /// nothing, and nobody is told of it.
    SendRepair {
        /// To whom.
        to: MemberId,
        /// What is said.
        message: SealedMessage,
    },
    /// Accepts or declines the first message of somebody. Who declines is not told of to anybody.
    AnswerRequest {
        /// Of whom.
        member: MemberId,
        /// Whether the two may write to each other from here on.
        accept: bool,
    },
    /// Takes an own message back, within [`crate::talk::UNSEND_WITHIN`]. That there was one stays visible.
    Unsend {
        /// The message.
        message: MessageId,
        /// To whom it went.
        to: MemberId,
    },
    /// Messages of a thread were read. The furthest place counts.
    ReadThread {
        /// The other one.
        member: MemberId,
        /// Up to here, by the time at which the server took the last one, ms UTC.
        upto: i64,
    },
    /// Writes to the secretariat (active members), or answers a member for it (duty `inbox`). Refused with
    /// `nobody_reads` while nobody holds the duty.
    WriteToDesk {
        /// The member who is answered; `None`: the sender writes to the secretariat.
        #[serde(default)]
        member: Option<MemberId>,
        /// The words.
        text: String,
    },
    /// Wants to be told of nothing that comes in a thread, or wants it again. It counts on all own devices, and the
    /// other one is not told.
    MuteThread {
        /// The other one.
        member: MemberId,
        /// Whether nothing is told.
        muted: bool,
    },
    /// Wishes, or does not wish, that others are told what was read; they are when they wish it too.
    SetReceipts {
        /// Whether it is wished.
        wanted: bool,
    },
    /// Names an own device that is in the newest list (active members).
    NameDevice {
        /// Which.
        device: DeviceId,
        /// Its name; at most [`crate::limits::NAME`].
        name: String,
    },
    /// A step of letting a new device of the own in (active members).
    LinkDevice {
        /// Which; made by the device that asks.
        link: Uuid,
        /// The step.
        step: LinkStep,
    },
    /// A wish of a newer app; a server refuses it, a client keeps it.
    #[serde(other)]
    Unknown,
}

impl Mutation {
    /// Whether this wish, made later, leaves nothing of the earlier one to be wanted: the last answer to an
    /// event counts, the last form of the own entry or of a field of the profile, and the last form of a post.
    pub fn makes_void(&self, earlier: &Self) -> bool {
        let last_counts = matches!(
            self.action,
            Action::SetRsvp { .. }
                | Action::SetEntry { .. }
                | Action::SetField { .. }
                | Action::EditPost { .. }
                | Action::SetStatus { .. }
                | Action::React { .. }
                | Action::Follow { .. }
                | Action::AnswerNaming { .. }
                | Action::ConfirmProfile
                | Action::PutOffCheck
                | Action::SetSuggestions { .. }
                | Action::SawReactions
                | Action::SetFieldKind { .. }
                | Action::ReadThread { .. }
                | Action::MuteThread { .. }
                | Action::NameDevice { .. }
                | Action::SetReceipts { .. }
        );
        let same_sort = std::mem::discriminant(&self.action) == std::mem::discriminant(&earlier.action);
        last_counts && same_sort && self.network == earlier.network && self.lane() == earlier.lane()
    }

    /// What must keep its order among each other: one person's entry, one field of the profile, the own membership, one
    /// event, one post, one other member, one report. Wishes of different lanes never wait for each other (I6).
    pub fn lane(&self) -> Uuid {
        match &self.action {
            Action::SetRsvp { event, .. } | Action::CancelEvent { event } => event.0,
            Action::EditPost { post, .. } | Action::RemovePost { post } => post.0,
            Action::HideFrom { member, .. } | Action::ShowTo { member } => member.0,
            Action::CreatePost { .. } | Action::CreateEvent { .. } | Action::Report { .. } => self.id.0,
            Action::DecideReport { report, .. } => *report,
            Action::SetEntry { .. } => self.network.0,
            Action::Pause { .. } | Action::Resume | Action::Leave | Action::Stay => {
                named_lane(self.network, "stay")
            }
            Action::SetField { field, .. } => named_lane(self.network, field.as_str()),
            Action::SetStatus { .. } => named_lane(self.network, "status"),
            Action::React { item, .. } => *item,
            Action::Follow { member, .. } => member.0,
            Action::ShareLifeEvent { .. } => self.id.0,
            Action::PublishUnnamed { post }
            | Action::RemoveLifeEvent { post }
            | Action::AnswerNaming { post, .. } => post.0,
            Action::ConfirmProfile | Action::PutOffCheck => named_lane(self.network, "check"),
            Action::NoteSuggestion { .. } | Action::SetSuggestions { .. } => {
                named_lane(self.network, "suggestions")
            }
            Action::SawReactions => named_lane(self.network, "reactions"),
            Action::SetFieldKind { decision } => decision.field.row_id(),
            // Messages of a thread keep their order, and what is said of the thread goes behind them.
            Action::SendMessage { to, .. } | Action::Unsend { to, .. } => to.0,
            Action::SendRepair { to, .. } => named_lane(self.network, &format!("repair {to}")),
            Action::AnswerRequest { member, .. } => member.0,
            // Reading is no reason for a message to wait, nor the other way round.
            Action::ReadThread { member, .. } => named_lane(self.network, &format!("read {member}")),
            Action::WriteToDesk { member, .. } => {
                let whom = member.map(|member| member.to_string()).unwrap_or_default();
                named_lane(self.network, &format!("desk {whom}"))
            }
            Action::MuteThread { member, .. } => named_lane(self.network, &format!("mute {member}")),
            Action::NameDevice { device, .. } => device.0,
            Action::LinkDevice { link, .. } => *link,
            Action::SetReceipts { .. } => named_lane(self.network, "receipts"),
            Action::MarkSeen { .. } | Action::NoteAccess { .. } | Action::Unknown => Uuid::nil(),
        }
    }
}

/// An id for something of the own in a network, such as a field of the profile; the same on every device.
fn named_lane(network: NetworkId, name: &str) -> Uuid {
    let hash = Sha256::new().chain_update(network.0).chain_update(name).finalize();
    hash.first_chunk::<16>().map_or(network.0, |bytes| Uuid::from_bytes(*bytes))
}
