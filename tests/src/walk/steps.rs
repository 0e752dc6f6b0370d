//! One step of a walk: somebody does something, or something happens to the network, a device or the server.

use super::Walk;
use crate::{
    device::{Ask, Core, Reply},
    proxy::{Mood, Page, Way},
};
use anyhow::{Context, Result};
use serde_json::Value;
use std::time::Duration;

/// Refusals that are right: the thing is gone or over by the time of the wish.
const RIGHT: [&str; 3] = ["not_found", "event_cancelled", "event_closed"];

impl Walk {
    /// Does anything.
    pub(super) async fn step(&mut self) -> Result<()> {
        let person = self.index(self.people.len());
        let device = self.index(self.people.get(person).context("a person")?.devices.len());
        match self.dice.between(0, 99) {
            0..=51 => self.wish(person, device, None).await,
            52..=63 => self.settle(person, device).await,
            64..=79 => self.change_network(person, device),
            80..=85 => self.kill_device(person, device).await,
            86..=91 => self.kill_in_the_middle(person, device).await,
            92..=94 => self.reopen(person, device).await,
            95..=98 => {
                self.steps.push("the server is killed and comes back".to_owned());
                self.world.server.kill().await?;
                self.world.server.resume().await
            }
            _ => {
                self.steps.push("the server is stopped and comes back".to_owned());
                self.world.server.stop().await?;
                self.world.server.resume().await
            }
        }
    }

    fn index(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(1).max(1);
        usize::try_from(self.dice.any() % count).unwrap_or(0)
    }

    /// Somebody wishes something; with a time, the device dies so long after the wish was made.
    async fn wish(&mut self, person: usize, device: usize, dies_after: Option<Duration>) -> Result<()> {
        let who = self.people.get_mut(person).context("a person")?;
        let desk = who.desk;
        let on = who.devices.get_mut(device).context("a device")?;
        let seen = on.core.look().await?;
        let name = on.name.clone();
        let ask = self.any_wish(&seen, desk)?;
        let on =
            self.people.get_mut(person).and_then(|who| who.devices.get_mut(device)).context("a device")?;
        self.ledger.asked(person, device, &ask);
        let Some(time) = dies_after else {
            self.steps.push(format!("{name} {ask:?}"));
            match on.core.ask(&ask).await? {
                Reply::Done(id) => self.ledger.acknowledged(person, device, &ask, &id),
                Reply::Refused(code) => {
                    anyhow::ensure!(RIGHT.contains(&code.as_str()), "{name} {ask:?}: {code}");
                    self.ledger.refused(person, device, &ask);
                }
            }
            return Ok(());
        };
        self.steps.push(format!("{name} is killed {time:?} into {ask:?}"));
        match tokio::time::timeout(time, on.core.ask(&ask)).await {
            Ok(Ok(Reply::Done(id))) => self.ledger.acknowledged(person, device, &ask, &id),
            Ok(Ok(Reply::Refused(_))) => self.ledger.refused(person, device, &ask),
            Ok(Err(error)) => return Err(error),
            Err(_) => {}
        }
        self.restart(person, device, true).await
    }

    fn any_wish(&mut self, seen: &Value, desk: bool) -> Result<Ask> {
        let event = self.any_id(&seen["shared"]["events"]);
        let post = self.any_id(&seen["shared"]["posts"]);
        let audience = ["everyone", "everyone", "alumni", "staff"];
        let audience = (*self.dice.one_of(&audience).context("an audience")?).to_owned();
        let title = format!("{:08x}", self.dice.any() >> 32);
        Ok(match (self.dice.between(0, 9), event, post) {
            (0..=2, _, _) if desk => Ask::Post { title, text: "本文".to_owned(), audience },
            (3, _, _) if desk => Ask::Event { title, audience },
            (4, _, Some(post)) if desk => Ask::RemovePost { post },
            (5, Some(event), _) if desk && self.dice.percent(30) => Ask::CancelEvent { event },
            (0..=5, Some(event), _) => {
                let answers = ["yes", "maybe", "no"];
                Ask::Rsvp { event, answer: (*self.dice.one_of(&answers).context("an answer")?).to_owned() }
            }
            (6 | 7, Some(item), _) | (8, _, Some(item)) => Ask::Seen { id: item },
            _ if desk && self.dice.percent(50) => Ask::Event { title, audience },
            _ => Ask::Confirm { headline: title },
        })
    }

