-- Messages that the server cannot read: devices, their keys, and who may write to whom. The messages themselves are
-- rows of `changes`. The PostgreSQL file of the same name says the same.

CREATE TABLE device_lists (            -- the chain of each member, as it was signed
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  n INTEGER NOT NULL,                  -- place in the chain, from 1
  list BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (network, member, n),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
) STRICT;

CREATE TABLE device_keys (             -- each is given out once, but the fallback
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  device TEXT NOT NULL,
  key TEXT NOT NULL,                  -- hexadecimal digits
  signature BLOB NOT NULL,             -- of the device, over the key and where it belongs
  fallback INTEGER NOT NULL,           -- 1: given out when no other is left, and kept
  at INTEGER NOT NULL,
  PRIMARY KEY (network, member, device, key),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
) STRICT;

CREATE TABLE device_names (            -- what members call their devices, and who offered keys last
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  device TEXT NOT NULL,
  name TEXT NOT NULL,
  session TEXT,
  PRIMARY KEY (network, member, device),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
) STRICT;

CREATE TABLE threads (                 -- how each of two people sees where they stand
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  other TEXT NOT NULL,
  state TEXT NOT NULL,                -- asked | asks | open | declined
  since INTEGER NOT NULL,
  read_upto INTEGER NOT NULL DEFAULT 0,
  seen_upto INTEGER NOT NULL DEFAULT 0, -- what the other one has read, if both wish that to be known
  muted INTEGER NOT NULL DEFAULT 0,     -- 1: the member is told of nothing that comes
  PRIMARY KEY (network, member, other),
  FOREIGN KEY (network, member) REFERENCES members (network, id),
  FOREIGN KEY (network, other) REFERENCES members (network, id)
) STRICT;
CREATE INDEX threads_by_other ON threads (network, other);

CREATE TABLE attachments (             -- sealed photos and files of messages
  network TEXT NOT NULL REFERENCES networks (id),
  id TEXT NOT NULL,
  member TEXT,                        -- who sent it; NULL: has left
  other TEXT,                         -- to whom it was sent; NULL: not sent yet, or has left
  message TEXT,                       -- NULL: not sent yet
  bytes INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (network, id),
  FOREIGN KEY (network, member) REFERENCES members (network, id),
  FOREIGN KEY (network, other) REFERENCES members (network, id)
) STRICT;
CREATE INDEX attachments_by_message ON attachments (network, message);
CREATE INDEX attachments_by_member ON attachments (network, member);
CREATE INDEX attachments_by_other ON attachments (network, other);

CREATE TABLE attachment_parts (
  network TEXT NOT NULL,
  attachment TEXT NOT NULL,
  part INTEGER NOT NULL,                  -- from 0
  body BLOB NOT NULL,
  PRIMARY KEY (network, attachment, part),
  FOREIGN KEY (network, attachment) REFERENCES attachments (network, id) ON DELETE CASCADE
) STRICT;

ALTER TABLE reports ADD COLUMN messages TEXT NOT NULL DEFAULT '[]'; -- JSON: messages whose proof is good
