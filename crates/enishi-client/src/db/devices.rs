//! What this device needs to seal and open messages: its own keys, the device lists of others as they were pinned, and
//! the sessions with their devices. Secrets are wiped from memory when they are dropped; on disk they lie in the
//! encrypted database, and go with the network.

mod sessions;

pub use sessions::{
    SessionRow, begun_since, give_up_sessions, put_begun, put_session, session_to_seal_with, sessions,
    with_sessions,
};

use super::{Db, Tx};
use crate::error::Error;
use enishi_seal::{list::Head, secret::Secret};
use enishi_wire::{
    blob::Blob,
    ids::{DeviceId, MemberId, NetworkId},
};
use sqlx::Row;
use zeroize::Zeroizing;

/// This device in one network.
pub struct OwnRow {
    /// Its id.
    pub device: DeviceId,
    /// The seed of the member's identity key; `None`: another device holds it and has not given it yet.
    pub identity: Option<Zeroizing<Vec<u8>>>,
    /// The pickled account of the ratchet.
    pub account: Zeroizing<String>,
    /// The life of the server's database that has keys of this device.
    pub offered: Option<String>,
    /// When the fallback key was made, ms UTC.
    pub fallback_at: i64,
}

impl OwnRow {
    /// The identity key of the member, where this device holds it.
    pub fn seed(&self) -> Option<Secret> {
        self.identity.as_ref().and_then(|seed| Secret::from_slice(seed))
    }
}

/// What is pinned of a member's devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerRow {
    /// The chain of signed lists, from its beginning.
    pub chain: Vec<Blob>,
    /// The newest head.
    pub head: Head,
    /// The identity key that signs it.
    pub identity: [u8; 32],
    /// What is believed of it.
    pub trust: Trust,
    /// The lists must be asked for before the next message: the server said that they have changed.
    pub stale: bool,
}

/// What is believed of a member's identity key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Seen, and the same since.
    Pinned,
    /// Compared by the two people.
    Verified,
    /// Another than before; it was never compared.
    Changed,
    /// Another than the one that was compared: nothing is sent before the person accepts it.
    Broken,
}

impl Trust {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Verified => "verified",
            Self::Changed => "changed",
            Self::Broken => "broken",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "verified" => Self::Verified,
            "changed" => Self::Changed,
            "broken" => Self::Broken,
            _ => Self::Pinned,
        }
    }
}

impl Db {
    /// This device, if it has keys in a network.
    pub async fn own_device(&self, network: NetworkId) -> Result<Option<OwnRow>, Error> {
        let mut tx = self.pool.begin().await?;
        own(&mut tx, network).await
    }

    /// What is pinned of a member.
    pub async fn peer(&self, network: NetworkId, member: MemberId) -> Result<Option<PeerRow>, Error> {
        let mut tx = self.pool.begin().await?;
        peer(&mut tx, network, member).await
    }
}

