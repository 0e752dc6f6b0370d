//! What is wrong with a database, in words that an operator can act on. Both engines' codes are known here
//! and nowhere else.

/// A state of the database in which the work cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Another program holds it, longer than we wait.
    Locked,
    /// It may not be written.
    ReadOnly,
    /// No space is left.
    Full,
    /// The file is damaged or is no database.
    Corrupt,
    /// A newer program has changed its schema.
    Newer,
    /// It cannot be opened or reached.
    Unreachable,
}

impl Condition {
    /// What scripts match on.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Locked => "database_locked",
            Self::ReadOnly => "read_only",
            Self::Full => "disk_full",
            Self::Corrupt => "database_corrupt",
            Self::Newer => "newer_database",
            Self::Unreachable => "database_unreachable",
        }
    }

    /// What the operator reads.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Locked => {
                "Another program is holding the database. Nothing was changed; try again when it has finished."
            }
            Self::ReadOnly => {
                "The database or its folder may not be written. Nothing was changed; check owner and permissions."
            }
            Self::Full => "The disk is full. Nothing was changed; make space and try again.",
            Self::Corrupt => {
                "The database file is damaged or is not a database. It was left as it is; restore a backup beside it."
            }
            Self::Newer => {
                "The database was made by a newer enishi-server. Nothing was changed; install that version."
            }
            Self::Unreachable => {
                "The database cannot be opened or reached. Check the path or address and its permissions."
            }
        }
    }
}

/// Reads the condition from an error; `None` for a fault of our own.
pub fn condition(error: &sqlx::Error) -> Option<Condition> {
    match error {
        sqlx::Error::Database(database) => of_code(database.code()?.as_ref()),
        sqlx::Error::Io(io) => Some(of_io(io)),
        sqlx::Error::PoolTimedOut => Some(Condition::Locked),
        sqlx::Error::PoolClosed | sqlx::Error::Tls(_) | sqlx::Error::Configuration(_) => {
            Some(Condition::Unreachable)
        }
        _ => None,
    }
}

/// The condition behind a failed access to a file.
pub fn of_io(error: &std::io::Error) -> Condition {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Condition::Full,
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Condition::ReadOnly,
        _ => Condition::Unreachable,
    }
}

fn of_code(code: &str) -> Option<Condition> {
    // SQLSTATE has five characters; SQLite's extended result codes are shorter numbers.
    if code.len() == 5 {
        return match code {
            "55P03" | "40P01" | "40001" | "57014" => Some(Condition::Locked),
            "25006" | "42501" => Some(Condition::ReadOnly),
            "53100" => Some(Condition::Full),
            "XX001" | "XX002" => Some(Condition::Corrupt),
            _ if code.starts_with("08") || code.starts_with("28") || code.starts_with("53") => {
                Some(Condition::Unreachable)
            }
            "3D000" | "57P01" | "57P02" | "57P03" => Some(Condition::Unreachable),
            _ => None,
        };
    }
    let code = code.parse::<u32>().ok()?;
    // No room for the index of the log (IOERR_SHMSIZE): what opening a database on a full disk says.
    if code == 4874 {
        return Some(Condition::Full);
    }
    // The low byte is the primary result code: 261 (BUSY_RECOVERY) is a 5 (BUSY).
    match code & 0xff {
        5 | 6 => Some(Condition::Locked),
        8 => Some(Condition::ReadOnly),
        // A full disk can also show as a failed write (10).
        13 => Some(Condition::Full),
        11 | 26 => Some(Condition::Corrupt),
        10 | 14 => Some(Condition::Unreachable),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_codes_of_sqlite_have_the_condition_of_their_primary_code() {
        assert_eq!(of_code("261"), Some(Condition::Locked));
        assert_eq!(of_code("1032"), Some(Condition::ReadOnly));
        assert_eq!(of_code("13"), Some(Condition::Full));
        assert_eq!(of_code("4874"), Some(Condition::Full));
        assert_eq!(of_code("26"), Some(Condition::Corrupt));
        assert_eq!(of_code("1555"), None, "a broken unique key is a fault of ours");
    }

    #[test]
    fn codes_of_postgresql_are_told_from_numbers_of_sqlite() {
        assert_eq!(of_code("55P03"), Some(Condition::Locked));
        assert_eq!(of_code("53100"), Some(Condition::Full));
        assert_eq!(of_code("23505"), None);
    }
}
