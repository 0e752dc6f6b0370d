//! Pictures on their way: the own one goes before the wish that names it, those of others come when they are shown.

use crate::{
    client::lock,
    clock,
    db::{self, photos::Named},
    error::Error,
    http::Api,
    runner::Work,
    wish::Wish,
};
use enishi_bridge::errors::AppCode;
use enishi_wire::{
    errors::ApiCode,
    ids::NetworkId,
    mutations::Action,
    profile::{FieldValue, PhotoId, PhotoSize},
};
use std::{collections::BTreeMap, sync::Mutex};
use tokio::sync::Semaphore;

/// So many pictures are fetched at once; a list that scrolls asks for dozens.
static FETCHING: Semaphore = Semaphore::const_new(4);
/// How long it is believed that the server does not have a picture, ms.
const ABSENT: i64 = 300_000;

/// The picture that a wish names.
pub fn of(wish: &Wish) -> Option<PhotoId> {
    match &wish.mutation.action {
        Action::SetField { value: Some(FieldValue::Photo(photo)), .. } => Some(photo.id),
        _ => None,
    }
}

/// What became of the picture of a wish.
pub enum Sent {
    /// The server has it, or only the server can tell.
    Here,
    /// Later.
    NotYet(u64),
    /// The server does not take it.
    Refused(ApiCode),
}

/// Sends the picture that a wish names, unless this life of the server's database has it.
pub async fn send(work: &Work, wish: &Wish, epoch: Option<&String>) -> Result<Sent, Error> {
    let Some(id) = of(wish) else { return Ok(Sent::Here) };
    let network = wish.mutation.network;
    let Some(picture) = db::photos::to_send(&work.db, network, id).await? else { return Ok(Sent::Here) };
    if picture.sent.is_some() && picture.sent.as_ref() == epoch {
        return Ok(Sent::Here);
    }
    match work.api.send_photo(network, id, picture.body).await {
        Ok(()) => {
            if let Some(epoch) = epoch {
                note_sent(work, network, id, Some(epoch)).await?;
            }
            Ok(Sent::Here)
        }
        Err(Error::Refused(refused)) => Ok(match refused.code {
            ApiCode::Invalid | ApiCode::TooLarge | ApiCode::NotPermitted | ApiCode::NotFound => {
                Sent::Refused(refused.code)
            }
            ApiCode::TooManyRequests => Sent::NotYet(refused.retry_after_ms.unwrap_or(60_000)),
            // A session that has ended is everybody's trouble and told by the push itself.
            ApiCode::Unauthenticated | ApiCode::SessionExpired | ApiCode::TooOld => Sent::Here,
            _ => Sent::NotYet(30_000),
        }),
        Err(error) => Err(error),
    }
}

/// Notes which life of the server's database has a picture.
pub async fn note_sent(
    work: &Work,
    network: NetworkId,
    id: PhotoId,
    epoch: Option<&str>,
) -> Result<(), Error> {
    let mut tx = work.db.begin().await?;
    db::photos::note_sent(&mut tx, network, id, epoch).await?;
    tx.commit().await?;
    Ok(())
}

/// Pictures that the server did not have a moment ago.
#[derive(Debug, Default)]
pub struct Absent(Mutex<BTreeMap<(PhotoId, PhotoSize), i64>>);

impl Absent {
    fn is(&self, key: (PhotoId, PhotoSize), now: i64) -> bool {
        lock(&self.0).get(&key).is_some_and(|until| now < *until)
    }

    fn note(&self, key: (PhotoId, PhotoSize), now: i64) {
        let mut absent = lock(&self.0);
        absent.retain(|_, until| now < *until);
        absent.insert(key, now + ABSENT);
    }
}

/// Fetches a picture and keeps it as long as a row names it.
pub async fn fetch(
    api: &Api,
    db: &db::Db,
    named: Named,
    size: PhotoSize,
    absent: &Absent,
) -> Result<Vec<u8>, Error> {
    let key = (named.id, size);
    let _permit = FETCHING.acquire().await.map_err(|_| Error::Bug("fetching"))?;
    // Another one may have fetched it meanwhile.
    let now = clock::now();
    if let Some(picture) = db.photo(named, size, now).await? {
        return Ok(picture);
    }
    if absent.is(key, now) {
        return Err(AppCode::NotFound.into());
    }
    let fetched = api.photo(named, size).await;
    if matches!(&fetched, Err(Error::Refused(refused)) if refused.code == ApiCode::NotFound) {
        absent.note(key, now);
    }
    let picture = fetched?;
    // Whatever the server says that it is: pages show nothing that does not begin like the one format it gives.
    if !picture.starts_with(&[0xff, 0xd8, 0xff]) {
        absent.note(key, now);
        return Err(AppCode::NotFound.into());
    }
    let mut tx = db.begin().await?;
    db::photos::put_shown(&mut tx, named, size, &picture, now).await?;
    tx.commit().await?;
    Ok(picture)
}
