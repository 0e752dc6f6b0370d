//! The formats of sealed messages: what two people's devices agree on and the server cannot read (docs/adr/0010).
//!
//! Pure: bytes in, bytes out. No I/O, no clock, no randomness; fresh random bytes are arguments. Every value that is
//! signed, sealed or committed to has exactly one encoding ([`cbor`]), and files of known answers, computed by another
//! program in another language, hold it still (`tests/known_answers.rs`). Secrets are wiped when they are dropped and do
//! not show in `Debug`. The ratchet between two devices is no part of this crate: the client uses vodozemac.
//!
//! Suggested reading order: [`list`] (whose devices are whose), [`prekeys`] (how a first word reaches them),
//! [`letter`] and [`envelope`] (a message), [`attachment`] (what goes with it), [`franking`] (proof for a report), then recovery; [`card`] stands for itself.

pub mod cbor;
pub mod secret;

pub mod list;
pub mod prekeys;

pub mod attachment;
pub mod envelope;
pub mod franking;
pub mod letter;

pub mod card;

pub mod backup;
pub mod recovery;
pub mod safety;

/// What is wrong with bytes that came from elsewhere. Never says what was in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The bytes are not an encoding of this form, or not the one encoding of what they say.
    #[error("the bytes are not well formed")]
    Form,
    /// A version that this program does not know.
    #[error("the version is not known here")]
    Version,
    /// More than is allowed.
    #[error("it is larger than allowed")]
    Size,
    /// A signature, a code or a sum does not fit.
    #[error("it was not made by who it says, or it was changed")]
    Proof,
    /// What is inside does not fit to what is around it: another conversation, sender or message.
    #[error("it belongs somewhere else")]
    Place,
}
