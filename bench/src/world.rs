//! A server with a network of so many members. One of them is a real person with a real device; the others
//! are written into the database while the server stands still, because 100,000 sign-ins are not what is
//! measured here.

use crate::profiles;
use anyhow::{Context, Result, ensure};
use enishi_bridge::sign_in::{CodeForm, SignInForm};
use enishi_client::{Client, Config, SecretsChoice, Showing};
use enishi_tests::{cli::PASSPHRASE, mail::Mailbox, server::Server};
use enishi_wire::members::{Class, Entry, MemberRow};
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ADDRESS: &str = "yuki@example.jp";
const FIRST: &str = "confirmation";
const FAMILIES: [(&str, &str); 10] = [
    ("佐藤", "さとう"),
    ("鈴木", "すずき"),
    ("高橋", "たかはし"),
    ("田中", "たなか"),
    ("伊藤", "いとう"),
    ("渡邊", "わたなべ"),
    ("山本", "やまもと"),
    ("中村", "なかむら"),
    ("小林", "こばやし"),
    ("加藤", "かとう"),
];
const GIVEN: [(&str, &str); 10] = [
    ("結希", "ゆき"),
    ("美咲", "みさき"),
    ("一郎", "いちろう"),
    ("大輔", "だいすけ"),
    ("花子", "はなこ"),
    ("健太", "けんた"),
    ("陽菜", "ひな"),
    ("翔", "しょう"),
    ("直子", "なおこ"),
    ("誠", "まこと"),
];
const PLACES: [&str; 5] =
    ["大阪支社 営業部", "東京本社 人事部", "名古屋工場 製造二課", "福岡支社 総務部", "情報システム部"];

/// A running server with its network.
pub struct World {
    pub folder: TempDir,
    pub server: Server,
    pub network: String,
    pub members: u32,
    letters: Mailbox,
}

impl World {
    /// A server with `members` confirmed members, one of them real, who say nothing of themselves but their entry.
    pub async fn new(members: u32) -> Result<Self> {
        Self::filled(members, false).await
    }

    /// The same with what people let others see of themselves.
    pub async fn with_profiles(members: u32) -> Result<Self> {
        Self::filled(members, true).await
    }

