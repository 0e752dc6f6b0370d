//! Identifiers: UUIDs with a name each, so that a member's id cannot be passed for an event's.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// One アルムナイ / 県人会 / 同窓会 on a server.
    NetworkId
);
id!(
    /// A person's sign-in on one server.
    AccountId
);
id!(
    /// An account in one network.
    MemberId
);
id!(
    /// One signed-in device of an account.
    SessionId
);
id!(
    /// A request for a sign-in code that waits for its code.
    ChallengeId
);
id!(
    /// A post; equals the id of the mutation that created it.
    PostId
);
id!(
    /// An event; equals the id of the mutation that created it.
    EventId
);
id!(
    /// Made by the device: idempotency key, outbox key and identity on the screen at once.
    MutationId
);
id!(
    /// A device of a member that seals and opens messages; made by it, never used again.
    DeviceId
);
id!(
    /// A photo or file that goes with a message; made by the device.
    AttachmentId
);
id!(
    /// A message; equals the id of the mutation that sent it.
    MessageId
);
id!(
    /// A 近況; equals the id of the mutation that said it.
    StatusId
);
