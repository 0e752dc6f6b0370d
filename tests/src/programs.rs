//! Where the built programs are: in `ENISHI_PROGRAMS`, where scripts put them, or beside this one.

use anyhow::{Context, Result, ensure};
use std::{
    env,
    path::{Path, PathBuf},
};

/// The path of a built program: `enishi`, `enishi-cli` or `enishi-server`.
pub fn program(name: &str) -> Result<PathBuf> {
    let path = folder()?.join(name);
    ensure!(path.is_file(), "{} is not built: use scripts/test or scripts/demo", path.display());
    Ok(path)
}

/// The path of a program of this package, which cargo builds beside the one that asks.
pub fn beside(name: &str) -> Result<PathBuf> {
    let own = env::current_exe()?;
    let folder = own.ancestors().skip(1).find(|folder| !folder.ends_with("deps"));
    let path = folder.context("this program lies in a folder")?.join(name);
    ensure!(path.is_file(), "{} is not built: cargo build -p enishi-tests --bins", path.display());
    Ok(path)
}

/// Lets a program's wall clock be what `file` says in the words of faketime (`+3650d`), also when that changes
/// while it runs. Its monotonic clock, by which it waits, goes on as before. Without faketime this fails.
pub fn faketime(command: &mut tokio::process::Command, file: &Path) -> Result<()> {
    let places = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"];
    let library = places
        .iter()
        .map(|place| PathBuf::from(place).join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.is_file())
        .context("faketime is needed: apt-get install faketime")?;
    command.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", file);
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("FAKETIME_NO_CACHE", "1");
    Ok(())
}

/// The root of the repository.
pub fn repository() -> Result<PathBuf> {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    tests.parent().map(PathBuf::from).context("tests lies in the repository")
}

fn folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("ENISHI_PROGRAMS") {
        return Ok(PathBuf::from(folder));
    }
    let own = env::current_exe()?;
    // A test program lies one folder deeper than the others.
    own.ancestors()
        .skip(1)
        .find(|folder| !folder.ends_with("deps"))
        .map(PathBuf::from)
        .context("this program lies in a folder")
}
