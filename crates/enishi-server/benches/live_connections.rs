//! Ten thousand idle live connections to the real program: what each costs in memory, how fast all are told
//! of a post, and how fast one of them closes when its session ends. The generator is this process, on the
//! same machine.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    reason = "a bench says what it measured, and ends when it meets what it does not expect; of what benches share it uses a part"
)]

mod support;

use enishi_server::{
    clock::Clock,
    db::sessions::{self, SessionRecord},
    ids,
};
use enishi_wire::{
    ids::{NetworkId, SessionId},
    sync::Poke,
};
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use support::{Figure, clock, community, ms, option, quantile};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc,
    time::timeout,
};

/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() {
    let count = option("--connections").map_or(10_000, |count| count.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let (network, devices) = prepare(folder.path(), count).await;
    let server = Server::start(folder.path());

    // What all share is paid for first: the database's pages in memory, and the ways through the program.
    let asking = devices.iter().map(|device| request(server.address, device, "GET", "/v1/me", ""));
    assert_eq!(stream::iter(asking).buffered(8).count().await, count);
    drop(open_all(server.address, &devices[..100.min(count)]).await);
    let before = server.resident();

    let streams = open_all(server.address, &devices).await;
    let after = server.resident();
    assert_eq!(streams.len(), count, "every connection was told where its network is");
    let kilobytes = (after - before) / count as f64;
    Figure {
        name: "live_connection_memory".into(),
        value: kilobytes,
        unit: "KB",
        floor: before,
        ratio: kilobytes / 12.0,
        target: "≤ 12 KB each",
        met: kilobytes <= 12.0,
    }
    .print();

    let (told, mut hears) = mpsc::unbounded_channel();
    for (number, stream) in streams.into_iter().enumerate() {
        tokio::spawn(listen(stream, number, told.clone()));
    }
    drop(told);
    let mut waits = Vec::new();
    for title in ["ひとつめ", "ふたつめ", "みっつめ"] {
        waits.extend(post(server.address, network, &devices[0], title, count, &mut hears).await);
    }
    let (middle, wait) = (quantile(&mut waits, 0.5), quantile(&mut waits, 0.99));
    Figure {
        name: "live_post_p99".into(),
        value: wait,
        unit: "ms",
        floor: middle,
        ratio: wait / 1_000.0,
        target: "every one told, p99 ≤ 1 s",
        met: wait <= 1_000.0,
    }
    .print();

    let wait = revoke(server.address, &devices[count - 1], count - 1, &mut hears).await;
    Figure {
        name: "live_revocation".into(),
        value: wait,
        unit: "ms",
        floor: 0.0,
        ratio: wait / 5_000.0,
        target: "closed ≤ 5 s after its session ended",
        met: wait <= 5_000.0,
    }
    .print();
}

struct Device {
    token: String,
    session: SessionId,
}

/// A network with so many members, each signed in on one device.
async fn prepare(folder: &Path, count: usize) -> (NetworkId, Vec<Device>) {
    let database = community::open(folder, None).await;
    let network = community::network(&database).await;
    let people = community::join(&database, network, count).await;
    let mut write = database.write().await.expect("a write");
    let now = Clock::System.now();
    let mut devices = Vec::new();
    for (account, _) in people {
        let session = SessionRecord {
            id: SessionId(ids::secret_id()),
            account,
            device_name: "花子の電話".to_owned(),
            platform: "android".to_owned(),
            created_at: now,
            last_seen_at: now,
        };
        let token = ids::secret();
        sessions::insert(write.conn(), &session, &ids::sha256(&token)).await.expect("a session");
        devices.push(Device { token, session: session.id });
    }
    write.commit().await.expect("a commit");
    database.close().await;
    (network, devices)
}

/// The program; killed when dropped.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_enishi-server"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let line: Value = serde_json::from_str(&line).expect("the line that scripts wait for");
        let address = line["listening"].as_str().and_then(|url| url.strip_prefix("http://"));
        let address = address.expect("an address").parse().expect("an address");
        Self { child, address }
    }

    /// Resident memory in KB.
    fn resident(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).expect("a running server");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a figure");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A live stream, read by poke.
