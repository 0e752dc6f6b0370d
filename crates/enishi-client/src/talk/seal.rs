//! Turns letters that wait into wishes: the step of every ratchet, the sealed wish and the state of the letter in one
//! transaction. What was sealed is sent again in the same bytes and never sealed twice for the same devices.

use super::{files, lists, ratchet, repair};
use crate::{
    clock,
    db::{
        self, Tx,
        devices::{self, OwnRow, PeerRow, SessionRow, Trust},
        letters::{self, LetterKind, LetterRow, LetterState, Proof},
    },
    error::Error,
    ids,
    wish::Wish,
};
use enishi_seal::{
    envelope::{self, Ends, Fresh, Keys, Place},
    letter::{Content, Letter},
    list::Device,
    secret::Secret,
};
use enishi_wire::{
    blob::Blob,
    ids::{AttachmentId, DeviceId, MemberId, MutationId, NetworkId},
    mutations::{Action, Mutation},
    talk::{SealedKey, SealedMessage},
};
use serde_json::Map;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// What became of letters that wait.
#[derive(Debug)]
pub enum Sealing {
    /// They are wishes in the outbox.
    Sealed(Vec<Wish>),
    /// Lists or keys are needed first: of the other one, or of the own other devices.
    NeedsKeys,
    /// Photos and files must be on the server first.
    NeedsFiles,
    /// This device has no keys, or is in no list.
    NoDevice,
    /// The person must accept the other one's new identity first.
    Blocked,
}

/// Everybody whose devices a letter is sealed for.
struct Ready {
    own: OwnRow,
    mine: PeerRow,
    theirs: PeerRow,
    sender: Device,
    targets: Vec<(Device, SessionRow)>,
}

/// Seals every letter to a member that waits, oldest first.
pub async fn waiting(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    peer: MemberId,
) -> Result<Sealing, Error> {
    let letters = letters::waiting(tx, network, peer).await?;
    if letters.is_empty() {
        return Ok(Sealing::Sealed(Vec::new()));
    }
    let mut wishes = Vec::with_capacity(letters.len());
    for letter in letters {
        // What was written after it waits too: the order of a thread is kept.
        if letter.files > 0 && !files::are_there(tx, network, letter.id).await? {
            if wishes.is_empty() {
                return Ok(Sealing::NeedsFiles);
            }
            break;
        }
        let ready = match ready(tx, network, me, peer).await? {
            Ok(ready) => ready,
            Err(reason) => return Ok(reason),
        };
        // For an own device that is no longer in the list: there is nobody else to tell.
        if ready.targets.is_empty() {
            letters::forget(tx, network, letter.id).await?;
            continue;
        }
        wishes.push(one(tx, network, me, letter, ready).await?);
    }
    Ok(Sealing::Sealed(wishes))
}

async fn ready(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    peer: MemberId,
) -> Result<Result<Ready, Sealing>, Error> {
    let (Some(own), Some(mine)) = (devices::own(tx, network).await?, devices::peer(tx, network, me).await?)
    else {
        return Ok(Err(Sealing::NoDevice));
    };
    let Some(theirs) = devices::peer(tx, network, peer).await?.filter(|theirs| !theirs.stale && !mine.stale)
    else {
        return Ok(Err(Sealing::NeedsKeys));
    };
    if theirs.trust == Trust::Broken {
        return Ok(Err(Sealing::Blocked));
    }
    let (Some(my_list), Some(their_list)) = (lists::newest(&mine), lists::newest(&theirs)) else {
        return Ok(Err(Sealing::NeedsKeys));
    };
    let Some(sender) = my_list.list.device(own.device.0).cloned() else { return Ok(Err(Sealing::NoDevice)) };
    let others = my_list.list.devices.iter().filter(|device| device.id != own.device.0);
    let theirs_too = if peer == me { &[][..] } else { &their_list.list.devices };
    let mut targets = Vec::new();
    for device in theirs_too.iter().chain(others) {
        match devices::session_to_seal_with(tx, network, DeviceId(device.id)).await? {
            Some(session) => targets.push((device.clone(), session)),
            None => return Ok(Err(Sealing::NeedsKeys)),
        }
    }
    if their_list.list.devices.is_empty() {
        return Ok(Err(Sealing::NeedsKeys));
    }
    Ok(Ok(Ready { own, mine, theirs, sender, targets }))
}

