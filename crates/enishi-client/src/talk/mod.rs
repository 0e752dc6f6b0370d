//! Messages that only the two people's devices can read (docs/adr/0010): keys, sealing and opening.
//!
//! [`ratchet`] wraps vodozemac, [`lists`] pins whose devices are whose, [`seal`] turns what was written into wishes,
//! [`open`] reads what came, and [`tend`] does what needs the network; [`history`] is
//! for a new device, and [`repair`] for messages that could not be opened. Every step of a ratchet is stored in the
//! transaction of what it was taken for; a step whose message is not believed is not stored.

pub mod files;
pub mod history;
pub mod lists;
pub mod open;
pub mod own;
mod ratchet;
pub mod repair;
pub mod seal;
pub mod tend;

use crate::{
    db::{self, Tx, letters::LetterState},
    error::Error,
    page::PageRow,
};
use enishi_wire::{
    changes::Row as _,
    ids::{MemberId, MessageId, NetworkId},
    mutations::{Action, Mutation},
    talk::{DevicesRow, MessageRow, TalkKeyRow},
};

/// Takes a row that the server tells, if it is about messages. Answers the message if it is one of somebody else that
/// was not here before and that a person reads.
pub async fn row(tx: &mut Tx<'_>, network: NetworkId, row: &PageRow) -> Result<Option<MessageId>, Error> {
    if !matches!(&*row.kind, DevicesRow::KIND | MessageRow::KIND | TalkKeyRow::KIND) {
        return Ok(None);
    }
    let Some(me) = db::places::member(tx, network).await? else { return Ok(None) };
    let mut arrived = None;
    if let Some(devices) = row.row::<DevicesRow>() {
        lists::take(tx, network, me, MemberId(row.id), &devices.chain).await?;
    }
    if let Some(message) = row.row::<MessageRow>() {
        let id = MessageId(row.id);
        arrived = open::take(tx, network, me, id, &message).await?.then_some(id);
    }
    if &*row.kind == TalkKeyRow::KIND && row.body.is_some() {
        history::open_kept(tx, network, me, MessageId(row.id)).await?;
    }
    Ok(arrived)
}

/// A message was refused because the server has lost what goes with it: it waits again, for its files first. `false`:
/// nothing goes with it.
pub async fn send_files_anew(tx: &mut Tx<'_>, mutation: &Mutation) -> Result<bool, Error> {
    let (network, id) = (mutation.network, MessageId(mutation.id.0));
    if !db::files::sends_again(tx, network, id).await? {
        return Ok(false);
    }
    let known = db::letters::one(tx, network, id).await?;
    // One that another life of the server's database had already goes again as well.
    if known.is_none_or(|letter| !matches!(letter.state, LetterState::Sealed | LetterState::Here)) {
        return Ok(false);
    }
    db::letters::set_state(tx, network, id, LetterState::Waiting).await?;
    Ok(true)
}

/// A message was refused because devices have changed: it waits again, for the lists first. `false`: it is no letter of
/// this device, and nothing can be sealed anew.
pub async fn seal_anew(tx: &mut Tx<'_>, mutation: &Mutation) -> Result<bool, Error> {
    let (Action::SendMessage { to, .. } | Action::SendRepair { to, .. }) = &mutation.action else {
        return Ok(false);
    };
    let (network, id) = (mutation.network, MessageId(mutation.id.0));
    let known = db::letters::one(tx, network, id).await?;
    if known.is_none_or(|letter| letter.state != LetterState::Sealed) {
        return Ok(false);
    }
    db::letters::set_state(tx, network, id, LetterState::Waiting).await?;
    db::devices::mark_stale(tx, network, *to).await?;
    Ok(true)
}
