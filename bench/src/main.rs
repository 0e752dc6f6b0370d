//! `cargo xtask bench`: the speed of sync, measured with the real core against the real server.
//!
//! Each file is one piece of work: it checks that the work is right, then times it in rounds, with what it
//! is compared with measured in the same run. docs/performance.md keeps the figures.

mod cold_start;
mod counting;
mod delta;
mod figure;
mod first_sync;
mod floor;
mod profiles;
mod search;
mod talk;
mod window;
mod world;

use anyhow::{Result, bail};
use figure::Figure;
use std::{io::Write as _, path::Path};

/// The one of the app.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const NAMES: [&str; 6] = ["first_sync", "delta", "cold_start", "search", "window", "talk"];

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let short = arguments.iter().any(|argument| argument == "--short");
    let mut names: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|argument| !argument.starts_with("--")).collect();
    if let [search::OPEN, home] = names.as_slice() {
        let (took, growth) = search::open(Path::new(home)).await?;
        writeln!(std::io::stdout(), "{took} {growth}")?;
        return Ok(());
    }
    if names.is_empty() {
        names = NAMES.to_vec();
    }
    // The floor speaks HTTP without the core, so nobody has chosen the cryptography yet.
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
    for name in names {
        for figure in measure(name, short).await? {
            figure.say(json)?;
        }
    }
    Ok(())
}

/// `short` shows only that everything runs: its figures are not to be kept.
async fn measure(name: &str, short: bool) -> Result<Vec<Figure>> {
    match name {
        "first_sync" if short => first_sync::run(2_000).await,
        "first_sync" => {
            let mut figures = first_sync::run(10_000).await?;
            figures.extend(first_sync::run(100_000).await?);
            Ok(figures)
        }
        "delta" if short => delta::run(500, 2_000, &[0, 1, 200]).await,
        "delta" => delta::run(10_000, 100_000, &[0, 1, 1_000, 10_000]).await,
        "cold_start" => cold_start::run(if short { 2_000 } else { 100_000 }).await,
        "search" => search::run(if short { 2_000 } else { 100_000 }).await,
        "talk" if short => talk::run(20, 10, 2_000).await,
        "talk" => talk::run(1_000, 400, 50_000).await,
        "window" => window::run(if short { 2_000 } else { 100_000 }).await,
        _ => bail!("there is no work {name}; there are {}", NAMES.join(", ")),
    }
}
