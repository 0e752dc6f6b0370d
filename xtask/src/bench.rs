//! `cargo xtask bench [NAME...] [--json] [--short]`: builds everything as it is released, then measures.
//!
//! The server's own work is measured inside the server's crate, which is built alone (together with the core
//! it would get the core's encrypting SQLite); the rest by `enishi-bench` against the built server.

use crate::run::{cargo, go, released_app, released_server};
use anyhow::{Result, ensure};

/// Work that `crates/enishi-server/benches` measures.
const OF_THE_SERVER: [&str; 3] = ["durable_writes", "post_fan_out", "live_connections"];
/// Work that `bench` measures.
const OF_BOTH: [&str; 6] = ["first_sync", "delta", "cold_start", "search", "window", "talk"];

/// Runs the named work, or all of it.
pub fn run(arguments: &[String]) -> Result<()> {
    let (flags, names): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    let known = |name: &&String| OF_THE_SERVER.contains(&name.as_str()) || OF_BOTH.contains(&name.as_str());
    ensure!(
        names.iter().all(known),
        "there is only this work: {}",
        [OF_BOTH.as_slice(), OF_THE_SERVER.as_slice()].concat().join(", ")
    );
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| *wanted == name);
    let programs = released_server()?;
    for name in OF_THE_SERVER.into_iter().filter(|name| wanted(name)) {
        let mut command = cargo()?;
        command.args(["bench", "--quiet", "--locked", "-p", "enishi-server", "--bench", name, "--"]);
        go(command.args(&flags))?;
    }
    let names: Vec<&str> = OF_BOTH.into_iter().filter(|name| wanted(name)).collect();
    if names.contains(&"window") {
        released_app(&programs)?;
    }
    if !names.is_empty() {
        let mut command = cargo()?;
        command.args(["run", "--quiet", "--locked", "--release", "-p", "enishi-bench", "--"]);
        go(command.args(names).args(&flags).env("ENISHI_PROGRAMS", programs))?;
    }
    Ok(())
}
