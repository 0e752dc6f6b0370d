//! Files of a device that cannot be used: a clear code, the outbox is rescued, nothing acknowledged is lost.

use crate::world::{World, account_folder, find};
use anyhow::{Context, Result, ensure};
use enishi_tests::{cli::Device, disk::Disk};
use std::{path::Path, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

/// An alumna with an answer in her outbox, and the server gone.
async fn with_a_waiting_answer() -> Result<(World, Device, Device, String)> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let alumna = world.device("alumna", "misaki@example.jp").await?;
    let event = world.reunion(&secretariat, "春の同窓会").await?;
    alumna.run(&["sync"]).await?;
    let waiting = alumna.attempt(&["--offline", "rsvp", &event, "yes"]).await?;
    ensure!(waiting.exit == 3, "{waiting:?}");
    Ok((world, secretariat, alumna, event))
}

#[tokio::test]
async fn a_damaged_cache_is_set_aside_the_outbox_rescued_and_everything_synced_again() -> Result<()> {
    for damage in ["the first page", "a page in the middle", "every byte", "nothing left"] {
        let (_world, secretariat, alumna, event) = with_a_waiting_answer().await?;
        let database = account_folder(alumna.home())?.join("account.db");
        let mut bytes = std::fs::read(&database)?;
        match damage {
            "the first page" => bytes.iter_mut().take(4096).for_each(|byte| *byte ^= 0x55),
            "a page in the middle" => {
                let middle = bytes.len() / 2;
                bytes.iter_mut().skip(middle).take(4096).for_each(|byte| *byte ^= 0x55);
            }
            "every byte" => bytes.iter_mut().for_each(|byte| *byte = b'x'),
            _ => bytes.clear(),
        }
        std::fs::write(&database, bytes)?;
        alumna.run(&["sync"]).await.with_context(|| damage)?;
        let answers = secretariat.items(&["answers", &event]).await?;
        assert_eq!(answers.len(), 1, "{damage}: the answer arrived");
        let events = alumna.items(&["events"]).await?;
        assert_eq!(find(&events, "id", event.as_str()).context("event")?["my_rsvp"], "yes", "{damage}");
        assert_eq!(alumna.items(&["directory", "list"]).await?.len(), 2, "{damage}: the directory is back");
    }
    Ok(())
}

#[tokio::test]
async fn a_locked_database_is_named_and_works_again_when_it_is_free() -> Result<()> {
    let (_world, _secretariat, alumna, event) = with_a_waiting_answer().await?;
    let database = account_folder(alumna.home())?.join("account.db");
    let mut holder = hold_lock(&database).await?;
    let locked = alumna.attempt(&["--offline", "rsvp", &event, "no"]).await?;
    assert_eq!((locked.exit, locked.code()), (1, "database_locked"));
    holder.kill().await?;
    let waiting = alumna.items(&["--offline", "outbox"]).await?;
    assert_eq!(waiting.len(), 1, "the earlier answer is still there");
    Ok(())
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named_and_reading_says_so() -> Result<()> {
    let disk = Disk::new("size=16m").await?;
    let mut world = World::new().await?;
    let device = Device::new(&disk.path().join("home"));
    let url = world.server.url();
    device.join(&url, "misaki@example.jp", &mut world.letters).await?;
    disk.remount("ro").await?;
    let ended = device.attempt(&["sync"]).await?;
    assert_eq!((ended.exit, ended.code()), (1, "read_only"), "{ended:?}");
    disk.remount("rw").await?;
    device.run(&["sync"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_full_disk_is_named_loses_nothing_and_heals_when_there_is_room() -> Result<()> {
    let disk = Disk::new("size=4m").await?;
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let alumna = Device::new(&disk.path().join("home"));
    let url = world.server.url();
    alumna.join(&url, "misaki@example.jp", &mut world.letters).await?;
    let event = world.reunion(&secretariat, "春の同窓会").await?;
    alumna.run(&["sync"]).await?;
    let waiting = alumna.attempt(&["--offline", "rsvp", &event, "yes"]).await?;
    assert_eq!(waiting.exit, 3);

    let filler = disk.fill()?;
    let full = alumna.attempt(&["--offline", "rsvp", &event, "no"]).await?;
    assert_eq!((full.exit, full.code()), (1, "disk_full"), "{full:?}");
    std::fs::remove_file(&filler)?;

    let outbox = alumna.items(&["--offline", "outbox"]).await?;
    assert_eq!(
        outbox.first().context("the first answer")?["my_rsvp"],
        "yes",
        "what was acknowledged is kept"
    );
    alumna.run(&["sync"]).await?;
    assert_eq!(secretariat.items(&["answers", &event]).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_home_that_is_a_file_is_named() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    std::fs::write(&home, "a file")?;
    let ended = Device::new(&home).attempt(&["status"]).await?;
    assert_eq!((ended.exit, ended.code()), (1, "read_only"), "{ended:?}");
    Ok(())
}

/// Holds the lock that SQLite takes before it writes (the PENDING and RESERVED bytes of its file format),
/// from another process, until that process is killed.
async fn hold_lock(database: &Path) -> Result<tokio::process::Child> {
    const HOLD: &str = "use Fcntl; open(F, '+<', $ARGV[0]) or die; \
        my $lock = pack('ssx4qqix4', F_WRLCK, 0, 0x40000000, 512, 0); \
        fcntl(F, F_SETLKW, $lock) or die; $| = 1; print \"held\\n\"; sleep 3600;";
    let mut holder = Command::new("perl")
        .args(["-e", HOLD])
        .arg(database)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut said = String::new();
    BufReader::new(holder.stdout.take().context("stdout")?).read_line(&mut said).await?;
    ensure!(said.trim() == "held", "the lock could not be taken");
    Ok(holder)
}
