//! Where the built programs are: in `ENISHI_PROGRAMS`, where scripts put them, or beside this one.

use anyhow::{Context, Result, ensure};
use std::{env, path::PathBuf};

/// The path of a built program: `enishi`, `enishi-cli` or `enishi-server`.
pub fn program(name: &str) -> Result<PathBuf> {
    let path = folder()?.join(name);
    ensure!(path.is_file(), "{} is not built: use scripts/test or scripts/demo", path.display());
    Ok(path)
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
