//! Backup, restore and check: one file for either database, whole or refused, and devices that find back.

use crate::{
    hidden::compared,
    life_events::share,
    on_both, photos,
    profile::set,
    push::{plan, post},
    status::{react, say},
    support::{
        Device, Program, World,
        device::{applied, http, mutation},
        disk::on_a_small_disk,
        postgres,
        program::Ended,
        world::DAY,
    },
    talk::talked,
};
use enishi_server::{
    db::{
        Database, Place, copy,
        erasures::{MENTIONS, ROWS},
        tables::{Kind, SCHEMA, TABLES, Table},
    },
    domain::{
        backup::{backup, restore, verify},
        check::check,
    },
    failure::Failure,
};
use enishi_wire::{
    digest::Comparison,
    events::Answer,
    ids::{EventId, NetworkId},
    life_events::LifeKind,
    members::{Duty, MemberRow},
    mutations::Action,
    posts::Audience,
    profile::{FieldAudience, FieldKey, FieldKindRow, FieldValue, PhotoId},
    reports::{Decision, ReportReason, Subject},
};
use futures_util::{TryStreamExt, future::join_all};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection, Executor};
use std::{
    collections::{BTreeMap, BTreeSet},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    pin::pin,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// Every row of every table.
type Content = BTreeMap<&'static str, BTreeSet<String>>;

async fn content(database: &Database) -> Content {
    let mut snapshot = database.snapshot().await.expect("a snapshot");
    let mut content = Content::new();
    for table in TABLES {
        let rows: Vec<_> = pin!(copy::rows(&mut snapshot, table)).try_collect().await.expect("rows");
        content.insert(table.name, rows.into_iter().map(|row| json!(row).to_string()).collect());
    }
    content
}

/// What is the same after a restore into an empty database: everything but the epoch, the address that a
/// server noted, the codes that were on their way, and keys of devices that are given out once.
fn lasting(mut content: Content) -> Content {
    content.remove("meta");
    content.remove("challenges");
    let given_again = |row: &String| {
        let columns: Vec<serde_json::Value> = serde_json::from_str(row).expect("columns");
        columns.get(5) == Some(&json!(1))
    };
    content.entry("device_keys").or_default().retain(given_again);
    content
}

async fn open(folder: &Path, url: &str) -> Database {
    Database::open(&Place::find(folder, Some(url)).expect("a place")).await.expect("a database")
}

fn code(failure: &Failure) -> &str {
    match failure {
        Failure::Operator { code, .. } => code,
        Failure::Database(condition) => condition.code(),
        _ => "",
    }
}

async fn backed_up(world: &World) -> PathBuf {
    let file = world.folder().join("backup.enishi");
    backup(&world.database().await, &file, world.now()).await.expect("a backup");
    file
}

/// A network in which something of everything has happened.
async fn lived_in(world: &World) -> (NetworkId, Device, Device) {
    let network = world.network().await;
    let desk = world
        .desk(network, "desk@example.jp", &[Duty::Posts, Duty::Events, Duty::Roster, Duty::Moderation])
        .await;
    let hanako = world.member(network, "hanako@example.jp").await;
    let taro = world.member(network, "taro@example.jp").await;
    world.invite(network, "invited@example.jp").await;
    let (a_post, an_event) =
        (mutation(network, post("お知らせ")), mutation(network, Action::CreateEvent { plan: plan() }));
    desk.push(&a_post).await;
    desk.push(&an_event).await;
    desk.wish(network, Action::RemovePost { post: enishi_wire::ids::PostId(a_post.id.0) }).await;
    hanako.wish(network, Action::SetRsvp { event: EventId(an_event.id.0), answer: Answer::Yes }).await;
    hanako.wish(network, Action::MarkSeen { items: vec![an_event.id.0] }).await;
    for audience in [FieldAudience::Everyone, FieldAudience::OnlyMe] {
        let field = if audience == FieldAudience::Everyone { FieldKey::Skills } else { FieldKey::CanHelp };
        hanako.wish(network, set(field, Some(FieldValue::Tags(vec!["経理".to_owned()])), audience)).await;
    }
    let decision = FieldKindRow { field: FieldKey::Skills, audience: FieldAudience::Alumni, own: None };
    desk.wish(network, Action::SetFieldKind { decision }).await;
    let file = photos::picture("a");
    photos::send(&hanako, network, PhotoId::of(&file), file).await;
    hanako.wish(network, set(FieldKey::Photo, Some(photos::photo("a")), FieldAudience::Everyone)).await;
    let item = applied(&desk, network, say("京都です", Audience::Everyone)).await;
    applied(&hanako, network, react(item)).await;
    let other = desk.member(network);
    applied(&hanako, network, share(LifeKind::Marriage, Audience::Everyone, Some(other))).await;
    applied(&hanako, network, Action::Follow { member: other, following: true }).await;
    applied(&hanako, network, Action::NoteSuggestion { member: other, week: 1, dismissed: false }).await;
    hanako.wish(network, Action::HideFrom { member: taro.member(network), block: false }).await;
    let subject = Subject::Member { member: taro.member(network) };
    let report = mutation(
        network,
        Action::Report {
            subject,
            reason: ReportReason::Spam,
            text: "売り込み".to_owned(),
            named: false,
            messages: Vec::new(),
        },
    );
    hanako.push(&report).await;
    let (report, why) = (report.id.0, "確認済み".to_owned());
    desk.wish(network, Action::DecideReport { report, decision: Decision::NoAction, why }).await;
    desk.wish(network, Action::NoteAccess { member: taro.member(network) }).await;
    talked(world, network, ["hanako@example.jp", "desk@example.jp"]).await;
    world.mail_is_quiet().await;
    (network, desk, hanako)
}

/// What a check finds.
async fn codes(database: &Database) -> Vec<&'static str> {
    check(database).await.expect("a check").iter().map(|finding| finding.code).collect()
}

