//! Pictures that people bring: decoded within hard limits, turned upright, cut to a square, and written anew without
//! anything that the file carried beside the picture.
//!
//! Device and server run the same code, because neither believes the other (docs/adr/0008). It does no I/O and knows
//! no network: bytes in, bytes out. What costs time runs on a thread of its own, which is for the caller to choose.
//!
//! The limits hold before anything is decoded: a format says in its first bytes how large its picture is, and the
//! pixels that each format may have are those for which its decoder stays below 256 MB.

mod inspect;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
    metadata::Orientation,
};
use std::io::Cursor;

/// The most bytes that a file may have.
pub const FILE_BYTES: usize = 25 * 1024 * 1024;
/// The most bytes that a decoder may hold.
const DECODER_BYTES: u64 = 256 * 1024 * 1024;
/// The most pixels that a picture keeps at one side while it is being cut.
const WORKING_SIDE: u32 = 2_048;
/// Of a hundred; above it nobody sees a difference at these sizes.
const QUALITY: u8 = 84;

/// Why a file is no picture that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// Nothing is in the file.
    #[error("the file is empty")]
    Empty,
    /// The file or its picture is larger than this program decodes.
    #[error("the picture is too large")]
    TooLarge,
    /// HEIC or AVIF, which this program cannot decode.
    #[error("the picture is of a format of phones that cannot be decoded here")]
    Heic,
    /// No JPEG, PNG, WebP or GIF, whatever its name says.
    #[error("the file is no picture of a known format")]
    NotAPicture,
    /// It begins like a picture and cannot be read to its end.
    #[error("the picture is damaged")]
    Damaged,
}

/// A square of a picture; all numbers are parts of its shorter side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Square {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Its side, above 0 and at most 1.
    pub side: f64,
}

impl Square {
    /// The largest one in the middle of a picture.
    pub fn middle(picture: &Picture) -> Self {
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        let short = width.min(height);
        Self { x: (width - short) / 2.0 / short, y: (height - short) / 2.0 / short, side: 1.0 }
    }
}

/// A picture, upright, without transparency, at most 2,048 pixels wide and high.
#[derive(Clone)]
pub struct Picture(RgbImage);

impl Picture {
    /// Decodes a file. Its name is never asked: what it is, its bytes say.
    ///
    /// # Errors
    /// [`BadPicture`].
    pub fn decode(file: &[u8]) -> Result<Self, BadPicture> {
        let format = inspect::format(file)?;
        let mut reader = ImageReader::with_format(Cursor::new(file), format);
        let mut limits = Limits::default();
        limits.max_image_width = Some(inspect::LONGEST_SIDE);
        limits.max_image_height = Some(inspect::LONGEST_SIDE);
        limits.max_alloc = Some(DECODER_BYTES);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(|error| named(&error))?;
        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 {
            return Err(BadPicture::Damaged);
        }
        if pixels > inspect::most_pixels(format, file)? || decoder.total_bytes() > DECODER_BYTES {
            return Err(BadPicture::TooLarge);
        }
        // A file whose metadata cannot be read may hold a good picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let decoded = DynamicImage::from_decoder(decoder).map_err(|error| named(&error))?;
        let mut small = if width.max(height) > WORKING_SIDE {
            let small = decoded.thumbnail(WORKING_SIDE, WORKING_SIDE);
            drop(decoded);
            small
        } else {
            decoded
        };
        small.apply_orientation(orientation);
        Ok(Self(on_white(small)))
    }

    /// Its width in pixels.
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// Its height in pixels.
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// The whole picture as a JPEG of at most so many pixels wide and high.
    ///
    /// # Errors
    /// `Damaged` where it cannot be written.
    pub fn whole(&self, longest: u32) -> Result<Vec<u8>, BadPicture> {
        let side = self.width().max(self.height());
        if side <= longest {
            return jpeg(&self.0);
        }
        let part = |length: u32| scaled(length, f64::from(longest) / f64::from(side)).max(1);
        jpeg(&imageops::resize(&self.0, part(self.width()), part(self.height()), FilterType::Triangle))
    }

    /// A square of the picture as a JPEG of at most so many pixels at a side; a small picture is not made larger.
    /// What lies outside of the picture is moved inside.
    ///
    /// # Errors
    /// `Damaged` where it cannot be written.
    pub fn square(&self, square: Square, longest: u32) -> Result<Vec<u8>, BadPicture> {
        let short = self.width().min(self.height());
        let part = |part: f64| scaled(short, if part.is_finite() { part.max(0.0) } else { 0.0 });
        let side = part(square.side.min(1.0)).clamp(1, short);
        let x = part(square.x).min(self.width() - side);
        let y = part(square.y).min(self.height() - side);
        let cut = imageops::crop_imm(&self.0, x, y, side, side).to_image();
        if side <= longest {
            return jpeg(&cut);
        }
        jpeg(&imageops::resize(&cut, longest, longest, FilterType::CatmullRom))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounded part of a length is a length"
)]
fn scaled(length: u32, part: f64) -> u32 {
    // `as` saturates, so a part above 1 gives a length that the caller bounds.
    (f64::from(length) * part).round() as u32
}

/// What is transparent shows the paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over = |colour: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

fn jpeg(picture: &RgbImage) -> Result<Vec<u8>, BadPicture> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode_image(picture)
        .map_err(|_| BadPicture::Damaged)?;
    Ok(bytes)
}

fn named(error: &image::ImageError) -> BadPicture {
    match error {
        image::ImageError::Limits(_) => BadPicture::TooLarge,
        image::ImageError::Unsupported(_) => BadPicture::NotAPicture,
        _ => BadPicture::Damaged,
    }
}

/// The formats that are decoded, for dialogs that choose files.
pub const FORMATS: [ImageFormat; 4] =
    [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];

#[cfg(test)]
mod tests;
