//! The recovery key: 128 bits as 28 characters that a person can print, read out and type, and what is derived from it.

use crate::{Broken, secret::Secret};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// No I, L, O and U: nothing that is mistaken for something else (Crockford's Base32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters that carry the key.
const KEY_CHARACTERS: usize = 26;
/// Characters that find a slip of the pen.
const CHECK_CHARACTERS: usize = 2;
/// Characters in a group.
const GROUP: usize = 4;

/// The key.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryKey([u8; 16]);

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

/// What is derived from the key for one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// Seals the entries of the backup.
    pub backup: Secret,
    /// Seals the identity key.
    pub identity: Secret,
}

impl RecoveryKey {
    /// Of fresh random bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Seven groups of four characters.
    pub fn text(&self) -> Zeroizing<String> {
        let check = self.check();
        let key = u128::from_be_bytes(self.0);
        // 128 bits in 26 characters leave two bits, which are zero.
        let place = |place: usize| {
            let shift = 5 * (KEY_CHARACTERS - 1 - place);
            u8::try_from((key >> shift) & 31).unwrap_or_default()
        };
        let digits = (0..KEY_CHARACTERS).map(place).chain(check);
        let mut text = Zeroizing::new(String::with_capacity(34));
        for (place, digit) in digits.enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.extend(ALPHABET.get(usize::from(digit)).map(|letter| char::from(*letter)));
        }
        text
    }

    /// Reads what a person typed: small or large or full-width letters, with any spaces and dashes.
    ///
    /// # Errors
    /// [`Broken::Form`]: too short, too long, or a character that is in no key. [`Broken::Proof`]: a character is wrong.
    pub fn read(text: &str) -> Result<Self, Broken> {
        let mut digits = Zeroizing::new(Vec::with_capacity(KEY_CHARACTERS + CHECK_CHARACTERS));
        for letter in text.chars() {
            if letter.is_whitespace() || matches!(letter, '-' | '‐' | '－' | 'ー' | '−' | '–' | '—')
            {
                continue;
            }
            digits.push(digit(letter).ok_or(Broken::Form)?);
        }
        let (key, check) = digits.split_at_checked(KEY_CHARACTERS).ok_or(Broken::Form)?;
        if check.len() != CHECK_CHARACTERS || key.first().is_none_or(|first| *first > 7) {
            return Err(Broken::Form);
        }
        let number = key.iter().fold(0_u128, |number, digit| number << 5 | u128::from(*digit));
        let read = Self(number.to_be_bytes());
        if read.check() == *check { Ok(read) } else { Err(Broken::Proof) }
    }

    fn check(&self) -> [u8; CHECK_CHARACTERS] {
        let sum = Sha256::new().chain_update(b"enishi/recovery-check/1").chain_update(self.0).finalize();
        std::array::from_fn(|place| sum.get(place).map_or(0, |byte| byte & 31))
    }

    /// Derives the keys of a member.
    ///
    /// # Errors
    /// None that arguments can cause.
    pub fn derive(&self, network: Uuid, member: Uuid) -> Result<Derived, Broken> {
        let salt = [&b"enishi/recovery/1"[..], network.as_bytes(), member.as_bytes()].concat();
        let source = Hkdf::<Sha256>::new(Some(&salt), &self.0);
        let key = |info: &[u8]| {
            let mut key = Zeroizing::new([0; 32]);
            source.expand(info, &mut *key).map_err(|_| Broken::Size)?;
            Ok(Secret::new(*key))
        };
        Ok(Derived { backup: key(b"backup")?, identity: key(b"identity")? })
    }
}

/// What a character stands for, read kindly.
fn digit(letter: char) -> Option<u8> {
    let letter = match letter {
        '！'..='～' => char::from_u32(u32::from(letter).wrapping_sub(0xfee0))?,
        other => other,
    };
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_key_is_read_as_it_was_written(bytes in any::<[u8; 16]>()) {
            let key = RecoveryKey::new(bytes);
            prop_assert_eq!(RecoveryKey::read(&key.text()), Ok(key));
        }
    }

    #[test]
    fn a_key_is_read_however_it_is_typed() {
        let key = RecoveryKey::new([0x1d; 16]);
        let text = key.text();
        assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
        assert_eq!(RecoveryKey::read(&text.to_lowercase().replace('-', " ")), Ok(key.clone()));
        assert_eq!(RecoveryKey::read(&text.replace('-', "ー").replace('0', "Ｏ").replace('1', "l")), Ok(key));
    }

    #[test]
    fn a_slip_of_the_pen_is_found() {
        let text = RecoveryKey::new([0x1d; 16]).text();
        let mut missed = 0;
        for place in (0..text.len()).filter(|place| &text[*place..=*place] != "-") {
            for letter in ALPHABET {
                let mut typed = text.clone();
                typed.replace_range(place..=place, &char::from(*letter).to_string());
                missed += usize::from(*typed != *text && RecoveryKey::read(&typed).is_ok());
            }
        }
        assert!(missed <= 3, "one in 1,024 of 868 slips may be missed, not {missed}");
        assert_eq!(RecoveryKey::read(&text[1..]), Err(Broken::Form));
        assert_eq!(RecoveryKey::read(&format!("{}0", *text)), Err(Broken::Form));
        assert_eq!(RecoveryKey::read("パスワード"), Err(Broken::Form));
    }

    #[test]
    fn members_and_purposes_have_keys_of_their_own() {
        let key = RecoveryKey::new([3; 16]);
        let derive = |network, member| key.derive(Uuid::from_u128(network), Uuid::from_u128(member)).unwrap();
        let here = derive(1, 2);
        assert_ne!(here.backup, here.identity);
        assert_ne!(here.backup, derive(1, 3).backup);
        assert_ne!(here.identity, derive(2, 2).identity);
    }
}
