//! Other programs: started in the root of the repository, and a failure of theirs is ours.

use crate::ui;
use anyhow::{Context, Result, ensure};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The root of the repository. Cargo says where it started this; what was known when this was built is another checkout
/// where two share a folder of builds.
pub fn root() -> Result<PathBuf> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest).parent().map(Path::to_path_buf).context("xtask lies in the repository")
}

/// Where builds go.
pub fn target_folder() -> Result<PathBuf> {
    Ok(env::var_os("CARGO_TARGET_DIR").map_or(root()?.join("target"), PathBuf::from))
}

/// Cargo, in the root of the repository.
pub fn cargo() -> Result<Command> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()?);
    Ok(cargo)
}

/// Runs a command to its end.
pub fn go(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} did not start"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

/// Builds the released server by itself and puts it into a folder of programs. Answers the folder.
pub fn released_server() -> Result<PathBuf> {
    go(cargo()?.args(["build", "--quiet", "--locked", "--release", "-p", "enishi-server"]))?;
    let programs = target_folder()?.join("released");
    std::fs::create_dir_all(&programs)?;
    put_away("enishi-server", &programs)?;
    Ok(programs)
}

/// Builds the released app with its pages and puts it into a folder of programs.
pub fn released_app(programs: &Path) -> Result<()> {
    ui::run(&["--release".to_owned()])?;
    let app =
        ["build", "--quiet", "--locked", "--release", "-p", "enishi", "--features", "enishi/custom-protocol"];
    go(cargo()?.args(app))?;
    put_away("enishi", programs)
}

fn put_away(name: &str, programs: &Path) -> Result<()> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let to = programs.join(&name);
    // A program that still runs keeps the old file; it must not be written into.
    let _none_before = std::fs::remove_file(&to);
    std::fs::copy(target_folder()?.join("release").join(&name), &to)?;
    Ok(())
}
