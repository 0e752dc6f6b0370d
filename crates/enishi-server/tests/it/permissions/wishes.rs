//! Every wish and its fate for each caller that has a device.

use crate::{
    life_events::share,
    profile::set,
    push::{plan, post},
    status::{react, say},
    support::world::DAY,
    talk::sealed,
};
use enishi_server::ids::secret_id;
use enishi_wire::{
    blob::Blob,
    events,
    ids::{DeviceId, EventId, MemberId, MessageId, PostId},
    life_events::LifeKind,
    members::Entry,
    mutations::Action,
    posts::Audience,
    profile::{FieldAudience, FieldKey, FieldKindRow, FieldValue},
    reports::{Decision, ReportReason, Subject},
    talk::LinkStep,
};
use uuid::Uuid;

const YES: &str = "applied";
const NO: &str = "not_permitted";
const NONE: &str = "not_found";
const BAD: &str = "invalid";
const EMPTY: &str = "nobody_reads";
const STALE: &str = "stale_devices";

/// The columns are those of `CALLERS`, but for the anonymous one.
#[rustfmt::skip]
pub const WISHES: &[(&str, [&str; 7])] = &[
    //                     strngr invitd paused active desk   left   removed
    ("set_entry",         [NONE,  YES,   NO,    YES,   YES,   NO,    NO]),
    ("set_field",         [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("set_rsvp",          [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("create_post",       [NONE,  NO,    NO,    NO,    YES,   NO,    NO]),
    ("edit_post",         [NONE,  NO,    NO,    NO,    YES,   NO,    NO]),
    ("remove_post",       [NONE,  NO,    NO,    NO,    YES,   NO,    NO]),
    ("create_event",      [NONE,  NO,    NO,    NO,    YES,   NO,    NO]),
    ("cancel_event",      [NONE,  NO,    NO,    NO,    YES,   NO,    NO]),
    ("mark_seen",         [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("hide_from",         [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("show_to",           [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("set_status",        [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("react",             [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("follow",            [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("share_life_event",  [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("remove_life_event", [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("confirm_profile",   [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("put_off_check",     [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("note_suggestion",   [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("set_suggestions",   [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("saw_reactions",     [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("publish_unnamed",   [NONE,  NO,    NO,    NONE,  NONE,  NO,    NO]),
    ("answer_naming",     [NONE,  NO,    NO,    NONE,  NONE,  NO,    NO]),
    ("set_field_kind",    [NONE,  NO,    NO,    NO,    YES,   NO,    NO]),
    ("block",             [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("report",            [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("decide_report",     [NONE,  NO,    NO,    NO,    YES,   NO,    NO]),
    ("note_access",       [NONE,  NO,    NO,    NO,    YES,   NO,    NO]),
    ("send_message",      [NONE,  NO,    NO,    STALE, STALE, NO,    NO]),
    ("send_repair",       [NONE,  NO,    NO,    NONE,  NONE,  NO,    NO]),
    ("answer_request",    [NONE,  NO,    NO,    NONE,  NONE,  NO,    NO]),
    ("unsend",            [NONE,  NO,    NO,    NONE,  NONE,  NO,    NO]),
    ("read_thread",       [NONE,  NO,    NO,    NONE,  NONE,  NO,    NO]),
    ("write_to_desk",     [NONE,  NO,    NO,    EMPTY, EMPTY, NO,    NO]),
    ("answer_for_desk",   [NONE,  NO,    NO,    NO,    NO,    NO,    NO]),
    ("mute_thread",       [NONE,  NO,    NO,    NONE,  NONE,  NO,    NO]),
    ("name_device",       [NONE,  NO,    NO,    NONE,  NONE,  NO,    NO]),
    ("link_device",       [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("set_receipts",      [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("pause",             [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("resume",            [NONE,  NO,    NO,    YES,   YES,   NO,    NO]),
    ("stay",              [NONE,  YES,   YES,   YES,   YES,   NO,    NO]),
    ("leave",             [NONE,  YES,   YES,   YES,   YES,   NO,    NO]),
    ("unknown",           [BAD,   BAD,   BAD,   BAD,   BAD,   BAD,   BAD]),
];

/// What wishes are about.
pub struct Around {
    pub post: Uuid,
    pub event: Uuid,
    pub report: Uuid,
    /// Somebody who is active, and somebody else.
    pub other: MemberId,
    pub another: MemberId,
    /// What `other` said last.
    pub said: Uuid,
    pub now: i64,
}

/// The wish of a name.
pub fn action(wish: &str, around: &Around) -> Action {
    match wish {
        "set_entry" => {
            Action::SetEntry { entry: Entry { family_name: "山田".to_owned(), ..Entry::default() } }
        }
        "set_field" => set(FieldKey::Resting, Some(FieldValue::Flag(true)), FieldAudience::Everyone),
        "set_rsvp" => Action::SetRsvp { event: EventId(around.event), answer: events::Answer::Yes },
        "create_post" => post("お知らせ"),
        "edit_post" => Action::EditPost {
            post: PostId(around.post),
            title: "訂正".to_owned(),
            text: String::new(),
            audience: Audience::Alumni,
        },
        "hide_from" => Action::HideFrom { member: around.other, block: false },
        "block" => Action::HideFrom { member: around.another, block: true },
        "report" => report_of(around.other),
        "decide_report" => Action::DecideReport {
            report: around.report,
            decision: Decision::NoAction,
            why: "確認済み".to_owned(),
        },
        "note_access" => Action::NoteAccess { member: around.other },
        "send_message" => {
            Action::SendMessage { to: around.other, message: sealed(DeviceId(secret_id()), &[]) }
        }
        "send_repair" => Action::SendRepair { to: around.other, message: sealed(DeviceId(secret_id()), &[]) },
        "answer_request" => Action::AnswerRequest { member: around.other, accept: true },
        "unsend" => Action::Unsend { message: MessageId(secret_id()), to: around.other },
        "read_thread" => Action::ReadThread { member: around.other, upto: around.now },
        "write_to_desk" => Action::WriteToDesk { member: None, text: "教えてください".to_owned() },
        "answer_for_desk" => Action::WriteToDesk { member: Some(around.other), text: "はい".to_owned() },
        "mute_thread" => Action::MuteThread { member: around.other, muted: true },
        "name_device" => Action::NameDevice { device: DeviceId(secret_id()), name: "電話".to_owned() },
        "link_device" => Action::LinkDevice {
            link: around.post,
            step: LinkStep::Ask { name: "電話".to_owned(), commitment: Blob(vec![1; 32]) },
        },
        "set_receipts" => Action::SetReceipts { wanted: true },
        "pause" => Action::Pause { until: around.now + 30 * DAY },
        "resume" => Action::Resume,
        "stay" => Action::Stay,
        "leave" => Action::Leave,
        "show_to" => Action::ShowTo { member: around.other },
        "set_field_kind" => Action::SetFieldKind {
            decision: FieldKindRow { field: FieldKey::Roles, audience: FieldAudience::Alumni, own: None },
        },
        "remove_post" => Action::RemovePost { post: PostId(around.post) },
        "create_event" => Action::CreateEvent { plan: plan() },
        "cancel_event" => Action::CancelEvent { event: EventId(around.event) },
        "set_status" => say("京都です", Audience::Everyone),
        "react" => react(around.said),
        "follow" => Action::Follow { member: around.other, following: true },
        "share_life_event" => share(LifeKind::Moved, Audience::Everyone, None),
        "remove_life_event" => Action::RemoveLifeEvent { post: PostId(around.post) },
        "publish_unnamed" => Action::PublishUnnamed { post: PostId(around.post) },
        "answer_naming" => Action::AnswerNaming { post: PostId(around.post), agree: true },
        "confirm_profile" => Action::ConfirmProfile,
        "put_off_check" => Action::PutOffCheck,
        "note_suggestion" => Action::NoteSuggestion { member: around.other, week: 1, dismissed: false },
        "set_suggestions" => Action::SetSuggestions { wanted: false },
        "saw_reactions" => Action::SawReactions,
        "mark_seen" => Action::MarkSeen { items: vec![around.post] },
        _ => Action::Unknown,
    }
}

fn report_of(member: MemberId) -> Action {
    let subject = Subject::Member { member };
    Action::Report {
        subject,
        reason: ReportReason::Spam,
        text: String::new(),
        named: false,
        messages: Vec::new(),
    }
}
