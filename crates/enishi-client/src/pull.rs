//! Brings a network up to date: fetches pages and stores them, the next one on its way while the last is stored.

use crate::{
    apply::{self, Applied, Fetched},
    clock,
    db::Held,
    error::Error,
    http::Api,
    page::{End, Page},
    runner::{Message, Work, changed, go_first},
    talk, verify,
};
use enishi_bridge::{errors::AppCode, notices::Tag};
use enishi_sync::{machine::Input, queue::Queued};
use enishi_wire::{digest::Comparison, ids::NetworkId, sync::PullRequest};
use std::time::Duration;
use tokio::sync::mpsc;

/// So many pages may be here before they are stored.
const AHEAD: usize = 2;

/// Pulls until there is no more. Every page counts by itself: what fails later takes nothing of it away.
///
/// # Errors
/// Everything of the network and of the database.
pub async fn run(work: &Work, network: NetworkId) -> Result<Input, Error> {
    let held = work.db.held(network).await?;
    let (arrived, pages) = mpsc::channel(AHEAD);
    let fetching = async {
        fetch_all(work, network, held, arrived).await;
        // The end is known when the last page is stored.
        std::future::pending::<()>().await;
    };
    tokio::select! {
        result = store_all(work, network, pages) => result,
        () = fetching => Err(Error::Bug("fetching has no end of its own")),
    }
}

type Arrived = Result<Fetched, Error>;

/// Fetches one page after the other, each on its way while those before it are stored.
async fn fetch_all(work: &Work, network: NetworkId, mut asked: Held, arrived: mpsc::Sender<Arrived>) {
    loop {
        let fetched = fetch(work, network, asked).await;
        let next = fetched.as_ref().ok().and_then(|fetched| fetched.page.continued(&fetched.asked));
        if arrived.send(fetched).await.is_err() {
            return;
        }
        match next {
            Some(next) => asked = next,
            None => return,
        }
    }
}

/// Stores pages as they arrive, those that are here together in one transaction: each has its price.
async fn store_all(
    work: &Work,
    network: NetworkId,
    mut pages: mpsc::Receiver<Arrived>,
) -> Result<Input, Error> {
    let first = work.db.place(network).await?.is_some_and(|place| place.synced_at.is_none());
    loop {
        let mut failed = None;
        let mut together = Vec::new();
        let mut rows = 0;
        let mut arrived = pages.recv().await;
        while let Some(page) = arrived {
            match page {
                Ok(fetched) => {
                    rows += fetched.rows();
                    together.push(fetched);
                }
                Err(error) => failed = Some(error),
            }
            let full = rows >= work.page_size().together() || failed.is_some();
            arrived = if full { None } else { pages.try_recv().ok() };
        }
        if together.is_empty() {
            return Err(failed.unwrap_or(Error::Bug("a page that never arrived")));
        }
        let last = together.last().and_then(|fetched| fetched.page.continued(&fetched.asked));
        let Some(applied) = store(work, network, together).await? else {
            // Read from elsewhere meanwhile: again, from what is here now.
            let seq = work.db.held(network).await?.seq();
            return Ok(Input::Pulled { network, more: true, seq });
        };
        if first {
            let _closing = work.told.send(Message::FirstSync(applied.more.then_some(applied.rows)));
        }
        order_people(work, network, applied.more);
        let seq = applied.held.seq();
        let goes_on = last.is_some_and(|next| next == applied.held);
        announce(work, &applied);
        if let Some(error) = failed {
            return Err(error);
        }
        if !goes_on {
            let differs = !applied.more && verify_daily(work, network).await;
            if !applied.more {
                talk::tend::run(work, network).await;
            }
            return Ok(Input::Pulled { network, more: applied.more || differs, seq });
        }
    }
}

impl Page {
    /// How far the network is read once this page is stored; `None` when nothing follows it at once.
    fn continued(&self, asked: &Held) -> Option<Held> {
        let End::Complete { epoch, cursors, more: true, .. } = &self.end else {
            return None;
        };
        let mut held = Held { epoch: Some(epoch.clone()), ..asked.clone() };
        for scope in &self.dropped {
            held.cursors.remove(scope);
            held.opened.remove(scope);
        }
        for (scope, at) in &self.opened {
            held.cursors.remove(scope);
            held.opened.insert(scope.clone(), *at);
        }
        for scope in self.rows.keys().chain(cursors.keys()) {
            held.opened.entry(scope.clone()).or_insert(0);
        }
        for (scope, seq) in cursors {
            let cursor = held.cursors.entry(scope.clone()).or_insert(0);
            *cursor = (*cursor).max(*seq);
        }
        Some(held)
    }
}

