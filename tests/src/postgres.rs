//! One private PostgreSQL for a run, in a temporary folder, without a port. A shell holds it: when this
//! process ends, however it ends, the shell reads the end of its input, stops the server and removes the
//! folder. Without PostgreSQL this fails.

use anyhow::{Context, Result, ensure};
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// Commits are not synced to disk (`-F`): what is killed here is the server program, not the machine.
const SCRIPT: &str = r#"
set -e
trap '' INT TERM HUP
umask 077
dir=$(mktemp -d -t enishi-pg-XXXXXX)
"$0/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1
"$0/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-c listen_addresses='' -k $dir -F -c max_connections=200" start >/dev/null
echo "$dir"
read -r _ || true
"$0/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
rm -rf "$dir"
"#;

struct Cluster {
    folder: String,
    /// Its standard input is what keeps PostgreSQL running.
    _shell: Child,
}

static CLUSTER: Mutex<Option<Cluster>> = Mutex::new(None);
static DATABASES: AtomicU64 = AtomicU64::new(0);

/// The address of a new, empty database.
pub async fn new_database() -> Result<String> {
    // initdb takes seconds and must not hold up what else happens on this thread.
    tokio::task::spawn_blocking(|| {
        let folder = folder()?;
        let name = format!("world{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let admin = format!("postgres://postgres@localhost/postgres?host={folder}");
        let output = Command::new("psql")
            .args([&admin, "--quiet", "--command", &format!("CREATE DATABASE {name}")])
            .output()
            .context("psql is needed: apt-get install postgresql")?;
        ensure!(output.status.success(), "no database: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(format!("postgres://postgres@localhost/{name}?host={folder}"))
    })
    .await?
}

fn folder() -> Result<String> {
    let mut cluster = CLUSTER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cluster) = &*cluster {
        return Ok(cluster.folder.clone());
    }
    let started = start()?;
    let folder = started.folder.clone();
    *cluster = Some(started);
    Ok(folder)
}

fn start() -> Result<Cluster> {
    // PostgreSQL refuses to run as root.
    let root =
        std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let mut command = Command::new(if root { "runuser" } else { "sh" });
    if root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let mut shell = command
        .args(["-c", SCRIPT])
        .arg(bin()?)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("a shell")?;
    let mut folder = String::new();
    BufReader::new(shell.stdout.take().context("its output")?).read_line(&mut folder)?;
    ensure!(!folder.trim().is_empty(), "PostgreSQL did not start");
    Ok(Cluster { folder: folder.trim().to_owned(), _shell: shell })
}

fn bin() -> Result<PathBuf> {
    let needed = "PostgreSQL is needed: apt-get install postgresql";
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .context(needed)?
        .map(|version| version.map(|version| version.path().join("bin")))
        .collect::<Result<_, _>>()?;
    versions.retain(|bin| bin.join("initdb").exists());
    versions.sort();
    versions.pop().context(needed)
}
