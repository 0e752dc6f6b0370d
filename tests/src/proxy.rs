//! A bad network: a TCP proxy in front of the server that misbehaves as it is told.

use anyhow::Result;
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What the network does to a new connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Passes everything on.
    Good,
    /// Closes at once.
    Closed,
    /// Takes the request and never says anything.
    Silent,
    /// Answers every request with the login page of a hotel, status 200.
    Portal,
    /// Passes the request on, waits until the server has answered, and loses the answer.
    LosesAnswers,
    /// Passes on only so many bytes of the answer.
    CutsAnswers(usize),
}

/// A running proxy.
pub struct Proxy {
    address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Stands in front of `server` (`http://127.0.0.1:PORT`).
    pub async fn before(server: &str) -> Result<Self> {
        let upstream = server.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let mood = Arc::new(Mutex::new(Mood::Good));
        let connections = Arc::new(AtomicUsize::new(0));
        let (moods, count) = (Arc::clone(&mood), Arc::clone(&connections));
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let mood = *moods.lock().unwrap_or_else(PoisonError::into_inner);
                // A broken connection is what this is for.
                tokio::spawn(serve(client, upstream.clone(), mood));
            }
        });
        Ok(Self { address, mood, connections, task })
    }

    /// The address for clients.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes what happens to new connections.
    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut client: TcpStream, upstream: String, mood: Mood) -> Result<()> {
    match mood {
        Mood::Closed => {}
        Mood::Silent => {
            let mut request = vec![0; 64 * 1024];
            while client.read(&mut request).await? > 0 {}
        }
        Mood::Portal => {
            let mut request = vec![0; 64 * 1024];
            let _request = client.read(&mut request).await?;
            let page = "<html><body>Welcome to the hotel. Please log in.</body></html>";
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: ";
            client.write_all(format!("{head}{}\r\n\r\n{page}", page.len()).as_bytes()).await?;
        }
        Mood::Good => {
            let mut server = TcpStream::connect(upstream).await?;
            copy_bidirectional(&mut client, &mut server).await?;
        }
        Mood::LosesAnswers => limited(client, upstream, 0).await?,
        Mood::CutsAnswers(bytes) => limited(client, upstream, bytes).await?,
    }
    Ok(())
}

/// Passes one request on, and of its answer only so many bytes. The answer is awaited first, so the
/// server has done what was asked.
async fn limited(mut client: TcpStream, upstream: String, bytes: usize) -> Result<()> {
    let mut server = TcpStream::connect(upstream).await?;
    let mut request = vec![0; 1024 * 1024];
    loop {
        tokio::select! {
            read = client.read(&mut request) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                server.write_all(request.get(..read).unwrap_or_default()).await?;
            }
            readable = server.readable() => {
                readable?;
                let mut answer = vec![0; bytes.max(1)];
                let read = server.read(&mut answer).await?;
                client.write_all(answer.get(..read.min(bytes)).unwrap_or_default()).await?;
                return Ok(());
            }
        }
    }
}
