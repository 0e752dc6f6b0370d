//! Statements for many rows at once: sending one to SQLite's thread costs as much as storing ten rows.

use sqlx::{AssertSqlSafe, Sqlite, query::Query, sqlite::SqliteArguments};
use uuid::Uuid;

/// A statement with values to bind.
pub type Statement = Query<'static, Sqlite, SqliteArguments>;

/// Rows of one statement; three lengths keep the number of prepared statements small.
const LENGTHS: [usize; 3] = [256, 32, 1];

/// The lengths of the pieces of so many rows, for which statements are prepared.
pub fn lengths(mut rows: usize) -> Vec<usize> {
    let mut lengths = Vec::new();
    for length in LENGTHS {
        lengths.resize(lengths.len() + rows / length, length);
        rows %= length;
    }
    lengths
}

/// Cuts rows into such pieces.
pub fn pieces<T>(mut rows: &[T]) -> Vec<&[T]> {
    let mut pieces = Vec::new();
    for length in lengths(rows.len()) {
        if let Some((piece, rest)) = rows.split_at_checked(length) {
            pieces.push(piece);
            rows = rest;
        }
    }
    pieces
}

/// Things that one statement looks up: a page of a list.
pub const WANTED: usize = 50;

/// A statement that looks things up by their ids, at most [`WANTED`] of them: `beginning`, their ids as a table of one
/// column, `end`. It always has as many parameters, so that it is prepared once.
pub fn look_up(beginning: &str, ids: &[Uuid], end: &str) -> Statement {
    let statement = statement(beginning, 1, WANTED, end);
    (0..WANTED).fold(statement, |statement, place| statement.bind(ids.get(place).copied()))
}

/// A statement with one `(?, …)` for each row between its beginning and its end.
///
/// All parameters are anonymous, because SQLite looks for named ones one after the other.
pub fn statement(beginning: &str, columns: usize, rows: usize, end: &str) -> Statement {
    let row = format!("({})", vec!["?"; columns].join(", "));
    let text = format!("{beginning} {} {end}", vec![row; rows].join(", "));
    // Only question marks are added to what is written in the source.
    sqlx::query(AssertSqlSafe(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_pieces_are_the_rows_in_order(rows in prop::collection::vec(any::<u8>(), 0..700)) {
            let pieces = pieces(&rows);
            prop_assert_eq!(&pieces.concat(), &rows);
            prop_assert!(pieces.iter().all(|piece| LENGTHS.contains(&piece.len())));
        }
    }
}
