//! The store of the operating system, on a thread of its own.
//!
//! A locked Secret Service can block for ever and its client must not run inside an async runtime, so
//! one detached thread does each call and the caller waits at most [`PATIENCE`].

use super::Key;
use crate::error::Error;
use enishi_bridge::errors::AppCode;
use std::{thread, time::Duration};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// How long the store may take: long enough for a person to notice an unlock prompt, short enough to
/// tell that nothing works.
const PATIENCE: Duration = Duration::from_secs(8);

const SERVICE: &str = "org.enishi.app";

/// Reads the key of an installation; `Ok(None)` where the store has none.
pub async fn read(install: &str) -> Result<Option<Key>, Error> {
    let install = install.to_owned();
    on_own_thread(move || match store::get(SERVICE, &install) {
        Ok(Some(secret)) => {
            let secret = Zeroizing::new(secret);
            let key: [u8; 32] = secret.as_slice().try_into().map_err(|_| AppCode::SecretsMissing)?;
            Ok(Some(Zeroizing::new(key)))
        }
        Ok(None) => Ok(None),
        Err(code) => Err(code),
    })
    .await
}

/// Writes the key of an installation.
pub async fn write(install: &str, key: &Key) -> Result<(), Error> {
    let (install, key) = (install.to_owned(), key.clone());
    on_own_thread(move || store::set(SERVICE, &install, key.as_slice())).await
}

/// Takes the key of an installation out of the store.
pub async fn delete(install: &str) -> Result<(), Error> {
    let install = install.to_owned();
    on_own_thread(move || store::delete(SERVICE, &install)).await
}

async fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppCode> + Send + 'static,
) -> Result<T, Error> {
    let (answer, answered) = oneshot::channel();
    thread::Builder::new().name("key-store".to_owned()).spawn(move || {
        // The receiver is gone when the patience is over; the thread then ends by itself or hangs alone.
        let _late = answer.send(work());
    })?;
    match tokio::time::timeout(PATIENCE, answered).await {
        Ok(Ok(result)) => Ok(result?),
        Ok(Err(_)) => Err(AppCode::SecretsMissing.into()),
        Err(_) => Err(AppCode::SecretsLocked.into()),
    }
}

mod store {
    #[cfg(not(any(target_os = "android", target_os = "ios")))]
    use keyring::{Entry, Error};
    #[cfg(any(target_os = "android", target_os = "ios"))]
    use keyring_core::{Entry, Error};

    use enishi_bridge::errors::AppCode;

    pub fn get(service: &str, user: &str) -> Result<Option<Vec<u8>>, AppCode> {
        match entry(service, user)?.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(code(&error)),
        }
    }

    pub fn set(service: &str, user: &str, secret: &[u8]) -> Result<(), AppCode> {
        entry(service, user)?.set_secret(secret).map_err(|error| code(&error))
    }

    pub fn delete(service: &str, user: &str) -> Result<(), AppCode> {
        match entry(service, user)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(code(&error)),
        }
    }

    fn entry(service: &str, user: &str) -> Result<Entry, AppCode> {
        #[cfg(any(target_os = "android", target_os = "ios"))]
        register();
        Entry::new(service, user).map_err(|error| code(&error))
    }

    fn code(error: &Error) -> AppCode {
        tracing::warn!(%error, "The store of keys does not answer as it should.");
        match error {
            Error::NoStorageAccess(_) => AppCode::SecretsLocked,
            _ => AppCode::SecretsMissing,
        }
    }

    /// `keyring` chooses a store by itself only on desktops.
    #[cfg(any(target_os = "android", target_os = "ios"))]
    fn register() {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            #[cfg(target_os = "android")]
            let store = android_native_keyring_store::Store::new();
            #[cfg(target_os = "ios")]
            let store = apple_native_keyring_store::protected::Store::new();
            match store {
                Ok(store) => keyring_core::set_default_store(store),
                Err(error) => tracing::warn!(%error, "The store of keys cannot be reached."),
            }
        });
    }
}
