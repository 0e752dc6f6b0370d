//! vodozemac, in the forms in which it is stored and sent. The 8-byte code of its messages authenticates key payloads
//! only; what people say has a code of its own.

use crate::{
    db::devices::{OwnRow, SessionRow},
    error::Error,
};
use enishi_seal::list::Device;
use enishi_wire::{blob::Blob, talk::SealedKey};
use vodozemac::{
    Curve25519PublicKey,
    olm::{Account, AccountPickle, OlmMessage, Session, SessionConfig, SessionPickle},
};
use zeroize::Zeroizing;

/// The account of this device.
pub fn account(own: &OwnRow) -> Result<Account, Error> {
    let pickle: AccountPickle = serde_json::from_str(&own.account)?;
    Ok(Account::from_pickle(pickle))
}

/// The account as it is stored.
pub fn pickle(account: &Account) -> Result<Zeroizing<String>, Error> {
    Ok(Zeroizing::new(serde_json::to_string(&account.pickle())?))
}

fn session(row: &SessionRow) -> Result<Session, Error> {
    let pickle: SessionPickle = serde_json::from_str(&row.pickle)?;
    Ok(Session::from_pickle(pickle))
}

fn store(session: &Session) -> Result<SessionRow, Error> {
    let pickle = Zeroizing::new(serde_json::to_string(&session.pickle())?);
    Ok(SessionRow { id: session.session_id(), pickle })
}

/// Begins a session with a device by a key of it. `None`: the key is not one that gives a secret.
pub fn begin(account: &Account, device: &Device, key: [u8; 32]) -> Result<Option<SessionRow>, Error> {
    let begun = account.create_outbound_session(
        SessionConfig::version_1(),
        Curve25519PublicKey::from_bytes(device.curve25519),
        Curve25519PublicKey::from_bytes(key),
    );
    begun.ok().as_ref().map(store).transpose()
}

/// Encrypts with a session: what is sent, and the session after the step.
pub fn encrypt(row: &SessionRow, payload: &[u8]) -> Result<(SealedKey, SessionRow), Error> {
    let mut session = session(row)?;
    let message = session.encrypt(payload).map_err(|_| Error::Bug("a session without a secret"))?;
    let (kind, bytes) = message.to_parts();
    Ok((SealedKey { first: kind == 0, bytes: Blob(bytes) }, store(&session)?))
}

/// What a message of the ratchet held, and what to store if it is believed.
pub struct Decrypted {
    /// The payload.
    pub payload: Zeroizing<Vec<u8>>,
    /// The session after the step.
    pub session: SessionRow,
    /// The account after a key of it was used up.
    pub account: Option<Zeroizing<String>>,
}

/// Decrypts what a device sent. `None`: no session and no key here opens it. Nothing is stored.
pub fn decrypt(
    own: &OwnRow,
    sender: &Device,
    sessions: &[SessionRow],
    sealed: &SealedKey,
) -> Result<Option<Decrypted>, Error> {
    let Ok(message) = OlmMessage::from_parts(usize::from(!sealed.first), &sealed.bytes.0) else {
        return Ok(None);
    };
    for row in sessions {
        let mut session = session(row)?;
        if let OlmMessage::PreKey(first) = &message
            && first.session_id() != row.id
        {
            continue;
        }
        if let Ok(payload) = session.decrypt(&message) {
            let payload = Zeroizing::new(payload);
            return Ok(Some(Decrypted { payload, session: store(&session)?, account: None }));
        }
    }
    let OlmMessage::PreKey(first) = &message else { return Ok(None) };
    if sessions.iter().any(|row| row.id == first.session_id()) {
        return Ok(None);
    }
    let mut account = account(own)?;
    let identity = Curve25519PublicKey::from_bytes(sender.curve25519);
    let Ok(inbound) = account.create_inbound_session(SessionConfig::version_1(), identity, first) else {
        return Ok(None);
    };
    Ok(Some(Decrypted {
        payload: Zeroizing::new(inbound.plaintext),
        session: store(&inbound.session)?,
        account: Some(pickle(&account)?),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::ids::DeviceId;
    use uuid::Uuid;

    fn device(account: &Account) -> Device {
        Device {
            id: Uuid::nil(),
            ed25519: *account.ed25519_key().as_bytes(),
            curve25519: account.curve25519_key().to_bytes(),
            added_at: 0,
        }
    }

    fn row(account: &Account) -> OwnRow {
        let account = pickle(account).unwrap();
        OwnRow { device: DeviceId(Uuid::nil()), identity: None, account, offered: None, fallback_at: 0 }
    }

    /// Two devices, and the first message from one to the other.
    fn begun() -> (OwnRow, Device, SessionRow, SealedKey) {
        let (alice, mut bob) = (Account::new(), Account::new());
        bob.generate_one_time_keys(1);
        let key = bob.one_time_keys().values().next().unwrap().to_bytes();
        let session = begin(&alice, &device(&bob), key).unwrap().unwrap();
        let (sealed, session) = encrypt(&session, b"keys").unwrap();
        (row(&bob), device(&alice), session, sealed)
    }

    #[test]
    fn what_was_encrypted_is_decrypted_and_the_key_is_used_up() {
        let (bob, alice, session, sealed) = begun();
        let opened = decrypt(&bob, &alice, &[], &sealed).unwrap().unwrap();
        assert_eq!(&**opened.payload, b"keys");
        let bob = OwnRow { account: opened.account.unwrap(), ..bob };
        assert!(decrypt(&bob, &alice, &[], &sealed).unwrap().is_none(), "the one-time key is gone");
        assert!(decrypt(&bob, &alice, &[opened.session], &sealed).unwrap().is_none(), "a replay");
        drop(session);
    }

    #[test]
    fn a_message_that_was_changed_anywhere_is_not_opened_and_changes_nothing() {
        let (bob, alice, _, sealed) = begun();
        for bit in 0..sealed.bytes.0.len() * 8 {
            let mut changed = sealed.clone();
            changed.bytes.0[bit / 8] ^= 1 << (bit % 8);
            if let Some(opened) = decrypt(&bob, &alice, &[], &changed).unwrap() {
                assert_eq!(&**opened.payload, b"keys", "bit {bit} is no part of what is said");
            }
        }
        assert!(decrypt(&bob, &alice, &[], &sealed).unwrap().is_some());
    }

    #[test]
    fn a_key_of_zeros_gives_no_session() {
        let (alice, bob) = (Account::new(), Account::new());
        assert!(begin(&alice, &device(&bob), [0; 32]).unwrap().is_none());
        let zeros = Device { curve25519: [0; 32], ..device(&bob) };
        assert!(begin(&alice, &zeros, [9; 32]).unwrap().is_none());
    }
}
