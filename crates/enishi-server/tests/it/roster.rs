//! The roster: every form of file that HR has, every row with its fate, all or nothing (acceptance A-30).

use crate::{
    on_both,
    support::{Program, World},
};
use encoding_rs::SHIFT_JIS;
use enishi_server::{domain::roster, failure::Failure};
use enishi_wire::{
    ids::NetworkId,
    members::{Class, Entry, MembershipRow},
};
use serde_json::{Value, json};
use std::{io::Write, path::PathBuf};

const ROSTER: &str = "社員番号,氏名,フリガナ,旧姓,メール,部署,入社日,退職日,備考\r\n\
    １,山田　花子,ヤマダ　ハナコ,佐藤,hanako@example.jp,営業部,平成２０年４月１日,令和元年9月30日,引き継ぎ済\r\n\
    ２,田中太郎,ﾀﾅｶ,,taro@example.jp,\"開発部\n第一課\",2010/4/1,,\r\n";

fn fates(report: &Value) -> Vec<(u64, String)> {
    let rows = report["rows"].as_array().expect("rows");
    rows.iter()
        .map(|row| {
            let word = row["reason"].as_str().or(row["outcome"].as_str()).expect("a word");
            (row["line"].as_u64().expect("a line"), word.to_owned())
        })
        .collect()
}

async fn found(world: &World, network: NetworkId, email: &str) -> Option<(Class, Entry)> {
    let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
    enishi_server::db::roster::find(&mut snapshot, network, email).await.expect("a read")
}

/// Invites somebody as the roster has them.
async fn invite_as_listed(world: &World, network: NetworkId, email: &str) {
    let database = world.database().await;
    enishi_server::domain::invitations::invite_one(&database, network, email, false, world.now())
        .await
        .expect("an invitation");
}

