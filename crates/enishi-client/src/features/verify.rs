//! "Check my data": compares the current place with the server and says what came of it.

use crate::{client::Client, error::Error, verify};
use enishi_bridge::{
    errors::AppError,
    notices::Tag,
    storage::{Verified, VerifyResult, VerifyView},
};
use enishi_wire::{digest::Comparison, scopes::Scope};
use std::collections::{BTreeMap, BTreeSet};

/// How often a comparison is tried while the server changes things meanwhile.
const TRIES: u32 = 4;

impl Client {
    /// Compares what is here of the current place with the server. What differs is fetched anew and compared again.
    ///
    /// # Errors
    /// `offline` and everything of the network, `signed_out`.
    pub async fn verify(&self) -> Result<VerifyView, AppError> {
        Ok(self.try_verify().await?)
    }

    async fn try_verify(&self) -> Result<VerifyView, Error> {
        self.online()?;
        let mut differed: BTreeSet<Scope> = BTreeSet::new();
        let mut last: BTreeMap<Scope, Comparison> = BTreeMap::new();
        for _ in 0..TRIES {
            if let Some(problem) = self.settle().await {
                return Err(problem.into());
            }
            let here = self.here().await?;
            last = verify::compare(&here.account.db, &here.account.api, here.network).await?;
            let differs = last.iter().filter(|(_, comparison)| **comparison == Comparison::Differs);
            differed.extend(differs.map(|(scope, _)| scope.clone()));
            if last.values().all(|comparison| matches!(comparison, Comparison::Same | Comparison::Unknown)) {
                break;
            }
        }
        let items = last.into_iter().map(|(scope, comparison)| Verified {
            result: match comparison {
                Comparison::Same if differed.contains(&scope) => VerifyResult::Repaired,
                Comparison::Same | Comparison::Unknown => VerifyResult::Same,
                Comparison::Moved => VerifyResult::Moved,
                Comparison::Differs => VerifyResult::Differs,
            },
            scope: scope.to_string(),
        });
        let items = items.collect();
        self.inner.changed(Tag::ALL);
        Ok(VerifyView { items })
    }
}
