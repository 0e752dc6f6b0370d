//! The arithmetic of a list that is longer than what is on the screen: only a window of it is asked of the
//! core and is in the document.

/// Rows asked for before the height of the list is known.
pub const FIRST: u32 = 24;
/// The window begins at a multiple of this, so that small movements ask for nothing new.
const STEP: u32 = 12;
/// Rows kept above the first visible one.
const ABOVE: u32 = 12;
/// Rows below the last visible one until somebody scrolls; the rest is asked for with the first pixel.
const BELOW: u32 = 1;
/// A list has no more rows on the screen than this.
const TALLEST: u32 = 150;

/// How many rows a window holds at the top of a list that nobody has scrolled yet. While somebody types every
/// row gets other words, and each that nobody sees makes the letter late.
pub fn at_rest(height: f64, row_height: f64) -> u32 {
    // At the top only the lower edge can cut a row.
    visible(height, row_height) - 1 + BELOW
}

/// How many rows a window holds anywhere: a step more on each side than are kept. The core gives at most 200.
pub fn limit(height: f64, row_height: f64) -> u32 {
    (visible(height, row_height) + 2 * ABOVE + STEP).next_multiple_of(STEP)
}

/// How many rows are on the screen, those at both edges among them.
fn visible(height: f64, row_height: f64) -> u32 {
    row_at(height, row_height).min(TALLEST) + 2
}

/// First row of the window for the first visible row.
pub const fn offset(first_visible: u32) -> u32 {
    first_visible.saturating_sub(ABOVE) / STEP * STEP
}

/// The row at a scroll position.
pub fn row_at(scrolled: f64, row_height: f64) -> u32 {
    if row_height <= 0.0 { 0 } else { crate::numbers::count(scrolled / row_height) }
}

/// Where a row begins.
pub fn top_of(row: u32, row_height: f64) -> f64 {
    f64::from(row) * row_height
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_covers_what_is_visible_on_every_screen() {
        for (height, visible) in [(500.0, 8), (844.0, 14), (2160.0, 34)] {
            let limit = limit(height, 64.0);
            for first in (0..100_000).step_by(7) {
                let begin = offset(first);
                assert!(begin <= first, "{first}");
                assert!(begin + limit >= first + visible + ABOVE, "{first} of {height}");
            }
        }
        assert!(limit(f64::INFINITY, 64.0) <= 200, "the core gives no more");
    }

    #[test]
    fn at_rest_every_screen_is_full_and_little_is_made_that_nobody_sees() {
        for (height, visible) in [(500.0, 8), (844.0, 14), (2160.0, 34)] {
            let rows = at_rest(height, 64.0);
            assert!((visible + BELOW..=visible + 1 + BELOW).contains(&rows), "{rows} of {height}");
            assert!(rows < limit(height, 64.0));
        }
    }

    #[test]
    fn small_movements_keep_the_window() {
        assert_eq!(offset(0), 0);
        assert_eq!(offset(23), 0);
        assert_eq!(offset(24), 12);
        assert_eq!(offset(99_999), 99_984);
    }

    #[test]
    fn a_row_is_found_again_where_it_begins() {
        for row in [0, 1, 429, 99_999] {
            assert_eq!(row_at(top_of(row, 64.0), 64.0), row);
        }
        assert_eq!(row_at(500.0, 0.0), 0);
        assert_eq!(row_at(-20.0, 64.0), 0);
    }
}