struct Stream {
    socket: TcpStream,
    text: String,
}

impl Stream {
    async fn open(address: SocketAddr, device: &Device) -> Self {
        let mut socket = TcpStream::connect(address).await.expect("a connection");
        let head = format!(
            "GET /v1/sync/live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nenishi-protocol: 1\r\n\r\n",
            device.token
        );
        socket.write_all(head.as_bytes()).await.expect("written");
        let mut stream = Self { socket, text: String::new() };
        let first = timeout(PATIENCE, stream.next()).await.expect("told in time");
        first.expect("told where the network is");
        stream
    }

    /// The next poke; `None` when the server closes.
    async fn next(&mut self) -> Option<Poke> {
        let mut bytes = [0_u8; 1024];
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let poke = event.lines().find_map(|line| line.strip_prefix("data: "));
                let poke = poke.map(|data| serde_json::from_str(data).expect("a poke"));
                self.text = rest.to_owned();
                if poke.is_some() {
                    return poke;
                }
                continue;
            }
            match self.socket.read(&mut bytes).await {
                Ok(0) | Err(_) => return None,
                Ok(count) => self.text.push_str(&String::from_utf8_lossy(&bytes[..count])),
            }
        }
    }
}

async fn open_all(address: SocketAddr, devices: &[Device]) -> Vec<Stream> {
    let opening = stream::iter(devices.iter().map(|device| Stream::open(address, device)));
    opening.buffered(64).collect().await
}

/// What a connection heard, and when; `None`: it was closed.
type Heard = (usize, Option<Poke>, Instant);

async fn listen(mut stream: Stream, number: usize, told: mpsc::UnboundedSender<Heard>) {
    loop {
        let poke = stream.next().await;
        let closed = poke.is_none();
        if told.send((number, poke, clock())).is_err() || closed {
            return;
        }
    }
}

/// Publishes a post, and gives how long each connection waited to hear of it, in ms.
async fn post(
    address: SocketAddr,
    network: NetworkId,
    desk: &Device,
    title: &str,
    count: usize,
    hears: &mut mpsc::UnboundedReceiver<Heard>,
) -> Vec<f64> {
    let wish = json!({ "mutations": [community::mutation(network, community::post(title))] }).to_string();
    let start = clock();
    let answer = request(address, desk, "POST", "/v1/sync/push", &wish).await;
    let seq = answer.split("\"seq\":").skip(1).filter_map(|rest| {
        rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse::<i64>().ok())
    });
    let seq = seq.max().unwrap_or_else(|| unreachable!("an applied post has rows: {answer}"));
    let mut waits = vec![None; count];
    while waits.iter().any(Option::is_none) {
        let heard = timeout(PATIENCE, hears.recv()).await.expect("every one is told");
        let (number, poke, at) = heard.expect("open connections");
        if poke.expect("an open connection").seq >= seq {
            waits[number].get_or_insert(ms(at - start));
        }
    }
    waits.into_iter().flatten().collect()
}

/// Ends a session, and gives how long its connection stayed, in ms.
async fn revoke(
    address: SocketAddr,
    device: &Device,
    number: usize,
    hears: &mut mpsc::UnboundedReceiver<Heard>,
) -> f64 {
    let start = clock();
    request(address, device, "DELETE", &format!("/v1/sessions/{}", device.session), "").await;
    loop {
        let heard = timeout(PATIENCE, hears.recv()).await.expect("it closes").expect("open connections");
        if let (who, None, at) = heard {
            assert_eq!(who, number, "nobody else is closed");
            return ms(at - start);
        }
    }
}

async fn request(address: SocketAddr, device: &Device, method: &str, path: &str, body: &str) -> String {
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        device.token,
        body.len()
    );
    socket.write_all(request.as_bytes()).await.expect("written");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
    answer
}
