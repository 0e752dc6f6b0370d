//! What tests of messages read of threads, and how they look for words where none may be.

use anyhow::{Context, Result};
use enishi_tests::{cli::Device, world::World};
use serde_json::Value;
use std::path::Path;

/// The id of a person whom a device lists.
pub async fn id_of(device: &Device, name: &str) -> Result<String> {
    let found = device.items(&["directory", "search", name]).await?;
    Ok(found.first().with_context(|| format!("{name} is not listed"))?["id"]
        .as_str()
        .context("an id")?
        .to_owned())
}

/// The devices of Anna and Misaki, and how each calls the other: the id of Misaki, then that of Anna.
pub async fn two(world: &mut World) -> Result<(Device, Device, String, String)> {
    let anna = world.device("anna", "anna@example.jp").await?;
    let misaki = world.device("misaki", "misaki@example.jp").await?;
    let (her, me) = (id_of(&anna, "髙橋").await?, id_of(&misaki, "Anna").await?);
    Ok((anna, misaki, her, me))
}

/// What a device reads of a thread, without marking it as read.
pub async fn read(device: &Device, with: &str) -> Result<Vec<Value>> {
    device.items(&["read", with, "--keep-unread"]).await
}

/// The words of messages.
pub fn texts(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|message| message["text"].as_str()).collect()
}

/// The id of an item.
pub fn id(item: &Value) -> Result<&str> {
    item["id"].as_str().context("an id")
}

/// A word that nothing else holds.
pub fn canary(number: u32) -> String {
    format!("かなりあ{number:04}縁canary{number:04}")
}

/// Every file below a folder that holds one of some words, whole or its Latin end (JSON escapes the rest).
pub fn holding(folder: &Path, words: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(holding(&path, words)?);
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.extend(words_in(&bytes, words).map(|word| format!("{word} in {}", path.display())));
        }
    }
    Ok(found)
}

/// The words that some bytes hold.
pub fn words_in<'a>(bytes: &[u8], words: &'a [String]) -> impl Iterator<Item = &'a String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    words.iter().filter(move |word| text.contains(*word) || text.contains(&word[word.len() - 10..]))
}
