//! The safety number: sixty digits that two people compare, the same on both sides.

use sha2::{Digest, Sha512};
use uuid::Uuid;

/// Rounds of the hash: looking for a second key that gives the same digits costs so many times more.
const ROUNDS: u32 = 5_200;

/// The number of two members of one network: twelve groups of five digits.
pub fn number(network: Uuid, one: (Uuid, &[u8; 32]), other: (Uuid, &[u8; 32])) -> [String; 12] {
    let mut halves = [half(network, one), half(network, other)];
    halves.sort_unstable();
    let [first, second] = halves;
    let mut groups = first.into_iter().chain(second);
    std::array::from_fn(|_| groups.next().unwrap_or_default())
}

fn half(network: Uuid, (member, identity): (Uuid, &[u8; 32])) -> [String; 6] {
    let mut hash: [u8; 64] = Sha512::new()
        .chain_update(b"enishi/safety/1")
        .chain_update(network.as_bytes())
        .chain_update(member.as_bytes())
        .chain_update(identity)
        .finalize()
        .into();
    for _ in 1..ROUNDS {
        hash = Sha512::new().chain_update(hash).chain_update(identity).finalize().into();
    }
    let mut pieces = hash.chunks_exact(5);
    std::array::from_fn(|_| {
        let number =
            pieces.next().unwrap_or_default().iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        format!("{:05}", number % 100_000)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_read_the_same_number_and_another_key_gives_another() {
        let [network, a, b] = [1, 2, 3].map(Uuid::from_u128);
        let here = number(network, (a, &[1; 32]), (b, &[2; 32]));
        assert_eq!(here, number(network, (b, &[2; 32]), (a, &[1; 32])));
        assert_ne!(here, number(network, (a, &[1; 32]), (b, &[3; 32])));
        assert_ne!(here, number(network, (a, &[2; 32]), (b, &[1; 32])));
        assert!(
            here.iter().all(|group| group.len() == 5 && group.bytes().all(|digit| digit.is_ascii_digit()))
        );
    }
}
