//! A thousand messages, and everything that the server keeps, writes, sends and thinks of: none of their words is in it.
//! A post, which the server may read, shows that the search finds what is there.

use crate::{
    threads::{read, two},
    world::World,
};
use anyhow::{Context, Result, ensure};
use enishi_tests::device::{Ask, Core};
use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
};

/// Each of the two writes so many.
const EACH: usize = 500;

/// A word that nobody has said before.
fn word() -> Result<String> {
    let mut random = [0; 12];
    File::open("/dev/urandom")?.read_exact(&mut random)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Bytes to look for, in the ways in which a program writes text.
struct Wanted(Vec<Vec<u8>>);

impl Wanted {
    fn of(word: &str) -> Self {
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        Self(vec![word.as_bytes().to_vec(), wide])
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|wanted| memchr::memmem::find(bytes, wanted).is_some())
    }

    /// Whether a file below a folder holds it; what is packed is unpacked first.
    fn is_below(&self, folder: &Path) -> Result<bool> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let found = if path.is_dir() { self.is_below(&path)? } else { self.is_in(&unpacked(&path)?) };
            if found {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the memory of a process holds it.
    fn is_in_memory_of(&self, process: u32) -> Result<bool> {
        let mut memory = File::open(format!("/proc/{process}/mem"))?;
        let (mut found, mut bytes) = (false, 0);
        for line in std::fs::read_to_string(format!("/proc/{process}/maps"))?.lines() {
            let mut fields = line.split_whitespace();
            let (range, rights) = fields.next().zip(fields.next()).context("a line of maps")?;
            // What the system lends is not the program's, and cannot be read.
            if !rights.starts_with('r') || line.ends_with("[vvar]") || line.ends_with("[vsyscall]") {
                continue;
            }
            let (from, to) = range.split_once('-').context("a range")?;
            let (from, to) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(to, 16)?);
            let mut piece = vec![0; usize::try_from(to - from)?];
            memory.seek(SeekFrom::Start(from))?;
            // A page beyond the end of a mapped file has nothing in it.
            if memory.read_exact(&mut piece).is_ok() {
                bytes += piece.len();
                found |= self.is_in(&piece);
            }
        }
        ensure!(bytes > 10_000_000, "only {bytes} bytes of the server's memory were read");
        Ok(found)
    }
}

fn unpacked(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).unwrap_or_default();
    if path.extension().is_some_and(|ending| ending == "zst") {
        return Ok(zstd::decode_all(bytes.as_slice())?);
    }
    Ok(bytes)
}

#[tokio::test]
async fn no_word_of_a_thousand_messages_is_in_any_file_letter_or_memory_of_the_server() -> Result<()> {
    let mut world = World::new().await?;
    let yuki = world.device("yuki", "yuki@example.jp").await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    let (canary, control) = (word()?, word()?);
    yuki.run(&["post", "--title", "お知らせ", "--text", &format!("みなさまへ {control}")]).await?;
    anna.run(&["send", &her, &format!("{canary} はじめまして")]).await?;
    misaki.run(&["request", "accept", &me]).await?;

    // All begin with one word, which is in no text but these; each ends with one of its own.
    let (mut one, mut other) = (Core::open(anna.home()).await?, Core::open(misaki.home()).await?);
    for number in 0..EACH {
        let text = format!("{canary} {number} {}", word()?);
        one.done(&Ask::Send { member: her.clone(), text: text.clone() }).await?;
        other.done(&Ask::Send { member: me.clone(), text }).await?;
    }
    for core in [&mut one, &mut other] {
        core.drain().await?;
        core.settle().await?;
    }

    let (canary, control) = (Wanted::of(&canary), Wanted::of(&control));
    let process = world.server.process()?;
    ensure!(
        control.is_in_memory_of(process)?,
        "the post is in the server's memory, so the search finds things"
    );
    ensure!(!canary.is_in_memory_of(process)?, "the server's memory holds words of a message");
    let backup = world.path("server").join("backup.ndjson.zst");
    world.server.operator(&["backup", "--to", backup.to_str().context("a path")?]).await?;
    ensure!(control.is_in(&unpacked(&backup)?) && !canary.is_in(&unpacked(&backup)?), "the backup");

    one.close().await?;
    other.close().await?;
    for (device, with) in [(&anna, &her), (&misaki, &me)] {
        let count = (2 * EACH + 1).to_string();
        let shown = device.items(&["read", with, "--count", &count]).await?;
        let texts = shown.iter().filter(|message| message["body"] == "text").count();
        ensure!(texts == 2 * EACH + 1, "{texts} of {} are there", 2 * EACH + 1);
    }
    ensure!(read(&misaki, &me).await?.len() == 60, "a page of them");

    // Database, log, letters, backup; and what lies on the devices is encrypted.
    world.server.stop().await?;
    ensure!(control.is_below(world.server.data())?, "the post is in the server's files");
    ensure!(!canary.is_below(&world.path(""))?, "a file holds words of a message");
    Ok(())
}
