//! Whose devices are whose: a chain of lists, each signed by its member's identity key and naming the one before it.
//!
//! A device that is not in the list gets no keys, and what it sends is not believed. Who has seen a list pins its head
//! and takes only what continues it: a server that leaves a list out, goes back to an older one or shows two people two
//! different ones is found out, by the chain or by the heads that peers tell each other inside their messages.

use crate::{Broken, cbor::Value, secret::Secret};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Devices in a list.
pub const DEVICES: usize = 10;
/// Bytes of a signed list.
pub const LIST_BYTES: usize = 4_096;

const VERSION: u64 = 1;
const SIGNED: &[u8] = b"enishi/list/1";
const HASHED: &[u8] = b"enishi/list-hash/1";

/// The key that signs the lists of one member.
pub struct Identity(SigningKey);

impl Identity {
    /// Of its 32 secret bytes.
    pub fn new(seed: &Secret) -> Self {
        Self(SigningKey::from_bytes(seed.expose()))
    }

    /// What everybody may know of it.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs a list; its `identity` becomes this key.
    pub fn sign(&self, list: DeviceList) -> SignedList {
        let list = DeviceList { identity: self.public(), ..list };
        let body = list.encode();
        let signature = self.0.sign(&[SIGNED, &body].concat()).to_bytes();
        SignedList { hash: hash(&body), list, body, signature }
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// A device of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Made by the device; never used again.
    pub id: Uuid,
    /// Its signing key.
    pub ed25519: [u8; 32],
    /// Its key for sessions.
    pub curve25519: [u8; 32],
    /// When it was added by its own clock, ms UTC. For display only.
    pub added_at: u64,
}

/// The devices of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceList {
    /// The network.
    pub network: Uuid,
    /// The member.
    pub member: Uuid,
    /// The key that signs it.
    pub identity: [u8; 32],
    /// Its place in the chain; the first is 1.
    pub n: u64,
    /// The hash of the one before; zeros for the first.
    pub before: [u8; 32],
    /// The devices, oldest first.
    pub devices: Vec<Device>,
    /// When it was made by the clock of who made it, ms UTC. For display only.
    pub at: u64,
}

impl DeviceList {
    fn encode(&self) -> Vec<u8> {
        let device = |device: &Device| {
            Value::Map(vec![
                (1, (&device.id).into()),
                (2, device.ed25519[..].into()),
                (3, device.curve25519[..].into()),
                (4, device.added_at.into()),
            ])
        };
        Value::Map(vec![
            (1, VERSION.into()),
            (2, (&self.network).into()),
            (3, (&self.member).into()),
            (4, self.identity[..].into()),
            (5, self.n.into()),
            (6, self.before[..].into()),
            (7, Value::Array(self.devices.iter().map(device).collect())),
            (8, self.at.into()),
        ])
        .encode()
    }

    fn decode(body: &[u8]) -> Result<Self, Broken> {
        let mut entries = Value::decode(body)?.map()?;
        if entries.int(1)? != VERSION {
            return Err(Broken::Version);
        }
        let device = |value: Value| {
            let mut entries = value.map()?;
            Ok(Device {
                id: entries.id(1)?,
                ed25519: entries.fixed(2)?,
                curve25519: entries.fixed(3)?,
                added_at: entries.int(4)?,
            })
        };
        let list = Self {
            network: entries.id(2)?,
            member: entries.id(3)?,
            identity: entries.fixed(4)?,
            n: entries.int(5)?,
            before: entries.fixed(6)?,
            devices: entries.need(7)?.array()?.into_iter().map(device).collect::<Result<_, _>>()?,
            at: entries.int(8)?,
        };
        list.check()?;
        Ok(list)
    }

