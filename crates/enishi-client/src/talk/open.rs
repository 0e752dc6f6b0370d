//! Reads messages that came, inside the transaction that stores their page: a message is opened once, and the step of
//! the ratchet, the text and the cursor are stored together or not at all.
//!
//! Whatever does not fit is kept as closed and shown as such. Nothing of a message that is not believed changes anything.

use super::{files, lists, own, ratchet};
use crate::{
    db::{
        Tx,
        devices::{self, SessionRow},
        letters::{self, LetterKind, LetterRow, LetterState, Proof},
        repair::{self, Asked},
    },
    error::Error,
};
use enishi_seal::{
    envelope::{self, Ends, Keys, Opened, Place},
    letter::{Content, Letter},
};
use enishi_wire::{
    ids::{DeviceId, MemberId, MessageId, NetworkId},
    talk::MessageRow,
};
use zeroize::Zeroizing;

/// Why a message stays closed; for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    /// It was sealed before this device was in the list, or this device has no keys.
    NotForThisDevice,
    /// This very device has sealed it, and does not know it any more: it came back from a copy of itself.
    Forgotten,
    /// Its sender's device is in no list that is believed.
    UnknownDevice,
    /// No session opens it.
    NoSession,
    /// It says that it belongs somewhere else, or it was changed.
    NotBelieved,
}

/// Takes a message as the server tells it. Answers whether it is one of somebody else that was not here before and that
/// a person reads.
pub async fn take(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    id: MessageId,
    row: &MessageRow,
) -> Result<bool, Error> {
    let peer = if row.from == me { row.to } else { row.from };
    let known = letters::one(tx, network, id).await?;
    if known.as_ref().is_some_and(|letter| letter.peer != peer || letter.mine != (row.from == me)) {
        tracing::warn!("A message came once more as one of somebody else and is not believed.");
        return Ok(false);
    }
    if row.unsent_at.is_some() {
        if known.is_none() {
            letters::put(tx, network, &unread(id, peer, me, row, LetterState::Unsent)).await?;
        }
        letters::arrived(tx, network, id, row.sent_at, &row.mark.0).await?;
        letters::wipe(tx, network, id).await?;
        repair::settled(tx, network, id).await?;
        return Ok(false);
    }
    let new = known.is_none() && row.from != me;
    match known.map(|letter| letter.state) {
        Some(LetterState::Unsent) => return Ok(false),
        Some(LetterState::Waiting | LetterState::Sealed | LetterState::Here | LetterState::Refused) => {
            letters::arrived(tx, network, id, row.sent_at, &row.mark.0).await?;
            return Ok(false);
        }
        Some(LetterState::Closed) | None => {}
    }
    let kind = match open(tx, network, me, id, row).await? {
        Ok((opened, keys)) => accept(tx, network, me, id, row, opened, &keys).await?,
        Err(reason) => {
            tracing::info!(?reason, "A message stays closed.");
            let letter = unread(id, peer, me, row, LetterState::Closed);
            if reason == Closed::Forgotten {
                own::came_back(tx, network, row.sent_at).await?;
            }
            // Who wrote it is asked; for an own one the other one too, who has read it.
            let whom = match reason {
                _ if row.repair => Vec::new(),
                Closed::NoSession | Closed::UnknownDevice if row.from == me => vec![me, row.to],
                // A list may come after what its device wrote.
                Closed::NoSession | Closed::UnknownDevice => vec![row.from],
                Closed::Forgotten => vec![me, row.to],
                Closed::NotForThisDevice | Closed::NotBelieved => Vec::new(),
            };
            for member in whom {
                repair::want(tx, network, Asked { id, member }).await?;
            }
            letters::put(tx, network, &letter).await?;
            letter.kind
        }
    };
    Ok(new && kind == LetterKind::Text)
}

fn unread(id: MessageId, peer: MemberId, me: MemberId, row: &MessageRow, state: LetterState) -> LetterRow {
    LetterRow {
        id,
        peer,
        mine: row.from == me,
        state,
        kind: if row.repair { LetterKind::Other } else { LetterKind::Text },
        text: String::new(),
        about: None,
        files: 0,
        written_at: row.sent_at,
        sent_at: Some(row.sent_at),
        proof: None,
    }
}

/// Stores a letter that was opened, and does what it says between devices. Answers what it is.
pub async fn accept(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    id: MessageId,
    row: &MessageRow,
    opened: Opened,
    keys: &Keys,
) -> Result<LetterKind, Error> {
    let peer = if row.from == me { row.to } else { row.from };
    let number = opened.letter.count;
    if row.from != me {
        repair::count(tx, network, (row.from, row.device), number).await?;
    }
    // Words between devices come as such and as nothing else: what accepts nothing must not be read as a message.
    match (row.repair, opened.letter.content.clone()) {
        (true, Content::AskAgain { messages }) => {
            super::repair::asked(tx, network, me, row.from, &messages).await?;
        }
        (true, Content::Again { keys }) => super::repair::given(tx, network, me, row.from, keys).await?,
        _ => {}
    }
    let attachments = match &opened.letter.content {
        Content::Text { attachments, .. } => attachments.clone(),
        _ => Vec::new(),
    };
    let letter = read(id, peer, me, row, opened, keys);
    letters::put(tx, network, &letter).await?;
    files::keep(tx, network, (peer, id), attachments).await?;
    letters::set_number(tx, network, id, number).await?;
    repair::settled(tx, network, id).await?;
    Ok(letter.kind)
}

