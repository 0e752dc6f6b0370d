//! The letters that the server wrote into its mail folder, read as a mail program would.

use crate::wait;
use anyhow::{Context, Result};
use mailparse::MailHeaderMap as _;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A mail folder and which letters in it were read.
pub struct Mailbox {
    folder: PathBuf,
    read: BTreeSet<PathBuf>,
}

/// A letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
}

impl Mailbox {
    /// A mail folder; letters that are there already count as unread.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), read: BTreeSet::new() }
    }

    /// The next unread letter to an address.
    pub async fn next_for(&mut self, address: &str) -> Result<Letter> {
        let folder = self.folder.clone();
        let read = self.read.clone();
        let (path, letter) = wait::until(&format!("a letter to {address}"), async || {
            for path in letters(&folder)?.into_iter().filter(|path| !read.contains(path)) {
                if let Some(letter) = read_letter(&path, address)? {
                    return Ok(Some((path, letter)));
                }
            }
            Ok(None)
        })
        .await?;
        self.read.insert(path);
        Ok(letter)
    }
}

impl Letter {
    /// The sign-in code in the text: two groups of four with a hyphen.
    pub fn code(&self) -> Result<String> {
        self.text
            .split_whitespace()
            .find(|word| {
                word.len() == 9
                    && word.char_indices().all(|(at, c)| {
                        if at == 4 { c == '-' } else { c.is_ascii_uppercase() || c.is_ascii_digit() }
                    })
            })
            .map(str::to_owned)
            .context("the letter has no code")
    }
}

/// All letters in the folder, oldest first: the names begin with the time.
fn letters(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
    paths.sort();
    Ok(paths)
}

fn read_letter(path: &Path, address: &str) -> Result<Option<Letter>> {
    let bytes = fs::read(path)?;
    let mail = mailparse::parse_mail(&bytes)?;
    if !mail.headers.get_first_value("To").is_some_and(|to| to.contains(address)) {
        return Ok(None);
    }
    let plain = mail.parts().find(|part| part.ctype.mimetype == "text/plain").context("no plain text")?;
    Ok(Some(Letter {
        subject: mail.headers.get_first_value("Subject").unwrap_or_default(),
        text: plain.get_body()?,
    }))
}
