//! 近況, reactions and following: who sees what, and when it is gone.

use crate::{
    on_both,
    profile::{of_class, state},
    support::{
        World,
        device::{Cache, applied, refused},
        world::DAY,
    },
};
use enishi_server::domain::status::fade;
use enishi_wire::{
    changes::Row,
    follows::FollowRow,
    ids::MemberId,
    members::{Class, MemberState},
    mutations::Action,
    posts::Audience,
    reactions::{MyReactionRow, Reaction, ReactionRow, reaction_id},
    scopes::Scope,
    status::{Mark, NewStatus, StatusRow},
};
use serde_json::Value;
use uuid::Uuid;

pub fn say(text: &str, audience: Audience) -> Action {
    Action::SetStatus { status: Some(NewStatus { mark: Mark::Recharging, text: text.to_owned(), audience }) }
}

pub fn react(item: Uuid) -> Action {
    Action::React { item, reaction: Some(Reaction::Cheering) }
}

fn words(held: &Cache, member: MemberId) -> Option<String> {
    held.row::<StatusRow>(member.0).map(|row| row.said.text)
}

/// Live rows that are about somebody, in whatever way.
pub fn mentions(held: &Cache, id: Uuid) -> Vec<String> {
    let about = |body: &Value| body.to_string().contains(&id.to_string());
    let live = held
        .rows
        .iter()
        .filter(|((_, _, row), change)| change.body.as_ref().is_some_and(|body| *row == id || about(body)));
    live.map(|((scope, kind, _), _)| format!("{scope} {kind}")).collect()
}

