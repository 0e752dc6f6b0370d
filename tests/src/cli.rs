//! `enishi-cli` with a home of its own: another person's device, without a window.

use crate::{mail::Mailbox, programs::program};
use anyhow::{Context, Result, bail};
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

    /// Signs in with the code from the letter, confirms the entry, and fetches everything.
    pub async fn sign_in(&self, server: &str, address: &str, letters: &mut Mailbox) -> Result<()> {
        self.run(&["sign-in", "--server", server, "--email", address]).await?;
        let code = letters.next_for(address).await?.code()?;
        self.run(&["sign-in", "--code", &code]).await?;
        self.run(&["sync"]).await?;
        self.run(&["confirm"]).await?;
        self.run(&["sync"]).await?;
        Ok(())
    }

    /// The items of a list.
    pub async fn items(&self, arguments: &[&str]) -> Result<Vec<Value>> {
        let answer = self.run(arguments).await?;
        answer["items"].as_array().cloned().with_context(|| format!("{arguments:?} answered no items"))
    }

    /// Runs a command and answers its JSON.
    pub async fn run(&self, arguments: &[&str]) -> Result<Value> {
        let output = Command::new(program("enishi-cli")?)
            .arg("--home")
            .arg(&self.home)
            .args(["--secrets", "file", "--json"])
            .args(arguments)
            .env("ENISHI_PASSPHRASE", PASSPHRASE)
            .output()
            .await?;
        if !output.status.success() {
            bail!("enishi-cli {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        match output.stdout.as_slice() {
            [] => Ok(Value::Null),
            bytes => serde_json::from_slice(bytes).with_context(|| format!("{arguments:?} answered no JSON")),
        }
    }
}