async fn one(
    tx: &mut Tx<'_>,
    network: NetworkId,
    me: MemberId,
    row: LetterRow,
    ready: Ready,
) -> Result<Wish, Error> {
    let Ready { own, mine, theirs, sender, targets } = ready;
    let unfit = |_| Error::Bug("a letter that cannot be sealed");
    let letter = Letter {
        network: network.0,
        message: row.id.0,
        from: me.0,
        device: own.device.0,
        to: row.peer.0,
        count: letters::number(tx, network, row.id, row.peer).await?,
        written_at: u64::try_from(row.written_at).unwrap_or_default(),
        my_list: mine.head,
        your_list: theirs.head,
        content: content(tx, network, &row).await?,
    };
    let (content, commitment, nonce) = (ids::key()?, ids::key()?, ids::nonce()?);
    let keys = Keys { content: Secret::new(*content), commitment: Secret::new(*commitment) };
    let fresh = Fresh { content: keys.content.clone(), commitment: keys.commitment.clone(), nonce };
    let sealed = envelope::seal(&letter, &fresh).map_err(unfit)?;
    let place = Place {
        network: letter.network,
        message: letter.message,
        from: letter.from,
        device: letter.device,
        to: letter.to,
    };
    let mut for_devices: BTreeMap<DeviceId, SealedKey> = BTreeMap::new();
    for (device, session) in targets {
        let ends = Ends { from: sender.ed25519, to: device.ed25519 };
        let payload = envelope::payload(&place, &keys, &sealed.body, &sealed.commitment, &ends);
        let (key, after) = ratchet::encrypt(&session, &payload)?;
        devices::put_session(tx, network, DeviceId(device.id), &after).await?;
        for_devices.insert(DeviceId(device.id), key);
    }
    let message = SealedMessage {
        device: own.device,
        body: Blob(sealed.body),
        commitment: Blob(sealed.commitment.to_vec()),
        keys: for_devices,
        attachments: match &letter.content {
            Content::Text { attachments, .. } => {
                attachments.iter().map(|file| AttachmentId(file.id)).collect()
            }
            _ => Vec::new(),
        },
    };
    let to = row.peer;
    let action = match row.kind {
        LetterKind::Ask | LetterKind::Again => Action::SendRepair { to, message },
        LetterKind::Text | LetterKind::Reaction | LetterKind::Other => Action::SendMessage { to, message },
    };
    let mutation = Mutation { id: MutationId(row.id.0), network, made_at: clock::now(), action };
    let wish = Wish::new(mutation, Map::new())?;
    db::outbox::insert(tx, &wish).await?;
    let proof = Proof {
        letter: sealed.letter,
        content: Zeroizing::new(content.to_vec()),
        commitment: Zeroizing::new(commitment.to_vec()),
        mark: Vec::new(),
    };
    letters::put(tx, network, &LetterRow { state: LetterState::Sealed, proof: Some(proof), ..row }).await?;
    Ok(wish)
}

async fn content(tx: &mut Tx<'_>, network: NetworkId, row: &LetterRow) -> Result<Content, Error> {
    Ok(match (row.kind, row.about) {
        (LetterKind::Reaction, Some(on)) => Content::Reaction { on: on.0, sign: row.text.clone() },
        (LetterKind::Text | LetterKind::Reaction, about) => {
            let attachments = files::named(&db::files::of_message(tx, network, row.id).await?);
            Content::Text { text: row.text.clone(), reply_to: about.map(|id| id.0), attachments }
        }
        (LetterKind::Ask, _) => {
            Content::AskAgain { messages: repair::listed(&row.text).into_iter().map(|id| id.0).collect() }
        }
        (LetterKind::Again, _) => {
            Content::Again { keys: repair::keys(tx, network, &repair::listed(&row.text)).await? }
        }
        (LetterKind::Other, _) => Content::Unknown,
    })
}
