//! HR's roster: a file in whatever form Excel left it becomes people, row by row, with a reason for every
//! row that is refused. Reading order: [`file`] (bytes to rows), [`headers`] (which column is what),
//! [`dates`], [`rows`] (a row to a person), [`import`] (all of it, in one transaction).

mod dates;
mod file;
mod headers;
mod import;
mod rows;

pub use import::{Outcome, Report, RowReport, import};
pub use rows::Reason;
