//! All tables with their columns, for what treats them alike: backup and restore. Parents stand before
//! their children. A test compares this list with the schema of both databases.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// TEXT.
    Text,
    /// TEXT that is JSON.
    Json,
    /// BIGINT.
    Number,
    /// BLOB, BYTEA; hexadecimal digits in a backup, which zstd halves again.
    Bytes,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [(&'static str, Kind)],
}

/// Some columns of a table.
pub type Columns = Vec<(&'static str, Kind)>;

/// The schema that [`TABLES`] describes: the number of the last migration.
pub const SCHEMA: i64 = 7;

macro_rules! tables {
    ($($name:ident { $($column:ident $kind:ident),+ })+) => {
        /// Every table of the schema, parents first.
        pub static TABLES: &[Table] = &[$(Table {
            name: stringify!($name),
            columns: &[$((stringify!($column), Kind::$kind)),+],
        }),+];
    };
}

tables! {
    meta { key Text, value Text }
    networks { id Text, name Text, kind Text, charter Text, terms Json, locale Text, created_at Number }
    network_seq { network Text, seq Number }
    floors { network Text, scope Text, seq Number }
    changes {
        network Text, scope Text, kind Text, id Text, seq Number, version Number, owner Text, body Json, at Number
    }
    accounts { id Text, email Text, created_at Number }
    members {
        network Text, id Text, account Text, email Text, class Text, state Text, duties Text, entry Json,
        confirmed_at Number, invited_at Number, created_at Number, stays_until Number, paused_by Text, receipt Text
    }
    profile_fields { network Text, member Text, field Text, value Json, audience Text, version Text }
    statuses {
        network Text, member Text, id Text, mark Text, text Text, audience Text, said_at Number
    }
    life_events {
        network Text, id Text, author Text, event Json, audience Text, named Text, consent Text, made_at Number,
        agreed_at Number, published_at Number
    }
    reactions { network Text, item Text, member Text, author Text, reaction Text, reacted_at Number }
    follows { network Text, member Text, other Text, since Number }
    choices { network Text, member Text, body Json }
    suggestions { network Text, member Text, other Text, week Number, dismissed Number }
    field_kinds { network Text, field Text, body Json }
    device_lists { network Text, member Text, n Number, list Bytes, at Number }
    device_keys {
        network Text, member Text, device Text, key Text, signature Bytes, fallback Number, at Number
    }
    device_names { network Text, member Text, device Text, name Text, session Text }
    threads {
        network Text, member Text, other Text, state Text, since Number, read_upto Number, seen_upto Number,
        muted Number
    }
    attachments { network Text, id Text, member Text, other Text, message Text, bytes Number, at Number }
    attachment_parts { network Text, attachment Text, part Number, body Bytes }
    photos { network Text, member Text, id Text, large Bytes, small Bytes, at Number }
    hidden { network Text, member Text, other Text, hidden_at Number, block Number }
    removals { network Text, viewer Text, scope Text, kind Text, id Text, seq Number, at Number }
    roster {
        network Text, email Text, employee_number Text, class Text, entry Json, joined_on Text, left_on Text,
        extra Json, digest Text, imported_at Number
    }
    posts {
        network Text, id Text, kind Text, title Text, text Text, audience Text, author Text, source Text,
        published_at Number, removed_at Number
    }
    events {
        network Text, id Text, plan Json, audience Text, organiser Text, source Text, published_at Number,
        cancelled_at Number
    }
    rsvps { network Text, event Text, member Text, answer Text, answered_at Number }
    seen { network Text, member Text, item Text, seen_at Number }
    mutations { id Text, network Text, member Text, digest Text, outcome Json, at Number }
    challenges {
        id Text, email Text, login_secret_hash Text, locale Text, device_name Text, asked_at Number,
        expires_at Number, attempts Number, decided_at Number, mac Text, replaced_at Number, used_at Number
    }
    sessions {
        id Text, account Text, token_hash Text, device_name Text, platform Text, created_at Number,
        last_seen_at Number, ended_at Number
    }
    limits { bucket Text, started_at Number, count Number }
    mail {
        id Text, network Text, kind Text, about Text, recipient Text, locale Text, created_at Number,
        due_at Number, attempts Number, failed Text
    }
    reports {
        network Text, id Text, subject Json, about Text, label Text, reason Text, text Text, reporter Text,
        named Number, reported_at Number, decision Text, decided_at Number, messages Json
    }
    decisions {
        network Text, id Text, report Text, decision Text, why Text, by_member Text, decided_at Number
    }
    accesses { network Text, member Text, viewer Text, day Number, seen_at Number }
    erasures { network Text, member Text, receipt Text, erased_at Number }
    ended_tokens { token_hash Text, ended_at Number }
}

impl Table {
    /// The table of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// What a column of a name holds.
    pub fn kind_of(&self, column: &str) -> Option<Kind> {
        self.columns.iter().find(|(name, _)| *name == column).map(|(_, kind)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_column_is_json_where_the_schema_says_so() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
        let mut said = BTreeSet::new();
        for file in std::fs::read_dir(folder).expect("the migrations") {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("a migration");
            let mut table = "";
            for line in text.lines() {
                table = line
                    .strip_prefix("CREATE TABLE ")
                    .and_then(|rest| rest.split(' ').next())
                    .unwrap_or(table);
                let mut words = line.split_whitespace().filter(|_| line.contains("-- JSON"));
                let (table, column) = match line.strip_prefix("ALTER TABLE ") {
                    Some(rest) => (rest.split(' ').next().unwrap_or_default(), words.nth(5)),
                    None => (table, words.next()),
                };
                said.extend(column.map(|column| (table.to_owned(), column.to_owned())));
            }
        }
        let listed = TABLES.iter().flat_map(|table| {
            let json = table.columns.iter().filter(|(_, kind)| *kind == Kind::Json);
            json.map(|(column, _)| (table.name.to_owned(), (*column).to_owned()))
        });
        assert_eq!(listed.collect::<BTreeSet<_>>(), said);
    }
}
