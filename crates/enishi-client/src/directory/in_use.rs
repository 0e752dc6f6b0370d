//! The terms that somebody has: others were said once and taken away, and leave no trace in what is kept.

use super::{
    held::{self, Held},
    people::People,
    terms::Dictionary,
};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// What of people depends on the numbers of terms.
pub struct InUse {
    /// The terms, the most frequent first: they have the shortest numbers.
    pub terms: Arc<Dictionary>,
    /// Departments, as in [`People`].
    pub departments: Vec<u32>,
    /// What each lets this device see.
    pub held: Held,
    /// The same of those who are not listed.
    pub unlisted: BTreeMap<Uuid, Vec<u8>>,
}

impl People {
    /// The same with terms in use only.
    pub fn with_terms_in_use(&self) -> InUse {
        let mut uses = vec![0_u32; self.terms.len()];
        let mut keys = vec![false; self.terms.keys().len()];
        let listed = (0..self.len()).map(|place| self.held.get(place));
        let all = listed.chain(self.unlisted.values().map(Vec::as_slice));
        for department in &self.departments {
            count(&mut uses, department.checked_sub(1));
        }
        for facets in all {
            for field in held::read(facets).into_iter().flat_map(|facet| facet.fields) {
                if let Some(key) = own_key(field.key).and_then(|key| keys.get_mut(key)) {
                    *key = true;
                }
                field.terms.iter().for_each(|term| count(&mut uses, Some(*term)));
            }
        }
        let mut order: Vec<usize> = (0..uses.len()).filter(|term| uses.get(*term) > Some(&0)).collect();
        order.sort_by_key(|term| std::cmp::Reverse(uses.get(*term).copied()));
        let mut terms = Dictionary::default();
        let mut numbers = vec![0_u32; uses.len()];
        for term in order {
            if let (Some(kind), Some(number)) = (self.terms.kind(term), numbers.get_mut(term)) {
                *number = u32::try_from(terms.push(kind, self.terms.written(term))).unwrap_or(u32::MAX);
            }
        }
        let mut names = Vec::new();
        for (key, used) in self.terms.keys().iter().zip(&keys) {
            // An unused name stays as a place without a name: the numbers behind it are in use.
            names.push(if *used { key.clone() } else { String::new() });
        }
        let number = |term: u32| usize::try_from(term).ok().and_then(|term| numbers.get(term)).copied();
        let renewed = |facets: &[u8]| {
            let mut facets = held::read(facets);
            for field in facets.iter_mut().flat_map(|facet| &mut facet.fields) {
                for term in &mut field.terms {
                    *term = number(*term).unwrap_or(0);
                }
            }
            held::write(&facets)
        };
        let mut held = Held::default();
        (0..self.len()).for_each(|place| held.push(&renewed(self.held.get(place))));
        let departments = self.departments.iter();
        let departments =
            departments.map(|term| term.checked_sub(1).and_then(number).map_or(0, |term| term + 1));
        InUse {
            terms: Arc::new(terms.named(names)),
            departments: departments.collect(),
            held,
            unlisted: self.unlisted.iter().map(|(id, facets)| (*id, renewed(facets))).collect(),
        }
    }
}

fn count(uses: &mut [u32], term: Option<u32>) {
    let place = term.and_then(|term| usize::try_from(term).ok());
    if let Some(uses) = place.and_then(|term| uses.get_mut(term)) {
        *uses += 1;
    }
}

/// The place of a field among those that this version does not know.
fn own_key(key: u32) -> Option<usize> {
    usize::try_from(key).ok()?.checked_sub(enishi_wire::profile::FieldKey::ALL.len())
}
