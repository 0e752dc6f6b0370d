//! What a vCard tells of the person, as the profile will be when everything that waits has been sent.

use super::{super::profile, Here, things::Pictures};
use crate::{directory::prefectures, error::Error, export::vcard::Person};
use enishi_sync::overlay;
use enishi_wire::profile::{FieldKey, FieldValue, Role};

/// The card of the own member of a place.
pub async fn of(here: &Here, pictures: &Pictures) -> Result<Person, Error> {
    let outbox = here.outbox().await?;
    let entry = match overlay::entry(&outbox) {
        Some((entry, _)) => entry.clone(),
        None => here.membership().await?.map(|membership| membership.entry).unwrap_or_default(),
    };
    let held = profile::own_fields(here).await?;
    let said = |key: FieldKey| profile::own_value(&key, &held, &outbox);
    let role = match said(FieldKey::Roles) {
        Some(FieldValue::Roles(roles)) => roles.into_iter().next().unwrap_or_default(),
        _ => Role::default(),
    };
    let links = match said(FieldKey::Links) {
        Some(FieldValue::Links(links)) => links.into_iter().map(|link| link.url).collect(),
        _ => Vec::new(),
    };
    let region = match said(FieldKey::Prefecture) {
        Some(FieldValue::Prefecture(number)) => prefectures::name(number).unwrap_or_default(),
        _ => "",
    };
    Ok(Person {
        uid: format!("urn:uuid:{}", here.place.about.member),
        family_name: entry.family_name,
        given_name: entry.given_name,
        family_kana: entry.family_kana,
        given_kana: entry.given_kana,
        former_name: entry.former_name.unwrap_or_default(),
        organisation: role.organisation,
        title: role.title,
        email: here.account.email.clone(),
        links,
        region: region.to_owned(),
        note: entry.headline,
        photo: pictures.present().map(<[u8]>::to_vec),
    })
}
