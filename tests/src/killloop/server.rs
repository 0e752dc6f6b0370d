//! The server is killed while people write; everything that it acknowledged is there when it is back, once.

use super::{
    Figures, Plan,
    writer::{Pen, Writer, signed_in},
};
use crate::{
    device::{Ask, Core},
    dice::Dice,
    server::{Server, Store},
    world::World,
};
use anyhow::{Context, Result, ensure};
use enishi_wire::{ids::MutationId, mutations::Action};
use std::{collections::BTreeSet, time::Duration};
use tokio::time::Instant;

/// Who answers the event.
const GUESTS: [&str; 2] = ["misaki@example.jp", "anna@example.jp"];

/// After so many of the first cycles all that was ever written is looked at; it becomes more with each of them.
const EACH: usize = 100;
/// After one in so many of the later ones: a lost post, a post that is there twice and a damaged page stay so. The last
/// answers are looked at each time.
const SOME: usize = 20;

/// Runs the loop.
pub async fn run(plan: Plan) -> Result<Figures> {
    let mut world = World::on(Store::named(&plan.database).await?).await?;
    let mut dice = Dice::new(plan.seed);
    let (mut writers, event) = writers(&mut world, &mut dice).await?;
    let mut figures = Figures::new("server", plan.clone());
    for cycle in 1..=plan.cycles {
        let at = Duration::from_millis(dice.between(plan.kill_after.0, plan.kill_after.1));
        let writing: Vec<_> = writers.into_iter().map(|writer| tokio::spawn(writer.write())).collect();
        tokio::time::sleep(at).await;
        world.server.kill().await?;
        writers = Vec::new();
        for writing in writing {
            writers.push(writing.await??);
        }
        figures.unknown += writers.iter().map(|writer| writer.unknown.len()).sum::<usize>();
        let began = Instant::now();
        world.server.resume().await?;
        let took = began.elapsed().saturating_sub(world.server.starved()?);
        figures.started(took).with_context(|| format!("cycle {cycle}"))?;
        // Before anything is sent again: what was acknowledged is there, and at most what has an unknown end.
        if cycle <= EACH || cycle % SOME == 0 {
            check(&world.server, &writers, &event).await.with_context(|| format!("cycle {cycle}"))?;
        } else {
            answers(&world.server, &writers, &event).await.with_context(|| format!("cycle {cycle}"))?;
        }
        for writer in &mut writers {
            writer.finish().await?;
        }
    }
    check(&world.server, &writers, &event).await?;
    a_fresh_device_is_sent_all(&mut world, &writers).await?;
    let findings = world.server.operator(&["check"]).await?;
    ensure!(findings["findings"].as_array().is_some_and(Vec::is_empty), "{findings}");
    figures.acknowledged = writers.iter().map(|writer| writer.acknowledged.len()).sum();
    Ok(figures)
}

async fn writers(world: &mut World, dice: &mut Dice) -> Result<(Vec<Writer>, String)> {
    let mut secretariat = world.core("secretariat", "yuki@example.jp").await?;
    let ask = Ask::Event { title: "春の同窓会".to_owned(), audience: "everyone".to_owned() };
    let event = secretariat.done(&ask).await?.as_str().context("an id")?.to_owned();
    secretariat.settle().await?;
    secretariat.close().await?;
    let url = world.server.url();
    let posts = signed_in(&url, "yuki@example.jp", &mut world.letters).await?;
    let mut writers: Vec<Writer> =
        ["a", "b", "c", "d"].iter().map(|name| Writer::new(name, &posts, dice.any(), Pen::Posts)).collect();
    for guest in GUESTS {
        // Only a confirmed member may answer.
        world.core(guest, guest).await?.close().await?;
        let api = signed_in(&url, guest, &mut world.letters).await?;
        writers.push(Writer::new(guest, &api, dice.any(), Pen::Answers(event.parse()?)));
    }
    Ok((writers, event))
}

/// What the server's database holds is what was acknowledged, and perhaps what has an unknown end.
async fn check(server: &Server, writers: &[Writer], event: &str) -> Result<()> {
    if *server.store() == Store::Sqlite {
        let integrity = server.rows("PRAGMA integrity_check").await?;
        ensure!(integrity == ["ok"], "the database is damaged: {integrity:?}");
    }
    let posts = server.rows("SELECT id FROM posts").await?;
    let found: BTreeSet<MutationId> = posts.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    let titles = server.rows("SELECT DISTINCT title FROM posts").await?;
    ensure!(posts.len() == found.len() && posts.len() == titles.len(), "a post is there twice");
    let mut possible = BTreeSet::new();
    for writer in writers {
        let unknown: BTreeSet<MutationId> = writer.unknown.iter().map(|wish| wish.id).collect();
        if writer.answer.is_none() {
            let lost: Vec<_> = writer.acknowledged.difference(&found).collect();
            ensure!(lost.is_empty(), "{} acknowledged posts are lost: {lost:?}", lost.len());
            let arrived = unknown.intersection(&found).count();
            // A push is taken whole or wish by wish, in order; nothing behind a gap may be there.
            let first: BTreeSet<MutationId> =
                writer.unknown.iter().take(arrived).map(|wish| wish.id).collect();
            ensure!(first.is_subset(&found), "a push was taken with a gap");
        }
        possible.extend(unknown);
        possible.extend(&writer.acknowledged);
    }
    let strange = found.difference(&possible).count();
    ensure!(strange == 0, "{strange} posts are there that nobody wrote");
    answers(server, writers, event).await
}

/// Each guest's answer is the last acknowledged one, or the one with an unknown end.
async fn answers(server: &Server, writers: &[Writer], event: &str) -> Result<()> {
    let found = server.rows(&format!("SELECT member, answer FROM rsvps WHERE event = '{event}'")).await?;
    for writer in writers {
        let Some(acknowledged) = writer.answer else {
            continue;
        };
        let unknown = writer.unknown.iter().filter_map(|wish| match &wish.action {
            Action::SetRsvp { answer, .. } => Some(*answer),
            _ => None,
        });
        let possible: Vec<String> = [acknowledged]
            .into_iter()
            .chain(unknown)
            .map(|answer| format!("{}|{}", writer.place.member, answer.as_str()))
            .collect();
        let of_hers = found.iter().filter(|row| possible.contains(row)).count();
        ensure!(of_hers == 1, "none of {possible:?} is among {found:?}");
    }
    Ok(())
}

/// The way that matters in the end: a device that has nothing yet is sent everything, once.
async fn a_fresh_device_is_sent_all(world: &mut World, writers: &[Writer]) -> Result<()> {
    let url = world.server.url();
    let mut fresh = Core::open(&world.path("fresh")).await?;
    fresh.sign_in(&url, "yuki@example.jp", &mut world.letters).await?;
    let compared = fresh.done(&Ask::Verify).await?;
    ensure!(compared == "same", "what a fresh device was sent is {compared} to what the server has");
    let written = writers.iter().filter(|writer| writer.answer.is_none());
    let written: usize = written.map(|writer| writer.acknowledged.len()).sum();
    let rows = world.server.rows("SELECT COUNT(*) FROM posts").await?;
    ensure!(rows == [written.to_string()], "the server has {rows:?} posts, not {written}");
    Ok(())
}
