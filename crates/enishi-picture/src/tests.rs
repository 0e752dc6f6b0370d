//! Every file that somebody may send as a photo.

use super::*;
use image::{
    Rgb, Rgba, RgbaImage, codecs::gif::GifEncoder, codecs::png::PngEncoder, codecs::webp::WebPEncoder,
};

const RED: Rgb<u8> = Rgb([220, 20, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);

/// Red above, blue below.
fn flag(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| if y < height / 2 { RED } else { BLUE })
}

fn jpeg_file(picture: &RgbImage) -> Vec<u8> {
    jpeg(picture).unwrap()
}

fn png_file(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    picture.write_with_encoder(PngEncoder::new(&mut file)).unwrap();
    file
}

/// Puts a segment behind the first two bytes of a JPEG.
fn with_segment(file: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xff, marker], &length, content, &file[2..]].concat()
}

/// EXIF with an orientation and a place on earth.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0");
    tiff.extend(b"GPS 35.6812N 139.7671E CANARY-GPS");
    [b"Exif\0\0".as_slice(), &tiff].concat()
}

fn pixel(file: &[u8], x: u32, y: u32) -> Rgb<u8> {
    *Picture::decode(file).unwrap().0.get_pixel(x, y)
}

fn is_near(a: Rgb<u8>, b: Rgb<u8>) -> bool {
    a.0.iter().zip(b.0).all(|(a, b)| a.abs_diff(b) < 30)
}

fn contains(file: &[u8], text: &[u8]) -> bool {
    file.windows(text.len()).any(|part| part == text)
}

#[test]
fn every_format_becomes_the_same_jpeg() {
    let picture = flag(300, 200);
    let mut webp = Vec::new();
    picture.write_with_encoder(WebPEncoder::new_lossless(&mut webp)).unwrap();
    let mut gif = Vec::new();
    GifEncoder::new(&mut gif)
        .encode(&DynamicImage::from(picture.clone()).into_rgba8(), 300, 200, image::ExtendedColorType::Rgba8)
        .unwrap();
    for file in [jpeg_file(&picture), png_file(&picture), webp, gif] {
        let decoded = Picture::decode(&file).unwrap();
        let small = decoded.square(Square::middle(&decoded), 128).unwrap();
        assert!(small.starts_with(&[0xff, 0xd8, 0xff]));
        let small = Picture::decode(&small).unwrap();
        assert_eq!((small.width(), small.height()), (128, 128));
        assert!(is_near(*small.0.get_pixel(64, 10), RED) && is_near(*small.0.get_pixel(64, 118), BLUE));
    }
}

#[test]
fn the_orientation_of_the_camera_is_applied() {
    let file = jpeg_file(&flag(80, 40));
    for (orientation, red_at) in [(1, (40, 5)), (3, (40, 35)), (6, (35, 40)), (8, (5, 40))] {
        let turned = with_segment(&file, 0xe1, &exif(orientation));
        let picture = Picture::decode(&turned).unwrap();
        let size = if orientation < 5 { (80, 40) } else { (40, 80) };
        assert_eq!((picture.width(), picture.height()), size);
        assert!(is_near(*picture.0.get_pixel(red_at.0, red_at.1), RED), "{orientation}");
    }
}

#[test]
fn nothing_that_the_file_carried_beside_the_picture_is_written_again() {
    let file = with_segment(&jpeg_file(&flag(80, 80)), 0xe1, &exif(1));
    let file = with_segment(&file, 0xfe, b"CANARY-COMMENT <script>");
    let file = with_segment(&file, 0xe2, b"ICC_PROFILE\0\x01\x01 CANARY-PROFILE");
    assert!(contains(&file, b"CANARY-GPS") && contains(&file, b"CANARY-COMMENT"));
    let picture = Picture::decode(&file).unwrap();
    for written in [picture.whole(1_024).unwrap(), picture.square(Square::middle(&picture), 640).unwrap()] {
        assert!(!contains(&written, b"CANARY") && !contains(&written, b"Exif"));
    }
}

#[test]
fn a_page_that_is_a_picture_too_is_written_as_a_picture_alone() {
    let page = b"<html><script>alert('CANARY-PAGE')</script></html>";
    let file = with_segment(&jpeg_file(&flag(64, 64)), 0xfe, page);
    let both = [file.as_slice(), page].concat();
    let picture = Picture::decode(&both).unwrap();
    assert!(!contains(&picture.whole(640).unwrap(), b"CANARY"));
}

#[test]
fn what_is_transparent_shows_white() {
    let picture = RgbaImage::from_pixel(10, 10, Rgba([0, 0, 0, 0]));
    let mut file = Vec::new();
    picture.write_with_encoder(PngEncoder::new(&mut file)).unwrap();
    assert!(is_near(pixel(&file, 5, 5), Rgb([255, 255, 255])));
}

