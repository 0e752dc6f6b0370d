-- The pictures behind the photos of profiles, and the fields that a network adds. The PostgreSQL file of the same name says the same.

CREATE TABLE photos (
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  id TEXT NOT NULL,                   -- SHA-256 of the picture that the device sent, as the profile names it
  large BLOB NOT NULL,                -- JPEG, made anew here
  small BLOB NOT NULL,                -- the same, for lists
  at INTEGER NOT NULL,
  PRIMARY KEY (network, member, id),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
) STRICT;

-- What a network decides about fields of profiles: fields of its own, and the audience that it proposes for each.
CREATE TABLE field_kinds (
  network TEXT NOT NULL REFERENCES networks (id),
  field TEXT NOT NULL,                -- as on the wire; own/<uuid> for one that the network added
  body TEXT NOT NULL,                 -- JSON
  PRIMARY KEY (network, field)
) STRICT;
