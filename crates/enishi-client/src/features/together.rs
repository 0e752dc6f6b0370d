//! With whom I was at the same place at the same time: computed here, from my own profile and what others let me see.

use super::{here::Here, profile::own_fields};
use crate::{
    clock,
    directory::{
        APART, Mine, STILL_THERE,
        terms::month,
        together::{self, Stay, Within},
    },
    error::Error,
    names::fold,
};
use enishi_bridge::members::{MemberCard, TogetherAt};
use enishi_sync::overlay;
use enishi_wire::{
    ids::MemberId,
    members::{Class, Entry},
    profile::{FacetRow, FieldKey, FieldValue, Posting, joined},
};

/// So many times together are told of one person.
const TOLD: usize = 3;

impl Here {
    /// What of a person lists may show on this device.
    pub async fn listed_facets(&self, id: MemberId) -> Result<FacetRow, Error> {
        let facets = self.account.db.copies_outside::<FacetRow>(self.network, &APART, &[id.0]).await?;
        Ok(joined(facets.into_iter().map(|(_, facet)| facet)))
    }

    /// What a person lets this device see; who shows it notes that.
    pub async fn facets(&self, id: MemberId) -> Result<FacetRow, Error> {
        Ok(joined(self.account.db.copies::<FacetRow>(self.network, id.0).await?))
    }

    /// Nobody: where it is not asked who was together with me.
    pub fn nobody(&self) -> Mine {
        Mine {
            me: self.place.about.member.0,
            stays: Vec::new(),
            within: within(&Entry::default(), Class::Unknown),
        }
    }

    /// My own time inside, whoever may read it: it stays on this device.
    pub async fn mine(&self) -> Result<Mine, Error> {
        let (stays, within) = self.my_stays().await?;
        let folded = |text: Option<String>| text.map(|text| fold(&text));
        let stays = stays.into_iter().map(|stay| Stay {
            place: folded(stay.place),
            department: folded(stay.department),
            from: stay.from,
            to: stay.to,
        });
        Ok(Mine { me: self.place.about.member.0, stays: stays.collect(), within })
    }

    /// When and where a person and I were together.
    pub async fn together_with(&self, card: &MemberCard, facet: &FacetRow) -> Result<Vec<TogetherAt>, Error> {
        if card.me {
            return Ok(Vec::new());
        }
        let (mine, within_mine) = self.my_stays().await?;
        let entry = Entry {
            department: card.department.clone(),
            joined_year: card.joined_year,
            left_year: card.left_year,
            ..Entry::default()
        };
        let within_theirs = within(&entry, card.class);
        let theirs = stays(&entry, within_theirs, facet.fields.get(&FieldKey::Postings));
        let alike = |stays: &[Stay<String>]| -> Vec<Stay<Name>> { stays.iter().map(named).collect() };
        let found = together::together((&alike(&mine), within_mine), (&alike(&theirs), within_theirs));
        let told = found.into_iter().take(TOLD).filter_map(|one| {
            let at = one.place.or(one.department)?.0;
            let still = one.last >= within_mine.now;
            Some(TogetherAt {
                at,
                from: one.first.div_euclid(12),
                to: (!still).then(|| one.last.div_euclid(12)),
            })
        });
        Ok(told.collect())
    }

    async fn my_stays(&self) -> Result<(Vec<Stay<String>>, Within), Error> {
        let outbox = self.outbox().await?;
        let membership = self.membership().await?;
        let class = membership.as_ref().map_or(Class::Unknown, |membership| membership.class);
        let entry = match overlay::entry(&outbox) {
            Some((entry, _)) => entry.clone(),
            None => membership.map(|membership| membership.entry).unwrap_or_default(),
        };
        let within = within(&entry, class);
        let postings = own_fields(self).await?.fields.remove(&FieldKey::Postings);
        let stays = stays(&entry, within, postings.and_then(|field| field.value).as_ref());
        Ok((stays, within))
    }
}

/// A text that is the same as another one when both fold to the same.
#[derive(Debug, Clone)]
struct Name(String);

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        fold(&self.0) == fold(&other.0)
    }
}

fn named(stay: &Stay<String>) -> Stay<Name> {
    Stay {
        place: stay.place.clone().map(Name),
        department: stay.department.clone().map(Name),
        from: stay.from,
        to: stay.to,
    }
}

fn within(entry: &Entry, class: Class) -> Within {
    let year = |year: Option<i32>| year.and_then(|year| u16::try_from(year).ok()).unwrap_or(0);
    let left = match year(entry.left_year) {
        0 if class == Class::Staff => STILL_THERE,
        left => left,
    };
    let (now, month) = clock::local_month(clock::now());
    Within { joined: year(entry.joined_year), left, now: together::index(now, month) }
}

/// Where somebody was: by the postings, and where there are none by the department of the entry.
fn stays(entry: &Entry, within: Within, postings: Option<&FieldValue>) -> Vec<Stay<String>> {
    if let Some(FieldValue::Postings(postings)) = postings
        && !postings.is_empty()
    {
        return postings.iter().map(stay).collect();
    }
    let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
    let named = together::named(&entry.department).into_iter();
    named.map(|(place, department)| within.stay(owned(place), owned(department))).collect()
}

fn stay(posting: &Posting) -> Stay<String> {
    let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Stay {
        place: told(&posting.place),
        department: told(&posting.department),
        from: month(posting.from),
        to: month(posting.to),
    }
}