async fn refused(world: &World, network: NetworkId, content: &[u8]) -> &'static str {
    let path = world.folder().join("refused.csv");
    std::fs::write(&path, content).expect("a file");
    match roster::import(&world.database().await, network, &path, false, world.now()).await {
        Err(Failure::Operator { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

/// A workbook with one sheet of these cells; a cell that begins with `=` is a formula, one with `#` a number.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::new();
    for (row, cells) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", row + 1));
        for (column, cell) in cells.iter().enumerate() {
            let place = format!("{}{}", char::from(b'A' + u8::try_from(column).expect("few")), row + 1);
            sheet.push_str(&match (cell.strip_prefix('='), cell.strip_prefix('#')) {
                (Some(formula), _) => format!("<c r=\"{place}\"><f>{formula}</f><v>1</v></c>"),
                (_, Some(number)) => format!("<c r=\"{place}\" s=\"1\"><v>{number}</v></c>"),
                _ => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
            });
        }
        sheet.push_str("</row>");
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"名簿\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        let stored =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).expect("a part");
        zip.write_all(content.as_bytes()).expect("written");
    }
    zip.finish().expect("a file").into_inner()
}

on_both! {
    async fn the_same_list_is_read_in_every_encoding_and_a_second_import_changes_nothing(world: &World) {
        let utf16 = |big: bool| -> Vec<u8> {
            std::iter::once(0xfeff)
                .chain(ROSTER.encode_utf16())
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        let files = [
            ROSTER.as_bytes().to_vec(),
            format!("\u{feff}{ROSTER}").into_bytes(),
            SHIFT_JIS.encode(ROSTER).0.into_owned(),
            utf16(false),
            utf16(true),
            ROSTER.replace(',', "\t").into_bytes(),
            ROSTER.replace(',', ";").replace("\r\n", "\n").into_bytes(),
        ];
        let network = world.network().await;
        let first = world.import(network, &files[0]).await;
        assert_eq!(fates(&first), [(2, "accepted".to_owned()), (3, "accepted".to_owned())]);
        assert_eq!(first["unknown_columns"], json!(["備考"]));
        for file in &files {
            let again = world.import(network, file).await;
            assert_eq!((&again["unchanged"], &again["accepted"]), (&json!(2), &json!(0)), "{again}");
        }
        let (class, entry) = found(world, network, "hanako@example.jp").await.expect("on the roster");
        assert_eq!(class, Class::Alumni);
        assert_eq!((entry.family_name.as_str(), entry.given_kana.as_str(), entry.joined_year, entry.left_year), ("山田", "はなこ", Some(2008), Some(2019)));
        let (class, entry) = found(world, network, "taro@example.jp").await.expect("on the roster");
        assert_eq!((class, entry.family_name.as_str(), entry.department.as_str()), (Class::Staff, "田中太郎", "開発部 第一課"));
    }

    async fn a_day_of_leaving_makes_a_confirmed_member_of_staff_an_alumna(world: &World) {
        let network = world.network().await;
        world.import(network, "氏名,メール,退職日\n山田 花子,hanako@example.jp,\n").await;
        world.invite(network, "hanako@example.jp").await;
        let hanako = world.member(network, "hanako@example.jp").await;
        world.import(network, "氏名,メール,退職日\n山田 花子,hanako@example.jp,2026-03-31\n").await;
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        let member = enishi_server::db::members::of_email(&mut snapshot, network, "hanako@example.jp")
            .await
            .expect("a read")
            .expect("a member");
        assert_eq!(member.class, Class::Alumni);
        drop(hanako);
    }

    async fn a_corrected_address_ends_the_invitation_of_the_wrong_one(world: &World) {
        let network = world.network().await;
        world.import(network, "社員番号,氏名,メール\n7,山田 花子,hanaco@example.jp\n").await;
        invite_as_listed(world, network, "hanaco@example.jp").await;
        let report = world.import(network, "社員番号,氏名,メール\n7,山田 花子,hanako@example.jp\n").await;
        assert_eq!(fates(&report), [(2, "accepted".to_owned())]);
        assert!(found(world, network, "hanaco@example.jp").await.is_none(), "one row a person");
        let stranger = world.ask("hanaco@example.jp").await;
        world.mail_is_quiet().await;
        assert_eq!(stranger.answer(world, "2222-2222").await.code(), "code_wrong", "no code was mailed");
        let again = world.import(network, "社員番号,氏名,メール\n7,山田 花子,hanako@example.jp\n").await;
        assert_eq!(again["unchanged"], json!(1));
    }

    async fn a_new_address_of_somebody_who_has_joined_is_refused_and_not_a_second_person(world: &World) {
        let network = world.network().await;
        world.member(network, "hanako@example.jp").await;
        world.import(network, "社員番号,氏名,メール\n7,山田 花子,hanako@example.jp\n").await;
        let report = world.import(network, "社員番号,氏名,メール\n7,山田 花子,other@example.jp\n").await;
        assert_eq!(fates(&report), [(2, "already_member".to_owned())]);
        assert!(found(world, network, "other@example.jp").await.is_none());
    }

    async fn every_bad_row_is_refused_with_its_line_and_reason_and_the_others_are_taken(world: &World) {
        let network = world.network().await;
        let report = world.import(network, "氏名,メール,社員番号,入社日\n\
            山田,a@example.jp,1,2008\n\
            \n\
            \"山\n田\",b@example.jp,2,\n\
            ,c@example.jp,3,\n\
            山田,,4,\n\
            山田,A@EXAMPLE.jp,5,\n\
            山田,d@example.jp,1,\n\
            山田,e@example.jp,6,いつか\n\
            山田,f@example.jp\n\
            =1+1,g@example.jp,7,\n\
            山田,h@example,8,\n\
            ,,,\n\
            山田,i@example.jp,9,2008").await;
        let expected = [
            (2, "accepted"), (4, "accepted"), (6, "missing_name"), (7, "missing_email"), (8, "duplicate_email"),
            (9, "duplicate_employee_number"), (10, "bad_date"), (11, "ragged_row"), (12, "formula_cell"), (13, "bad_email"),
            (15, "accepted"),
        ];
        assert_eq!(fates(&report), expected.map(|(line, word)| (line, word.to_owned())));
        assert_eq!((&report["accepted"], &report["refused"]), (&json!(3), &json!(8)));
    }

    async fn a_workbook_is_read_whatever_its_name_with_days_as_numbers_and_without_formulas(world: &World) {
        let network = world.network().await;
        let book = workbook(&[
            &["退職者一覧"],
            &["氏名", "メール", "入社日", "退職日"],
            &["山田 花子", "hanako@example.jp", "#39539", "令和元年9月30日"],
            &["田中 太郎", "taro@example.jp", "39539", ""],
            &["=A1", "evil@example.jp", "", ""],
        ]);
        let report = world.import(network, &book).await;
        assert_eq!(fates(&report), [(3, "accepted".to_owned()), (4, "accepted".to_owned()), (5, "formula_cell".to_owned())]);
        let (_, entry) = found(world, network, "hanako@example.jp").await.expect("on the roster");
        assert_eq!((entry.joined_year, entry.left_year), (Some(2008), Some(2019)));
        let (class, entry) = found(world, network, "taro@example.jp").await.expect("on the roster");
        assert_eq!((class, entry.joined_year), (Class::Staff, Some(2008)));
    }

    async fn what_is_no_roster_is_refused_whole(world: &World) {
        let network = world.network().await;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file("photo.txt", stored).expect("a part");
        let zip = zip.finish().expect("a file").into_inner();
        let broken = SHIFT_JIS.encode("氏名,メール\n山田,a@example.jp\n").0.into_owned().into_iter().chain([0x81, 0x20, b'\n']).collect::<Vec<u8>>();
        let files: [&[u8]; 9] = [
            b"",
            b"\n\n\n",
            b"<!DOCTYPE html><html><body>Sign in</body></html>",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"PK\x03\x04 and no more",
            &zip,
            "商品,価格\nりんご,100\n".as_bytes(),
            "山田 花子,hanako@example.jp\n".as_bytes(),
            &broken,
        ];
        for file in files {
            assert_eq!(refused(world, network, file).await, "not_a_roster", "{:?}", String::from_utf8_lossy(file));
        }
        assert_eq!(found(world, network, "a@example.jp").await, None);
    }

    async fn a_dry_run_says_the_same_and_writes_nothing(world: &World) {
        let network = world.network().await;
        let path = world.folder().join("roster.csv");
        std::fs::write(&path, ROSTER).expect("a file");
        let database = world.database().await;
        let dry = roster::import(&database, network, &path, true, world.now()).await.expect("a report");
        assert_eq!(found(world, network, "hanako@example.jp").await, None);
        let wet = roster::import(&database, network, &path, false, world.now()).await.expect("a report");
        assert_eq!(json!(dry), json!(wet));
    }

    async fn a_corrected_row_reaches_who_has_not_confirmed_and_never_overwrites_own_words(world: &World) {
        let network = world.network().await;
        let list = |department: &str| format!("姓,名,メール,部署,退職日\n山田,花子,hanako@example.jp,{department},2020\n田中,太郎,taro@example.jp,{department},2020\n");
        world.import(network, list("営業部")).await;
        for email in ["hanako@example.jp", "taro@example.jp"] {
            enishi_server::domain::invitations::invite_one(&world.database().await, network, email, false, world.now()).await.expect("invited");
        }
        let (hanako, taro) = (world.sign_in("hanako@example.jp").await, world.sign_in("taro@example.jp").await);
        let entry = Entry { family_name: "山田".to_owned(), department: "わたしの部署".to_owned(), ..Entry::default() };
        hanako.wish(network, enishi_wire::mutations::Action::SetEntry { entry }).await;
        let report = world.import(network, list("開発部")).await;
        assert_eq!(report["accepted"], json!(2));
        let of = async |device: &crate::support::Device| {
            let held = device.everything(network).await;
            held.row::<MembershipRow>(device.member(network).0).expect("the membership").entry.department
        };
        assert_eq!(of(&taro).await, "開発部");
        assert_eq!(of(&hanako).await, "わたしの部署");
    }
}

fn large(world: &World, rows: usize) -> PathBuf {
    let path = world.folder().join("large.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    writeln!(file, "氏名,メール,部署,退職日").expect("written");
    for row in 0..rows {
        writeln!(file, "山田 花子{row},p{row}@example.jp,営業部,2020/3/31").expect("written");
    }
    file.flush().expect("written");
    path
}

async fn people(url: &str, network: NetworkId, data: &std::path::Path) -> i64 {
    let place = enishi_server::db::Place::find(data, Some(url)).expect("a place");
    let database = enishi_server::db::Database::open(&place).await.expect("a database");
    let mut snapshot = database.snapshot().await.expect("a snapshot");
    sqlx::query_scalar("SELECT COUNT(*) FROM roster WHERE network = $1")
        .bind(network.to_string())
        .fetch_one(&mut *snapshot)
        .await
        .expect("a count")
}

#[tokio::test]
async fn more_than_a_million_lines_are_refused_in_bounded_memory() {
    let world = World::sqlite().await;
    let network = world.network().await;
    world.stop().await;
    let path = large(&world, 1_000_010);
    let id = network.to_string();
    let arguments = ["roster", "import", path.to_str().expect("a path"), "--network", &id];
    let mut program = Program::new(&arguments, &world.data());
    // Far less than the file unpacked into rows would take.
    program.limit_memory_kb(900_000);

    let ended = program.run();
    assert_eq!((ended.status, ended.code()), (1, "too_many_rows"), "{:?}", ended.error);
    assert_eq!(people(&world.database_url, network, &world.data()).await, 0);
}

#[tokio::test]
async fn a_killed_import_leaves_nothing_behind() {
    let world = World::sqlite().await;
    let network = world.network().await;
    world.stop().await;
    let path = large(&world, 60_000);
    let id = network.to_string();
    let arguments = ["roster", "import", path.to_str().expect("a path"), "--network", &id];
    let mut child = Program::new(&arguments, &world.data())
        .0
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it runs");
    // Killed while it writes: as soon as its log has grown.
    let log = world.data().join("enishi.db-wal");
    while std::fs::metadata(&log).map_or(0, |log| log.len()) < 1_000_000 {
        assert!(child.try_wait().expect("a state").is_none(), "it was too fast to be killed");
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert_eq!(people(&world.database_url, network, &world.data()).await, 0);
    let ended = Program::new(&arguments, &world.data()).run();
    assert_eq!((ended.status, ended.out["accepted"].as_u64()), (0, Some(60_000)), "{:?}", ended.error);
}
