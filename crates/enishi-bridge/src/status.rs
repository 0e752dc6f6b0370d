//! 近況 on the screen, and reactions to them.

use crate::{delivery::Delivery, members::MemberCard};
use enishi_wire::{
    ids::{MemberId, PostId, StatusId},
    life_events::LifeKind,
    posts::Audience,
    reactions::Reaction,
    status::Mark,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a person says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusForm {
    /// The mark.
    pub mark: Mark,
    /// At most 40 characters; may be empty.
    pub text: String,
    /// Who it is for.
    pub audience: Audience,
}

/// The own 近況 and what is needed to say another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyStatus {
    /// What is said; `None`: nothing, or it has faded.
    pub said: Option<SaidStatus>,
    /// Whether a wish to take it back is on its way, and where it stands.
    pub taking_back: Option<Delivery>,
    /// The audiences to choose from, the own side first.
    pub audiences: Vec<Audience>,
    /// The audience that is proposed: that of the last one, else the own side.
    pub audience: Audience,
    /// Who reacted to it, newest first.
    pub reactions: Vec<ReactionCard>,
}

/// What the person says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidStatus {
    /// The mark.
    pub mark: Mark,
    /// May be empty.
    pub text: String,
    /// Who it is for.
    pub audience: Audience,
    /// When, ms UTC; while it waits, by this device's clock.
    pub said_at: i64,
    /// Where it stands.
    pub delivery: Delivery,
}

/// Somebody's reaction to something of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionCard {
    /// Who.
    pub person: MemberCard,
    /// With what.
    pub reaction: Reaction,
    /// To which life event; `None`: to the 近況.
    pub post: Option<PostId>,
    /// Whether it came since the reader last looked.
    pub new: bool,
}

/// The reader's own reaction to something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyReaction {
    /// With what; `None`: it is being taken back.
    pub reaction: Option<Reaction>,
    /// Where it stands.
    pub delivery: Delivery,
}

/// Somebody's 近況.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCard {
    /// Which.
    pub id: StatusId,
    /// Who says it.
    pub person: MemberCard,
    /// The mark; one of a newer app is shown without a drawing.
    pub mark: Mark,
    /// May be empty.
    pub text: String,
    /// When, ms UTC.
    pub said_at: i64,
    /// Whether the reader follows the person.
    pub followed: bool,
    /// The reader's reaction.
    pub reaction: Option<MyReaction>,
}

/// A face in the strip on home with half a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StripItem {
    /// Who.
    pub person: MemberCard,
    /// Whether the reader follows the person.
    pub followed: bool,
    /// When, ms UTC.
    pub at: i64,
    /// What.
    pub line: StripLine,
}

/// The half line of a face.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum StripLine {
    /// A 近況.
    Status {
        /// The mark.
        mark: Mark,
        /// May be empty.
        text: String,
    },
    /// A life event of somebody whom the reader follows.
    LifeEvent {
        /// The post.
        post: PostId,
        /// What happened.
        kind: LifeKind,
    },
}

/// Which 近況 are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusFilter {
    /// Everybody's.
    #[default]
    All,
    /// Of those who joined in the reader's year (同期).
    SameYear,
    /// Of those of the reader's department.
    SameDepartment,
    /// Of those whom the reader follows.
    Followed,
}

impl StatusFilter {
    /// Every filter, in the order of the chips.
    pub const ALL: [Self; 4] = [Self::All, Self::SameYear, Self::SameDepartment, Self::Followed];
}

/// A page of the stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusesForm {
    /// Which.
    pub filter: StatusFilter,
    /// Only what stands below this one: its time and whose it is, as shown last.
    pub before: Option<(i64, MemberId)>,
}

/// 近況, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusPage {
    /// At most 30.
    pub items: Vec<StatusCard>,
    /// Whether there are older ones.
    pub more: bool,
    /// The filters that make sense for the reader: who has no year has no 同期.
    pub filters: Vec<StatusFilter>,
    /// False while the first sync has not ended.
    pub complete: bool,
}

/// Reacts to something, or takes that back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactForm {
    /// The 近況 or the post.
    pub item: Uuid,
    /// With what; `None`: taken back.
    pub reaction: Option<Reaction>,
}
