//! The real server in a folder of its own, and the operator's commands on it.

use crate::{
    mail::Mailbox,
    postgres,
    process::{Process, signal, starved},
    programs::{faketime, program},
};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::process::Command;

/// Where a server keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Store {
    /// A file in the data folder.
    Sqlite,
    /// A PostgreSQL database at this address.
    Postgres(String),
}

impl Store {
    /// A new, empty one of the sort that a command line names: `sqlite` or `postgres`.
    pub async fn named(name: &str) -> Result<Self> {
        match name {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres(postgres::new_database().await?)),
            other => bail!("{other} is no database: sqlite or postgres"),
        }
    }

    fn arguments(&self) -> Vec<&str> {
        match self {
            Self::Sqlite => Vec::new(),
            Self::Postgres(url) => vec!["--database", url],
        }
    }
}

/// A server that runs or is stopped; its data stay.
pub struct Server {
    data: PathBuf,
    store: Store,
    letters: PathBuf,
    logs: PathBuf,
    port: u16,
    clock: Option<PathBuf>,
    more: Vec<&'static str>,
    running: Option<Process>,
}

impl Server {
    /// Starts a server on a free port, with its data and letters in `folder`.
    pub async fn start(folder: &Path) -> Result<Self> {
        Self::start_on(folder, Store::Sqlite).await
    }

    /// Starts a server on a free port and on a database of its own.
    pub async fn start_on(folder: &Path, store: Store) -> Result<Self> {
        let mut server = Self::prepared(folder, store);
        server.resume().await?;
        Ok(server)
    }

    /// Starts a server that lets one person ask for codes as often as a measurement needs.
    pub async fn start_for_load(folder: &Path) -> Result<Self> {
        let mut server = Self::prepared(folder, Store::Sqlite);
        server.more = vec!["--sign-in-limits", "relaxed"];
        server.resume().await?;
        Ok(server)
    }

    /// A server that has not been started yet.
    pub fn prepared(folder: &Path, store: Store) -> Self {
        Self {
            data: folder.join("server"),
            store,
            letters: folder.join("letters"),
            logs: folder.to_owned(),
            port: 0,
            clock: None,
            more: Vec::new(),
            running: None,
        }
    }

    /// A second server program on the same data, on a port of its own.
    pub async fn twin(&self) -> Result<Self> {
        let mut twin = Self { port: 0, running: None, ..self.copy() };
        twin.resume().await?;
        Ok(twin)
    }

    fn copy(&self) -> Self {
        Self {
            data: self.data.clone(),
            store: self.store.clone(),
            letters: self.letters.clone(),
            logs: self.logs.clone(),
            port: self.port,
            clock: self.clock.clone(),
            more: self.more.clone(),
            running: None,
        }
    }

    /// The address for the sign-in form.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where its letters are written.
    pub fn letters(&self) -> &Path {
        &self.letters
    }

    /// The letters it writes, to be read one by one.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox::new(&self.letters)
    }

    /// Stops it, as an operator does.
    pub async fn stop(&mut self) -> Result<()> {
        self.running.take().context("the server does not run")?.stop().await
    }

    /// Ends it at once, as a crash does.
    pub async fn kill(&mut self) -> Result<()> {
        self.running.take().context("the server does not run")?.kill().await
    }

    /// Sends it a signal.
    pub async fn signal(&self, name: &str) -> Result<()> {
        signal(name, self.process()?).await
    }

    /// Its clock is off by this much, in the words of faketime: `+3650d`. The first time it takes a start;
    /// from then on the clock jumps while it runs.
    pub fn set_clock(&mut self, offset: &str) -> Result<()> {
        let file = self.logs.join("server.clock");
        std::fs::write(&file, offset)?;
        self.clock = Some(file);
        Ok(())
    }

    /// Starts it where it must not start, and answers the error that it ends with.
    pub async fn refusal(&self) -> Result<Value> {
        let output = self.serve()?.output().await?;
        let said = String::from_utf8(output.stderr)?;
        ensure!(!output.status.success(), "it must not start");
        let last: Value = serde_json::from_str(said.lines().last().context("no error")?)
            .with_context(|| format!("its error is no JSON: {said}"))?;
        Ok(last["error"].clone())
    }

    /// The id of its process.
    pub fn process(&self) -> Result<u32> {
        self.running.as_ref().context("the server does not run")?.id()
    }

    /// How long its start waited for a CPU.
    pub fn starved(&self) -> Result<Duration> {
        starved(self.process()?)
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Where its rows are.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Starts it again on the port it had.
    pub async fn resume(&mut self) -> Result<()> {
        let mut process = Process::start("enishi-server", &mut self.serve()?, &self.logs)?;
        let said: Value = serde_json::from_str(&process.first_line().await?)?;
        let address = said["listening"].as_str().context("the server did not say where it listens")?;
        let (_, port) = address.rsplit_once(':').context("no port in the address")?;
        self.port = port.trim_end_matches('/').parse()?;
        self.running = Some(process);
        Ok(())
    }

    fn serve(&self) -> Result<Command> {
        let mut command = Command::new(program("enishi-server")?);
        command.arg("serve").arg("--json").arg("--data").arg(&self.data).args(self.store.arguments());
        command.arg("--mail-dir").arg(&self.letters).args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        command.args(&self.more);
        if let Some(clock) = &self.clock {
            faketime(&mut command, clock)?;
        }
        Ok(command)
    }

    /// Runs a command of the operator and answers its JSON.
    pub async fn operator(&self, arguments: &[&str]) -> Result<Value> {
        operator(&self.data, &[arguments, &self.store.arguments()].concat()).await
    }

    /// Changes its SQLite database behind its back; it must be stopped.
    pub async fn tamper(&self, statement: &str) -> Result<()> {
        ensure!(self.running.is_none() && self.store == Store::Sqlite, "only a stopped file is changed");
        let database = self.data.join("enishi.db");
        let output = Command::new("sqlite3").arg(database).arg(statement).output().await?;
        ensure!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(())
    }

    /// Runs a statement on its database by the database's own program, beside the server, and answers the
    /// rows as lines, columns parted by `|`.
    pub async fn rows(&self, statement: &str) -> Result<Vec<String>> {
        let mut command = match &self.store {
            Store::Sqlite => {
                let mut command = Command::new("sqlite3");
                command.arg("-readonly").arg(self.data.join("enishi.db"));
                command
            }
            Store::Postgres(url) => {
                let mut command = Command::new("psql");
                command.arg(url).args(["--no-align", "--tuples-only", "--quiet", "--command"]);
                command
            }
        };
        let output = command.arg(statement).output().await.context("sqlite3 and psql are needed")?;
        if !output.status.success() {
            bail!("{statement}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
    }
}

/// Runs a command of the operator on a data folder, whether or not a server runs on it.
pub async fn operator(data: &Path, arguments: &[&str]) -> Result<Value> {
    let output = Command::new(program("enishi-server")?)
        .args(arguments)
        .arg("--data")
        .arg(data)
        .arg("--json")
        .output()
        .await?;
    if !output.status.success() {
        bail!("enishi-server {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).context("enishi-server did not answer JSON")
}
