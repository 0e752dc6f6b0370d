//! What a field may say: run by the device before it wishes and by the server before it believes.

use super::{
    values::{FieldValue, Gap, Link, Month, Posting, Role, Step, Work},
    words::{FieldAudience, FieldKey, Purpose},
};
use crate::{
    limits,
    text::{self, BadText},
};
use std::collections::BTreeSet;

/// A field breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadField {
    /// The part that breaks it, such as `organisation`.
    pub part: &'static str,
    /// An English sentence for logs and scripts.
    pub sentence: &'static str,
}

pub(crate) const fn bad(part: &'static str, sentence: &'static str) -> BadField {
    BadField { part, sentence }
}

impl FieldAudience {
    /// Whether this version knows the audience.
    ///
    /// # Errors
    /// A word of a newer program: nobody would read the field, and its owner would believe that somebody does.
    pub fn known(&self) -> Result<(), BadField> {
        match self {
            Self::Other(_) => Err(bad("audience", "This version does not know the audience.")),
            _ => Ok(()),
        }
    }
}

impl FieldKey {
    /// A value as it is kept in this field: texts trimmed, nothing twice. `None`: it says nothing, so the field is
    /// taken away. What a newer program added to an item stays in it.
    ///
    /// # Errors
    /// The part that breaks a rule; `field` for one that only a newer program knows.
    pub fn checked(&self, value: &FieldValue) -> Result<Option<FieldValue>, BadField> {
        let checked = match (self, value) {
            (Self::Other(_), _) => return Err(bad("field", "This version does not know the field.")),
            (Self::Romaji, FieldValue::Text(text)) => {
                let text = latin("value", text)?;
                (!text.is_empty()).then_some(FieldValue::Text(text))
            }
            (Self::Resting, FieldValue::Flag(is)) => is.then_some(FieldValue::Flag(true)),
            (Self::Roles, FieldValue::Roles(roles)) => list(roles, role)?.map(FieldValue::Roles),
            (Self::Career, FieldValue::Career(steps)) => list(steps, step)?.map(FieldValue::Career),
            (Self::Postings, FieldValue::Postings(all)) => list(all, posting)?.map(FieldValue::Postings),
            (Self::Skills | Self::CanHelp | Self::LookingFor, FieldValue::Tags(tags)) => {
                tidy(tags)?.map(FieldValue::Tags)
            }
            (Self::Purposes, FieldValue::Purposes(all)) => purposes(all)?.map(FieldValue::Purposes),
            (Self::Links, FieldValue::Links(links)) => list(links, link)?.map(FieldValue::Links),
            (Self::Prefecture, FieldValue::Prefecture(code @ 1..=47)) => Some(FieldValue::Prefecture(*code)),
            (Self::Prefecture, FieldValue::Prefecture(_)) => {
                return Err(bad("value", "A prefecture has a number from 1 to 47."));
            }
            (Self::Photo, FieldValue::Photo(photo)) => Some(FieldValue::Photo(photo.clone())),
            _ => return Err(bad("value", "The field does not take such a value.")),
        };
        Ok(checked)
    }
}

impl FieldValue {
    /// Whether every item that has an audience of its own is for fewer people than the field.
    ///
    /// # Errors
    /// `audience`.
    pub fn narrows(&self, audience: &FieldAudience) -> Result<(), BadField> {
        let mut own = self.item_audiences();
        if own.all(|own| audience.narrowed_to(own).as_ref() == Some(own)) {
            Ok(())
        } else {
            Err(bad("audience", "An item is for fewer people than its field, never for others."))
        }
    }

    /// Whether this version knows every part of the value. A server believes nothing that it cannot check, and
    /// refuses it rather than drop it.
    ///
    /// # Errors
    /// `value`.
    pub fn known(&self) -> Result<(), BadField> {
        let known = match self {
            Self::Text(_)
            | Self::Flag(_)
            | Self::Tags(_)
            | Self::Prefecture(_)
            | Self::Number(_)
            | Self::Choice(_)
            | Self::Date(_) => true,
            Self::Roles(roles) => roles.iter().all(|role| role.more.is_empty()),
            Self::Career(steps) => steps.iter().all(|step| match step {
                Step::Work(work) => work.more.is_empty(),
                Step::Gap(gap) => gap.more.is_empty(),
                Step::Other(_) => false,
            }),
            Self::Postings(postings) => postings.iter().all(|posting| posting.more.is_empty()),
            Self::Purposes(all) => !all.iter().any(|purpose| matches!(purpose, Purpose::Other(_))),
            Self::Links(links) => links.iter().all(|link| link.more.is_empty()),
            Self::Photo(photo) => photo.more.is_empty(),
            Self::Other(_) => false,
        };
        if known { Ok(()) } else { Err(bad("value", "This version does not know a part of the value.")) }
    }
}

