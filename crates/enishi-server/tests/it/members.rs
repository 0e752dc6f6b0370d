//! What the operator's `member` commands do to the devices of the person.

use crate::{
    on_both,
    push::post,
    support::{Program, World, program::Ended},
};
use enishi_wire::{
    ids::NetworkId,
    members::{Duty, MemberRow, MemberState, MembershipRow},
    scopes::Scope,
};
use serde_json::json;
use std::collections::BTreeSet;

const HANAKO: &str = "hanako@example.jp";

async fn member(world: &World, network: NetworkId, email: &str, arguments: &[&str]) -> Ended {
    let (data, url, id) = (world.data(), world.database_url.clone(), network.to_string());
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let email = email.to_owned();
    let ran = tokio::task::spawn_blocking(move || {
        let mut line = vec!["member"];
        line.extend(arguments.iter().map(String::as_str));
        line.extend(["--network", &id, "--email", &email]);
        Program::new(&line, &data).database(&url).run()
    });
    ran.await.expect("it ran")
}

on_both! {
    async fn a_duty_that_was_taken_away_takes_its_desk_along(world: &World) {
        let network = world.network().await;
        let device = world.desk(network, HANAKO, &[Duty::Posts, Duty::Events]).await;
        let mut held = device.everything(network).await;
        let ended = member(world, network, HANAKO, &["revoke", "--duties", "posts,roster"]).await;
        assert_eq!((ended.status, &ended.out["duties"]), (0, &json!(["events"])), "{ended:?}");
        held.sync(&device, network).await;
        assert_eq!(held.dropped, BTreeSet::from([Scope::Desk(Duty::Posts)]));
        assert_eq!(device.wish(network, post("x")).await["error"]["code"], "not_permitted");
        assert_eq!(member(world, network, HANAKO, &["revoke", "--duties", "posts"]).await.status, 0, "again is no fault");
    }

    async fn who_pauses_sees_nothing_and_comes_back_to_everything(world: &World) {
        let network = world.network().await;
        let (device, other) = (world.member(network, HANAKO).await, world.member(network, "other@example.jp").await);
        let me = device.member(network);
        let (mut held, mut others) = (device.everything(network).await, other.everything(network).await);
        let ended = member(world, network, HANAKO, &["pause"]).await;
        assert_eq!((ended.status, &ended.out["state"]), (0, &json!("paused")), "{ended:?}");
        held.sync(&device, network).await;
        others.sync(&other, network).await;
        assert_eq!(held.scopes(), [format!("me/{me}")]);
        assert_eq!(held.row::<MembershipRow>(me.0).map(|row| row.state), Some(MemberState::Paused));
        assert_eq!(others.row::<MemberRow>(me.0), None);
        assert_eq!(device.get("/v1/me").await.body["places"][0]["state"], "paused", "the network is still hers");

        assert_eq!(member(world, network, HANAKO, &["resume"]).await.out["state"], "active");
        held.sync(&device, network).await;
        others.sync(&other, network).await;
        assert_eq!(held.scopes(), ["members".to_owned(), "alumni".to_owned(), format!("me/{me}")]);
        assert!(others.row::<MemberRow>(me.0).is_some());
        assert_eq!(held.ids(&Scope::Members, "member").len(), 2);
    }

    async fn who_was_removed_keeps_the_session_and_loses_the_network(world: &World) {
        let network = world.network().await;
        let (device, other) = (world.member(network, HANAKO).await, world.member(network, "other@example.jp").await);
        let held = device.everything(network).await;
        let ended = member(world, network, HANAKO, &["remove"]).await;
        assert_eq!((ended.status, &ended.out["state"]), (0, &json!("removed")), "{ended:?}");
        let answer = device.post("/v1/sync/pull", &json!(held.request(network))).await;
        assert_eq!((answer.status, answer.code()), (403, "not_permitted"));
        assert_eq!(device.wish(network, post("x")).await["error"]["code"], "not_permitted");
        let me = device.get("/v1/me").await;
        assert_eq!((me.status, &me.body["places"]), (200, &json!([])), "the session is the account's");
        assert_eq!(other.everything(network).await.row::<MemberRow>(device.member(network).0), None);
        for (command, code) in [("resume", "wrong_state"), ("pause", "wrong_state")] {
            let ended = member(world, network, HANAKO, &[command]).await;
            assert_eq!((ended.status, ended.code()), (1, code), "{ended:?}");
        }
        let ended = member(world, network, "nobody@example.jp", &["remove"]).await;
        assert_eq!((ended.status, ended.code()), (1, "not_a_member"));
        assert_eq!(member(world, network, HANAKO, &["remove"]).await.status, 0, "again is no fault");
    }
}
