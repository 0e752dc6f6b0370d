//! What a person wants: every write that works offline. Outbox rows are stored in this form, so an
//! old variant stays readable for ever.

use crate::{
    events::{Answer, EventPlan},
    ids::{EventId, MemberId, MutationId, NetworkId, PostId},
    members::Entry,
    posts::{Audience, PostKind},
    profile::{FieldAudience, FieldKey, FieldValue},
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
        );
        let same_sort = std::mem::discriminant(&self.action) == std::mem::discriminant(&earlier.action);
        last_counts && same_sort && self.network == earlier.network && self.lane() == earlier.lane()
    }

    /// What must keep its order among each other: one person's entry, one field of the profile, one event, one post,
    /// one other member. Wishes of different lanes never wait for each other (I6).
    pub fn lane(&self) -> Uuid {
        match &self.action {
            Action::SetRsvp { event, .. } | Action::CancelEvent { event } => event.0,
            Action::EditPost { post, .. } | Action::RemovePost { post } => post.0,
            Action::HideFrom { member } | Action::ShowTo { member } => member.0,
            Action::CreatePost { .. } | Action::CreateEvent { .. } => self.id.0,
            Action::SetEntry { .. } => self.network.0,
            Action::SetField { field, .. } => field_lane(self.network, field),
            Action::MarkSeen { .. } | Action::Unknown => Uuid::nil(),
        }
    }
}

/// An id for a field of the own profile in a network, the same on every device.
fn field_lane(network: NetworkId, field: &FieldKey) -> Uuid {
    let hash = Sha256::new().chain_update(network.0).chain_update(field.as_str()).finalize();
    hash.first_chunk::<16>().map_or(network.0, |bytes| Uuid::from_bytes(*bytes))
}
