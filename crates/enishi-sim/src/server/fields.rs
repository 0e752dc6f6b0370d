//! Profiles of the model server: fields with an audience each, shown to others in facets by the rule of the real one.

use super::{
    network::{Member, Network, scopes_of},
    push::Done,
};
use enishi_wire::{
    changes::Row,
    errors::ApiCode,
    ids::{MemberId, MutationId},
    profile::{FacetRow, FieldAudience, FieldKey, FieldValue, ProfileField, ProfileRow, facets},
    scopes::Scope,
};
use std::collections::BTreeMap;

/// How a field shall be.
pub struct NewField<'a> {
    pub key: &'a FieldKey,
    pub value: Option<&'a FieldValue>,
    pub audience: &'a FieldAudience,
    pub seen: &'a [MutationId],
}

impl Network {
    /// Sets a field, unless another device has changed it since the person last saw it.
    pub(super) fn set_field(
        &mut self,
        member: &Member,
        wish: MutationId,
        new: &NewField<'_>,
        now: i64,
    ) -> Done {
        self.require_active(member)?;
        let mut fields = self.profiles.get(&member.id).cloned().unwrap_or_default();
        match fields.get(new.key) {
            None if new.value.is_none() => return Ok(()),
            Some(held) if !builds_on(held, new) => {
                if !planted!(self.bugs, SeenIgnored) {
                    return Err(ApiCode::ChangedMeanwhile);
                }
                self.overwritten.push((wish, held.version));
            }
            _ => {}
        }
        let before = facets(&fields);
        let (value, audience) = (new.value.cloned(), new.audience.clone());
        fields.insert(new.key.clone(), ProfileField { value, audience, version: wish });
        let after = facets(&fields);
        let row = ProfileRow { fields };
        self.put(Scope::Me(member.id), member.id.0, Some(member.id), &row, now);
        self.profiles.insert(member.id, row.fields);
        self.show_facets(member.id, &before, &after, now);
        Ok(())
    }

    /// Lets facets follow a change of the membership.
    pub(super) fn facets_follow(&mut self, before: Option<&Member>, member: &Member, now: i64) {
        let listed = |member: &Member| scopes_of(member).contains(&Scope::Members);
        let (was, is) = (before.is_some_and(listed), listed(member));
        let all = self.profiles.get(&member.id).map(facets).unwrap_or_default();
        let nothing = BTreeMap::new();
        match (was, is) {
            (false, true) => self.show_facets(member.id, &nothing, &all, now),
            (true, false) => self.show_facets(member.id, &all, &nothing, now),
            _ => {}
        }
    }

    fn show_facets(
        &mut self,
        member: MemberId,
        before: &BTreeMap<Scope, FacetRow>,
        after: &BTreeMap<Scope, FacetRow>,
        now: i64,
    ) {
        for scope in before.keys().filter(|scope| !after.contains_key(scope)) {
            if !planted!(self.bugs, FacetStays) {
                self.remove(scope.clone(), FacetRow::KIND, member.0, now);
            }
        }
        for (scope, facet) in after {
            if before.get(scope) != Some(facet) {
                self.put(scope.clone(), member.0, Some(member), facet, now);
            }
        }
    }

    /// Whether a facet says what the profile of its owner lets this audience read, and nothing else.
    pub fn is_facet_of_profile(&self, scope: &Scope, member: MemberId, facet: &FacetRow) -> bool {
        self.profiles.get(&member).map(facets).unwrap_or_default().get(scope) == Some(facet)
    }
}

/// Whether a wish knows what the field says, or wants just that.
fn builds_on(held: &ProfileField, new: &NewField<'_>) -> bool {
    let same = held.value.as_ref() == new.value && (new.value.is_none() || held.audience == *new.audience);
    same || new.seen.contains(&held.version)
}