/// A connection that lets any row refer to anything, as a damaged file or a hand at the database does.
async fn careless(world: &World) -> AnyConnection {
    let (url, careless) = match world.database_url.strip_prefix("sqlite:") {
        Some(path) => (format!("sqlite://{path}"), "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF"),
        None => (world.database_url.clone(), "SET session_replication_role = replica"),
    };
    let mut connection = AnyConnection::connect(&url).await.expect("a connection");
    connection.execute(careless).await.expect("set");
    connection
}

async fn run(program: Program) -> Ended {
    tokio::task::spawn_blocking(move || program.run()).await.expect("it ran")
}

on_both! {
    async fn no_table_and_no_column_is_missing_from_a_backup(world: &World) {
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        let question = if world.database_url.starts_with("sqlite") {
            "SELECT m.name, c.name, c.type FROM sqlite_master AS m, pragma_table_info(m.name) AS c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations'"
        } else {
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT) \
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'"
        };
        let found: Vec<(String, String, String)> =
            sqlx::query_as(question).fetch_all(&mut *snapshot).await.expect("the schema");
        let found: BTreeSet<_> = found
            .into_iter()
            .map(|(table, column, kind)| (table, column, match kind.to_ascii_lowercase().as_str() {
                "text" => "Text",
                "blob" | "bytea" => "Bytes",
                _ => "Number",
            }.to_owned()))
            .collect();
        let listed: BTreeSet<_> = TABLES
            .iter()
            .flat_map(|table| table.columns.iter().map(|(column, kind)| {
                let kind = if *kind == Kind::Json { Kind::Text } else { *kind };
                (table.name.to_owned(), (*column).to_owned(), format!("{kind:?}"))
            }))
            .collect();
        assert_eq!(found, listed);
        let version: i64 =
            sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(&mut *snapshot).await.expect("a number");
        assert_eq!(version, SCHEMA);
    }

    async fn a_backup_moves_a_server_to_the_other_database_and_back(world: &World) {
        lived_in(world).await;
        let before = content(&world.database().await).await;
        assert!(before.iter().filter(|(_, rows)| rows.is_empty()).all(|(name, _)| matches!(*name, "floors" | "mail" | "erasures" | "ended_tokens")), "{before:?}");
        let folder = tempfile::tempdir().expect("a folder");
        let sqlite = format!("sqlite:{}", folder.path().join("other.db").display());
        let back = format!("sqlite:{}", folder.path().join("back.db").display());
        let mut file = backed_up(world).await;
        let mode = std::fs::metadata(&file).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner alone");
        for (step, url) in [sqlite, postgres::new_database().await, back].into_iter().enumerate() {
            let database = open(folder.path(), &url).await;
            restore(&database, &file, false, world.now()).await.expect("a restore");
            assert_eq!(lasting(content(&database).await), lasting(before.clone()), "{url}");
            assert_eq!(check(&database).await.expect("a check"), [], "{url}");
            file = folder.path().join(format!("step{step}.enishi"));
            backup(&database, &file, world.now()).await.expect("a backup");
            database.close().await;
        }
    }

    async fn a_backup_made_while_others_write_is_of_one_moment(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts, Duty::Events]).await;
        let database = world.database().await;
        let writing = async {
            for _ in 0..12 {
                let made = mutation(network, Action::CreateEvent { plan: plan() });
                while desk.push(&made).await["outcome"] != "applied" {}
                let answer = Action::SetRsvp { event: EventId(made.id.0), answer: Answer::Yes };
                while desk.wish(network, answer.clone()).await["outcome"] != "applied" {}
            }
        };
        let saving = async {
            let mut files = Vec::new();
            for n in 0..8 {
                let file = world.folder().join(format!("{n}.enishi"));
                backup(&database, &file, world.now()).await.expect("a backup");
                files.push(file);
            }
            files
        };
        let ((), files) = tokio::join!(writing, saving);
        for (n, file) in files.iter().enumerate() {
            let folder = tempfile::tempdir().expect("a folder");
            let copy = open(folder.path(), &format!("sqlite:{}", folder.path().join("x.db").display())).await;
            restore(&copy, file, false, world.now()).await.expect("a restore");
            assert_eq!(check(&copy).await.expect("a check"), [], "backup {n}");
            copy.close().await;
        }
    }

    async fn a_file_that_is_not_exactly_a_backup_is_refused_and_nothing_is_touched(world: &World) {
        lived_in(world).await;
        let file = backed_up(world).await;
        let database = world.database().await;
        let before = content(&database).await;
        let whole = std::fs::read(&file).expect("the file");
        let text = zstd::decode_all(&*whole).expect("zstd");
        let text = String::from_utf8(text).expect("text");
        let packed = |text: String| zstd::encode_all(text.as_bytes(), 1).expect("zstd");
        let without_a_row: String = {
            let mut rows = 0;
            text.lines().filter(|line| { rows += usize::from(line.starts_with('[')); rows != 7 || !line.starts_with('[') }).map(|line| format!("{line}\n")).collect()
        };
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        let cases = [
            (Vec::new(), "not_a_backup"),
            (b"somebody's letter".to_vec(), "not_a_backup"),
            (packed("{\"format\":\"other\"}\n".to_owned()), "not_a_backup"),
            (whole[..whole.len() - 1].to_vec(), "backup_damaged"),
            (whole[..whole.len() / 2].to_vec(), "backup_damaged"),
            (flipped, "backup_damaged"),
            (packed(text.replace("お知らせ", "お知らぜ").replace("縁商事", "円商事")), "backup_damaged"),
            (packed(without_a_row), "backup_damaged"),
            (packed(format!("{text}[]\n")), "backup_damaged"),
            (packed(text.replace(&format!("\"schema\":{SCHEMA}"), "\"schema\":99")), "backup_newer"),
            (packed(text.replace("\"format_version\":1", "\"format_version\":2")), "backup_newer"),
        ];
        let broken = world.folder().join("broken.enishi");
        for (place, (bytes, expected)) in cases.into_iter().enumerate() {
            std::fs::write(&broken, bytes).expect("a file");
            let failure = restore(&database, &broken, true, world.now()).await.expect_err("a refusal");
            assert_eq!(code(&failure), expected, "case {place}: {failure}");
            assert_eq!(content(&database).await, before, "case {place}");
        }
        let nowhere = restore(&database, &world.folder().join("nowhere"), true, world.now()).await.expect_err("a refusal");
        assert_eq!(code(&nowhere), "no_such_file");
        let refused = restore(&database, &file, false, world.now()).await.expect_err("a refusal");
        assert_eq!(code(&refused), "not_empty");
        assert_eq!(content(&database).await, before);
        assert!(verify(&file).is_ok());
    }

    async fn after_a_restore_devices_begin_anew_and_hold_what_the_server_holds(world: &World) {
        let (network, desk, hanako) = lived_in(world).await;
        let mut held = hanako.everything(network).await;
        let phone = world.sign_in("desk@example.jp").await;
        let file = backed_up(world).await;

        let lost = mutation(network, post("失われる"));
        desk.push(&lost).await;
        world.member(network, "later@example.jp").await;
        let laptop = world.sign_in("hanako@example.jp").await;
        assert_eq!(desk.delete(&format!("/v1/sessions/{}", phone.session)).await.status, 204);
        held.sync(&hanako, network).await;
        let mut stream = hanako.live().await;
        let last = *held.cursors.values().max().expect("a cursor");

        let arguments = ["restore", "--from", file.to_str().expect("a path")];
        let program = || Program::new(&arguments, &world.data()).database(&world.database_url);
        let refused = run(program()).await;
        assert_eq!((refused.status, refused.code()), (1, "not_empty"), "{refused:?}");
        let mut with_yes = program();
        with_yes.0.arg("--yes");
        let done = run(with_yes).await;
        assert_eq!(done.status, 0, "{done:?}");

        // The server that runs on it tells of it.
        let mut told = String::new();
        let further = |told: &str| {
            let data = told.lines().filter_map(|line| line.strip_prefix("data: "));
            data.filter_map(|data| serde_json::from_str::<Value>(data).ok()).any(|poke| poke["seq"].as_i64() > Some(last))
        };
        let telling = async {
            while !further(&told) {
                let chunk = stream.chunk().await.expect("an open stream").expect("a poke");
                told.push_str(std::str::from_utf8(&chunk).expect("text"));
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), telling).await.expect("told");

        let hers = mutation(network, Action::HideFrom { member: desk.member(network), block: false });
        let body = json!({ "mutations": [hers], "epochs": { network.to_string(): held.epoch } });
        let early = hanako.post("/v1/sync/push", &body).await;
        assert_eq!(early.body["outcomes"][0]["result"], json!({ "outcome": "retry", "after_ms": 1_000 }));
        held.sync(&hanako, network).await;
        assert_eq!(held.resets, 1, "its rows are of another life");
        assert_eq!(early.body["epoch"], json!(held.epoch), "the answer names the life that it is of");
        assert!(held.row::<MemberRow>(desk.member(network).0).is_some(), "what was wished for another life did not happen");
        assert!(compared(&hanako, &held, network).await.values().all(|found| *found == Comparison::Same));
        assert!(held.in_scopes("post", lost.id.0).is_empty());
        assert_eq!(laptop.get("/v1/me").await.code(), "session_expired", "it keeps what waits and signs in again");
        assert_eq!(phone.get("/v1/me").await.code(), "unauthenticated", "what a person has ended stays ended");
        assert_eq!(desk.push(&lost).await["outcome"], "applied", "the same wish once more is no longer a repetition");
        held.sync(&hanako, network).await;
        assert_eq!(held.in_scopes("post", lost.id.0).len(), 1);
        assert_eq!(held.resets, 1);
    }

    async fn a_restore_among_many_writers_succeeds_and_no_wish_happens_in_another_life_than_its_own(world: &World) {
        let (network, desk, _) = lived_in(world).await;
        let database = world.database().await;
        let file = backed_up(world).await;
        let (restored, applied) = (AtomicBool::new(false), AtomicUsize::new(0));
        let writing = join_all((0..8).map(async |_| {
            let mut life = desk.everything(network).await.epoch;
            while !restored.load(Ordering::Relaxed) {
                let wish = mutation(network, post("お知らせ"));
                let body = json!({ "mutations": [wish], "epochs": { network.to_string(): life } });
                let answer = desk.post("/v1/sync/push", &body).await;
                assert_eq!(answer.status, 200, "{:?}", answer.body);
                match answer.body["outcomes"][0]["result"]["outcome"].as_str() {
                    Some("applied") => {
                        assert_eq!(answer.body["epoch"], json!(life), "it happened in the life that it was for");
                        applied.fetch_add(1, Ordering::Relaxed);
                    }
                    Some("retry") => life = desk.everything(network).await.epoch,
                    _ => panic!("{:?}", answer.body),
                }
            }
        }));
        let restoring = async {
            for round in 0..4 {
                while applied.load(Ordering::Relaxed) < 20 * (round + 1) {
                    tokio::task::yield_now().await;
                }
                restore(&database, &file, true, world.now()).await.expect("a restore");
            }
            restored.store(true, Ordering::Relaxed);
        };
        tokio::join!(writing, restoring);
        assert_eq!(check(&database).await.expect("a check"), []);
    }

    async fn a_code_that_was_used_is_not_usable_again_after_a_restore(world: &World) {
        let network = world.network().await;
        world.invite(network, "hanako@example.jp").await;
        let attempt = world.ask("hanako@example.jp").await;
        let code_in_the_letter = world.code("hanako@example.jp").await;
        let file = backed_up(world).await;
        assert_eq!(attempt.answer(world, &code_in_the_letter).await.status, 200);
        restore(&world.database().await, &file, true, world.now()).await.expect("a restore");
        assert_eq!(attempt.answer(world, &code_in_the_letter).await.code(), "code_expired");
    }

    async fn a_check_finds_in_every_table_what_refers_to_nothing_and_what_is_no_json(world: &World) {
        let network = world.network().await;
        let member = world.member(network, "hanako@example.jp").await.member(network).to_string();
        let database = world.database().await;
        let mut careless = careless(world).await;
        let is_member = |table: &Table, name: &str| {
            ROWS.iter().chain(MENTIONS).any(|of| of.table == table.name && of.column == name)
        };
        for table in
            TABLES.iter().filter(|table| table.kind_of("network").is_some() && table.name != "erasures")
        {
            let members: Vec<_> =
                table.columns.iter().map(|(name, _)| *name).filter(|name| is_member(table, name)).collect();
            // The network is another one, or one of those whom the row names is nobody.
            for broken in members.into_iter().chain(["network"]) {
                let cell = |(name, kind): &(&str, Kind)| match (*name, kind) {
                    (name, _) if name == broken => json!("nowhere"),
                    ("network", _) => json!(network),
                    (name, _) if is_member(table, name) => json!(member),
                    (_, Kind::Number) => json!(77),
                    (_, Kind::Bytes) => json!("00"),
                    (_, Kind::Json) => json!("{"),
                    (_, Kind::Text) => json!("x"),
                };
                let row: Vec<Value> = table.columns.iter().map(cell).collect();
                let before = codes(&database).await;
                assert!(before.is_empty(), "{before:?}");
                copy::insert(&mut careless, table, table.columns, &[row]).await.expect("a bad row");
                let found = codes(&database).await;
                assert!(found.contains(&"orphans"), "{}.{broken}: {found:?}", table.name);
                let has_json = table.columns.iter().any(|(_, kind)| *kind == Kind::Json);
                let is_json = |code: &&str| code.starts_with("unreadable_");
                assert_eq!(found.iter().any(is_json), has_json, "{}: {found:?}", table.name);
                let away = format!("DELETE FROM {} WHERE {broken} = 'nowhere'", table.name);
                sqlx::query(sqlx::AssertSqlSafe(away)).execute(&mut careless).await.expect("gone");
            }
        }
        careless.close().await.expect("closes");
    }

    async fn a_check_names_what_is_wrong_and_ends_with_one(world: &World) {
        let (network, _, hanako) = lived_in(world).await;
        let database = world.database().await;
        let file = backed_up(world).await;
        let me = hanako.member(network);
        let broken: [(&str, &[&str]); 15] = [
            ("UPDATE network_seq SET seq = 1", &["seq_above_counter"]),
            ("DELETE FROM changes WHERE scope = 'members' AND kind = 'member'", &["member_not_listed"]),
            ("UPDATE members SET state = 'paused' WHERE email LIKE 'taro%'", &["stranger_listed", "membership_shown_wrongly"]),
            ("UPDATE changes SET scope = 'staff' WHERE kind = 'event' AND scope = 'members'", &["event_not_shown", "event_shown_wrongly"]),
            ("UPDATE rsvps SET answer = 'no'", &["wrong_tally"]),
            ("UPDATE changes SET kind = 'rsvp2' WHERE kind = 'rsvp'", &["answer_not_shown", "wrong_scope"]),
            ("UPDATE changes SET body = '{' WHERE kind = 'network'", &["unreadable_json"]),
            ("UPDATE mutations SET outcome = '{}'", &["unreadable_outcome"]),
            ("UPDATE changes SET body = '{}' WHERE kind = 'member'", &["member_shown_wrongly"]),
            ("UPDATE changes SET body = '{\"fields\":{}}' WHERE kind = 'facet'", &["profile_shown_wrongly"]),
            ("DELETE FROM changes WHERE kind = 'profile'", &["profile_shown_wrongly"]),
            ("UPDATE profile_fields SET audience = 'alumni' WHERE audience = 'only_me'", &["profile_shown_wrongly"]),
            ("UPDATE mutations SET outcome = '{\"outcome\":\"retry\",\"after_ms\":0}'", &["unanswered"]),
            ("UPDATE changes SET owner = 'x' WHERE kind = 'seen'", &["others_data"]),
            ("DELETE FROM meta WHERE key = 'epoch'", &["no_epoch"]),
        ];
        for (statement, expected) in broken {
            assert_eq!(check(&database).await.expect("a check"), []);
            let mut write = database.write().await.expect("a write");
            let changed = sqlx::query(sqlx::AssertSqlSafe(statement)).execute(write.conn()).await.expect("broken");
            assert!(changed.rows_affected() > 0, "{statement}");
            write.commit().await.expect("a commit");
            let found: Vec<_> = check(&database).await.expect("a check").iter().map(|finding| finding.code).collect();
            assert_eq!(found, expected, "{statement}");
            restore(&database, &file, true, world.now()).await.expect("a restore");
        }
        let mut write = database.write().await.expect("a write");
        sqlx::query("UPDATE changes SET body = NULL WHERE kind = 'member' AND id = $1").bind(me.to_string()).execute(write.conn()).await.expect("broken");
        write.commit().await.expect("a commit");
        let ended = run(Program::new(&["check"], &world.data()).database(&world.database_url)).await;
        assert_eq!((ended.status, ended.code()), (1, "findings"), "{ended:?}");
        assert_eq!(ended.out["findings"][0]["code"], "member_not_listed");
        restore(&database, &file, true, world.now()).await.expect("a restore");
        let ended = run(Program::new(&["check"], &world.data()).database(&world.database_url)).await;
        assert_eq!((ended.status, &ended.out), (0, &json!({ "findings": [] })), "{ended:?}");
    }
}

