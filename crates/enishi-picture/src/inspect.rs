//! What a file is and how much decoding it may take, read from its bytes before anything is decoded.

use super::{BadPicture, FILE_BYTES, FORMATS};
use image::ImageFormat;

/// No side of a picture is longer.
pub const LONGEST_SIDE: u32 = 16_384;

const MEGA: u64 = 1_000_000;
/// A picture that comes in several scans is held as coefficients too.
const PROGRESSIVE: u64 = 24 * MEGA;
/// Cameras write about ten; each one is another walk over the whole picture.
const SCANS: usize = 64;

/// The format, by the bytes alone.
pub fn format(file: &[u8]) -> Result<ImageFormat, BadPicture> {
    if file.is_empty() {
        return Err(BadPicture::Empty);
    }
    if file.len() > FILE_BYTES {
        return Err(BadPicture::TooLarge);
    }
    if is_heic(file) {
        return Err(BadPicture::Heic);
    }
    match image::guess_format(file) {
        Ok(format) if FORMATS.contains(&format) => Ok(format),
        _ => Err(BadPicture::NotAPicture),
    }
}

/// How many pixels a file of a format may have, so that its decoder stays within its memory.
pub fn most_pixels(format: ImageFormat, file: &[u8]) -> Result<u64, BadPicture> {
    Ok(match format {
        ImageFormat::Jpeg => match scans(file) {
            0 | 1 => 50 * MEGA,
            2..=SCANS => PROGRESSIVE,
            _ => return Err(BadPicture::TooLarge),
        },
        ImageFormat::Png => 40 * MEGA,
        ImageFormat::WebP => 24 * MEGA,
        _ => 16 * MEGA,
    })
}

fn is_heic(file: &[u8]) -> bool {
    let brand = file.get(4..12).and_then(|box_type| box_type.strip_prefix(b"ftyp"));
    brand.is_some_and(|brand| {
        [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"]
            .into_iter()
            .any(|known| brand == known)
    })
}

/// How many scans a JPEG has. Between markers are segments that say their length, or the data of a scan, in which
/// every `FF` is followed by `00` or a restart marker.
fn scans(file: &[u8]) -> usize {
    let (mut place, mut scans) = (2, 0);
    while let Some([0xff, marker]) = file.get(place..place + 2) {
        place += match marker {
            0xd9 => return scans,
            0x01 | 0xd0..=0xd8 => 2,
            0xff => 1,
            _ => match file.get(place + 2..place + 4) {
                Some([high, low]) => 2 + usize::from(u16::from_be_bytes([*high, *low])),
                _ => return scans,
            },
        };
        if *marker == 0xda {
            scans += 1;
            let data = file.get(place..).unwrap_or_default();
            let end = data.windows(2).position(|pair| matches!(pair, [0xff, 0x01..=0xcf | 0xd8..=0xfe]));
            match end {
                Some(end) => place += end,
                None => return scans,
            }
        }
    }
    scans
}
