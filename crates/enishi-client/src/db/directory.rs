//! The directory's tables: the counter that moves with every change of member rows, the packed copy, and the rows
//! from which both are read.

use super::{Db, Tx, bulk};
use crate::{
    directory::{self, Change, Directory, Listing, Now, Parts, People, Query, Rail, What},
    error::Error,
    page::{Listing as Listed, listing},
};
use enishi_bridge::members::FilterBy;
use enishi_wire::{changes::Row as _, ids::NetworkId, members::MemberRow, profile::FacetRow, scopes::Scope};
use futures_util::TryStreamExt;
use sqlx::{Row, SqliteConnection};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::sync::mpsc;
use uuid::Uuid;

/// A person in a window of the directory.
#[derive(Debug, Clone)]
pub struct Found {
    /// Who.
    pub id: Uuid,
    /// What everybody sees.
    pub row: MemberRow,
    /// What the person does now.
    pub now: Now,
    /// Whether the person lets this device see a photo.
    pub photo: bool,
}

/// A window of the directory.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// The people of the window, in order.
    pub found: Vec<Found>,
    /// How many there are in all.
    pub total: usize,
    /// Where each letter of the rail begins, when everybody is listed.
    pub rail: Rail,
    /// When nobody is found, for each filter how many there would be without it.
    pub without: Vec<usize>,
}

/// Where a network is.
const PLACE: &str = "(SELECT nr FROM places WHERE network = $1)";
/// So many changes are noted one by one; of more the packed copy is given up.
const NOTED: usize = 2_000;

impl Db {
    /// A window of the directory at `version` or later.
    pub async fn directory_at(
        &self,
        network: NetworkId,
        version: i64,
        query: &Query,
        window: (usize, usize),
    ) -> Result<Window, Error> {
        self.directory_without(network, version, query, window, &BTreeSet::new()).await
    }

    /// The same without some people: the person has hidden them and the server does not know yet.
    pub async fn directory_without(
        &self,
        network: NetworkId,
        version: i64,
        query: &Query,
        (offset, limit): (usize, usize),
        hidden: &BTreeSet<Uuid>,
    ) -> Result<Window, Error> {
        let directory = self.directories.of(network);
        let (people, _) = directory.people(self, network, version).await?;
        let mut listing = directory.list(&people, query);
        let everybody = matches!(listing, Listing::Everybody(_));
        if !hidden.is_empty() {
            let shown = |place: &usize| people.ids.get(*place).is_some_and(|id| !hidden.contains(id));
            let places = listing.window(0, listing.len()).into_iter().filter(shown);
            listing = Listing::Places(places.filter_map(|place| u32::try_from(place).ok()).collect());
        }
        let places = listing.window(offset, limit);
        let ids: Vec<Uuid> = places.iter().filter_map(|place| people.ids.get(*place)).copied().collect();
        let mut bodies = self.members(network, &ids).await?;
        let found = places.iter().filter_map(|place| {
            let id = *people.ids.get(*place)?;
            let photo = people.has_photo(*place);
            Some(Found { id, row: bodies.remove(&id)?, now: people.now(*place), photo })
        });
        let found = found.collect();
        let rail = if everybody { people.rail().clone() } else { Rail::new() };
        let total = listing.len();
        let without = if total == 0 { without(&directory, &people, query) } else { Vec::new() };
        Ok(Window { found, total, rail, without })
    }

    /// The values to filter by that somebody has whom a query finds, at `version` or later.
    pub async fn choices_at(
        &self,
        network: NetworkId,
        version: i64,
        query: &Query,
        (by, narrow): (FilterBy, &str),
    ) -> Result<Vec<(String, u32)>, Error> {
        let directory = self.directories.of(network);
        let (people, _) = directory.people(self, network, version).await?;
        let found = directory.found(&people, query);
        Ok(directory::choices(&people, by, &found, narrow))
    }

    /// The rows of these people; a body that this version cannot read is kept and not shown (I40).
    async fn members(&self, network: NetworkId, ids: &[Uuid]) -> Result<BTreeMap<Uuid, MemberRow>, Error> {
        // Nearly everybody lies in one scope; asking the others too would be most of the work.
        let mut bodies = self.members_in(network, ids, "AND scopes.scope = 'members'").await?;
        let missing: Vec<Uuid> = ids.iter().filter(|id| !bodies.contains_key(*id)).copied().collect();
        if !missing.is_empty() {
            bodies.extend(self.members_in(network, &missing, "").await?);
        }
        Ok(bodies)
    }

