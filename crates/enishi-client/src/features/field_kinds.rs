//! Fields that a network adds to profiles, and the audiences that it proposes.

use super::here::{Here, delivery};
use crate::{client::Client, error::Error, ids};
use enishi_bridge::{
    delivery::Delivery,
    errors::AppError,
    field_kinds::{FieldKind, FieldKindForm, FieldKinds},
};
use enishi_sync::overlay::PendingState;
use enishi_wire::{
    ids::MutationId,
    members::Duty,
    mutations::Action,
    profile::{FieldAudience, FieldKey, FieldKindRow, OwnField},
};
use std::collections::BTreeMap;

/// What a network has decided, field by field, as the server said it.
#[derive(Debug, Default)]
pub struct Decisions(BTreeMap<FieldKey, FieldKindRow>);

impl Here {
    /// What the network has decided about fields.
    pub async fn decisions(&self) -> Result<Decisions, Error> {
        let rows = self.account.db.all::<FieldKindRow>(self.network).await?;
        Ok(Decisions(rows.into_iter().map(|(_, row)| (row.field.clone(), row)).collect()))
    }
}

impl Decisions {
    /// Who is proposed to read a field that was never set.
    pub fn proposed(&self, field: &FieldKey) -> FieldAudience {
        self.0.get(field).map_or_else(|| field.proposed_audience(), |decision| decision.audience.clone())
    }

    /// What a field of the network's own asks.
    pub fn own(&self, field: &FieldKey) -> Option<&OwnField> {
        self.0.get(field)?.own.as_ref()
    }

    /// The network's own fields in their order, those that are not asked any more last.
    pub fn own_fields(&self) -> Vec<FieldKey> {
        let mut own: Vec<_> =
            self.0.iter().filter_map(|(key, decision)| Some((key, decision.own.as_ref()?))).collect();
        own.sort_by_key(|(key, own)| (own.retired, own.place, (*key).clone()));
        own.into_iter().map(|(key, _)| key.clone()).collect()
    }

    /// Where a field stands among the fields of somebody else; `None`: it is not shown.
    pub fn place(&self, field: &FieldKey) -> Option<(u8, i32)> {
        match (field, self.own(field)) {
            (FieldKey::Other(_), Some(own)) => (!own.retired).then_some((1, own.place)),
            (FieldKey::Other(_), None) => Some((2, 0)),
            _ => Some((0, 0)),
        }
    }
}

impl Client {
    /// The fields that the network decides about, with the decisions that are on their way.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn field_kinds(&self) -> Result<FieldKinds, AppError> {
        Ok(self.all_field_kinds().await?)
    }

    async fn all_field_kinds(&self) -> Result<FieldKinds, Error> {
        let here = self.here().await?;
        let mut decisions = here.decisions().await?;
        let mut states: BTreeMap<FieldKey, Delivery> = BTreeMap::new();
        for pending in here.outbox().await? {
            if let Action::SetFieldKind { decision } = pending.mutation.action {
                states.insert(decision.field.clone(), delivery(Some(pending.state)));
                if !matches!(pending.state, PendingState::Failed(_)) {
                    decisions.0.insert(decision.field.clone(), decision);
                }
            }
        }
        let fields = FieldKey::ALL.iter().cloned().chain(decisions.own_fields()).map(|field| FieldKind {
            audience: decisions.proposed(&field),
            own: decisions.own(&field).cloned(),
            delivery: states.get(&field).copied().unwrap_or(Delivery::Delivered),
            field,
        });
        Ok(FieldKinds { fields: fields.collect() })
    }

    /// Decides about a field: the duty `roster`.
    ///
    /// # Errors
    /// `not_permitted`, `invalid` with the part.
    pub async fn set_field_kind(&self, form: FieldKindForm) -> Result<MutationId, AppError> {
        Ok(self.try_set_field_kind(form).await?)
    }

    async fn try_set_field_kind(&self, form: FieldKindForm) -> Result<MutationId, Error> {
        let here = self.here().await?;
        here.require(Duty::Roster).await?;
        let FieldKindForm { field, audience, own } = form;
        let field = field.unwrap_or_else(|| FieldKey::of_network(ids::random()));
        let decisions = here.decisions().await?;
        let decision = FieldKindRow { field, audience, own };
        let decision =
            decision.checked(decisions.0.get(&decision.field)).map_err(|bad| Error::Invalid(bad.part))?;
        self.want(&here, Action::SetFieldKind { decision }).await
    }
}
