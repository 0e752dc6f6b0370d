//! Digests: whether a device holds exactly the rows that the server would show it (I18).

use crate::{ids::NetworkId, scopes::Scope};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// `POST /v1/sync/digest`: are these scopes as the server has them? Asked when a pull said that there is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DigestRequest {
    /// The network.
    pub network: NetworkId,
    /// Life of the server's database that the rows came from.
    pub epoch: String,
    /// What the device holds, for each of its scopes.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, ScopeDigest>))]
    pub scopes: BTreeMap<Scope, ScopeDigest>,
}

/// What a device holds of one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ScopeDigest {
    /// The cursor.
    pub cursor: i64,
    /// How many rows.
    pub rows: u64,
    /// [`RowsDigest::hash`] of the rows.
    pub hash: String,
}

/// Answer to [`DigestRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DigestReply {
    /// One comparison for each scope that was asked about.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, Comparison>))]
    pub scopes: BTreeMap<Scope, Comparison>,
}

/// How a scope on a device compares with the server's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The same rows.
    Same,
    /// The server has newer rows than the cursor (or another epoch): pull first, then ask again.
    Moved,
    /// Other rows: the device forgets its cursor of the scope and fetches it anew.
    Differs,
    /// A comparison of a newer server: nothing is done.
    #[serde(other)]
    Unknown,
}

/// Gathers a digest row by row, in any order: how many rows, and the XOR of the SHA-256 of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowsDigest {
    rows: u64,
    hash: [u8; 32],
}

impl RowsDigest {
    /// Counts a row in. Its `seq` stands for its version: every version of a row has another one.
    pub fn add(&mut self, kind: &str, id: Uuid, seq: i64) {
        let mut row = Sha256::new();
        row.update(kind.as_bytes());
        row.update([0]);
        row.update(id.as_bytes());
        row.update(seq.to_be_bytes());
        for (sum, byte) in self.hash.iter_mut().zip(row.finalize()) {
            *sum ^= byte;
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// How many rows were counted in.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The hash, 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What a device sends of a scope.
    pub fn at(&self, cursor: i64) -> ScopeDigest {
        ScopeDigest { cursor, rows: self.rows, hash: self.hash() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter_and_every_part_of_a_row_does(
            rows in prop::collection::btree_map(any::<u128>(), 1_i64..1_000, 1..20),
        ) {
            let digest = |rows: &[(u128, i64)]| {
                let mut digest = RowsDigest::default();
                for (id, seq) in rows {
                    digest.add("post", Uuid::from_u128(*id), *seq);
                }
                digest
            };
            let mut rows: Vec<(u128, i64)> = rows.into_iter().collect();
            let whole = digest(&rows);
            rows.reverse();
            prop_assert_eq!(digest(&rows), whole);
            rows[0].1 += 1;
            prop_assert_ne!(digest(&rows).hash(), whole.hash());
            rows.pop();
            prop_assert_ne!(digest(&rows).rows(), whole.rows());
        }
    }
}
