//! A device is killed while its person wishes; everything that it acknowledged reaches the server, once.

use super::{Figures, Plan};
use crate::{
    device::{Ask, Core, Reply},
    dice::Dice,
    server::{Server, Store},
    world::World,
};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{collections::BTreeSet, path::Path, time::Duration};

/// Everything that was wished.
#[derive(Default)]
struct Wished {
    /// Titles of posts that were acknowledged.
    posts: BTreeSet<String>,
    /// Titles of all posts that were asked for.
    asked: BTreeSet<String>,
    /// The last acknowledged headline, and those asked for after it.
    headlines: Vec<String>,
    /// The last acknowledged answer, and those asked for after it.
    answers: Vec<String>,
}

/// Runs the loop.
pub async fn run(plan: Plan) -> Result<Figures> {
    let mut world = World::on(Store::named(&plan.database).await?).await?;
    let mut dice = Dice::new(plan.seed);
    let mut core = world.core("device", "yuki@example.jp").await?;
    let ask = Ask::Event { title: "春の同窓会".to_owned(), audience: "everyone".to_owned() };
    let event = core.done(&ask).await?.as_str().context("an id")?.to_owned();
    core.settle().await?;
    let home = core.close().await?;
    let mut figures = Figures::new("client", plan.clone());
    let mut wished = Wished::default();
    for cycle in 1..=plan.cycles {
        // One in eight dies while it opens its files.
        if dice.percent(12) {
            let opening = Core::begin(&home, None)?;
            tokio::time::sleep(Duration::from_millis(dice.between(0, 250))).await;
            opening.kill().await?;
        }
        let mut core = Core::open(&home).await.with_context(|| format!("cycle {cycle}"))?;
        figures.started(core.opened_in()).with_context(|| format!("cycle {cycle}"))?;
        let at = Duration::from_millis(dice.between(plan.kill_after.0, plan.kill_after.1));
        let wishing = wish_on(&mut core, &mut dice, &mut wished, &event, &mut figures);
        if let Ok(ended) = tokio::time::timeout(at, wishing).await {
            ended.with_context(|| format!("cycle {cycle}"))?;
        }
        core.kill().await?;
        figures.unknown += 1;
    }
    let mut core = Core::open(&home).await?;
    core.drain().await?;
    nothing_was_set_aside(&home)?;
    check(&world.server, &mut core, &wished, &event).await?;
    Ok(figures)
}

/// Wishes without a pause, until it is killed.
async fn wish_on(
    core: &mut Core,
    dice: &mut Dice,
    wished: &mut Wished,
    event: &str,
    figures: &mut Figures,
) -> Result<()> {
    loop {
        let number = dice.any();
        let ask = match number % 8 {
            0 => {
                let answer = ["yes", "maybe", "no"][usize::try_from(dice.between(0, 2))?].to_owned();
                wished.answers.push(answer.clone());
                Ask::Rsvp { event: event.to_owned(), answer }
            }
            1 => {
                let headline = format!("いま {number:x}");
                wished.headlines.push(headline.clone());
                Ask::Confirm { headline }
            }
            _ => {
                let title = format!("{number:x}");
                wished.asked.insert(title.clone());
                Ask::Post { title, text: "本文".to_owned(), audience: "everyone".to_owned() }
            }
        };
        if let Reply::Refused(code) = core.ask(&ask).await? {
            bail!("{ask:?} was refused: {code}");
        }
        figures.acknowledged += 1;
        match ask {
            Ask::Rsvp { .. } => drop(wished.answers.drain(..wished.answers.len() - 1)),
            Ask::Confirm { .. } => drop(wished.headlines.drain(..wished.headlines.len() - 1)),
            Ask::Post { title, .. } => drop(wished.posts.insert(title)),
            _ => {}
        }
    }
}

/// A core looks through its database at every start and sets a damaged one aside.
fn nothing_was_set_aside(home: &Path) -> Result<()> {
    let mut folders = vec![home.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            ensure!(!name.contains(".set-aside-"), "a kill damaged a database: {name}");
        }
    }
    Ok(())
}

async fn check(server: &Server, core: &mut Core, wished: &Wished, event: &str) -> Result<()> {
    let titles = server.rows("SELECT title FROM posts").await?;
    let found: BTreeSet<String> = titles.iter().cloned().collect();
    ensure!(found.len() == titles.len(), "{} posts are there twice", titles.len() - found.len());
    let lost: Vec<_> = wished.posts.difference(&found).collect();
    ensure!(lost.is_empty(), "{} acknowledged posts are lost: {lost:?}", lost.len());
    let strange: Vec<_> = found.difference(&wished.asked).collect();
    ensure!(strange.is_empty(), "posts that nobody wished: {strange:?}");
    let answers = server.rows(&format!("SELECT answer FROM rsvps WHERE event = '{event}'")).await?;
    ensure!(
        wished.answers.is_empty() || answers.iter().any(|answer| wished.answers.contains(answer)),
        "the last answer is one of {:?}: {answers:?}",
        wished.answers
    );
    ensure!(answers.len() <= 1, "one person has one answer: {answers:?}");
    let seen = core.look().await?;
    let headline = &seen["own"]["entry"]["headline"];
    let possible = |headline: &Value| wished.headlines.iter().any(|wish| headline == wish.as_str());
    ensure!(
        wished.headlines.is_empty() || possible(headline),
        "{headline} is none of {:?}",
        wished.headlines
    );
    let shown = seen["shared"]["posts"].as_array().context("posts")?.len();
    ensure!(shown == found.len(), "the device shows {shown} posts and the server has {}", found.len());
    Ok(())
}
