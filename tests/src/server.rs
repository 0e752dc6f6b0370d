//! The real server in a folder of its own, and the operator's commands on it.

use crate::{mail::Mailbox, process::Process, programs::program};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// A server that runs or is stopped; its data stay.
pub struct Server {
    data: PathBuf,
    letters: PathBuf,
    logs: PathBuf,
    port: u16,
    more: Vec<&'static str>,
    running: Option<Process>,
}

impl Server {
    /// Starts a server on a free port, with its data and letters in `folder`.
    pub async fn start(folder: &Path) -> Result<Self> {
        Self::start_with(folder, Vec::new()).await
    }

    /// Starts a server that lets one person ask for codes as often as a measurement needs.
    pub async fn start_for_load(folder: &Path) -> Result<Self> {
        Self::start_with(folder, vec!["--sign-in-limits", "relaxed"]).await
    }

    async fn start_with(folder: &Path, more: Vec<&'static str>) -> Result<Self> {
        let mut server = Self {
            data: folder.join("server"),
            letters: folder.join("letters"),
            logs: folder.to_owned(),
            port: 0,
            more,
            running: None,
        };
        server.resume().await?;
        Ok(server)
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

    /// Starts it again on the port it had.
    pub async fn resume(&mut self) -> Result<()> {
        let mut command = Command::new(program("enishi-server")?);
        command.arg("serve").arg("--json").arg("--data").arg(&self.data);
        command.arg("--mail-dir").arg(&self.letters).args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        command.args(&self.more);
        let mut process = Process::start("enishi-server", &mut command, &self.logs)?;
        let said: Value = serde_json::from_str(&process.first_line().await?)?;
        let address = said["listening"].as_str().context("the server did not say where it listens")?;
        let (_, port) = address.rsplit_once(':').context("no port in the address")?;
        self.port = port.trim_end_matches('/').parse()?;
        self.running = Some(process);
        Ok(())
    }

    /// Runs a command of the operator and answers its JSON.
    pub async fn operator(&self, arguments: &[&str]) -> Result<Value> {
        operator(&self.data, arguments).await
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