    fn check(&self) -> Result<(), Broken> {
        if self.devices.len() > DEVICES {
            return Err(Broken::Size);
        }
        let first_is_first = (self.n == 1) == (self.before == [0; 32]);
        let mut ids: Vec<Uuid> = self.devices.iter().map(|device| device.id).collect();
        let mut keys: Vec<[u8; 32]> =
            self.devices.iter().flat_map(|device| [device.ed25519, device.curve25519]).collect();
        ids.sort_unstable();
        ids.dedup();
        keys.sort_unstable();
        keys.dedup();
        let all_differ = ids.len() == self.devices.len() && keys.len() == 2 * self.devices.len();
        // A key of zeros would make every secret zero.
        if self.n == 0 || !first_is_first || !all_differ || keys.first() == Some(&[0; 32]) {
            return Err(Broken::Form);
        }
        Ok(())
    }

    /// The device of an id.
    pub fn device(&self, id: Uuid) -> Option<&Device> {
        self.devices.iter().find(|device| device.id == id)
    }
}

/// Where a chain is: what a peer pins and tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The place of the list in the chain.
    pub n: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// A list with its signature, which was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedList {
    /// What it says.
    pub list: DeviceList,
    hash: [u8; 32],
    body: Vec<u8>,
    signature: [u8; 64],
}

fn hash(body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(HASHED).chain_update(body).finalize().into()
}

impl SignedList {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        Value::Map(vec![(1, self.body[..].into()), (2, self.signature[..].into())]).encode()
    }

    /// Reads a list and checks that its own key signed it.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Broken> {
        if bytes.len() > LIST_BYTES {
            return Err(Broken::Size);
        }
        let mut entries = Value::decode(bytes)?.map()?;
        let Value::Bytes(body) = entries.need(1)? else { return Err(Broken::Form) };
        let signature: [u8; 64] = entries.fixed(2)?;
        let list = DeviceList::decode(&body)?;
        check_signature(&list.identity, &[SIGNED, &body].concat(), &signature)?;
        Ok(Self { hash: hash(&body), list, body, signature })
    }

    /// Where it stands in the chain.
    pub const fn head(&self) -> Head {
        Head { n: self.list.n, hash: self.hash }
    }

    /// Whether this list comes directly after a head.
    pub fn continues(&self, head: &Head) -> bool {
        self.list.n == head.n.saturating_add(1) && self.list.before == head.hash
    }
}

/// Checks a signature strictly: no second signature for the same words, no key of small order.
pub(crate) fn check_signature(key: &[u8; 32], signed: &[u8], signature: &[u8; 64]) -> Result<(), Broken> {
    let key = VerifyingKey::from_bytes(key).map_err(|_| Broken::Proof)?;
    key.verify_strict(signed, &Signature::from_bytes(signature)).map_err(|_| Broken::Proof)
}

/// What a chain says to who has pinned an earlier head of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The newest list.
    pub newest: SignedList,
    /// Whether another identity key signs it than the one that was pinned.
    pub identity_changed: bool,
}

/// Follows a chain from what is pinned to its newest list.
///
/// # Errors
/// [`Broken::Place`]: lists of somebody else, a chain that goes back behind what is pinned or forks from it, or one
/// with a hole.
pub fn follow(
    network: Uuid,
    member: Uuid,
    pinned: Option<(&Head, &[u8; 32])>,
    chain: &[Vec<u8>],
) -> Result<Followed, Broken> {
    let mut newest: Option<SignedList> = None;
    let mut found = pinned.is_none();
    for bytes in chain {
        let next = SignedList::decode(bytes)?;
        if next.list.network != network || next.list.member != member {
            return Err(Broken::Place);
        }
        if newest.as_ref().is_some_and(|last| !next.continues(&last.head())) {
            return Err(Broken::Place);
        }
        if let Some((head, _)) = pinned {
            if next.list.n == head.n && next.head() != *head {
                return Err(Broken::Place);
            }
            found |= next.head() == *head || (newest.is_none() && next.continues(head));
        }
        newest = Some(next);
    }
    let newest = newest.filter(|_| found).ok_or(Broken::Place)?;
    let identity_changed = pinned.is_some_and(|(_, identity)| newest.list.identity != *identity);
    Ok(Followed { newest, identity_changed })
}

#[cfg(test)]
mod tests;
