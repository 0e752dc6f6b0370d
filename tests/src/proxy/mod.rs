//! A bad network: a TCP proxy in front of the server that misbehaves as it is told.
//!
//! Every connection carries one request ([`exchange`] adds `connection: close`), so a mood is chosen for each
//! request by itself. [`moods`] is the list, [`faults`] does them.

mod exchange;
mod faults;
mod moods;

pub use moods::{Mood, Page, Way};

use anyhow::Result;
use faults::Network;
use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A running proxy.
pub struct Proxy {
    address: SocketAddr,
    network: Arc<Network>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Stands in front of `server` (`http://127.0.0.1:PORT`).
    pub async fn before(server: &str) -> Result<Self> {
        let upstream = server.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let network = Arc::new(Network::to(upstream));
        let serving = Arc::clone(&network);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                serving.connections.fetch_add(1, Ordering::Relaxed);
                // A broken connection is what this is for.
                tokio::spawn(Arc::clone(&serving).serve(client));
            }
        });
        Ok(Self { address, network, task })
    }

    /// The address for clients.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes what happens to every new request. Connections that stand stay, but a silent way is silent
    /// for them too.
    pub fn set(&self, mood: Mood) {
        self.set_on("", mood);
    }

    /// Changes what happens to new requests whose path ends so; all others pass.
    pub fn set_on(&self, path: &'static str, mood: Mood) {
        self.network.mood.send_replace((path, mood));
    }

    /// Breaks every connection that stands, as losing the network does.
    pub fn cut(&self) {
        self.network.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.network.connections.load(Ordering::Relaxed)
    }

    /// How many live connections stand.
    pub fn live(&self) -> usize {
        self.network.live.load(Ordering::SeqCst)
    }

    /// How long, in bytes, the last whole answer on a path was.
    pub fn last_answer(&self, path: &str) -> Option<usize> {
        self.network.answer_on(path).map(|answer| answer.len())
    }

    /// How long, in bytes, the last request on a path was, as it is passed on.
    pub fn last_request(&self, path: &str) -> Option<usize> {
        self.network.request_on(path)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}
