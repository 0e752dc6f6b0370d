//! Life events on the screen: in the feed, as drafts, and as questions to the person they name.

use crate::{
    delivery::Delivery,
    members::MemberCard,
    posts::PostCard,
    status::{MyReaction, ReactionCard, StatusCard},
};
use enishi_wire::{
    ids::{MemberId, PostId},
    life_events::LifeKind,
    posts::Audience,
    profile::Month,
};
use serde::{Deserialize, Serialize};

/// Shares a life event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeEventForm {
    /// What happened.
    pub kind: LifeKind,
    /// In the person's own words; may be empty, except for the kind `other`.
    pub text: String,
    /// When.
    pub date: Option<Month>,
    /// Who it is for.
    pub audience: Audience,
    /// Whom it names besides the person: nobody sees it before that one agreed.
    pub named: Option<MemberId>,
}

/// What a post of a life event says besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeCard {
    /// What happened.
    pub kind: LifeKind,
    /// When.
    pub date: Option<Month>,
    /// Who shares it, as far as this device knows.
    pub person: Option<MemberCard>,
    /// Who is named with consent, as far as this device may know.
    pub named: Option<MemberCard>,
    /// The reader's reaction.
    pub reaction: Option<MyReaction>,
    /// Who reacted, for the one who shares it.
    pub reactions: Vec<ReactionCard>,
    /// Whether it is the reader's own.
    pub mine: bool,
    /// Whether the reader is named in it and may take that back.
    pub names_me: bool,
}

/// An own life event that waits for the person it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftCard {
    /// The post that it would be.
    pub post: PostId,
    /// What happened.
    pub kind: LifeKind,
    /// The own words.
    pub text: String,
    /// Whom it would name, as far as this device knows.
    pub named: Option<MemberCard>,
    /// Whether the name will not be there.
    pub declined: bool,
    /// Where the last wish about it stands.
    pub delivery: Delivery,
}

/// Somebody wants to name the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamingCard {
    /// The post that it would be.
    pub post: PostId,
    /// Who asks.
    pub person: MemberCard,
    /// What happened.
    pub kind: LifeKind,
    /// When.
    pub date: Option<Month>,
    /// In the other one's words.
    pub text: String,
    /// Who would see it.
    pub audience: Audience,
}

/// Answers whether the own name may be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamingForm {
    /// The post.
    pub post: PostId,
    /// Whether it may.
    pub agree: bool,
}

/// What is new of one person: the 近況, the life events, and whether the reader follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonNews {
    /// The 近況.
    pub status: Option<StatusCard>,
    /// Life events that the person shares or is named in, newest first.
    pub life_events: Vec<PostCard>,
    /// Whether the reader follows; the other one never learns of it.
    pub following: bool,
    /// Where the last wish about it stands.
    pub delivery: Delivery,
    /// Whether it is the reader.
    pub me: bool,
}

/// What may be done with life events: the own drafts, and who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeEventsView {
    /// The audiences to choose from, the own side first.
    pub audiences: Vec<Audience>,
    /// Own ones that are not published.
    pub drafts: Vec<DraftCard>,
    /// Who asks to name the reader.
    pub namings: Vec<NamingCard>,
}
