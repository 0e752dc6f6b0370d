-- A database as version 1 of the schema left it, with a row of each table.
CREATE TABLE places (network TEXT PRIMARY KEY, member TEXT NOT NULL, position INTEGER NOT NULL, about TEXT NOT NULL,
    epoch TEXT, synced_at INTEGER, settings TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE cursors (network TEXT NOT NULL, scope TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (network, scope)) STRICT, WITHOUT ROWID;
CREATE TABLE rows (network TEXT NOT NULL, scope TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (network, scope, kind, id)) STRICT;
CREATE INDEX rows_by_kind ON rows (network, kind, id);
CREATE TABLE directory (network TEXT NOT NULL, id TEXT NOT NULL, sort TEXT NOT NULL, rail TEXT NOT NULL,
    fold TEXT NOT NULL, PRIMARY KEY (network, id)) STRICT;
CREATE INDEX directory_by_sort ON directory (network, sort, id);
CREATE TABLE outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, network TEXT NOT NULL,
    mutation TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, attempts INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE notifications (network TEXT NOT NULL, item TEXT NOT NULL, kind TEXT NOT NULL, due_at INTEGER NOT NULL,
    quiet INTEGER NOT NULL, shown INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (network, item)) STRICT, WITHOUT ROWID;
INSERT INTO places VALUES ('00000000-0000-0000-0000-000000000007', '00000000-0000-0000-0000-000000000001', 0,
    '{"network":"00000000-0000-0000-0000-000000000007","member":"00000000-0000-0000-0000-000000000001","name":"縁の会","kind":"club","state":"active"}',
    'e', 50, '{"whats_new":true,"other_posts":false,"events":false,"pitches":true,"quiet":null,"hide_content":false}');
INSERT INTO cursors VALUES ('00000000-0000-0000-0000-000000000007', 'members', 9);
INSERT INTO rows VALUES
    ('00000000-0000-0000-0000-000000000007', 'members', 'member', '00000000-0000-0000-0000-00000000000a', 8,
     '{"class":"alumni","family_name":"佐藤","family_kana":"さとう"}'),
    ('00000000-0000-0000-0000-000000000007', 'members', 'comet', '00000000-0000-0000-0000-00000000000b', 9, '{"tail":1}');
INSERT INTO outbox (id, network, mutation, state) VALUES ('00000000-0000-0000-0000-00000000000c',
    '00000000-0000-0000-0000-000000000007',
    '{"id":"00000000-0000-0000-0000-00000000000c","network":"00000000-0000-0000-0000-000000000007","made_at":1,"action":{"kind":"mark_seen","items":[]}}',
    'waiting');
INSERT INTO notifications VALUES ('00000000-0000-0000-0000-000000000007', '00000000-0000-0000-0000-00000000000d', 'post', 70, 0, 0);
PRAGMA user_version = 1;
