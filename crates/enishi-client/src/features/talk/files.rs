//! Photos and files of messages: chosen, taken out of the draft again, shown, and put where the person wants them.

use super::standing::writing;
use crate::{
    client::Client,
    clock,
    db::{self, files::FileRow},
    error::Error,
    export::archive,
    features::here::Here,
    talk::files,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use enishi_bridge::{
    errors::{AppCode, AppError},
    notices::Tag,
    talk::{AttachForm, FileCard, SavedFile, Writing},
};
use enishi_picture::{BadPicture, Picture};
use enishi_wire::{
    ids::{AttachmentId, MemberId},
    talk::ATTACHMENTS,
};
use std::path::{Path, PathBuf};

/// The longer side of a photo that is sent, pixels.
const PHOTO: u32 = 2_048;

impl Client {
    /// Puts a file into the draft of a thread. A photo is decoded within hard limits, made upright and smaller, and rid
    /// of everything beside the picture; any other file goes as it is.
    ///
    /// # Errors
    /// `awaits_answer` before the other one has answered, `file_too_large`, `too_many_files`, `photo_heic`, `photo_too_large`.
    pub async fn attach(&self, form: AttachForm) -> Result<FileCard, AppError> {
        let AttachForm { member, name, base64 } = form;
        let file = BASE64_STANDARD.decode(base64).map_err(|_| AppError::invalid("file"))?;
        Ok(self.try_attach(member, &name, file).await?)
    }

    /// The same for a file that was read here.
    ///
    /// # Errors
    /// Those of [`Self::attach`].
    pub async fn attach_file(
        &self,
        member: MemberId,
        name: &str,
        file: Vec<u8>,
    ) -> Result<FileCard, AppError> {
        Ok(self.try_attach(member, name, file).await?)
    }

    async fn try_attach(&self, member: MemberId, name: &str, file: Vec<u8>) -> Result<FileCard, Error> {
        let here = self.here().await?;
        here.require_active()?;
        match writing(&here, member).await? {
            // Nobody is sent pictures by somebody whom she does not know.
            Writing::First | Writing::AwaitsAnswer => return Err(AppCode::AwaitsAnswer.into()),
            Writing::Gone => return Err(AppCode::NotFound.into()),
            _ => {}
        }
        let (network, name) = (here.network, files::plain_name(name));
        let made = tokio::task::spawn_blocking(move || prepared(network, member, name, file)).await;
        let made = made.map_err(|_| Error::Bug("a file was not worked on"))??;
        let mut tx = here.account.db.begin().await?;
        let draft = db::files::of_draft(&mut tx, network, member).await?;
        if draft.len() >= ATTACHMENTS {
            return Err(AppCode::TooManyFiles.into());
        }
        // After those that are there; what was taken out left a gap.
        let position = usize::try_from(clock::now()).unwrap_or_default();
        db::files::put(&mut tx, network, &made.row, (position, clock::now())).await?;
        for (body, part) in made.parts.iter().zip(0..) {
            db::files::put_part(&mut tx, network, (made.row.id, part), body).await?;
        }
        tx.commit().await?;
        self.inner.changed([Tag::Talk]);
        Ok(card(&made.row))
    }

    /// Takes a photo or file out of a draft.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn detach(&self, id: AttachmentId) -> Result<(), AppError> {
        let here = self.here().await?;
        let mut tx = here.account.db.begin().await?;
        let gone = db::files::forget_draft(&mut tx, here.network, id).await?;
        tx.commit().await.map_err(Error::from)?;
        self.inner.changed([Tag::Talk]);
        if gone { Ok(()) } else { Err(AppError::new(AppCode::NotFound)) }
    }

    /// A photo of a message or a draft, for the page.
    pub(crate) async fn attached_photo(&self, id: AttachmentId) -> Result<Vec<u8>, Error> {
        let here = self.here().await?;
        let (row, photo) = self.attached(&here, id).await?;
        // Whatever its sender says that it is: pages show nothing that does not begin like the one format that is sent.
        if row.width == 0 || !photo.starts_with(&[0xff, 0xd8, 0xff]) {
            return Err(AppCode::NotFound.into());
        }
        Ok(photo)
    }

    async fn attached(&self, here: &Here, id: AttachmentId) -> Result<(FileRow, Vec<u8>), Error> {
        let row = here.account.db.file(here.network, id).await?.ok_or(AppCode::NotFound)?;
        let api = (!self.inner.config.offline).then_some(&here.account.api);
        let opened = files::open(api, &here.account.db, here.network, &row).await?;
        Ok((row, opened))
    }

    /// Puts a photo or file of a message into a folder, under its name or one like it that is free.
    ///
    /// # Errors
    /// `not_found`, `offline`, `disk_full`, `read_only`.
    pub async fn save_file(&self, id: AttachmentId, folder: &Path) -> Result<SavedFile, AppError> {
        Ok(self.try_save_file(id, folder).await?)
    }

    async fn try_save_file(&self, id: AttachmentId, folder: &Path) -> Result<SavedFile, Error> {
        let here = self.here().await?;
        let (row, opened) = self.attached(&here, id).await?;
        let path = free(folder, &row.name);
        archive::put(&path, &opened)?;
        Ok(SavedFile { path: path.display().to_string() })
    }
}

