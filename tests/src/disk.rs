//! A small disk of its own in memory, unmounted at the end. Needs root, as CI and containers have it; where
//! it cannot be mounted, the test fails.

use anyhow::{Context, Result, ensure};
use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use tokio::process::Command;

/// A mounted disk.
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// A disk with options of tmpfs, such as `size=4m`.
    pub async fn new(options: &str) -> Result<Self> {
        let disk = Self { folder: tempfile::tempdir()? };
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(disk.path())
            .status()
            .await?;
        ensure!(status.success(), "a small disk could not be mounted: run the tests as root");
        Ok(disk)
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes it `ro` or `rw`; nobody may have a file open for writing.
    pub async fn remount(&self, how: &str) -> Result<()> {
        let options = format!("remount,{how}");
        let status = Command::new("mount").args(["-o", &options]).arg(self.path()).status().await?;
        ensure!(status.success(), "the small disk could not be remounted");
        Ok(())
    }

    /// Writes until nothing fits any more; removing the answered file makes room again.
    pub fn fill(&self) -> Result<PathBuf> {
        let path = self.path().join("filler");
        let mut file = File::create(&path).context("the filler")?;
        for size in [64 * 1024, 4096, 512, 1] {
            while file.write(&vec![0; size]).is_ok_and(|written| written > 0) {}
        }
        Ok(path)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a program that is just ending may still hold a file.
        let _unmounted = std::process::Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
