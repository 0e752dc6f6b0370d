-- 近況, reactions, life events, whom one follows. The PostgreSQL file of the same name says the same.

CREATE TABLE statuses (
  network TEXT NOT NULL,
  member TEXT NOT NULL,               -- one for each member: the last counts
  id TEXT NOT NULL,                   -- the mutation that said it; reactions name it
  mark TEXT NOT NULL,                 -- as on the wire
  text TEXT NOT NULL,
  audience TEXT NOT NULL,             -- everyone | alumni | staff
  said_at INTEGER NOT NULL,            -- fades 90 days later
  PRIMARY KEY (network, member),
  UNIQUE (network, id),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
) STRICT;
CREATE INDEX statuses_by_age ON statuses (said_at);

CREATE TABLE life_events (
  network TEXT NOT NULL,
  id TEXT NOT NULL,
  author TEXT NOT NULL,
  event TEXT NOT NULL,                -- JSON: what is shared; who is named is in the columns
  audience TEXT NOT NULL,
  named TEXT,                         -- who is asked, or named
  consent TEXT NOT NULL,              -- none | asked | agreed | declined
  made_at INTEGER NOT NULL,
  agreed_at INTEGER,
  published_at INTEGER,                -- NULL: a draft that waits for consent
  PRIMARY KEY (network, id),
  FOREIGN KEY (network, author) REFERENCES members (network, id),
  FOREIGN KEY (network, named) REFERENCES members (network, id)
) STRICT;
CREATE INDEX life_events_by_author ON life_events (network, author);
CREATE INDEX life_events_by_named ON life_events (network, named) WHERE named IS NOT NULL;

CREATE TABLE reactions (
  network TEXT NOT NULL,
  item TEXT NOT NULL,                 -- a 近況 or a life event
  member TEXT NOT NULL,               -- who reacted
  author TEXT NOT NULL,               -- whose item it is
  reaction TEXT NOT NULL,
  reacted_at INTEGER NOT NULL,
  PRIMARY KEY (network, item, member),
  FOREIGN KEY (network, member) REFERENCES members (network, id),
  FOREIGN KEY (network, author) REFERENCES members (network, id)
) STRICT;
CREATE INDEX reactions_by_member ON reactions (network, member);

CREATE TABLE follows (
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  other TEXT NOT NULL,                -- who is followed, and never told
  since INTEGER NOT NULL,
  PRIMARY KEY (network, member, other),
  FOREIGN KEY (network, member) REFERENCES members (network, id),
  FOREIGN KEY (network, other) REFERENCES members (network, id)
) STRICT;
CREATE INDEX follows_by_other ON follows (network, other);

CREATE TABLE choices (
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  body TEXT NOT NULL,                 -- JSON: small choices that count on all devices
  PRIMARY KEY (network, member),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
) STRICT;

CREATE TABLE suggestions (
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  other TEXT NOT NULL,                -- who was suggested; nobody is suggested twice
  week INTEGER NOT NULL,
  dismissed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (network, member, other),
  FOREIGN KEY (network, member) REFERENCES members (network, id),
  FOREIGN KEY (network, other) REFERENCES members (network, id)
) STRICT;
