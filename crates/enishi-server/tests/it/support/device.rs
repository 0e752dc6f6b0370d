//! A signed-in device: pulls like the app, with cursors and the rows that it holds.

use super::{World, world::Answer};
use enishi_wire::{
    changes::{Change, Row},
    ids::{MemberId, MutationId, NetworkId, SessionId},
    mutations::{Action, Mutation},
    scopes::Scope,
    sync::{PullLine, PullRequest},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::OnceLock,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

/// The HTTP client of all tests.
pub fn http() -> &'static reqwest::Client {
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
        #[expect(clippy::disallowed_methods, reason = "a client without rules of its own is what tests need")]
        // Worlds come and go in runtimes of their own: a kept connection would outlive its runtime.
        reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client")
    })
}

/// Sends bytes as they are and gives what comes back until the server closes.
pub async fn raw(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(bytes).await.expect("written");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

pub struct Device {
    base: String,
    pub token: String,
    pub session: SessionId,
    pub me: Value,
}

impl Device {
    pub async fn new(world: &World, started: &Value) -> Self {
        Self {
            base: world.url("").await,
            token: started["token"].as_str().expect("a token").to_owned(),
            session: serde_json::from_value(started["session"].clone()).expect("a session"),
            me: started["me"].clone(),
        }
    }

    /// The same device after the server moved to another port.
    pub async fn at(self, world: &World) -> Self {
        Self { base: world.url("").await, ..self }
    }

    /// The same device at another server process of the same database.
    pub fn at_url(self, url: &str) -> Self {
        Self { base: url.to_owned(), ..self }
    }

    /// Pushes a wish to a server that may die meanwhile; `None`: no answer came.
    pub async fn try_push(&self, mutation: &Mutation) -> Option<Value> {
        let request = http().post(format!("{}/v1/sync/push", self.base)).bearer_auth(&self.token);
        let response = request.json(&json!({ "mutations": [mutation] })).send().await.ok()?;
        let answer: Value = response.json().await.ok()?;
        answer.get("outcomes")?.get(0)?.get("result").cloned()
    }

    pub fn member(&self, network: NetworkId) -> MemberId {
        let places = self.me["places"].as_array().expect("places");
        let place = places.iter().find(|place| place["network"] == json!(network)).expect("a place");
        serde_json::from_value(place["member"].clone()).expect("a member")
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(http().get(format!("{}{path}", self.base)).bearer_auth(&self.token)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(http().post(format!("{}{path}", self.base)).bearer_auth(&self.token).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(http().delete(format!("{}{path}", self.base)).bearer_auth(&self.token)).await
    }

    /// Opens the live stream.
    pub async fn live(&self) -> reqwest::Response {
        let url = format!("{}/v1/sync/live", self.base);
        http().get(url).bearer_auth(&self.token).send().await.expect("a stream")
    }

    /// Pushes one new wish and gives its fate.
    pub async fn wish(&self, network: NetworkId, action: Action) -> Value {
        self.push(&mutation(network, action)).await
    }

    pub async fn push(&self, mutation: &Mutation) -> Value {
        let answer = self.post("/v1/sync/push", &json!({ "mutations": [mutation] })).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        assert_eq!(answer.body["outcomes"][0]["id"], json!(mutation.id));
        answer.body["outcomes"][0]["result"].clone()
    }

    /// One page, as lines.
    pub async fn page(&self, request: &PullRequest) -> Vec<PullLine> {
        let answer = self.post("/v1/sync/pull", &json!(request)).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        let text = match &answer.body {
            Value::String(text) => text.clone(),
            // One line alone is valid JSON by itself.
            other => other.to_string(),
        };
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    /// Everything there is, from nothing.
    pub async fn everything(&self, network: NetworkId) -> Cache {
        let mut cache = Cache::default();
        cache.sync(self, network).await;
        cache
    }
}

pub fn mutation(network: NetworkId, action: Action) -> Mutation {
    Mutation { id: MutationId(enishi_server::ids::new_id()), network, made_at: 0, action }
}

/// Pushes a wish that goes well; gives the answer.
pub async fn pushed(device: &Device, wish: &Mutation) -> Value {
    let result = device.push(wish).await;
    assert_eq!(result["outcome"], "applied", "{result}");
    result
}

/// Wishes something that goes well; gives the id of the wish.
pub async fn applied(device: &Device, network: NetworkId, action: Action) -> Uuid {
    let wish = mutation(network, action);
    pushed(device, &wish).await;
    wish.id.0
}

/// Wishes something that is refused; gives the error.
pub async fn refused(device: &Device, network: NetworkId, action: Action) -> Value {
    let result = device.wish(network, action).await;
    assert_eq!(result["outcome"], "rejected", "{result}");
    result["error"].clone()
}

/// Wishes something; gives the code of the refusal, or else the outcome.
pub async fn fate(device: &Device, network: NetworkId, action: Action) -> String {
    let result = device.wish(network, action).await;
    result["error"]["code"].as_str().or(result["outcome"].as_str()).unwrap_or_default().to_owned()
}

/// What a device holds of one network.
#[derive(Debug, Default)]
pub struct Cache {
    pub epoch: Option<String>,
    pub cursors: BTreeMap<Scope, i64>,
    pub opened: BTreeMap<Scope, i64>,
    pub page_rows: Option<u32>,
    pub rows: BTreeMap<(Scope, String, Uuid), Change>,
    pub dropped: BTreeSet<Scope>,
    pub resets: usize,
}

impl Cache {
    pub fn request(&self, network: NetworkId) -> PullRequest {
        PullRequest {
            network,
            epoch: self.epoch.clone(),
            cursors: self.cursors.clone(),
            opened: self.opened.clone(),
            rows: self.page_rows,
        }
    }

    /// Pulls until there is no more; gives the number of pages.
    pub async fn sync(&mut self, device: &Device, network: NetworkId) -> usize {
        for page in 1.. {
            if !self.apply(device.page(&self.request(network)).await) {
                return page;
            }
        }
        unreachable!("pages are counted without end")
    }

    /// Applies a page; tells whether there is more.
    pub fn apply(&mut self, lines: Vec<PullLine>) -> bool {
        for line in lines {
            match line {
                PullLine::ScopeOpen { scope, at } => {
                    self.rows.retain(|(of, _, _), _| *of != scope);
                    self.cursors.insert(scope.clone(), 0);
                    self.opened.insert(scope, at);
                }
                PullLine::ScopeDrop { scope } => {
                    self.cursors.remove(&scope);
                    self.opened.remove(&scope);
                    self.rows.retain(|(of, _, _), _| *of != scope);
                    self.dropped.insert(scope);
                }
                PullLine::Row(change) => {
                    let known = self.cursors.get(&change.scope).copied().expect("an open scope");
                    assert!(change.seq > known, "rows come in order and never twice");
                    self.cursors.insert(change.scope.clone(), change.seq);
                    self.rows.insert((change.scope.clone(), change.kind.clone(), change.id), change);
                }
                PullLine::PageEnd { epoch, cursors, more, .. } => {
                    assert!(
                        cursors.keys().eq(self.cursors.keys()),
                        "a page's cursors are of the scopes it opened"
                    );
                    let mut pairs = cursors.iter().zip(&self.cursors);
                    assert!(pairs.all(|((_, new), (_, last))| new >= last), "cursors never go back");
                    if !more {
                        let ends: BTreeSet<_> = cursors.values().collect();
                        assert_eq!(ends.len(), 1, "what was read to its end is at the network's counter");
                    }
                    self.opened.retain(|scope, at| cursors.get(scope).is_some_and(|cursor| cursor < at));
                    self.cursors = cursors;
                    self.epoch = Some(epoch);
                    return more;
                }
                PullLine::Reset { .. } => {
                    let resets = self.resets + 1;
                    assert!(resets < 5, "a device is reset without end");
                    *self = Self { resets, page_rows: self.page_rows, ..Self::default() };
                    return true;
                }
                PullLine::Unchanged { .. } => return false,
                PullLine::Unknown => panic!("an unknown line"),
            }
        }
        panic!("a page without an end")
    }

    /// Stores the rows of an answer to a push, as a device does before its next pull.
    pub fn take_answer(&mut self, result: &Value) {
        assert_eq!(result["outcome"], "applied", "{result}");
        let rows: Vec<Change> = serde_json::from_value(result["rows"].clone()).expect("rows");
        for change in rows.into_iter().filter(|change| self.cursors.contains_key(&change.scope)) {
            self.rows.insert((change.scope.clone(), change.kind.clone(), change.id), change);
        }
    }

    pub fn scopes(&self) -> Vec<String> {
        self.cursors.keys().map(ToString::to_string).collect()
    }

    /// The row of that kind and id in any scope; all copies must be equal.
    pub fn row<R: Row>(&self, id: Uuid) -> Option<R> {
        self.in_scopes(R::KIND, id).into_iter().next().and_then(|change| change.row())
    }

    pub fn in_scopes(&self, kind: &str, id: Uuid) -> Vec<&Change> {
        let wanted = |key: &(Scope, String, Uuid)| key.1 == kind && key.2 == id;
        self.rows
            .iter()
            .filter(|(key, change)| wanted(key) && change.body.is_some())
            .map(|(_, change)| change)
            .collect()
    }

    pub fn ids(&self, scope: &Scope, kind: &str) -> BTreeSet<Uuid> {
        let live = self
            .rows
            .iter()
            .filter(|(key, change)| key.0 == *scope && key.1 == kind && change.body.is_some());
        live.map(|(key, _)| key.2).collect()
    }
}
