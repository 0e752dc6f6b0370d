//! The own things as a file, from the command line.

use crate::world::World;
use anyhow::{Context, Result};

#[tokio::test]
async fn what_is_mine_goes_into_a_zip_without_a_network_and_is_erased_a_day_later_unless_it_is_kept()
-> Result<()> {
    let mut world = World::new().await?;
    let alumna = world.device("alumna", "misaki@example.jp").await?;
    alumna.run(&["sync"]).await?;
    world.server.stop().await?;
    let file = world.path("mine.zip");
    let to = file.to_str().context("UTF-8")?;
    let written = alumna.run(&["export", to]).await?;
    assert_eq!(written["path"], to);
    assert!(written["erased_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{written}");
    let zip = std::fs::read(&file)?;
    assert!(zip.starts_with(b"PK"));
    for name in ["README.txt", "enishi.json", "me.vcf", "events.ics"] {
        let is_in = zip.windows(name.len()).any(|bytes| bytes == name.as_bytes());
        assert!(is_in, "{name} is in the ZIP");
    }
    let kept = alumna.run(&["export", to, "--keep"]).await?;
    assert!(kept["erased_at"].is_null(), "{kept}");
    let nowhere = world.path("no-such-folder").join("mine.zip");
    let refused = alumna.attempt(&["export", nowhere.to_str().context("UTF-8")?]).await?;
    assert_eq!(refused.exit, 1, "{refused:?}");
    Ok(())
}
