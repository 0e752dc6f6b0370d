//! `enishi-cli`: the app without a window, for scripts, support and tests. Documented in docs/cli.md.
//!
//! Exit codes: 0 done, 1 refused or failed (`{"error":{"code","message"}}` on stderr), 2 usage, 3 waiting in
//! the outbox because the server cannot be reached.

mod args;
mod card;
mod desk;
mod devices;
mod field;
mod items;
mod life_events;
mod profile;
mod run;
mod say;
mod status;
mod talk;
mod trust;

use args::Args;
use clap::{Parser, error::ErrorKind};
use std::process::ExitCode;

fn main() -> ExitCode {
    enishi_client::http::install_crypto();
    start_log();
    let json = std::env::args().any(|arg| arg == "--json");
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage(&error, json),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            say::error_line(json, "bug", &error.to_string());
            return ExitCode::from(1);
        }
    };
    let code = runtime.block_on(run::run(args));
    // A key store that hangs on its own thread must not hold up the end.
    runtime.shutdown_background();
    code
}

/// Usage errors speak clap's words; help and version are no errors.
fn usage(error: &clap::Error, json: bool) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _closed = error.print();
        return ExitCode::SUCCESS;
    }
    say::error_line(json, "usage", error.to_string().trim());
    ExitCode::from(2)
}

/// Silent unless `ENISHI_LOG` asks, such as `ENISHI_LOG=debug`; always to stderr.
fn start_log() {
    if let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("ENISHI_LOG") {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
}
