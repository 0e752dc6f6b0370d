//! The ledger of deletions: a file beside the database that no restore replaces. One line of JSON for each deletion,
//! added and synced to the disk before the deletion is committed; nothing in it says anything about the person.

use crate::{
    db::{condition::of_io, erasures::Erasure},
    failure::Failure,
};
use enishi_wire::ids::{MemberId, NetworkId};
use serde::{Deserialize, Serialize};
use std::{
    fs::OpenOptions,
    io::{self, BufRead, BufReader, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The name of the file in the data folder.
pub const FILE: &str = "deletions.ndjson";
/// No line is longer.
const LONGEST: u64 = 4_096;

/// The ledger of a data folder.
#[derive(Debug, Clone)]
pub struct Ledger(Arc<PathBuf>);

#[derive(Serialize, Deserialize)]
struct Line {
    network: NetworkId,
    member: MemberId,
    receipt: String,
    erased_at: i64,
}

impl Ledger {
    /// That of a data folder; the file is made by the first deletion.
    pub fn of(data: &Path) -> Self {
        Self(Arc::new(data.join(FILE)))
    }

    /// Adds a deletion, durably.
    pub fn add(&self, erasure: &Erasure) -> Result<(), Failure> {
        self.write(erasure).map_err(|error| Failure::Database(of_io(&error)))
    }

    fn write(&self, erasure: &Erasure) -> io::Result<()> {
        let line = Line {
            network: erasure.network,
            member: erasure.member,
            receipt: erasure.receipt.clone(),
            erased_at: erasure.erased_at,
        };
        let mut text = serde_json::to_vec(&line)?;
        text.push(b'\n');
        let mut options = OpenOptions::new();
        options.create(true).read(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&*self.0)?;
        // A line that a power cut left unended must not swallow this one.
        if file.seek(SeekFrom::End(0))? > 0 {
            file.seek(SeekFrom::End(-1))?;
            let mut last = [0];
            io::Read::read_exact(&mut file, &mut last)?;
            if last != *b"\n" {
                text.insert(0, b'\n');
            }
        }
        file.write_all(&text)?;
        file.sync_all()?;
        #[cfg(unix)]
        if let Some(folder) = self.0.parent() {
            std::fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Every deletion that can be read. A line that cannot is passed over and said in the log.
    pub fn read(&self) -> Result<Vec<Erasure>, Failure> {
        let file = match std::fs::File::open(&*self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::Database(of_io(&error))),
        };
        let mut erasures = Vec::new();
        let mut file = BufReader::new(file);
        loop {
            let mut text = Vec::new();
            let mut line = io::Read::take(&mut file, LONGEST);
            let read = line.read_until(b'\n', &mut text).map_err(|error| Failure::Database(of_io(&error)))?;
            if read == 0 {
                return Ok(erasures);
            }
            match serde_json::from_slice::<Line>(&text) {
                Ok(Line { network, member, receipt, erased_at }) => {
                    erasures.push(Erasure { network, member, receipt, erased_at });
                }
                Err(_) if text.iter().all(u8::is_ascii_whitespace) => {}
                Err(_) => tracing::warn!("The ledger of deletions has a line that cannot be read."),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;

    fn erasure() -> Erasure {
        let (network, member) = (NetworkId(ids::secret_id()), MemberId(ids::secret_id()));
        Erasure { network, member, receipt: ids::receipt(), erased_at: 7 }
    }

    #[test]
    fn a_ledger_whose_last_line_was_cut_keeps_all_others_and_takes_new_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::of(folder.path());
        assert_eq!(ledger.read().expect("nothing yet"), []);
        let (first, cut, last) = (erasure(), erasure(), erasure());
        ledger.add(&first).expect("added");
        ledger.add(&cut).expect("added");
        let path = folder.path().join(FILE);
        let text = std::fs::read(&path).expect("a file");
        std::fs::write(&path, &text[..text.len() - 9]).expect("cut");
        ledger.add(&last).expect("added");
        assert_eq!(ledger.read().expect("read"), [first, last]);
    }

    #[test]
    fn a_ledger_full_of_rubbish_stops_nobody() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rubbish = vec![b'x'; 20_000];
        rubbish.extend(b"\n\0\n{}\n\n[1,2]\n");
        std::fs::write(folder.path().join(FILE), rubbish).expect("a file");
        let ledger = Ledger::of(folder.path());
        let only = erasure();
        ledger.add(&only).expect("added");
        assert_eq!(ledger.read().expect("read"), [only]);
    }
}
