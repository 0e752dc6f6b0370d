//! How a profile is split by audience, and what who holds some scopes reads of it.

use super::{FacetRow, FieldValue, ProfileField, words::FieldAudience, words::FieldKey};
use crate::{members::Duty, scopes::Scope};
use std::collections::{BTreeMap, BTreeSet};

/// Every scope that can hold a facet.
pub const FACET_SCOPES: [Scope; 4] = [Scope::Members, Scope::Alumni, Scope::Staff, Scope::Desk(Duty::Roster)];

impl FieldAudience {
    /// The scope in which this audience finds its fields. Nobody finds what is for its owner alone, or for an
    /// audience of a newer program.
    pub const fn scope(&self) -> Option<Scope> {
        match self {
            Self::OnlyMe | Self::Other(_) => None,
            Self::Secretariat => Some(Scope::Desk(Duty::Roster)),
            Self::Alumni => Some(Scope::Alumni),
            Self::Staff => Some(Scope::Staff),
            Self::Everyone => Some(Scope::Members),
        }
    }
}

/// Splits a profile: what goes into which scope. A scope that gets nothing is not there.
pub fn facets(fields: &BTreeMap<FieldKey, ProfileField>) -> BTreeMap<Scope, FacetRow> {
    let mut facets: BTreeMap<Scope, FacetRow> = BTreeMap::new();
    for (key, field) in fields {
        for (audience, value) in field.value.iter().flat_map(|value| value.split(&field.audience)) {
            if let Some(scope) = audience.scope() {
                facets.entry(scope).or_default().fields.insert(key.clone(), value);
            }
        }
    }
    facets
}

/// Puts the facets that a device holds of one member together, the newest last: while a field moves from one to
/// another, it may be in both. Lists of which each item has an audience are put together from all of them.
pub fn joined(facets: impl IntoIterator<Item = FacetRow>) -> FacetRow {
    let mut fields: BTreeMap<FieldKey, FieldValue> = BTreeMap::new();
    for (key, value) in facets.into_iter().flat_map(|facet| facet.fields) {
        let value = match fields.remove(&key) {
            Some(before) => before.with(value),
            None => value,
        };
        fields.insert(key, value);
    }
    FacetRow { fields }
}

/// What a member who holds these scopes reads of a profile.
pub fn seen_with(scopes: &BTreeSet<Scope>, fields: &BTreeMap<FieldKey, ProfileField>) -> FacetRow {
    joined(facets(fields).into_iter().filter(|(scope, _)| scopes.contains(scope)).map(|(_, facet)| facet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::MutationId, members::Class};
    use uuid::Uuid;

    fn profile() -> BTreeMap<FieldKey, ProfileField> {
        let words = FieldAudience::ALL.iter().cloned().chain([FieldAudience::Other("neighbours".to_owned())]);
        let field = |audience: FieldAudience| ProfileField {
            value: Some(FieldValue::Text(audience.to_string())),
            audience,
            version: MutationId(Uuid::nil()),
        };
        words.map(|audience| (FieldKey::Other(audience.to_string()), field(audience))).collect()
    }

    fn read_by(class: Class, duties: &[Duty]) -> Vec<String> {
        let seen = seen_with(&Scope::of_active(class, duties), &profile());
        seen.fields.into_keys().map(|key| key.to_string()).collect()
    }

    #[test]
    fn every_audience_reads_its_fields_and_no_others() {
        assert_eq!(read_by(Class::Alumni, &[]), ["alumni", "everyone"]);
        assert_eq!(read_by(Class::Staff, &[]), ["everyone", "staff"]);
        assert_eq!(read_by(Class::Fan, &[]), ["everyone"]);
        assert_eq!(read_by(Class::Unknown, &[]), ["everyone"]);
        assert_eq!(read_by(Class::Staff, &[Duty::Roster]), ["everyone", "secretariat", "staff"]);
        let others: Vec<Duty> = Duty::ALL.into_iter().filter(|duty| *duty != Duty::Roster).collect();
        assert_eq!(read_by(Class::Staff, &others), ["everyone", "staff"], "other duties read no profiles");
    }

    #[test]
    fn a_field_lies_in_one_facet_and_none_lies_outside_of_the_scopes_for_facets() {
        let facets = facets(&profile());
        assert!(facets.keys().eq(FACET_SCOPES.iter().collect::<BTreeSet<_>>()));
        assert!(facets.values().all(|facet| facet.fields.len() == 1));
    }

    #[test]
    fn a_field_that_was_taken_away_is_in_no_facet() {
        let mut profile = profile();
        profile.values_mut().for_each(|field| field.value = None);
        assert_eq!(facets(&profile), BTreeMap::new());
    }

    #[test]
    fn while_a_field_moves_the_newer_facet_speaks() {
        let facet = |text: &str| FacetRow {
            fields: BTreeMap::from([(FieldKey::Romaji, FieldValue::Text(text.to_owned()))]),
        };
        assert_eq!(joined([facet("before"), facet("after")]), facet("after"));
    }
}
