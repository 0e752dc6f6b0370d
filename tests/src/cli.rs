//! `enishi-cli` with a home of its own: another person's device, without a window.

use crate::{mail::Mailbox, programs::program};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The passphrase of sealed keys in tests; it protects made-up people only.
pub const PASSPHRASE: &str = "a passphrase for made-up people";

/// A device that is driven from the command line, its keys in a sealed file.
pub struct Device {
    home: PathBuf,
}

impl Device {
    /// A device whose things are in `home`.
    pub fn new(home: &Path) -> Self {
        Self { home: home.to_owned() }
    }

    /// Where its things are.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Signs in a member with the code from the letter, and fetches everything.
    pub async fn sign_in(&self, server: &str, address: &str, letters: &mut Mailbox) -> Result<()> {
        self.run(&["sign-in", "--server", server, "--email", address]).await?;
        let code = letters.next_for(address).await?.code()?;
        self.run(&["sign-in", "--code", &code]).await?;
        Ok(())
    }

    /// Signs in and confirms the entry: from then on the person is listed.
    pub async fn join(&self, server: &str, address: &str, letters: &mut Mailbox) -> Result<()> {
        self.sign_in(server, address, letters).await?;
        self.run(&["confirm"]).await?;
        Ok(())
    }

    /// The items of a list.
    pub async fn items(&self, arguments: &[&str]) -> Result<Vec<Value>> {
        let answer = self.run(arguments).await?;
        answer["items"].as_array().cloned().with_context(|| format!("{arguments:?} answered no items"))
    }

    /// Runs a command that must be done, and answers its JSON.
    pub async fn run(&self, arguments: &[&str]) -> Result<Value> {
        let ended = self.attempt(arguments).await?;
        ensure!(ended.exit == 0, "enishi-cli {arguments:?} ended with {}: {}", ended.exit, ended.error);
        Ok(ended.answer)
    }

    /// Runs a command and answers how it ended.
    pub async fn attempt(&self, arguments: &[&str]) -> Result<Ended> {
        let output = self.command(arguments)?.output().await?;
        let json = |bytes: &[u8]| match bytes {
            [] => Ok(Value::Null),
            bytes => serde_json::from_slice(bytes).with_context(|| {
                format!("{arguments:?} answered no JSON: {}", String::from_utf8_lossy(bytes))
            }),
        };
        Ok(Ended {
            exit: output.status.code().context("the program was killed")?,
            answer: json(&output.stdout)?,
            error: json(&output.stderr)?,
        })
    }

    /// A command that has not been started.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(program("enishi-cli")?);
        command.arg("--home").arg(&self.home).args(["--secrets", "file", "--json"]).args(arguments);
        command.env("ENISHI_PASSPHRASE", PASSPHRASE).kill_on_drop(true);
        Ok(command)
    }
}

/// How a command ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The exit code.
    pub exit: i32,
    /// What it said on stdout.
    pub answer: Value,
    /// What it said on stderr.
    pub error: Value,
}

impl Ended {
    /// The code of its failure; empty if it said none.
    pub fn code(&self) -> &str {
        self.error["error"]["code"].as_str().unwrap_or_default()
    }
}
