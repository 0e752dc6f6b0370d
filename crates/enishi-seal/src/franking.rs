//! Proof for a report: the sender commits to the letter, the server marks the commitment without knowing the letter,
//! and who reports opens it. Nobody can report what was not sent, and nobody can send what cannot be reported.

use crate::{Broken, cbor::Value, secret::Secret};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// A keyed sum of some bytes.
fn sum(key: &[u8; 32], bytes: &[u8]) -> Option<Hmac<Sha256>> {
    // HMAC takes keys of every length, so this is always there.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(bytes);
    Some(mac)
}

fn finish(mac: Option<Hmac<Sha256>>) -> Result<[u8; 32], Broken> {
    Ok(mac.ok_or(Broken::Proof)?.finalize().into_bytes().into())
}

/// The commitment of a sender to the bytes of a letter.
///
/// # Errors
/// None that arguments can cause.
pub fn commit(key: &Secret, letter: &[u8]) -> Result<[u8; 32], Broken> {
    finish(sum(key.expose(), letter))
}

/// Checks that these bytes are the ones that were committed to.
///
/// # Errors
/// [`Broken::Proof`].
pub fn check(key: &Secret, letter: &[u8], commitment: &[u8; 32]) -> Result<(), Broken> {
    let mac = sum(key.expose(), letter).ok_or(Broken::Proof)?;
    mac.verify_slice(commitment).map_err(|_| Broken::Proof)
}

/// What the server knows of a message when it passes it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The network.
    pub network: Uuid,
    /// The message.
    pub message: Uuid,
    /// Who sent it.
    pub from: Uuid,
    /// From which device.
    pub device: Uuid,
    /// To whom.
    pub to: Uuid,
    /// When it was passed on, ms UTC by the server's clock.
    pub at: u64,
    /// What the sender committed to.
    pub commitment: [u8; 32],
}

impl Passed {
    fn bytes(&self) -> Vec<u8> {
        Value::Map(vec![
            (0, "enishi/franking/1".into()),
            (1, (&self.network).into()),
            (2, (&self.message).into()),
            (3, (&self.from).into()),
            (4, (&self.device).into()),
            (5, (&self.to).into()),
            (6, self.at.into()),
            (7, self.commitment[..].into()),
        ])
        .encode()
    }

    /// The server's mark.
    ///
    /// # Errors
    /// None that arguments can cause.
    pub fn mark(&self, server: &Secret) -> Result<[u8; 32], Broken> {
        finish(sum(server.expose(), &self.bytes()))
    }

    /// Checks that this server made the mark for exactly this.
    ///
    /// # Errors
    /// [`Broken::Proof`].
    pub fn check(&self, server: &Secret, mark: &[u8; 32]) -> Result<(), Broken> {
        let mac = sum(server.expose(), &self.bytes()).ok_or(Broken::Proof)?;
        mac.verify_slice(mark).map_err(|_| Broken::Proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_report_is_believed_for_what_was_sent_and_for_nothing_else() {
        let (key, server) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let commitment = commit(&key, b"letter").unwrap();
        assert_eq!(check(&key, b"letter", &commitment), Ok(()));
        assert_eq!(check(&key, b"Letter", &commitment), Err(Broken::Proof));
        assert_eq!(check(&Secret::new([3; 32]), b"letter", &commitment), Err(Broken::Proof));
        let [a, b, c, d, e] = [1, 2, 3, 4, 5].map(Uuid::from_u128);
        let passed = Passed { network: a, message: b, from: c, device: d, to: e, at: 6, commitment };
        let mark = passed.mark(&server).unwrap();
        assert_eq!(passed.check(&server, &mark), Ok(()));
        for other in [
            Passed { network: e, ..passed.clone() },
            Passed { message: e, ..passed.clone() },
            Passed { from: e, ..passed.clone() },
            Passed { device: e, ..passed.clone() },
            Passed { to: a, ..passed.clone() },
            Passed { at: 7, ..passed.clone() },
            Passed { commitment: [0; 32], ..passed.clone() },
        ] {
            assert_eq!(other.check(&server, &mark), Err(Broken::Proof), "{other:?}");
        }
        assert_eq!(passed.check(&key, &mark), Err(Broken::Proof));
    }

    /// What a report shows: the letter, the key of its commitment, the mark, and what the server is told of it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Shown {
        letter: Vec<u8>,
        key: [u8; 32],
        mark: [u8; 32],
        passed: Passed,
    }

    fn genuine(number: u128) -> Shown {
        let ids = |salt: u128| Uuid::from_u128(number.wrapping_mul(7) + salt);
        let key = [u8::try_from(number % 251).unwrap(); 32];
        let letter = format!("letter {number}").into_bytes();
        let commitment = commit(&Secret::new(key), &letter).unwrap();
        let (network, message, from, device, to) = (ids(1), ids(2), ids(3), ids(4), ids(5));
        let passed = Passed { network, message, from, device, to, at: 6, commitment };
        let mark = passed.mark(&Secret::new(SERVER)).unwrap();
        Shown { letter, key, mark, passed }
    }

    fn believed(shown: &Shown) -> bool {
        check(&Secret::new(shown.key), &shown.letter, &shown.passed.commitment).is_ok()
            && shown.passed.check(&Secret::new(SERVER), &shown.mark).is_ok()
    }

    const SERVER: [u8; 32] = [9; 32];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// changed anywhere, under another name, in another place, or put together out of two that were sent.
        #[test]
        fn of_ten_thousand_forged_reports_none_is_believed_and_every_genuine_one_is(
            number in 0_u128..1_000_000,
            part in 0_usize..9,
            place in any::<usize>(),
            bit in 0_u32..8,
            of_another in any::<bool>(),
        ) {
            let (real, other) = (genuine(number), genuine(number + 1));
            prop_assert!(believed(&real));
            let mut forged = real.clone();
            let flip = |bytes: &mut [u8]| {
                let place = place % bytes.len();
                bytes[place] ^= 1 << bit;
            };
            let id = |id: &mut Uuid, of: Uuid| {
                let mut bytes = *id.as_bytes();
                flip(&mut bytes);
                *id = if of_another { of } else { Uuid::from_bytes(bytes) };
            };
            match part {
                0 if of_another => forged.letter = other.letter,
                0 => flip(&mut forged.letter),
                1 if of_another => forged.key = other.key,
                1 => flip(&mut forged.key),
                2 if of_another => forged.mark = other.mark,
                2 => flip(&mut forged.mark),
                3 if of_another => forged.passed.commitment = other.passed.commitment,
                3 => flip(&mut forged.passed.commitment),
                4 => id(&mut forged.passed.from, other.passed.from),
                5 => id(&mut forged.passed.to, other.passed.to),
                6 => id(&mut forged.passed.message, other.passed.message),
                7 => id(&mut forged.passed.network, other.passed.network),
                _ => id(&mut forged.passed.device, other.passed.device),
            }
            prop_assert!(!believed(&forged), "{:?}", forged);
        }
    }
}
