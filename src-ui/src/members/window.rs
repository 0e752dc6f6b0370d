//! The arithmetic of a list that is longer than what is on the screen: only a window of it is asked of the
//! core and is in the document.

/// Rows asked for at once; the core gives at most 200.
pub const LIMIT: u32 = 150;
/// The window begins at a multiple of this, so that small movements ask for nothing new.
const STEP: u32 = 50;
/// Rows kept above the first visible one.
const ABOVE: u32 = 20;

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
        // The tallest screen that is likely: 2160 px of 56 px rows.
        let visible = 40;
        for first in (0..100_000).step_by(7) {
            let begin = offset(first);
            assert!(begin <= first, "{first}");
            assert!(begin + LIMIT >= first + visible, "{first}");
        }
    }

    #[test]
    fn small_movements_keep_the_window() {
        assert_eq!(offset(0), 0);
        assert_eq!(offset(69), 0);
        assert_eq!(offset(70), 50);
        assert_eq!(offset(99_999), 99_950);
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
