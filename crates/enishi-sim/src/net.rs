//! The model network of one device: what becomes of each message, drawn from the seed.

use crate::{
    counts::{Counts, Fault},
    rng::Rng,
};

/// The trouble on a device's line; times until which each lasts.
#[derive(Debug, Clone, Default)]
pub struct Trouble {
    pub partition: i64,
    /// Requests arrive and answers do not.
    pub one_way: i64,
    pub loss: i64,
    pub slow: i64,
    pub twice: i64,
    pub pokes_lost: i64,
    /// The live connection is forbidden by a proxy.
    pub no_live: i64,
    /// So many answers will be lost after the server has done its part.
    pub answers_lost: u32,
    /// So many pages will be cut in the middle.
    pub cuts: u32,
}

impl Trouble {
    /// When the copies of a request arrive, ms from now; empty when it is lost.
    pub fn request(&self, now: i64, rng: &mut Rng, counts: &mut Counts) -> Vec<i64> {
        if now < self.partition {
            counts.fault(Fault::Partition);
            return Vec::new();
        }
        if now < self.loss && rng.percent(40) {
            counts.fault(Fault::Loss);
            return Vec::new();
        }
        let mut arrivals = vec![self.delay(now, rng, counts)];
        if now < self.twice && rng.percent(50) {
            counts.fault(Fault::Twice);
            // A copy may come long after the first, and after what was sent later.
            arrivals.push(rng.between(1, 60_000));
        }
        arrivals
    }

    /// When an answer arrives, ms from now; `None` when it is lost.
    pub fn answer(&mut self, now: i64, rng: &mut Rng, counts: &mut Counts) -> Option<i64> {
        if self.answers_lost > 0 {
            self.answers_lost -= 1;
            counts.fault(Fault::AnswerLost);
            return None;
        }
        if now < self.partition || now < self.one_way {
            counts.fault(if now < self.one_way { Fault::OneWay } else { Fault::Partition });
            return None;
        }
        if now < self.loss && rng.percent(40) {
            counts.fault(Fault::Loss);
            return None;
        }
        Some(self.delay(now, rng, counts))
    }

    /// Whether a page arrives whole.
    pub fn is_whole(&mut self, counts: &mut Counts) -> bool {
        if self.cuts > 0 {
            self.cuts -= 1;
            counts.fault(Fault::Cut);
            return false;
        }
        true
    }

    /// When a poke arrives; `None` when it is lost.
    pub fn poke(&self, now: i64, rng: &mut Rng, counts: &mut Counts) -> Option<i64> {
        if now < self.partition || now < self.one_way || (now < self.pokes_lost && rng.percent(70)) {
            counts.fault(Fault::PokeLost);
            return None;
        }
        Some(self.delay(now, rng, counts))
    }

    fn delay(&self, now: i64, rng: &mut Rng, counts: &mut Counts) -> i64 {
        if now < self.slow {
            counts.fault(Fault::Delay);
            // Longer than the patience of the device, and long enough for later messages to come first.
            return rng.between(200, 40_000);
        }
        rng.between(5, 120)
    }
}
