//! A program that a test started: its output goes to a file beside the test's other things, and it ends
//! with the test.

use crate::wait;
use anyhow::{Context, Result, bail};
use std::{fs::File, path::Path, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdout, Command},
};

/// A running program.
pub struct Process {
    name: String,
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts a program whose standard output is read with [`Process::first_line`]; its standard error
    /// goes to `NAME.log` in `logs`.
    pub fn start(name: &str, command: &mut Command, logs: &Path) -> Result<Self> {
        let log = File::options().create(true).append(true).open(logs.join(format!("{name}.log")))?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{name} did not start; scripts/setup installs what is needed"))?;
        let stdout = child.stdout.take().map(BufReader::new);
        Ok(Self { name: name.to_owned(), child, stdout })
    }

    /// The first line that the program prints; the rest is thrown away, so that it never blocks.
    pub async fn first_line(&mut self) -> Result<String> {
        let mut stdout = self.stdout.take().context("the first line was read before")?;
        let mut line = String::new();
        let read = tokio::time::timeout(wait::PATIENCE, stdout.read_line(&mut line)).await;
        if read.is_err() || line.is_empty() {
            bail!("{} ended or said nothing", self.name);
        }
        tokio::spawn(async move { tokio::io::copy(&mut stdout, &mut tokio::io::sink()).await });
        Ok(line.trim().to_owned())
    }

    /// Its process id.
    pub fn id(&self) -> Result<u32> {
        self.child.id().with_context(|| format!("{} has ended", self.name))
    }

    /// Asks it to end, as a service manager would, and waits until it has.
    pub async fn stop(mut self) -> Result<()> {
        signal("TERM", self.id()?).await?;
        match tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await {
            Ok(status) => status.map(|_| ()).context("its end was not seen"),
            Err(_) => bail!("{} did not end when asked", self.name),
        }
    }

    /// Ends it at once, as a crash or a flat battery would.
    pub async fn kill(mut self) -> Result<()> {
        self.child.kill().await.with_context(|| format!("{} could not be killed", self.name))
    }
}

/// How long a process that just started was ready to run and the machine had no CPU for it: on a machine that
/// does other things, a start is judged without that. The longest of its threads counts.
pub fn starved(id: u32) -> Result<Duration> {
    let mut longest = 0;
    for task in std::fs::read_dir(format!("/proc/{id}/task"))? {
        // A thread that has ended meanwhile was not the one that the start waited for.
        let Ok(times) = std::fs::read_to_string(task?.path().join("schedstat")) else {
            continue;
        };
        let waited = times.split(' ').nth(1).context("times of the scheduler")?;
        longest = longest.max(waited.parse::<u64>()?);
    }
    Ok(Duration::from_nanos(longest))
}

/// Sends a signal to one process.
pub async fn signal(signal: &str, id: u32) -> Result<()> {
    let status = Command::new("kill").args([format!("-{signal}"), id.to_string()]).status().await?;
    if !status.success() {
        bail!("process {id} could not be sent {signal}");
    }
    Ok(())
}
