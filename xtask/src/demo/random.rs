//! SplitMix64: enough randomness for made-up people, the same on every machine and for ever.

/// A stream of numbers that depends on its seed alone.
pub struct Random(u64);

impl Random {
    /// Starts the stream of one seed.
    pub fn new(seed: u64) -> Self {
        let mut random = Self(seed);
        // Neighbouring seeds differ in a few bits only; one step mixes them.
        random.0 = random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound - 1`; `bound` is small, so the bias of the remainder is not seen.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: i32, to: i32) -> i32 {
        from + i32::try_from(self.below(usize::try_from(to - from + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// True in `percent` of a hundred draws.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len())).copied()
    }

    /// One of a list whose front is more common than its end, as family names are.
    pub fn pick_early<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let index = self.below(list.len()).min(self.below(list.len()));
        list.get(index).copied()
    }
}
