//! The own device list against a server that makes up lists, and against an own device that was faster.

use crate::{
    db::{self, Db, Tx},
    ids,
    talk::{lists, own},
};
use enishi_seal::{
    list::{Device, DeviceList, Identity, SignedList},
    secret::Secret,
};
use enishi_wire::{
    blob::Blob,
    ids::{DeviceId, MemberId, NetworkId},
};
use tempfile::TempDir;
use uuid::Uuid;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const NETWORK: NetworkId = NetworkId(Uuid::from_u128(7));
const ME: MemberId = MemberId(Uuid::from_u128(1));

async fn device() -> (TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("account.db"), KEY).await.unwrap();
    (folder, db)
}

async fn chain(tx: &mut Tx<'_>) -> Vec<Blob> {
    db::devices::peer(tx, NETWORK, ME).await.unwrap().unwrap().chain
}

fn newest(chain: &[Blob]) -> SignedList {
    SignedList::decode(&chain.last().unwrap().0).unwrap()
}

/// The next list of a chain by whoever holds `seed`.
fn next(chain: &[Blob], seed: [u8; 32], devices: Vec<Device>) -> Vec<Blob> {
    let last = newest(chain);
    let list =
        DeviceList { n: last.list.n + 1, before: last.head().hash, identity: [0; 32], devices, ..last.list };
    let signed = Identity::new(&Secret::new(seed)).sign(list);
    [chain, &[Blob(signed.encode())]].concat()
}

#[tokio::test]
async fn a_device_list_under_another_identity_that_keeps_this_device_is_not_believed() {
    let (_folder, db) = device().await;
    let mut tx = db.begin().await.unwrap();
    own::make(&mut tx, NETWORK, ME, None).await.unwrap();
    let before = chain(&mut tx).await;
    let mine = newest(&before).list.devices;
    let ghost = Device { id: Uuid::from_u128(9), ed25519: [8; 32], curve25519: [5; 32], added_at: 1 };
    let forged = next(&before, [6; 32], [mine, vec![ghost.clone()]].concat());
    assert!(!lists::take(&mut tx, NETWORK, ME, ME, &forged).await.unwrap());
    assert!(chain(&mut tx).await == before, "what is pinned stays");
    assert!(db::devices::own(&mut tx, NETWORK).await.unwrap().unwrap().identity.is_some());

    // One that leaves this device out is a new beginning somewhere else: this device is out, and seals nothing more.
    let elsewhere = next(&before, [6; 32], vec![ghost]);
    assert!(lists::take(&mut tx, NETWORK, ME, ME, &elsewhere).await.unwrap());
    assert!(db::devices::own(&mut tx, NETWORK).await.unwrap().is_none());
}

#[tokio::test]
async fn of_two_own_devices_that_change_the_list_at_once_the_slower_goes_on_from_the_others_list() {
    let ((_one, first), (_two, second)) = (device().await, device().await);
    let mut tx = first.begin().await.unwrap();
    own::make(&mut tx, NETWORK, ME, None).await.unwrap();
    let published = chain(&mut tx).await;
    let seed = db::devices::own(&mut tx, NETWORK).await.unwrap().unwrap().identity.unwrap();
    let seed = Secret::from_slice(&seed).unwrap();
    let lost = Device { id: Uuid::from_u128(9), ed25519: [8; 32], curve25519: [5; 32], added_at: 1 };
    let bytes = *seed.expose();
    let devices = [newest(&published).list.devices, vec![lost.clone()]].concat();
    let published = next(&published, bytes, devices);
    assert!(lists::take(&mut tx, NETWORK, ME, ME, &published).await.unwrap());

    // The first takes the lost one off; the second joins meanwhile, and its list is published.
    assert!(lists::remove(&mut tx, NETWORK, ME, DeviceId(lost.id)).await.unwrap());
    let mut other = second.begin().await.unwrap();
    assert!(lists::take(&mut other, NETWORK, ME, ME, &published).await.unwrap());
    let pinned = db::devices::peer(&mut other, NETWORK, ME).await.unwrap().unwrap();
    own::join(&mut other, NETWORK, ME, &pinned, &seed).await.unwrap();
    let published = chain(&mut other).await;
    assert!(!lists::take(&mut tx, NETWORK, ME, ME, &published).await.unwrap(), "a fork is not simply taken");

    lists::give_way(&mut tx, NETWORK, ME, &published).await.unwrap();
    let after = chain(&mut tx).await;
    assert!(after.starts_with(&published), "the first goes on from the published list");
    let devices = newest(&after).list.devices;
    assert_eq!(devices.len(), 2, "both are in it, and the lost one is off again");
    assert!(devices.iter().all(|device| device.id != lost.id));

    // A list that somebody else made up is no reason to give way.
    let here = chain(&mut tx).await;
    let made_up = next(&published, *ids::key().unwrap(), vec![lost]);
    lists::give_way(&mut tx, NETWORK, ME, &made_up).await.unwrap();
    assert!(chain(&mut tx).await == here);
}
