//! At most one suggested person a week. The choice is made on this device, noted for the member's other devices, and
//! never delays a page: home shows it when it is there.

use super::{here::Here, members::person, profile::own_fields, status::follows};
use crate::{
    client::{Client, lock},
    directory::{Query, Word},
    error::Error,
    suggest::{Facts, choose, reasons},
};
use enishi_bridge::{
    errors::AppError,
    members::Filter,
    suggestions::{DismissForm, Reason, SuggestionCard, SuggestionsForm},
};
use enishi_sync::overlay::{self, Pending, PendingState};
use enishi_wire::{
    changes::Row,
    ids::MemberId,
    members::{MemberRow, MemberState},
    mutations::Action,
    profile::{FacetRow, FieldKey, FieldValue, Purpose},
    suggestions::{SuggestionRow, week_of},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// People read at once from the directory.
const AT_ONCE: usize = 200;

impl Client {
    /// The person of this week, when one is chosen. Otherwise the choice begins, and the page is told when it is made.
    pub(super) async fn suggestion(
        &self,
        here: &Here,
        outbox: &[Pending],
    ) -> Result<Option<SuggestionCard>, Error> {
        if here.place.about.state != MemberState::Active || !here.complete() || !wanted(here, outbox).await? {
            return Ok(None);
        }
        let week = week_of(here.server_now().await?);
        let noted = noted(here, outbox).await?;
        if let Some((id, row)) = noted.iter().find(|(_, row)| row.week == week) {
            let over = row.dismissed || follows(here, outbox).await?.contains(id);
            let Some(person) = person(here, outbox, *id).await?.filter(|_| !over) else { return Ok(None) };
            let (me, other) = (my_facts(here).await?, facts(here, *id).await?);
            let reason = me.zip(other).and_then(|(me, other)| reasons(&me, &other).into_iter().next());
            return Ok(Some(SuggestionCard { person, reason: reason.unwrap_or(Reason::Unknown) }));
        }
        let looked = (week, here.place.people);
        if lock(&self.inner.looked_for).insert(here.key(), looked) != Some(looked) {
            let (client, here) = (self.clone(), here.clone());
            tokio::spawn(async move {
                if let Err(error) = client.look_for_somebody(&here, week).await {
                    tracing::warn!(%error, "Nobody could be suggested.");
                }
            });
        }
        Ok(None)
    }

    /// Looks in the place in which the page was opened, wherever the person has gone since.
    async fn look_for_somebody(&self, here: &Here, week: i64) -> Result<(), Error> {
        let outbox = here.outbox().await?;
        let Some(me) = my_facts(here).await? else { return Ok(()) };
        let mut excluded: BTreeSet<MemberId> = noted(here, &outbox).await?.into_keys().collect();
        excluded.extend(follows(here, &outbox).await?);
        excluded.extend(overlay::hidden(&outbox));
        let mut others = Vec::new();
        for id in around(here, &me).await? {
            if !excluded.contains(&id) {
                others.extend(facts(here, id).await?);
            }
        }
        let Some(member) = choose(&me, &others, &excluded, week) else { return Ok(()) };
        // Meanwhile another device may have chosen, or another look on this one.
        if noted(here, &here.outbox().await?).await?.values().all(|row| row.week != week) {
            self.want(here, Action::NoteSuggestion { member, week, dismissed: false }).await?;
        }
        Ok(())
    }

    /// Puts the suggestion away, for this person or for good, on every device.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn dismiss_suggestion(&self, form: DismissForm) -> Result<(), AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let held = noted(&here, &outbox).await?.remove(&form.member);
        let week = held.map_or_else(|| 0, |row| row.week);
        self.want(&here, Action::NoteSuggestion { member: form.member, week, dismissed: true }).await?;
        if form.for_good {
            self.want(&here, Action::SetSuggestions { wanted: false }).await?;
        }
        Ok(())
    }

    /// Whether people are to be suggested.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn suggestions_wanted(&self) -> Result<SuggestionsForm, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        Ok(SuggestionsForm { wanted: wanted(&here, &outbox).await? })
    }

    /// Wants people suggested, or nobody.
    ///
    /// # Errors
    /// `not_confirmed`, `not_permitted` while pausing.
    pub async fn set_suggestions(&self, form: SuggestionsForm) -> Result<(), AppError> {
        let here = self.here().await?;
        here.require_active()?;
        self.want(&here, Action::SetSuggestions { wanted: form.wanted }).await?;
        Ok(())
    }
}

