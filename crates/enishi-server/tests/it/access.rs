//! The access log: noted once a day, told to the person alone, by nobody who could not have read anything.

use crate::{
    on_both,
    support::{Device, World, world::DAY},
};
use enishi_wire::{
    access::AccessRow,
    ids::{MemberId, NetworkId},
    members::Duty,
    mutations::Action,
    scopes::Scope,
};

async fn log(device: &Device, network: NetworkId) -> Vec<AccessRow> {
    let held = device.everything(network).await;
    let scope = Scope::Me(device.member(network));
    held.ids(&scope, "access").into_iter().filter_map(|id| held.row::<AccessRow>(id)).collect()
}

async fn note(device: &Device, network: NetworkId, member: MemberId) -> String {
    let result = device.wish(network, Action::NoteAccess { member }).await;
    result["error"]["code"].as_str().or(result["outcome"].as_str()).unwrap_or_default().to_owned()
}

on_both! {
    async fn a_person_reads_who_was_shown_her_fields_once_a_day(world: &World) {
        let network = world.network().await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Roster]).await;
        let of = hanako.member(network);
        for _ in 0..3 {
            assert_eq!(note(&desk, network, of).await, "applied");
        }
        assert_eq!(log(&hanako, network).await, [AccessRow { name: "山田 花子".to_owned(), seen_at: world.now() }]);
        world.pass(DAY);
        assert_eq!(note(&desk, network, of).await, "applied");
        assert_eq!(log(&hanako, network).await.len(), 2);
        assert_eq!(log(&desk, network).await, [], "it is told to nobody else");
    }

    async fn nothing_is_noted_of_oneself_of_nobody_or_without_the_duty(world: &World) {
        let network = world.network().await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Roster]).await;
        let posts = world.desk(network, "posts@example.jp", &[Duty::Posts]).await;
        assert_eq!(note(&posts, network, hanako.member(network)).await, "not_permitted");
        assert_eq!(note(&desk, network, desk.member(network)).await, "not_found");
        assert_eq!(note(&desk, network, MemberId(enishi_server::ids::secret_id())).await, "not_found");
        hanako.wish(network, Action::HideFrom { member: desk.member(network), block: false }).await;
        assert_eq!(note(&desk, network, hanako.member(network)).await, "not_found");
        assert_eq!(log(&hanako, network).await, []);
    }
}
