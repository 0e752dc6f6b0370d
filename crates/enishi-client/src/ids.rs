//! The one place that draws ids, keys and seeds.

use crate::error::Error;
use enishi_wire::ids::MutationId;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A fresh id for a wish; sortable by time of making.
#[expect(clippy::disallowed_methods, reason = "this is where ids are made")]
pub fn mutation() -> MutationId {
    MutationId(Uuid::now_v7())
}

/// A fresh random id without a time in it.
#[expect(clippy::disallowed_methods, reason = "this is where ids are made")]
pub fn random() -> Uuid {
    Uuid::new_v4()
}

/// 32 bytes from the operating system.
///
/// # Errors
/// [`Error::Bug`] when the system has no randomness to give.
pub fn key() -> Result<Zeroizing<[u8; 32]>, Error> {
    let mut key = Zeroizing::new([0_u8; 32]);
    getrandom::fill(key.as_mut_slice()).map_err(|_| Error::Bug("no randomness"))?;
    Ok(key)
}

/// 24 bytes from the operating system, for one seal.
///
/// # Errors
/// [`Error::Bug`] when the system has no randomness to give.
pub fn nonce() -> Result<[u8; 24], Error> {
    let mut nonce = [0_u8; 24];
    getrandom::fill(&mut nonce).map_err(|_| Error::Bug("no randomness"))?;
    Ok(nonce)
}

/// A seed for jitter; not a secret.
pub fn seed() -> u64 {
    u64::from_le_bytes(random().as_bytes().first_chunk::<8>().copied().unwrap_or([1; 8]))
}
