//! Pausing and leaving: unlisted at once, back by itself or by the own wish, and once.

use crate::{
    on_both,
    support::{Device, World, device::fate, world::DAY},
};
use enishi_server::domain::stay::end_overdue;
use enishi_wire::{
    ids::{MemberId, NetworkId},
    members::{Duty, MemberRow, MemberState, MembershipRow},
    mutations::Action,
    stay::Pause,
};

async fn membership(device: &Device, network: NetworkId) -> MembershipRow {
    let held = device.everything(network).await;
    held.row(device.member(network).0).expect("a membership")
}

async fn is_listed(viewer: &Device, network: NetworkId, member: MemberId) -> bool {
    viewer.everything(network).await.row::<MemberRow>(member.0).is_some()
}

on_both! {
    async fn a_pause_unlists_at_once_keeps_what_is_ones_own_and_ends_by_itself_once(world: &World) {
        let network = world.network().await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let other = world.member(network, "other@example.jp").await;
        let her = hanako.member(network);
        let until = world.now() + 30 * DAY;
        assert_eq!(fate(&hanako, network, Action::Pause { until }).await, "applied");
        assert!(!is_listed(&other, network, her).await);
        let held = hanako.everything(network).await;
        assert_eq!(held.scopes(), [format!("me/{her}")], "nothing but the own membership comes");
        assert_eq!(membership(&hanako, network).await.pause, Some(Pause { until: Some(until), by_self: true }));
        assert_eq!(fate(&hanako, network, Action::Pause { until: until + DAY }).await, "not_permitted");

        let database = world.database().await;
        assert_eq!(end_overdue(&database, until - 1).await.expect("looked"), 0);
        // Several at once, as several processes would: it happens once.
        let (one, two, three) = tokio::join!(
            end_overdue(&database, until),
            end_overdue(&database, until),
            end_overdue(&database, until),
        );
        assert_eq!([one, two, three].into_iter().map(|ended| ended.expect("looked")).sum::<u64>(), 1);
        assert!(is_listed(&other, network, her).await);
        let back = membership(&hanako, network).await;
        assert_eq!((back.state, back.pause), (MemberState::Active, None));
    }

    async fn who_pauses_may_come_back_early_and_sign_in_meanwhile(world: &World) {
        let network = world.network().await;
        let hanako = world.member(network, "hanako@example.jp").await;
        assert_eq!(fate(&hanako, network, Action::Resume).await, "applied", "there is nothing to end");
        for until in [world.now(), world.now() - DAY, world.now() + 401 * DAY, i64::MAX, i64::MIN] {
            assert_eq!(fate(&hanako, network, Action::Pause { until }).await, "invalid", "{until}");
        }
        assert_eq!(fate(&hanako, network, Action::Pause { until: world.now() + 90 * DAY }).await, "applied");
        let phone = world.sign_in("hanako@example.jp").await;
        assert_eq!(membership(&phone, network).await.state, MemberState::Paused);
        assert_eq!(fate(&phone, network, Action::Resume).await, "applied");
        assert_eq!(membership(&hanako, network).await.state, MemberState::Active);
    }

    async fn leaving_unlists_at_once_and_is_taken_back_to_what_was(world: &World) {
        let network = world.network().await;
        let hanako = world.member(network, "hanako@example.jp").await;
        let other = world.member(network, "other@example.jp").await;
        assert_eq!(fate(&hanako, network, Action::Leave).await, "applied");
        assert!(!is_listed(&other, network, hanako.member(network)).await);
        let leaving = membership(&hanako, network).await.leaving.expect("a last day");
        assert_eq!(leaving.until, world.now() + 14 * DAY);
        assert_eq!(leaving.receipt.len(), 14);
        assert_eq!(fate(&hanako, network, Action::Leave).await, "applied");
        assert_eq!(membership(&hanako, network).await.leaving, Some(leaving), "again changes nothing");
        let phone = world.sign_in("hanako@example.jp").await;
        assert_eq!(fate(&phone, network, Action::Stay).await, "applied");
        assert!(is_listed(&other, network, hanako.member(network)).await);
        world.pass(15 * DAY);
        assert_eq!(end_overdue(&world.database().await, world.now()).await.expect("looked"), 0);

        world.invite(network, "invited@example.jp").await;
        let invited = world.sign_in("invited@example.jp").await;
        assert_eq!(fate(&invited, network, Action::Leave).await, "applied");
        assert_eq!(fate(&invited, network, Action::Stay).await, "applied");
        assert_eq!(membership(&invited, network).await.state, MemberState::Invited);
    }

    async fn a_member_who_cannot_be_read_keeps_nobody_else_from_coming_back(world: &World) {
        let network = world.network().await;
        let bad = world.member(network, "bad@example.jp").await;
        let good = world.member(network, "good@example.jp").await;
        let until = world.now() + DAY;
        for (device, until) in [(&bad, until), (&good, until + 1)] {
            assert_eq!(fate(device, network, Action::Pause { until }).await, "applied");
        }
        world.spoil("UPDATE members SET entry = '{' WHERE email = 'bad@example.jp'").await;
        let database = world.database().await;
        assert_eq!(end_overdue(&database, until + 1).await.expect("looked"), 1);
        assert_eq!(membership(&good, network).await.state, MemberState::Active);
        assert_eq!(end_overdue(&database, until + 1).await.expect("looked"), 0, "it ends, and is tried again later");
        world.spoil("UPDATE members SET entry = '{\"family_name\":\"山田\",\"given_name\":\"花子\"}' WHERE email = 'bad@example.jp'").await;
        assert_eq!(end_overdue(&database, until + 1).await.expect("looked"), 1);
    }

    async fn who_alone_could_give_duties_hands_that_over_first(world: &World) {
        let network = world.network().await;
        let head = world.desk(network, "head@example.jp", &[Duty::Duties, Duty::Posts]).await;
        assert_eq!(fate(&head, network, Action::Leave).await, "last_of_duty");
        let next = world.desk(network, "next@example.jp", &[Duty::Duties]).await;
        assert_eq!(fate(&head, network, Action::Leave).await, "applied");
        assert_eq!(fate(&next, network, Action::Leave).await, "last_of_duty", "who is leaving does not count");
    }
}
