//! Rows as they travel: the latest version of one thing in one scope, or the news that it is gone.

use crate::scopes::Scope;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

/// One row of a scope at a version. The latest version replaces all earlier ones (I14).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// The audience that holds the row.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub scope: Scope,
    /// Place in the network's order; also the version of the row.
    pub seq: i64,
    /// What the body is: `post`, `event` … A kind this program does not know is stored and not shown (I40).
    pub kind: String,
    /// Identity of the row inside its scope and kind.
    pub id: Uuid,
    /// The row, raw; `None` says that it is gone from this scope.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub body: Option<Value>,
}

/// A body with a name. The name is what [`Change::kind`] carries and never changes.
pub trait Row: Serialize + DeserializeOwned {
    /// The name on the wire.
    const KIND: &'static str;
}

impl Change {
    /// Reads the body as `R`. `None` when the kind differs, the row is gone, or the body is not readable.
    pub fn row<R: Row>(&self) -> Option<R> {
        if self.kind != R::KIND {
            return None;
        }
        self.body.as_ref().and_then(|body| R::deserialize(body).ok())
    }
}
