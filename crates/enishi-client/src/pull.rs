//! Brings a network up to date: fetches pages and stores them, the next one on its way while the last is stored.

use crate::{
    apply::{self, Applied},
    clock,
    db::Held,
    error::Error,
    page::{End, Page},
    runner::{Message, Work, changed, go_first},
    verify,
};
use enishi_bridge::{errors::AppCode, notices::Tag};
use enishi_sync::{machine::Input, queue::Queued};
use enishi_wire::{digest::Comparison, ids::NetworkId, sync::PullRequest};

/// A page with what was known when it was asked for.
struct Fetched {
    page: Page,
    asked: Held,
    took: i64,
}

/// Pulls until there is no more. Every page counts by itself: what fails later takes nothing of it away.
///
/// # Errors
/// Everything of the network and of the database.
pub async fn run(work: &Work, network: NetworkId) -> Result<Input, Error> {
    let first = work.db.place(network).await?.is_some_and(|place| place.synced_at.is_none());
    let mut fetched = fetch(work, network, work.db.held(network).await?).await?;
    loop {
        let next = fetched.page.continued(&fetched.asked);
        let (stored, coming) = match next.clone() {
            Some(next) => {
                tokio::join!(store(work, network, fetched), async { Some(fetch(work, network, next).await) })
            }
            None => (store(work, network, fetched).await, None),
        };
        let Some(applied) = stored? else {
            // Read from elsewhere meanwhile: again, from what is here now.
            let seq = work.db.held(network).await?.seq();
            return Ok(Input::Pulled { network, more: true, seq });
        };
        if first {
            let _closing = work.told.send(Message::FirstSync(applied.more.then_some(applied.rows)));
        }
        let seq = applied.held.seq();
        let goes_on = next.is_some_and(|next| next == applied.held);
        announce(work, &applied);
        match coming {
            Some(coming) if goes_on => fetched = coming?,
            _ => {
                let differs = !applied.more && verify_daily(work, network).await;
                return Ok(Input::Pulled { network, more: applied.more || differs, seq });
            }
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
    let page = work.api.pull(&request, size.bytes()).await.inspect_err(|error| {
        if matches!(error.code(), AppCode::ServerUnreachable | AppCode::ServerSlow) {
            work.page_size().cut();
        }
    })?;
    Ok(Fetched { page, asked, took: clock::monotonic() - began })
}

async fn store(work: &Work, network: NetworkId, fetched: Fetched) -> Result<Option<Applied>, Error> {
    let began = clock::monotonic();
    let applied = apply::page(&work.db, network, &fetched.asked, fetched.page).await?;
    if let Some(applied) = &applied {
        if !applied.again.is_empty()
            && let Err(error) = work.journal.again(&applied.again)
        {
            tracing::warn!(%error, "Wishes that go again could not be noted in the journal.");
        }
        work.page_size().whole(applied.rows, fetched.took, clock::monotonic() - began);
    }
    Ok(applied)
}

/// Tells the machine and the screen what a page changed.
fn announce(work: &Work, applied: &Applied) {
    // The time of the last sync is on the banner and in the settings.
    let mut tags = applied.tags.clone();
    tags.insert(Tag::App);
    if !applied.again.is_empty() {
        tracing::info!("The server was restored: what it applied in the last days is sent again.");
        tags.extend(crate::features::app::EVERYTHING);
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
