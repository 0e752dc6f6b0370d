//! Ratchets that do not fit together any more: a device comes back from a copy of itself. Messages that cannot be opened
//! are asked for, and nothing is lost.

use crate::{
    threads::{read, texts, two},
    world::World,
};
use anyhow::{Result, ensure};
use std::path::Path;

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_device_that_comes_back_from_a_copy_of_itself_loses_no_message_of_others() -> Result<()> {
    let mut world = World::new().await?;
    let (anna, misaki, her, me) = two(&mut world).await?;
    anna.run(&["send", &her, "はじめまして"]).await?;
    misaki.run(&["send", &me, "はい"]).await?;
    anna.run(&["sync"]).await?;
    let kept = world.path("copy");
    copy(misaki.home(), &kept)?;
    for number in 0..4 {
        anna.run(&["send", &her, &format!("あ{number}")]).await?;
        misaki.run(&["send", &me, &format!("い{number}")]).await?;
    }
    anna.run(&["sync"]).await?;
    std::fs::remove_dir_all(misaki.home())?;
    copy(&kept, misaki.home())?;

    // Its ratchet is of another time: what it sends cannot be opened at once, nor what it gets.
    misaki.run(&["send", &me, "戻りました"]).await?;
    anna.run(&["send", &her, "おかえりなさい"]).await?;
    for _ in 0..3 {
        anna.run(&["sync"]).await?;
        misaki.run(&["sync"]).await?;
    }
    let hers = read(&misaki, &me).await?;
    for text in ["あ0", "あ1", "あ2", "あ3", "おかえりなさい", "戻りました"] {
        ensure!(texts(&hers).contains(&text), "{text} is missing: {hers:?}");
    }
    let mine = read(&anna, &her).await?;
    for text in ["い0", "い3", "戻りました", "おかえりなさい"] {
        ensure!(texts(&mine).contains(&text), "{text} is missing: {mine:?}");
    }
    anna.run(&["send", &her, "これからも"]).await?;
    misaki.run(&["send", &me, "よろしく"]).await?;
    ensure!(texts(&read(&misaki, &me).await?).contains(&"これからも"));
    ensure!(texts(&read(&anna, &her).await?).contains(&"よろしく"));
    Ok(())
}
