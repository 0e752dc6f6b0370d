//! A device whose core runs on in a program of its own (`device-drive`), like the app without its window: it
//! keeps its live connection, and it can be killed, stopped and given a wrong clock.

mod words;

pub use words::{Ask, Reply};

use crate::{
    cli::PASSPHRASE,
    mail::Mailbox,
    process::{signal, starved},
    programs::{beside, faketime},
    wait,
};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::Instant,
};

/// The longest that an answer may take: longer than every time-out of the core.
const ANSWER: Duration = Duration::from_secs(120);

/// A running core.
pub struct Core {
    home: PathBuf,
    child: Child,
    asks: ChildStdin,
    replies: Lines<BufReader<ChildStdout>>,
    /// How long its files took to open.
    opened_in: Duration,
}

impl Core {
    /// Opens the device whose things are in `home`.
    pub async fn open(home: &Path) -> Result<Self> {
        Self::open_at(home, None).await
    }

    /// Opens a device whose clock is off by so much, in the words of faketime.
    pub async fn open_at(home: &Path, clock: Option<&str>) -> Result<Self> {
        let mut core = Self::begin(home, clock)?;
        let began = Instant::now();
        match core.reply().await? {
            Reply::Done(_) => {
                let starved = starved(core.child.id().context("the device has ended")?)?;
                core.opened_in = began.elapsed().saturating_sub(starved);
            }
            Reply::Refused(code) => bail!("the device does not open: {code}"),
        }
        Ok(core)
    }

    /// Starts to open a device and does not wait for it.
    pub fn begin(home: &Path, clock: Option<&str>) -> Result<Self> {
        let mut command = Command::new(beside("device-drive")?);
        command.arg(home).env("ENISHI_PASSPHRASE", PASSPHRASE);
        std::fs::create_dir_all(home)?;
        if let Some(offset) = clock {
            let file = home.with_extension("clock");
            std::fs::write(&file, offset)?;
            faketime(&mut command, &file)?;
        }
        let log = std::fs::File::options().create(true).append(true).open(home.with_extension("log"))?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut child = command.spawn().context("device-drive did not start")?;
        let asks = child.stdin.take().context("its input")?;
        let replies = BufReader::new(child.stdout.take().context("its output")?).lines();
        Ok(Self { home: home.to_owned(), child, asks, replies, opened_in: Duration::ZERO })
    }

    /// Signs in with the code from the letter, and confirms the entry: from then on the person is listed.
    pub async fn join(&mut self, server: &str, address: &str, letters: &mut Mailbox) -> Result<()> {
        self.sign_in(server, address, letters).await?;
        self.done(&Ask::Confirm { headline: String::new() }).await?;
        self.settle().await
    }

    /// Signs in with the code from the letter, and fetches everything.
    pub async fn sign_in(&mut self, server: &str, address: &str, letters: &mut Mailbox) -> Result<()> {
        let (server, email) = (server.to_owned(), address.to_owned());
        self.done(&Ask::SignIn { server, email }).await?;
        let code = letters.next_for(address).await?.code()?;
        self.done(&Ask::Code { code }).await?;
        self.settle().await
    }

    /// Where its things are.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Lets its clock jump; it must have been opened with one.
    pub fn set_clock(&self, offset: &str) -> Result<()> {
        Ok(std::fs::write(self.home.with_extension("clock"), offset)?)
    }

    /// How long its files took to open, stretching the passphrase included, waiting for a CPU not.
    pub const fn opened_in(&self) -> Duration {
        self.opened_in
    }

    /// Asks and waits for the reply.
    pub async fn ask(&mut self, ask: &Ask) -> Result<Reply> {
        let mut line = serde_json::to_vec(ask)?;
        line.push(b'\n');
        self.asks.write_all(&line).await.context("the device has ended")?;
        self.reply().await
    }

    /// Asks for what must be done, and answers what came of it.
    pub async fn done(&mut self, ask: &Ask) -> Result<Value> {
        match self.ask(ask).await? {
            Reply::Done(value) => Ok(value),
            Reply::Refused(code) => bail!("{ask:?} was refused: {code}"),
        }
    }

    /// Syncs until nothing more can be done, which must go well.
    pub async fn settle(&mut self) -> Result<()> {
        let problem = self.done(&Ask::Settle).await?;
        ensure!(problem.is_null(), "the sync met {problem}");
        Ok(())
    }

    /// Syncs until everything is sent, as patiently as a person; for after the network has healed.
    pub async fn drain(&mut self) -> Result<()> {
        wait::until("an empty outbox", async || {
            let problem = self.done(&Ask::Settle).await?;
            let waiting = self.look().await?["waiting"].as_u64();
            Ok((problem.is_null() && waiting == Some(0)).then_some(()))
        })
        .await
    }

    /// Everything that the device shows.
    pub async fn look(&mut self) -> Result<Value> {
        self.done(&Ask::Look).await
    }

    /// Waits until what the device shows is as wanted, without asking it to sync.
    pub async fn until(
        &mut self,
        limit: Duration,
        what: &str,
        is_so: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        wait::until_within(limit, what, async || {
            let seen = self.look().await?;
            Ok(is_so(&seen).then_some(seen))
        })
        .await
    }

    /// Sends the program a signal.
    pub async fn signal(&self, name: &str) -> Result<()> {
        signal(name, self.child.id().context("the device has ended")?).await
    }

    /// Ends it at once, as a flat battery does; answers its home.
    pub async fn kill(mut self) -> Result<PathBuf> {
        self.child.kill().await?;
        Ok(self.home)
    }

    /// Closes it; answers its home.
    pub async fn close(self) -> Result<PathBuf> {
        let Self { home, mut child, asks, .. } = self;
        drop(asks);
        tokio::time::timeout(wait::PATIENCE, child.wait()).await.context("the device does not end")??;
        Ok(home)
    }

    async fn reply(&mut self) -> Result<Reply> {
        let line = tokio::time::timeout(ANSWER, self.replies.next_line()).await;
        let line = line.context("the device does not answer")??.context("the device has ended")?;
        serde_json::from_str(&line).context("the device answers another language")
    }
}
