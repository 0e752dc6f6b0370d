//! The own things as a ZIP: what the person wrote, answered, wished and set, as data, as a card, as a calendar, with the
//! own photos (docs/export.md). Made on this device of what it holds: it works without a network and with an app that is
//! too old for its server (I41), and no server keeps a file that somebody could find (docs/adr/0011).

mod card;
mod things;

use super::{here::Here, photo};
use crate::{
    client::{Client, lock},
    clock,
    error::Error,
    export::{
        archive::{self, File},
        expiry, ics, vcard,
    },
    locale,
};
use enishi_bridge::{
    errors::{AppCode, AppError},
    storage::ExportView,
};
use serde_json::json;
use std::path::{Path, PathBuf};
use things::Pictures;

/// How long the file lies where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// The app erases it after a day.
    OneDay,
    /// Whoever asked for it looks after it.
    Kept,
}

impl Client {
    /// Writes the own things of all places on this device. `to` is a file, or a folder that gets a new one.
    ///
    /// # Errors
    /// `read_only`, `disk_full`, codes of the database.
    pub async fn export(&self, to: &Path, lifetime: Lifetime) -> Result<ExportView, AppError> {
        Ok(self.try_export(to, lifetime).await?)
    }

    async fn try_export(&self, to: &Path, lifetime: Lifetime) -> Result<ExportView, Error> {
        let now = clock::now();
        let path = file(to, now)?;
        let erased_at = (lifetime == Lifetime::OneDay).then(|| now.saturating_add(expiry::LIES));
        let files = self.own_files(now, erased_at).await?;
        let packing = tokio::task::spawn_blocking(move || archive::zip(&files, now));
        let packed = packing.await.map_err(|_| Error::Bug("packing"))??;
        if lifetime == Lifetime::OneDay {
            expiry::note(&self.inner.config.home, &path, &packed, now)?;
        }
        archive::put(&path, &packed)?;
        self.inner.exported.notify_one();
        Ok(ExportView { path: path.display().to_string(), erased_at })
    }

    async fn own_files(&self, now: i64, erased_at: Option<i64>) -> Result<Vec<File>, Error> {
        let japanese = self.inner.japanese();
        let (mut places, mut cards, mut events, mut photos) =
            (Vec::new(), String::new(), Vec::new(), Vec::new());
        let accounts: Vec<_> = self.inner.accounts.read().await.values().cloned().collect();
        for account in accounts {
            for place in account.db.places().await? {
                let network = place.about.network;
                let here = Here { account: account.clone(), network, place };
                let pictures = self.own_pictures(&here).await?;
                places.push(things::of(&here, &pictures).await?);
                cards.push_str(&vcard::card(&card::of(&here, &pictures).await?));
                events.extend(things::calendar(&here, japanese).await?);
                photos.extend(pictures.files());
            }
        }
        let settings = *lock(&self.inner.settings);
        let all = json!({
            "format": "enishi-export-2", "exported_at": now, "app": env!("CARGO_PKG_VERSION"),
            "device": settings, "places": places,
        });
        let mut files = vec![
            File { name: "README.txt".into(), content: readme(now, erased_at).into_bytes() },
            File { name: "enishi.json".into(), content: serde_json::to_vec_pretty(&all)? },
            File { name: "me.vcf".into(), content: cards.into_bytes() },
            File { name: "events.ics".into(), content: ics::calendar(&events, now).into_bytes() },
        ];
        photos.sort_by(|one: &File, other| one.name.cmp(&other.name));
        // The same picture in two places is one file.
        photos.dedup_by(|one, other| one.name == other.name);
        files.append(&mut photos);
        Ok(files)
    }

    /// The own pictures that are here, and the present one if the network gives it.
    async fn own_pictures(&self, here: &Here) -> Result<Pictures, Error> {
        let mut all = here.account.db.own_photos(here.network).await?;
        let face = photo::own_face(here, &here.outbox().await?).await?;
        if let Some(face) = face.filter(|face| all.iter().all(|(id, _)| id != face)) {
            // An export is no reason to wait for a bad line.
            all.extend(self.own_photo_soon(here, face).await.map(|picture| (face, picture)));
        }
        Ok(Pictures { face, all })
    }
}

/// The file that is to be written.
fn file(to: &Path, now: i64) -> Result<PathBuf, Error> {
    if to.is_dir() {
        return Ok(to.join(format!("enishi-{}.zip", clock::local_text(now, "%Y%m%d-%H%M%S"))));
    }
    let path = std::path::absolute(to)?;
    if path.parent().is_some_and(Path::is_dir) { Ok(path) } else { Err(AppCode::ReadOnly.into()) }
}

/// What is in the ZIP, in both languages: whoever opens it later may have no app any more.
fn readme(now: i64, erased_at: Option<i64>) -> String {
    let time = |at| clock::local_text(at, "%Y-%m-%d %H:%M (%:z)");
    let in_language = |japanese| {
        let about = locale::text(japanese, "export-readme", &[("made", time(now))]);
        let until = erased_at.map(|at| locale::text(japanese, "export-readme-until", &[("until", time(at))]));
        [Some(about), until].into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    };
    format!("{}\n\n----\n\n{}\n", in_language(true), in_language(false)).replace('\n', "\r\n")
}
