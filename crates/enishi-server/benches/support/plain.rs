//! The bound of durable writes: the statements of a push, prepared once, one after the other on one thread, with
//! nothing around them. No rules, no JSON, no change of thread.

use rusqlite::{Connection, params};
use std::path::Path;
use uuid::Uuid;

const SENDER: &str = "SELECT members.network, members.id, account, email, class, state, duties, entry, confirmed_at, \
    mutations.member, digest, outcome, meta.value FROM meta LEFT JOIN members ON members.network = ?1 AND account = ?2 \
    LEFT JOIN mutations ON mutations.id = ?3 WHERE meta.key = 'epoch'";
const AUDIENCES: &str = "SELECT scope FROM changes WHERE network = ?1 AND id = ?2 AND kind IN ('post', 'event') \
    AND scope IN ('members', 'alumni', 'staff') AND body IS NOT NULL AND (owner IS NULL OR owner NOT IN (\
    SELECT other FROM hidden WHERE network = ?1 AND member = ?3 \
    UNION ALL SELECT member FROM hidden WHERE network = ?1 AND other = ?3))";
const SEE: &str = "INSERT INTO seen (network, member, item, seen_at) VALUES (?1, ?2, ?3, ?4) \
    ON CONFLICT (network, member, item) DO NOTHING";
const PUT: &str = "INSERT INTO changes (network, scope, kind, id, seq, version, owner, body, at) \
    VALUES (?1, ?2, 'seen', ?3, ?4, 1, ?5, ?6, ?7) ON CONFLICT (network, scope, kind, id) DO UPDATE SET \
    seq = excluded.seq, version = changes.version + 1, owner = excluded.owner, body = excluded.body, at = excluded.at";
const KEEP: &str = "INSERT INTO mutations (id, network, member, digest, outcome, at) \
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 FROM meta WHERE key = 'epoch' ON CONFLICT (id) DO NOTHING";
const TURN: &str = "UPDATE network_seq SET seq = seq WHERE network = ?1 RETURNING seq";
const SET_SEQ: &str = "UPDATE network_seq SET seq = ?2 WHERE network = ?1";

/// A connection of its own to the server's file.
pub struct Plain {
    db: Connection,
    network: String,
    /// Account and member of each person.
    people: Vec<(String, String)>,
}

impl Plain {
    /// Opens the file as the server's writing connection does.
    pub fn open(file: &Path, network: &str) -> Self {
        let db = Connection::open(file).expect("a database");
        db.set_prepared_statement_cache_capacity(32);
        db.execute_batch("PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON")
            .expect("set up");
        let people = {
            let mut members = db
                .prepare("SELECT account, id FROM members WHERE network = ?1 ORDER BY id")
                .expect("members");
            let rows = members.query_map([network], |row| Ok((row.get(0)?, row.get(1)?))).expect("members");
            rows.collect::<Result<_, _>>().expect("members")
        };
        Self { db, network: network.to_owned(), people }
    }

    /// Everybody marks those posts as seen, so many writes in a transaction. Answers how many were written.
    pub fn push(&self, posts: &[Uuid], together: usize) -> usize {
        let wishes: Vec<_> = posts
            .iter()
            .flat_map(|post| self.people.iter().map(move |person| (post.to_string(), person)))
            .collect();
        for group in wishes.chunks(together) {
            self.statement("BEGIN IMMEDIATE", []);
            let mut turn = self.db.prepare_cached(TURN).expect("prepared");
            let mut seq: i64 = turn.query_row([&self.network], |row| row.get(0)).expect("a counter");
            drop(turn);
            for (place, (post, (account, member))) in group.iter().enumerate() {
                if place > 0 {
                    self.statement("SAVEPOINT a_write", []);
                }
                seq += 1;
                self.write(post, account, member, seq);
                if place > 0 {
                    self.statement("RELEASE a_write", []);
                }
            }
            self.statement(SET_SEQ, params![self.network, seq]);
            self.statement("COMMIT", []);
        }
        wishes.len()
    }

    fn write(&self, post: &str, account: &str, member: &str, seq: i64) {
        let id = enishi_server::ids::new_id().to_string();
        let mut sender = self.db.prepare_cached(SENDER).expect("prepared");
        let known: String =
            sender.query_row(params![self.network, account, id], |row| row.get(1)).expect("a member");
        assert_eq!(known, member);
        let mut audiences = self.db.prepare_cached(AUDIENCES).expect("prepared");
        let scopes = audiences
            .query_map(params![self.network, post, member], |row| row.get::<_, String>(0))
            .expect("scopes");
        assert!(scopes.count() > 0, "the post is there");
        self.statement(SEE, params![self.network, member, post, seq]);
        let (scope, body) = (format!("me/{member}"), "{\"seen_at\":1795132800000}");
        self.statement(PUT, params![self.network, scope, post, seq, member, body, seq]);
        let (digest, outcome) = ("0".repeat(64), "{\"outcome\":\"applied\",\"rows\":[]}");
        self.statement(KEEP, params![id, self.network, member, digest, outcome, seq]);
    }

    fn statement(&self, text: &str, values: impl rusqlite::Params) {
        self.db.prepare_cached(text).expect("prepared").execute(values).expect("done");
    }
}