    async fn members_in(
        &self,
        network: NetworkId,
        ids: &[Uuid],
        scope: &'static str,
    ) -> Result<BTreeMap<Uuid, MemberRow>, Error> {
        let mut bodies = BTreeMap::new();
        for ids in ids.chunks(bulk::WANTED) {
            // All in one row: each would come by a change of thread of its own.
            let statement = bulk::look_up(
                "SELECT json_group_array(json_array(hex(rows.id), rows.body)) FROM (VALUES",
                ids,
                &format!(
                    ") AS wanted CROSS JOIN scopes CROSS JOIN rows ON rows.scope = scopes.nr AND rows.kind = ?
                       AND rows.id = wanted.column1
                     WHERE scopes.place = (SELECT nr FROM places WHERE network = ?) {scope}"
                ),
            );
            let statement = statement.bind(MemberRow::KIND).bind(network.to_string());
            let found: Vec<(Uuid, String)> =
                serde_json::from_str(statement.fetch_one(&self.pool).await?.try_get(0)?)?;
            for (id, body) in found {
                bodies.extend(serde_json::from_str(&body).ok().map(|body| (id, body)));
            }
        }
        Ok(bodies)
    }

    /// The counter of the directory of a network.
    pub async fn directory_version(&self, network: NetworkId) -> Result<i64, Error> {
        let row = sqlx::query("SELECT people FROM places WHERE network = $1")
            .bind(network.to_string())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0))
    }

    /// Reads the directory of a network from its packed copy and those who changed since, or from all rows; with
    /// the counter of that moment.
    pub async fn read_directory(&self, network: NetworkId) -> Result<(People, i64), Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query("SELECT nr, people FROM places WHERE network = $1")
            .bind(network.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else {
            return Ok((People::default(), 0));
        };
        let (place, version): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        let kept = self.unpacked(&mut tx, place).await?;
        let since = if kept.is_some() {
            "AND rows.id IN (SELECT id FROM directory_changed WHERE place = $1)"
        } else {
            ""
        };
        let mut changes = Vec::new();
        if kept.is_some() {
            let gone: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM directory_changed WHERE place = $1")
                .bind(place)
                .fetch_all(&mut *tx)
                .await?;
            changes.extend(gone.into_iter().map(|id| Change { id, what: What::Anew }));
        }
        let text = format!(
            "SELECT rows.id, rows.kind, rows.body, rows.seq, scopes.scope
             FROM scopes CROSS JOIN rows ON rows.scope = scopes.nr AND rows.kind IN ($2, $3) {since}
             WHERE scopes.place = $1 ORDER BY rows.seq"
        );
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(place)
            .bind(MemberRow::KIND)
            .bind(FacetRow::KIND)
            .fetch(&mut *tx);
        while let Some(row) = rows.try_next().await? {
            let what = match listing(row.try_get(1)?, row.try_get(2)?) {
                Some(Listed::Person(keys)) => What::Entry(Some(keys)),
                Some(Listed::Facet(said)) => {
                    let scope = row.try_get::<&str, _>(4)?.parse::<Scope>().ok();
                    let Some(scope) = scope.and_then(|scope| directory::audience(&scope)) else { continue };
                    What::Facet { scope, seq: row.try_get(3)?, said: Some(said) }
                }
                // A body that this version cannot read is kept and not shown (I40).
                None => continue,
            };
            changes.push(Change { id: row.try_get(0)?, what });
        }
        drop(rows);
        tx.commit().await?;
        let people = match kept {
            Some(people) if changes.is_empty() => people,
            kept => blocking(move || kept.unwrap_or_default().with(changes)).await?,
        };
        Ok((people, version))
    }

    /// The packed copy, unpacked while it is read.
    async fn unpacked(&self, conn: &mut SqliteConnection, place: i64) -> Result<Option<People>, Error> {
        let (feed, coming) = mpsc::channel(directory::PARTS_AHEAD);
        let unpacking = tokio::task::spawn_blocking(|| directory::unpack(Parts::of(coming)));
        let mut parts = sqlx::query_scalar("SELECT body FROM directory WHERE place = $1 ORDER BY part")
            .bind(place)
            .fetch(conn);
        while let Some(part) = parts.try_next().await? {
            // Who does not listen any more has seen that it is no directory.
            let _broken = feed.send(part).await;
        }
        drop(feed);
        unpacking.await.map_err(|_| Error::Bug("a directory could not be unpacked"))
    }

    /// Keeps a packed copy of the directory if there is none, or if so many have changed since.
    pub async fn keep_directory_after(&self, network: NetworkId, changed: i64) -> Result<(), Error> {
        if self.directory_wants_keeping(network, changed).await? {
            self.keep_directory(network).await?;
        }
        Ok(())
    }

    /// Keeps a packed copy of the directory, if it still is what the rows say.
    pub async fn keep_directory(&self, network: NetworkId) -> Result<(), Error> {
        let version = self.directory_version(network).await?;
        let (people, version) = self.directories.of(network).people(self, network, version).await?;
        let parts = blocking(move || directory::pack(&people)).await??;
        let mut tx = self.begin().await?;
        let row = sqlx::query("SELECT nr, people FROM places WHERE network = $1")
            .bind(network.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let place = match row {
            Some(row) if row.try_get::<i64, _>(1)? == version => row.try_get(0)?,
            _ => return Ok(()),
        };
        give_up(&mut tx, place).await?;
        for (part, body) in (0_i64..).zip(parts) {
            sqlx::query("INSERT INTO directory (place, part, body) VALUES ($1, $2, $3)")
                .bind(place)
                .bind(part)
                .bind(body)
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Whether the packed copy of the directory is missing, or so many have changed since that it is worth a new one.
    pub(super) async fn directory_wants_keeping(
        &self,
        network: NetworkId,
        changed: i64,
    ) -> Result<bool, Error> {
        let text = format!(
            "SELECT NOT EXISTS (SELECT 1 FROM directory WHERE place = {PLACE}),
                 (SELECT count(*) FROM directory_changed WHERE place = {PLACE})"
        );
        let row =
            sqlx::query(sqlx::AssertSqlSafe(text)).bind(network.to_string()).fetch_one(&self.pool).await?;
        Ok(row.try_get(0)? || row.try_get::<i64, _>(1)? >= changed)
    }
}

/// How many there would be without each filter.
fn without(directory: &Directory, people: &Arc<People>, query: &Query) -> Vec<usize> {
    let count = |dropped: usize| {
        let kept = query.filters.iter().enumerate().filter(|(place, _)| *place != dropped);
        let filters = kept.map(|(_, filter)| filter.clone()).collect();
        directory.found(people, &Query { filters, ..query.clone() }).len()
    };
    (0..query.filters.len()).map(count).collect()
}

/// Moves the counter: member rows or facets of a place change in this transaction. Those who are named are looked at again by
/// whoever opens the packed copy.
pub async fn moved(tx: &mut Tx<'_>, place: i64, ids: &[Uuid]) -> Result<(), Error> {
    sqlx::query("UPDATE places SET people = people + 1 WHERE nr = $1").bind(place).execute(&mut **tx).await?;
    if !is_kept(tx, place).await? {
        return Ok(());
    }
    if ids.len() > NOTED {
        return give_up(tx, place).await;
    }
    for ids in bulk::pieces(ids) {
        let mut statement =
            bulk::statement("INSERT OR IGNORE INTO directory_changed (place, id) VALUES", 2, ids.len(), "");
        for id in ids {
            statement = statement.bind(place).bind(*id);
        }
        statement.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Whether there is a packed copy.
pub async fn is_kept(tx: &mut Tx<'_>, place: i64) -> Result<bool, Error> {
    let kept = sqlx::query("SELECT 1 FROM directory WHERE place = $1 LIMIT 1").bind(place);
    Ok(kept.fetch_optional(&mut **tx).await?.is_some())
}

/// Erases what is derived from the member rows of a place, because those rows are erased.
pub async fn erase(tx: &mut Tx<'_>, place: i64) -> Result<(), Error> {
    sqlx::query("UPDATE places SET people = people + 1 WHERE nr = $1").bind(place).execute(&mut **tx).await?;
    give_up(tx, place).await
}

/// The counter of a place inside a transaction.
pub async fn version(tx: &mut Tx<'_>, place: i64) -> Result<i64, Error> {
    Ok(sqlx::query("SELECT people FROM places WHERE nr = $1")
        .bind(place)
        .fetch_one(&mut **tx)
        .await?
        .try_get(0)?)
}

/// Erases the packed copies of all places, for a program that derives otherwise.
pub async fn forget_all(tx: &mut Tx<'_>) -> Result<(), Error> {
    for statement in
        ["DELETE FROM directory", "DELETE FROM directory_changed", "UPDATE places SET people = people + 1"]
    {
        sqlx::query(statement).execute(&mut **tx).await?;
    }
    Ok(())
}

async fn give_up(tx: &mut Tx<'_>, place: i64) -> Result<(), Error> {
    for statement in
        ["DELETE FROM directory WHERE place = $1", "DELETE FROM directory_changed WHERE place = $1"]
    {
        sqlx::query(statement).bind(place).execute(&mut **tx).await?;
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Bug("work on a directory did not end"))
}
