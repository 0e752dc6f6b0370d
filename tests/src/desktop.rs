//! A desktop without a screen: X server, session bus, and a real notification daemon, all its own, so
//! that two people's apps do not meet and nothing of the machine's user is touched.

use crate::{process::Process, wait};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};
use tokio::process::Command;

/// Notifications stay until they are tapped, so that a test never races their end.
const DUNST: &str = "[global]\n  font = Noto Sans CJK JP 11\n  width = 400\n\
    [urgency_low]\n  timeout = 0\n[urgency_normal]\n  timeout = 0\n[urgency_critical]\n  timeout = 0\n";

/// A running desktop.
pub struct Desktop {
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    // Dropped in this order: what uses the screen and the bus ends before them.
    _notifications: Process,
    _bus: Process,
    _screen: Process,
}

impl Desktop {
    /// Starts a desktop with its folders below `folder`, in a language such as `ja_JP.UTF-8`.
    pub async fn start(folder: &Path, language: &str) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut environment = own_folders(folder)?;
        for variable in ["LANG", "LC_ALL"] {
            environment.insert(variable.to_owned(), language.to_owned());
        }
        // Where the people of the demo network live; pictures then look as they see them.
        environment.insert("TZ".to_owned(), "Asia/Tokyo".to_owned());

        let mut screen = Command::new("Xvfb");
        screen.args(["-displayfd", "1", "-screen", "0", "1920x1000x24", "-nolisten", "tcp"]);
        let mut screen = Process::start("xvfb", &mut screen, folder)?;
        environment.insert("DISPLAY".to_owned(), format!(":{}", screen.first_line().await?));

        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1"]).envs(&environment);
        let mut bus = Process::start("bus", &mut bus, folder)?;
        environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), bus.first_line().await?);

        let settings = folder.join("dunstrc");
        fs::write(&settings, DUNST)?;
        let mut dunst = Command::new("dunst");
        dunst.arg("-conf").arg(&settings).envs(&environment);
        let notifications = Process::start("dunst", &mut dunst, folder)?;
        let desktop = Self {
            folder: folder.to_owned(),
            environment,
            _notifications: notifications,
            _bus: bus,
            _screen: screen,
        };
        wait::until("the notification daemon", async || Ok(desktop.dunstctl(&["count"]).await.ok())).await?;
        Ok(desktop)
    }

    /// Its folder; logs are there.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The variables that a program on this desktop has.
    pub fn environment(&self) -> &BTreeMap<String, String> {
        &self.environment
    }

    /// How many notifications are on the screen.
    pub async fn notifications(&self) -> Result<usize> {
        let count = self.dunstctl(&["count", "displayed"]).await?;
        count.trim().parse().with_context(|| format!("dunst answered {count:?}"))
    }

    /// Closes every notification: what was shown before is of another scene.
    pub async fn close_notifications(&self) -> Result<()> {
        self.dunstctl(&["close-all"]).await?;
        wait::until("an empty screen", async || Ok((self.notifications().await? == 0).then_some(()))).await
    }

    /// Taps the topmost notification, as a click does (the action, and away with it), and answers its
    /// text.
    pub async fn tap_notification(&self) -> Result<String> {
        let before = self.notifications().await?;
        ensure!(before > 0, "no notification is on the screen");
        self.dunstctl(&["action", "0"]).await?;
        self.dunstctl(&["close"]).await?;
        wait::until("the tapped notification to go", async || {
            Ok((self.notifications().await? < before).then_some(()))
        })
        .await?;
        let history: Value = serde_json::from_str(&self.dunstctl(&["history"]).await?)?;
        let text = &history["data"][0][0]["message"]["data"];
        text.as_str().map(str::to_owned).context("dunst has no history of the notification")
    }

    /// Its screen, for pictures.
    pub fn screen(&self) -> Screen {
        Screen { environment: self.environment.clone() }
    }

    async fn dunstctl(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new("dunstctl").args(arguments).envs(&self.environment).output().await?;
        if !output.status.success() {
            bail!("dunstctl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        String::from_utf8(output.stdout).context("dunstctl did not answer text")
    }
}

/// What is on a desktop's screen.
pub struct Screen {
    environment: BTreeMap<String, String>,
}

impl Screen {
    /// Takes a picture of a part of the screen (`WIDTHxHEIGHT+LEFT+TOP`), or of all of it with
    /// notifications and all.
    pub async fn picture(&self, path: &Path, part: Option<&str>) -> Result<()> {
        let mut command = Command::new("import");
        command.args(["-window", "root"]).envs(&self.environment);
        if let Some(part) = part {
            command.args(["-crop", part, "+repage"]);
        }
        let status = command.arg(path).status().await?;
        ensure!(status.success(), "no picture of the screen could be taken");
        Ok(())
    }
}

/// Home and the folders of the XDG specification, all below one folder; the one for sockets is private,
/// as the session bus demands.
fn own_folders(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut environment = BTreeMap::new();
    for (variable, name) in [
        ("HOME", "person"),
        ("XDG_DATA_HOME", "person/data"),
        ("XDG_CONFIG_HOME", "person/config"),
        ("XDG_CACHE_HOME", "person/cache"),
        ("XDG_RUNTIME_DIR", "person/run"),
    ] {
        let path = folder.join(name);
        fs::create_dir_all(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        environment.insert(variable.to_owned(), path.to_str().context("not UTF-8")?.to_owned());
    }
    Ok(environment)
}