#[test]
fn a_square_stays_inside_of_the_picture_whatever_is_asked_for() {
    let picture = Picture(flag(300, 200));
    for (x, y, side) in [
        (0.0, 0.0, 1.0),
        (9.0, 9.0, 1.0),
        (-3.0, 0.2, 0.5),
        (0.0, 0.0, 0.0),
        (f64::NAN, f64::INFINITY, f64::NAN),
        (0.0, 0.0, 1e300),
    ] {
        let cut = Picture::decode(&picture.square(Square { x, y, side }, 64).unwrap()).unwrap();
        assert!(cut.width() == cut.height() && (1..=64).contains(&cut.width()), "{x} {y} {side}");
    }
    let lower = picture.square(Square { x: 0.5, y: 0.5, side: 0.5 }, 64).unwrap();
    assert!(is_near(pixel(&lower, 32, 32), BLUE));
}

#[test]
fn a_small_picture_is_not_made_larger() {
    let picture = Picture::decode(&png_file(&flag(40, 30))).unwrap();
    let cut = Picture::decode(&picture.square(Square::middle(&picture), 640).unwrap()).unwrap();
    assert_eq!(cut.width(), 30);
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_is_called() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (file, why) in [
        (b"".as_slice(), BadPicture::Empty),
        (svg, BadPicture::NotAPicture),
        (b"<html>", BadPicture::NotAPicture),
        (b"%PDF-1.7", BadPicture::NotAPicture),
        (b"BM\0\0\0\0", BadPicture::NotAPicture),
        (b"II*\0", BadPicture::NotAPicture),
        (b"\0\0\0\x18ftypheic\0\0\0\0", BadPicture::Heic),
        (b"\0\0\0\x1cftypavif\0\0\0\0", BadPicture::Heic),
        (b"\xff\xd8\xff\xe0", BadPicture::Damaged),
        (b"\x89PNG\r\n\x1a\n", BadPicture::Damaged),
        (b"GIF89a", BadPicture::Damaged),
        (b"RIFF\0\0\0\0WEBP", BadPicture::Damaged),
    ] {
        assert_eq!(Picture::decode(file).err(), Some(why), "{}", String::from_utf8_lossy(file));
    }
}

#[test]
fn a_file_that_was_cut_anywhere_is_damaged_or_a_picture_and_never_a_panic() {
    let picture = flag(120, 90);
    for file in [jpeg_file(&picture), png_file(&picture)] {
        for length in (0..file.len()).step_by(7) {
            let _ = Picture::decode(&file[..length]);
        }
        for place in (0..file.len()).step_by(11) {
            let mut broken = file.clone();
            broken[place] ^= 0x5a;
            let _ = Picture::decode(&broken);
        }
    }
}

#[test]
fn a_picture_of_a_colossal_size_is_refused_by_its_header() {
    let mut file = png_file(&flag(2, 2));
    // Width and height of the header, with its checksum.
    file[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let check = crc(&file[12..29]);
    file[29..33].copy_from_slice(&check.to_be_bytes());
    assert_eq!(Picture::decode(&file).err(), Some(BadPicture::TooLarge));
    let mut gif = b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec();
    gif.extend(b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;");
    assert_eq!(Picture::decode(&gif).err(), Some(BadPicture::TooLarge));
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}

#[test]
fn of_ten_thousand_frames_the_first_one_is_decoded() {
    let mut gif = b"GIF89a\x08\0\x08\0\x80\0\0\xdc\x14\x14\0\0\xff".to_vec();
    // 8 by 8 pixels of the first colour, uncompressed codes of three bits.
    let frame =
        b",\0\0\0\0\x08\0\x08\0\0\x02\x10\x04\x02\x81\x40\x20\x10\x08\x04\x02\x81\x40\x20\x10\x08\x04\x05\0";
    for _ in 0..10_000 {
        gif.extend(frame);
    }
    gif.push(b';');
    // Whether this decoder likes these codes is its own matter; that it ends at once is ours.
    let _ = Picture::decode(&gif);
}

#[test]
fn a_file_of_one_byte_too_many_is_refused_before_it_is_read() {
    let mut file = jpeg_file(&flag(8, 8));
    file.resize(FILE_BYTES, 0);
    assert!(Picture::decode(&file).is_ok());
    file.push(0);
    assert_eq!(Picture::decode(&file).err(), Some(BadPicture::TooLarge));
}

#[test]
fn a_jpeg_of_a_thousand_scans_is_refused() {
    let file = jpeg_file(&flag(8, 8));
    let scan = file.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let (head, data) = file.split_at(scan);
    let data = &data[..data.len() - 2];
    let mut many = head.to_vec();
    for _ in 0..1_000 {
        many.extend(data);
    }
    many.extend([0xff, 0xd9]);
    assert_eq!(inspect::most_pixels(ImageFormat::Jpeg, &many), Err(BadPicture::TooLarge));
    assert_eq!(inspect::most_pixels(ImageFormat::Jpeg, &file), Ok(50_000_000));
}