/// A letter as it is stored once it is opened.
fn read(
    id: MessageId,
    peer: MemberId,
    me: MemberId,
    row: &MessageRow,
    opened: Opened,
    keys: &Keys,
) -> LetterRow {
    let Opened { letter, bytes } = opened;
    let mut files = 0;
    let (kind, text, about) = match letter.content {
        _ if row.repair => (LetterKind::Other, String::new(), None),
        Content::Text { text, reply_to, attachments } => {
            files = u32::try_from(attachments.len()).unwrap_or(u32::MAX);
            (LetterKind::Text, text, reply_to)
        }
        Content::Reaction { on, sign } => (LetterKind::Reaction, sign, Some(on)),
        Content::AskAgain { .. } | Content::Again { .. } | Content::Unknown => {
            (LetterKind::Other, String::new(), None)
        }
    };
    let proof = Proof {
        letter: bytes,
        content: Zeroizing::new(keys.content.expose().to_vec()),
        commitment: Zeroizing::new(keys.commitment.expose().to_vec()),
        mark: row.mark.0.clone(),
    };
    LetterRow {
        kind,
        text,
        about: about.map(MessageId),
        files,
        written_at: i64::try_from(letter.written_at).unwrap_or(row.sent_at),
        proof: Some(proof),
        ..unread(id, peer, me, row, LetterState::Here)
    }
}

async fn open(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    id: MessageId,
    row: &MessageRow,
) -> Result<Result<(Opened, Keys), Closed>, Error> {
    let Some(own) = devices::own(tx, network).await? else { return Ok(Err(Closed::NotForThisDevice)) };
    if row.device == own.device {
        let own = row.from == me;
        return Ok(Err(if own { Closed::Forgotten } else { Closed::NotBelieved }));
    }
    let Some(sealed) = row.keys.get(&own.device) else { return Ok(Err(Closed::NotForThisDevice)) };
    let Some(sender_lists) = devices::peer(tx, network, row.from).await? else {
        return Ok(Err(Closed::UnknownDevice));
    };
    let Some(sender) = lists::device_ever(&sender_lists, row.device) else {
        return Ok(Err(Closed::UnknownDevice));
    };
    let Some(commitment) = row.commitment.fixed() else { return Ok(Err(Closed::NotBelieved)) };
    let sessions = devices::sessions(tx, network, row.device).await?;
    let Some(decrypted) = ratchet::decrypt(&own, &sender, &sessions, sealed)? else {
        return Ok(Err(Closed::NoSession));
    };
    let place =
        Place { network: network.0, message: id.0, from: row.from.0, device: row.device.0, to: row.to.0 };
    let account = ratchet::account(&own)?;
    let ends = Ends { from: sender.ed25519, to: *account.ed25519_key().as_bytes() };
    let believed = envelope::read_payload(&decrypted.payload, &place, &row.body.0, &commitment, &ends)
        .and_then(|keys| Ok((envelope::open(&row.body.0, &keys, &commitment, &place)?, keys)));
    let Ok((opened, keys)) = believed else { return Ok(Err(Closed::NotBelieved)) };
    step(tx, network, row.device, &decrypted.session, decrypted.account.as_deref()).await?;
    compare_heads(tx, network, row, &opened.letter).await?;
    Ok(Ok((opened, keys)))
}

async fn step(
    tx: &mut Tx<'_>,
    network: NetworkId,
    device: DeviceId,
    session: &SessionRow,
    account: Option<&String>,
) -> Result<(), Error> {
    devices::put_session(tx, network, device, session).await?;
    match account {
        Some(account) => devices::put_account(tx, network, account).await,
        None => Ok(()),
    }
}

/// The writer says which lists she knows. Where they contradict what is here, the server has shown two people two
/// different ones.
async fn compare_heads(
    tx: &mut Tx<'_>,
    network: NetworkId,
    row: &MessageRow,
    letter: &Letter,
) -> Result<(), Error> {
    devices::tell(tx, network, row.from, letter.my_list.n).await?;
    for (member, head) in [(row.from, &letter.my_list), (row.to, &letter.your_list)] {
        let Some(pinned) = devices::peer(tx, network, member).await? else { continue };
        if lists::contradicts(&pinned, head) {
            tracing::error!("The server shows different device lists of one member to different people.");
            devices::doubt(tx, network, member).await?;
        } else if head.n > pinned.head.n {
            devices::mark_stale(tx, network, member).await?;
        }
    }
    Ok(())
}
