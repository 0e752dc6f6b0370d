//! Threads and messages as they are read.

use super::{
    files::card,
    standing::{muted, read_upto, state, talk_state, trust, writing_of},
};
use crate::{
    client::Client,
    db::letters::{LetterRow, LetterState},
    error::Error,
    features::{
        desk,
        here::{Here, delivery},
        hidden,
        members::person,
    },
};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    talk::{
        Body, FileCard, Found, LastLine, MessageCard, PAGE, Quote, Sign, TalkSearchForm, ThreadCard,
        ThreadDetail, ThreadForm, ThreadList, Writing,
    },
};
use enishi_sync::overlay::{Pending, PendingState};
use enishi_wire::{
    ids::{MemberId, MessageId},
    mutations::Action,
    talk::{ThreadRow, ThreadState, UNSEND_WITHIN},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// Characters of a message that the list and a quotation show.
const GLANCE: usize = 80;
/// Messages that a search gives.
const FOUND: i64 = 50;
/// The most messages of a thread that are given at once.
const MOST: i64 = 2_000;

impl Client {
    /// The threads of the current place, the last one that moved first.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn threads(&self) -> Result<ThreadList, AppError> {
        let here = self.here().await?;
        Ok(threads(&here).await?)
    }

    /// The end of a thread.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn thread(&self, form: ThreadForm) -> Result<ThreadDetail, AppError> {
        let here = self.here().await?;
        Ok(thread(&here, form).await?)
    }

    /// Looks for words in the messages on this device, newest first. The server takes no part.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn talk_search(&self, form: TalkSearchForm) -> Result<Vec<Found>, AppError> {
        let here = self.here().await?;
        let text = form.text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let letters = here.account.db.letters_holding(here.network, text, FOUND).await?;
        let mut found = Vec::with_capacity(letters.len());
        for letter in letters {
            found.push(Found {
                member: letter.peer,
                name: hidden::name_of(&here, letter.peer).await?,
                message: letter.id,
                mine: letter.mine,
                at: at(&letter),
                text: letter.text,
            });
        }
        Ok(found)
    }
}

async fn threads(here: &Here) -> Result<ThreadList, Error> {
    let db = &here.account.db;
    let outbox = here.outbox().await?;
    let hidden = hidden::all(here, &outbox).await?;
    let rows: BTreeMap<MemberId, ThreadRow> =
        db.all::<ThreadRow>(here.network).await?.into_iter().map(|(id, row)| (MemberId(id), row)).collect();
    let mut peers: BTreeSet<MemberId> = rows.keys().copied().collect();
    peers.extend(db.letter_peers(here.network).await?);
    let people_open = here.people_open();
    let (mut requests, mut threads) = (Vec::new(), Vec::new());
    // Between the own devices go only words that nobody reads.
    let me = here.place.about.member;
    for id in peers.into_iter().filter(|id| !hidden.contains(id) && *id != me) {
        let row = rows.get(&id).copied();
        let glance = db.glance(here.network, id, read_upto(id, row, &outbox)).await?;
        let draft = db.draft(here.network, id).await?;
        let known = person(here, &outbox, id).await?;
        let writing = writing_of(here, id, row, &outbox, known.is_some()).await?;
        let last = glance.as_ref().map(|glance| LastLine {
            text: beginning(&glance.last.text),
            mine: glance.last.mine,
            at: at(&glance.last),
            delivery: sent(&glance.last, &outbox),
            body: body(glance.last.state),
            files: glance.last.files,
        });
        let unread = if writing == Writing::Declined { 0 } else { glance.map_or(0, |glance| glance.unread) };
        let person = known.filter(|_| people_open);
        let muted = muted(id, row, &outbox);
        let card = ThreadCard { id, person, writing, last, unread, draft, muted };
        if writing == Writing::Asked { requests.push(card) } else { threads.push(card) }
    }
    for list in [&mut requests, &mut threads] {
        // What is only a draft stands first: it was written last.
        list.sort_by_key(|card| (Reverse(card.last.as_ref().map_or(i64::MAX, |last| last.at)), card.id));
    }
    let new_devices = u32::try_from(db.new_devices(here.network).await?.len()).unwrap_or(u32::MAX);
    let (complete, desk) = (here.complete(), desk::glance(here, &outbox).await?);
    Ok(ThreadList { state: talk_state(here).await?, requests, threads, complete, new_devices, desk })
}

