//! What is said between a test and a running core, a line of JSON each way.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a core is asked to do. Wishes are acknowledged when they are stored; `Settle` sends them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields have the names of the forms they fill")]
pub enum Ask {
    /// Ask for a sign-in code.
    SignIn { server: String, email: String },
    /// Trade the mailed code for a session.
    Code { code: String },
    /// Confirm the own entry, or change its headline.
    Confirm { headline: String },
    /// Answer an invitation: `yes`, `maybe` or `no`.
    Rsvp { event: String, answer: String },
    /// Publish a post.
    Post { title: String, text: String, audience: String },
    /// Change who a post is for.
    Narrow { post: String, title: String, text: String, audience: String },
    /// Hide the own entry from a member, or show it again.
    Hide { member: String, hidden: bool },
    /// Leave the place; for two weeks it can be taken back.
    Leave,
    /// Compare with the server: `same`, `repaired`, `moved` or `differs`.
    Verify,
    /// Take a post back.
    RemovePost { post: String },
    /// Publish an event far in the future.
    Event { title: String, audience: String },
    /// Call an event off.
    CancelEvent { event: String },
    /// Mark as seen.
    Seen { id: String },
    /// Write to a member.
    Send { member: String, text: String },
    /// Take a wish back.
    Discard { id: String },
    /// Sync until nothing more can be done; answers the trouble that stopped it, or null.
    Settle,
    /// Everything that is shown.
    Look,
    /// The devices of the account.
    Devices,
    /// Sign another device out.
    SignOutDevice { id: String },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Done; for a wish, its id.
    Done(Value),
    /// Refused or failed with this code of `AppCode`.
    Refused(String),
}