impl Db {
    /// Whether somebody was shown another list of one of these members than this device.
    pub async fn doubts(&self, network: NetworkId, members: &[MemberId]) -> Result<bool, Error> {
        for member in members {
            let row = sqlx::query("SELECT doubt FROM talk_peers WHERE network = $1 AND member = $2")
                .bind(network.to_string())
                .bind(member.0)
                .fetch_optional(&self.pool)
                .await?;
            if row.map(|row| row.try_get::<i64, _>(0)).transpose()?.is_some_and(|doubt| doubt != 0) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// See [`Db::own_device`].
pub async fn own(tx: &mut Tx<'_>, network: NetworkId) -> Result<Option<OwnRow>, Error> {
    let row = sqlx::query(
        "SELECT device, identity, account, offered, fallback_at FROM talk_devices WHERE network = $1",
    )
    .bind(network.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(OwnRow {
            device: DeviceId(row.try_get(0)?),
            identity: row.try_get::<Option<Vec<u8>>, _>(1)?.map(Zeroizing::new),
            account: Zeroizing::new(row.try_get(2)?),
            offered: row.try_get(3)?,
            fallback_at: row.try_get(4)?,
        })
    })
    .transpose()
}

/// Stores this device.
pub async fn put_own(tx: &mut Tx<'_>, network: NetworkId, own: &OwnRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_devices (network, device, identity, account, offered, fallback_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (network) DO UPDATE SET device = excluded.device,
         identity = excluded.identity, account = excluded.account, offered = excluded.offered,
         fallback_at = excluded.fallback_at",
    )
    .bind(network.to_string())
    .bind(own.device.0)
    .bind(own.identity.as_ref().map(|seed| seed.to_vec()))
    .bind(own.account.as_str())
    .bind(own.offered.as_deref())
    .bind(own.fallback_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores the account of the ratchet alone.
pub async fn put_account(tx: &mut Tx<'_>, network: NetworkId, account: &str) -> Result<(), Error> {
    sqlx::query("UPDATE talk_devices SET account = $2 WHERE network = $1")
        .bind(network.to_string())
        .bind(account)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets the keys of this device in a network, with its sessions.
pub async fn forget_own(tx: &mut Tx<'_>, network: NetworkId) -> Result<(), Error> {
    for statement in
        ["DELETE FROM talk_devices WHERE network = $1", "DELETE FROM talk_sessions WHERE network = $1"]
    {
        sqlx::query(statement).bind(network.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// See [`Db::peer`].
pub async fn peer(tx: &mut Tx<'_>, network: NetworkId, member: MemberId) -> Result<Option<PeerRow>, Error> {
    let row = sqlx::query(
        "SELECT chain, n, hash, identity, trust, stale FROM talk_peers WHERE network = $1 AND member = $2",
    )
    .bind(network.to_string())
    .bind(member.0)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let fixed = |bytes: Vec<u8>| <[u8; 32]>::try_from(bytes).map_err(|_| Error::Bug("a pinned key"));
        Ok(PeerRow {
            chain: serde_json::from_str(row.try_get(0)?)?,
            head: Head {
                n: u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or_default(),
                hash: fixed(row.try_get(2)?)?,
            },
            identity: fixed(row.try_get(3)?)?,
            trust: Trust::parse(row.try_get(4)?),
            stale: row.try_get::<i64, _>(5)? != 0,
        })
    })
    .transpose()
}

/// Pins what is known of a member's devices.
pub async fn put_peer(
    tx: &mut Tx<'_>,
    network: NetworkId,
    member: MemberId,
    peer: &PeerRow,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_peers (network, member, chain, n, hash, identity, trust, stale)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (network, member) DO UPDATE SET
         chain = excluded.chain, n = excluded.n, hash = excluded.hash, identity = excluded.identity,
         trust = excluded.trust, stale = excluded.stale",
    )
    .bind(network.to_string())
    .bind(member.0)
    .bind(serde_json::to_string(&peer.chain)?)
    .bind(i64::try_from(peer.head.n).unwrap_or(i64::MAX))
    .bind(peer.head.hash.to_vec())
    .bind(peer.identity.to_vec())
    .bind(peer.trust.as_str())
    .bind(i64::from(peer.stale))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks what is pinned of a member as behind what the server has.
pub async fn mark_stale(tx: &mut Tx<'_>, network: NetworkId, member: MemberId) -> Result<(), Error> {
    sqlx::query("UPDATE talk_peers SET stale = 1 WHERE network = $1 AND member = $2")
        .bind(network.to_string())
        .bind(member.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes that somebody was shown another list of a member than this device.
pub async fn doubt(tx: &mut Tx<'_>, network: NetworkId, member: MemberId) -> Result<(), Error> {
    sqlx::query("UPDATE talk_peers SET doubt = 1 WHERE network = $1 AND member = $2")
        .bind(network.to_string())
        .bind(member.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes that a member's own messages tell of a list.
pub async fn tell(tx: &mut Tx<'_>, network: NetworkId, member: MemberId, n: u64) -> Result<(), Error> {
    sqlx::query("UPDATE talk_peers SET told = max(told, $3) WHERE network = $1 AND member = $2")
        .bind(network.to_string())
        .bind(member.0)
        .bind(i64::try_from(n).unwrap_or(i64::MAX))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The newest list of which a member's own messages have told; 0: of none.
pub async fn told(tx: &mut Tx<'_>, network: NetworkId, member: MemberId) -> Result<u64, Error> {
    let row = sqlx::query("SELECT told FROM talk_peers WHERE network = $1 AND member = $2")
        .bind(network.to_string())
        .bind(member.0)
        .fetch_optional(&mut **tx)
        .await?;
    let told = row.map(|row| row.try_get::<i64, _>(0)).transpose()?;
    Ok(told.and_then(|told| u64::try_from(told).ok()).unwrap_or_default())
}

/// Forgets what is pinned of a member.
pub async fn forget_peer(tx: &mut Tx<'_>, network: NetworkId, member: MemberId) -> Result<(), Error> {
    sqlx::query("DELETE FROM talk_peers WHERE network = $1 AND member = $2")
        .bind(network.to_string())
        .bind(member.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Counts one more letter to a member and gives how many there are with it.
pub async fn count_letter(tx: &mut Tx<'_>, network: NetworkId, member: MemberId) -> Result<u64, Error> {
    let row = sqlx::query(
        "UPDATE talk_peers SET written = written + 1 WHERE network = $1 AND member = $2 RETURNING written",
    )
    .bind(network.to_string())
    .bind(member.0)
    .fetch_optional(&mut **tx)
    .await?;
    let written: i64 = row.ok_or(Error::Bug("a letter to nobody who is pinned"))?.try_get(0)?;
    u64::try_from(written).map_err(|_| Error::Bug("a count below zero"))
}

/// Notes an own device that came after this one, for the person to look at.
pub async fn note_new(tx: &mut Tx<'_>, network: NetworkId, device: DeviceId, at: i64) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO talk_new_devices (network, device, at) VALUES ($1, $2, $3)
         ON CONFLICT (network, device) DO NOTHING",
    )
    .bind(network.to_string())
    .bind(device.0)
    .bind(at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The person has looked at a new device, or it is gone.
pub async fn looked_at(tx: &mut Tx<'_>, network: NetworkId, device: DeviceId) -> Result<(), Error> {
    sqlx::query("DELETE FROM talk_new_devices WHERE network = $1 AND device = $2")
        .bind(network.to_string())
        .bind(device.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl Db {
    /// Own devices that came after this one and were not looked at yet, with the time at which they came.
    pub async fn new_devices(&self, network: NetworkId) -> Result<Vec<(DeviceId, i64)>, Error> {
        let rows =
            sqlx::query("SELECT device, at FROM talk_new_devices WHERE network = $1 ORDER BY at, device")
                .bind(network.to_string())
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(|row| Ok((DeviceId(row.try_get(0)?), row.try_get(1)?))).collect()
    }
}
