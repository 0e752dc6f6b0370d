//! `demo load`.

use super::{Data, Output};
use crate::{clock::Clock, demo, failure::Failure};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Demo {
    /// Load a demo network, once.
    Load {
        #[command(flatten)]
        data: Data,
        /// Folder of the demo's files, such as assets/demo.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
}

impl Demo {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        let Self::Load { data, from } = self;
        let database = data.open().await?;
        let loaded = demo::load(&database, &from, clock.now()).await?;
        database.close().await;
        let sentence = format!(
            "{}: {} members, {} posts, {} events. Sign in as {} (member), {} (secretariat) or {} (invited).",
            loaded.name,
            loaded.members,
            loaded.posts,
            loaded.events,
            loaded.member.email,
            loaded.secretariat.email,
            loaded.invited.email
        );
        output.say(&loaded, &sentence);
        Ok(())
    }
}
