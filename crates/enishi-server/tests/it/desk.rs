//! Letters to the secretariat: read by the duty `inbox` and their member, and by nobody else.

use crate::{
    on_both,
    support::{
        World,
        device::{applied, fate},
    },
};
use enishi_wire::{desk::DeskLetterRow, ids::MemberId, members::Duty, mutations::Action};

const CANARY: &str = "kanariya77d1";

fn write(member: Option<MemberId>, text: &str) -> Action {
    Action::WriteToDesk { member, text: text.to_owned() }
}

on_both! {
    async fn a_letter_is_read_by_its_member_and_by_the_duty_alone(world: &World) {
        let network = world.network().await;
        let member = world.member(network, "member@example.jp").await;
        let other = world.member(network, "other@example.jp").await;
        assert_eq!(fate(&member, network, write(None, CANARY)).await, "nobody_reads");
        let desk = world.desk(network, "inbox@example.jp", &[Duty::Inbox]).await;
        let rest: Vec<Duty> = Duty::ALL.into_iter().filter(|duty| *duty != Duty::Inbox).collect();
        let rest = world.desk(network, "rest@example.jp", &rest).await;
        let id = applied(&member, network, write(None, CANARY)).await;
        for device in [&member, &desk] {
            let row = device.everything(network).await.row::<DeskLetterRow>(id).expect("a letter");
            assert_eq!((row.text.as_str(), row.member, row.by), (CANARY, member.member(network), None));
        }
        for device in [&other, &rest] {
            assert!(!format!("{:?}", device.everything(network).await.rows).contains(CANARY));
            assert_eq!(fate(device, network, write(Some(member.member(network)), "x")).await, "not_permitted");
        }
        let answer = applied(&desk, network, write(Some(member.member(network)), "承知しました")).await;
        let row = member.everything(network).await.row::<DeskLetterRow>(answer).expect("an answer");
        assert_eq!(row.by, Some(desk.member(network)));
        assert!(other.everything(network).await.row::<DeskLetterRow>(answer).is_none());
    }

    async fn letters_have_words_a_limit_and_somebody_to_go_to(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "inbox@example.jp", &[Duty::Inbox]).await;
        for bad in ["", "  ", "a\u{0}", &"長".repeat(4_001)] {
            assert_eq!(fate(&desk, network, write(None, bad)).await, "invalid");
        }
        assert_eq!(fate(&desk, network, write(Some(MemberId(enishi_server::ids::new_id())), "x")).await, "not_found");
        let member = world.member(network, "member@example.jp").await;
        for _ in 0..50 {
            assert_eq!(fate(&member, network, write(None, "もしもし")).await, "applied");
        }
        assert_eq!(fate(&member, network, write(None, "もしもし")).await, "too_many_requests");
    }

    async fn letters_are_deleted_with_their_member_and_hidden_from_whom_she_hides(world: &World) {
        let network = world.network().await;
        let member = world.member(network, "member@example.jp").await;
        let (one, two) = (
            world.desk(network, "one@example.jp", &[Duty::Inbox]).await,
            world.desk(network, "two@example.jp", &[Duty::Inbox]).await,
        );
        member.wish(network, Action::HideFrom { member: two.member(network), block: false }).await;
        let id = applied(&member, network, write(None, CANARY)).await;
        assert!(one.everything(network).await.row::<DeskLetterRow>(id).is_some());
        assert!(two.everything(network).await.row::<DeskLetterRow>(id).is_none());
        assert_eq!(fate(&two, network, write(Some(member.member(network)), "x")).await, "not_found");
        applied(&member, network, Action::Leave).await;
        world.pass(15 * crate::support::world::DAY);
        let app = world.app().await;
        enishi_server::domain::stay::end_overdue(&app.database, world.now()).await.expect("swept");
        assert!(one.everything(network).await.row::<DeskLetterRow>(id).is_none());
    }
}
