//! The profile: the own fields with their audiences, those that others let this device hold, and what others see of
//! the own ones.

use super::{
    field_kinds::Decisions,
    here::{Here, delivery},
    members,
};
use crate::{client::Client, directory::now_of, error::Error};
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
    profile::{BadField, FacetRow, FieldKey, FieldValue, ProfileField, ProfileRow, facets, seen_with},
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
        let decisions = here.decisions().await?;
        let own = decisions.own_fields();
        let newer = said.fields.keys().filter(|key| matches!(key, FieldKey::Other(_)) && !own.contains(key));
        let all = FieldKey::ALL.iter().chain(&own).chain(newer);
        let fields = all
            .map(|key| my_field(key, said.fields.get(key), &outbox, &decisions))
            // One that is not asked any more is there for who has answered it, to be taken away.
            .filter(|field| field.value.is_some() || field.own.as_ref().is_none_or(|own| !own.retired));
        Ok(MyProfile { me: here.place.about.member, fields: fields.collect() })
    }

    /// Another person with the fields that this device holds: what the person lets its owner see.
    ///
    /// # Errors
    /// `not_found`, `directory_locked`, `signed_out`, codes of the database.
    pub async fn member_profile(&self, id: MemberId) -> Result<MemberProfile, AppError> {
        let here = self.here().await?;
        let mut card = members::one(&here, id).await?;
        let facet = here.facets(id).await?;
        self.note_access(&here, id).await?;
        card.now = members::now(now_of(&facet));
        let together = here.together_with(&card, &facet).await?;
        Ok(MemberProfile { card, fields: shown(facet, &here.decisions().await?), together })
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
        if let Some(value) = &value {
            value.narrows(&audience).map_err(broken)?;
        }
        let decisions = here.decisions().await?;
        let value = match (&value, decisions.own(&field)) {
            (Some(value), Some(own)) => own.answered(value).map_err(broken)?,
            (Some(value), None) => field.checked(value).map_err(broken)?,
            (None, _) => None,
        };
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
        // Before the confirmation it says what would be seen; of who pauses or leaves, nothing is.
        let before = matches!(here.place.about.state, MemberState::Invited | MemberState::Applied);
        if here.place.about.state != MemberState::Active && !before {
            return Ok(ViewAs { who: form.who, card: None, fields: Vec::new(), changing });
        }
        let (class, duties): (Class, &[Duty]) = match form.who {
            Onlooker::FormerColleague => (Class::Alumni, &[]),
            Onlooker::Staff => (Class::Staff, &[]),
            Onlooker::Secretariat => (Class::Staff, &[Duty::Roster]),
        };
        let fields = own_fields(&here).await?.fields;
        let seen = seen_with(&Scope::of_active(class, duties), &fields);
        let mut card = self.my_page().await?.card;
        // On the card is what everybody sees.
        let everybody = facets(&fields).remove(&Scope::Members).unwrap_or_default();
        card.photo = match everybody.fields.get(&FieldKey::Photo) {
            Some(FieldValue::Photo(photo)) => Some(photo.id),
            _ => None,
        };
        Ok(ViewAs {
            who: form.who,
            card: Some(card),
            fields: shown(seen, &here.decisions().await?),
            changing,
        })
    }
}

/// What the server said of the own profile.
pub async fn own_fields(here: &Here) -> Result<ProfileRow, Error> {
    Ok(here.account.db.one(here.network, here.place.about.member.0).await?.unwrap_or_default())
}

/// What an own field says, with what waits to be sent.
pub fn own_value(key: &FieldKey, held: &ProfileRow, outbox: &[Pending]) -> Option<FieldValue> {
    let wish = overlay::field(key, outbox).filter(|wish| !matches!(wish.state, PendingState::Failed(_)));
    match wish {
        Some(wish) => wish.value.cloned(),
        None => held.fields.get(key).and_then(|field| field.value.clone()),
    }
}

fn my_field(
    key: &FieldKey,
    said: Option<&ProfileField>,
    outbox: &[Pending],
    decisions: &Decisions,
) -> MyField {
    let mut field = MyField {
        field: key.clone(),
        value: said.and_then(|said| said.value.clone()),
        // What a person chose is never touched by what the network proposes.
        audience: said.map_or_else(|| decisions.proposed(key), |said| said.audience.clone()),
        own: decisions.own(key).cloned(),
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

fn shown(facet: FacetRow, decisions: &Decisions) -> Vec<ShownField> {
    let fields = facet.fields.into_iter();
    let mut placed: Vec<_> =
        fields.filter_map(|(field, value)| Some((decisions.place(&field)?, field, value))).collect();
    placed.sort_by_key(|(place, ..)| *place);
    placed
        .into_iter()
        .map(|(_, field, value)| ShownField { own: decisions.own(&field).cloned(), field, value })
        .collect()
}