    fn any_id(&mut self, items: &Value) -> Option<String> {
        let items = items.as_array()?;
        self.dice.one_of(items).and_then(|item| item["id"].as_str()).map(str::to_owned)
    }

    async fn settle(&mut self, person: usize, device: usize) -> Result<()> {
        let on =
            self.people.get_mut(person).and_then(|who| who.devices.get_mut(device)).context("a device")?;
        // A person does not wait half a minute in front of a silent line, and neither does a walk.
        if matches!(on.mood, Mood::Silent(_)) {
            return Ok(());
        }
        let problem = on.core.done(&Ask::Settle).await?;
        self.steps.push(format!("{} synced: {problem}", on.name));
        Ok(())
    }

    fn change_network(&mut self, person: usize, device: usize) -> Result<()> {
        let bytes = usize::try_from(self.dice.between(0, 900))?;
        let moods = [
            Mood::Good,
            Mood::Good,
            Mood::Good,
            Mood::Closed,
            Mood::Silent(Way::Up),
            Mood::Silent(Way::Down),
            Mood::Portal(Page::Login),
            Mood::Portal(Page::Redirect),
            Mood::Portal(Page::Required),
            Mood::Portal(Page::Empty),
            Mood::LosesAnswers,
            Mood::LosesAnswers,
            Mood::CutsAnswers(bytes),
            Mood::CutsRequests(bytes),
            Mood::Drips(Way::Up, 20_000),
            Mood::Drips(Way::Down, 20_000),
            Mood::Duplicates,
            Mood::Replays,
            Mood::WrongType,
            Mood::TruncatedGzip,
            Mood::HalfCloses(Way::Up),
            Mood::HalfCloses(Way::Down),
            Mood::Delays(Duration::from_millis(100)),
        ];
        let mood = *self.dice.one_of(&moods).context("a mood")?;
        let cut = self.dice.percent(50);
        let on =
            self.people.get_mut(person).and_then(|who| who.devices.get_mut(device)).context("a device")?;
        on.mood = mood;
        match mood {
            // A push that gets an old answer is tried again only after a minute; a page at once.
            Mood::Replays => on.proxy.set_on("/v1/sync/pull", mood),
            mood => on.proxy.set(mood),
        }
        if cut {
            on.proxy.cut();
        }
        let cut = if cut { ", all lines cut" } else { "" };
        self.steps.push(format!("the network of {}: {mood:?}{cut}", on.name));
        Ok(())
    }

    async fn kill_device(&mut self, person: usize, device: usize) -> Result<()> {
        let on = self.people.get(person).and_then(|who| who.devices.get(device)).context("a device")?;
        self.steps.push(format!("{} is killed", on.name));
        self.restart(person, device, true).await
    }

    async fn kill_in_the_middle(&mut self, person: usize, device: usize) -> Result<()> {
        let time = Duration::from_micros(self.dice.between(0, 15_000));
        self.wish(person, device, Some(time)).await
    }

    async fn reopen(&mut self, person: usize, device: usize) -> Result<()> {
        let on = self.people.get(person).and_then(|who| who.devices.get(device)).context("a device")?;
        self.steps.push(format!("{} is closed and opened", on.name));
        self.restart(person, device, false).await
    }

    async fn restart(&mut self, person: usize, device: usize, kill: bool) -> Result<()> {
        let devices = &mut self.people.get_mut(person).context("a person")?.devices;
        let old = devices.remove(device);
        let home = if kill { old.core.kill().await? } else { old.core.close().await? };
        let core = Core::open(&home).await?;
        devices.insert(device, super::people::Device { core, ..old });
        Ok(())
    }
}
