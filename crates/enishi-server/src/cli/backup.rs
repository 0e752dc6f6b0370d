//! `backup`, `restore` and `check`.

use super::{Data, Output};
use crate::{
    clock::Clock,
    domain::{
        backup::{backup, restore, verify},
        check::check,
    },
    failure::Failure,
};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Write everything into one file, also while the server runs.
#[derive(Debug, Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The file; replaced when the new one is whole.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl Backup {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        let database = self.data.open().await?;
        let written = backup(&database, &self.to, clock.now()).await?;
        database.close().await;
        let size = written.bytes.div_ceil(1024);
        output.say(&written, &format!("Done: {} rows, {size} KB. Keep the file secret.", written.rows));
        Ok(())
    }
}

/// Make the database what a backup says, also while the server runs. Devices then fetch everything anew.
#[derive(Debug, Args)]
pub(super) struct Restore {
    #[command(flatten)]
    data: Data,
    /// The backup.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Also over a database that holds something.
    #[arg(long)]
    yes: bool,
    /// Only read the file to its end; change nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Restore {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        // Before the folder of a new server is made.
        let header = verify(&self.from)?;
        if self.dry_run {
            let rows = header.rows();
            let result = json!({ "rows": rows, "made_at": header.made_at, "version": header.version });
            output.say(&result, &format!("The backup is whole: {rows} rows. Nothing was written."));
            return Ok(());
        }
        let database = self.data.open().await?;
        let restored = restore(&database, &self.from, self.yes, clock.now()).await?;
        database.close().await;
        let again = match restored.deleted_again {
            0 => String::new(),
            people => format!(" {people} people who had been deleted since were deleted once more."),
        };
        output
            .say(&restored, &format!("Done: {} rows. Devices fetch everything anew.{again}", restored.rows));
        Ok(())
    }
}

/// Say whether the database is what the rules say, also while the server runs.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    data: Data,
}

impl Check {
    pub(super) async fn run(self, output: Output) -> Result<(), Failure> {
        let database = self.data.open().await?;
        let findings = check(&database).await?;
        database.close().await;
        let lines: Vec<String> = findings
            .iter()
            .map(|finding| format!("{}: {} ({})", finding.code, finding.message, finding.count))
            .collect();
        let text = if lines.is_empty() { "All is well.".to_owned() } else { lines.join("\n") };
        output.say(&json!({ "findings": findings }), &text);
        if findings.is_empty() {
            return Ok(());
        }
        Err(Failure::operator("findings", "The database is not what the rules say."))
    }
}
