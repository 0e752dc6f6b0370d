//! `demo-drive DIR`: plays the scenes in real windows, with the pictures and `report.json` in DIR. Ends
//! with 0 only if every step passed.

use anyhow::{Context, Result};
use enishi_tests::{report::say, scenes};
use std::{path::PathBuf, process::ExitCode};

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).context("usage: demo-drive DIR")?;
    let (passed, failed) = scenes::play(&folder).await?;
    say(&format!("{passed} passed, {failed} failed; pictures and report.json are in {}", folder.display()))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
