//! The operator's commands as scripts run them, and what a broken machine gets: a sentence, a code, exit 1.

use crate::support::{Program, World, disk::on_a_small_disk, postgres, program::Ended};
use serde_json::{Value, json};
use std::{
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
};

fn create(data: &Path) -> Program {
    Program::new(&["network", "create", "--name", "縁商事", "--kind", "company"], data)
}

fn network(data: &Path) -> String {
    let ended = create(data).run();
    assert_eq!(ended.status, 0, "{:?}", ended.error);
    ended.out["network"].as_str().expect("an id").to_owned()
}

#[track_caller]
fn refused(ended: &Ended, code: &str) {
    assert_eq!((ended.status, ended.code()), (1, code), "{ended:?}");
    let message = ended.error["error"]["message"].as_str().unwrap_or_default();
    assert!(message.ends_with('.') && !message.contains("panicked"), "a sentence: {message}");
}

#[test]
fn the_first_road_of_an_operator_is_five_commands_on_either_database() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for url in [None, Some(runtime.block_on(postgres::new_database()))] {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let with = |arguments: &[&str]| {
            let program = Program::new(arguments, &data);
            match &url {
                Some(url) => program.database(url),
                None => program,
            }
        };
        let (_serving, address) =
            with(&["serve", "--mail-dir", folder.path().join("mail").to_str().expect("a path")]).serve();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        let network =
            with(&["network", "create", "--name", "縁商事", "--kind", "company"]).run().out["network"]
                .as_str()
                .expect("an id")
                .to_owned();
        let file = folder.path().join("roster.csv");
        std::fs::write(&file, "氏名,メール\n山田 花子,hanako@example.jp\n=1,x@example.jp\n").expect("a file");
        let import = ["roster", "import", file.to_str().expect("a path"), "--network", &network];
        assert_eq!(
            with(&import).run().out,
            json!({ "accepted": 1, "unchanged": 0, "refused": 1, "unknown_columns": [], "rows": [
                { "line": 2, "outcome": "accepted", "reason": null },
                { "line": 3, "outcome": "refused", "reason": "formula_cell" },
            ] })
        );
        assert_eq!(with(&["invite", "--network", &network, "--all"]).run().out, json!({ "invited": 1 }));
        let grant = with(&[
            "member",
            "grant",
            "--network",
            &network,
            "--email",
            "hanako@example.jp",
            "--duties",
            "posts,events,roster",
        ])
        .run();
        assert_eq!(grant.out["duties"], json!(["roster", "posts", "events"]));
        refused(
            &with(&["invite", "--network", &network, "--email", "nobody@example.jp"]).run(),
            "not_on_roster",
        );
        refused(
            &with(&[
                "member",
                "grant",
                "--network",
                &network,
                "--email",
                "nobody@example.jp",
                "--duties",
                "posts",
            ])
            .run(),
            "not_on_roster",
        );
        let nowhere = enishi_server::ids::new_id().to_string();
        refused(&with(&["invite", "--network", &nowhere, "--all"]).run(), "no_such_network");
        refused(
            &with(&["roster", "import", "/no/such/file.csv", "--network", &network]).run(),
            "no_such_file",
        );
    }
}

#[test]
fn a_wrong_command_line_ends_with_two() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [
        &["network", "create", "--name", "x", "--kind", "planet"][..],
        &["invite", "--network", "x", "--all"],
        &[
            "member",
            "grant",
            "--network",
            "01a1fb0b-2e4a-7320-9fcf-f4834b4ee18d",
            "--email",
            "a@x.jp",
            "--duties",
            "cooking",
        ],
        &["dance"],
    ] {
        let ended = Program::new(arguments, folder.path()).run();
        assert_eq!(ended.status, 2, "{arguments:?}");
    }
}

#[test]
fn the_server_stops_on_sigterm_within_ten_seconds_and_ends_with_nought() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut serving, _) = Program::new(&["serve"], folder.path()).serve();
    assert!(
        Command::new("kill")
            .args(["-TERM", &serving.0.id().to_string()])
            .status()
            .expect("kill runs")
            .success()
    );
    assert!(serving.0.wait().expect("it ends").success());
}

#[test]
fn a_server_says_when_its_port_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    refused(&Program::new(&["serve", "--listen", &address], folder.path()).run(), "cannot_listen");
}

#[test]
fn a_locked_database_is_said_to_be_locked() {
    let folder = tempfile::tempdir().expect("a folder");
    network(folder.path());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        use sqlx::{Connection, Executor};
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}", folder.path().join("enishi.db").display());
        let mut holder = sqlx::AnyConnection::connect(&url).await.expect("a connection");
        holder.execute("BEGIN IMMEDIATE").await.expect("the lock");
        let data = folder.path().to_owned();
        let ended = tokio::task::spawn_blocking(move || create(&data).run()).await.expect("it ran");
        refused(&ended, "database_locked");
        holder.close().await.expect("closed");
    });
    network(folder.path());
}

