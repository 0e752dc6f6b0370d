//! `cargo xtask check`: what neither the compiler nor clippy sees. Who may depend on whom, whether both
//! languages have every text, and the conventions that can be read off a file.

mod conventions;
mod dependencies;
mod locales;

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

/// A file of the repository, read once for all checks.
pub struct SourceFile {
    /// Path from the root, with `/`.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Runs all checks, says everything that is wrong, and fails if anything is.
pub fn run() -> Result<()> {
    let root = &crate::run::root()?;
    let files = tracked_files(root)?;
    let mut broken = dependencies::broken(&cargo_metadata(root)?)?;
    broken.extend(locales::broken(&files));
    broken.extend(conventions::broken(&files));
    let mut out = std::io::stderr().lock();
    for line in &broken {
        writeln!(out, "{line}")?;
    }
    ensure!(broken.is_empty(), "{} rules are broken", broken.len());
    Ok(())
}

/// Every text file that git knows or would add; binary files are left out.
fn tracked_files(root: &Path) -> Result<Vec<SourceFile>> {
    let listed = output(Command::new("git").current_dir(root).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    Ok(listed
        .split('\0')
        .filter(|path| !path.is_empty())
        .filter_map(|path| {
            let text = fs::read_to_string(root.join(PathBuf::from(path))).ok()?;
            Some(SourceFile { path: path.to_owned(), text })
        })
        .collect())
}

fn cargo_metadata(root: &Path) -> Result<serde_json::Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let text = output(Command::new(cargo).current_dir(root).args([
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--offline",
    ]))?;
    serde_json::from_str(&text).context("cargo metadata did not answer JSON")
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?} did not start"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    String::from_utf8(output.stdout).context("not UTF-8")
}
