//! Does to each request what the mood of the moment says.

use super::{
    Mood, Page, Way,
    exchange::{Request, ask, read_request, truncated_gzip, with_body},
};
use anyhow::{Result, bail};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize, atomic::Ordering},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{oneshot, watch},
};

/// A page of somebody else's.
const PAGE: &str = "<html><body>Welcome to the hotel. Please log in.</body></html>";

/// An answer that waits to be exchanged, and who waits for the other one.
type Waiting = (Vec<u8>, oneshot::Sender<Vec<u8>>);

/// What all connections of a proxy share.
pub struct Network {
    upstream: String,
    pub(super) mood: watch::Sender<(&'static str, Mood)>,
    pub(super) cuts: watch::Sender<u64>,
    pub(super) connections: AtomicUsize,
    pub(super) live: AtomicUsize,
    answers: Mutex<BTreeMap<String, Vec<u8>>>,
    requests: Mutex<BTreeMap<String, usize>>,
    swapping: Mutex<Option<Waiting>>,
}

impl Network {
    /// A good network in front of a server.
    pub fn to(upstream: String) -> Self {
        Self {
            upstream,
            mood: watch::Sender::new(("", Mood::Good)),
            cuts: watch::Sender::new(0),
            connections: AtomicUsize::new(0),
            live: AtomicUsize::new(0),
            answers: Mutex::new(BTreeMap::new()),
            requests: Mutex::new(BTreeMap::new()),
            swapping: Mutex::new(None),
        }
    }

    /// The last whole answer that passed on a path.
    pub fn answer_on(&self, path: &str) -> Option<Vec<u8>> {
        locked(&self.answers).get(path).cloned()
    }

    /// How long the last request on a path was.
    pub fn request_on(&self, path: &str) -> Option<usize> {
        locked(&self.requests).get(path).copied()
    }

    /// Serves a connection until it is done or cut.
    pub async fn serve(self: Arc<Self>, client: TcpStream) {
        let mut cuts = self.cuts.subscribe();
        tokio::select! {
            _broken_on_purpose = self.one_request(client) => {}
            _ = cuts.changed() => {}
        }
    }

    fn mood_on(&self, path: &str) -> Mood {
        let (only, mood) = *self.mood.borrow();
        if path.ends_with(only) { mood } else { Mood::Good }
    }

    async fn one_request(&self, mut client: TcpStream) -> Result<()> {
        if *self.mood.borrow() == ("", Mood::Closed) {
            return Ok(());
        }
        let Some(request) = read_request(&mut client).await? else {
            return Ok(());
        };
        locked(&self.requests).insert(request.path.clone(), request.bytes.len());
        let mood = self.mood_on(&request.path);
        if request.path.ends_with("/live") {
            return self.live(client, &request, mood).await;
        }
        match mood {
            Mood::Good => {
                let answer = ask(&self.upstream, &request.bytes).await?;
                client.write_all(&answer).await?;
                locked(&self.answers).insert(request.path, answer);
            }
            Mood::Closed => {}
            Mood::Silent(way) => {
                if way == Way::Down {
                    ask(&self.upstream, &request.bytes).await?;
                }
                until_given_up(&mut client).await?;
            }
            Mood::Portal(page) => client.write_all(&portal(page)).await?,
            Mood::LosesAnswers => drop(ask(&self.upstream, &request.bytes).await?),
            Mood::CutsAnswers(bytes) => {
                let answer = ask(&self.upstream, &request.bytes).await?;
                client.write_all(cut(&answer, bytes)).await?;
            }
            Mood::CutsRequests(bytes) => {
                let mut server = TcpStream::connect(&self.upstream).await?;
                server.write_all(cut(&request.bytes, bytes)).await?;
                // Both ends see the connection end in the middle.
            }
            Mood::Drips(way, rate) => self.dripped(client, &request, way, rate).await?,
            Mood::Duplicates => {
                let (first, second) =
                    tokio::join!(ask(&self.upstream, &request.bytes), ask(&self.upstream, &request.bytes));
                first?;
                client.write_all(&second?).await?;
            }
            Mood::Replays => {
                let old = self.answer_on(&request.path);
                let answer = match old {
                    Some(old) => old,
                    None => ask(&self.upstream, &request.bytes).await?,
                };
                client.write_all(&answer).await?;
            }
            Mood::WrongType => {
                let answer = ask(&self.upstream, &request.bytes).await?;
                let page = with_body(&answer, "content-type: text/html\r\n", PAGE.as_bytes())?;
                client.write_all(&page).await?;
            }
            Mood::TruncatedGzip => {
                let answer = ask(&self.upstream, &request.bytes).await?;
                client.write_all(&truncated_gzip(&answer)?).await?;
            }
            Mood::HalfCloses(way) => self.half_closed(client, &request, way).await?,
            Mood::Delays(time) => {
                tokio::time::sleep(time).await;
                let answer = ask(&self.upstream, &request.bytes).await?;
                client.write_all(&answer).await?;
            }
            Mood::Swaps => {
                let answer = ask(&self.upstream, &request.bytes).await?;
                let other = self.swapped(answer).await?;
                client.write_all(&other).await?;
            }
        }
        Ok(())
    }

