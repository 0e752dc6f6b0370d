//! `cargo xtask killloop server|client`: builds the programs, the server by itself so that it has its own
//! SQLite, and runs the loop of `tests/src/killloop`, whose line of figures is the result.
//!
//! Where `ENISHI_PROGRAMS` holds them already, as in scripts/test, nothing is built.

use anyhow::{Context, Result, bail, ensure};
use std::{env, fs, path::PathBuf, process::Command};

/// Runs a loop.
pub fn run(arguments: &[String]) -> Result<()> {
    let Some("server" | "client") = arguments.first().map(String::as_str) else {
        bail!("killloop of what: server or client?");
    };
    let programs = match env::var_os("ENISHI_PROGRAMS").map(PathBuf::from) {
        Some(programs) if programs.join("killloop").is_file() => programs,
        _ => built()?,
    };
    let status = Command::new(programs.join("killloop"))
        .args(arguments)
        .env("ENISHI_PROGRAMS", &programs)
        .status()
        .context("killloop did not start")?;
    ensure!(status.success(), "the loop failed");
    Ok(())
}

fn built() -> Result<PathBuf> {
    let root = &crate::run::root()?;
    let target = crate::run::target_folder()?;
    let (debug, programs) = (target.join("debug"), target.join("programs"));
    fs::create_dir_all(&programs)?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let packages: [(&[&str], &[&str]); 2] = [
        (&["-p", "enishi-server"], &["enishi-server"]),
        (
            &["-p", "enishi-client", "-p", "enishi-tests", "--bins"],
            &["enishi-cli", "device-drive", "killloop"],
        ),
    ];
    for (arguments, names) in packages {
        let status =
            Command::new(&cargo).current_dir(root).args(["build", "--locked"]).args(arguments).status()?;
        ensure!(status.success(), "{names:?} did not build");
        for name in names {
            // A program that runs is not written over: it is removed and made anew.
            let _absent = fs::remove_file(programs.join(name));
            fs::copy(debug.join(name), programs.join(name))?;
        }
    }
    Ok(programs)
}
