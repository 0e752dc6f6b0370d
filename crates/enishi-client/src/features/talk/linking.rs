//! Letting a new device in from another one: both show a code, the person compares, and the new one gets the identity key.
//!
//! The code is a short authentication string (SAS, as in the Matrix specification, by vodozemac): the new device commits
//! to its key before it sees the other one's, so that whoever stands between them cannot choose keys that give the same
//! code (docs/adr/0013). The person compares on both devices. What is given is sealed under the secret that the two keys share. The keys live in memory
//! alone: an app that is closed meanwhile begins anew.

use crate::{
    client::Client,
    clock, db,
    error::Error,
    features::here::Here,
    ids,
    talk::{lists, own},
};
use enishi_bridge::{
    app::PlaceKey,
    errors::{AppCode, AppError},
    notices::Tag,
    talk::{LinkView, TalkState},
};
use enishi_seal::{
    backup::{self, Whose},
    list::Identity,
    secret::Secret,
};
use enishi_sync::machine::Input;
use enishi_wire::{
    blob::Blob,
    mutations::Action,
    talk::{LINK_LASTS, LinkRow, LinkStep},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use vodozemac::{
    Curve25519PublicKey,
    sas::{EstablishedSas, Sas},
};

/// This device's side of a link.
pub struct Linking {
    link: Uuid,
    new: bool,
    /// Until the other side's key is known.
    sas: Option<Sas>,
    /// From then on.
    shared: Option<Shared>,
    /// Whether the server has told of it.
    seen: bool,
    forged: bool,
    given: bool,
    /// On the old device: what the new one committed to before any key was shown. What the server shows later counts
    /// for nothing: it could have chosen it by then.
    promised: Option<[u8; 32]>,
    /// On the new device: the person has said that the codes are the same.
    confirmed: bool,
}

struct Shared {
    code: [String; 3],
    key: Secret,
}

/// What a new device commits to.
fn commitment(here: &Here, link: Uuid, key: &[u8; 32]) -> [u8; 32] {
    let hash = Sha256::new()
        .chain_update(b"enishi/link-commitment/1")
        .chain_update(here.network.0)
        .chain_update(here.place.about.member.0)
        .chain_update(link)
        .chain_update(key);
    hash.finalize().into()
}

/// The code and the key that the two sides share. Everything that either of them has seen is in it.
fn shared(
    here: &Here,
    link: Uuid,
    (new, old): (&[u8; 32], &[u8; 32]),
    sas: &EstablishedSas,
) -> Result<Shared, Error> {
    let about = format!(
        "{}|{}|{link}|{}|{}",
        here.network,
        here.place.about.member,
        hex::encode(new),
        hex::encode(old)
    );
    let (one, two, three) = sas.bytes(&format!("enishi/link-code/1|{about}")).decimals();
    let key =
        sas.bytes_raw(&format!("enishi/link-key/1|{about}"), 32).map_err(|_| Error::Bug("a shared key"))?;
    let key = Secret::from_slice(&key).ok_or(Error::Bug("a shared key"))?;
    Ok(Shared { code: [one, two, three].map(|group| format!("{group:04}")), key })
}

impl Client {
    /// Asks the other own devices to let this one in.
    ///
    /// # Errors
    /// `not_permitted` where this device takes part already, or while pausing.
    pub async fn ask_to_link(&self) -> Result<(), AppError> {
        Ok(self.try_ask(&self.here().await?).await?)
    }

    async fn try_ask(&self, here: &Here) -> Result<(), Error> {
        here.require_active()?;
        if super::standing::talk_state(here).await? != TalkState::Elsewhere {
            return Err(AppCode::NotPermitted.into());
        }
        let (link, sas) = (ids::random(), Sas::new());
        let commitment = commitment(here, link, &sas.public_key().to_bytes());
        let name = self.inner.config.device_name.clone();
        self.inner.state().links.insert(
            here.key(),
            Linking {
                link,
                new: true,
                sas: Some(sas),
                shared: None,
                seen: false,
                forged: false,
                given: false,
                promised: None,
                confirmed: false,
            },
        );
        let step = LinkStep::Ask { name, commitment: Blob(commitment.to_vec()) };
        self.want(here, Action::LinkDevice { link, step }).await?;
        Ok(())
    }

    /// Answers a new device that asks; then both show the code.
    ///
    /// # Errors
    /// `not_found`: none asks. `not_permitted` where this device may not let others in.
    pub async fn answer_link(&self) -> Result<(), AppError> {
        Ok(self.try_answer(&self.here().await?).await?)
    }

    async fn try_answer(&self, here: &Here) -> Result<(), Error> {
        here.require_active()?;
        if !holds_identity(here).await? {
            return Err(AppCode::NotPermitted.into());
        }
        let (link, row) = asked(here).await?.ok_or(AppCode::NotFound)?;
        let sas = Sas::new();
        let key = Blob(sas.public_key().to_bytes().to_vec());
        self.inner.state().links.insert(
            here.key(),
            Linking {
                link,
                new: false,
                sas: Some(sas),
                shared: None,
                seen: false,
                forged: false,
                given: false,
                promised: row.commitment.fixed(),
                confirmed: false,
            },
        );
        self.want(here, Action::LinkDevice { link, step: LinkStep::Answer { key } }).await?;
        self.inner.changed([Tag::Talk]);
        Ok(())
    }

    /// How far it has come; takes the step that is due on this device, if it is one that nobody has to decide.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn link(&self) -> Result<LinkView, AppError> {
        Ok(self.try_link(&self.here().await?).await?)
    }

    async fn try_link(&self, here: &Here) -> Result<LinkView, Error> {
        let place = here.key();
        let row = asked(here).await?;
        let mine = self.inner.state().links.get(&place).map(|linking| (linking.link, linking.new));
        let Some((link, new)) = mine else {
            return Ok(match row {
                Some((_, row)) if row.key.is_none() && holds_identity(here).await? => {
                    LinkView::Asked { name: row.name, at: row.asked_at }
                }
                _ => LinkView::None,
            });
        };
        let row = row.filter(|(id, _)| *id == link).map(|(_, row)| row);
        let Some(row) = row else {
            // Not on the server yet, or ended there.
            let waits = here.outbox().await?.iter().any(|pending| {
                matches!(pending.mutation.action, Action::LinkDevice { link: of, .. } if of == link)
            });
            let seen = self.inner.state().links.get(&place).is_some_and(|linking| linking.seen);
            if !waits && seen {
                self.inner.state().links.remove(&place);
                return Ok(LinkView::None);
            }
            return Ok(if new { LinkView::Asking } else { LinkView::Waiting });
        };
        if let Some(linking) = self.inner.state().links.get_mut(&place) {
            linking.seen = true;
        }
        if new { self.step_of_new(here, link, &row).await } else { self.step_of_old(here, link, &row) }
    }

    async fn step_of_new(&self, here: &Here, link: Uuid, row: &LinkRow) -> Result<LinkView, Error> {
        let place = here.key();
        let Some(theirs) = row.key.as_ref().and_then(Blob::fixed::<32>) else { return Ok(LinkView::Asking) };
        let sas = self.inner.state().links.get_mut(&place).and_then(|linking| linking.sas.take());
        if let Some(sas) = sas {
            let mine = sas.public_key().to_bytes();
            let Ok(established) = sas.diffie_hellman(Curve25519PublicKey::from_bytes(theirs)) else {
                return Ok(self.is_forged(&place));
            };
            let shared = shared(here, link, (&mine, &theirs), &established)?;
            if let Some(linking) = self.inner.state().links.get_mut(&place) {
                linking.shared = Some(shared);
            }
            let step = LinkStep::Reveal { key: Blob(mine.to_vec()) };
            self.want(here, Action::LinkDevice { link, step }).await?;
        }
        let Some((code, key)) = self.shared_of(&place) else { return Ok(LinkView::Asking) };
        // Only a person can tell that nobody stands between the two, and she looks at this device too: the server could
        // show a new one a whole person of its own making.
        if !self.inner.state().links.get(&place).is_some_and(|linking| linking.confirmed) {
            return Ok(LinkView::Compare { code, name: row.name.clone(), new: true });
        }
        let Some(sealed) = &row.sealed else { return Ok(LinkView::LetIn) };
        let Ok(seed) = backup::open_identity(&key, &whose(here, link), &sealed.0) else {
            return Ok(self.is_forged(&place));
        };
        let mut tx = here.account.db.begin().await?;
        let me = here.place.about.member;
        let pinned = db::devices::peer(&mut tx, here.network, me).await?;
        let Some(pinned) = pinned.filter(|pinned| Identity::new(&seed).public() == pinned.identity) else {
            // The server shows another identity here than the one that the other device has.
            return Ok(self.is_forged(&place));
        };
        own::join(&mut tx, here.network, me, &pinned, &seed).await?;
        tx.commit().await?;
        self.inner.state().links.remove(&place);
        self.want(here, Action::LinkDevice { link, step: LinkStep::End }).await?;
        here.account.tell(Input::Poked(here.network, i64::MAX));
        self.inner.changed([Tag::Talk, Tag::App]);
        Ok(LinkView::None)
    }

    fn step_of_old(&self, here: &Here, link: Uuid, row: &LinkRow) -> Result<LinkView, Error> {
        let place = here.key();
        let Some(theirs) = row.revealed.as_ref().and_then(Blob::fixed::<32>) else {
            return Ok(LinkView::Waiting);
        };
        let sas = self.inner.state().links.get_mut(&place).and_then(|linking| linking.sas.take());
        if let Some(sas) = sas {
            let mine = sas.public_key().to_bytes();
            let promised = self.inner.state().links.get(&place).and_then(|linking| linking.promised);
            let promised = promised == Some(commitment(here, link, &theirs));
            let answered = row.key.as_ref().and_then(Blob::fixed::<32>) == Some(mine);
            let established = sas.diffie_hellman(Curve25519PublicKey::from_bytes(theirs));
            let (Ok(established), true, true) = (established, promised, answered) else {
                return Ok(self.is_forged(&place));
            };
            let shared = shared(here, link, (&theirs, &mine), &established)?;
            if let Some(linking) = self.inner.state().links.get_mut(&place) {
                linking.shared = Some(shared);
            }
        }
        let (forged, given) = {
            let state = self.inner.state();
            let linking = state.links.get(&place);
            (linking.is_some_and(|linking| linking.forged), linking.is_some_and(|linking| linking.given))
        };
        Ok(match self.shared_of(&place) {
            _ if forged => LinkView::Forged,
            Some(_) if given => LinkView::LetIn,
            Some((code, _)) => LinkView::Compare { code, name: row.name.clone(), new: false },
            None => LinkView::Waiting,
        })
    }

    fn shared_of(&self, place: &PlaceKey) -> Option<([String; 3], Secret)> {
        let state = self.inner.state();
        let shared = state.links.get(place)?.shared.as_ref()?;
        Some((shared.code.clone(), shared.key.clone()))
    }

    fn is_forged(&self, place: &PlaceKey) -> LinkView {
        tracing::error!(
            "A new device and this one were given keys that do not fit: somebody stands between them."
        );
        if let Some(linking) = self.inner.state().links.get_mut(place) {
            linking.forged = true;
            linking.shared = None;
        }
        LinkView::Forged
    }

    /// The person has compared: the two devices show the same code, and the new one is let in. She says so on both.
    ///
    /// # Errors
    /// `not_found`: no code is shown. `not_permitted` where this device may not let others in.
    pub async fn let_in(&self) -> Result<(), AppError> {
        Ok(self.try_let_in(&self.here().await?).await?)
    }

    async fn try_let_in(&self, here: &Here) -> Result<(), Error> {
        let place = here.key();
        let confirmed = self
            .inner
            .state()
            .links
            .get_mut(&place)
            .filter(|linking| linking.new && linking.shared.is_some())
            .map(|linking| linking.confirmed = true);
        if confirmed.is_some() {
            self.inner.changed([Tag::Talk]);
            return Ok(());
        }
        let link = self.inner.state().links.get(&place).filter(|linking| !linking.new).map(|old| old.link);
        let (link, (_, key)) = link.zip(self.shared_of(&place)).ok_or(AppCode::NotFound)?;
        let mut tx = here.account.db.begin().await?;
        let own = db::devices::own(&mut tx, here.network).await?;
        let seed = own.and_then(|own| own.seed()).ok_or(AppCode::NotPermitted)?;
        let sealed = backup::seal_identity(&key, &whose(here, link), &seed, ids::nonce()?)
            .map_err(|_| Error::Bug("an identity that cannot be sealed"))?;
        db::facts::put(&mut tx, &db::facts::lets_in(here.network), &clock::now().to_string()).await?;
        tx.commit().await?;
        if let Some(linking) = self.inner.state().links.get_mut(&place) {
            linking.given = true;
        }
        let step = LinkStep::Give { sealed: Blob(sealed) };
        self.want(here, Action::LinkDevice { link, step }).await?;
        self.inner.changed([Tag::Talk]);
        Ok(())
    }

    /// Ends it: the codes are not the same, or the person has changed her mind.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn end_link(&self) -> Result<(), AppError> {
        let here = self.here().await?;
        let known = self.inner.state().links.remove(&here.key()).map(|linking| linking.link);
        let link = known.or(asked(&here).await?.map(|(link, _)| link));
        let mut tx = here.account.db.begin().await?;
        db::facts::forget(&mut tx, &db::facts::lets_in(here.network)).await?;
        tx.commit().await.map_err(Error::from)?;
        if let Some(link) = link {
            self.want(&here, Action::LinkDevice { link, step: LinkStep::End }).await?;
        }
        self.inner.changed([Tag::Talk]);
        Ok(())
    }
}

const fn whose(here: &Here, link: Uuid) -> Whose {
    Whose { network: here.network.0, member: here.place.about.member.0, message: link }
}

async fn holds_identity(here: &Here) -> Result<bool, Error> {
    let own = here.account.db.own_device(here.network).await?;
    let listed = here.account.db.peer(here.network, here.place.about.member).await?;
    let listed = listed.as_ref().and_then(lists::newest);
    Ok(own.is_some_and(|own| {
        own.identity.is_some() && listed.is_some_and(|list| list.list.device(own.device.0).is_some())
    }))
}

/// The new device that asks, while that lasts.
async fn asked(here: &Here) -> Result<Option<(Uuid, LinkRow)>, Error> {
    let rows = here.account.db.all::<LinkRow>(here.network).await?;
    let now = here.server_now().await?;
    Ok(rows
        .into_iter()
        .filter(|(_, row)| now <= row.asked_at.saturating_add(LINK_LASTS))
        .max_by_key(|(_, row)| row.asked_at))
}
