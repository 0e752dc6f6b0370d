-- What a sync needs beyond the rows themselves. The PostgreSQL file of the same name says the same.

CREATE TABLE floors (
  network TEXT NOT NULL REFERENCES networks (id),
  scope TEXT NOT NULL,
  seq INTEGER NOT NULL,               -- the last tombstone of the scope that was forgotten: below it a device begins anew (I15)
  PRIMARY KEY (network, scope)
) STRICT;

CREATE TABLE hidden (
  network TEXT NOT NULL,
  member TEXT NOT NULL,               -- who hid
  other TEXT NOT NULL,                -- who was hidden; neither sees rows of the other
  hidden_at INTEGER NOT NULL,
  PRIMARY KEY (network, member, other),
  FOREIGN KEY (network, member) REFERENCES members (network, id),
  FOREIGN KEY (network, other) REFERENCES members (network, id)
) STRICT;
CREATE INDEX hidden_by_other ON hidden (network, other);

CREATE TABLE removals (
  network TEXT NOT NULL,
  viewer TEXT NOT NULL,               -- for this member alone the row is gone
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,               -- place in the network's order, like that of a row
  at INTEGER NOT NULL,
  PRIMARY KEY (network, viewer, scope, kind, id),
  FOREIGN KEY (network, viewer) REFERENCES members (network, id)
) STRICT;

-- Forgetting old tombstones, and hiding somebody, must not read every row.
CREATE INDEX changes_gone ON changes (network, seq) WHERE body IS NULL;
CREATE INDEX changes_by_owner ON changes (network, owner) WHERE owner IS NOT NULL;
