//! Digests: a device learns whether it holds what the server shows it, and the operator how often it did not.

use crate::{
    hidden::compared,
    on_both,
    push::post,
    support::{World, world::MINUTE},
};
use enishi_wire::{digest::Comparison, members::Duty, scopes::Scope};
use serde_json::json;

on_both! {
    async fn a_row_too_many_or_too_few_or_of_another_version_differs_and_is_counted(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        desk.wish(network, post("お知らせ")).await;
        let held = desk.everything(network).await;
        let found = compared(&desk, &held, network).await;
        assert_eq!(found.len(), 4);
        assert!(found.values().all(|found| *found == Comparison::Same), "{found:?}");
        assert_eq!(world.metric("enishi_digest_differs_total").await, 0);

        let mut broken = desk.everything(network).await;
        let key = broken.rows.keys().find(|(scope, _, _)| *scope == Scope::Members).cloned().expect("a row");
        broken.rows.get_mut(&key).expect("the row").seq += 1;
        let found = compared(&desk, &broken, network).await;
        assert_eq!(found[&Scope::Members], Comparison::Differs);
        assert_eq!(found[&Scope::Desk(Duty::Posts)], Comparison::Same);
        broken.rows.remove(&key);
        assert_eq!(compared(&desk, &broken, network).await[&Scope::Members], Comparison::Differs);
        assert_eq!(world.metric("enishi_digest_differs_total").await, 2);
    }

    async fn who_must_pull_first_is_told_to(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let device = world.member(network, "hanako@example.jp").await;
        let mut held = device.everything(network).await;
        desk.wish(network, post("お知らせ")).await;
        let found = compared(&device, &held, network).await;
        assert_eq!(found[&Scope::Members], Comparison::Moved);
        assert_eq!(found[&Scope::Alumni], Comparison::Same, "nothing came to that scope");
        held.cursors.insert(Scope::Staff, 0);
        held.cursors.insert(Scope::Alumni, 1_000_000);
        let found = compared(&device, &held, network).await;
        assert_eq!((found[&Scope::Staff], found[&Scope::Alumni]), (Comparison::Moved, Comparison::Moved));
        held.epoch = Some("another".to_owned());
        assert!(compared(&device, &held, network).await.values().all(|found| *found == Comparison::Moved));
    }

    async fn a_device_that_compares_without_end_is_slowed_down(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let body = json!({ "network": network, "epoch": "x", "scopes": {} });
        for _ in 0..4 {
            assert_eq!(device.post("/v1/sync/digest", &body).await.status, 200);
        }
        let answer = device.post("/v1/sync/digest", &body).await;
        assert_eq!((answer.status, answer.code()), (429, "too_many_requests"));
        assert!(answer.body["retry_after_ms"].as_u64().is_some_and(|ms| ms <= 60_000));
        world.pass(MINUTE);
        assert_eq!(device.post("/v1/sync/digest", &body).await.status, 200);
    }

    async fn what_the_server_does_is_counted_and_nobody_is_named(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        device.wish(network, post("お知らせ")).await;
        let held = device.everything(network).await;
        assert_eq!(world.metric("enishi_pushes_total{fate=\"applied\"}").await, 1);
        assert_eq!(world.metric("enishi_pushes_total{fate=\"rejected\"}").await, 1);
        assert_eq!(world.metric("enishi_pull_pages_total").await, 1);
        assert_eq!(world.metric("enishi_pull_rows_total").await, u64::try_from(held.rows.len()).expect("a number"));
        assert_eq!(world.metric("enishi_requests_total{route=\"/v1/sync/pull\",status=\"2xx\"}").await, 1);
        device.get("/nowhere").await;
        assert_eq!(world.metric("enishi_requests_total{route=\"other\",status=\"4xx\"}").await, 1);
        let mut stream = device.live().await;
        stream.chunk().await.expect("a poke");
        assert_eq!(world.metric("enishi_live_connections").await, 1);
    }
}
