//! The tables of an account's database, and how older ones become them.
//!
//! Wide rows are appended in the order in which they come; only narrow indexes are written out of order. That is
//! what makes a first sync fast: a page of 10,000 rows touches few pages that were there before.

use super::Tx;
use crate::error::Error;
use enishi_bridge::errors::AppCode;
use sqlx::Row;

/// The schema this program writes. Adding a column or table does not raise it (older programs may open the
/// file); a change that older programs would misread does.
pub const SCHEMA: i64 = 7;

/// `PRAGMA application_id` of an Enishi database: "ENSH".
const APPLICATION: i64 = 0x454e_5348;

const TABLES: &str = r"
CREATE TABLE IF NOT EXISTS places (       -- networks of the account
    nr          INTEGER PRIMARY KEY,
    network     TEXT NOT NULL UNIQUE,
    member      TEXT NOT NULL,
    position    INTEGER NOT NULL,         -- order of joining
    about       TEXT NOT NULL,            -- wire Place as JSON
    epoch       TEXT,                     -- life of the server's database; NULL before the first pull
    synced_at   INTEGER,                  -- last complete pull, ms UTC
    contact_at  INTEGER,                  -- last answer of the server for this network, ms UTC
    verified_at INTEGER,                  -- last comparison of digests, ms UTC
    settings    TEXT NOT NULL DEFAULT '', -- PlaceSettings as JSON; empty for the defaults
    people      INTEGER NOT NULL DEFAULT 0  -- moves with every transaction that changes member rows
) STRICT;
CREATE TABLE IF NOT EXISTS scopes (       -- audiences of which rows are here
    nr     INTEGER PRIMARY KEY,
    place  INTEGER NOT NULL,
    scope  TEXT NOT NULL,
    seq    INTEGER,                       -- the cursor; NULL before the first whole page
    opened INTEGER NOT NULL DEFAULT 0,    -- seq of the network when the scope was opened
    UNIQUE (place, scope)
) STRICT;
CREATE TABLE IF NOT EXISTS rows (         -- what the server said, nothing else
    nr    INTEGER PRIMARY KEY,
    scope INTEGER NOT NULL,
    kind  TEXT NOT NULL,
    id    BLOB NOT NULL,
    seq   INTEGER NOT NULL,
    body  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS rows_by_id ON rows (scope, kind, id);
CREATE TABLE IF NOT EXISTS directory (    -- derived from member rows, packed: order and search
    place INTEGER NOT NULL,
    part  INTEGER NOT NULL,
    body  BLOB NOT NULL,
    PRIMARY KEY (place, part)
) STRICT;
CREATE TABLE IF NOT EXISTS directory_changed (  -- who changed since it was packed
    place INTEGER NOT NULL,
    id    BLOB NOT NULL,
    PRIMARY KEY (place, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (       -- what the person wants and the server has not answered
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    network  TEXT NOT NULL,
    mutation TEXT NOT NULL,               -- wire Mutation as JSON; old variants stay readable
    state    TEXT NOT NULL,               -- waiting | sending | failed
    reason   TEXT,                        -- wire ApiCode of a failed one
    attempts INTEGER NOT NULL DEFAULT 0,
    again    INTEGER                      -- goes again after a restore, since then by the server's clock; 0 until told
) STRICT;
CREATE TABLE IF NOT EXISTS sent_log (     -- what the server applied in the last days, for a server that lost it
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL,            -- its place in the outbox
    network  TEXT NOT NULL,
    mutation TEXT NOT NULL,               -- the bytes that were sent
    epoch    TEXT,                        -- life of the database that applied it; NULL until it is known
    sent_at  INTEGER NOT NULL             -- ms UTC by the server's clock; 0 until the next page tells it
) STRICT;
CREATE TABLE IF NOT EXISTS notifications (  -- decided when a row arrived, shown when due
    network TEXT NOT NULL,
    item    TEXT NOT NULL,                -- post, event or message, or whose 近況
    kind    TEXT NOT NULL,
    due_at  INTEGER NOT NULL,             -- ms UTC; after the quiet hours
    quiet   INTEGER NOT NULL,             -- 1 when quiet hours moved it
    shown   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (network, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS photos (       -- pictures that a row or an own wish names
    network TEXT NOT NULL,
    member  BLOB NOT NULL,
    id      TEXT NOT NULL,                -- wire PhotoId
    size    TEXT NOT NULL,                -- small | full
    body    BLOB NOT NULL,
    used_at INTEGER NOT NULL,             -- ms UTC, to the day
    mine    INTEGER NOT NULL DEFAULT 0,   -- 1: made here, and nobody else may have it
    sent    TEXT,                         -- of an own one: the life of the server's database that has it
    PRIMARY KEY (network, member, id, size)
) STRICT;
CREATE TABLE IF NOT EXISTS talk_devices ( -- the keys of this device for messages
    network     TEXT PRIMARY KEY,
    device      BLOB NOT NULL,
    identity    BLOB,                     -- seed of the member's identity key, if it is here
    account     TEXT NOT NULL,            -- pickled account of the ratchet
    offered     TEXT,                     -- life of the server's database that has its one-time keys
    fallback_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS talk_peers (   -- whose devices are whose, as it was pinned
    network  TEXT NOT NULL,
    member   BLOB NOT NULL,
    chain    TEXT NOT NULL,               -- signed lists as JSON
    n        INTEGER NOT NULL,            -- the newest head
    hash     BLOB NOT NULL,
    identity BLOB NOT NULL,               -- the key that signs it
    trust    TEXT NOT NULL,               -- pinned | verified | changed | broken
    stale    INTEGER NOT NULL DEFAULT 0,  -- 1: ask for the lists before the next message
    doubt    INTEGER NOT NULL DEFAULT 0,  -- 1: somebody was shown another list, or a newer one than is given here
    told     INTEGER NOT NULL DEFAULT 0,  -- the newest list of which the member's own messages have told
    written  INTEGER NOT NULL DEFAULT 0,  -- letters of this device to that member
    PRIMARY KEY (network, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS talk_sessions (  -- ratchets with other devices
    network  TEXT NOT NULL,
    device   BLOB NOT NULL,
    session  TEXT NOT NULL,
    pickle   TEXT NOT NULL,
    used     INTEGER NOT NULL,            -- the highest was used last
    given_up INTEGER NOT NULL DEFAULT 0,  -- 1: it opens what comes, and nothing is sealed with it any more
    begun_at INTEGER,                     -- ms UTC; NULL: the other device has begun it
    PRIMARY KEY (network, device, session)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS letters (      -- messages as they are read; the sealed ones are in rows
    nr             INTEGER PRIMARY KEY,
    network        TEXT NOT NULL,
    id             BLOB NOT NULL,
    peer           BLOB NOT NULL,
    mine           INTEGER NOT NULL,
    state          TEXT NOT NULL,         -- waiting | sealed | here | closed | unsent | refused
    kind           TEXT NOT NULL,         -- text | reaction | ask | again | other
    text           TEXT NOT NULL,
    about          BLOB,                  -- the message that it answers, or at which the sign is
    files          INTEGER NOT NULL DEFAULT 0,  -- photos and files that go with it
    written_at     INTEGER NOT NULL,      -- ms UTC by its device
    sent_at        INTEGER,               -- ms UTC by the server
    place          INTEGER NOT NULL,      -- sent_at, or the end of the thread
    letter         BLOB,                  -- what a report needs
    content_key    BLOB,
    commitment_key BLOB,
    mark           BLOB,
    count          INTEGER,               -- its number among those of its device to that member, once it is known
    UNIQUE (network, id)
) STRICT;
CREATE INDEX IF NOT EXISTS letters_by_thread ON letters (network, peer, kind, place, id);
CREATE INDEX IF NOT EXISTS letters_by_words ON letters (network, place DESC, id DESC, text) WHERE kind = 'text' AND state <> 'unsent';
CREATE INDEX IF NOT EXISTS letters_unnumbered ON letters (network, peer) WHERE mine = 0 AND count IS NULL AND state IN ('closed', 'unsent');
CREATE INDEX IF NOT EXISTS letters_waiting ON letters (network, peer) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS talk_recovery (  -- what the recovery key gives
    network  TEXT PRIMARY KEY,
    backup   BLOB NOT NULL,               -- the key that seals entries of messages
    identity BLOB NOT NULL,               -- the identity key, sealed for the server
    sent     INTEGER NOT NULL DEFAULT 0   -- 1: the server has it
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS talk_kept (    -- messages of which the server has an entry under that key
    network TEXT NOT NULL,
    id      BLOB NOT NULL,
    PRIMARY KEY (network, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS talk_files (   -- photos and files of messages and of drafts
    network    TEXT NOT NULL,
    id         BLOB NOT NULL,
    peer       BLOB NOT NULL,
    message    BLOB,                      -- NULL: of the draft
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    media      TEXT NOT NULL,
    bytes      INTEGER NOT NULL,          -- before it is sealed
    key        BLOB NOT NULL,
    sha256     BLOB NOT NULL,
    width      INTEGER NOT NULL,          -- 0: no photo
    height     INTEGER NOT NULL,
    mine       INTEGER NOT NULL,          -- 1: made on this device
    sent       TEXT,                      -- of an own one: the life of the server's database that has all of it
    sent_parts INTEGER NOT NULL DEFAULT 0,
    used_at    INTEGER NOT NULL,          -- ms UTC
    PRIMARY KEY (network, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS talk_files_by_message ON talk_files (network, message);
CREATE TABLE IF NOT EXISTS talk_file_parts (  -- sealed parts, as the server has them
    network TEXT NOT NULL,
    id      BLOB NOT NULL,
    part    INTEGER NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (network, id, part)
) STRICT;
CREATE TABLE IF NOT EXISTS talk_new_devices (  -- own devices that came after this one and were not looked at yet
    network TEXT NOT NULL,
    device  BLOB NOT NULL,
    at      INTEGER NOT NULL,             -- ms UTC
    PRIMARY KEY (network, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS talk_asks (    -- messages that could not be opened and are asked for again
    network  TEXT NOT NULL,
    id       BLOB NOT NULL,
    member   BLOB NOT NULL,               -- who is asked
    next_at  INTEGER NOT NULL DEFAULT 0,  -- ms UTC; not before
    times    INTEGER NOT NULL DEFAULT 0,  -- how often it was asked for
    PRIMARY KEY (network, id, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS talk_counts (  -- letters of a device of somebody else, by the numbers that they bear
    network TEXT NOT NULL,
    device  BLOB NOT NULL,
    member  BLOB NOT NULL,
    first   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    PRIMARY KEY (network, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS talk_drafts (
    network TEXT NOT NULL,
    peer    BLOB NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (network, peer)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (        -- what this device remembers of itself
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Schema 1 had text ids everywhere. Everything it held comes along, so that a person who updates without a
/// network still reads; the directory is derived anew by whoever opens the database.
const FROM_1: &str = r"
ALTER TABLE places RENAME TO places_1;
ALTER TABLE rows RENAME TO rows_1;
ALTER TABLE outbox ADD COLUMN again INTEGER;
DROP INDEX rows_by_kind;
DROP TABLE directory;
";
const INTO_2: &str = r"
INSERT INTO places (network, member, position, about, epoch, synced_at, contact_at, settings, people)
    SELECT network, member, position, about, epoch, synced_at, synced_at, settings, 1 FROM places_1;
INSERT INTO scopes (place, scope, seq)
    SELECT places.nr, cursors.scope, cursors.seq FROM cursors JOIN places ON places.network = cursors.network;
INSERT INTO scopes (place, scope)
    SELECT DISTINCT places.nr, rows_1.scope FROM rows_1 JOIN places ON places.network = rows_1.network
    WHERE true ON CONFLICT (place, scope) DO NOTHING;
INSERT INTO rows (scope, kind, id, seq, body)
    SELECT scopes.nr, rows_1.kind, unhex(replace(rows_1.id, '-', '')), rows_1.seq, rows_1.body
    FROM rows_1 JOIN places ON places.network = rows_1.network
    JOIN scopes ON scopes.place = places.nr AND scopes.scope = rows_1.scope;
DROP TABLE rows_1;
DROP TABLE cursors;
DROP TABLE places_1;
";

/// Schema 2 kept a row of the directory for each person.
const INTO_3: &str = r"
DROP TABLE directory;
ALTER TABLE places ADD COLUMN people INTEGER NOT NULL DEFAULT 1;
";

/// Schema 6 did not say of a session whether it was given up, nor when it was begun; before it there may be no sessions.
const FROM_6: &str = r"
CREATE TABLE IF NOT EXISTS talk_sessions (network TEXT, device BLOB, session TEXT, pickle TEXT, used INTEGER);
ALTER TABLE talk_sessions RENAME TO talk_sessions_6;
";
const INTO_7: &str = r"
INSERT INTO talk_sessions (network, device, session, pickle, used)
    SELECT network, device, session, pickle, used FROM talk_sessions_6;
DROP TABLE talk_sessions_6;
";

/// The schema of the file; 0 for a fresh one.
pub async fn version(tx: &mut Tx<'_>) -> Result<i64, Error> {
    Ok(sqlx::query("PRAGMA user_version").fetch_one(&mut **tx).await?.try_get(0)?)
}

/// Makes the file one of [`SCHEMA`], in one transaction.
///
/// # Errors
/// `database_newer` for a file of a newer program, which is not touched.
pub async fn bring_up(tx: &mut Tx<'_>) -> Result<(), Error> {
    match version(tx).await? {
        SCHEMA => return Ok(()),
        0 => run(tx, TABLES).await?,
        1 => {
            run(tx, FROM_1).await?;
            run(tx, TABLES).await?;
            run(tx, INTO_2).await?;
        }
        2 => {
            run(tx, INTO_3).await?;
            run(tx, TABLES).await?;
        }
        // An older program would keep pictures of people whom it shows no more, so it does not open the file.
        3 => run(tx, TABLES).await?,
        // An older program would not follow the device lists, and seal for devices that are gone and with sessions that were
        // given up.
        4..=6 => {
            run(tx, FROM_6).await?;
            run(tx, TABLES).await?;
            run(tx, INTO_7).await?;
        }
        _ => return Err(AppCode::DatabaseNewer.into()),
    }
    let marks = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {SCHEMA};");
    sqlx::raw_sql(sqlx::AssertSqlSafe(marks)).execute(&mut **tx).await?;
    Ok(())
}

async fn run(tx: &mut Tx<'_>, statements: &'static str) -> Result<(), Error> {
    sqlx::raw_sql(statements).execute(&mut **tx).await?;
    Ok(())
}