/// What is kept of a file that was chosen.
fn prepared(
    network: enishi_wire::ids::NetworkId,
    member: MemberId,
    name: String,
    file: Vec<u8>,
) -> Result<files::Made, Error> {
    if file.is_empty() {
        return Err(Error::Invalid("file"));
    }
    let made = match Picture::decode(&file) {
        Ok(picture) => {
            let photo = picture.whole(PHOTO).map_err(unfit)?;
            let size = [picture.width(), picture.height()].map(|side| shrunk(side, &picture));
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            files::make(network, member, (format!("{stem}.jpg"), "image/jpeg".to_owned()), size, &photo)?
        }
        Err(BadPicture::NotAPicture | BadPicture::Empty) => {
            files::make(network, member, (name, "application/octet-stream".to_owned()), [0, 0], &file)?
        }
        Err(bad) => return Err(unfit(bad)),
    };
    made.ok_or_else(|| AppCode::FileTooLarge.into())
}

/// A side of a picture once its longer one is as long as a photo may be.
fn shrunk(side: u32, picture: &Picture) -> u32 {
    let longer = picture.width().max(picture.height());
    if longer <= PHOTO {
        return side;
    }
    let shrunk = u64::from(side).saturating_mul(u64::from(PHOTO)).checked_div(u64::from(longer));
    shrunk.and_then(|side| u32::try_from(side).ok()).unwrap_or(PHOTO).max(1)
}

fn unfit(bad: BadPicture) -> Error {
    Error::from(match bad {
        BadPicture::TooLarge => AppCode::PhotoTooLarge,
        BadPicture::Heic => AppCode::PhotoHeic,
        BadPicture::Empty | BadPicture::NotAPicture | BadPicture::Damaged => AppCode::PhotoUnreadable,
    })
}

/// A photo or file on the screen.
pub fn card(row: &FileRow) -> FileCard {
    let parts = files::parts(row).max(1);
    let sending = (row.mine && row.message.is_some() && row.sent.is_none())
        .then(|| u8::try_from(row.sent_parts.saturating_mul(100) / parts).unwrap_or(100));
    FileCard {
        id: row.id,
        name: row.name.clone(),
        bytes: row.bytes,
        photo: (row.width > 0).then_some([row.width, row.height.max(1)]),
        sending,
    }
}

/// A path in a folder under which there is nothing yet.
fn free(folder: &Path, name: &str) -> PathBuf {
    let (stem, end) = match name.rsplit_once('.') {
        Some((stem, end)) => (stem, format!(".{end}")),
        None => (name, String::new()),
    };
    let numbered = (2..1_000).map(|number| folder.join(format!("{stem} ({number}){end}")));
    let first = folder.join(name);
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_the_place_of_no_other() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(free(folder.path(), "桜.jpg"), folder.path().join("桜.jpg"));
        std::fs::write(folder.path().join("桜.jpg"), b"x").unwrap();
        assert_eq!(free(folder.path(), "桜.jpg"), folder.path().join("桜 (2).jpg"));
        std::fs::write(folder.path().join("README"), b"x").unwrap();
        assert_eq!(free(folder.path(), "README"), folder.path().join("README (2)"));
    }
}
