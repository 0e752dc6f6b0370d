//! A disk that is soon full.

use std::{path::Path, process::Command};

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// Runs a test body on a disk of that size. Only root mounts one: without it the test of that name runs again
/// as the root of a namespace of its own.
pub fn on_a_small_disk(test: &str, size: &str, body: impl FnOnce(&Path) + std::panic::UnwindSafe) {
    if !is_root() {
        let own = std::env::current_exe().expect("this program");
        let mut again = Command::new("unshare");
        again.args(["--map-root-user", "--mount"]).arg(own).args(["--exact", test]);
        assert!(again.status().expect("unshare runs").success());
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).expect("a folder");
    let option = format!("size={size}");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(&disk).status();
    assert!(mounted.expect("mount runs").success());
    let outcome = std::panic::catch_unwind(|| body(&disk));
    assert!(Command::new("umount").arg("-l").arg(&disk).status().expect("umount runs").success());
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}
