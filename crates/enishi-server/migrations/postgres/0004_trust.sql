-- Hiding that is also a block; reports and what was decided; pauses, leaving, and what a deletion leaves behind. The
-- SQLite file of the same name says the same.

ALTER TABLE hidden ADD COLUMN block BIGINT NOT NULL DEFAULT 0; -- 1: neither may write to the other either

ALTER TABLE members ADD COLUMN stays_until BIGINT; -- when a pause ends, or when who leaves is deleted
ALTER TABLE members ADD COLUMN paused_by TEXT;      -- self | secretariat
ALTER TABLE members ADD COLUMN receipt TEXT;        -- number of the deletion that the person asked for
CREATE INDEX members_until ON members (stays_until) WHERE stays_until IS NOT NULL;

CREATE TABLE reports (
  network TEXT NOT NULL,
  id TEXT NOT NULL,                   -- the mutation that made it
  subject TEXT NOT NULL,              -- JSON: a person, a post or an event
  about TEXT,                         -- the person it is about, or whose post or event it is
  label TEXT NOT NULL DEFAULT '',     -- name or title at that time
  reason TEXT NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  reporter TEXT,                      -- NULL: has left
  named BIGINT NOT NULL DEFAULT 0,   -- 1: the secretariat may know who reports
  reported_at BIGINT NOT NULL,
  decision TEXT,                      -- NULL: open
  decided_at BIGINT,
  PRIMARY KEY (network, id),
  FOREIGN KEY (network, about) REFERENCES members (network, id),
  FOREIGN KEY (network, reporter) REFERENCES members (network, id)
);
CREATE INDEX reports_by_reporter ON reports (network, reporter);
CREATE INDEX reports_by_about ON reports (network, about);

CREATE TABLE decisions (
  network TEXT NOT NULL REFERENCES networks (id),
  id TEXT NOT NULL,                   -- the mutation that decided; rows are only ever added
  report TEXT NOT NULL,
  decision TEXT NOT NULL,
  why TEXT NOT NULL,
  by_member TEXT,                     -- no reference: the log outlives who decided
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (network, id)
);

CREATE TABLE accesses (
  network TEXT NOT NULL,
  member TEXT NOT NULL,               -- whose fields were shown
  viewer TEXT NOT NULL,               -- to whom
  day BIGINT NOT NULL,               -- days since 1970 in UTC: one row a day
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (network, member, viewer, day),
  FOREIGN KEY (network, member) REFERENCES members (network, id),
  FOREIGN KEY (network, viewer) REFERENCES members (network, id)
);
CREATE INDEX accesses_by_viewer ON accesses (network, viewer);

CREATE TABLE erasures (
  network TEXT NOT NULL,              -- no reference: a restore keeps these rows, whatever it brings
  member TEXT NOT NULL,
  receipt TEXT NOT NULL,
  erased_at BIGINT NOT NULL,
  PRIMARY KEY (network, member)
);
CREATE INDEX erasures_by_receipt ON erasures (receipt);

CREATE TABLE ended_tokens (
  token_hash TEXT NOT NULL PRIMARY KEY, -- of sessions whose account is gone: their devices are told to forget it
  ended_at BIGINT NOT NULL
);

-- Who hid somebody before there was a list of it gets one.
INSERT INTO changes (network, scope, kind, id, seq, version, owner, body, at)
  SELECT hidden.network, 'me/' || hidden.member, 'hidden', hidden.other,
    network_seq.seq + ROW_NUMBER() OVER (PARTITION BY hidden.network ORDER BY hidden.member, hidden.other),
    1, hidden.member, json_build_object('family_name', members.entry::json ->> 'family_name',
      'given_name', COALESCE(members.entry::json ->> 'given_name', ''), 'hidden_at', hidden.hidden_at)::text, hidden.hidden_at
  FROM hidden JOIN network_seq ON network_seq.network = hidden.network
  JOIN members ON members.network = hidden.network AND members.id = hidden.other;
UPDATE network_seq SET seq = seq + (SELECT COUNT(*) FROM hidden WHERE hidden.network = network_seq.network);
