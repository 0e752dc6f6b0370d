//! Posts on the screen.

use crate::{delivery::Delivery, life_events::LifeCard};
use enishi_wire::{
    ids::PostId,
    posts::{Audience, PostKind},
};
use serde::{Deserialize, Serialize};

/// A post in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCard {
    /// The post.
    pub id: PostId,
    /// Its kind.
    pub kind: PostKind,
    /// One line.
    pub title: String,
    /// The beginning of the text, about three lines.
    pub excerpt: String,
    /// The name under which it appears.
    pub source: String,
    /// When it was published, ms UTC; while it waits, when it was written.
    pub published_at: i64,
    /// Whether this person has not opened it on any device.
    pub unread: bool,
    /// `Delivered` for all but the own posts that are on their way.
    pub delivery: Delivery,
    /// What happened in somebody's life, in a post that a member shared.
    #[serde(default)]
    pub life: Option<LifeCard>,
}

/// Text with its links found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "span", content = "text", rename_all = "snake_case")]
pub enum Span {
    /// Plain text; may contain line breaks.
    Plain(String),
    /// An `https://` address.
    Link(String),
}

/// A post, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostDetail {
    /// What the list shows.
    pub card: PostCard,
    /// The text.
    pub text: Vec<Span>,
    /// Who it is for.
    pub audience: Audience,
    /// Whether this person may take it back.
    pub can_remove: bool,
    /// Whether this person may correct it.
    #[serde(default)]
    pub can_edit: bool,
}

/// Which posts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostsForm {
    /// Only posts published before this time (the last one shown), ms UTC.
    pub before: Option<i64>,
}

/// A page of posts, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostList {
    /// 30, and those that were published in the same moment as the last of them.
    pub items: Vec<PostCard>,
    /// Whether there are older ones.
    pub more: bool,
}

/// Publishes a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostForm {
    /// Its kind.
    pub kind: PostKind,
    /// One line.
    pub title: String,
    /// Plain text.
    pub text: String,
    /// Who it is for.
    pub audience: Audience,
}

/// Corrects a post, or gives it another audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostEditForm {
    /// The post.
    pub post: PostId,
    /// One line.
    pub title: String,
    /// Plain text.
    pub text: String,
    /// Who it is for.
    pub audience: Audience,
}

/// Opens an address outside the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkForm {
    /// An `https://` address.
    pub url: String,
}
