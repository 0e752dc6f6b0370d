//! Hiding from somebody and blocking: at once on this device, on the server when the network allows. The list of those
//! whom the person has hidden is on all her devices.

use super::here::{Here, delivery};
use crate::{client::Client, error::Error, names};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    hidden::{HiddenList, HiddenPerson, HideForm},
};
use enishi_sync::overlay::{self, HideWish, Pending};
use enishi_wire::{
    hidden::HiddenRow,
    ids::{MemberId, MutationId},
    members::MemberRow,
    mutations::Action,
};
use std::collections::{BTreeMap, BTreeSet};

impl Client {
    /// Hides me and another member from each other, everywhere, or ends that. The other one is not told.
    ///
    /// # Errors
    /// `not_found` for oneself, `not_confirmed`, `not_permitted` while pausing, codes of the database.
    pub async fn set_hidden(&self, form: HideForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        let HideForm { member, hidden, block } = form;
        if member == here.place.about.member {
            return Err(AppError::new(AppCode::NotFound));
        }
        // Somebody who is hidden is not on this device: whether there is such a member, the server says.
        let action = if hidden { Action::HideFrom { member, block } } else { Action::ShowTo { member } };
        Ok(self.want(&here, action).await?)
    }

    /// Those whom the person has hidden, the latest first.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn hidden_people(&self) -> Result<HiddenList, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        Ok(HiddenList { items: hidden_people(&here, &outbox).await? })
    }
}

async fn hidden_people(here: &Here, outbox: &[Pending]) -> Result<Vec<HiddenPerson>, Error> {
    let mut people: BTreeMap<MemberId, HiddenPerson> = here
        .account
        .db
        .all::<HiddenRow>(here.network)
        .await?
        .into_iter()
        .map(|(id, row)| {
            let HiddenRow { family_name, given_name, block, hidden_at } = row;
            let name = format!("{family_name} {given_name}").trim().to_owned();
            let id = MemberId(id);
            let delivery = Delivery::Delivered;
            (id, HiddenPerson { id, name, block, hidden_at, ending: false, delivery })
        })
        .collect();
    for (id, HideWish { hidden, block, made_at, state }) in overlay::hide_wishes(outbox) {
        let delivery = delivery(Some(state));
        if let Some(person) = people.get_mut(&id) {
            (person.ending, person.delivery) = (!hidden, delivery);
            person.block = if hidden { block } else { person.block };
        } else if hidden {
            let name = name_of(here, id).await?;
            let person = HiddenPerson { id, name, block, hidden_at: made_at, ending: false, delivery };
            people.insert(id, person);
        }
    }
    let mut people: Vec<HiddenPerson> = people.into_values().collect();
    people.sort_by_key(|person| (std::cmp::Reverse(person.hidden_at), person.id));
    Ok(people)
}

/// Everybody whom the reader has hidden, wishes included.
pub async fn all(here: &Here, outbox: &[Pending]) -> Result<BTreeSet<MemberId>, Error> {
    let people = hidden_people(here, outbox).await?;
    Ok(people.into_iter().filter(|person| !person.ending).map(|person| person.id).collect())
}

/// The name of a member as this device knows it; empty for somebody it does not know.
pub async fn name_of(here: &Here, id: MemberId) -> Result<String, Error> {
    let db = &here.account.db;
    if let Some(member) = db.one::<MemberRow>(here.network, id.0).await? {
        return Ok(names::full_name(&member.entry));
    }
    let hidden = db.one::<HiddenRow>(here.network, id.0).await?;
    Ok(hidden
        .map(|row| format!("{} {}", row.family_name, row.given_name).trim().to_owned())
        .unwrap_or_default())
}
