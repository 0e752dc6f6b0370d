//! Which square of a picture is the photo: plain numbers, moved and enlarged by pointer, wheel, slider and keys.
//! Lengths are parts of the shorter side of the picture.

/// The largest enlargement.
pub const LARGEST: f64 = 4.0;
/// How far an arrow key moves, as a part of the square.
const STEP: f64 = 0.04;

/// A square inside of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    width: f64,
    height: f64,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Its side.
    pub side: f64,
}

impl Crop {
    /// The middle of a picture of so many pixels.
    pub fn of(width: u32, height: u32) -> Self {
        let short = f64::from(width.min(height).max(1));
        let (width, height) = (f64::from(width.max(1)) / short, f64::from(height.max(1)) / short);
        Self { width, height, x: (width - 1.0) / 2.0, y: (height - 1.0) / 2.0, side: 1.0 }
    }

    /// How much the picture is enlarged, 1 to [`LARGEST`].
    pub fn zoom(self) -> f64 {
        1.0 / self.side
    }

    /// Enlarged to `zoom`; the middle of the square stays where it is, as far as the picture allows.
    pub fn zoomed(self, zoom: f64) -> Self {
        let side = 1.0 / zoom.clamp(1.0, LARGEST);
        let shift = (self.side - side) / 2.0;
        Self { x: self.x + shift, y: self.y + shift, side, ..self }.inside()
    }

    /// Moved by parts of the square: to the right and down are positive.
    pub fn moved(self, right: f64, down: f64) -> Self {
        Self { x: self.x + right * self.side, y: self.y + down * self.side, ..self }.inside()
    }

    /// After a key; `None`: the key means nothing here.
    pub fn after_key(self, key: &str) -> Option<Self> {
        Some(match key {
            "ArrowLeft" => self.moved(-STEP, 0.0),
            "ArrowRight" => self.moved(STEP, 0.0),
            "ArrowUp" => self.moved(0.0, -STEP),
            "ArrowDown" => self.moved(0.0, STEP),
            "+" | ";" | "=" => self.zoomed(self.zoom() * 1.1),
            "-" => self.zoomed(self.zoom() / 1.1),
            _ => return None,
        })
    }

    /// Width, left edge and top edge of the picture in percent of a square window.
    pub fn placed(self) -> (f64, f64, f64) {
        let part = |length: f64| length / self.side * 100.0;
        (part(self.width), part(-self.x), part(-self.y))
    }

    fn inside(self) -> Self {
        let within = |place: f64, length: f64| place.clamp(0.0, (length - self.side).max(0.0));
        Self { x: within(self.x, self.width), y: within(self.y, self.height), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_inside(crop: Crop) -> bool {
        crop.x >= 0.0
            && crop.y >= 0.0
            && crop.x + crop.side <= crop.width + 1e-9
            && crop.y + crop.side <= crop.height + 1e-9
            && (1.0 / LARGEST..=1.0).contains(&crop.side)
    }

    #[test]
    fn it_begins_in_the_middle_and_never_leaves_the_picture() {
        let mut crop = Crop::of(800, 600);
        assert!((crop.x - 1.0 / 6.0).abs() < 1e-9 && crop.y.abs() < 1e-9);
        for (zoom, right, down) in [(9.0, 5.0, 5.0), (0.0, -9.0, -9.0), (2.0, 0.3, -0.3), (1.1, 7.0, 0.0)] {
            crop = crop.zoomed(zoom).moved(right, down);
            assert!(is_inside(crop), "{crop:?}");
        }
        for size in [(0, 0), (1, 9_000), (9_000, 1)] {
            assert!(is_inside(Crop::of(size.0, size.1).moved(99.0, 99.0)));
        }
    }

    #[test]
    fn enlarging_keeps_the_middle_where_it_is() {
        let crop = Crop::of(600, 600).zoomed(2.0);
        assert_eq!((crop.x, crop.y, crop.side), (0.25, 0.25, 0.5));
        assert_eq!(crop.zoomed(1.0), Crop::of(600, 600));
        assert_eq!(crop.placed(), (200.0, -50.0, -50.0));
    }

    #[test]
    fn keys_move_and_enlarge_and_others_are_left_to_the_browser() {
        let crop = Crop::of(600, 600).zoomed(2.0);
        assert!(crop.after_key("ArrowRight").unwrap().x > crop.x);
        assert!(crop.after_key("ArrowUp").unwrap().y < crop.y);
        assert!(crop.after_key("+").unwrap().side < crop.side);
        assert_eq!(crop.after_key("Tab"), None);
    }
}
