//! Puts a server together and runs it until it is told to stop.

use crate::{
    api,
    app::App,
    clock::Clock,
    db::{Database, Place, SQLITE_NEEDED, meta},
    domain::{erasure, horizon, limits::SignInLimits, photos, status, stay},
    failure::Failure,
    http::listen,
    key::ServerKey,
    live::{self, standing::Attendance},
    mail::{post_office::PostOffice, worker},
    router::router,
};
use axum::http::HeaderName;
use lettre::message::Mailbox;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
};

/// How a server is to run.
pub struct Settings {
    /// Folder of the key and, unless `database` says otherwise, of the database.
    pub data: PathBuf,
    /// Another database.
    pub database: Option<String>,
    /// Where to listen; port 0 picks one.
    pub listen: SocketAddr,
    /// Where the operator's numbers are read, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// The address under which people reach the server; `None`: where it listens.
    pub public_url: Option<String>,
    /// Where letters go; `None`: they wait.
    pub office: Option<PostOffice>,
    /// The sender of letters.
    pub mail_from: Mailbox,
    /// How often codes may be asked for.
    pub limits: SignInLimits,
    /// The header in which the proxy in front names the client.
    pub client_header: Option<HeaderName>,
    /// Where `now` comes from.
    pub clock: Clock,
}

/// A server that accepts connections.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where the operator's numbers are read.
    pub metrics: Option<SocketAddr>,
    /// What its requests share.
    pub app: App,
    stop: watch::Sender<bool>,
    served: Vec<tokio::task::JoinHandle<()>>,
    watcher: tokio::task::JoinHandle<()>,
    worker: Option<tokio::task::JoinHandle<()>>,
    horizon: tokio::task::JoinHandle<()>,
    fading: tokio::task::JoinHandle<()>,
    stay: tokio::task::JoinHandle<()>,
}

/// Makes the data folder, for its owner alone.
pub fn make_folder(data: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data).map_err(|error| Failure::Database(crate::db::condition::of_io(&error)))
}

/// Starts a server.
pub async fn start(settings: Settings) -> Result<Running, Failure> {
    make_folder(&settings.data)?;
    let place = Place::find(&settings.data, settings.database.as_deref())?;
    let database = Database::open(&place).await?;
    refuse_broken_sqlite(&database).await?;
    let key = ServerKey::open(&settings.data)?;
    // Before anybody can connect.
    erasure::replay_at_start(&database, settings.clock.now()).await?;
    let cannot_listen = |_| {
        Failure::operator("cannot_listen", "The address cannot be listened on; another program may be there.")
    };
    let listener = listen::bind(settings.listen).map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;
    let numbers = settings.metrics.map(listen::bind).transpose().map_err(cannot_listen)?;
    let metrics = numbers.as_ref().map(TcpListener::local_addr).transpose().map_err(cannot_listen)?;
    let public_url = settings.public_url.unwrap_or_else(|| format!("http://{address}"));
    let public_url = public_url.trim_end_matches('/').to_owned();
    let mut write = database.write().await?;
    meta::set(write.conn(), "public_url", &public_url).await?;
    write.commit().await?;

    let (stop, stopping) = watch::channel(false);
    let app = App {
        database: database.clone(),
        clock: settings.clock,
        key,
        limits: settings.limits,
        public_url: Arc::from(public_url),
        client_header: settings.client_header,
        work: Arc::new(Notify::new()),
        metrics: Arc::default(),
        attendance: Attendance::default(),
        stopping: stopping.clone(),
    };
    if settings.office.is_none() {
        tracing::warn!(
            "No mail goes out: neither --smtp nor --mail-dir was given. Letters wait in the queue."
        );
    }
    let watcher = tokio::spawn(live::run(app.clone()));
    let worker = tokio::spawn(worker::run(app.clone(), settings.office, settings.mail_from));
    let forgetting = app.clone();
    let horizon = tokio::spawn(async move {
        tokio::join!(horizon::run(forgetting.clone()), photos::run(forgetting));
    });
    let fading = tokio::spawn(status::run(app.clone()));
    let stay = tokio::spawn(stay::run(app.clone()));
    let mut served = vec![tokio::spawn(listen::serve(listener, router(app.clone()), stopping.clone()))];
    if let Some(listener) = numbers {
        served.push(tokio::spawn(listen::serve(listener, api::metrics::router(app.clone()), stopping)));
    }
    Ok(Running { address, metrics, app, stop, served, watcher, worker: Some(worker), horizon, fading, stay })
}

impl Running {
    /// Stops: no new connections, running requests finish within ten seconds, the database is closed.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for served in self.served.drain(..) {
            let _ = served.await;
        }
        self.stop_worker().await;
        self.horizon.abort();
        let _ = self.horizon.await;
        self.fading.abort();
        let _ = self.fading.await;
        self.stay.abort();
        let _ = self.stay.await;
        self.watcher.abort();
        let _ = self.watcher.await;
        self.app.database.close().await;
    }

    /// Stops deciding requests for codes and sending mail; the rest goes on.
    pub async fn stop_worker(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.abort();
            let _ = worker.await;
        }
    }
}

/// Several connections write and checkpoint the file; an older SQLite can lose data that way.
async fn refuse_broken_sqlite(database: &Database) -> Result<(), Failure> {
    let Some(version) = database.sqlite_version().await? else {
        return Ok(());
    };
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found >= SQLITE_NEEDED {
        return Ok(());
    }
    let (major, minor, patch) = SQLITE_NEEDED;
    Err(Failure::operator(
        "sqlite_too_old",
        format!(
            "This build contains SQLite {version}, which can damage a database that several connections use; {major}.{minor}.{patch} or newer is needed. Build enishi-server by itself (-p enishi-server)."
        ),
    ))
}
