//! All tables with their columns, for what treats them alike: backup and restore. Parents stand before
//! their children. A test compares this list with the schema of both databases.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// TEXT.
    Text,
    /// BIGINT.
    Number,
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
pub const SCHEMA: i64 = 3;

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
    networks { id Text, name Text, kind Text, charter Text, terms Text, locale Text, created_at Number }
    network_seq { network Text, seq Number }
    floors { network Text, scope Text, seq Number }
    changes {
        network Text, scope Text, kind Text, id Text, seq Number, version Number, owner Text, body Text, at Number
    }
    accounts { id Text, email Text, created_at Number }
    members {
        network Text, id Text, account Text, email Text, class Text, state Text, duties Text, entry Text,
        confirmed_at Number, invited_at Number, created_at Number
    }
    profile_fields { network Text, member Text, field Text, value Text, audience Text, version Text }
    hidden { network Text, member Text, other Text, hidden_at Number }
    removals { network Text, viewer Text, scope Text, kind Text, id Text, seq Number, at Number }
    roster {
        network Text, email Text, employee_number Text, class Text, entry Text, joined_on Text, left_on Text,
        extra Text, digest Text, imported_at Number
    }
    posts {
        network Text, id Text, kind Text, title Text, text Text, audience Text, author Text, source Text,
        published_at Number, removed_at Number
    }
    events {
        network Text, id Text, plan Text, audience Text, organiser Text, source Text, published_at Number,
        cancelled_at Number
    }
    rsvps { network Text, event Text, member Text, answer Text, answered_at Number }
    seen { network Text, member Text, item Text, seen_at Number }
    mutations { id Text, network Text, member Text, digest Text, outcome Text, at Number }
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
