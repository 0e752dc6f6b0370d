//! What became of every wish, as the person was told: the truth that devices and server are held to.

use enishi_wire::{
    errors::ApiCode,
    ids::{MutationId, NetworkId},
    mutations::Mutation,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where a wish stands as far as the person was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The device died before it said that the wish is stored: both is right.
    Unsure,
    /// It waits to be sent.
    Waiting,
    /// It was done.
    Done,
    /// It was refused and is shown.
    Refused(ApiCode),
    /// It was taken back, made void by a later one, or is a mark that was dropped.
    Dropped,
    /// It went with its network or its account, which the farewell names.
    Gone,
}

/// A wish in the ledger.
#[derive(Debug, Clone)]
pub struct Wish {
    pub device: usize,
    pub network: NetworkId,
    pub lane: Uuid,
    /// Counts the wishes of the world.
    pub order: u64,
    pub told: Told,
    /// The person or a fault took it out of its lane: its order says nothing.
    pub disturbed: bool,
    /// The device does not have it in its sent log any more: a restore may lose it.
    pub unlogged: bool,
}

/// All wishes.
#[derive(Debug, Default)]
pub struct Ledger {
    pub wishes: BTreeMap<MutationId, Wish>,
}

impl Ledger {
    /// A wish is being made.
    pub fn made(&mut self, device: usize, mutation: &Mutation) {
        let order = u64::try_from(self.wishes.len()).unwrap_or(u64::MAX);
        self.wishes.insert(
            mutation.id,
            Wish {
                device,
                network: mutation.network,
                lane: mutation.lane(),
                order,
                told: Told::Unsure,
                disturbed: false,
                unlogged: false,
            },
        );
    }

    /// The person is told something of a wish.
    pub fn tell(&mut self, id: MutationId, told: Told) {
        if let Some(wish) = self.wishes.get_mut(&id) {
            wish.told = told;
            wish.disturbed |= !matches!(told, Told::Waiting | Told::Done);
        }
    }

    /// A device, or one network on it, was emptied.
    pub fn emptied(&mut self, device: usize, network: Option<NetworkId>) {
        let emptied = self.wishes.values_mut();
        for wish in
            emptied.filter(|wish| wish.device == device && network.is_none_or(|of| of == wish.network))
        {
            wish.unlogged = true;
            if matches!(wish.told, Told::Waiting | Told::Unsure | Told::Refused(_)) {
                wish.told = Told::Gone;
                wish.disturbed = true;
            }
        }
    }

    /// A device lost its database: the outbox comes back from the journal, the sent log does not.
    pub fn unlogged(&mut self, device: usize) {
        for wish in self.wishes.values_mut().filter(|wish| wish.device == device) {
            wish.unlogged = true;
        }
    }

    /// A wish that had its effect after a later one of its lane, if this one has.
    pub fn overtaken(&self, id: MutationId, applied: &[MutationId]) -> Option<MutationId> {
        let wish = self.wishes.get(&id).filter(|wish| !wish.disturbed)?;
        applied.iter().copied().find(|earlier| {
            self.wishes.get(earlier).is_some_and(|other| {
                other.device == wish.device
                    && other.network == wish.network
                    && other.lane == wish.lane
                    && other.order > wish.order
                    && !other.disturbed
            })
        })
    }
}
