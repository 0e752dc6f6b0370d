//! Where the keys are, in words.

use enishi_bridge::settings::KeyStore;

/// The key of the sentence.
pub const fn key_store_key(store: KeyStore) -> &'static str {
    match store {
        KeyStore::System => "key-store-system",
        KeyStore::SealedFile => "key-store-sealed-file",
        KeyStore::Memory => "key-store-memory",
    }
}
