//! A proxy that counts: requests and the bytes of bodies in both directions. It can also be shut, as if the
//! device were underground.

use anyhow::Result;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// What went through.
#[derive(Debug, Default)]
struct Counts {
    requests: AtomicU64,
    bytes: AtomicU64,
}

/// A running proxy.
pub struct Counter {
    address: SocketAddr,
    counts: Arc<Counts>,
    open: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Counter {
    /// Stands in front of `server` (`http://127.0.0.1:PORT`).
    pub async fn before(server: &str) -> Result<Self> {
        let upstream = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let counts = Arc::new(Counts::default());
        let open = watch::Sender::new(true);
        let (counting, opened) = (Arc::clone(&counts), open.subscribe());
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *opened.borrow() {
                    // A connection that breaks is the caller's business.
                    tokio::spawn(pass(client, upstream.clone(), Arc::clone(&counting), opened.clone()));
                }
            }
        });
        Ok(Self { address, counts, open, task })
    }

    /// The address for clients.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Shuts the line, or opens it again; connections that stand are cut.
    pub fn set_open(&self, open: bool) {
        self.open.send_replace(open);
    }

    /// Requests and bytes of bodies since the last time this was asked.
    pub fn take(&self) -> (u64, u64) {
        (self.counts.requests.swap(0, Ordering::Relaxed), self.counts.bytes.swap(0, Ordering::Relaxed))
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(
    client: TcpStream,
    upstream: String,
    counts: Arc<Counts>,
    mut open: watch::Receiver<bool>,
) -> Result<()> {
    let server = TcpStream::connect(upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (client_in, client_out) = client.into_split();
    let (server_in, server_out) = server.into_split();
    tokio::select! {
        done = copy(client_in, server_out, &counts, true) => done,
        done = copy(server_in, client_out, &counts, false) => done,
        _shut = open.wait_for(|open| !open) => Ok(()),
    }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    counts: &Counts,
    requests: bool,
) -> Result<()> {
    let mut messages = Messages::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let bytes = buffer.get(..read).unwrap_or_default();
        let (begun, body) = messages.feed(bytes);
        if requests {
            counts.requests.fetch_add(begun, Ordering::Relaxed);
        }
        counts.bytes.fetch_add(body, Ordering::Relaxed);
        to.write_all(bytes).await?;
    }
}

/// Follows the messages of one direction of HTTP/1.1: where heads end and bodies begin. Bodies of unknown
/// length count with their chunk marks.
#[derive(Default)]
struct Messages {
    head: Vec<u8>,
    left: u64,
    chunked: bool,
    tail: Vec<u8>,
}

impl Messages {
    /// Takes in bytes. Answers how many heads were complete and how many bytes belonged to bodies.
    fn feed(&mut self, bytes: &[u8]) -> (u64, u64) {
        let (mut heads, mut body) = (0, 0);
        for byte in bytes {
            if self.chunked {
                body += 1;
                self.tail.push(*byte);
                if self.tail.ends_with(b"0\r\n\r\n") {
                    self.chunked = false;
                    self.tail.clear();
                } else if self.tail.len() > 64 {
                    self.tail.drain(..32);
                }
            } else if self.left > 0 {
                body += 1;
                self.left -= 1;
            } else {
                self.head.push(*byte);
                if self.head.ends_with(b"\r\n\r\n") {
                    heads += 1;
                    let head = String::from_utf8_lossy(&self.head).to_lowercase();
                    self.chunked = head.contains("transfer-encoding: chunked");
                    self.left = head
                        .lines()
                        .find_map(|line| line.strip_prefix("content-length:"))
                        .and_then(|length| length.trim().parse().ok())
                        .unwrap_or(0);
                    self.head.clear();
                }
            }
        }
        (heads, body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_bodies_are_told_apart_wherever_the_bytes_are_cut() {
        let wire = b"POST /a HTTP/1.1\r\ncontent-length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\nPOST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nGET /d HTTP/1.1\r\n\r\n";
        for cut in 0..wire.len() {
            let mut messages = Messages::default();
            let (first, second) = wire.split_at(cut);
            let (a, b) = (messages.feed(first), messages.feed(second));
            assert_eq!((a.0 + b.0, a.1 + b.1), (4, 3 + 12), "cut at {cut}");
        }
    }
}