async fn thread(here: &Here, form: ThreadForm) -> Result<ThreadDetail, Error> {
    let db = &here.account.db;
    let (id, outbox) = (form.member, here.outbox().await?);
    let count = form.count.map_or(PAGE, i64::from).clamp(1, MOST);
    let row = db.one::<ThreadRow>(here.network, id.0).await?;
    let mut letters = db.letters(here.network, id, None, count.saturating_add(1)).await?;
    let more = i64::try_from(letters.len()).unwrap_or(i64::MAX) > count;
    letters.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    letters.reverse();
    let known = person(here, &outbox, id).await?;
    let pinned = db.peer(here.network, id).await?;
    let read = read_upto(id, row, &outbox);
    let unread = letters.iter().find(|letter| !letter.mine && letter.sent_at.is_some_and(|at| at > read));
    let first_unread = unread.map(|letter| letter.id);
    // A sign comes after the message at which it is.
    let from = letters.first().and_then(|letter| letter.sent_at).unwrap_or_default();
    let mut signs = signs(here, id, from).await?;
    let now = here.server_now().await?;
    let draft_files = db.draft_files(here.network, id).await?.iter().map(card).collect();
    let mut messages = Vec::with_capacity(letters.len());
    for letter in &letters {
        let reply_to = match letter.about {
            Some(about) => Some(quote(here, about).await?),
            None => None,
        };
        messages.push(MessageCard {
            id: letter.id,
            mine: letter.mine,
            body: if unsending(letter.id, &outbox) { Body::Unsent } else { body(letter.state) },
            text: letter.text.clone(),
            spans: crate::links::spans(&letter.text),
            at: at(letter),
            delivery: sent(letter, &outbox),
            waits_for_device: letter.state == LetterState::Waiting
                && pinned.as_ref().is_none_or(|pinned| pinned.chain.is_empty())
                && here.complete(),
            seen: letter.mine && letter.sent_at.zip(row).is_some_and(|(at, row)| at <= row.seen_upto),
            reply_to,
            files: if letter.files > 0 { files_of(here, letter.id).await? } else { Vec::new() },
            signs: signs.remove(&letter.id).unwrap_or_default(),
            can_unsend: letter.mine
                && letter.state != LetterState::Unsent
                && now <= letter.sent_at.unwrap_or(now).saturating_add(UNSEND_WITHIN),
        });
    }
    Ok(ThreadDetail {
        id,
        writing: writing_of(here, id, row, &outbox, known.is_some()).await?,
        person: known,
        trust: trust(pinned.as_ref()),
        messages,
        more,
        first_unread,
        draft: db.draft(here.network, id).await?.unwrap_or_default(),
        draft_files,
        muted: muted(id, row, &outbox),
        missing: db.missing(here.network, id).await?,
    })
}

/// How many threads have something that was not read; those that were declined or muted do not count.
pub async fn unread(here: &Here, outbox: &[Pending]) -> Result<u32, Error> {
    let hidden = hidden::all(here, outbox).await?;
    let mut unread = 0;
    for (id, row) in here.account.db.all::<ThreadRow>(here.network).await? {
        let id = MemberId(id);
        let declined = state(id, Some(row), outbox) == Some(ThreadState::Declined);
        if hidden.contains(&id) || declined || muted(id, Some(row), outbox) {
            continue;
        }
        let glance = here.account.db.glance(here.network, id, read_upto(id, Some(row), outbox)).await?;
        unread += u32::from(glance.is_some_and(|glance| glance.unread > 0));
    }
    Ok(unread)
}

/// The last sign of each side at each message.
async fn signs(here: &Here, peer: MemberId, from: i64) -> Result<BTreeMap<MessageId, Vec<Sign>>, Error> {
    let mut last: BTreeMap<(MessageId, bool), String> = BTreeMap::new();
    for letter in here.account.db.signs(here.network, peer, from).await? {
        if let Some(about) = letter.about {
            last.insert((about, letter.mine), letter.text);
        }
    }
    let mut signs: BTreeMap<MessageId, Vec<Sign>> = BTreeMap::new();
    for ((about, mine), sign) in last.into_iter().filter(|(_, sign)| !sign.is_empty()) {
        signs.entry(about).or_default().push(Sign { sign, mine });
    }
    Ok(signs)
}

async fn files_of(here: &Here, message: MessageId) -> Result<Vec<FileCard>, Error> {
    let files = here.account.db.message_files(here.network, message).await?;
    Ok(files.iter().map(card).collect())
}

async fn quote(here: &Here, id: MessageId) -> Result<Quote, Error> {
    let letter = here.account.db.letter(here.network, id).await?;
    let text = letter.as_ref().map(|letter| beginning(&letter.text)).unwrap_or_default();
    Ok(Quote { id, mine: letter.is_some_and(|letter| letter.mine), text })
}

/// The beginning of a text, on one line.
pub fn beginning(text: &str) -> String {
    text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).take(GLANCE).collect()
}

fn at(letter: &LetterRow) -> i64 {
    letter.sent_at.unwrap_or(letter.written_at)
}

const fn body(state: LetterState) -> Body {
    match state {
        LetterState::Unsent => Body::Unsent,
        LetterState::Closed => Body::Closed,
        LetterState::Waiting | LetterState::Sealed | LetterState::Here | LetterState::Refused => Body::Text,
    }
}

fn unsending(id: MessageId, outbox: &[Pending]) -> bool {
    outbox.iter().any(|pending| {
        !matches!(pending.state, PendingState::Failed(_))
            && matches!(pending.mutation.action, Action::Unsend { message, .. } if message == id)
    })
}

/// The honest state of a letter.
fn sent(letter: &LetterRow, outbox: &[Pending]) -> Delivery {
    match letter.state {
        LetterState::Waiting => Delivery::Waiting,
        LetterState::Refused => Delivery::Failed { code: AppCode::NotFound },
        LetterState::Sealed => {
            let wish = outbox.iter().find(|pending| pending.mutation.id.0 == letter.id.0);
            delivery(wish.map(|pending| pending.state))
        }
        LetterState::Here | LetterState::Closed | LetterState::Unsent => Delivery::Delivered,
    }
}