    async fn filled(members: u32, profiles: bool) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = Server::start_for_load(folder.path()).await?;
        let created =
            server.operator(&["network", "create", "--name", "縁の会", "--kind", "company"]).await?;
        let network = created.get("network").and_then(Value::as_str).context("no network")?.to_owned();
        let roster = folder.path().join("roster.csv");
        std::fs::write(
            &roster,
            "\u{feff}社員番号,氏名,ふりがな,メール\r\n1001,大森 結希,おおもり ゆき,yuki@example.jp\r\n",
        )?;
        let roster = roster.to_str().context("not UTF-8")?.to_owned();
        server.operator(&["roster", "import", &roster, "--network", &network]).await?;
        server.operator(&["invite", "--network", &network, "--all"]).await?;
        let grant = ["member", "grant", "--network", &network, "--email", ADDRESS, "--duties", "posts"];
        server.operator(&grant).await?;
        let mut letters = server.mailbox();
        letters.next_for(ADDRESS).await?;
        let mut world = Self { folder, server, network, members, letters };
        let home = world.folder.path().join(FIRST);
        let device = world.device(&home).await?;
        ensure!(device.settle().await.is_none(), "the first device does not sync");
        let entry = device.my_page().await?.entry;
        device.set_entry(entry).await?;
        ensure!(device.settle().await.is_none(), "the entry is not confirmed");
        device.shutdown().await;
        world.server.stop().await?;
        world.fill(members.saturating_sub(1)).await?;
        if profiles {
            world.fill_profiles(members.saturating_sub(1)).await?;
        }
        world.server.resume().await?;
        Ok(world)
    }

    /// The server's database.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("server/enishi.db")
    }

    /// The device with which the real person confirmed her entry.
    pub async fn first_device(&self) -> Result<Client> {
        Ok(Client::open(config(&self.folder.path().join(FIRST))).await?)
    }

    /// A client in `home`, signed in and about to sync through the server itself.
    pub async fn device(&mut self, home: &Path) -> Result<Client> {
        let url = self.server.url();
        self.device_by(&url, home).await
    }

    /// A client in `home` that reaches the server through `url`, signed in and about to sync.
    pub async fn device_by(&mut self, url: &str, home: &Path) -> Result<Client> {
        let (client, code) = self.device_with_code(url, home).await?;
        client.verify_code(CodeForm { code }).await?;
        Ok(client)
    }

    /// A client in `home` with the code that signs it in.
    pub async fn device_with_code(&mut self, url: &str, home: &Path) -> Result<(Client, String)> {
        self.device_of(ADDRESS, url, home).await
    }

    /// The same of somebody else who is real: of whom `address` is on the roster.
    pub async fn device_of(&mut self, address: &str, url: &str, home: &Path) -> Result<(Client, String)> {
        let client = Client::open(config(home)).await?;
        client.request_code(SignInForm { server: url.to_owned(), email: address.to_owned() }).await?;
        let code = self.letters.next_for(address).await?.code()?;
        Ok((client, code))
    }

    /// Takes one more real person onto the roster and invites her.
    pub async fn invite(&mut self, line: &str, address: &str) -> Result<()> {
        let roster = self.folder.path().join("one_more.csv");
        std::fs::write(&roster, format!("\u{feff}社員番号,氏名,ふりがな,メール\r\n{line}\r\n"))?;
        let roster = roster.to_str().context("not UTF-8")?.to_owned();
        self.server.operator(&["roster", "import", &roster, "--network", &self.network]).await?;
        self.server.operator(&["invite", "--network", &self.network, "--all"]).await?;
        self.letters.next_for(address).await?;
        Ok(())
    }

    /// Gives so many of the made-up members a session each, while the server stands still; answers the tokens.
    pub async fn sessions(&mut self, count: u32) -> Result<Vec<String>> {
        self.server.stop().await?;
        let mut db = open(&self.database()).await?;
        let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
        let mut tokens = Vec::new();
        for number in 0..count {
            let token = format!("{:064x}", draw(number, 31));
            let id = id_of(number).to_string();
            let hash = hex::encode(Sha256::digest(token.as_bytes()));
            for statement in [
                "INSERT INTO accounts (id, email, created_at) VALUES ($1, $2, 1)",
                "UPDATE members SET account = $1 WHERE id = $1 AND $2 <> ''",
                "INSERT INTO sessions (id, account, token_hash, device_name, platform, created_at, last_seen_at)
                 VALUES ($1, $1, $2, 'bench', 'cli', unixepoch() * 1000, unixepoch() * 1000)",
            ] {
                let other = if statement.contains("sessions") {
                    hash.clone()
                } else {
                    format!("m{number}@example.jp")
                };
                sqlx::query(statement).bind(&id).bind(other).execute(&mut *tx).await?;
            }
            tokens.push(token);
        }
        tx.commit().await?;
        db.close().await?;
        self.server.resume().await?;
        Ok(tokens)
    }

    /// Touches `count` members: a new version of each of their rows, written beside the running server.
    pub async fn change(&self, count: u32, round: u32) -> Result<()> {
        let mut db = open(&self.database()).await?;
        let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
        let seq: i64 = sqlx::query_scalar("SELECT seq FROM network_seq WHERE network = $1")
            .bind(&self.network)
            .fetch_one(&mut *tx)
            .await?;
        // Spread over the whole directory: neighbours would be cheaper than people are.
        let changed = sqlx::query(
            "UPDATE changes SET version = version + 1, seq = $2 + picked.place,
                 body = json_set(body, '$.department', '近況 ' || $3 || ' ' || picked.place)
             FROM (SELECT id AS member, row_number() OVER () AS place FROM (
                 SELECT id FROM changes WHERE network = $1 AND scope = 'members' AND kind = 'member'
                 ORDER BY substr(id, 12) LIMIT $4)) AS picked
             WHERE network = $1 AND scope = 'members' AND kind = 'member' AND id = picked.member",
        )
        .bind(&self.network)
        .bind(seq)
        .bind(round)
        .bind(count)
        .execute(&mut *tx)
        .await?;
        ensure!(changed.rows_affected() == u64::from(count), "{} rows changed", changed.rows_affected());
        sqlx::query("UPDATE network_seq SET seq = $2 WHERE network = $1")
            .bind(&self.network)
            .bind(seq + i64::from(count))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(db.close().await?)
    }

    /// Writes confirmed members beside the real one.
    async fn fill(&self, count: u32) -> Result<()> {
        let mut db = open(&self.database()).await?;
        let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
        let seq: i64 = sqlx::query_scalar("SELECT seq FROM network_seq WHERE network = $1")
            .bind(&self.network)
            .fetch_one(&mut *tx)
            .await?;
        for part in (0..count).collect::<Vec<_>>().chunks(1_000) {
            let people: Vec<Value> = part.iter().map(|number| person(*number)).collect::<Result<_>>()?;
            let people = serde_json::to_string(&people)?;
            for statement in [
                "INSERT INTO members (network, id, account, email, class, state, duties, entry, confirmed_at, invited_at, created_at)
                 SELECT $1, value ->> 'id', NULL, value ->> 'email', 'alumni', 'active', '', value ->> 'entry', 1, 1, 1
                 FROM json_each($2) WHERE $3 >= 0",
                "INSERT INTO changes (network, scope, kind, id, seq, version, owner, body, at)
                 SELECT $1, 'members', 'member', value ->> 'id', $3 + (value ->> 'number') + 1, 1, value ->> 'id', value ->> 'row', 1
                 FROM json_each($2)",
            ] {
                sqlx::query(statement).bind(&self.network).bind(&people).bind(seq).execute(&mut *tx).await?;
            }
        }
        sqlx::query("UPDATE network_seq SET seq = $2 WHERE network = $1")
            .bind(&self.network)
            .bind(seq + i64::from(count))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        sqlx::raw_sql("ANALYZE").execute(&mut db).await?;
        Ok(db.close().await?)
    }
}

