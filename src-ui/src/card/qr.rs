//! A QR code as a drawing.

use crate::t;
use leptos::prelude::*;
use qrcode::{EcLevel, QrCode, types::Color};

/// Empty modules around the code, as ISO/IEC 18004 wants them.
const QUIET: usize = 4;

/// The width of the whole drawing in modules, and the path of its dark ones; `None`: too much text.
fn drawn(text: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let (x, y) = (place % width + QUIET, place / width + QUIET);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    Some((width + 2 * QUIET, path))
}

/// The code; dark on white in the dark too, because that is what cameras read.
#[component]
pub fn Qr(
    /// What it holds.
    text: String,
) -> impl IntoView {
    drawn(&text).map(|(width, path)| {
        view! {
            <svg
                class="qr"
                data-test="qr"
                role="img"
                aria-label=t!("card-qr")
                viewBox=format!("0 0 {width} {width}")
                shape-rendering="crispEdges"
            >
                <path d=path />
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_fits_into_a_code_and_a_book_does_not() {
        let (width, path) = drawn(&"enishi-card:1:".repeat(25)).unwrap();
        assert!((30..=100).contains(&width), "{width} modules");
        assert!(path.starts_with(&format!("M{QUIET} {QUIET}h1")), "a corner is dark");
        assert_eq!(drawn(&"x".repeat(5_000)), None);
    }
}