async fn wanted(here: &Here, outbox: &[Pending]) -> Result<bool, Error> {
    let wish = outbox.iter().rev().find_map(|wish| match (&wish.mutation.action, wish.state) {
        (_, PendingState::Failed(_)) => None,
        (Action::SetSuggestions { wanted }, _) => Some(*wanted),
        _ => None,
    });
    match wish {
        Some(wanted) => Ok(wanted),
        None => Ok(!here.choices().await?.no_suggestions),
    }
}

/// Who was ever suggested, wishes included. What the server knows comes first: of two in one week it kept one.
async fn noted(here: &Here, outbox: &[Pending]) -> Result<BTreeMap<MemberId, SuggestionRow>, Error> {
    let rows = here.account.db.all::<SuggestionRow>(here.network).await?;
    let mut noted: BTreeMap<MemberId, SuggestionRow> =
        rows.into_iter().map(|(id, row)| (MemberId(id), row)).collect();
    for wish in outbox {
        if let Action::NoteSuggestion { member, week, dismissed } = &wish.mutation.action {
            let taken = noted.values().any(|row| row.week == *week);
            match noted.get_mut(member) {
                Some(row) => row.dismissed |= dismissed,
                None if taken && !dismissed => {}
                None => {
                    noted.insert(*member, SuggestionRow { week: *week, dismissed: *dismissed });
                }
            }
        }
    }
    Ok(noted)
}

/// Everybody who may have something in common with me.
async fn around(here: &Here, me: &Facts) -> Result<BTreeSet<MemberId>, Error> {
    let db = &here.account.db;
    let mut found = BTreeSet::new();
    if me.joined_year.is_some() {
        let filters = me.joined_year.map(Filter::JoinedYear).into_iter().collect();
        found.extend(listed(here, Query { words: Vec::new(), filters, mine: here.nobody() }).await?);
    }
    if !me.department.is_empty() {
        let words = Word::all(&me.department);
        found.extend(listed(here, Query { words, filters: Vec::new(), mine: here.nobody() }).await?);
    }
    let tags = me.skills.union(&me.looking_for);
    let pieces = tags.map(serde_json::to_string).collect::<Result<Vec<String>, _>>()?;
    let sharing = db.holding(here.network, FacetRow::KIND, &pieces).await?;
    found.extend(sharing.into_iter().map(MemberId));
    Ok(found)
}

async fn listed(here: &Here, query: Query) -> Result<Vec<MemberId>, Error> {
    let mut all = Vec::new();
    loop {
        let window = (all.len(), AT_ONCE);
        let page = here.account.db.directory_at(here.network, here.place.people, &query, window).await?;
        let last = page.found.is_empty();
        all.extend(page.found.iter().map(|person| MemberId(person.id)));
        if last || all.len() >= page.total {
            return Ok(all);
        }
    }
}

/// What of a person lists may show on this device.
async fn facts(here: &Here, id: MemberId) -> Result<Option<Facts>, Error> {
    let db = &here.account.db;
    let Some(row) = db.one::<MemberRow>(here.network, id.0).await? else { return Ok(None) };
    let facets = here.listed_facets(id).await?;
    Ok(Some(facts_of(id.0, &row, facets.fields)))
}

/// The own facts: also those that only I see.
async fn my_facts(here: &Here) -> Result<Option<Facts>, Error> {
    let me = here.place.about.member.0;
    let Some(row) = here.account.db.one::<MemberRow>(here.network, me).await? else { return Ok(None) };
    let fields = own_fields(here).await?.fields;
    let fields = fields.into_iter().filter_map(|(key, field)| Some((key, field.value?))).collect();
    Ok(Some(facts_of(me, &row, fields)))
}

fn facts_of(id: Uuid, row: &MemberRow, mut fields: BTreeMap<FieldKey, FieldValue>) -> Facts {
    let mut tags = |key| match fields.remove(&key) {
        Some(FieldValue::Tags(tags)) => tags.into_iter().collect(),
        _ => BTreeSet::new(),
    };
    let (skills, can_help, looking_for) =
        (tags(FieldKey::Skills), tags(FieldKey::CanHelp), tags(FieldKey::LookingFor));
    let purposes: BTreeSet<Purpose> = match fields.remove(&FieldKey::Purposes) {
        Some(FieldValue::Purposes(purposes)) => purposes.into_iter().collect(),
        _ => BTreeSet::new(),
    };
    let prefecture = match fields.remove(&FieldKey::Prefecture) {
        Some(FieldValue::Prefecture(code)) => Some(code),
        _ => None,
    };
    Facts {
        id: MemberId(id),
        joined_year: row.entry.joined_year,
        department: row.entry.department.clone(),
        skills,
        can_help,
        looking_for,
        purposes,
        prefecture,
    }
}
