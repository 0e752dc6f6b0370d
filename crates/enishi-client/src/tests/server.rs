//! A server that does what a test says: one network in memory, spoken to over real HTTP by the real client.
//!
//! It follows the protocol (docs of `enishi_wire::sync`), and nothing of the real server's rules: what the two do
//! together is tested in `tests/` of the workspace.

use enishi_client::{Client, Config, SecretsChoice, Showing};
use enishi_wire::{
    PROTOCOL, PROTOCOL_HEADER,
    changes::Change,
    digest::{Comparison, DigestReply, DigestRequest, RowsDigest},
    errors::{ApiCode, ApiError},
    ids::{AccountId, ChallengeId, MemberId, MutationId, NetworkId, SessionId},
    members::MemberState,
    mutations::Mutation,
    networks::NetworkKind,
    scopes::Scope,
    sign_in::{CodeRequested, Me, Place, SessionStarted},
    sync::{PullLine, PullRequest, PushOutcome, PushReply, PushRequest, PushResult},
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use uuid::Uuid;

pub const NETWORK: NetworkId = NetworkId(Uuid::from_u128(7));
pub const ME: MemberId = MemberId(Uuid::from_u128(1));
const ACCOUNT: AccountId = AccountId(Uuid::from_u128(2));

/// What the server holds and how it behaves.
pub struct Model {
    pub epoch: String,
    pub seq: i64,
    pub scopes: BTreeSet<Scope>,
    /// Rows and tombstones in `seq` order, with their line of a page.
    rows: BTreeMap<Scope, Vec<(Change, String)>>,
    known: BTreeSet<(Scope, String, Uuid)>,
    /// Every wish that ever arrived and was not put off, in order; one that comes twice is here twice.
    pub pushed: Vec<Mutation>,
    /// What a push answers; nothing means that everything is applied.
    pub refused: BTreeMap<MutationId, ApiCode>,
    /// Rows that come with every applied wish.
    pub answer_rows: Vec<Change>,
    /// The life that answers to pushes name, if not the present one.
    pub answering_life: Option<String>,
    /// The clock that pages tell.
    pub time: i64,
    /// Every request, as `route body`.
    pub requests: Vec<String>,
    /// What every request of these routes is refused with.
    pub refuse: BTreeMap<&'static str, (u16, ApiCode)>,
    /// The next pull is told to begin anew, in the same life of the database.
    pub reset: bool,
    /// Answers of pulls are cut after so many bytes.
    pub cut: Option<usize>,
    /// Who the account is is answered after a push has arrived.
    pub me_waits: Option<Arc<Notify>>,
}

impl Model {
    /// Puts a row, or its removal, at the next place in the network's order.
    pub fn put(&mut self, scope: Scope, kind: &str, id: u128, body: Option<serde_json::Value>) {
        self.seq += 1;
        let rows = self.rows.entry(scope.clone()).or_default();
        let id = Uuid::from_u128(id);
        if !self.known.insert((scope.clone(), kind.to_owned(), id)) {
            rows.retain(|(row, _)| (row.kind.as_str(), row.id) != (kind, id));
        }
        let change = Change { scope, seq: self.seq, kind: kind.to_owned(), id, body };
        let line = serde_json::to_string(&PullLine::Row(change.clone())).unwrap() + "\n";
        rows.push((change, line));
    }

    /// The database was restored to what it held at `seq`, and knows it.
    pub fn restore(&mut self, epoch: &str, seq: i64) {
        self.epoch = epoch.to_owned();
        self.seq = seq;
        for rows in self.rows.values_mut() {
            rows.retain(|(row, _)| row.seq <= seq);
        }
    }

    fn pull(&mut self, request: &PullRequest) -> String {
        let text = |lines: &[PullLine]| -> String {
            lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect()
        };
        let other_life = request.epoch.as_ref().is_some_and(|epoch| *epoch != self.epoch);
        if std::mem::take(&mut self.reset) || other_life {
            return text(&[PullLine::Reset { epoch: self.epoch.clone() }]);
        }
        let held: BTreeSet<&Scope> = request.cursors.keys().collect();
        if held.iter().copied().eq(self.scopes.iter()) && request.cursors.values().all(|seq| *seq == self.seq)
        {
            return text(&[PullLine::Unchanged { server_time: self.time }]);
        }
        let mut page = String::new();
        for scope in request.cursors.keys().filter(|scope| !self.scopes.contains(*scope)) {
            page += &text(&[PullLine::ScopeDrop { scope: scope.clone() }]);
        }
        let mut left = usize::try_from(request.rows.unwrap_or(500)).unwrap();
        let (mut cursors, mut more) = (BTreeMap::new(), false);
        for scope in &self.scopes {
            let cursor = request.cursors.get(scope).copied();
            if cursor.is_none() {
                page += &text(&[PullLine::ScopeOpen { scope: scope.clone(), at: self.seq }]);
            }
            let rows = self.rows.get(scope).map(Vec::as_slice).unwrap_or_default();
            let begin = rows.partition_point(|(row, _)| row.seq <= cursor.unwrap_or(0));
            let mut reached = cursor.unwrap_or(0);
            for (row, line) in &rows[begin..] {
                // A scope that begins anew has nothing to remove.
                if row.body.is_none() && cursor.is_none() {
                    continue;
                }
                if left == 0 {
                    more = true;
                    break;
                }
                reached = row.seq;
                page += line;
                left -= 1;
            }
            cursors.insert(scope.clone(), if more { reached } else { self.seq });
            if more {
                break;
            }
        }
        page + &text(&[PullLine::PageEnd {
            epoch: self.epoch.clone(),
            cursors,
            more,
            server_time: self.time,
        }])
    }

    fn push(&mut self, request: PushRequest) -> PushReply {
        let other_life = |mutation: &Mutation| {
            request.epochs.get(&mutation.network).is_some_and(|epoch| *epoch != self.epoch)
        };
        let outcome = |mutation: &Mutation| PushOutcome {
            id: mutation.id,
            result: match self.refused.get(&mutation.id) {
                _ if other_life(mutation) => PushResult::Retry { after_ms: 0 },
                Some(code) => PushResult::Rejected { error: error(*code) },
                None => PushResult::Applied { rows: self.answer_rows.clone() },
            },
        };
        let outcomes = request.mutations.iter().map(outcome).collect();
        let taken: Vec<Mutation> =
            request.mutations.iter().filter(|mutation| !other_life(mutation)).cloned().collect();
        self.pushed.extend(taken);
        if let Some(me) = &self.me_waits {
            me.notify_one();
        }
        PushReply { outcomes, epoch: Some(self.answering_life.clone().unwrap_or_else(|| self.epoch.clone())) }
    }

    fn digest(&self, request: &DigestRequest) -> DigestReply {
        let compare = |scope: &Scope| {
            let mut digest = RowsDigest::default();
            for (row, _) in self.rows.get(scope).into_iter().flatten().filter(|(row, _)| row.body.is_some()) {
                digest.add(&row.kind, row.id, row.seq);
            }
            digest.at(self.seq)
        };
        let scopes = request.scopes.iter().map(|(scope, theirs)| {
            let ours = compare(scope);
            let comparison = match theirs {
                theirs if *theirs == ours => Comparison::Same,
                theirs if theirs.cursor < ours.cursor => Comparison::Moved,
                _ => Comparison::Differs,
            };
            (scope.clone(), comparison)
        });
        DigestReply { scopes: scopes.collect() }
    }

    fn answer(&mut self, route: &str, body: &str) -> (u16, String) {
        self.requests.push(format!("{route} {body}"));
        if let Some((status, code)) = self.refuse.get(route) {
            return (*status, json(&error(*code)));
        }
        match route {
            "/v1/sign-in/request" => {
                let challenge = ChallengeId(Uuid::from_u128(3));
                (202, json(&CodeRequested { challenge, expires_in_ms: 600_000 }))
            }
            "/v1/sign-in/verify" => {
                let session = SessionId(Uuid::from_u128(4));
                (200, json(&SessionStarted { token: "ab".repeat(32), session, me: me() }))
            }
            "/v1/me" => (200, json(&me())),
            "/v1/sync/pull" => (200, self.pull(&serde_json::from_str(body).unwrap())),
            "/v1/sync/push" => (200, json(&self.push(serde_json::from_str(body).unwrap()))),
            "/v1/sync/digest" => (200, json(&self.digest(&serde_json::from_str(body).unwrap()))),
            _ => (404, json(&error(ApiCode::NotFound))),
        }
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn error(code: ApiCode) -> ApiError {
    ApiError { code, message: String::new(), field: None, retry_after_ms: None }
}

fn me() -> Me {
    let place = Place {
        network: NETWORK,
        member: ME,
        name: "縁の会".into(),
        kind: NetworkKind::Club,
        charter: String::new(),
        state: MemberState::Active,
    };
    Me { account: ACCOUNT, email: "misaki@example.jp".into(), places: vec![place] }
}

/// The running server.
pub struct Server {
    model: Arc<Mutex<Model>>,
    pub url: String,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut model = Model {
            epoch: "first".into(),
            seq: 0,
            scopes: BTreeSet::from([Scope::Members, Scope::Me(ME)]),
            rows: BTreeMap::new(),
            known: BTreeSet::new(),
            pushed: Vec::new(),
            refused: BTreeMap::new(),
            answer_rows: Vec::new(),
            answering_life: None,
            time: 0,
            requests: Vec::new(),
            refuse: BTreeMap::new(),
            reset: false,
            cut: None,
            me_waits: None,
        };
        let membership = serde_json::json!({
            "member": ME, "class": "alumni", "state": "active", "duties": ["posts", "events"],
            "entry": {"family_name": "三崎", "family_kana": "みさき"}, "confirmed_at": 1,
        });
        model.put(Scope::Me(ME), "membership", ME.0.as_u128(), Some(membership));
        let model = Arc::new(Mutex::new(model));
        let shared = model.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { model, url }
    }

    pub fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap()
    }

    /// Opens a device on a folder; signs it in if it is not.
    pub async fn device(&self, home: &Path) -> Client {
        let client = Client::open(config(home, false)).await.unwrap();
        let signed_out = client.app().await.unwrap().current.is_none();
        if signed_out {
            let form = enishi_bridge::sign_in::SignInForm {
                server: self.url.clone(),
                email: "misaki@example.jp".into(),
            };
            client.request_code(form).await.unwrap();
            client.verify_code(enishi_bridge::sign_in::CodeForm { code: "1".into() }).await.unwrap();
        }
        client
    }
}

/// How a device is opened.
pub fn config(home: &Path, offline: bool) -> Config {
    Config {
        home: home.to_owned(),
        secrets: SecretsChoice::File { passphrase: "correct horse".to_owned().into() },
        device_name: "test".into(),
        platform: "cli",
        offline,
        system_language: "ja".into(),
        showing: Showing::Never,
    }
}

async fn serve(stream: TcpStream, model: Arc<Mutex<Model>>) -> Option<()> {
    let mut stream = BufStream::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let route = line.split(' ').nth(1)?.to_owned();
        let mut length = 0;
        loop {
            let mut header = String::new();
            stream.read_line(&mut header).await.ok()?;
            if header.trim().is_empty() {
                break;
            }
            let header = header.to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        if route == "/v1/sync/live" {
            // Open and silent: tests sync when they ask for it.
            let head = format!(
                "HTTP/1.1 200 OK\r\n{PROTOCOL_HEADER}: {PROTOCOL}\r\ntransfer-encoding: chunked\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await.ok()?;
            stream.flush().await.ok()?;
            std::future::pending::<()>().await;
        }
        let body = String::from_utf8(body).ok()?;
        let waits = model.lock().unwrap().me_waits.clone().filter(|_| route == "/v1/me");
        if let Some(waits) = waits {
            waits.notified().await;
        }
        let (status, answer, cut) = {
            let mut model = model.lock().unwrap();
            let (status, answer) = model.answer(&route, &body);
            (status, answer, model.cut.filter(|_| route == "/v1/sync/pull"))
        };
        let head = format!(
            "HTTP/1.1 {status} Answer\r\n{PROTOCOL_HEADER}: {PROTOCOL}\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        stream.write_all(head.as_bytes()).await.ok()?;
        let sent = cut.map_or(answer.len(), |cut| cut.min(answer.len()));
        stream.write_all(&answer.as_bytes()[..sent]).await.ok()?;
        stream.flush().await.ok()?;
        if sent < answer.len() {
            return None;
        }
    }
}