#[tokio::test]
async fn a_backup_goes_into_an_empty_folder_and_a_server_starts_on_it() {
    let world = World::sqlite().await;
    lived_in(&world).await;
    world.pass(DAY);
    let (file, other) = (world.folder().join("b.enishi"), world.folder().join("new"));
    let (file, data) = (file.to_str().expect("a path").to_owned(), world.data());
    let saved = run(Program::new(&["backup", "--to", &file], &data)).await;
    assert_eq!(saved.status, 0, "{saved:?}");
    assert!(
        saved.out["rows"].as_u64() > Some(20) && saved.out["sha256"].as_str().map(str::len) == Some(64),
        "{saved:?}"
    );
    let folder: Vec<_> = std::fs::read_dir(world.folder())
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name())
        .collect();
    assert!(folder.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{folder:?}");

    let looked = run(Program::new(&["restore", "--from", &file, "--dry-run"], &other)).await;
    assert_eq!((looked.status, &looked.out["rows"]), (0, &saved.out["rows"]), "{looked:?}");
    assert!(!other.exists(), "nothing was written");
    let restored = run(Program::new(&["restore", "--from", &file], &other)).await;
    assert_eq!((restored.status, &restored.out["rows"]), (0, &saved.out["rows"]), "{restored:?}");
    let (serving, address) = Program::new(&["serve"], &other).serve();
    let answer = http().get(format!("{address}/healthz")).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    drop(serving);
    let missing = world.folder().join("no/such/folder/b.enishi");
    let failed = run(Program::new(&["backup", "--to", missing.to_str().expect("a path")], &data)).await;
    assert_eq!((failed.status, failed.code()), (1, "folder_missing"), "{failed:?}");
    let own = data.join("enishi.db");
    let failed = run(Program::new(&["backup", "--to", own.to_str().expect("a path")], &data)).await;
    assert_eq!(
        (failed.status, failed.code()),
        (1, "not_a_backup"),
        "the database is not replaced: {failed:?}"
    );
    assert_eq!(run(Program::new(&["backup", "--to", &file], &data)).await.status, 0, "an older backup is");
    world.stop().await;
}

