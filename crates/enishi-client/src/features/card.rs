//! The card of a member: handed out by the server, shown and checked without it.

use super::here::Here;
use crate::{
    client::Client,
    clock,
    db::{self, facts},
    error::Error,
    names,
};
use enishi_bridge::{
    card::{CardView, CardWords, CheckCardForm, CheckedCard},
    errors::{AppCode, AppError},
};
use enishi_seal::{
    Broken,
    card::{Card, read},
};
use enishi_wire::{cards::IssuedCard, ids::MemberId, members::MemberRow};

/// A card is asked for anew after a day, ms.
const FRESH: i64 = 24 * 3_600_000;

impl Client {
    /// The own card: a new one where the server answers, else the last one.
    ///
    /// # Errors
    /// `not_confirmed`, `not_permitted` while pausing; everything of the network when there is no card yet.
    pub async fn card(&self) -> Result<CardView, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        let (issued, card) = self.own_card(&here).await?;
        Ok(CardView { says: words(&card), text: issued.card })
    }

    /// Checks somebody's card with the network's key.
    ///
    /// # Errors
    /// `invalid` with `card` for text that is no card, and with `card-other` for one that this network did not sign or
    /// that was changed; everything of the network when this device never had a card of its own.
    pub async fn check_card(&self, form: CheckCardForm) -> Result<CheckedCard, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        let (issued, _) = self.own_card(&here).await?;
        let card = read(&form.text, &key(&issued)?)
            .map_err(|broken| Error::Invalid(if broken == Broken::Proof { "card-other" } else { "card" }))?;
        if card.network != here.network.0 {
            return Err(Error::Invalid("card-other").into());
        }
        let listed = here.account.db.one::<MemberRow>(here.network, card.member).await?.is_some();
        Ok(CheckedCard { says: words(&card), member: MemberId(card.member), listed })
    }

    async fn own_card(&self, here: &Here) -> Result<(IssuedCard, Card), Error> {
        let db = &here.account.db;
        let held = match db.fact(&facts::card(here.network)).await? {
            Some(text) => {
                serde_json::from_str::<IssuedCard>(&text).ok().and_then(|issued| opened(issued).ok())
            }
            None => None,
        };
        let entry = here.membership().await?.map(|membership| membership.entry).unwrap_or_default();
        if let Some((issued, card)) = &held
            && card.name == names::full_name(&entry)
            && age(card, clock::now()) < FRESH
        {
            return Ok((issued.clone(), card.clone()));
        }
        match self.fetch_card(here).await {
            Ok(fetched) => Ok(fetched),
            // Without a network the last one is as good.
            Err(error) => held.ok_or(error),
        }
    }

    async fn fetch_card(&self, here: &Here) -> Result<(IssuedCard, Card), Error> {
        self.online()?;
        let (issued, card) = opened(here.account.api.card(here.network).await?)?;
        let mut tx = here.account.db.begin().await?;
        db::facts::put(&mut tx, &facts::card(here.network), &serde_json::to_string(&issued)?).await?;
        tx.commit().await?;
        Ok((issued, card))
    }
}

/// Reads a card with the key that came with it: what the server hands out must fit together.
fn opened(issued: IssuedCard) -> Result<(IssuedCard, Card), Error> {
    let card = read(&issued.card, &key(&issued)?).map_err(|_| AppCode::NotAnEnishiServer)?;
    Ok((issued, card))
}

fn key(issued: &IssuedCard) -> Result<[u8; 32], Error> {
    let bytes = hex::decode(&issued.key).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.ok_or_else(|| AppCode::NotAnEnishiServer.into())
}

fn age(card: &Card, now: i64) -> i64 {
    now.saturating_sub(i64::try_from(card.at).unwrap_or_default()).saturating_abs()
}

fn words(card: &Card) -> CardWords {
    CardWords {
        network: card.network_name.clone(),
        name: card.name.clone(),
        joined_year: card.joined,
        left_year: card.left,
        issued_at: i64::try_from(card.at).unwrap_or_default(),
    }
}