async fn fetch(work: &Work, network: NetworkId, asked: Held) -> Result<Fetched, Error> {
    let size = *work.page_size();
    let began = clock::monotonic();
    let request = PullRequest {
        network,
        epoch: asked.epoch.clone(),
        cursors: asked.cursors.clone(),
        opened: asked.opening(),
        rows: size.wish(),
    };
    // A line that never stood says nothing of how much fits through it.
    let slow = |error: &Error| error.code() == AppCode::ServerSlow;
    let cut = |error: &Error| slow(error) || error.code() == AppCode::ServerUnreachable;
    let shrink = |_: &Error| work.page_size().cut();
    let answer = work.api.pull(&request).await.inspect_err(|error| {
        if slow(error) {
            shrink(error)
        }
    })?;
    let page = Api::page(answer, size.bytes()).await.inspect_err(|error| {
        if cut(error) {
            shrink(error)
        }
    })?;
    let fetched = Fetched { page, asked };
    work.page_size().arrived(fetched.rows(), clock::monotonic() - began);
    Ok(fetched)
}

async fn store(work: &Work, network: NetworkId, pages: Vec<Fetched>) -> Result<Option<Applied>, Error> {
    let began = clock::monotonic();
    let applied = apply::pages(&work.db, network, pages).await?;
    if let Some(applied) = &applied {
        if !applied.again.is_empty()
            && let Err(error) = work.journal.again(&applied.again)
        {
            tracing::warn!(%error, "Wishes that go again could not be noted in the journal.");
        }
        work.page_size().stored(applied.rows, clock::monotonic() - began);
    }
    Ok(applied)
}

/// So many people are put in order while the next page is on its way.
const MANY: usize = 4_000;
/// So long after a sync the directory is packed.
const QUIET: Duration = Duration::from_secs(2);
/// After so many changes a new packed copy of the directory is worth its writing.
const WORTH_KEEPING: i64 = 200;

/// Puts the people of a first sync in order beside it, and keeps the directory for the next start when it has ended.
fn order_people(work: &Work, network: NetworkId, more: bool) {
    let directory = work.db.directories.of(network);
    let waiting = directory.waiting();
    if more && waiting < MANY {
        return;
    }
    let db = work.db.clone();
    tokio::spawn(async move {
        let ordered = async {
            if waiting >= MANY {
                directory.people(&db, network, db.directory_version(network).await?).await?;
            }
            if !more {
                // Nobody waits for it, and whatever is wished or read now goes first.
                tokio::time::sleep(QUIET).await;
                db.keep_directory_after(network, WORTH_KEEPING).await?;
            }
            Ok::<(), Error>(())
        };
        if let Err(error) = ordered.await {
            tracing::warn!(%error, "The directory could not be kept for the next start.");
        }
    });
}

/// Tells the machine and the screen what a page changed.
fn announce(work: &Work, applied: &Applied) {
    // The time of the last sync is on the banner and in the settings.
    let mut tags = applied.tags.clone();
    tags.insert(Tag::App);
    if !applied.again.is_empty() {
        tracing::info!("The server was restored: what it applied in the last days is sent again.");
        tags.extend(Tag::ALL);
        go_first(work, applied.again.iter().map(|wish| Queued::new(&wish.mutation)).collect());
    }
    changed(work, tags);
}

/// Compares with the server once a day. Answers whether something is fetched anew; a failure is tried again with the
/// next pull.
async fn verify_daily(work: &Work, network: NetworkId) -> bool {
    let verified = async {
        let place = work.db.place(network).await?;
        if place.is_none_or(|place| !verify::is_due(place.verified_at, clock::now())) {
            return Ok(false);
        }
        let compared = verify::compare(&work.db, &work.api, network).await?;
        Ok::<bool, Error>(compared.values().any(|comparison| *comparison == Comparison::Differs))
    };
    verified.await.unwrap_or_else(|error| {
        tracing::info!(%error, "What is here could not be compared with the server.");
        false
    })
}
