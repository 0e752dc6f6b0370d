//! What was wished, and what must have come of it.

use super::people::Person;
use crate::{device::Ask, server::Server};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody's wishes of one sort, device by device: the last one acknowledged, and what was asked after it
/// and may or may not have been stored.
type Last = BTreeMap<usize, Vec<String>>;

/// Everything that was wished on a walk.
#[derive(Default)]
pub struct Ledger {
    /// How many wishes were acknowledged.
    pub acknowledged: usize,
    /// Posts and events that must be there, by title, unless they were taken back.
    made: BTreeMap<String, String>,
    /// Titles that may be there.
    asked: BTreeSet<String>,
    /// Posts that were taken back, for sure or perhaps.
    removed: BTreeMap<String, bool>,
    /// Events that were called off, for sure or perhaps.
    cancelled: BTreeMap<String, bool>,
    headlines: BTreeMap<usize, Last>,
    answers: BTreeMap<(usize, String), Last>,
    seen: BTreeSet<(usize, String)>,
    /// Which event a wish to answer was about.
    events: BTreeMap<String, String>,
}

impl Ledger {
    /// Somebody is about to wish: from here on it may be stored.
    pub fn asked(&mut self, person: usize, device: usize, ask: &Ask) {
        match ask {
            Ask::Post { title, .. } | Ask::Event { title, .. } => drop(self.asked.insert(title.clone())),
            Ask::RemovePost { post } => drop(self.removed.entry(post.clone()).or_insert(false)),
            Ask::CancelEvent { event } => drop(self.cancelled.entry(event.clone()).or_insert(false)),
            _ => {
                if let Some((last, wish)) = self.last(person, device, ask) {
                    last.push(wish);
                }
            }
        }
    }

    /// It is stored.
    pub fn acknowledged(&mut self, person: usize, device: usize, ask: &Ask, id: &Value) {
        self.acknowledged += 1;
        match ask {
            Ask::Post { title, .. } | Ask::Event { title, .. } => {
                self.made.insert(title.clone(), id.as_str().unwrap_or_default().to_owned());
            }
            Ask::RemovePost { post } => drop(self.removed.insert(post.clone(), true)),
            Ask::CancelEvent { event } => drop(self.cancelled.insert(event.clone(), true)),
            Ask::Seen { id } => drop(self.seen.insert((person, id.clone()))),
            _ => {
                if let (Ask::Rsvp { event, .. }, Some(wish)) = (ask, id.as_str()) {
                    self.events.insert(wish.to_owned(), event.clone());
                }
                if let Some((last, _)) = self.last(person, device, ask) {
                    last.drain(..last.len().saturating_sub(1));
                }
            }
        }
    }

    /// It is not stored, and the person was told.
    pub fn refused(&mut self, person: usize, device: usize, ask: &Ask) {
        if let Some((last, _)) = self.last(person, device, ask) {
            last.pop();
        }
    }

    fn last(&mut self, person: usize, device: usize, ask: &Ask) -> Option<(&mut Vec<String>, String)> {
        let (last, wish) = match ask {
            Ask::Rsvp { event, answer } => (self.answers.entry((person, event.clone())).or_default(), answer),
            Ask::Confirm { headline } => (self.headlines.entry(person).or_default(), headline),
            _ => return None,
        };
        Some((last.entry(device).or_default(), wish.clone()))
    }

