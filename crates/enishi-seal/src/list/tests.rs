use super::*;

const NETWORK: Uuid = Uuid::from_u128(7);
const MEMBER: Uuid = Uuid::from_u128(9);

fn identity(seed: u8) -> Identity {
    Identity::new(&Secret::new([seed; 32]))
}

fn device(seed: u8) -> Device {
    Device {
        id: Uuid::from_u128(seed.into()),
        ed25519: [seed; 32],
        curve25519: [seed | 0x80; 32],
        added_at: 5,
    }
}

fn list(after: Option<&SignedList>, devices: &[u8], at: u64) -> DeviceList {
    let head = after.map(SignedList::head);
    DeviceList {
        network: NETWORK,
        member: MEMBER,
        identity: [0; 32],
        n: head.map_or(1, |head| head.n + 1),
        before: head.map_or([0; 32], |head| head.hash),
        devices: devices.iter().map(|seed| device(*seed)).collect(),
        at,
    }
}

fn chain(lists: &[&SignedList]) -> Vec<Vec<u8>> {
    lists.iter().map(|list| list.encode()).collect()
}

#[test]
fn a_list_is_read_as_it_was_signed() {
    let signed = identity(1).sign(list(None, &[1, 2], 3));
    assert_eq!(SignedList::decode(&signed.encode()), Ok(signed));
}

#[test]
fn every_changed_bit_of_a_list_is_found() {
    let bytes = identity(1).sign(list(None, &[1, 2], 3)).encode();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(SignedList::decode(&changed).is_err(), "bit {bit}");
    }
}

#[test]
fn a_list_with_a_device_twice_too_many_or_a_key_of_zeros_is_refused() {
    let signed = |devices: Vec<Device>| {
        let list = DeviceList { devices, ..list(None, &[], 3) };
        SignedList::decode(&identity(1).sign(list).encode())
    };
    assert_eq!(signed(vec![device(1), device(1)]), Err(Broken::Form));
    assert_eq!(signed(vec![device(1), Device { id: Uuid::nil(), ..device(1) }]), Err(Broken::Form));
    assert_eq!(signed(vec![Device { curve25519: [0; 32], ..device(1) }]), Err(Broken::Form));
    assert_eq!(signed((1..=11).map(device).collect()), Err(Broken::Size));
    assert!(signed((1..=10).map(device).collect()).is_ok());
}

#[test]
fn a_chain_is_followed_from_nothing_and_from_what_is_pinned() {
    let me = identity(1);
    let first = me.sign(list(None, &[1], 3));
    let second = me.sign(list(Some(&first), &[1, 2], 4));
    let third = me.sign(list(Some(&second), &[2], 5));
    let all = chain(&[&first, &second, &third]);
    let followed = follow(NETWORK, MEMBER, None, &all).unwrap();
    assert_eq!(followed, Followed { newest: third.clone(), identity_changed: false });
    for pinned in [&first, &second, &third] {
        let pinned = (&pinned.head(), &me.public());
        assert_eq!(follow(NETWORK, MEMBER, Some(pinned), &all).unwrap().newest, third);
    }
    let rest = chain(&[&second, &third]);
    assert!(follow(NETWORK, MEMBER, Some((&first.head(), &me.public())), &rest).is_ok());
}

#[test]
fn a_chain_that_goes_back_forks_has_a_hole_or_is_somebody_elses_is_refused() {
    let me = identity(1);
    let first = me.sign(list(None, &[1], 3));
    let second = me.sign(list(Some(&first), &[1, 2], 4));
    let other = me.sign(list(Some(&first), &[1, 3], 4));
    let third = me.sign(list(Some(&second), &[2], 5));
    let after_other = me.sign(list(Some(&other), &[3], 5));
    let key = me.public();
    let pinned = |list: &SignedList| list.head();
    let refused = |head: Option<Head>, lists: &[&SignedList]| {
        follow(NETWORK, MEMBER, head.as_ref().map(|head| (head, &key)), &chain(lists)).unwrap_err()
    };
    assert_eq!(refused(Some(pinned(&second)), &[&first]), Broken::Place, "older");
    assert_eq!(refused(Some(pinned(&second)), &[&first, &other]), Broken::Place, "forked");
    assert_eq!(refused(Some(pinned(&second)), &[&other, &after_other]), Broken::Place, "forked before");
    assert_eq!(refused(Some(pinned(&second)), &[&after_other]), Broken::Place, "forked unseen");
    assert_eq!(refused(Some(pinned(&first)), &[&third]), Broken::Place, "left out");
    assert_eq!(refused(None, &[&first, &third]), Broken::Place, "a hole");
    assert_eq!(refused(None, &[]), Broken::Place, "nothing");
    let elsewhere = follow(NETWORK, Uuid::from_u128(10), None, &chain(&[&first]));
    assert_eq!(elsewhere.unwrap_err(), Broken::Place);
}

#[test]
fn another_identity_is_told_and_never_taken_silently() {
    let (old, new) = (identity(1), identity(2));
    let first = old.sign(list(None, &[1], 3));
    let second = new.sign(list(Some(&first), &[2], 4));
    let pinned = first.head();
    let followed =
        follow(NETWORK, MEMBER, Some((&pinned, &old.public())), &chain(&[&first, &second])).unwrap();
    assert!(followed.identity_changed);
    assert_eq!(followed.newest, second);
}
