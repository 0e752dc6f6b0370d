//! Who confirms when, and who answers what: chance that is the same every time.

use super::files::{Person, PlannedEvent};
use crate::{db::members::Member, ids::sha256};
use enishi_wire::{events::Answer, members::Class, posts::Audience};

/// The network is open to everybody for so many days.
const OPEN_DAYS: i64 = 714;

/// On which day a person came. Every second one comes in the first fortnight, the others over two years; the
/// secretariat is there before everybody.
pub fn confirmed_days_ago(person: &Person) -> i64 {
    if !person.duties.is_empty() {
        return OPEN_DAYS + 3;
    }
    if chance("early", &person.email) < 550 {
        OPEN_DAYS - chance("day", &person.email) * 14 / 1_000
    } else {
        3 + chance("day", &person.email) * (OPEN_DAYS - 17) / 1_000
    }
}

/// The answers that an event would get.
pub struct Likely<'a> {
    /// The event.
    pub event: &'a PlannedEvent,
    /// From when answers come, ms UTC.
    pub published: i64,
    /// Until when answers come, ms UTC.
    pub until: i64,
}

impl Likely<'_> {
    /// Answers with their times. Who would come when no seat is left does not answer.
    pub fn answers<'m>(
        &self,
        members: &'m [Member],
        capacity: Option<u32>,
    ) -> Vec<(&'m Member, Answer, i64)> {
        let mut seats = capacity.unwrap_or(u32::MAX);
        let mut answers = Vec::new();
        for member in members {
            let Some(answer) = self.answer(member) else { continue };
            let earliest = member.confirmed_at.unwrap_or(self.until).max(self.published);
            let span = self.until - earliest;
            if span <= 0 {
                continue;
            }
            if answer == Answer::Yes {
                if seats == 0 {
                    continue;
                }
                seats -= 1;
            }
            // Most answer soon after they read it.
            let soon = chance("when", &format!("{} {}", self.event.key, member.email));
            answers.push((member, answer, earliest + span / 1_000 * soon * soon / 1_000));
        }
        answers
    }

    fn answer(&self, member: &Member) -> Option<Answer> {
        let invited = match self.event.audience {
            Audience::Everyone => true,
            Audience::Alumni => member.class == Class::Alumni,
            Audience::Staff => member.class == Class::Staff,
            Audience::Unknown => false,
        };
        let shares = &self.event.answers_per_thousand;
        let drawn = chance(&self.event.key, &member.email);
        match drawn {
            _ if !invited => None,
            drawn if drawn < shares.yes => Some(Answer::Yes),
            drawn if drawn < shares.yes + shares.maybe => Some(Answer::Maybe),
            drawn if drawn < shares.yes + shares.maybe + shares.no => Some(Answer::No),
            _ => None,
        }
    }
}

/// A number from 0 to 999 that follows from the words alone.
fn chance(what: &str, who: &str) -> i64 {
    let digest = sha256(format!("{what} {who}"));
    let digits = digest.get(..8).and_then(|hex| i64::from_str_radix(hex, 16).ok());
    digits.unwrap_or_default() % 1_000
}