    /// Every acknowledged wish has had its effect, once.
    pub async fn check(&self, server: &Server, people: &mut [Person]) -> Result<()> {
        // What was taken back has lost its title, too.
        let posts = server.rows("SELECT title FROM posts WHERE removed_at IS NULL").await?;
        let events = server.rows("SELECT plan FROM events").await?;
        let events = events.iter().map(|plan| title_of(plan)).collect::<Result<Vec<_>>>()?;
        let titles = [posts, events].concat();
        let found: BTreeSet<String> = titles.iter().cloned().collect();
        ensure!(found.len() == titles.len(), "something was published twice: {titles:?}");
        for (title, id) in &self.made {
            let is_there = found.contains(title) || self.removed.contains_key(id);
            ensure!(is_there, "what was published is lost: {title}");
        }
        let strange: Vec<_> = found.difference(&self.asked).collect();
        ensure!(strange.is_empty(), "published and never wished: {strange:?}");
        for (index, person) in people.iter_mut().enumerate() {
            for device in &mut person.devices {
                let seen = device.core.look().await?;
                self.shown(index, &seen).with_context(|| device.name.clone())?;
            }
        }
        Ok(())
    }

    /// What is left in an outbox: only answers to events that were called off, refused by the server.
    pub fn parked(&self, seen: &Value) -> Result<Vec<String>> {
        let mut parked = Vec::new();
        for wish in seen["outbox"].as_array().context("an outbox")? {
            let id = wish[0].as_str().context("an id")?;
            let event = self.events.get(id);
            // An answer whose device died before it could say the id is known by its refusal alone.
            let called_off =
                event.map_or(!self.cancelled.is_empty(), |event| self.cancelled.contains_key(event));
            ensure!(wish[1] == "failed" && called_off, "{wish} is still in the outbox");
            parked.push(id.to_owned());
        }
        Ok(parked)
    }

    fn shown(&self, person: usize, seen: &Value) -> Result<()> {
        let posts = ids(&seen["shared"]["posts"]);
        for (post, _) in self.removed.iter().filter(|(_, sure)| **sure) {
            ensure!(!posts.contains(post.as_str()), "post {post} was taken back");
        }
        for event in seen["shared"]["events"].as_array().context("events")? {
            let sure = event["id"].as_str().and_then(|id| self.cancelled.get(id));
            match sure {
                Some(true) => ensure!(event["state"] == "cancelled", "{event} was called off"),
                Some(false) => {}
                None => ensure!(event["state"] == "open", "{event} was not called off"),
            }
        }
        let headline = seen["own"]["entry"]["headline"].as_str().unwrap_or_default();
        if let Some(last) = self.headlines.get(&person) {
            ensure!(possible(last, headline), "the headline {headline} is none of {last:?}");
        }
        for pair in seen["own"]["answers"].as_array().context("answers")? {
            let (event, answer) = (pair[0].as_str().unwrap_or_default(), pair[1].as_str());
            let last = self.answers.get(&(person, event.to_owned()));
            if self.cancelled.contains_key(event) {
                continue;
            }
            match (last, answer) {
                (Some(last), Some(answer)) => {
                    ensure!(possible(last, answer), "the answer {answer} to {event} is none of {last:?}");
                }
                (Some(last), None) => ensure!(unsure(last), "an answer to {event} is lost: {last:?}"),
                (None, answer) => ensure!(answer.is_none(), "an answer to {event} that nobody gave"),
            }
        }
        let unread = seen["own"]["unread"].as_array().context("unread")?;
        for item in unread.iter().filter(|item| item[1] == true) {
            let id = item[0].as_str().unwrap_or_default().to_owned();
            ensure!(!self.seen.contains(&(person, id)), "{item} was marked as seen");
        }
        Ok(())
    }
}

/// Whether a value can be the one that counts: what some device wished last.
fn possible(last: &Last, value: &str) -> bool {
    last.values().any(|wishes| wishes.iter().any(|wish| wish == value)) || (value.is_empty() && unsure(last))
}

/// Whether no wish of this sort was acknowledged for sure: the first of each list may be unknown, too.
fn unsure(last: &Last) -> bool {
    last.values().all(|wishes| wishes.is_empty())
}

fn ids(items: &Value) -> BTreeSet<&str> {
    items.as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).collect()
}

fn title_of(plan: &str) -> Result<String> {
    let plan: Value = serde_json::from_str(plan)?;
    Ok(plan["title"].as_str().context("a title")?.to_owned())
}
