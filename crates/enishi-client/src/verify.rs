//! Compares what is here with what the server would show (I18). A scope that differs is fetched anew.

use crate::{
    clock,
    db::{self, Db},
    error::Error,
    http::Api,
};
use enishi_wire::{
    digest::{Comparison, DigestRequest},
    ids::NetworkId,
    scopes::Scope,
};
use std::collections::BTreeMap;

/// Between two comparisons that nobody asked for, ms.
const DAILY: i64 = 24 * 3_600_000;

/// Whether a comparison is due; a clock that was set back makes it due too.
pub fn is_due(verified_at: Option<i64>, now: i64) -> bool {
    verified_at.is_none_or(|at| now < at || now - at >= DAILY)
}

/// Compares every scope that was read to its end. Where rows differ, the cursor is forgotten: the next pull brings
/// the scope from its beginning.
///
/// # Errors
/// Everything of the network and of the database.
pub async fn compare(db: &Db, api: &Api, network: NetworkId) -> Result<BTreeMap<Scope, Comparison>, Error> {
    let (held, digests) = db.digests(network).await?;
    let Some(epoch) = held.epoch.clone() else {
        return Ok(BTreeMap::new());
    };
    let scopes = held
        .cursors
        .iter()
        .map(|(scope, cursor)| (scope.clone(), digests.get(scope).copied().unwrap_or_default().at(*cursor)));
    let request = DigestRequest { network, epoch, scopes: scopes.collect() };
    let reply = api.digest(&request).await?;
    // An answer to a question that was not asked is not believed.
    let answers: BTreeMap<Scope, Comparison> =
        reply.scopes.into_iter().filter(|(scope, _)| held.cursors.contains_key(scope)).collect();
    let mut tx = db.begin().await?;
    for (scope, comparison) in &answers {
        if *comparison == Comparison::Differs {
            tracing::warn!(%network, "Rows here differ from the server's and are fetched anew.");
            db::scopes::forget_cursor(&mut tx, network, scope).await?;
        }
    }
    db::places::put_verified(&mut tx, network, clock::now()).await?;
    tx.commit().await?;
    Ok(answers)
}
