//! A world: a running server on an empty database, its mail folder, its clock in our hand.

use super::{Device, device::http, postgres};
use enishi_server::{
    app::App,
    clock::Clock,
    db::Database,
    domain::{
        invitations,
        limits::SignInLimits,
        networks::{NewNetwork, create},
        roster,
    },
    mail::post_office::PostOffice,
    serve::{Running, Settings, start},
};
use enishi_wire::{
    ids::NetworkId,
    members::{Duty, Entry},
    mutations::Action,
    networks::NetworkKind,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::RwLock;

/// 2026-11-20 09:00 in Tokyo.
pub const START: i64 = 1_795_132_800_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

pub struct World {
    folder: TempDir,
    /// The database's address, for programs that are to use it too.
    pub database_url: String,
    time: Arc<AtomicI64>,
    limits: Mutex<SignInLimits>,
    running: RwLock<Option<Running>>,
    read: Mutex<BTreeSet<PathBuf>>,
}

impl World {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("data/enishi.db").display());
        Self::new(folder, url).await
    }

    pub async fn postgres() -> Self {
        let url = postgres::new_database().await;
        Self::new(tempfile::tempdir().expect("a folder"), url).await
    }

    async fn new(folder: TempDir, database_url: String) -> Self {
        let world = Self {
            folder,
            database_url,
            time: Arc::new(AtomicI64::new(START)),
            limits: Mutex::new(SignInLimits::STRICT),
            running: RwLock::new(None),
            read: Mutex::default(),
        };
        world.start().await;
        world
    }

    /// Starts the server on what is there.
    pub async fn start(&self) {
        let limits = *self.limits.lock().expect("a lock");
        let running = start(Settings {
            data: self.data(),
            database: Some(self.database_url.clone()),
            listen: "127.0.0.1:0".parse().expect("an address"),
            metrics: Some("127.0.0.1:0".parse().expect("an address")),
            public_url: Some("https://enishi.example.jp".to_owned()),
            office: Some(PostOffice::folder(&self.mail_folder()).expect("a folder")),
            mail_from: "縁 <enishi@example.jp>".parse().expect("a sender"),
            limits,
            client_header: Some("x-forwarded-for".parse().expect("a header")),
            clock: Clock::Hand(Arc::clone(&self.time)),
        })
        .await
        .expect("the server starts");
        *self.running.write().await = Some(running);
    }

    /// Stops the server as SIGTERM does.
    pub async fn stop(&self) {
        if let Some(running) = self.running.write().await.take() {
            running.stop().await;
        }
    }

    /// Fails when the database is not what the rules say.
    pub async fn is_sound(&self) {
        let running = self.running.read().await.as_ref().map(|running| running.app.database.clone());
        if let Some(database) = running {
            let findings = enishi_server::domain::check::check(&database).await.expect("a check");
            assert_eq!(findings, [], "the database is sound after the test");
        }
    }

    pub async fn restart(&self) {
        self.stop().await;
        self.start().await;
    }

    /// Lets one machine play everybody.
    pub async fn relax_limits(&self) {
        *self.limits.lock().expect("a lock") = SignInLimits::RELAXED;
        self.restart().await;
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn mail_folder(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    pub fn now(&self) -> i64 {
        self.time.load(Ordering::SeqCst)
    }

    pub fn pass(&self, ms: i64) {
        self.time.fetch_add(ms, Ordering::SeqCst);
    }

    pub async fn address(&self) -> std::net::SocketAddr {
        self.running.read().await.as_ref().expect("running").address
    }

    pub async fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address().await)
    }

    pub async fn database(&self) -> Database {
        self.running.read().await.as_ref().expect("running").app.database.clone()
    }

    pub async fn app(&self) -> App {
        self.running.read().await.as_ref().expect("running").app.clone()
    }

    /// Leaves the mail to the test.
    pub async fn stop_worker(&self) {
        self.running.write().await.as_mut().expect("running").stop_worker().await;
    }

    pub async fn network(&self) -> NetworkId {
        let new = NewNetwork {
            name: "縁商事アルムナイ".to_owned(),
            kind: NetworkKind::Company,
            charter: "離れても、つながりを続ける。".to_owned(),
            locale: "ja".to_owned(),
        };
        create(&self.database().await, new, self.now()).await.expect("a network")
    }

    /// What the operator's numbers say of one metric, its labels included.
    pub async fn metric(&self, name: &str) -> u64 {
        let address = self.running.read().await.as_ref().and_then(|running| running.metrics);
        let url = format!("http://{}/metrics", address.expect("a second listener"));
        let answer = Answer::of(http().get(url)).await;
        assert_eq!(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
        let Value::String(text) = answer.body else { panic!("no text") };
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |value| value.parse().expect("a number"))
    }

    /// Lets a network look as if much had been written.
    pub async fn set_counter(&self, network: NetworkId, seq: i64) {
        let mut write = self.database().await.write().await.expect("a write");
        sqlx::query("UPDATE network_seq SET seq = $2 WHERE network = $1")
            .bind(network.to_string())
            .bind(seq)
            .execute(write.conn())
            .await
            .expect("set");
        write.commit().await.expect("a commit");
    }

    /// Changes rows behind the server's back.
    pub async fn spoil(&self, statement: &str) {
        let mut write = self.database().await.write().await.expect("a write");
        let done = sqlx::query(sqlx::AssertSqlSafe(statement)).execute(write.conn()).await.expect("spoilt");
        assert!(done.rows_affected() > 0, "{statement}");
        write.commit().await.expect("a commit");
    }

    /// Imports a file of that content.
    pub async fn import(&self, network: NetworkId, content: impl AsRef<[u8]>) -> Value {
        let path = self.folder.path().join(format!("roster-{}.csv", enishi_server::ids::new_id()));
        std::fs::write(&path, content).expect("a file");
        let report = roster::import(&self.database().await, network, &path, false, self.now()).await;
        json!(report.expect("an import"))
    }

    /// Puts a person on the roster and invites her.
    pub async fn invite(&self, network: NetworkId, email: &str) {
        self.import(network, format!("姓,名,メール,退職日\n山田,花子,{email},2020/3/31\n")).await;
        invitations::invite_one(&self.database().await, network, email, false, self.now())
            .await
            .expect("an invitation");
    }

    pub async fn grant(&self, network: NetworkId, email: &str, duties: &[Duty]) {
        invitations::grant(&self.database().await, network, email, duties, self.now())
            .await
            .expect("a grant");
    }

    /// Signs an invited person in on a new device.
    pub async fn sign_in(&self, email: &str) -> Device {
        let attempt = self.ask(email).await;
        let code = self.code(email).await;
        let answer = attempt.answer(self, &code).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        Device::new(self, &answer.body).await
    }

    /// An active member on a signed-in device.
    pub async fn member(&self, network: NetworkId, email: &str) -> Device {
        self.invite(network, email).await;
        let device = self.sign_in(email).await;
        let entry =
            Entry { family_name: "山田".to_owned(), given_name: "花子".to_owned(), ..Entry::default() };
        let result = device.wish(network, Action::SetEntry { entry }).await;
        assert_eq!(result["outcome"], "applied", "{result}");
        device
    }

    /// An active member with duties.
    pub async fn desk(&self, network: NetworkId, email: &str, duties: &[Duty]) -> Device {
        let device = self.member(network, email).await;
        self.grant(network, email, duties).await;
        device
    }

    pub async fn ask(&self, email: &str) -> Attempt {
        self.ask_from(email, "192.0.2.1").await
    }

    /// Asks for a code from a client of that address.
    pub async fn ask_from(&self, email: &str, client: &str) -> Attempt {
        self.ask_with(email, client, enishi_server::ids::secret()).await
    }

    async fn ask_with(&self, email: &str, client: &str, secret: String) -> Attempt {
        let hash = enishi_server::ids::sha256(hex::decode(&secret).expect("hex"));
        let body =
            json!({ "email": email, "login_secret_hash": hash, "device_name": "花子の電話", "locale": "ja" });
        let request =
            http().post(self.url("/v1/sign-in/request").await).header("x-forwarded-for", client).json(&body);
        let answer = Answer::of(request).await;
        Attempt { secret, answer }
    }

    /// The newest code mailed to an address that was not read before; waits for the worker.
    pub async fn code(&self, email: &str) -> String {
        let letter = self.letter(email, "sign-in-code").await;
        letter
            .lines()
            .map(str::trim)
            .find(|line| line.len() == 9 && line.as_bytes().get(4) == Some(&b'-'))
            .expect("a code alone on its line")
            .to_owned()
    }

    /// A letter that was not read before; waits until it is there.
    pub async fn letter(&self, email: &str, kind: &str) -> String {
        let found = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                if let Some(letter) = self.unread(email, kind) {
                    return letter;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("no {kind} was mailed to {email}"))
    }

    fn unread(&self, email: &str, kind: &str) -> Option<String> {
        let mut read = self.read.lock().expect("a lock");
        for path in self.letters().into_iter().rev() {
            if read.contains(&path) {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a letter");
            if text.contains(&format!("To: {email}")) && text.contains(&format!("Enishi-Kind: {kind}")) {
                read.insert(path);
                return Some(text);
            }
        }
        None
    }

    /// All letters, in order of time.
    pub fn letters(&self) -> Vec<PathBuf> {
        let mut letters: Vec<PathBuf> = std::fs::read_dir(self.mail_folder())
            .expect("a folder")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        letters.sort();
        letters
    }

    /// Waits until the worker has decided every request and sent every letter.
    pub async fn mail_is_quiet(&self) {
        let database = self.database().await;
        let quiet = async {
            loop {
                let mut snapshot = database.snapshot().await.expect("a snapshot");
                let undecided =
                    enishi_server::db::sign_in::undecided(&mut snapshot, 1).await.expect("a list");
                let due = enishi_server::db::mail::due(&mut snapshot, i64::MAX, 1).await.expect("a list");
                if undecided.is_empty() && due.is_empty() {
                    return;
                }
                drop(snapshot);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), quiet).await.expect("the mail goes out");
    }
}

/// A device that asked for a code.
pub struct Attempt {
    pub secret: String,
    pub answer: Answer,
}

impl Attempt {
    pub fn challenge(&self) -> String {
        self.answer.body["challenge"].as_str().expect("a challenge").to_owned()
    }

    /// The same app asks once more.
    pub async fn ask_again(&self, world: &World, email: &str) -> Self {
        world.ask_with(email, "192.0.2.1", self.secret.clone()).await
    }

    pub async fn answer(&self, world: &World, code: &str) -> Answer {
        self.answer_with(world, code, &self.secret).await
    }

    pub async fn answer_with(&self, world: &World, code: &str, secret: &str) -> Answer {
        let body = json!({
            "challenge": self.challenge(), "login_secret": secret, "code": code,
            "device_name": "花子の電話", "platform": "linux",
        });
        Answer::of(http().post(world.url("/v1/sign-in/verify").await).json(&body)).await
    }
}

/// An answer of the server.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self { status, headers, body }
    }

    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}
