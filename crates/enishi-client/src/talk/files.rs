//! Photos and files on their way: sealed in parts when they are chosen, on the server before the message that names them,
//! and fetched when they are shown. What was sent of one is not sent again.

use crate::{
    clock,
    db::{self, Db, Tx, files::FileRow, letters::LetterState},
    error::Error,
    http::Api,
    ids,
    runner::{Message, Work, changed},
};
use enishi_bridge::{errors::AppCode, notices::Tag};
use enishi_seal::{
    attachment::{self, Which},
    letter::Attachment,
    secret::Secret,
};
use enishi_wire::{
    ids::{AttachmentId, MemberId, MessageId, NetworkId},
    talk::{ATTACHMENT_BYTES, BeginAttachment},
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// So many files are fetched at once.
static FETCHING: Semaphore = Semaphore::const_new(3);

/// A photo or file that was chosen and is ready to be kept.
pub struct Made {
    /// What is known of it.
    pub row: FileRow,
    /// Its sealed parts.
    pub parts: Vec<Vec<u8>>,
}

/// Seals what was chosen. `None`: it is larger than a server takes.
pub fn make(
    network: NetworkId,
    peer: MemberId,
    (name, media): (String, String),
    [width, height]: [u32; 2],
    plain: &[u8],
) -> Result<Option<Made>, Error> {
    if attachment::sealed_bytes(plain.len()).map_or(true, |bytes| bytes > ATTACHMENT_BYTES) {
        return Ok(None);
    }
    let (id, key) = (AttachmentId(ids::random()), ids::key()?);
    let parts = attachment::seal(&Secret::new(*key), &which(network, id), plain)
        .map_err(|_| Error::Bug("a file that cannot be sealed"))?;
    let row = FileRow {
        id,
        peer,
        message: None,
        name,
        media,
        bytes: u64::try_from(plain.len()).unwrap_or(u64::MAX),
        key: Zeroizing::new(key.to_vec()),
        sha256: Sha256::digest(plain).to_vec(),
        width,
        height,
        mine: true,
        sent: None,
        sent_parts: 0,
    };
    Ok(Some(Made { row, parts }))
}

const fn which(network: NetworkId, id: AttachmentId) -> Which {
    Which { network: network.0, attachment: id.0 }
}

/// Parts of a file.
pub fn parts(row: &FileRow) -> u32 {
    usize::try_from(row.bytes).ok().and_then(|bytes| attachment::parts(bytes).ok()).unwrap_or(u32::MAX)
}

/// What a letter says of its files.
pub fn named(rows: &[FileRow]) -> Vec<Attachment> {
    let one = |row: &FileRow| {
        Some(Attachment {
            id: row.id.0,
            key: Secret::from_slice(&row.key)?,
            name: row.name.clone(),
            media: row.media.clone(),
            bytes: row.bytes,
            sha256: row.sha256.as_slice().try_into().ok()?,
            width: row.width,
            height: row.height,
        })
    };
    rows.iter().filter_map(one).collect()
}

/// Stores what a letter says of its files.
pub async fn keep(
    tx: &mut Tx<'_>,
    network: NetworkId,
    (peer, message): (MemberId, MessageId),
    attachments: Vec<Attachment>,
) -> Result<(), Error> {
    let now = clock::now();
    for (position, file) in attachments.into_iter().enumerate() {
        let row = FileRow {
            id: AttachmentId(file.id),
            peer,
            message: Some(message),
            name: plain_name(&file.name),
            media: file.media,
            bytes: file.bytes,
            key: Zeroizing::new(file.key.expose().to_vec()),
            sha256: file.sha256.to_vec(),
            width: file.width,
            height: file.height,
            mine: false,
            sent: None,
            sent_parts: 0,
        };
        db::files::put(tx, network, &row, (position, now)).await?;
    }
    Ok(())
}

/// A name that says what it is and no path: without separators, control characters and marks of direction, which could
/// make `exe` look like `jpg`.
pub fn plain_name(name: &str) -> String {
    let odd = |letter: char| {
        letter.is_control()
            || matches!(letter, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let name: String = name.chars().filter(|letter| !odd(*letter)).collect();
    let name = name.trim().trim_start_matches('.');
    let mut short = String::new();
    // The end of a long name says what it is.
    let (stem, end) = match name.rsplit_once('.') {
        Some((stem, end)) if end.len() <= 16 && !stem.is_empty() => (stem, format!(".{end}")),
        _ => (name, String::new()),
    };
    for letter in stem.chars() {
        if short.len() + letter.len_utf8() + end.len() > 120 {
            break;
        }
        short.push(letter);
    }
    let whole = format!("{}{end}", short.trim_end());
    if whole.is_empty() { "file".to_owned() } else { whole }
}

/// Whether every file of a message is on the server, in this life of its database.
pub async fn are_there(tx: &mut Tx<'_>, network: NetworkId, message: MessageId) -> Result<bool, Error> {
    let epoch = db::places::epoch(tx, network).await?;
    let files = db::files::of_message(tx, network, message).await?;
    Ok(files.iter().all(|file| !file.mine || (file.sent.is_some() && file.sent == epoch)))
}

/// Asks the runner to send what waits, if something does: a large file keeps no sync waiting.
pub async fn start(work: &Work, network: NetworkId, epoch: Option<&str>) -> Result<(), Error> {
    let Some(epoch) = epoch else { return Ok(()) };
    if !work.db.files_to_send(network, epoch).await?.is_empty() {
        let _ended = work.told.send(Message::SendFiles(network));
    }
    Ok(())
}

/// Sends what waits, part by part. Answers whether something can be sealed now.
pub async fn send(work: &Work, network: NetworkId) -> bool {
    match try_send(work, network).await {
        Ok(sent) => sent,
        Err(error) => {
            error.report_damage();
            tracing::info!(%error, "A file could not be sent; the next sync goes on with it.");
            false
        }
    }
}

async fn try_send(work: &Work, network: NetworkId) -> Result<bool, Error> {
    let mut sent: Option<MessageId> = None;
    loop {
        let mut tx = work.db.begin().await?;
        let epoch = db::places::epoch(&mut tx, network).await?;
        tx.rollback().await?;
        let Some(epoch) = epoch else { return Ok(sent.is_some()) };
        let Some(file) = work.db.files_to_send(network, &epoch).await?.into_iter().next() else {
            return Ok(sent.is_some());
        };
        // A message goes as soon as all that belongs to it is there: the server keeps only so much that waits for one.
        if sent.is_some_and(|sent| file.message != Some(sent)) {
            return Ok(true);
        }
        if !one(work, network, &file, &epoch).await? {
            give_up(work, network, &file).await?;
        }
        sent = file.message;
    }
}

/// A part is neither here nor there: the message is shown as one that could not be sent, and holds up no other.
async fn give_up(work: &Work, network: NetworkId, file: &FileRow) -> Result<(), Error> {
    tracing::warn!("A part of an own file is gone, and its message cannot be sent.");
    let Some(message) = file.message else { return Ok(()) };
    let mut tx = work.db.begin().await?;
    db::letters::set_state(&mut tx, network, message, LetterState::Refused).await?;
    tx.commit().await?;
    changed(work, [Tag::Talk]);
    Ok(())
}

/// Sends a file. `false`: a part is not here any more.
async fn one(work: &Work, network: NetworkId, file: &FileRow, epoch: &str) -> Result<bool, Error> {
    let size = usize::try_from(file.bytes).map_err(|_| Error::Bug("the size of a file"))?;
    let bytes = attachment::sealed_bytes(size).map_err(|_| Error::Bug("the size of a file"))?;
    let missing = work.api.begin_attachment(network, file.id, &BeginAttachment { bytes }).await?.missing;
    let count = parts(file);
    let mut left = u32::try_from(missing.len()).unwrap_or(u32::MAX);
    for part in missing {
        let body = work.db.file_part(network, (file.id, part)).await?;
        let Some(body) = body else { return Ok(false) };
        work.api.send_part(network, (file.id, part), body).await?;
        left = left.saturating_sub(1);
        note(work, network, file.id, (count.saturating_sub(left), None)).await?;
    }
    note(work, network, file.id, (count, Some(epoch))).await?;
    Ok(true)
}

async fn note(
    work: &Work,
    network: NetworkId,
    id: AttachmentId,
    sent: (u32, Option<&str>),
) -> Result<(), Error> {
    let mut tx = work.db.begin().await?;
    db::files::note_sent(&mut tx, network, id, sent).await?;
    tx.commit().await?;
    changed(work, [Tag::Talk]);
    Ok(())
}

/// A photo or file: what is here of it, and the rest from the server. It is what its sender sealed, or nothing.
pub async fn open(api: Option<&Api>, db: &Db, network: NetworkId, row: &FileRow) -> Result<Vec<u8>, Error> {
    let key = Secret::from_slice(&row.key).ok_or(Error::Bug("the key of a file"))?;
    let _permit = FETCHING.acquire().await.map_err(|_| Error::Bug("fetching"))?;
    let count = parts(row);
    if row.bytes > ATTACHMENT_BYTES {
        return Err(AppCode::NotFound.into());
    }
    let (mut plain, mut fetched) = (Vec::new(), false);
    for part in 0..count {
        let here = db.file_part(network, (row.id, part)).await?;
        let is_new = here.is_none();
        let sealed = match (here, api) {
            (Some(sealed), _) => sealed,
            (None, Some(api)) => api.part(network, (row.id, part)).await?,
            (None, None) => return Err(AppCode::Offline.into()),
        };
        let opened = attachment::open_part(&key, &which(network, row.id), (part, count), &sealed);
        plain.extend(opened.map_err(|broken| {
            tracing::warn!(%broken, "A part of a file is not what its sender sealed.");
            Error::from(AppCode::NotFound)
        })?);
        if is_new {
            let mut tx = db.begin().await?;
            db::files::put_part(&mut tx, network, (row.id, part), &sealed).await?;
            tx.commit().await?;
            fetched = true;
        }
    }
    if Sha256::digest(&plain).as_slice() != row.sha256 {
        tracing::warn!("A file is not the one that its letter names.");
        return Err(AppCode::NotFound.into());
    }
    if fetched {
        let mut tx = db.begin().await?;
        db::files::used(&mut tx, network, row.id, clock::now()).await?;
        db::files::make_room(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_says_what_it_is() {
        assert_eq!(plain_name("../../etc/passwd"), "etcpasswd");
        assert_eq!(plain_name("C:\\写真\\桜.jpg"), "C写真桜.jpg");
        assert_eq!(plain_name("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(plain_name(" \0\n"), "file");
        assert_eq!(plain_name("..."), "file");
        let long = plain_name(&format!("{}.pdf", "縁".repeat(500)));
        assert!(long.len() <= 120 && long.ends_with("縁.pdf"), "{long}");
    }
}
