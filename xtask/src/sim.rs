//! `cargo xtask sim [--seeds N] [--seed S] [--planted]`: simulated days of `crates/enishi-sim`, built with
//! optimisation, each kind in a target folder of its own so that the planted bugs are in no other program.

use anyhow::{Context, Result, ensure};
use std::{env, process::Command};

/// Builds and runs.
pub fn run(args: &[String]) -> Result<()> {
    let root = &crate::run::root()?;
    let planted = args.iter().any(|arg| arg == "--planted");
    let target = crate::run::target_folder()?;
    let target = if planted { target.join("planted") } else { target };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--locked", "--release", "--package", "enishi-sim"]);
    if planted {
        command.args(["--features", "planted"]);
    }
    let status = command
        .arg("--")
        .args(args)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .status()
        .context("cargo did not start")?;
    ensure!(status.success(), "a promise was broken, a fault never met, or a planted bug not caught");
    Ok(())
}