on_both! {
    async fn what_is_said_is_for_its_audience_and_moves_with_it_in_one_commit(world: &World) {
        let network = world.network().await;
        let author = world.member(network, "author@example.jp").await;
        let alumna = of_class(world, network, "alumna@example.jp", Class::Alumni).await;
        let staff = of_class(world, network, "staff@example.jp", Class::Staff).await;
        let me = author.member(network);
        applied(&author, network, say("京都です", Audience::Alumni)).await;
        let (mut hers, mut theirs) = (alumna.everything(network).await, staff.everything(network).await);
        assert_eq!((words(&hers, me).as_deref(), words(&theirs, me)), (Some("京都です"), None));

        let result = author.wish(network, say("みなさんへ", Audience::Everyone)).await;
        let rows = result["rows"].as_array().expect("rows");
        let of = |scope: &str| rows.iter().find(|row| row["scope"] == scope && row["kind"] == "status").expect("a row");
        assert!(of("alumni")["body"].is_null() && !of("members")["body"].is_null(), "{result}");
        for (device, held) in [(&alumna, &mut hers), (&staff, &mut theirs)] {
            held.sync(device, network).await;
            assert_eq!(words(held, me).as_deref(), Some("みなさんへ"));
            assert_eq!(held.in_scopes("status", me.0).len(), 1);
        }

        applied(&author, network, Action::SetStatus { status: None }).await;
        applied(&author, network, Action::SetStatus { status: None }).await;
        hers.sync(&alumna, network).await;
        assert!(words(&hers, me).is_none() && words(&author.everything(network).await, me).is_none());
    }

    async fn a_status_that_breaks_a_rule_is_refused_by_its_part(world: &World) {
        let network = world.network().await;
        let author = world.member(network, "author@example.jp").await;
        for (text, audience, part) in [
            ("縁".repeat(41), Audience::Alumni, "text"),
            ("a\u{202e}b".to_owned(), Audience::Alumni, "text"),
            ("a\0b".to_owned(), Audience::Alumni, "text"),
            (String::new(), Audience::Staff, "audience"),
            (String::new(), Audience::Unknown, "audience"),
        ] {
            let error = refused(&author, network, say(&text, audience)).await;
            assert_eq!((&error["code"], &error["field"]), (&"invalid".into(), &part.into()), "{text:?}");
        }
        let newer = NewStatus { mark: Mark::Other("dancing".to_owned()), text: String::new(), audience: Audience::Alumni };
        assert_eq!(refused(&author, network, Action::SetStatus { status: Some(newer) }).await["field"], "mark");
        applied(&author, network, say(&"👨‍👩‍👧‍👦".repeat(40), Audience::Alumni)).await;
    }

    async fn after_ninety_days_it_fades_with_its_reactions_and_not_before(world: &World) {
        let network = world.network().await;
        let (author, reader) = (world.member(network, "author@example.jp").await, world.member(network, "reader@example.jp").await);
        let me = author.member(network);
        let item = applied(&author, network, say("京都です", Audience::Alumni)).await;
        applied(&reader, network, react(item)).await;
        let mut held = reader.everything(network).await;

        world.pass(89 * DAY);
        assert_eq!(fade(&world.database().await, world.now()).await.expect("done"), 0);
        world.pass(DAY);
        assert_eq!(fade(&world.database().await, world.now()).await.expect("done"), 1);
        assert_eq!(fade(&world.database().await, world.now()).await.expect("done"), 0);
        let reader = world.sign_in("reader@example.jp").await;
        held.sync(&reader, network).await;
        assert_eq!((held.resets, words(&held, me), held.row::<MyReactionRow>(item)), (0, None, None));
        let author = world.sign_in("author@example.jp").await;
        let hers = author.everything(network).await;
        assert!(hers.ids(&Scope::Me(me), ReactionRow::KIND).is_empty());
        assert_eq!(refused(&reader, network, react(item)).await["code"], "not_found");
    }

    async fn one_that_cannot_be_read_keeps_no_other_from_fading(world: &World) {
        let network = world.network().await;
        for email in ["bad@example.jp", "good@example.jp"] {
            applied(&world.member(network, email).await, network, say("京都です", Audience::Alumni)).await;
        }
        let of_bad = "WHERE member = (SELECT id FROM members WHERE email = 'bad@example.jp')";
        world.spoil(&format!("UPDATE statuses SET audience = 'nobody' {of_bad}")).await;
        world.pass(90 * DAY);
        let database = world.database().await;
        assert_eq!(fade(&database, world.now()).await.expect("looked"), 1);
        assert_eq!(fade(&database, world.now()).await.expect("looked"), 0, "it ends, and is tried again later");
        world.spoil(&format!("UPDATE statuses SET audience = 'alumni' {of_bad}")).await;
        assert_eq!(fade(&database, world.now()).await.expect("looked"), 1);
    }

    async fn who_is_not_listed_says_nothing_and_has_answered_nobody(world: &World) {
        let network = world.network().await;
        let (author, reader) = (world.member(network, "author@example.jp").await, world.member(network, "reader@example.jp").await);
        let (me, other) = (author.member(network), reader.member(network));
        for (number, to) in [MemberState::Paused, MemberState::Left].into_iter().enumerate() {
            let mine = applied(&author, network, say("京都です", Audience::Alumni)).await;
            let item = applied(&reader, network, say("大阪です", Audience::Alumni)).await;
            applied(&author, network, react(item)).await;
            applied(&reader, network, react(mine)).await;
            state(world, network, "author@example.jp", to).await;
            let held = reader.everything(network).await;
            assert_eq!(words(&held, me), None, "{to:?}");
            assert!(held.row::<ReactionRow>(reaction_id(item, me)).is_none(), "{to:?}");
            assert!(held.row::<MyReactionRow>(mine).is_none(), "{to:?}");
            assert_eq!(refused(&reader, network, react(mine)).await["code"], "not_found");
            if number == 0 {
                state(world, network, "author@example.jp", MemberState::Active).await;
                assert_eq!(words(&reader.everything(network).await, me), None, "nothing is said that was not said again");
            }
        }
        assert!(words(&reader.everything(network).await, other).is_some());
    }

    async fn only_the_author_learns_who_reacted_and_the_last_reaction_counts(world: &World) {
        let network = world.network().await;
        let author = world.member(network, "author@example.jp").await;
        let reader = world.member(network, "reader@example.jp").await;
        let third = world.member(network, "third@example.jp").await;
        let him = reader.member(network);
        let item = applied(&author, network, say("京都です", Audience::Alumni)).await;
        let before = mentions(&third.everything(network).await, him.0);
        applied(&reader, network, react(item)).await;
        applied(&reader, network, Action::React { item, reaction: Some(Reaction::MissYou) }).await;
        let hers = author.everything(network).await;
        let row = hers.row::<ReactionRow>(reaction_id(item, him)).expect("a reaction");
        assert_eq!((row.member, row.reaction), (him, Reaction::MissYou));
        assert_eq!(hers.ids(&Scope::Me(author.member(network)), ReactionRow::KIND).len(), 1, "one for each person");
        assert_eq!(reader.everything(network).await.row::<MyReactionRow>(item).map(|row| row.reaction), Some(Reaction::MissYou));
        assert_eq!(mentions(&third.everything(network).await, him.0), before, "nobody else learns of it");

        applied(&reader, network, Action::React { item, reaction: None }).await;
        applied(&reader, network, Action::React { item, reaction: None }).await;
        assert!(author.everything(network).await.row::<ReactionRow>(reaction_id(item, him)).is_none());

        let error = refused(&author, network, react(item)).await;
        assert_eq!((&error["code"], &error["field"]), (&"invalid".into(), &"item".into()), "oneself");
        let newer = Action::React { item, reaction: Some(Reaction::Other("fireworks".to_owned())) };
        assert_eq!(refused(&reader, network, newer).await["field"], "reaction");
        applied(&author, network, say("引っ越しました", Audience::Alumni)).await;
        assert_eq!(refused(&reader, network, react(item)).await["code"], "not_found", "it was to what is said no more");
    }

    async fn what_one_may_not_see_cannot_be_answered(world: &World) {
        let network = world.network().await;
        let author = world.member(network, "author@example.jp").await;
        let staff = of_class(world, network, "staff@example.jp", Class::Staff).await;
        let item = applied(&author, network, say("京都です", Audience::Alumni)).await;
        let nothing = refused(&staff, network, react(enishi_server::ids::new_id())).await;
        assert_eq!(refused(&staff, network, react(item)).await, nothing);
    }

    async fn two_who_are_hidden_lose_each_others_words_and_reactions_and_get_them_back(world: &World) {
        let network = world.network().await;
        let (author, reader) = (world.member(network, "author@example.jp").await, world.member(network, "reader@example.jp").await);
        let (me, him) = (author.member(network), reader.member(network));
        let mine = applied(&author, network, say("京都です", Audience::Alumni)).await;
        let his = applied(&reader, network, say("大阪です", Audience::Alumni)).await;
        applied(&reader, network, react(mine)).await;
        applied(&author, network, react(his)).await;
        let (mut hers_held, mut his_held) = (author.everything(network).await, reader.everything(network).await);

        applied(&author, network, Action::HideFrom { member: him, block: false }).await;
        hers_held.sync(&author, network).await;
        his_held.sync(&reader, network).await;
        let own_list = format!("{} hidden", Scope::Me(me));
        for (held, of, item, left) in [(&hers_held, him, mine, vec![own_list]), (&his_held, me, his, vec![])] {
            assert_eq!(words(held, of), None);
            assert_eq!(mentions(held, of.0), left, "no row is about the other any more, but in the list of who hid");
            assert!(held.row::<ReactionRow>(reaction_id(item, of)).is_none());
        }
        assert!(hers_held.row::<MyReactionRow>(his).is_none() && his_held.row::<MyReactionRow>(mine).is_none());
        assert_eq!((hers_held.resets, his_held.resets), (0, 0));
        let nothing = refused(&reader, network, react(enishi_server::ids::new_id())).await;
        assert_eq!(refused(&reader, network, react(mine)).await, nothing);
        for (device, held) in [(&author, &hers_held), (&reader, &his_held)] {
            let found = crate::hidden::compared(device, held, network).await;
            assert!(found.values().all(|one| *one == enishi_wire::digest::Comparison::Same), "{found:?}");
        }

        applied(&author, network, Action::ShowTo { member: him }).await;
        hers_held.sync(&author, network).await;
        assert_eq!(words(&hers_held, him).as_deref(), Some("大阪です"));
        assert!(hers_held.row::<ReactionRow>(reaction_id(mine, him)).is_some());
    }

    async fn nobody_learns_who_follows_whom(world: &World) {
        let network = world.network().await;
        let (fan, star, third) = (
            world.member(network, "fan@example.jp").await,
            world.member(network, "star@example.jp").await,
            world.member(network, "third@example.jp").await,
        );
        let (me, her) = (fan.member(network), star.member(network));
        let before = [mentions(&star.everything(network).await, me.0), mentions(&third.everything(network).await, me.0)];
        applied(&fan, network, Action::Follow { member: her, following: true }).await;
        applied(&fan, network, Action::Follow { member: her, following: true }).await;
        assert!(fan.everything(network).await.row::<FollowRow>(her.0).is_some());
        let after = [mentions(&star.everything(network).await, me.0), mentions(&third.everything(network).await, me.0)];
        assert_eq!(before, after);

        let unknown = MemberId(enishi_server::ids::new_id());
        assert_eq!(refused(&fan, network, Action::Follow { member: unknown, following: true }).await["code"], "not_found");
        assert_eq!(refused(&fan, network, Action::Follow { member: me, following: true }).await["code"], "invalid");
        applied(&fan, network, Action::Follow { member: her, following: false }).await;
        applied(&fan, network, Action::Follow { member: unknown, following: false }).await;
        assert!(fan.everything(network).await.row::<FollowRow>(her.0).is_none());
    }

    async fn hiding_ends_a_following_and_its_counter_tells_nothing(world: &World) {
        let network = world.network().await;
        let star = world.member(network, "star@example.jp").await;
        let mut moved = Vec::new();
        for (email, follows) in [("one@example.jp", true), ("two@example.jp", false)] {
            let fan = world.member(network, email).await;
            if follows {
                applied(&fan, network, Action::Follow { member: star.member(network), following: true }).await;
            }
            let counter = |held: &Cache| held.cursors[&Scope::Members];
            let before = counter(&star.everything(network).await);
            applied(&star, network, Action::HideFrom { member: fan.member(network), block: false }).await;
            moved.push(counter(&star.everything(network).await) - before);
            assert!(fan.everything(network).await.row::<FollowRow>(star.member(network).0).is_none());
            applied(&star, network, Action::ShowTo { member: fan.member(network) }).await;
            assert!(fan.everything(network).await.row::<FollowRow>(star.member(network).0).is_none(), "it does not come back");
        }
        assert_eq!(moved[0], moved[1], "whoever hides does not learn whether the other followed");
    }
}
