//! A photo between people: chosen without a network, sent once, shown to its audience and gone with it.

use crate::world::{World, find};
use anyhow::{Context, Result};
use enishi_tests::cli::Device;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A GIF of one red pixel, as small as files of pictures get.
const PIXEL: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xdc\x14\x14\0\0\0!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// A grey PNG of a size.
pub fn picture(width: u32, height: u32) -> Result<Vec<u8>> {
    let chunk = |kind: &[u8; 4], data: &[u8]| -> Result<Vec<u8>> {
        let named = [&kind[..], data].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&named);
        let length = u32::try_from(data.len())?;
        Ok([&length.to_be_bytes()[..], &named, &sum.sum().to_be_bytes()].concat())
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    // Each line: no filter, and its pixels.
    let lines = vec![0; usize::try_from(height)? * (usize::try_from(width)? + 1)];
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &lines)?;
    let signature = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    let chunks = [chunk(b"IHDR", &head)?, chunk(b"IDAT", &packed.finish()?)?, chunk(b"IEND", &[])?];
    Ok([&signature[..], &chunks.concat()].concat())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("UTF-8")
}

fn file(world: &World, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let path = world.path(name);
    std::fs::write(&path, bytes)?;
    Ok(path)
}

async fn member(device: &Device, name: &str) -> Result<Value> {
    let found = device.items(&["directory", "search", name]).await?;
    Ok(found.first().context("listed")?.clone())
}

async fn saved(device: &Device, to: &Path, of: &str) -> Result<Option<Vec<u8>>> {
    let saved = device.attempt(&["profile", "photo", "save", text(to)?, "--of", of]).await?;
    if saved.exit != 0 {
        return Ok(None);
    }
    let bytes = std::fs::read(to)?;
    std::fs::remove_file(to)?;
    Ok(Some(bytes))
}

#[tokio::test]
async fn a_photo_that_was_chosen_without_a_network_reaches_its_audience_and_leaves_with_it() -> Result<()> {
    let mut world = World::new().await?;
    let colleague = world.device("colleague", "anna@example.jp").await?;
    let owner = world.device("owner", "misaki@example.jp").await?;
    let picture = file(&world, "picture.gif", PIXEL)?;
    let waits = owner
        .attempt(&["profile", "photo", "set", text(&picture)?, "--audience", "alumni", "--offline"])
        .await?;
    assert_eq!(waits.exit, 3, "{waits:?}");
    let fields = owner.items(&["profile", "--offline"]).await?;
    let photo = find(&fields, "field", "photo").context("the photo")?;
    assert_eq!(photo["delivery"], "waiting");
    let out = world.path("out.jpg");
    owner.run(&["profile", "photo", "save", text(&out)?, "--offline"]).await?;
    let mine = std::fs::read(&out)?;
    assert!(mine.starts_with(&[0xff, 0xd8, 0xff]), "it is shown at once, made anew");
    std::fs::remove_file(&out)?;

    owner.run(&["sync"]).await?;
    let fields = owner.items(&["profile"]).await?;
    assert_eq!(find(&fields, "field", "photo").context("the photo")?["delivery"], "delivered");
    assert_eq!(owner.items(&["outbox"]).await?.len(), 0);

    let listed = member(&colleague, "髙橋").await?;
    assert_eq!(listed["photo"], photo["value"]["id"], "the list knows who has a photo");
    let id = listed["id"].as_str().context("an id")?.to_owned();
    let fetched = saved(&colleague, &out, &id).await?.context("she sees it")?;
    assert!(fetched.starts_with(&[0xff, 0xd8, 0xff]));
    world.server.stop().await?;
    assert_eq!(saved(&colleague, &out, &id).await?, Some(fetched), "and without a network, too");
    world.server.resume().await?;

    // For the staff from here on: gone from her device with the row that named it.
    owner.run(&["profile", "photo", "set", text(&picture)?, "--audience", "staff"]).await?;
    assert_eq!(member(&colleague, "髙橋").await?["photo"], Value::Null);
    assert_eq!(saved(&colleague, &out, &id).await?, None);
    owner.run(&["profile", "photo", "remove"]).await?;
    let nothing = owner.attempt(&["profile", "photo", "save", text(&out)?]).await?;
    assert_eq!(nothing.exit, 1, "{nothing:?}");
    Ok(())
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_its_reason_and_changes_nothing() -> Result<()> {
    let mut world = World::new().await?;
    let owner = world.device("owner", "misaki@example.jp").await?;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (name, bytes, code) in [
        ("empty.jpg", b"".as_slice(), "photo_unreadable"),
        ("page.jpg", b"<html><script>alert(1)</script>", "photo_unreadable"),
        ("drawing.png", svg, "photo_unreadable"),
        ("cut.gif", &PIXEL[..20], "photo_unreadable"),
        ("phone.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo_heic"),
    ] {
        let path = file(&world, name, bytes)?;
        let refused = owner.attempt(&["profile", "photo", "set", text(&path)?]).await?;
        assert_eq!((refused.exit, refused.code()), (1, code), "{name}: {refused:?}");
    }
    let missing = owner.attempt(&["profile", "photo", "set", "no-such-file.jpg"]).await?;
    assert_eq!((missing.exit, missing.code()), (1, "not_found"));
    assert_eq!(owner.items(&["outbox"]).await?.len(), 0);
    Ok(())
}
