//! Photos: a picture comes before the wish that names it, is decoded and written anew, and is given to who holds a
//! facet that names it, and to nobody else.

use super::{
    attachments,
    scopes::{require_active, scopes_of},
};
use crate::{
    app::App,
    clock::DAY,
    db::{Conn, Database, changes, members, members::Member, photos, profile},
    domain::limits,
    failure::Failure,
};
use enishi_picture::{Picture, Square};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{AccountId, MemberId, NetworkId},
    profile::{FacetRow, FieldKey, FieldValue, PhotoId, PhotoSize},
};
use std::time::Duration;
use tokio::sync::Semaphore;

/// So many pictures are decoded at once: each may take 256 MB for a moment.
static DECODERS: Semaphore = Semaphore::const_new(2);
/// Pictures of a member that no profile names yet: what several devices sent and nobody has wished so far.
const UNNAMED: i64 = 3;
/// How long a picture waits for the wish that names it, ms; after it the device sends it again.
const WAITS: i64 = DAY;
/// How often it is looked for pictures that nobody names.
const LOOK: Duration = Duration::from_secs(3_600);

/// Keeps a picture that an active member's device sent. The same picture sent again changes nothing.
pub async fn keep(
    app: &App,
    account: AccountId,
    network: NetworkId,
    id: PhotoId,
    picture: Vec<u8>,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut write = app.database.write().await?;
    let member = members::of_account(write.conn(), network, account).await?.ok_or_else(Failure::not_found)?;
    require_active(&member)?;
    let known = photos::has(write.conn(), network, member.id, id).await?;
    limits::count_photo(write.conn(), member.id, now).await?;
    write.commit().await?;
    if PhotoId::of(&picture) != id {
        return Err(Failure::invalid("photo", "The picture is not the one that its name says."));
    }
    if known {
        return Ok(());
    }
    let sizes = made_anew(picture).await?;
    let mut write = app.database.write().await?;
    photos::put(write.conn(), network, member.id, id, sizes, now).await?;
    let shown = shown(write.conn(), &member).await?;
    photos::forget_surplus(write.conn(), network, member.id, shown, UNNAMED).await?;
    write.commit().await
}

/// Decodes a picture and writes it anew in both sizes, on a thread of its own.
async fn made_anew(picture: Vec<u8>) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let fault = |_| Failure::Fault("a picture was not decoded".to_owned());
    let _permit = DECODERS.acquire().await.map_err(|_| Failure::Fault("no more decoders".to_owned()))?;
    let decoded = tokio::task::spawn_blocking(move || {
        let picture = Picture::decode(&picture)?;
        let middle = Square::middle(&picture);
        let [small, full] = PhotoSize::ALL.map(|size| picture.square(middle, size.pixels()));
        Ok::<_, enishi_picture::BadPicture>((full?, small?))
    });
    decoded.await.map_err(fault)?.map_err(|bad| Failure::invalid("photo", bad.to_string()))
}

/// A picture, for who holds a facet that names it, and for its owner. Whatever speaks against it, the answer is that
/// of a picture that does not exist.
pub async fn find(
    database: &Database,
    account: AccountId,
    network: NetworkId,
    (owner, id, size): (MemberId, PhotoId, PhotoSize),
) -> Result<Vec<u8>, Failure> {
    let mut snapshot = database.snapshot().await?;
    let viewer =
        members::of_account(&mut snapshot, network, account).await?.ok_or_else(Failure::not_found)?;
    let scopes = scopes_of(&viewer);
    if scopes.is_empty() {
        return Err(Failure::not_permitted());
    }
    let is_shown = if viewer.id == owner {
        true
    } else {
        let facets = changes::copies_for::<FacetRow>(&mut snapshot, network, owner.0, viewer.id).await?;
        facets.iter().any(|(scope, facet)| {
            let named = facet.fields.get(&FieldKey::Photo);
            scopes.contains(scope) && matches!(named, Some(FieldValue::Photo(photo)) if photo.id == id)
        })
    };
    let found = if is_shown { photos::find(&mut snapshot, network, owner, id, size).await? } else { None };
    snapshot.rollback().await?;
    found.ok_or_else(Failure::not_found)
}

/// Passes photos whose picture is here; the device of one that is not sends the picture and asks again.
pub async fn require(conn: &mut Conn, member: &Member, value: Option<&FieldValue>) -> Result<(), Failure> {
    match value {
        Some(FieldValue::Photo(photo)) if !photos::has(conn, member.network, member.id, photo.id).await? => {
            Err(Failure::Refused(ApiError {
                code: ApiCode::NotFound,
                message: "The picture is not here.".to_owned(),
                field: Some("photo".to_owned()),
                retry_after_ms: None,
            }))
        }
        _ => Ok(()),
    }
}

/// Forgets what the profile of a member names no more.
pub async fn follow(conn: &mut Conn, member: &Member) -> Result<(), Failure> {
    let shown = shown(conn, member).await?;
    photos::forget_surplus(conn, member.network, member.id, shown, 0).await
}

async fn shown(conn: &mut Conn, member: &Member) -> Result<Option<PhotoId>, Failure> {
    let mut fields = profile::of_member(conn, member.network, member.id).await?;
    Ok(match fields.remove(&FieldKey::Photo).and_then(|field| field.value) {
        Some(FieldValue::Photo(photo)) => Some(photo.id),
        _ => None,
    })
}

/// Forgets pictures that nobody names and attachments without a message, every hour until the server stops.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    while !*stopping.borrow() {
        if let Err(failure) = forget(&app.database, app.clock.now()).await {
            tracing::warn!(%failure, "Pictures that nobody names could not be forgotten.");
        }
        if let Err(failure) = attachments::forget(&app.database, app.clock.now()).await {
            tracing::warn!(%failure, "Attachments whose message never came could not be forgotten.");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Forgets pictures that nobody names and that have waited for a day.
pub async fn forget(database: &Database, now: i64) -> Result<u64, Failure> {
    let mut write = database.write().await?;
    let forgotten = photos::forget_unnamed(write.conn(), now.saturating_sub(WAITS)).await?;
    write.commit().await?;
    Ok(forgotten)
}