fn list<T>(items: &[T], rule: impl Fn(&T) -> Result<T, BadField>) -> Result<Option<Vec<T>>, BadField> {
    if items.len() > limits::FIELD_ITEMS {
        return Err(bad("value", "There are too many items."));
    }
    let checked = items.iter().map(rule).collect::<Result<Vec<T>, BadField>>()?;
    Ok((!checked.is_empty()).then_some(checked))
}

fn role(role: &Role) -> Result<Role, BadField> {
    let (organisation, title) = named(&role.organisation, &role.title)?;
    Ok(Role { organisation, title, ..role.clone() })
}

fn step(step: &Step) -> Result<Step, BadField> {
    match step {
        Step::Work(work) => {
            let (organisation, title) = named(&work.organisation, &work.title)?;
            in_order(work.from, work.to)?;
            Ok(Step::Work(Work { organisation, title, ..work.clone() }))
        }
        Step::Gap(gap) => {
            in_order(gap.from, gap.to)?;
            let text = line("text", &gap.text, limits::HEADLINE)?;
            Ok(Step::Gap(Gap { text, ..gap.clone() }))
        }
        Step::Other(step) => Ok(Step::Other(step.clone())),
    }
}

fn posting(posting: &Posting) -> Result<Posting, BadField> {
    let department = line("department", &posting.department, limits::LINE)?;
    let place = line("place", &posting.place, limits::LINE)?;
    if department.is_empty() && place.is_empty() {
        return Err(bad("department", "A posting needs a department or a place."));
    }
    in_order(posting.from, posting.to)?;
    Ok(Posting { department, place, ..posting.clone() })
}

fn tidy(tags: &[String]) -> Result<Option<Vec<String>>, BadField> {
    let tags = list(tags, |tag| line("value", tag, limits::TAG))?.unwrap_or_default();
    let mut known = BTreeSet::new();
    let tags: Vec<String> =
        tags.into_iter().filter(|tag| !tag.is_empty() && known.insert(tag.clone())).collect();
    Ok((!tags.is_empty()).then_some(tags))
}

fn purposes(all: &[Purpose]) -> Result<Option<Vec<Purpose>>, BadField> {
    let each: BTreeSet<Purpose> = list(all, |purpose| Ok(purpose.clone()))?.into_iter().flatten().collect();
    Ok((!each.is_empty()).then(|| each.into_iter().collect()))
}

fn link(link: &Link) -> Result<Link, BadField> {
    let url = line("url", &link.url, limits::LINK)?;
    let host = url.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    // A name before an `@` is there to be taken for the host.
    let is_host = |host: &str| !host.is_empty() && !host.contains(['@', '\\']);
    if !host.is_some_and(is_host) || url.chars().any(char::is_whitespace) {
        return Err(bad("url", "An address begins with https:// and the name of a host."));
    }
    Ok(Link { label: line("label", &link.label, limits::NAME)?, url, more: link.more.clone() })
}

fn named(organisation: &str, title: &str) -> Result<(String, String), BadField> {
    let organisation = line("organisation", organisation, limits::LINE)?;
    let title = line("title", title, limits::LINE)?;
    if organisation.is_empty() && title.is_empty() {
        return Err(bad("organisation", "A role needs an organisation or a title."));
    }
    Ok((organisation, title))
}

fn in_order(from: Option<Month>, to: Option<Month>) -> Result<(), BadField> {
    match (from, to) {
        (Some(from), Some(to)) if to.is_before(from) => Err(bad("to", "Nothing ends before it begins.")),
        _ => Ok(()),
    }
}

pub(crate) fn line(part: &'static str, line: &str, max: usize) -> Result<String, BadField> {
    text::line(line, max).map_err(|wrong| match wrong {
        BadText::Control => bad(part, "The text holds a control character."),
        BadText::TooLong => bad(part, "The text is too long."),
    })
}

/// Passes a text without the characters that are refused, and without those that turn its direction.
pub(crate) fn unturned(
    part: &'static str,
    text: &str,
    refused: impl Fn(char) -> bool,
) -> Result<(), BadField> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(|c| turns(c) || refused(c)) {
        return Err(bad(part, "The text holds a control character."));
    }
    Ok(())
}

fn latin(part: &'static str, text: &str) -> Result<String, BadField> {
    let text = line(part, text, limits::NAME)?;
    let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, 'À'..='ɏ' | ' ' | '-' | '\'' | '’' | '.');
    if text.chars().all(is_latin) {
        Ok(text)
    } else {
        Err(bad(part, "The name is written in Latin letters."))
    }
}

#[cfg(test)]
mod tests;