    /// Passes a live connection on as it comes. It does not open where nothing gets through; what changes
    /// whole answers leaves it alone.
    async fn live(&self, mut client: TcpStream, request: &Request, mood: Mood) -> Result<()> {
        match mood {
            Mood::Closed | Mood::LosesAnswers | Mood::CutsAnswers(_) | Mood::CutsRequests(_) => return Ok(()),
            Mood::Silent(_) => return until_given_up(&mut client).await,
            Mood::Portal(page) => return Ok(client.write_all(&portal(page)).await?),
            _ => {}
        }
        let mut server = TcpStream::connect(&self.upstream).await?;
        server.write_all(&request.bytes).await?;
        let _counted = Counted::new(&self.live);
        self.pass(&mut client, &mut server).await
    }

    async fn pass(&self, client: &mut TcpStream, server: &mut TcpStream) -> Result<()> {
        let (mut down, mut up) = (vec![0; 16 * 1024], vec![0; 1024]);
        loop {
            tokio::select! {
                read = server.read(&mut down) => {
                    let read = read?;
                    if read == 0 {
                        return Ok(());
                    }
                    if self.mood.borrow().1 != Mood::Silent(Way::Down) {
                        client.write_all(down.get(..read).unwrap_or_default()).await?;
                    }
                }
                read = client.read(&mut up) => {
                    if read? == 0 {
                        return Ok(());
                    }
                }
            }
        }
    }

    async fn dripped(&self, mut client: TcpStream, request: &Request, way: Way, rate: usize) -> Result<()> {
        if way == Way::Down {
            let answer = ask(&self.upstream, &request.bytes).await?;
            return drip(&mut client, &answer, rate).await;
        }
        let mut server = TcpStream::connect(&self.upstream).await?;
        drip(&mut server, &request.bytes, rate).await?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await?;
        Ok(client.write_all(&answer).await?)
    }

    async fn half_closed(&self, mut client: TcpStream, request: &Request, way: Way) -> Result<()> {
        let mut server = TcpStream::connect(&self.upstream).await?;
        server.write_all(&request.bytes).await?;
        match way {
            Way::Up => server.shutdown().await?,
            Way::Down => client.shutdown().await?,
        }
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await?;
        if way == Way::Up {
            client.write_all(&answer).await?;
        }
        Ok(())
    }

    async fn swapped(&self, answer: Vec<u8>) -> Result<Vec<u8>> {
        let waiting = locked(&self.swapping).take();
        if let Some((other, give)) = waiting {
            let _gave_up = give.send(answer);
            return Ok(other);
        }
        let (give, given) = oneshot::channel();
        *locked(&self.swapping) = Some((answer, give));
        match given.await {
            Ok(other) => Ok(other),
            Err(_) => bail!("nobody came to exchange with"),
        }
    }
}

/// Counts a connection while it stands, also when it is cut.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Reads until the client has enough of waiting.
async fn until_given_up(client: &mut TcpStream) -> Result<()> {
    let mut nothing = [0; 1024];
    while client.read(&mut nothing).await? > 0 {}
    Ok(())
}

/// So many bytes, but never the last one.
fn cut(whole: &[u8], bytes: usize) -> &[u8] {
    whole.get(..bytes.min(whole.len().saturating_sub(1))).unwrap_or_default()
}

async fn drip(to: &mut TcpStream, bytes: &[u8], rate: usize) -> Result<()> {
    // Byte by byte up to a hundred a second; faster drips come in larger drops.
    let drop = rate.div_ceil(100).max(1);
    let micros = drop.saturating_mul(1_000_000) / rate.max(1);
    let mut ticks = tokio::time::interval(Duration::from_micros(u64::try_from(micros)?));
    for bytes in bytes.chunks(drop) {
        ticks.tick().await;
        to.write_all(bytes).await?;
    }
    Ok(())
}

fn portal(page: Page) -> Vec<u8> {
    let (status, headers, body) = match page {
        Page::Login => ("200 OK", "content-type: text/html\r\n", PAGE),
        Page::Redirect => ("302 Found", "location: http://127.0.0.1:9/login\r\n", ""),
        Page::Required => ("511 Network Authentication Required", "content-type: text/html\r\n", PAGE),
        Page::Empty => ("200 OK", "", ""),
    };
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
