-- What members say of themselves beyond their entry. The PostgreSQL file of the same name says the same.

CREATE TABLE profile_fields (
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  field TEXT NOT NULL,                -- as on the wire
  value TEXT,                         -- JSON; NULL: taken away
  audience TEXT NOT NULL,             -- only_me | secretariat | alumni | staff | everyone
  version TEXT NOT NULL,              -- the mutation that made it so
  PRIMARY KEY (network, member, field),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
) STRICT;
