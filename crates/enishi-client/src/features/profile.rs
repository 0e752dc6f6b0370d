//! The profile: the own fields with their audiences, those that others let this device hold, and what others see of
//! the own ones.

use super::here::{Here, delivery};
use crate::{client::Client, error::Error};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    profile::{
        FieldForm, MemberProfile, MyField, MyProfile, Onlooker, RefusedField, ShownField, ViewAs, ViewAsForm,
    },
};
use enishi_sync::overlay::{self, Pending, PendingState};
use enishi_wire::{
    ids::{MemberId, MutationId},
    limits,
    members::{Class, Duty, MemberState},
    mutations::Action,
    profile::{BadField, FacetRow, FieldKey, ProfileField, ProfileRow, joined, seen_with},
    scopes::Scope,
};

impl Client {
    /// The own profile: what the server said, and over it what the person wants.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn my_profile(&self) -> Result<MyProfile, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let said = own_fields(&here).await?;
        let newer = said.fields.keys().filter(|key| matches!(key, FieldKey::Other(_)));
        let fields =
            FieldKey::ALL.iter().chain(newer).map(|key| my_field(key, said.fields.get(key), &outbox));
        Ok(MyProfile { fields: fields.collect() })
    }

    /// Another person with the fields that this device holds: what the person lets its owner see.
    ///
    /// # Errors
    /// `not_found`, `directory_locked`, `signed_out`, codes of the database.
    pub async fn member_profile(&self, id: MemberId) -> Result<MemberProfile, AppError> {
        let card = self.member(id).await?.card;
        let here = self.here().await?;
        let facets = here.account.db.copies::<FacetRow>(here.network, id.0).await?;
        Ok(MemberProfile { card, fields: shown(joined(facets)) })
    }

    /// Sets a field of the own profile, or takes it away.
    ///
    /// # Errors
    /// `invalid` with the part, `not_confirmed`, `not_permitted` while pausing.
    pub async fn set_field(&self, form: FieldForm) -> Result<MutationId, AppError> {
        Ok(self.try_set_field(form).await?)
    }

    async fn try_set_field(&self, form: FieldForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        match here.place.about.state {
            MemberState::Active => {}
            MemberState::Invited | MemberState::Applied => return Err(AppCode::NotConfirmed.into()),
            _ => return Err(AppCode::NotPermitted.into()),
        }
        let FieldForm { field, value, audience } = form;
        let broken = |bad: BadField| Error::Invalid(bad.part);
        audience.known().map_err(broken)?;
        let value = value.map(|value| field.checked(&value)).transpose().map_err(broken)?.flatten();
        let said = own_fields(&here).await?.fields.remove(&field).map(|field| field.version);
        let mut seen = overlay::field_seen(&field, said, &here.outbox().await?);
        // What the server said comes first and is always named, then the latest wishes.
        let surplus = seen.len().saturating_sub(limits::FIELD_SEEN);
        if surplus > 0 {
            seen.drain(1..=surplus);
        }
        self.want(&here, Action::SetField { field, value, audience, seen }).await
    }

    /// What somebody else sees of the own profile: by the rule that the server runs, over what the server has.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn view_as(&self, form: ViewAsForm) -> Result<ViewAs, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let changes = |pending: &Pending| {
            let is_of_me =
                matches!(pending.mutation.action, Action::SetEntry { .. } | Action::SetField { .. });
            is_of_me && !matches!(pending.state, PendingState::Failed(_))
        };
        let changing = outbox.iter().any(changes);
        if here.place.about.state != MemberState::Active {
            return Ok(ViewAs { who: form.who, card: None, fields: Vec::new(), changing });
        }
        let (class, duties): (Class, &[Duty]) = match form.who {
            Onlooker::FormerColleague => (Class::Alumni, &[]),
            Onlooker::Staff => (Class::Staff, &[]),
            Onlooker::Secretariat => (Class::Staff, &[Duty::Roster]),
        };
        let seen = seen_with(&Scope::of_active(class, duties), &own_fields(&here).await?.fields);
        let card = Some(self.my_page().await?.card);
        Ok(ViewAs { who: form.who, card, fields: shown(seen), changing })
    }
}

/// What the server said of the own profile.
pub async fn own_fields(here: &Here) -> Result<ProfileRow, Error> {
    Ok(here.account.db.one(here.network, here.place.about.member.0).await?.unwrap_or_default())
}

fn my_field(key: &FieldKey, said: Option<&ProfileField>, outbox: &[Pending]) -> MyField {
    let mut field = MyField {
        field: key.clone(),
        value: said.and_then(|said| said.value.clone()),
        audience: said.map_or_else(|| key.proposed_audience(), |said| said.audience.clone()),
        delivery: Delivery::Delivered,
        refused: None,
    };
    if let Some(wish) = overlay::field(key, outbox) {
        let (value, audience) = (wish.value.cloned(), wish.audience.clone());
        field.delivery = delivery(Some(wish.state));
        if matches!(wish.state, PendingState::Failed(_)) {
            field.refused = Some(RefusedField { wish: wish.id, value, audience });
        } else {
            (field.value, field.audience) = (value, audience);
        }
    }
    field
}

fn shown(facet: FacetRow) -> Vec<ShownField> {
    facet.fields.into_iter().map(|(field, value)| ShownField { field, value }).collect()
}
