//! The server: it keeps lists and keys, passes letters on once, and tells everybody what there is in one order.

use super::PEOPLE;
use crate::clock;
use enishi_seal::list::SignedList;
use enishi_wire::{
    blob::Blob,
    changes::Row as _,
    ids::{DeviceId, MemberId},
    talk::{ClaimedKey, ClaimedKeys, DevicesRow, MessageRow, OfferedKey, SealedMessage},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What the server knows.
#[derive(Default)]
pub struct Model {
    pub chains: BTreeMap<MemberId, Vec<Blob>>,
    pub keys: BTreeMap<DeviceId, (Vec<OfferedKey>, Option<OfferedKey>)>,
    pub logs: BTreeMap<MemberId, Vec<(&'static str, Uuid, Value)>>,
    pub applied: BTreeSet<Uuid>,
    pub time: i64,
    /// Keys that it gave out.
    pub claimed: usize,
}

impl Model {
    pub fn tell(&mut self, to: MemberId, kind: &'static str, id: Uuid, body: Value) {
        self.logs.entry(to).or_default().push((kind, id, body));
    }

    pub fn publish(&mut self, member: MemberId, chain: &[Blob]) {
        let known = self.chains.entry(member).or_default();
        if chain.len() > known.len() {
            *known = chain.to_vec();
            let row = json!(DevicesRow { chain: chain.to_vec() });
            for viewer in PEOPLE {
                self.tell(viewer, DevicesRow::KIND, member.0, row.clone());
            }
        }
    }

    pub fn devices(&self, member: MemberId) -> BTreeSet<DeviceId> {
        let newest = self.chains[&member].last().unwrap();
        let list = SignedList::decode(&newest.0).unwrap().list;
        list.devices.iter().map(|device| DeviceId(device.id)).collect()
    }

    pub fn claim(&mut self, of: MemberId, known: &[DeviceId]) -> ClaimedKeys {
        let wanted: Vec<DeviceId> = self.devices(of).into_iter().filter(|id| !known.contains(id)).collect();
        let mut keys = BTreeMap::new();
        for device in wanted {
            let Some((once, fallback)) = self.keys.get_mut(&device) else { continue };
            let given = match once.pop() {
                Some(offered) => Some(ClaimedKey { offered, fallback: false }),
                None => fallback.clone().map(|offered| ClaimedKey { offered, fallback: true }),
            };
            keys.extend(given.map(|given| (device, given)));
            self.claimed += 1;
        }
        ClaimedKeys { chain: self.chains[&of].clone(), keys }
    }

    /// Passes a letter on, once. `false`: it is not sealed for exactly the devices that there are.
    pub fn send(
        &mut self,
        from: MemberId,
        id: Uuid,
        to: MemberId,
        message: &SealedMessage,
        repair: bool,
    ) -> bool {
        let (mut mine, theirs) = (self.devices(from), self.devices(to));
        mine.remove(&message.device);
        let wanted: BTreeSet<DeviceId> =
            if to == from { mine.clone() } else { mine.union(&theirs).copied().collect() };
        if message.keys.keys().copied().collect::<BTreeSet<_>>() != wanted {
            return false;
        }
        if !self.applied.insert(id) {
            return true;
        }
        self.time = clock::now().max(self.time + 1);
        let row = MessageRow {
            from,
            to,
            device: message.device,
            body: message.body.clone(),
            commitment: message.commitment.clone(),
            keys: message.keys.clone(),
            sent_at: self.time,
            mark: Blob(vec![1; 32]),
            unsent_at: None,
            attachments: Vec::new(),
            repair,
        };
        for side in BTreeSet::from([from, to]) {
            self.tell(side, MessageRow::KIND, id, json!(row));
        }
        true
    }
}
