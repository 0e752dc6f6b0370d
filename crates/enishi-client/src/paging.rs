//! How many rows to ask for in one page: many on a good line, few where pages are cut.
//!
//! A page is one request and one transaction. Large ones spare both, but a cut page is lost whole (I36), and what the
//! person wishes while a page is stored waits for its end.

use enishi_wire::limits;

/// What is asked for after a page was cut.
const LEAST: u32 = 100;
/// How long storing a page should take at most, ms: a wish that is made meanwhile waits for it.
const STORING: i64 = 400;
/// Storing never makes pages smaller than this: people come in no order, so a transaction writes most pages of the
/// indexes again whether it is large or small, and on a slow device small ones would be slower for everybody.
const STORED_WELL: i64 = 4_000;
/// Rows of one transaction at the most.
const TOGETHER: i64 = 60_000;
/// A page that took longer than this to fetch is large enough for its line, ms.
const FETCHING: i64 = 3_000;
/// How much larger the next page may be.
const GROWTH: u32 = 8;

/// The size of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// What the line bears.
    rows: u32,
    /// What storing bears.
    most: u32,
}

impl Default for PageSize {
    fn default() -> Self {
        Self { rows: usual(), most: u32::try_from(limits::PAGE_ROWS_MOST).unwrap_or(u32::MAX) }
    }
}

/// A line whose answers begin this soon is a good one, ms.
const AT_ONCE: i64 = 40;

impl PageSize {
    /// For a line whose quickest answer so far began so soon, ms.
    pub fn on_line(quickest: i64) -> Self {
        let usual = Self::default();
        let times = if quickest <= AT_ONCE { GROWTH } else { 1 };
        Self { rows: usual.rows.saturating_mul(times), ..usual }
    }

    /// What to ask for; `None` for the size that a server gives to whom does not ask.
    pub fn wish(self) -> Option<u32> {
        Some(self.rows()).filter(|rows| *rows != usual())
    }

    /// The most bytes that such a page may have.
    pub fn bytes(self) -> usize {
        // One row may stand over, however long it is.
        usize::try_from(self.rows())
            .unwrap_or(usize::MAX)
            .saturating_mul(limits::PAGE_ROW_BYTES)
            .saturating_add(1 << 20)
    }

    /// With so many rows a transaction is large enough.
    pub const fn together(self) -> u32 {
        self.most
    }

    fn rows(self) -> u32 {
        self.rows.min(self.most)
    }

    /// A page of so many rows arrived whole after so long, ms. One that was not full says nothing of what fits.
    pub fn arrived(&mut self, rows: u32, fetching: i64) {
        if rows.saturating_mul(2) >= self.rows() && fetching <= FETCHING {
            let most = u32::try_from(limits::PAGE_ROWS_MOST).unwrap_or(u32::MAX);
            self.rows = self.rows.max(rows.saturating_mul(GROWTH)).min(most);
        }
    }

    /// So many rows were stored in so long, ms. A few say nothing of many.
    pub fn stored(&mut self, rows: u32, storing: i64) {
        if i64::from(rows) >= STORED_WELL {
            let bears = i64::from(rows).saturating_mul(STORING) / storing.max(1);
            self.most = u32::try_from(bears.clamp(STORED_WELL, TOGETHER)).unwrap_or(LEAST);
        }
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
    fn quick_whole_pages_make_larger_ones_up_to_what_storing_bears() {
        let mut size = PageSize::default();
        assert_eq!(size.wish(), None);
        size.arrived(500, 20);
        assert_eq!(size.wish(), Some(4_000));
        size.arrived(4_000, 20);
        assert_eq!(size.wish(), Some(20_000), "no server gives more");
        size.stored(500, 900);
        assert_eq!(size.wish(), Some(20_000), "a few rows say nothing of many");
        size.stored(4_000, 200);
        assert_eq!(size.wish(), Some(8_000), "more would keep a wish waiting");
        size.stored(8_000, 9_000);
        assert_eq!(size.wish(), Some(4_000), "and fewer would be slower still");
        size.stored(4_000, 20);
        assert_eq!(size.wish(), Some(20_000));
    }

    #[test]
    fn a_line_that_answers_at_once_begins_with_a_large_page() {
        assert_eq!(PageSize::on_line(5).wish(), Some(4_000));
        assert_eq!(PageSize::on_line(120), PageSize::default());
        assert_eq!(PageSize::on_line(i64::MAX), PageSize::default(), "nothing was asked yet");
    }

    #[test]
    fn a_cut_page_makes_the_smallest_and_a_slow_one_no_larger_one() {
        let mut size = PageSize::default();
        size.arrived(500, 9_000);
        assert_eq!(size.wish(), None);
        size.cut();
        assert_eq!(size.wish(), Some(100));
        size.arrived(100, 50);
        assert_eq!(size.wish(), Some(800), "and a good line is noticed again");
    }

    #[test]
    fn a_last_page_of_a_few_rows_says_nothing() {
        let mut size = PageSize { rows: 8_000, ..PageSize::default() };
        size.arrived(3, 5);
        assert_eq!(size.wish(), Some(8_000));
    }
}
