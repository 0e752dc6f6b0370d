//! Seeded random walks: several people with several devices do anything, on a network and a server that do
//! anything. When all is well again every device shows the same as a fresh one, and every acknowledged wish
//! has had its effect once.
//!
//! The seed decides what is done, not when the machine does it: a failing walk names its seed and its steps.

mod ledger;
mod people;
mod steps;

use crate::{device::Ask, dice::Dice, proxy::Mood, server::Store, wait, world::World};
use anyhow::{Context, Result, bail, ensure};
use ledger::Ledger;
use people::{Person, everybody};
use serde_json::Value;

/// A walk under way.
pub struct Walk {
    world: World,
    dice: Dice,
    people: Vec<Person>,
    ledger: Ledger,
    /// What was done, for the one who has to understand it.
    steps: Vec<String>,
}

/// What a walk did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Walked {
    /// Wishes that were acknowledged.
    pub wishes: usize,
    /// Times that a device or the server was killed.
    pub kills: usize,
}

/// Walks so many steps on a database, `sqlite` or `postgres`.
pub async fn walk(seed: u64, steps: usize, database: &str) -> Result<Walked> {
    let world = World::on(Store::named(database).await?).await?;
    let mut walk = Walk {
        world,
        dice: Dice::new(seed),
        people: Vec::new(),
        ledger: Ledger::default(),
        steps: Vec::new(),
    };
    walk.people = everybody(&mut walk.world).await?;
    let ended = walk.go(steps).await;
    ended.with_context(|| format!("ENISHI_SEED={seed} on {database}:\n  {}", walk.steps.join("\n  ")))?;
    let kills = walk.steps.iter().filter(|step| step.contains("killed")).count();
    Ok(Walked { wishes: walk.ledger.acknowledged, kills })
}

impl Walk {
    async fn go(&mut self, steps: usize) -> Result<()> {
        for _ in 0..steps {
            self.step().await?;
        }
        self.heal().await?;
        self.rest().await?;
        self.compare().await?;
        self.ledger.check(&self.world.server, &mut self.people).await
    }

    /// The network is good, every device is open.
    async fn heal(&mut self) -> Result<()> {
        self.steps.push("healed".to_owned());
        for device in self.people.iter_mut().flat_map(|person| &mut person.devices) {
            device.proxy.set(Mood::Good);
            device.proxy.cut();
            device.mood = Mood::Good;
        }
        Ok(())
    }

    /// Every outbox drains; then everybody has what the others sent last.
    async fn rest(&mut self) -> Result<()> {
        for device in self.people.iter_mut().flat_map(|person| &mut person.devices) {
            device.core.drain().await.with_context(|| device.name.clone())?;
            let seen = device.core.look().await?;
            for wish in self.ledger.parked(&seen).with_context(|| device.name.clone())? {
                // She is shown that it could not be sent, and takes it back.
                device.core.done(&Ask::Discard { id: wish }).await?;
            }
        }
        for device in self.people.iter_mut().flat_map(|person| &mut person.devices) {
            device.core.settle().await.with_context(|| device.name.clone())?;
        }
        Ok(())
    }

    /// Devices of a person show the same as a fresh one of hers; people of a class see the same.
    async fn compare(&mut self) -> Result<()> {
        let mut classes: Vec<(&'static str, Value)> = Vec::new();
        for person in &mut self.people {
            let fresh = person.fresh(&mut self.world).await?;
            for device in &mut person.devices {
                wait::until("equal devices", async || {
                    device.core.settle().await?;
                    Ok((device.core.look().await?["shared"] == fresh["shared"]).then_some(()))
                })
                .await
                .with_context(|| device.name.clone())?;
                let seen = device.core.look().await?;
                same(&seen["own"], &fresh["own"]).with_context(|| format!("{}, own things", device.name))?;
                let compared = device.core.done(&Ask::Verify).await?;
                ensure!(compared == "same", "{} is {compared} by its digests", device.name);
            }
            match classes.iter().find(|(class, _)| *class == person.class) {
                Some((_, shared)) => same(&fresh["shared"], shared).context(person.address)?,
                None => classes.push((person.class, fresh["shared"].clone())),
            }
        }
        ensure!(classes.len() == 2, "staff and alumni");
        Ok(())
    }
}

/// Says the first difference of two values that must be equal.
fn same(left: &Value, right: &Value) -> Result<()> {
    if left == right {
        return Ok(());
    }
    let lines = |value: &Value| format!("{value:#}").lines().map(str::to_owned).collect::<Vec<_>>();
    let (left, right) = (lines(left), lines(right));
    let at = left.iter().zip(&right).position(|(left, right)| left != right);
    let at = at.unwrap_or(left.len().min(right.len()));
    let near =
        |lines: &[String]| lines.iter().skip(at.saturating_sub(8)).take(12).cloned().collect::<String>();
    bail!("differs: {} / {}", near(&left), near(&right))
}
