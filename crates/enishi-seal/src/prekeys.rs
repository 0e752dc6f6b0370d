//! The keys by which a first word reaches a device that is away: each signed by its device, so that the server cannot
//! put one of its own in their place.

use crate::{Broken, cbor::Value, list::check_signature};
use uuid::Uuid;

/// What is signed of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prekey {
    /// The network.
    pub network: Uuid,
    /// Whose device.
    pub member: Uuid,
    /// Which device.
    pub device: Uuid,
    /// The key.
    pub key: [u8; 32],
    /// Whether it is the one that is given when no other is left, and may be given again.
    pub fallback: bool,
}

impl Prekey {
    /// The bytes that the device signs.
    pub fn signed_bytes(&self) -> Vec<u8> {
        Value::Map(vec![
            (0, "enishi/prekey/1".into()),
            (1, (&self.network).into()),
            (2, (&self.member).into()),
            (3, (&self.device).into()),
            (4, self.key[..].into()),
            (5, u64::from(self.fallback).into()),
        ])
        .encode()
    }

    /// Checks that a device signed it.
    ///
    /// # Errors
    /// [`Broken::Proof`]: another signature, or a key of zeros.
    pub fn check(&self, device_ed25519: &[u8; 32], signature: &[u8; 64]) -> Result<(), Broken> {
        if self.key == [0; 32] {
            return Err(Broken::Proof);
        }
        check_signature(device_ed25519, &self.signed_bytes(), signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};

    #[test]
    fn a_key_counts_only_for_the_device_and_the_use_that_it_was_signed_for() {
        let signer = SigningKey::from_bytes(&[3; 32]);
        let key = Prekey {
            network: Uuid::from_u128(1),
            member: Uuid::from_u128(2),
            device: Uuid::from_u128(3),
            key: [4; 32],
            fallback: false,
        };
        let signature = signer.sign(&key.signed_bytes()).to_bytes();
        let public = signer.verifying_key().to_bytes();
        assert_eq!(key.check(&public, &signature), Ok(()));
        for other in [
            Prekey { network: Uuid::nil(), ..key.clone() },
            Prekey { member: Uuid::nil(), ..key.clone() },
            Prekey { device: Uuid::nil(), ..key.clone() },
            Prekey { key: [5; 32], ..key.clone() },
            Prekey { fallback: true, ..key.clone() },
        ] {
            assert_eq!(other.check(&public, &signature), Err(Broken::Proof));
        }
        let zeros = Prekey { key: [0; 32], ..key };
        let signature = signer.sign(&zeros.signed_bytes()).to_bytes();
        assert_eq!(zeros.check(&public, &signature), Err(Broken::Proof), "all-zero keys");
    }
}
