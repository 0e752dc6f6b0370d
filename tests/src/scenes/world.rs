//! Who and what is there before the first scene: a server with the demo network, a desktop for the alumna
//! who is about to be invited, one for the secretariat, and a member who only uses the command line.

use crate::{
    cli::Device,
    desktop::Desktop,
    mail::Mailbox,
    programs::repository,
    report::Report,
    server::{Server, operator},
    window::Window,
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Everything around the scenes.
pub struct World {
    pub server: Server,
    pub letters: Mailbox,
    /// The desktop of the alumna.
    pub hers: Desktop,
    /// The desktop of the secretariat.
    pub theirs: Desktop,
    /// A member who was there before.
    pub member: Device,
    pub network: String,
    pub invited: String,
    pub secretariat: String,
    folder: TempDir,
}

impl World {
    /// Loads the demo network and starts everything but the windows.
    pub async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("enishi-scenes-").tempdir()?;
        let path = folder.path();
        let files = repository()?.join("assets/demo");
        let files = files.to_str().context("not UTF-8")?;
        let loaded = operator(&path.join("server"), &["demo", "load", "--from", files]).await?;
        let email = |who: &str| loaded[who]["email"].as_str().map(str::to_owned).context("no address");
        let server = Server::start(path).await?;
        let mut letters = server.mailbox();
        let member = Device::new(&path.join("member"));
        member.sign_in(&server.url(), &email("member")?, &mut letters).await?;
        Ok(Self {
            hers: Desktop::start(&path.join("hers"), "ja_JP.UTF-8").await?,
            theirs: Desktop::start(&path.join("theirs"), "ja_JP.UTF-8").await?,
            network: loaded["network"].as_str().context("no network")?.to_owned(),
            invited: email("invited")?,
            secretariat: email("secretariat")?,
            server,
            letters,
            member,
            folder,
        })
    }

    /// Where a person's app keeps its things.
    pub fn home(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the alumna's app.
    pub async fn her_window(&self, arguments: &[&str]) -> Result<Window> {
        Window::open(&self.hers, &self.home("her-app"), arguments).await
    }

    /// Starts the alumna's app on a computer whose clock is this far off.
    pub async fn her_window_later(&self, offset: &str) -> Result<Window> {
        let clock = self.home("her-clock");
        std::fs::write(&clock, offset)?;
        Window::open_at(&self.hers, &self.home("her-app"), &[], Some(&clock)).await
    }

    /// Pictures of both screens as they are.
    pub async fn pictures_of_failure(&self, report: &mut Report) -> Result<()> {
        report.screen(&self.hers, "failed-alumna").await?;
        report.screen(&self.theirs, "failed-secretariat").await
    }

    /// Keeps the folder with all logs, for whoever looks for the reason of a failure.
    pub fn keep(&mut self) -> &Path {
        self.folder.disable_cleanup(true);
        self.folder.path()
    }
}
