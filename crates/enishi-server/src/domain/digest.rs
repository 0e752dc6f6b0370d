//! Digest: whether a device holds exactly the rows that its member may see (I18).

use super::{limits, scopes::scopes_of, sessions::Caller};
use crate::{
    db::{
        Database, Snapshot, changes, floors,
        members::{self, Member},
        meta, networks, parse,
    },
    failure::Failure,
};
use enishi_wire::{
    digest::{Comparison, DigestReply, DigestRequest, RowsDigest, ScopeDigest},
    scopes::Scope,
};
use futures_util::TryStreamExt;
use std::{collections::BTreeMap, pin::pin};

/// Compares the scopes of a device with those of the server.
pub async fn compare(
    database: &Database,
    caller: Caller,
    request: &DigestRequest,
    now: i64,
) -> Result<DigestReply, Failure> {
    let mut snapshot = database.snapshot().await?;
    let member = members::of_account(&mut snapshot, request.network, caller.account)
        .await?
        .ok_or_else(Failure::not_found)?;
    let held = scopes_of(&member);
    if held.is_empty() {
        return Err(Failure::not_permitted());
    }
    snapshot.rollback().await?;
    count(database, caller, now).await?;

    let mut snapshot = database.snapshot().await?;
    let same_life = meta::epoch(&mut snapshot).await? == request.epoch;
    let seq = networks::seq(&mut snapshot, request.network).await?;
    let floors = floors::of_member(&mut snapshot, request.network, member.id).await?;
    let mut scopes = BTreeMap::new();
    for (scope, theirs) in &request.scopes {
        // Whatever a pull would answer with a reset or a drop is a pull's affair. Below the floor a removal may be
        // forgotten: nothing is newer, and yet a row is too many.
        let floor = floors.get(scope).copied().unwrap_or(0);
        let pull_first = !same_life || !held.contains(scope) || !(floor..=seq).contains(&theirs.cursor);
        let comparison = if pull_first {
            Comparison::Moved
        } else {
            compare_scope(&mut snapshot, &member, scope, theirs).await?
        };
        if comparison == Comparison::Differs {
            tracing::warn!(network.id = %request.network, "A device holds other rows than it should; it fetches them anew.");
        }
        scopes.insert(scope.clone(), comparison);
    }
    snapshot.rollback().await?;
    Ok(DigestReply { scopes })
}

async fn count(database: &Database, caller: Caller, now: i64) -> Result<(), Failure> {
    let mut write = database.write().await?;
    match limits::count_digest(write.conn(), caller.session, now).await {
        Ok(()) => write.commit().await,
        Err(refusal) => {
            write.roll_back().await;
            Err(refusal)
        }
    }
}

async fn compare_scope(
    snapshot: &mut Snapshot,
    member: &Member,
    scope: &Scope,
    theirs: &ScopeDigest,
) -> Result<Comparison, Failure> {
    if changes::moved_since(snapshot, member.network, member.id, scope, theirs.cursor).await? {
        return Ok(Comparison::Moved);
    }
    let mut ours = RowsDigest::default();
    let mut rows = pin!(changes::live(snapshot, member.network, member.id, scope));
    while let Some((kind, id, seq)) = rows.try_next().await? {
        ours.add(&kind, parse(&id, "id of a row")?, seq);
    }
    let same = ours.rows() == theirs.rows && ours.hash() == theirs.hash;
    Ok(if same { Comparison::Same } else { Comparison::Differs })
}