#[test]
fn a_damaged_database_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("enishi.db");
    std::fs::write(&file, "this is no database, but somebody's letter. ".repeat(500)).expect("a file");
    let before = std::fs::read(&file).expect("the file");
    refused(&create(folder.path()).run(), "database_corrupt");
    refused(&Program::new(&["serve", "--listen", "127.0.0.1:0"], folder.path()).run(), "database_corrupt");
    assert_eq!(std::fs::read(&file).expect("the file"), before);
}

#[test]
fn a_database_of_a_newer_program_is_not_touched() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = format!("sqlite:{}", folder.path().join("enishi.db").display());
    for url in [sqlite, runtime.block_on(postgres::new_database())] {
        assert_eq!(create(folder.path()).database(&url).run().status, 0);
        runtime.block_on(async {
            use sqlx::Connection;
            sqlx::any::install_default_drivers();
            let mut connection = sqlx::AnyConnection::connect(&url).await.expect("a connection");
            let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                         SELECT 9999, 'newer', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
            sqlx::query(newer).execute(&mut connection).await.expect("a newer schema");
            connection.close().await.expect("closed");
        });
        refused(&create(folder.path()).database(&url).run(), "newer_database");
        refused(
            &Program::new(&["serve", "--listen", "127.0.0.1:0"], folder.path()).database(&url).run(),
            "newer_database",
        );
    }
}

#[test]
fn a_database_that_is_not_there_is_said_to_be_unreachable() {
    let folder = tempfile::tempdir().expect("a folder");
    refused(&create(folder.path()).database("postgres://nobody@127.0.0.1:1/x").run(), "database_unreachable");
    refused(&create(folder.path()).database("mysql://x").run(), "bad_database");
}

/// Runs as a user whom permissions bind; root is bound by none.
fn as_nobody(program: Program) -> Ended {
    let mut command = Command::new("runuser");
    command.args(["-u", "nobody", "--"]).arg(program.0.get_program()).args(program.0.get_args());
    Program(command).run()
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").expect("a process").uid() == 0
}

#[test]
fn a_folder_that_may_not_be_written_is_said_to_be_read_only() {
    let folder = tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()
        .expect("a folder");
    network(folder.path());
    let program = Path::new(env!("CARGO_BIN_EXE_enishi-server"));
    let copy = folder.path().join("program");
    std::fs::copy(program, &copy).expect("a copy that everybody may run");
    for name in ["enishi.db", "enishi.lock", "."] {
        let mode = if name == "." { 0o555 } else { 0o444 };
        std::fs::set_permissions(folder.path().join(name), std::fs::Permissions::from_mode(mode))
            .expect("a mode");
    }
    let mut command = Command::new(&copy);
    command.args(create(folder.path()).0.get_args());
    let ended = if is_root() { as_nobody(Program(command)) } else { Program(command).run() };
    refused(&ended, "read_only");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    on_a_small_disk("operator::a_full_disk_loses_nothing_that_was_acknowledged", "2m", |disk| {
        let folder = tempfile::tempdir().expect("a folder");
        let network = network(disk);
        let file = folder.path().join("roster.csv");
        let row = |row: u32| format!("山田 花子{row},p{row}@example.jp,{}\n", "営業部".repeat(20));
        let list = |rows: u32| format!("氏名,メール,部署\n{}", (0..rows).map(row).collect::<String>());
        let import = ["roster", "import", file.to_str().expect("a path"), "--network", &network];
        std::fs::write(&file, list(10)).expect("a file");
        assert_eq!(Program::new(&import, disk).run().out["accepted"], json!(10));
        std::fs::write(&file, list(20_000)).expect("a file");
        refused(&Program::new(&import, disk).run(), "disk_full");
        std::fs::write(&file, list(10)).expect("a file");
        let again = Program::new(&import, disk).run();
        assert_eq!((again.status, &again.out["unchanged"]), (0, &json!(10)), "{again:?}");
    });
}

#[tokio::test]
async fn the_next_write_goes_well_after_sqlite_undid_one_by_itself() {
    let world = World::sqlite().await;
    let database = world.database().await;
    let mut write = database.write().await.expect("a write");
    sqlx::Executor::execute(write.conn(), "ROLLBACK").await.expect("what SQLite does on a full disk");
    write.roll_back().await;
    world.network().await;
    world.stop().await;
}

// The program is waited for on this thread; the world must go on meanwhile, or it may hold the database.
#[tokio::test(flavor = "multi_thread")]
async fn sentences_are_for_people_and_json_is_for_programs() {
    let world = World::sqlite().await;
    let id = world.network().await.to_string();
    let file = world.folder().join("roster.csv");
    std::fs::write(&file, "氏名,メール\n,x@example.jp\n").expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_enishi-server"))
        .args(["roster", "import", file.to_str().expect("a path"), "--network", &id, "--data"])
        .arg(world.data())
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(serde_json::from_str::<Value>(&text).is_err());
    assert!(text.contains("line 2: there is no name.") && text.contains("1 refused"), "{text}");
    world.stop().await;
}