impl World {
    /// Writes what the members let others see.
    async fn fill_profiles(&self, count: u32) -> Result<()> {
        let mut db = open(&self.database()).await?;
        let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
        let mut seq: i64 = sqlx::query_scalar("SELECT seq FROM network_seq WHERE network = $1")
            .bind(&self.network)
            .fetch_one(&mut *tx)
            .await?;
        for part in (0..count).collect::<Vec<_>>().chunks(1_000) {
            let mut facets = Vec::new();
            for number in part {
                let id = id_of(*number);
                for (scope, facet) in ["members", "alumni"].into_iter().zip(profiles::made_up(*number)?) {
                    if !facet.fields.is_empty() {
                        seq += 1;
                        facets.push(json!({ "scope": scope, "id": id, "seq": seq, "row": serde_json::to_string(&facet)? }));
                    }
                }
            }
            sqlx::query(
                "INSERT INTO changes (network, scope, kind, id, seq, version, owner, body, at)
                 SELECT $1, value ->> 'scope', 'facet', value ->> 'id', value ->> 'seq', 1, value ->> 'id', value ->> 'row', 1
                 FROM json_each($2)",
            )
            .bind(&self.network)
            .bind(serde_json::to_string(&facets)?)
            .execute(&mut *tx)
            .await?;
        }
        sqlx::query("UPDATE network_seq SET seq = $2 WHERE network = $1")
            .bind(&self.network)
            .bind(seq)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(db.close().await?)
    }
}

/// A plain connection to a database file.
pub async fn open(path: &Path) -> Result<SqliteConnection> {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .busy_timeout(std::time::Duration::from_secs(20));
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// How the client is opened here.
pub fn config(home: &Path) -> Config {
    Config {
        home: home.to_owned(),
        secrets: SecretsChoice::File { passphrase: SecretString::from(PASSPHRASE) },
        device_name: "bench".to_owned(),
        platform: "cli",
        offline: false,
        system_language: "ja".to_owned(),
        showing: Showing::Never,
    }
}

/// What a made-up member has confirmed: the same number gives the same person in every run.
pub fn made_up(number: u32) -> Result<Entry> {
    let draw = |salt| draw(number, salt);
    let one_of =
        |salt: u64, count: usize| usize::try_from(draw(salt) % 1_000_000).unwrap_or(0) % count.max(1);
    let family = FAMILIES.get(one_of(1, FAMILIES.len())).copied().unwrap_or_default();
    let given = GIVEN.get(one_of(2, GIVEN.len())).copied().unwrap_or_default();
    let joined = 1970 + i32::try_from(one_of(3, 50))?;
    Ok(Entry {
        family_name: family.0.to_owned(),
        // A number makes every person findable alone.
        given_name: format!("{}{number}", given.0),
        family_kana: family.1.to_owned(),
        given_kana: given.1.to_owned(),
        former_name: number.is_multiple_of(4).then(|| "旧姓".to_owned()),
        department: PLACES.get(one_of(4, PLACES.len())).copied().unwrap_or_default().to_owned(),
        joined_year: Some(joined),
        left_year: Some(joined + 20),
        headline: format!("地元で小さな珈琲店をしています。近くに来たら寄ってください。{:x}", draw(9)),
    })
}

fn person(number: u32) -> Result<Value> {
    let entry = made_up(number)?;
    let id = id_of(number);
    let row = serde_json::to_string(&MemberRow { class: Class::Alumni, entry: entry.clone() })?;
    Ok(json!({
        "number": number, "id": id, "email": format!("m{number}@example.jp"),
        "entry": serde_json::to_string(&entry)?, "row": row,
    }))
}

/// The id of a made-up member.
fn id_of(number: u32) -> uuid::Uuid {
    let id = (u128::from(draw(number, 7)) << 64) | u128::from(draw(number, 8));
    uuid::Builder::from_random_bytes(id.to_be_bytes()).into_uuid()
}

/// A number that looks drawn.
pub fn draw(number: u32, salt: u64) -> u64 {
    let mut seed = (u64::from(number) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ salt.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    seed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    seed = (seed ^ (seed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    seed ^ (seed >> 31)
}
