//! How long to wait after a failure: doubling from one second to five minutes, with full jitter so that
//! ten thousand devices do not come back in the same second (I37).

/// Shortest wait, ms.
pub const SHORTEST: u64 = 1_000;
/// Longest wait, ms.
pub const LONGEST: u64 = 300_000;

/// Counts failures in a row and draws the waits.
#[derive(Debug, Clone)]
pub struct Backoff {
    failures: u32,
    seed: u64,
    #[cfg(feature = "planted")]
    pub(crate) bug: Option<crate::planted::Bug>,
}

impl Backoff {
    /// Begins without failures; the seed decides all draws.
    pub const fn new(seed: u64) -> Self {
        // Zero is the one state in which xorshift stays for ever.
        let seed = if seed == 0 { 0x9E37_79B9_7F4A_7C15 } else { seed };
        Self {
            failures: 0,
            seed,
            #[cfg(feature = "planted")]
            bug: None,
        }
    }

    /// Something worked: the next failure waits the shortest time again.
    pub const fn succeed(&mut self) {
        self.failures = 0;
    }

    /// Something failed: how long to wait, ms. The ceiling doubles with each failure in a row; the
    /// wait is drawn between half of it and all of it.
    pub fn fail(&mut self) -> u64 {
        let ceiling = SHORTEST.saturating_mul(1 << self.failures.min(20)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        if planted!(self.bug, NoBackoff) {
            return 0;
        }
        let half = ceiling / 2;
        half + self.draw() % (ceiling - half + 1)
    }

    fn draw(&mut self) -> u64 {
        // xorshift64: enough to spread waits, never used for secrets.
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_wait_is_never_shorter_than_half_a_second_nor_longer_than_five_minutes(seed: u64, failures in 1_usize..200) {
            let mut backoff = Backoff::new(seed);
            for _ in 0..failures {
                let wait = backoff.fail();
                prop_assert!((SHORTEST / 2..=LONGEST).contains(&wait));
            }
        }
    }

    #[test]
    fn success_begins_the_ladder_anew() {
        let mut backoff = Backoff::new(7);
        for _ in 0..12 {
            backoff.fail();
        }
        backoff.succeed();
        assert!(backoff.fail() <= SHORTEST);
    }
}
