//! The whole file in one transaction: every row is accepted, unchanged or refused, and nothing is half imported.

use super::{
    file::{self, FileRow, not_a_roster},
    headers::Headers,
    rows::{self, Reason},
};
use crate::{
    db::{Database, members, roster, roster::Person, write::Write},
    domain::{
        invitations::known,
        members::{propose, set_class, set_state},
    },
    failure::Failure,
};
use enishi_wire::{ids::NetworkId, members::MemberState};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, path::Path};
use tokio::sync::mpsc;

/// More rows than this are another kind of file.
const ROWS: u64 = 1_000_000;
/// The headers may stand below a title.
const HEADER_WITHIN: u64 = 10;

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The person is on the roster as the row says.
    Accepted,
    /// The roster said so before.
    Unchanged,
    /// The row was left out.
    Refused,
}

/// A row with what happened to it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RowReport {
    /// The line of the file at which the row begins, or the row of the sheet.
    pub line: u64,
    /// What happened.
    pub outcome: Outcome,
    /// Why it was refused.
    pub reason: Option<Reason>,
}

/// What happened to a file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// New or changed people.
    pub accepted: u64,
    /// People as they were.
    pub unchanged: u64,
    /// Rows left out.
    pub refused: u64,
    /// Columns that were kept without being read.
    pub unknown_columns: Vec<String>,
    /// Every row.
    pub rows: Vec<RowReport>,
}

impl Report {
    fn add(&mut self, line: u64, outcome: Outcome, reason: Option<Reason>) {
        match outcome {
            Outcome::Accepted => self.accepted += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Refused => self.refused += 1,
        }
        self.rows.push(RowReport { line, outcome, reason });
    }
}

/// Imports a file, or with `dry_run` says what would happen.
pub async fn import(
    database: &Database,
    network: NetworkId,
    path: &Path,
    dry_run: bool,
    now: i64,
) -> Result<Report, Failure> {
    known(database, network).await?;
    // Once through the file without the database: what is no roster holds nobody up.
    let counted = path.to_owned();
    let count = tokio::task::spawn_blocking(move || count_rows(&counted));
    count.await.map_err(|_| Failure::Fault("the reader of the file died".to_owned()))??;
    // The file is read on a thread of its own; a few rows wait here, never the whole file.
    let (sender, mut rows) = mpsc::channel::<FileRow>(512);
    let path = path.to_owned();
    let reading =
        tokio::task::spawn_blocking(move || file::read(&path, |row| sender.blocking_send(row).is_ok()));

    let mut importing = Importing {
        network,
        now,
        report: Report::default(),
        emails: Seen::default(),
        numbers: Seen::default(),
        changed: Vec::new(),
        corrected: Vec::new(),
    };
    let mut write = database.write().await?;
    let taken = importing.take_all(&mut write, &mut rows).await;
    drop(rows);
    let read = reading.await.map_err(|_| Failure::Fault("the reader of the file died".to_owned()))?;
    // What is wrong with the file explains what is wrong with its rows.
    if let Err(failure) = read.and(taken) {
        write.roll_back().await;
        return Err(failure);
    }
    if dry_run {
        write.roll_back().await;
        return Ok(importing.report);
    }
    importing.commit(write).await
}

/// Refuses a file that cannot be read to its end, or that is too long.
fn count_rows(path: &Path) -> Result<(), Failure> {
    let mut count = 0;
    file::read(path, |row| {
        count += u64::from(!is_blank(&row));
        count <= ROWS + HEADER_WITHIN
    })?;
    if count > ROWS + HEADER_WITHIN { Err(too_many_rows()) } else { Ok(()) }
}

fn is_blank(row: &FileRow) -> bool {
    row.cells.iter().all(|cell| cell.trim().is_empty())
}

fn too_many_rows() -> Failure {
    Failure::operator("too_many_rows", "The file has more than 1,000,000 rows. Nothing was imported.")
}

/// Which texts have been there; only a digest of each is kept.
#[derive(Default)]
struct Seen(BTreeSet<[u8; 16]>);

impl Seen {
    fn is_new(&mut self, text: &str) -> bool {
        let mut short = [0; 16];
        short.copy_from_slice(Sha256::digest(text).get(..16).unwrap_or(&[0; 16]));
        self.0.insert(short)
    }
}

