//! `demo-drive`: starts a server with the demo network and opens the app, signed in as a member, until
//! the app is quit or Ctrl-C is pressed. `demo-drive DIR`: plays the scenes in real windows instead, with
//! the pictures and `report.json` in DIR, and ends with 0 only if every step passed.

#![expect(clippy::indexing_slicing, reason = "JSON values are indexed, which answers null and never panics")]

use anyhow::{Context, Result};
use enishi_tests::{
    cli::{Device, PASSPHRASE},
    programs::{program, repository},
    report::say,
    scenes,
    server::{Server, operator},
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::process::Command;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    match std::env::args_os().nth(1).map(PathBuf::from) {
        Some(folder) => play(&folder).await,
        None => open().await,
    }
}

async fn play(folder: &Path) -> Result<ExitCode> {
    let (passed, failed) = scenes::play(folder).await?;
    say(&format!("{passed} passed, {failed} failed; pictures and report.json are in {}", folder.display()))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The demo on this desktop. Its keys are in a sealed file, so that nothing stays in the system's store.
async fn open() -> Result<ExitCode> {
    let folder = tempfile::Builder::new().prefix("enishi-demo-").tempdir()?;
    let files = repository()?.join("assets/demo");
    let files = files.to_str().context("not UTF-8")?;
    let loaded = operator(&folder.path().join("server"), &["demo", "load", "--from", files]).await?;
    let mut server = Server::start(folder.path()).await?;
    let member = loaded["member"]["email"].as_str().context("the demo network names no member")?;
    let device = Device::new(&folder.path().join("app"));
    device.sign_in(&server.url(), member, &mut server.mailbox()).await?;
    say(&format!("The server is at {}, its letters are in {}.", server.url(), server.letters().display()))?;
    for (who, role) in [("secretariat", "runs the network"), ("invited", "has not confirmed yet")] {
        say(&format!("{} {role}: sign in with it to see that side.", loaded[who]["email"]))?;
    }
    say(&format!("The app opens as {member}. Ctrl-C ends everything."))?;
    let mut app = Command::new(program("enishi")?)
        .env("ENISHI_HOME", device.home())
        .env("ENISHI_SECRETS", "file")
        .env("ENISHI_PASSPHRASE", PASSPHRASE)
        .kill_on_drop(true)
        .spawn()?;
    tokio::select! {
        ended = app.wait() => { ended?; }
        pressed = tokio::signal::ctrl_c() => { pressed?; app.kill().await?; }
    }
    server.stop().await?;
    Ok(ExitCode::SUCCESS)
}
