-- The first schema. The SQLite file of the same name says the same in its own types.
-- Columns are TEXT, BIGINT or BYTEA only; booleans are 0/1, times ms UTC, uuids text.

CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,      -- 'epoch': random for each life of this database; 'public_url'
  value TEXT NOT NULL
);

CREATE TABLE networks (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                 -- company | region | school | club
  charter TEXT NOT NULL DEFAULT '',   -- why it exists, shown when joining
  terms TEXT NOT NULL DEFAULT '{}',   -- JSON: words of its own
  locale TEXT NOT NULL DEFAULT 'ja',  -- language of its invitations
  created_at BIGINT NOT NULL
);

CREATE TABLE network_seq (
  network TEXT NOT NULL PRIMARY KEY REFERENCES networks (id),
  seq BIGINT NOT NULL DEFAULT 0      -- taken last in every write: order of seq = order of commits (I10)
);

CREATE TABLE changes (
  network TEXT NOT NULL REFERENCES networks (id),
  scope TEXT NOT NULL,                -- the audience, as on the wire
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq BIGINT NOT NULL,               -- place in the network's order
  version BIGINT NOT NULL DEFAULT 1, -- how often this row was written
  owner TEXT,                         -- the member whose data it is, if it is somebody's
  body TEXT,                          -- JSON; NULL = gone (tombstone)
  at BIGINT NOT NULL,
  PRIMARY KEY (network, scope, kind, id)
);
CREATE UNIQUE INDEX changes_by_seq ON changes (network, scope, seq);

CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,         -- canonical form
  created_at BIGINT NOT NULL
);

CREATE TABLE members (
  network TEXT NOT NULL REFERENCES networks (id),
  id TEXT NOT NULL,
  account TEXT REFERENCES accounts (id), -- NULL until the person signs in for the first time
  email TEXT NOT NULL,
  class TEXT NOT NULL,                -- alumni | staff | fan
  state TEXT NOT NULL,                -- invited | applied | active | paused | left | removed
  duties TEXT NOT NULL DEFAULT '',    -- words separated by commas
  entry TEXT NOT NULL,                -- JSON: while invited what the roster says, later what the person confirmed
  confirmed_at BIGINT,
  invited_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (network, id),
  UNIQUE (network, email)
);
CREATE INDEX members_by_account ON members (account);
CREATE INDEX members_by_email ON members (email);

CREATE TABLE roster (
  network TEXT NOT NULL REFERENCES networks (id),
  email TEXT NOT NULL,
  employee_number TEXT NOT NULL DEFAULT '',
  class TEXT NOT NULL,
  entry TEXT NOT NULL,                -- JSON: what the file says about the person
  joined_on TEXT NOT NULL DEFAULT '', -- 2008, 2008-04 or 2008-04-01
  left_on TEXT NOT NULL DEFAULT '',
  extra TEXT NOT NULL DEFAULT '{}',   -- JSON: columns that nothing here reads
  digest TEXT NOT NULL,               -- of all the above; equal means unchanged
  imported_at BIGINT NOT NULL,
  PRIMARY KEY (network, email)
);

-- A corrected address is found by the employee number.
CREATE INDEX roster_by_number ON roster (network, employee_number);

CREATE TABLE posts (
  network TEXT NOT NULL REFERENCES networks (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  audience TEXT NOT NULL,             -- everyone | alumni | staff
  author TEXT,
  source TEXT NOT NULL DEFAULT '',
  published_at BIGINT NOT NULL,
  removed_at BIGINT,
  PRIMARY KEY (network, id),
  FOREIGN KEY (network, author) REFERENCES members (network, id)
);

CREATE TABLE events (
  network TEXT NOT NULL REFERENCES networks (id),
  id TEXT NOT NULL,
  plan TEXT NOT NULL,                 -- JSON: what the secretariat decided
  audience TEXT NOT NULL,
  organiser TEXT,
  source TEXT NOT NULL DEFAULT '',
  published_at BIGINT NOT NULL,
  cancelled_at BIGINT,
  PRIMARY KEY (network, id),
  FOREIGN KEY (network, organiser) REFERENCES members (network, id)
);

CREATE TABLE rsvps (
  network TEXT NOT NULL,
  event TEXT NOT NULL,
  member TEXT NOT NULL,
  answer TEXT NOT NULL,               -- yes | maybe | no
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (network, event, member),
  FOREIGN KEY (network, event) REFERENCES events (network, id),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
);

CREATE TABLE seen (
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  item TEXT NOT NULL,                 -- a post or an event
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (network, member, item),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
);

CREATE TABLE mutations (
  id TEXT NOT NULL PRIMARY KEY,       -- made by the device; never expires (I3)
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  digest TEXT NOT NULL,               -- SHA-256 of the whole mutation
  outcome TEXT NOT NULL,              -- JSON: the first answer, given again to every repetition
  at BIGINT NOT NULL,
  FOREIGN KEY (network, member) REFERENCES members (network, id)
);

CREATE TABLE challenges (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,                -- canonical form, known or not
  login_secret_hash TEXT NOT NULL,    -- the code works only with the secret of the device that asked
  locale TEXT NOT NULL,
  device_name TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  decided_at BIGINT,                 -- when the worker looked whether the address is known
  mac TEXT,                           -- HMAC of the code; NULL: no code opens it
  replaced_at BIGINT,                -- when a newer request of the same address took its place
  used_at BIGINT
);
CREATE INDEX challenges_by_email ON challenges (email);
CREATE INDEX challenges_undecided ON challenges (decided_at, asked_at);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id),
  token_hash TEXT NOT NULL UNIQUE,    -- SHA-256 of the token; the token itself is nowhere
  device_name TEXT NOT NULL,
  platform TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE limits (
  bucket TEXT NOT NULL PRIMARY KEY,   -- what is counted; addresses appear as HMACs
  started_at BIGINT NOT NULL,        -- when the running window began
  count BIGINT NOT NULL
);

CREATE TABLE mail (
  id TEXT NOT NULL PRIMARY KEY,
  network TEXT REFERENCES networks (id), -- NULL for mail of the whole server, such as a sign-in code
  kind TEXT NOT NULL,                 -- sign-in-code | invitation
  about TEXT NOT NULL,                -- the challenge or the member; the text is made when it is sent
  recipient TEXT NOT NULL,
  locale TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,            -- not before; also the claim of a worker that is sending it
  attempts BIGINT NOT NULL DEFAULT 0,
  failed TEXT                         -- why it will not be tried again
);
CREATE INDEX mail_due ON mail (failed, due_at);
