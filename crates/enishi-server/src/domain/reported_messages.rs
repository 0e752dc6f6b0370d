//! Messages in a report: only what was sent through this server, and exactly as it was sent, is taken (docs/adr/0010,
//! franking). The server learns the words of these messages and of no others.

use super::reports::NewReport;
use crate::{
    db::{reports::Report, write::Turn},
    failure::Failure,
    key::ServerKey,
};
use enishi_seal::{
    franking::{self, Passed},
    letter::{Content, Letter},
    secret::Secret,
};
use enishi_wire::{
    ids::{MemberId, MessageId},
    limits::REPORTED,
    reports::{ProvedMessage, ReportedMessage, Subject},
};

/// Bytes of the letters of one report.
const LETTERS: usize = 128 * 1024;
/// Messages that are kept for one person and one reporter while nobody has decided.
const KEPT: usize = 2 * REPORTED;

/// Checks the proofs of the messages of a report: each was sent between the two, and one at least by the person who is
/// reported.
pub fn prove(
    turn: &Turn,
    key: &ServerKey,
    reporter: MemberId,
    new: &NewReport<'_>,
) -> Result<Vec<ReportedMessage>, Failure> {
    let bad = |why: &str| Failure::invalid("messages", why);
    let Subject::Messages { member: about } = new.subject else {
        return if new.messages.is_empty() { Ok(Vec::new()) } else { Err(bad("Only messages are proved.")) };
    };
    let bytes: usize = new.messages.iter().map(|message| message.letter.0.len()).sum();
    if new.messages.len() > REPORTED || bytes > LETTERS {
        return Err(bad("Too many messages."));
    }
    let mut proved = Vec::with_capacity(new.messages.len());
    for message in new.messages {
        let found =
            one(turn, key, message).ok_or_else(|| bad("A message was not sent through this server."))?;
        let (from, to) = (MemberId(found.from), MemberId(found.to));
        if (from, to) != (about, reporter) && (from, to) != (reporter, about) {
            return Err(bad("A message is between other people."));
        }
        let text = match found.content {
            Content::Text { text, .. } => text,
            Content::Reaction { sign, .. } => sign,
            Content::AskAgain { .. } | Content::Again { .. } | Content::Unknown => {
                return Err(bad("A message holds no words."));
            }
        };
        proved.push(ReportedMessage {
            message: MessageId(found.message),
            from: Some(from),
            text,
            sent_at: message.sent_at,
        });
    }
    if !proved.iter().any(|message| message.from == Some(about)) {
        return Err(bad("None of the messages is of the person who is reported."));
    }
    Ok(proved)
}

/// The letter, if its sender has committed to it and this server has passed it on.
fn one(turn: &Turn, key: &ServerKey, message: &ProvedMessage) -> Option<Letter> {
    let letter = Letter::decode(&message.letter.0).ok()?;
    if letter.network != turn.network.0 {
        return None;
    }
    let commitment = franking::commit(&Secret::from_slice(&message.key.0)?, &message.letter.0).ok()?;
    let passed = Passed {
        network: letter.network,
        message: letter.message,
        from: letter.from,
        device: letter.device,
        to: letter.to,
        at: u64::try_from(message.sent_at).ok()?,
        commitment,
    };
    passed.check(&key.franking(), &message.mark.fixed()?).ok()?;
    Some(letter)
}

/// The messages as they are shown: who is reported is named, and the reporter only if she wishes it.
pub fn shown(report: &Report) -> Vec<ReportedMessage> {
    let named =
        |from: &MemberId| Some(*from) == report.about || (report.named && Some(*from) == report.reporter);
    let shown =
        |message: &ReportedMessage| ReportedMessage { from: message.from.filter(named), ..message.clone() };
    report.messages.iter().map(shown).collect()
}

/// What was reported before and what comes now, each message once, oldest first.
pub fn joined(before: Option<&[ReportedMessage]>, new: Vec<ReportedMessage>) -> Vec<ReportedMessage> {
    let mut all = new;
    for message in before.unwrap_or_default() {
        if all.len() < KEPT && !all.iter().any(|known| known.message == message.message) {
            all.push(message.clone());
        }
    }
    all.sort_by_key(|message| (message.sent_at, message.message));
    all.dedup_by_key(|message| message.message);
    all
}
