//! The command line of the operator. Every command works while the server runs, takes `--json`, and ends
//! with 0 (done), 1 (refused or failed, reason on stderr) or 2 (wrong usage).

mod backup;
mod demo;
mod field;
mod invite;
mod member;
mod network;
mod output;
mod report;
mod roster;
mod serve;

use crate::{
    clock::Clock,
    db::{Database, Place},
    failure::Failure,
};
use clap::{Args, Parser, Subcommand};
use output::Output;
use std::{ffi::OsString, io::IsTerminal, path::PathBuf, process::ExitCode};

/// The server of Enishi, which keeps people who left connected.
#[derive(Debug, Parser)]
#[command(name = "enishi-server", version)]
struct Cli {
    /// Write JSON for programs instead of sentences.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Serve),
    /// Networks.
    #[command(subcommand)]
    Network(network::Network),
    /// The roster of a network.
    #[command(subcommand)]
    Roster(roster::Roster),
    /// Invite people of the roster by mail.
    Invite(invite::Invite),
    /// Members.
    #[command(subcommand)]
    Member(member::Member),
    /// Reports of what should not be.
    #[command(subcommand)]
    Report(report::Report),
    /// Write everything into one file.
    Backup(backup::Backup),
    /// Make the database what a backup says.
    Restore(backup::Restore),
    /// Say whether the database is what the rules say.
    Check(backup::Check),
    /// A network to look around in.
    #[command(subcommand)]
    Demo(demo::Demo),
}

/// Where the data is.
#[derive(Debug, Args)]
struct Data {
    /// Folder of the server's data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Use this database and not the file in the data folder: postgres://… or sqlite:PATH.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Data {
    async fn open(&self) -> Result<Database, Failure> {
        crate::serve::make_folder(&self.data)?;
        Database::open(&Place::find(&self.data, self.database.as_deref())?).await
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let output = Output { json };
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return output.usage(&error),
    };
    log_to_stderr();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output.finish(Err(Failure::Fault(error.to_string()))),
    };
    let outcome = runtime.block_on(run(cli, output));
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    output.finish(outcome)
}

async fn run(cli: Cli, output: Output) -> Result<(), Failure> {
    let clock = Clock::System;
    match cli.command {
        Command::Serve(serve) => serve.run(output, clock).await,
        Command::Network(network) => network.run(output, &clock).await,
        Command::Roster(roster) => roster.run(output, &clock).await,
        Command::Invite(invite) => invite.run(output, &clock).await,
        Command::Member(member) => member.run(output, &clock).await,
        Command::Report(report) => report.run(output).await,
        Command::Backup(backup) => backup.run(output, &clock).await,
        Command::Restore(restore) => restore.run(output, &clock).await,
        Command::Check(check) => check.run(output).await,
        Command::Demo(demo) => demo.run(output, &clock).await,
    }
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("ENISHI_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,enishi_server=info"));
    // A second subscriber in one process is refused; the first one stays.
    let coloured = std::io::stderr().is_terminal();
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(coloured);
    let _ = subscriber.with_writer(std::io::stderr).try_init();
}
