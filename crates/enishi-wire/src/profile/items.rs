//! Lists of which each item may be for fewer people than the field: how they are split among the audiences, and put
//! together by who reads several of them.
//!
//! Who reads a part learns nothing of the rest: an item says to others neither its audience nor its place among the
//! others. What is put together is therefore in an order that its months give.

use super::{
    values::{FieldValue, Month, Posting, Role, Step},
    words::FieldAudience,
};
use serde::Serialize;
use std::{cmp::Reverse, collections::BTreeMap};

impl FieldAudience {
    /// The audience of an item for which this one is that of the field. `None`: the item is not for fewer people but
    /// for others, so nobody but its owner reads it.
    pub fn narrowed_to(&self, item: &Self) -> Option<Self> {
        let is_narrower = item == self
            || *item == Self::OnlyMe
            || (*self == Self::Everyone && matches!(item, Self::Alumni | Self::Staff | Self::Secretariat));
        is_narrower.then(|| item.clone())
    }
}

/// An item of such a list.
trait Item: Clone + PartialEq + Serialize {
    fn audience(&self) -> Option<&FieldAudience>;
    /// As others read it.
    fn plain(&self) -> Self;
    /// From when; what is newer comes first.
    fn began(&self) -> Option<Month>;
}

impl Item for Role {
    fn audience(&self) -> Option<&FieldAudience> {
        self.audience.as_ref()
    }

    fn plain(&self) -> Self {
        Self { audience: None, ..self.clone() }
    }

    fn began(&self) -> Option<Month> {
        self.since
    }
}

impl Item for Posting {
    fn audience(&self) -> Option<&FieldAudience> {
        self.audience.as_ref()
    }

    fn plain(&self) -> Self {
        Self { audience: None, ..self.clone() }
    }

    fn began(&self) -> Option<Month> {
        self.from
    }
}

impl Item for Step {
    fn audience(&self) -> Option<&FieldAudience> {
        match self {
            Self::Work(work) => work.audience.as_ref(),
            Self::Gap(gap) => gap.audience.as_ref(),
            Self::Other(_) => None,
        }
    }

    fn plain(&self) -> Self {
        let mut step = self.clone();
        match &mut step {
            Self::Work(work) => work.audience = None,
            Self::Gap(gap) => gap.audience = None,
            Self::Other(_) => {}
        }
        step
    }

    fn began(&self) -> Option<Month> {
        match self {
            Self::Work(work) => work.from,
            Self::Gap(gap) => gap.from,
            Self::Other(_) => None,
        }
    }
}

impl FieldValue {
    /// The value as each audience reads it, for a field of this audience.
    pub(super) fn split(&self, audience: &FieldAudience) -> BTreeMap<FieldAudience, Self> {
        match self {
            Self::Roles(roles) => split(roles, audience, Self::Roles),
            Self::Career(steps) => split(steps, audience, Self::Career),
            Self::Postings(postings) => split(postings, audience, Self::Postings),
            whole => BTreeMap::from([(audience.clone(), whole.clone())]),
        }
    }

    /// This value with what another facet says of the same field: the newer one, or the items of both.
    pub(super) fn with(self, newer: Self) -> Self {
        match (self, newer) {
            (Self::Roles(one), Self::Roles(other)) => Self::Roles(together(one, other)),
            (Self::Career(one), Self::Career(other)) => Self::Career(together(one, other)),
            (Self::Postings(one), Self::Postings(other)) => Self::Postings(together(one, other)),
            (_, newer) => newer,
        }
    }

    /// The audiences that items have of their own.
    pub(super) fn item_audiences(&self) -> Box<dyn Iterator<Item = &FieldAudience> + '_> {
        match self {
            Self::Roles(roles) => Box::new(roles.iter().filter_map(Item::audience)),
            Self::Career(steps) => Box::new(steps.iter().filter_map(Item::audience)),
            Self::Postings(postings) => Box::new(postings.iter().filter_map(Item::audience)),
            _ => Box::new(std::iter::empty()),
        }
    }
}

fn split<T: Item>(
    items: &[T],
    audience: &FieldAudience,
    value: fn(Vec<T>) -> FieldValue,
) -> BTreeMap<FieldAudience, FieldValue> {
    let mut parts: BTreeMap<FieldAudience, Vec<T>> = BTreeMap::new();
    for item in items {
        let own = item.audience().map_or(Some(audience.clone()), |own| audience.narrowed_to(own));
        parts.entry(own.unwrap_or(FieldAudience::OnlyMe)).or_default().push(item.plain());
    }
    parts.into_iter().map(|(audience, items)| (audience, value(items))).collect()
}

