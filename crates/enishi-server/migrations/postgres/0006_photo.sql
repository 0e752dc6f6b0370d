-- The pictures behind the photos of profiles, and the fields that a network adds. The SQLite file of the same name says the same.

CREATE TABLE photos (
  network TEXT NOT NULL,
  member TEXT NOT NULL,
  id TEXT NOT NULL,                   -- SHA-256 of the picture that the device sent, as the profile names it
  large BYTEA NOT NULL,               -- JPEG, made anew here
  small BYTEA NOT NULL,               -- the same, for lists
  at BIGINT NOT NULL,
  PRIMARY KEY (network, member, id),
  FOREIGN KEY (network, member) REFERENCES members (network, id)
);

-- What a network decides about fields of profiles: fields of its own, and the audience that it proposes for each.
CREATE TABLE field_kinds (
  network TEXT NOT NULL REFERENCES networks (id),
  field TEXT NOT NULL,                -- as on the wire; own/<uuid> for one that the network added
  body TEXT NOT NULL,                 -- JSON
  PRIMARY KEY (network, field)
);
