//! The outbox once more, outside the database: what the person wished survives even a database whose
//! first page is gone.
//!
//! An append-only file of sealed lines, one for each wish and one for each end of a wish, written before
//! the database. It may lag behind (a wish that was answered or replaced and not yet struck out): sending
//! one again is harmless, because its id makes it happen once (I3), and what a later wish made void stays
//! out when the account opens.

use crate::{
    error::Error,
    secrets::{Key, seal, unseal},
    vault::{sync_folder, write_atomically},
    wish::Wish,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use enishi_wire::ids::MutationId;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

const PURPOSE: &str = "outbox-journal";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Made(Box<RawValue>),
    Ended(MutationId),
}

/// The journal of one account; clones write to the same file.
#[derive(Clone)]
pub struct Journal {
    path: PathBuf,
    key: Key,
    // Appends of two tasks must not interleave inside a line.
    writing: Arc<Mutex<()>>,
}

impl Journal {
    /// The journal at `path`; the file appears with the first wish.
    pub fn new(path: PathBuf, key: Key) -> Self {
        Self { path, key, writing: Arc::new(Mutex::new(())) }
    }

    /// Notes a wish; when this returns it survives a power cut.
    ///
    /// # Errors
    /// A full disk, a folder that cannot be written.
    pub fn made(&self, wish: &Wish) -> Result<(), Error> {
        self.append(&Line::Made(wish.text.clone()))
    }

    /// Notes that a wish was answered or discarded.
    ///
    /// # Errors
    /// A full disk, a folder that cannot be written.
    pub fn ended(&self, id: MutationId) -> Result<(), Error> {
        self.append(&Line::Ended(id))
    }

    /// The wishes without an end, oldest first. Lines that do not open are passed over.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open_wishes(&self) -> Result<Vec<Wish>, Error> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                String::from_utf8_lossy(&fs::read(&self.path)?).into_owned()
            }
            Err(error) => return Err(error.into()),
        };
        let mut open: Vec<Wish> = Vec::new();
        for line in text.lines() {
            let line = unseal(&self.key, PURPOSE, line).and_then(|plain| serde_json::from_slice(&plain).ok());
            match line {
                Some(Line::Made(text)) => open.extend(Wish::read(text.get()).ok()),
                Some(Line::Ended(id)) => open.retain(|wish| wish.id() != id),
                None => tracing::warn!("A line of the outbox journal does not open and is passed over."),
            }
        }
        Ok(open)
    }

    /// Notes wishes that go again, before everything that is open: in this file too what was wished later comes later.
    ///
    /// # Errors
    /// A file that cannot be read, a full disk, a folder that cannot be written.
    pub fn again(&self, wishes: &[Wish]) -> Result<(), Error> {
        let _turn = self.writing.lock().map_err(|_| Error::Bug("journal lock"))?;
        let _others = self.alone()?;
        let mut open = self.open_wishes()?;
        open.retain(|wish| !wishes.iter().any(|again| again.id() == wish.id()));
        open.splice(0..0, wishes.iter().cloned());
        self.rewrite(&open)
    }

    /// Rewrites the file with exactly these wishes.
    ///
    /// # Errors
    /// A full disk, a folder that cannot be written.
    pub fn compact(&self, open: &[Wish]) -> Result<(), Error> {
        let _turn = self.writing.lock().map_err(|_| Error::Bug("journal lock"))?;
        let _others = self.alone()?;
        self.rewrite(open)
    }

    fn rewrite(&self, open: &[Wish]) -> Result<(), Error> {
        let mut text = String::new();
        for wish in open {
            text.push_str(&self.line(&Line::Made(wish.text.clone()))?);
        }
        write_atomically(&self.path, text.as_bytes())
    }

    /// The file, for signing out.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn append(&self, line: &Line) -> Result<(), Error> {
        let line = self.line(line)?;
        let _turn = self.writing.lock().map_err(|_| Error::Bug("journal lock"))?;
        let _others = self.alone()?;
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&self.path)?;
        let whole = file.metadata()?.len();
        if let Err(error) = file.write_all(line.as_bytes()).and_then(|()| file.sync_all()) {
            // Half a line would swallow the next one.
            let _best_effort = file.set_len(whole);
            return Err(error.into());
        }
        if whole == 0 {
            // A new file survives a power cut only with its name.
            sync_folder(&self.path)?;
        }
        Ok(())
    }

    /// Keeps other processes on the same home folder out until it is dropped.
    fn alone(&self) -> Result<fs::File, Error> {
        let file = fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.path.with_extension("journal-lock"))?;
        file.lock()?;
        Ok(file)
    }

    fn line(&self, line: &Line) -> Result<String, Error> {
        Ok(STANDARD.encode(seal(&self.key, PURPOSE, &serde_json::to_vec(line)?)?) + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;
    use enishi_wire::{
        ids::NetworkId,
        mutations::{Action, Mutation},
    };

    fn wish() -> Wish {
        let action = Action::MarkSeen { items: vec![] };
        let mutation =
            Mutation { id: ids::mutation(), network: NetworkId(ids::random()), made_at: 0, action };
        Wish::new(mutation, serde_json::Map::new()).unwrap()
    }

    #[test]
    fn wishes_without_an_end_come_back_in_order_and_damaged_lines_do_not_hide_them() {
        let home = tempfile::tempdir().unwrap();
        let journal = Journal::new(home.path().join("outbox.journal"), ids::key().unwrap());
        let (first, second, third) = (wish(), wish(), wish());
        for wish in [&first, &second, &third] {
            journal.made(wish).unwrap();
        }
        journal.ended(second.id()).unwrap();
        let mut text = fs::read_to_string(journal.path()).unwrap();
        text.insert_str(0, "not a sealed line\n");
        text.push_str("half a li");
        fs::write(journal.path(), text).unwrap();
        let open: Vec<_> = journal.open_wishes().unwrap().iter().map(Wish::id).collect();
        assert_eq!(open, [first.id(), third.id()]);
    }
}
