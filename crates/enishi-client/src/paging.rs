//! How many rows to ask for in one page: many on a good line, few where pages are cut.
//!
//! A page is one request and one transaction. Large ones spare both, but a cut page is lost whole (I36), and while a
//! page is stored the screen waits for the one connection.

use enishi_wire::limits;

/// What is asked for after a page was cut.
const LEAST: u32 = 100;
/// How long storing a page should keep the screen waiting at most, ms.
const STORING: i64 = 150;
/// Storing never makes pages smaller than this: people come in no order, so a transaction writes most pages of the
/// indexes again whether it is large or small, and on a slow device small ones would be slower for everybody.
const STORED_WELL: i64 = 4_000;
/// A page that took longer than this to fetch is large enough for its line, ms.
const FETCHING: i64 = 3_000;
/// How much larger the next page may be.
const GROWTH: i64 = 4;

/// The size of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    rows: u32,
}

impl Default for PageSize {
    fn default() -> Self {
        Self { rows: usual() }
    }
}

impl PageSize {
    /// What to ask for; `None` for the size that a server gives to whom does not ask.
    pub fn wish(self) -> Option<u32> {
        (self.rows != usual()).then_some(self.rows)
    }

    /// The most bytes that such a page may have.
    pub fn bytes(self) -> usize {
        // One row may stand over, however long it is.
        usize::try_from(self.rows)
            .unwrap_or(usize::MAX)
            .saturating_mul(limits::PAGE_ROW_BYTES)
            .saturating_add(1 << 20)
    }

    /// A page arrived whole and was stored. One that was not full says nothing of what fits.
    pub fn whole(&mut self, rows: u32, fetching: i64, storing: i64) {
        if rows.saturating_mul(2) < self.rows {
            return;
        }
        let most = i64::try_from(limits::PAGE_ROWS_MOST).unwrap_or(i64::MAX);
        let fits = (i64::from(rows).saturating_mul(STORING) / storing.max(1)).clamp(STORED_WELL, most);
        let growth = if fetching <= FETCHING { GROWTH } else { 1 };
        self.rows = u32::try_from(fits.min(i64::from(self.rows) * growth)).unwrap_or(LEAST);
    }

    /// A page was cut, or took too long.
    pub const fn cut(&mut self) {
        self.rows = LEAST;
    }
}

fn usual() -> u32 {
    u32::try_from(limits::PAGE_ROWS).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_whole_pages_make_larger_ones_up_to_what_the_screen_bears() {
        let mut size = PageSize::default();
        assert_eq!(size.wish(), None);
        size.whole(500, 20, 10);
        assert_eq!(size.wish(), Some(2_000));
        size.whole(2_000, 20, 60);
        assert_eq!(size.wish(), Some(5_000), "more would keep the screen waiting");
        size.whole(5_000, 20, 900);
        assert_eq!(size.wish(), Some(4_000), "and fewer would be slower still");
        for _ in 0..9 {
            let rows = size.rows;
            size.whole(rows, 20, 0);
        }
        assert_eq!(size.wish(), Some(20_000));
    }

    #[test]
    fn a_cut_page_makes_the_smallest_and_a_slow_one_no_larger_one() {
        let mut size = PageSize::default();
        size.whole(500, 9_000, 10);
        assert_eq!(size.wish(), None);
        size.cut();
        assert_eq!(size.wish(), Some(100));
        size.whole(100, 50, 5);
        assert_eq!(size.wish(), Some(400), "and a good line is noticed again");
    }

    #[test]
    fn a_last_page_of_a_few_rows_says_nothing() {
        let mut size = PageSize { rows: 8_000 };
        size.whole(3, 5, 90);
        assert_eq!(size.wish(), Some(8_000));
    }
}
