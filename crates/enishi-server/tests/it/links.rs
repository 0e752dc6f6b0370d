//! Letting a new device in: the server passes on what the two devices say, each step once and in its order.

use crate::{
    on_both,
    support::{
        World,
        device::{applied, fate},
        world::HOUR,
    },
};
use enishi_wire::{
    blob::Blob,
    mutations::Action,
    talk::{LinkRow, LinkStep},
};
use uuid::Uuid;

fn link(link: Uuid, step: LinkStep) -> Action {
    Action::LinkDevice { link, step }
}

fn ask() -> LinkStep {
    LinkStep::Ask { name: "新しい電話".to_owned(), commitment: Blob(vec![1; 32]) }
}

fn key(byte: u8) -> Blob {
    Blob(vec![byte; 32])
}

on_both! {
    async fn each_step_comes_once_and_in_its_order_and_only_the_member_sees_it(world: &World) {
        let network = world.network().await;
        let member = world.member(network, "member@example.jp").await;
        let other = world.member(network, "other@example.jp").await;
        let id = enishi_server::ids::new_id();
        let answer = || LinkStep::Answer { key: key(2) };
        let reveal = || LinkStep::Reveal { key: key(3) };
        let give = || LinkStep::Give { sealed: Blob(vec![4; 80]) };
        assert_eq!(fate(&member, network, link(id, answer())).await, "not_found");
        applied(&member, network, link(id, ask())).await;
        for early in [reveal(), give()] {
            assert_eq!(fate(&member, network, link(id, early)).await, "changed_meanwhile");
        }
        for step in [answer(), reveal(), give()] {
            applied(&member, network, link(id, step.clone())).await;
            assert_eq!(fate(&member, network, link(id, step)).await, "changed_meanwhile", "nothing is exchanged afterwards");
            assert_eq!(fate(&other, network, link(id, LinkStep::End)).await, "not_found", "somebody else's");
        }
        let row = member.everything(network).await.row::<LinkRow>(id).expect("it is there");
        assert_eq!((row.key, row.revealed), (Some(key(2)), Some(key(3))));
        assert!(other.everything(network).await.row::<LinkRow>(id).is_none());
        applied(&member, network, link(id, LinkStep::End)).await;
        assert!(member.everything(network).await.row::<LinkRow>(id).is_none());
    }

    async fn the_last_one_that_asks_counts_and_it_ends_after_ten_minutes(world: &World) {
        let network = world.network().await;
        let member = world.member(network, "member@example.jp").await;
        let (first, second) = (enishi_server::ids::new_id(), enishi_server::ids::new_id());
        applied(&member, network, link(first, ask())).await;
        applied(&member, network, link(second, ask())).await;
        assert_eq!(fate(&member, network, link(first, LinkStep::Answer { key: key(2) })).await, "not_found");
        world.pass(HOUR);
        assert_eq!(fate(&member, network, link(second, LinkStep::Answer { key: key(2) })).await, "too_late");
        assert_eq!(fate(&member, network, link(second, LinkStep::End)).await, "applied");
        for bad in [Blob(vec![1; 31]), Blob(Vec::new())] {
            let step = LinkStep::Ask { name: String::new(), commitment: bad };
            assert_eq!(fate(&member, network, link(first, step)).await, "invalid");
        }
        assert_eq!(fate(&member, network, link(first, LinkStep::Unknown)).await, "not_found");
    }
}
