//! Who walks: the secretariat and two alumnae, five devices, each behind a network of its own.

use crate::{
    device::Core,
    proxy::{Mood, Proxy},
    world::World,
};
use anyhow::Result;
use serde_json::Value;

/// A person with devices.
pub struct Person {
    pub address: &'static str,
    pub class: &'static str,
    /// Whether she publishes.
    pub desk: bool,
    pub devices: Vec<Device>,
}

/// A device with its network.
pub struct Device {
    pub name: String,
    pub core: Core,
    pub proxy: Proxy,
    pub mood: Mood,
}

/// Everybody is signed in and confirmed.
pub async fn everybody(world: &mut World) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    let who = [
        ("yuki@example.jp", "staff", true, 2),
        ("misaki@example.jp", "alumni", false, 2),
        ("anna@example.jp", "alumni", false, 1),
    ];
    for (address, class, desk, count) in who {
        let mut devices = Vec::new();
        for number in 1..=count {
            let name = format!("{}{number}", address.split('@').next().unwrap_or_default());
            let proxy = Proxy::before(&world.server.url()).await?;
            let mut core = Core::open(&world.path(&name)).await?;
            if number == 1 {
                core.join(&proxy.url(), address, &mut world.letters).await?;
            } else {
                core.sign_in(&proxy.url(), address, &mut world.letters).await?;
            }
            devices.push(Device { name, core, proxy, mood: Mood::Good });
        }
        people.push(Person { address, class, desk, devices });
    }
    Ok(people)
}

impl Person {
    /// What a device shows that never had anything before.
    pub async fn fresh(&self, world: &mut World) -> Result<Value> {
        let mut core = Core::open(&world.path(&format!("fresh-{}", self.address))).await?;
        let url = world.server.url();
        core.sign_in(&url, self.address, &mut world.letters).await?;
        let seen = core.look().await?;
        core.close().await?;
        Ok(seen)
    }
}
