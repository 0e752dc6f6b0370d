//! A server with a small network on it, and the people of the scenes.

use crate::{
    cli::Device,
    device::Core,
    mail::Mailbox,
    server::{Server, Store},
};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Four people as HR would write them; the third has no mail address.
pub const ROSTER: &str = "\u{feff}社員番号,氏名,ふりがな,旧姓,メール,部署,入社日,退職日\r\n\
    1001,大森 結希,おおもり ゆき,,yuki@example.jp,事務局,2010/4/1,\r\n\
    1002,髙橋 美咲,たかはし みさき,佐藤,misaki@example.jp,大阪支社 営業部,平成20年4月1日,令和5年3月31日\r\n\
    1003,田中 一郎,たなか いちろう,,,製造部,2001/4/1,2020/3/31\r\n\
    1004,Anna Schäfer,,,anna@example.jp,Geschäftsbereichsleiterin,2015-04-01,2022-12-31\r\n";

/// A server with its network.
pub struct World {
    folder: TempDir,
    /// The server.
    pub server: Server,
    /// The id of the network.
    pub network: String,
    /// The letters that were sent.
    pub letters: Mailbox,
}

impl World {
    /// A running server; the roster is imported, everybody is invited, 大森 runs the secretariat.
    pub async fn new() -> Result<Self> {
        Self::on(Store::Sqlite).await
    }

    /// The same on another database.
    pub async fn on(store: Store) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = Server::start_on(folder.path(), store).await?;
        Self::around(server, folder).await
    }

    /// The same around a server whose things are elsewhere; `folder` is for everything else.
    pub async fn around(server: Server, folder: TempDir) -> Result<Self> {
        let created =
            server.operator(&["network", "create", "--name", "縁の会", "--kind", "company"]).await?;
        let network = created["network"].as_str().context("no network")?.to_owned();
        let roster = folder.path().join("roster.csv");
        std::fs::write(&roster, ROSTER)?;
        let roster = roster.to_str().context("not UTF-8")?.to_owned();
        server.operator(&["roster", "import", &roster, "--network", &network]).await?;
        server.operator(&["invite", "--network", &network, "--all"]).await?;
        let grant = ["member", "grant", "--network", &network, "--email", "yuki@example.jp", "--duties"];
        server.operator(&[grant.as_slice(), &["posts,events,roster"]].concat()).await?;
        let letters = server.mailbox();
        let mut world = Self { folder, server, network, letters };
        // The invitations come first; the codes are looked for after them.
        for address in ["yuki@example.jp", "misaki@example.jp", "anna@example.jp"] {
            world.letters.next_for(address).await?;
        }
        Ok(world)
    }

    /// A folder in the world.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A confirmed person's device on the server itself.
    pub async fn device(&mut self, name: &str, address: &str) -> Result<Device> {
        let url = self.server.url();
        self.device_by(&url, name, address).await
    }

    /// A confirmed person's device that reaches the server through `url`.
    pub async fn device_by(&mut self, url: &str, name: &str, address: &str) -> Result<Device> {
        let device = Device::new(&self.path(name));
        device.join(url, address, &mut self.letters).await?;
        Ok(device)
    }

    /// One more device of somebody who has confirmed, signed in.
    pub async fn another_device(&mut self, name: &str, address: &str) -> Result<Device> {
        let device = Device::new(&self.path(name));
        device.sign_in(&self.server.url(), address, &mut self.letters).await?;
        Ok(device)
    }

    /// A confirmed person's running core that reaches the server through `url`.
    pub async fn core_by(&mut self, url: &str, name: &str, address: &str) -> Result<Core> {
        let mut core = Core::open(&self.path(name)).await?;
        core.join(url, address, &mut self.letters).await?;
        Ok(core)
    }

    /// A confirmed person's running core on the server itself.
    pub async fn core(&mut self, name: &str, address: &str) -> Result<Core> {
        let url = self.server.url();
        self.core_by(&url, name, address).await
    }

    /// A reunion, published by the secretariat; answers its id.
    pub async fn reunion(&self, secretariat: &Device, title: &str) -> Result<String> {
        let event = secretariat.run(&reunion(title)).await?;
        Ok(event["id"].as_str().context("no id")?.to_owned())
    }
}

/// The command that publishes a reunion.
pub fn reunion(title: &str) -> [&str; 9] {
    [
        "event",
        "--title",
        title,
        "--kind",
        "reunion",
        "--starts",
        "2099-04-01T09:00:00Z",
        "--ends",
        "2099-04-01T12:00:00Z",
    ]
}

/// The item with this value in a field.
pub fn find<'a>(items: &'a [Value], field: &str, value: impl Into<Value>) -> Option<&'a Value> {
    let value = value.into();
    items.iter().find(|item| item[field] == value)
}

/// A signed-in device's files: the folder of its only account.
pub fn account_folder(home: &Path) -> Result<PathBuf> {
    let mut folders = std::fs::read_dir(home.join("accounts"))?;
    Ok(folders.next().context("no account")??.path())
}
