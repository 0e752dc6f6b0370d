//! Check: whether a database is what the rules say, read from one snapshot beside a running server.

use super::members::{listed_as, membership_of};
use crate::{
    db::{
        Database, Snapshot,
        check::{self, RULES, ShownAt},
        copy, profile,
    },
    failure::Failure,
    ids::sha256,
};
use enishi_wire::{
    changes::Row,
    events::TallyRow,
    members::MemberState,
    profile::{FacetRow, ProfileRow, facets},
    sync::PushResult,
};
use futures_util::TryStreamExt;
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeMap, pin::pin};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What scripts match on.
    pub code: &'static str,
    /// What the operator reads.
    pub message: String,
    /// How many rows.
    pub count: i64,
}

/// Everything that is wrong; nothing, if all is well.
pub async fn check(database: &Database) -> Result<Vec<Finding>, Failure> {
    let mut snapshot = copy::patient_snapshot(database).await?;
    let mut findings = Vec::new();
    for message in check::damage(database, &mut snapshot).await? {
        findings.push(Finding { code: "damaged", message, count: 1 });
    }
    for rule in RULES {
        note(&mut findings, rule.code, rule.sentence, check::count(&mut snapshot, rule).await?);
    }
    let orphans = check::orphans(&mut snapshot).await?;
    note(&mut findings, "orphans", "Rows refer to rows that are not there.", orphans);
    let (listed, own) = members(&mut snapshot).await?;
    note(
        &mut findings,
        "member_shown_wrongly",
        "The directory says something else than the members.",
        listed,
    );
    note(&mut findings, "membership_shown_wrongly", "Members see another membership than they have.", own);
    let tallies = tallies(&mut snapshot).await?;
    note(&mut findings, "wrong_tally", "Tallies say something else than the answers.", tallies);
    let profiles = profiles(&mut snapshot).await?;
    note(
        &mut findings,
        "profile_shown_wrongly",
        "Profiles are shown otherwise than their owners said.",
        profiles,
    );
    let (json, outcomes) = json(&mut snapshot).await?;
    note(&mut findings, "unreadable_json", "Texts that must be JSON cannot be read.", json);
    note(&mut findings, "unreadable_outcome", "Answers to wishes cannot be read.", outcomes);
    snapshot.rollback().await?;
    Ok(findings)
}

fn note(findings: &mut Vec<Finding>, code: &'static str, sentence: &str, count: i64) {
    if count > 0 {
        findings.push(Finding { code, message: sentence.to_owned(), count });
    }
}

/// How many members are shown otherwise than they are: in the directory, and to themselves. That a row is
/// missing is another rule's finding.
async fn members(snapshot: &mut Snapshot) -> Result<(i64, i64), Failure> {
    let (mut listed_wrongly, mut own_wrongly) = (0, 0);
    let mut members = pin!(check::members(snapshot));
    while let Some(shown) = members.try_next().await? {
        let Some((member, listed, own)) = shown else {
            own_wrongly += 1;
            continue;
        };
        let differs = |body: Option<String>, expected: Value| {
            body.is_some_and(|body| serde_json::from_str::<Value>(&body).ok() != Some(expected))
        };
        let is_listed = member.state == MemberState::Active;
        if is_listed && differs(listed, serde_json::to_value(listed_as(&member))?) {
            listed_wrongly += 1;
        }
        if differs(own, serde_json::to_value(membership_of(&member))?) {
            own_wrongly += 1;
        }
    }
    Ok((listed_wrongly, own_wrongly))
}

/// How many rows show a profile otherwise than its owner said: another text, a row too many or too few.
async fn profiles(snapshot: &mut Snapshot) -> Result<i64, Failure> {
    let mut due = profiles_due(snapshot).await?;
    let mut wrong = 0;
    let mut shown = pin!(check::profiles(snapshot));
    while let Some((place, body)) = shown.try_next().await? {
        let said = serde_json::from_str::<Value>(&body).ok();
        wrong += i64::from(due.remove(&place) != said.as_ref().map(digest));
    }
    Ok(wrong.saturating_add(i64::try_from(due.len()).unwrap_or(i64::MAX)))
}

/// Where which rows should show profiles, each with the digest of what it should say.
async fn profiles_due(snapshot: &mut Snapshot) -> Result<BTreeMap<ShownAt, String>, Failure> {
    let mut due = BTreeMap::new();
    let (mut reading, mut row) = (None, ProfileRow::default());
    let mut fields = pin!(profile::all(snapshot));
    loop {
        let next = fields.try_next().await?;
        let (owner, columns) = next.unzip();
        if owner != reading {
            if let Some(owner) = reading {
                expect(&mut due, &owner, std::mem::take(&mut row))?;
            }
            reading = owner;
        }
        let Some(columns) = columns else { return Ok(due) };
        let (key, field) = profile::read(columns)?;
        row.fields.insert(key, field);
    }
}

/// Notes which rows should show one profile.
fn expect(
    due: &mut BTreeMap<ShownAt, String>,
    owner: &profile::Owner,
    row: ProfileRow,
) -> Result<(), Failure> {
    let (network, member, state) = owner;
    let place = |scope: String, kind: &str| (network.clone(), scope, kind.to_owned(), member.clone());
    if MemberState::parse(state) == MemberState::Active {
        for (scope, facet) in facets(&row.fields) {
            due.insert(place(scope.to_string(), FacetRow::KIND), digest(&serde_json::to_value(facet)?));
        }
    }
    due.insert(place(format!("me/{member}"), ProfileRow::KIND), digest(&serde_json::to_value(row)?));
    Ok(())
}

fn digest(value: &Value) -> String {
    sha256(value.to_string())
}

async fn tallies(snapshot: &mut Snapshot) -> Result<i64, Failure> {
    let mut wrong = 0;
    let mut tallies = pin!(check::tallies(snapshot));
    while let Some((body, yes, maybe, no)) = tallies.try_next().await? {
        let said = serde_json::from_str::<TallyRow>(&body).ok();
        if said.map(|row| (i64::from(row.yes), i64::from(row.maybe), i64::from(row.no)))
            != Some((yes, maybe, no))
        {
            wrong += 1;
        }
    }
    Ok(wrong)
}

async fn json(snapshot: &mut Snapshot) -> Result<(i64, i64), Failure> {
    let (mut bad_texts, mut bad_outcomes) = (0, 0);
    let mut texts = pin!(check::json(snapshot));
    while let Some((table, text)) = texts.try_next().await? {
        if table == "mutations" {
            bad_outcomes += i64::from(serde_json::from_str::<PushResult>(&text).is_err());
        } else {
            bad_texts += i64::from(serde_json::from_str::<Value>(&text).is_err());
        }
    }
    Ok((bad_texts, bad_outcomes))
}