/// The items of both, the latest first; those of one list alone keep the order that their owner gave them.
fn together<T: Item>(one: Vec<T>, other: Vec<T>) -> Vec<T> {
    let mut all = one;
    for item in other {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all.sort_by_cached_key(|item| (Reverse(item.began()), serde_json::to_string(item).unwrap_or_default()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::MutationId,
        profile::{FieldKey, ProfileField, facets, joined, seen_with},
        scopes::Scope,
    };
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn role(title: &str, audience: Option<FieldAudience>) -> Role {
        Role { title: title.to_owned(), audience, ..Role::default() }
    }

    fn roles(audience: FieldAudience, roles: Vec<Role>) -> BTreeMap<FieldKey, ProfileField> {
        let value = Some(FieldValue::Roles(roles));
        BTreeMap::from([(
            FieldKey::Roles,
            ProfileField { value, audience, version: MutationId(Uuid::nil()) },
        )])
    }

    fn titles(value: Option<&FieldValue>) -> Vec<String> {
        match value {
            Some(FieldValue::Roles(roles)) => {
                assert!(roles.iter().all(|role| role.audience.is_none()), "nobody learns of audiences");
                roles.iter().map(|role| role.title.clone()).collect()
            }
            None => Vec::new(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_three_roles_each_is_read_by_its_own_audience() {
        let all = vec![
            role("店主", None),
            role("顧問", Some(FieldAudience::Alumni)),
            role("町内会", Some(FieldAudience::OnlyMe)),
            role("講師", Some(FieldAudience::Staff)),
        ];
        let profile = roles(FieldAudience::Everyone, all);
        let read = |scopes: &[Scope]| {
            let scopes: BTreeSet<Scope> = scopes.iter().cloned().collect();
            let mut titles = titles(seen_with(&scopes, &profile).fields.get(&FieldKey::Roles));
            titles.sort();
            titles
        };
        assert_eq!(read(&[Scope::Members]), ["店主"]);
        assert_eq!(read(&[Scope::Members, Scope::Alumni]), ["店主", "顧問"]);
        assert_eq!(read(&[Scope::Members, Scope::Staff]), ["店主", "講師"]);
        assert_eq!(read(&[]), [""; 0]);
        assert!(
            facets(&profile).values().all(|facet| !serde_json::to_string(facet).unwrap().contains("町内会"))
        );
    }

    #[test]
    fn an_item_is_never_for_more_people_than_its_field() {
        for (field, item) in [
            (FieldAudience::OnlyMe, FieldAudience::Everyone),
            (FieldAudience::Alumni, FieldAudience::Staff),
            (FieldAudience::Alumni, FieldAudience::Secretariat),
            (FieldAudience::Secretariat, FieldAudience::Alumni),
            (FieldAudience::Everyone, FieldAudience::Other("neighbours".to_owned())),
        ] {
            let wide = roles(field.clone(), vec![role("x", Some(item.clone()))]);
            let value = wide[&FieldKey::Roles].value.clone().unwrap();
            assert_eq!(value.narrows(&field).unwrap_err().part, "audience", "{field} {item}");
            assert!(
                facets(&wide).is_empty(),
                "{field} {item}: who wrote it without a check shows it to nobody"
            );
        }
        for audience in FieldAudience::ALL {
            for own in [None, Some(audience.clone()), Some(FieldAudience::OnlyMe)] {
                assert!(FieldValue::Roles(vec![role("x", own)]).narrows(audience).is_ok(), "{audience}");
            }
        }
    }

    #[test]
    fn what_is_put_together_does_not_depend_on_the_order_in_which_it_came() {
        let at =
            |title: &str, since: &str, audience| Role { since: since.parse().ok(), ..role(title, audience) };
        let all = vec![
            at("b", "2010", None),
            at("a", "2024-05", Some(FieldAudience::Alumni)),
            at("c", "2018", None),
        ];
        let parts: Vec<_> = facets(&roles(FieldAudience::Everyone, all)).into_values().collect();
        let read = |parts: Vec<_>| titles(joined(parts).fields.get(&FieldKey::Roles));
        assert_eq!(read(parts.clone()), ["a", "c", "b"]);
        assert_eq!(read(parts.iter().rev().cloned().collect()), ["a", "c", "b"]);
        assert_eq!(read([parts.clone(), parts].concat()), ["a", "c", "b"], "nothing is there twice");
    }
}
