//! One private PostgreSQL for a run of the tests, in a temporary folder, without a port. A shell holds it: when
//! this process ends, however it ends, the shell (deaf to signals that end a whole group) reads the end of its input, stops the server and removes the
//! folder. Without PostgreSQL the tests fail.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Mutex, OnceLock},
};

const SCRIPT: &str = r#"
set -e
trap '' INT TERM HUP
umask 077
dir=$(mktemp -d -t enishi-pg-XXXXXX)
"$0/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1
"$0/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-c listen_addresses='' -k $dir -F -c max_connections=400" start >/dev/null
echo "$dir"
read -r _ || true
"$0/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
rm -rf "$dir"
"#;

static CLUSTER: OnceLock<(String, Mutex<Child>)> = OnceLock::new();

fn bin() -> String {
    let mut versions: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is needed: apt-get install postgresql")
        .map(|entry| entry.expect("a folder").path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().expect("PostgreSQL is needed: apt-get install postgresql").display().to_string()
}

fn start() -> (String, Mutex<Child>) {
    // PostgreSQL refuses to run as root.
    let is_root =
        std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let mut command = Command::new(if is_root { "runuser" } else { "sh" });
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let mut child = command
        .args(["-c", SCRIPT, &bin()])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut folder = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut folder).expect("a line");
    assert!(!folder.trim().is_empty(), "PostgreSQL did not start");
    (folder.trim().to_owned(), Mutex::new(child))
}

/// The address of a database of that name.
pub fn url(name: &str) -> String {
    let (folder, _) = CLUSTER.get_or_init(start);
    format!("postgres://postgres@localhost/{name}?host={folder}")
}

/// A new, empty database.
pub async fn new_database() -> String {
    // initdb takes seconds and must not hold up the other tests of this thread.
    let admin = tokio::task::spawn_blocking(|| url("postgres")).await.expect("PostgreSQL");
    let name = format!("t{}", enishi_server::ids::secret_id().simple());
    let mut connection = PgConnection::connect(&admin).await.expect("a connection");
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database");
    connection.close().await.expect("closes");
    url(&name)
}

/// Ends all connections to a database and lets no new one in.
pub async fn take_away(url: &str) {
    let name = name_of(url);
    command(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    command(format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")).await;
}

/// Ends the connections on which the servers of a database listen, as a restart of a proxy does.
pub async fn end_listeners(url: &str) {
    let name = name_of(url);
    command(format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND query ILIKE 'LISTEN %'"
    ))
    .await;
}

/// Undoes [`take_away`].
pub async fn give_back(url: &str) {
    command(format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", name_of(url))).await;
}

fn name_of(url: &str) -> &str {
    url.split_once("localhost/").and_then(|(_, rest)| rest.split_once('?')).expect("a name").0
}

async fn command(text: String) {
    let mut connection = PgConnection::connect(&url("postgres")).await.expect("a connection");
    connection.execute(AssertSqlSafe(text)).await.expect("done");
    connection.close().await.expect("closes");
}
