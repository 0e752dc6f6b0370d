//! The scene of most network tests: an alumna behind a bad network answers an invitation of the secretariat.

use crate::world::World;
use anyhow::{Context, Result, ensure};
use enishi_tests::{
    device::{Ask, Core},
    proxy::{Mood, Proxy},
};
use serde_json::Value;

/// Two people, the bad network in front of one of them, and an event to answer.
pub struct Invitation {
    pub world: World,
    pub proxy: Proxy,
    pub secretariat: Core,
    pub alumna: Core,
    pub event: String,
}

impl Invitation {
    /// The network is good and both have seen the event.
    pub async fn new() -> Result<Self> {
        Self::in_world(World::new().await?).await
    }

    /// The same in a world that is there already.
    pub async fn in_world(mut world: World) -> Result<Self> {
        let mut secretariat = world.core("secretariat", "yuki@example.jp").await?;
        let proxy = Proxy::before(&world.server.url()).await?;
        let mut alumna = world.core_by(&proxy.url(), "alumna", "misaki@example.jp").await?;
        let event = Ask::Event { title: "春の同窓会".to_owned(), audience: "everyone".to_owned() };
        let event = secretariat.done(&event).await?.as_str().context("an id")?.to_owned();
        secretariat.settle().await?;
        alumna.settle().await?;
        Ok(Self { world, proxy, secretariat, alumna, event })
    }

    /// She answers; the answer is stored on her device when this returns.
    pub async fn answer(&mut self, answer: &str) -> Result<()> {
        let ask = Ask::Rsvp { event: self.event.clone(), answer: answer.to_owned() };
        self.alumna.done(&ask).await.map(drop)
    }

    /// What a sync of hers meets.
    pub async fn trouble(&mut self) -> Result<Option<String>> {
        let problem = self.alumna.done(&Ask::Settle).await?;
        Ok(problem.as_str().map(str::to_owned))
    }

    /// A sync of hers leaves the wish where it is, because only so much got through. Pulls pass and may be the
    /// last to say how the line is, so there may be no trouble to tell; where there is, it is the network's.
    pub async fn still_waits(&mut self, passed: &str) -> Result<()> {
        let trouble = self.trouble().await?;
        let named = ["server_unreachable", "not_an_enishi_server"];
        ensure!(trouble.as_deref().is_none_or(|code| named.contains(&code)), "{passed}: {trouble:?}");
        ensure!(self.alumna.look().await?["waiting"] == 1, "{passed}: the wish waits");
        Ok(())
    }

    /// Her device is killed and opened again.
    pub async fn reopened(self) -> Result<Self> {
        let home = self.alumna.kill().await?;
        Ok(Self { alumna: Core::open(&home).await?, ..self })
    }

    /// The network is good again: her answer has arrived once, and both see the same.
    pub async fn heals_to(&mut self, answer: &str) -> Result<()> {
        self.proxy.set(Mood::Good);
        self.alumna.drain().await?;
        self.secretariat.settle().await?;
        let mine = self.alumna.look().await?;
        let theirs = self.secretariat.look().await?;
        let lines = theirs["own"]["lines"].as_array().context("the secretariat sees answers")?;
        let lines = lines.iter().find(|line| line["event"] == self.event.as_str()).context("the event")?;
        let lines = lines["lines"].as_array().context("answers")?;
        let given: Vec<&Value> = lines.iter().map(|line| &line[1]).collect();
        ensure!(given == [answer], "exactly one answer, the last one: {given:?} is not {answer}");
        ensure!(mine["shared"] == theirs["shared"], "both see the same: {mine:#} {theirs:#}");
        let events = theirs["shared"]["events"].as_array().context("events")?;
        let event = events.iter().find(|event| event["id"] == self.event.as_str()).context("the event")?;
        ensure!(event["tally"][answer] == 1, "counted once: {event}");
        Ok(())
    }
}
