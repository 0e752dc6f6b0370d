//! The photo: opened and cut here, also without a network, and everybody's pictures for the page.

use super::{
    here::Here,
    profile::{own_fields, own_value},
};
use crate::{
    client::Client,
    clock,
    db::{self, photos::Named},
    directory::APART,
    error::Error,
    ids, photos,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use enishi_bridge::{
    errors::{AppCode, AppError},
    members::MemberCard,
    photo::{PhotoAddress, PhotoDraft, PhotoFile, PhotoForm},
    profile::FieldForm,
};
use enishi_picture::{BadPicture, Picture, Square};
use enishi_sync::overlay::Pending;
use enishi_wire::{
    ids::{MemberId, MutationId},
    profile::{FacetRow, FieldAudience, FieldKey, FieldValue, Photo, PhotoId, PhotoSize},
};
use std::{collections::BTreeMap, time::Duration};
use uuid::Uuid;

/// Pixels of the picture that the person looks at while cutting.
const PREVIEW: u32 = 1_024;
/// How long an export waits for the own picture.
const SOON: Duration = Duration::from_secs(5);

/// The picture that was opened last.
pub struct Opened {
    id: Uuid,
    picture: Picture,
}

impl Client {
    /// Opens a file as a photo: decoded within hard limits, upright, without anything beside the picture.
    ///
    /// # Errors
    /// `photo_unreadable`, `photo_too_large`, `photo_heic`.
    pub async fn open_photo(&self, form: PhotoFile) -> Result<PhotoDraft, AppError> {
        let file =
            BASE64_STANDARD.decode(form.base64).map_err(|_| AppError::new(AppCode::PhotoUnreadable))?;
        self.open_photo_file(file).await
    }

    /// The same for a file that was read here.
    ///
    /// # Errors
    /// Those of [`Self::open_photo`].
    pub async fn open_photo_file(&self, file: Vec<u8>) -> Result<PhotoDraft, AppError> {
        let picture = apart(move || Picture::decode(&file)).await?;
        let draft = PhotoDraft { id: ids::random(), width: picture.width(), height: picture.height() };
        self.inner.state().photo = Some(Opened { id: draft.id, picture });
        Ok(draft)
    }

    /// Makes a square of the opened picture the own photo: kept here, shown at once, sent when there is a network.
    ///
    /// # Errors
    /// `not_found` when another picture was opened meanwhile, and those of [`Self::set_field`].
    pub async fn save_photo(&self, form: PhotoForm) -> Result<MutationId, AppError> {
        let opened = self.opened(form.draft)?;
        let square = Square { x: form.x, y: form.y, side: form.side };
        self.save(opened, square, form.audience).await
    }

    /// Makes the middle of the opened picture the own photo, for the audience that it has or that is proposed.
    ///
    /// # Errors
    /// Those of [`Self::save_photo`].
    pub async fn save_middle(&self, draft: Uuid, audience: FieldAudience) -> Result<MutationId, AppError> {
        let opened = self.opened(draft)?;
        let middle = Square::middle(&opened);
        self.save(opened, middle, audience).await
    }

    async fn save(
        &self,
        opened: Picture,
        square: Square,
        audience: FieldAudience,
    ) -> Result<MutationId, AppError> {
        let (full, small) = apart(move || {
            let full = opened.square(square, PhotoSize::Full.pixels())?;
            Ok((full, opened.square(square, PhotoSize::Small.pixels())?))
        })
        .await?;
        let id = PhotoId::of(&full);
        let here = self.here().await?;
        let named = Named { network: here.network, member: here.place.about.member, id };
        let keep = async {
            let mut tx = here.account.db.begin().await?;
            db::photos::put_mine(&mut tx, named, (&full, &small), clock::now()).await?;
            tx.commit().await?;
            Ok::<(), Error>(())
        };
        keep.await?;
        let value = Some(FieldValue::Photo(Photo::new(id)));
        let wish = self.set_field(FieldForm { field: FieldKey::Photo, value, audience }).await?;
        self.inner.state().photo = None;
        Ok(wish)
    }

    fn opened(&self, draft: Uuid) -> Result<Picture, AppError> {
        let state = self.inner.state();
        let opened = state.photo.as_ref().filter(|opened| opened.id == draft);
        opened.map(|opened| opened.picture.clone()).ok_or_else(|| AppError::new(AppCode::NotFound))
    }

    /// A picture for the page, by its address. One that is not here is fetched.
    ///
    /// # Errors
    /// `not_found`, `directory_locked`, codes of the network and the database.
    pub async fn photo(&self, address: PhotoAddress) -> Result<Vec<u8>, AppError> {
        match address {
            PhotoAddress::Draft(draft) => {
                let opened = self.opened(draft)?;
                apart(move || opened.whole(PREVIEW)).await
            }
            PhotoAddress::Attached(id) => Ok(self.attached_photo(id).await?),
            PhotoAddress::Of(member, id, size) => Ok(self.photo_of(member, id, size).await?),
        }
    }

    async fn photo_of(&self, member: MemberId, id: PhotoId, size: PhotoSize) -> Result<Vec<u8>, Error> {
        let here = self.here().await?;
        if member != here.place.about.member {
            here.people()?;
        }
        let named = Named { network: here.network, member, id };
        if let Some(picture) = here.account.db.photo(named, size, clock::now()).await? {
            return Ok(picture);
        }
        if self.inner.config.offline {
            return Err(AppCode::Offline.into());
        }
        photos::fetch(&here.account.api, &here.account.db, named, size, &self.inner.absent_photos).await
    }

    /// An own picture in full size, if it is here or comes at once.
    pub(crate) async fn own_photo_soon(&self, here: &Here, id: PhotoId) -> Option<Vec<u8>> {
        let named = Named { network: here.network, member: here.place.about.member, id };
        let size = PhotoSize::Full;
        if let Ok(Some(picture)) = here.account.db.photo(named, size, clock::now()).await {
            return Some(picture);
        }
        if self.inner.config.offline {
            return None;
        }
        let fetched =
            photos::fetch(&here.account.api, &here.account.db, named, size, &self.inner.absent_photos);
        tokio::time::timeout(SOON, fetched).await.ok()?.ok()
    }

    /// The own photo in full size, as it will be or is in the profile; `None`: there is none.
    ///
    /// # Errors
    /// Those of [`Self::photo`].
    pub async fn own_photo(&self) -> Result<Option<Vec<u8>>, AppError> {
        let here = self.here().await?;
        match own_face(&here, &here.outbox().await?).await? {
            Some(id) => {
                let address = PhotoAddress::Of(here.place.about.member, id, PhotoSize::Full);
                self.photo(address).await.map(Some)
            }
            None => Ok(None),
        }
    }
}

impl Here {
    /// Gives cards the photos that this device may show.
    pub async fn with_faces(&self, cards: &mut [MemberCard], outbox: &[Pending]) -> Result<(), Error> {
        let ids: Vec<Uuid> = cards.iter().map(|card| card.id.0).collect();
        self.with_faces_of(cards, &ids, outbox).await
    }

    /// The same when only these are known to have one.
    pub async fn with_faces_of(
        &self,
        cards: &mut [MemberCard],
        ids: &[Uuid],
        outbox: &[Pending],
    ) -> Result<(), Error> {
        let mut faces = faces(self, ids).await?;
        if cards.iter().any(|card| card.me) {
            match own_face(self, outbox).await? {
                Some(own) => faces.insert(self.place.about.member, own),
                None => faces.remove(&self.place.about.member),
            };
        }
        for card in cards {
            card.photo = faces.get(&card.id).copied();
        }
        Ok(())
    }
}

/// The photos of some members in lists, by the newest facet that has one.
async fn faces(here: &Here, members: &[Uuid]) -> Result<BTreeMap<MemberId, PhotoId>, Error> {
    let mut faces = BTreeMap::new();
    for (member, facet) in here.account.db.copies_outside::<FacetRow>(here.network, &APART, members).await? {
        if let Some(FieldValue::Photo(photo)) = facet.fields.get(&FieldKey::Photo) {
            faces.insert(MemberId(member), photo.id);
        }
    }
    Ok(faces)
}

/// The own photo, a wish under way included.
pub async fn own_face(here: &Here, outbox: &[Pending]) -> Result<Option<PhotoId>, Error> {
    Ok(match own_value(&FieldKey::Photo, &own_fields(here).await?, outbox) {
        Some(FieldValue::Photo(photo)) => Some(photo.id),
        _ => None,
    })
}

/// Pictures are worked on beside everything else.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BadPicture> + Send + 'static,
) -> Result<T, AppError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|bad| {
            AppError::new(match bad {
                BadPicture::TooLarge => AppCode::PhotoTooLarge,
                BadPicture::Heic => AppCode::PhotoHeic,
                BadPicture::Empty | BadPicture::NotAPicture | BadPicture::Damaged => AppCode::PhotoUnreadable,
            })
        }),
        Err(_) => Err(Error::Bug("a picture was not worked on").into()),
    }
}