struct Importing {
    network: NetworkId,
    now: i64,
    report: Report,
    emails: Seen,
    numbers: Seen,
    /// Addresses of members whose row changed.
    changed: Vec<String>,
    /// Addresses of invited people that the file has corrected: nobody may join with them any more.
    corrected: Vec<String>,
}

impl Importing {
    async fn take_all(
        &mut self,
        write: &mut Write,
        rows: &mut mpsc::Receiver<FileRow>,
    ) -> Result<(), Failure> {
        let has_members = members::any(write.conn(), self.network).await?;
        let headers = self.find_headers(rows).await?;
        self.report.unknown_columns = headers.unknown().map(|(_, name)| name.to_owned()).collect();
        let mut count = 0;
        while let Some(row) = rows.recv().await {
            if is_blank(&row) {
                continue;
            }
            count += 1;
            if count > ROWS {
                return Err(too_many_rows());
            }
            let person = rows::person(&headers, &row).and_then(|person| self.first_of_its_kind(person));
            match person {
                Ok(person) => {
                    let news = roster::write(write.conn(), self.network, &person, self.now).await?;
                    if news && !self.takes_the_place_of_older(write, &person).await? {
                        self.report.add(row.line, Outcome::Refused, Some(Reason::AlreadyMember));
                        continue;
                    }
                    self.report.add(
                        row.line,
                        if news { Outcome::Accepted } else { Outcome::Unchanged },
                        None,
                    );
                    if news && has_members {
                        self.changed.push(person.email);
                    }
                }
                Err(reason) => self.report.add(row.line, Outcome::Refused, Some(reason)),
            }
        }
        Ok(())
    }

    /// A person under a known employee number and a new address: the correction takes the place of the older
    /// row. `false`, and nothing is changed, where that person has confirmed already with the older address.
    async fn takes_the_place_of_older(
        &mut self,
        write: &mut Write,
        person: &roster::Person,
    ) -> Result<bool, Failure> {
        if person.employee_number.is_empty() {
            return Ok(true);
        }
        let older =
            roster::others_with_number(write.conn(), self.network, &person.employee_number, &person.email)
                .await?;
        for email in &older {
            let member = members::of_email(write.conn(), self.network, email).await?;
            match member.map(|member| member.state) {
                None | Some(MemberState::Left | MemberState::Removed) => {}
                Some(MemberState::Invited) => self.corrected.push(email.clone()),
                Some(_) => {
                    roster::delete(write.conn(), self.network, &person.email).await?;
                    return Ok(false);
                }
            }
            roster::delete(write.conn(), self.network, email).await?;
        }
        Ok(true)
    }

    async fn find_headers(&self, rows: &mut mpsc::Receiver<FileRow>) -> Result<Headers, Failure> {
        for _ in 0..HEADER_WITHIN {
            let Some(row) = rows.recv().await else { break };
            if let Some(headers) = Headers::find(&row.cells) {
                return Ok(headers);
            }
        }
        Err(not_a_roster("no line names a column for names and one for email addresses."))
    }

    fn first_of_its_kind(&mut self, person: Person) -> Result<Person, Reason> {
        if !self.emails.is_new(&person.email) {
            return Err(Reason::DuplicateEmail);
        }
        if !person.employee_number.is_empty() && !self.numbers.is_new(&person.employee_number) {
            return Err(Reason::DuplicateEmployeeNumber);
        }
        Ok(person)
    }

    /// What is proposed to people who have not confirmed follows the roster; then all is committed at once.
    async fn commit(self, write: Write) -> Result<Report, Failure> {
        if self.changed.is_empty() && self.corrected.is_empty() {
            write.commit().await?;
            return Ok(self.report);
        }
        let mut turn = write.take_turn(self.network, self.now).await?;
        for email in &self.changed {
            let Some(member) = members::of_email(turn.conn(), self.network, email).await? else {
                continue;
            };
            let Some((class, entry)) = roster::find(turn.conn(), self.network, email).await? else {
                continue;
            };
            match member.state {
                MemberState::Invited => propose(&mut turn, member, class, entry).await?,
                MemberState::Active | MemberState::Paused | MemberState::Leaving => {
                    set_class(&mut turn, member, class).await?
                }
                MemberState::Applied | MemberState::Left | MemberState::Removed | MemberState::Unknown => {}
            }
        }
        for email in &self.corrected {
            if let Some(member) = members::of_email(turn.conn(), self.network, email).await? {
                set_state(&mut turn, member, MemberState::Removed).await?;
            }
        }
        turn.commit().await?;
        Ok(self.report)
    }
}