#[test]
fn a_full_disk_leaves_the_old_data_and_no_half_backup() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.enishi");
    runtime.block_on(async {
        let world = World::sqlite().await;
        let network = world.network().await;
        let row = |n: u32| format!("山田 花子{n},p{n}@example.jp,{}\n", enishi_server::ids::secret());
        let list = format!("氏名,メール,部署\n{}", (0..6_000).map(row).collect::<String>());
        world.import(network, list).await;
        backup(&world.database().await, &file, world.now()).await.expect("a backup");
        world.stop().await;
    });
    on_a_small_disk("backup::a_full_disk_leaves_the_old_data_and_no_half_backup", "2m", |disk| {
        let create = ["network", "create", "--name", "縁商事", "--kind", "company"];
        assert_eq!(Program::new(&create, disk).run().status, 0);
        let first = disk.join("first.enishi");
        let to = ["backup", "--to", first.to_str().expect("a path")];
        assert_eq!(Program::new(&to, disk).run().status, 0);
        let rows = verify(&first).expect("a backup").rows();
        let from = ["restore", "--yes", "--from", file.to_str().expect("a path")];
        let full = Program::new(&from, disk).run();
        assert_eq!((full.status, full.code()), (1, "disk_full"), "{full:?}");
        assert_eq!(Program::new(&["check"], disk).run().status, 0);
        assert_eq!(Program::new(&to, disk).run().status, 0);
        assert_eq!(verify(&first).expect("a backup").rows(), rows, "the old data is there");

        std::fs::write(disk.join("filler"), vec![7; 4 * 1024 * 1024]).expect_err("the disk is full");
        let kept = std::fs::read(&first).expect("a backup");
        let full = Program::new(&["check"], disk).run();
        assert_eq!((full.status, full.code()), (1, "disk_full"), "not even its index has room: {full:?}");
        let elsewhere = folder.path().join("elsewhere");
        assert_eq!(Program::new(&from, &elsewhere).run().status, 0);
        let full = Program::new(&to, &elsewhere).run();
        assert_eq!((full.status, full.code()), (1, "disk_full"), "{full:?}");
        assert_eq!(std::fs::read(&first).expect("a backup"), kept, "the backup of before is there");
        let left = std::fs::read_dir(disk).expect("a folder").filter(|entry| {
            entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().ends_with(".part"))
        });
        assert_eq!(left.count(), 0);
    });
}
