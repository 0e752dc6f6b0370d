//! A disk that takes its time: the bench runs itself again with `fsync` and `fdatasync` that wait first. What a usual
//! disk or a volume of a cloud takes is then seen on a machine whose own disk answers in a fifth of a millisecond.

use std::{env, path::Path, process::Command};

/// Set in the run on the slow disk: how long a sync takes longer, µs.
const WAIT: &str = "ENISHI_BENCH_SYNC_US";

const SHIM: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
static void wait_first(void) { const char *us = getenv("ENISHI_BENCH_SYNC_US"); if (us) usleep(atoi(us)); }
int fsync(int fd) { wait_first(); return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { wait_first(); return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(fd); }
"#;

/// How slow the disk of this run is, ms; `None`: as it is.
pub fn of_this_run() -> Option<u64> {
    env::var(WAIT).ok().and_then(|us| us.parse::<u64>().ok()).map(|us| us / 1_000)
}

/// Runs this bench on a disk whose syncs take so many ms longer. Without a C compiler it says so and does nothing.
pub fn run(folder: &Path, ms: u64) {
    let (source, library) = (folder.join("slow.c"), folder.join("slow.so"));
    std::fs::write(&source, SHIM).expect("written");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &source])
        .args(["-ldl"])
        .status()
        .is_ok_and(|status| status.success());
    if !compiled {
        println!("without cc there is no slow disk to measure on");
        return;
    }
    let again = env::current_exe().expect("this program");
    let status = Command::new(again)
        .args(env::args().skip(1))
        .env("LD_PRELOAD", &library)
        .env(WAIT, (ms * 1_000).to_string())
        .status()
        .expect("started");
    assert!(status.success(), "the run on a slow disk failed");
}
