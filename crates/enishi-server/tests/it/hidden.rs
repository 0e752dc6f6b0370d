//! Hidden pairs and rows that move between scopes: gone from who may not see them, there for who may.

use crate::{
    on_both,
    push::{plan, post},
    support::{
        Device, World,
        device::{Cache, applied, mutation, pushed, refused},
        world::DAY,
    },
};
use enishi_server::{db::hidden, domain::horizon::forget};
use enishi_wire::{
    digest::{Comparison, RowsDigest},
    events::{Answer, RsvpRow, TallyRow},
    hidden::HiddenRow,
    ids::{EventId, MemberId, NetworkId, PostId},
    members::{Duty, Entry, MemberRow},
    mutations::Action,
    posts::{Audience, PostRow},
    scopes::Scope,
};
use serde_json::json;
use std::collections::BTreeMap;

fn sees(held: &Cache, member: MemberId) -> bool {
    held.row::<MemberRow>(member.0).is_some()
}

/// What the server says of the rows that a device holds.
pub async fn compared(device: &Device, held: &Cache, network: NetworkId) -> BTreeMap<Scope, Comparison> {
    let digest = |scope: &Scope| {
        let mut digest = RowsDigest::default();
        for ((of, kind, id), row) in &held.rows {
            if of == scope && row.body.is_some() {
                digest.add(kind, *id, row.seq);
            }
        }
        digest.at(held.cursors[scope])
    };
    let scopes: BTreeMap<_, _> = held.cursors.keys().map(|scope| (scope.clone(), digest(scope))).collect();
    let body = json!({ "network": network, "epoch": held.epoch, "scopes": scopes });
    let answer = device.post("/v1/sync/digest", &body).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    serde_json::from_value(answer.body["scopes"].clone()).expect("comparisons")
}

async fn all_the_same(device: &Device, held: &Cache, network: NetworkId) -> bool {
    compared(device, held, network).await.values().all(|found| *found == Comparison::Same)
}

on_both! {
    async fn two_who_are_hidden_see_no_row_of_each_other_and_everybody_else_does(world: &World) {
        let network = world.network().await;
        let hanako = world.desk(network, "hanako@example.jp", &[Duty::Posts, Duty::Events]).await;
        let taro = world.desk(network, "taro@example.jp", &[Duty::Events]).await;
        let third = world.member(network, "third@example.jp").await;
        let (her, him) = (hanako.member(network), taro.member(network));
        let (a_post, an_event) = (mutation(network, post("お知らせ")), mutation(network, Action::CreateEvent { plan: plan() }));
        hanako.push(&a_post).await;
        hanako.push(&an_event).await;
        let event = EventId(an_event.id.0);
        for device in [&hanako, &taro] {
            applied(device, network, Action::SetRsvp { event, answer: Answer::Yes }).await;
        }
        let (mut hers, mut his, mut thirds) =
            (hanako.everything(network).await, taro.everything(network).await, third.everything(network).await);
        assert!(sees(&hers, him) && sees(&his, her) && sees(&thirds, her));
        let attendees = |held: &Cache| held.ids(&Scope::Desk(Duty::Events), "rsvp").len();
        assert_eq!((attendees(&hers), attendees(&his)), (2, 2));

        let result = pushed(&hanako, &mutation(network, Action::HideFrom { member: him, block: false })).await;
        let told: Vec<_> = result["rows"].as_array().expect("rows").iter().map(|row| (&row["kind"], &row["body"]["block"])).collect();
        let gone = |kind| (json!(kind), json!(null));
        let told: Vec<_> = told.into_iter().map(|(kind, block)| (kind.clone(), block.clone())).collect();
        assert_eq!(told, [(json!("hidden"), json!(false)), gone("member"), gone("rsvp")], "his entry and his answer go at once, he is on her list, and nothing of his side is told");
        for (device, held) in [(&hanako, &mut hers), (&taro, &mut his), (&third, &mut thirds)] {
            held.sync(device, network).await;
            assert_eq!(held.resets, 0);
            assert!(all_the_same(device, held, network).await, "what was taken from a device is what the server shows it no more");
            let anew = device.everything(network).await;
            let live = |cache: &Cache| cache.rows.values().filter(|row| row.body.is_some()).cloned().collect::<Vec<_>>();
            assert_eq!(live(held), live(&anew), "a first sync brings the same");
        }
        assert!(!sees(&hers, him) && !sees(&his, her) && sees(&thirds, her) && sees(&thirds, him));
        assert!(sees(&hers, her) && sees(&his, him));
        assert_eq!((attendees(&hers), attendees(&his)), (1, 1));
        assert!(his.in_scopes("post", a_post.id.0).is_empty() && his.in_scopes("event", event.0).is_empty());
        assert!(!thirds.in_scopes("post", a_post.id.0).is_empty());
        let tally = thirds.row::<TallyRow>(event.0).expect("a tally");
        assert_eq!((tally.yes, his.row::<TallyRow>(event.0)), (2, Some(tally)), "numbers stay");

        // What comes later stays away too, and he can do nothing with what he cannot see.
        let later = mutation(network, post("あとから"));
        hanako.push(&later).await;
        his.sync(&taro, network).await;
        assert!(his.in_scopes("post", later.id.0).is_empty());
        let nobodys = refused(&taro, network, Action::SetRsvp { event: EventId(enishi_server::ids::new_id()), answer: Answer::No }).await;
        assert_eq!(refused(&taro, network, Action::SetRsvp { event, answer: Answer::No }).await, nobodys);
        assert_eq!(refused(&taro, network, Action::CancelEvent { event }).await, nobodys);

        applied(&hanako, network, Action::ShowTo { member: him }).await;
        for (device, held) in [(&hanako, &mut hers), (&taro, &mut his), (&third, &mut thirds)] {
            held.sync(device, network).await;
            assert!(all_the_same(device, held, network).await);
            assert!(sees(held, her) && sees(held, him));
            assert!(!held.in_scopes("post", later.id.0).is_empty());
        }
        assert_eq!((attendees(&hers), attendees(&his)), (2, 2));
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM removals").fetch_one(&mut *snapshot).await.expect("a number");
        assert_eq!(left, 0);
    }

    async fn nobody_learns_who_hid_from_whom(world: &World) {
        let network = world.network().await;
        let (hanako, taro) = (world.member(network, "hanako@example.jp").await, world.member(network, "taro@example.jp").await);
        let (her, him) = (hanako.member(network), taro.member(network));
        world.invite(network, "invited@example.jp").await;
        let invited = world.sign_in("invited@example.jp").await.member(network);
        let unknown = MemberId(enishi_server::ids::secret_id());
        applied(&hanako, network, Action::HideFrom { member: him, block: false }).await;
        applied(&hanako, network, Action::HideFrom { member: him, block: false }).await;

        let nobody = refused(&taro, network, Action::HideFrom { member: unknown, block: false }).await;
        assert_eq!(nobody["code"], "not_found");
        assert_eq!(refused(&taro, network, Action::HideFrom { member: invited, block: false }).await, nobody, "not listed is not there");
        assert_eq!(refused(&taro, network, Action::HideFrom { member: her, block: false }).await, nobody, "who hid is as if not there");
        assert_eq!(refused(&taro, network, Action::HideFrom { member: him, block: false }).await["code"], "invalid");
        let shown = pushed(&taro, &mutation(network, Action::ShowTo { member: her })).await;
        assert_eq!(shown, pushed(&taro, &mutation(network, Action::ShowTo { member: unknown })).await);
        let his = taro.everything(network).await;
        assert!(!sees(&his, her), "only who hid can take it back");
        let everything = format!("{:?}", his.rows.values().collect::<Vec<_>>());
        assert!(!everything.contains(&her.to_string()), "no row names her");
    }

    async fn whom_a_member_hid_is_on_her_list_alone_as_she_knew_him(world: &World) {
        let network = world.network().await;
        let (hanako, taro) = (world.member(network, "hanako@example.jp").await, world.member(network, "taro@example.jp").await);
        let (her, him) = (hanako.member(network), taro.member(network));
        let row = async || hanako.everything(network).await.row::<HiddenRow>(him.0);
        applied(&hanako, network, Action::HideFrom { member: him, block: false }).await;
        let listed = row().await.expect("he is on her list");
        assert_eq!((listed.family_name.as_str(), listed.given_name.as_str(), listed.block), ("山田", "花子", false));
        let may_write = async |writer, reader| {
            let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
            hidden::may_write(&mut snapshot, network, writer, reader).await.expect("an answer")
        };
        assert!(may_write(him, her).await, "hiding alone stops no messages");

        let entry = Entry { family_name: "鈴木".to_owned(), given_name: "太郎".to_owned(), ..Entry::default() };
        applied(&taro, network, Action::SetEntry { entry }).await;
        world.pass(DAY);
        let mut his = taro.everything(network).await;
        applied(&hanako, network, Action::HideFrom { member: him, block: true }).await;
        assert_eq!(row().await, Some(HiddenRow { block: true, ..listed }), "all but the block stays as it was");
        assert!(!may_write(him, her).await && !may_write(her, him).await);
        let before = his.rows.len();
        his.sync(&taro, network).await;
        assert_eq!(his.rows.len(), before, "he hears nothing of it");

        applied(&hanako, network, Action::ShowTo { member: him }).await;
        assert_eq!(row().await, None);
        assert!(may_write(him, her).await);
    }

    async fn both_who_hide_at_once_are_hidden_and_either_may_take_back_only_the_own_wish(world: &World) {
        let network = world.network().await;
        let (hanako, taro) = (world.member(network, "hanako@example.jp").await, world.member(network, "taro@example.jp").await);
        let (her, him) = (hanako.member(network), taro.member(network));
        let (hers, his) = tokio::join!(
            hanako.wish(network, Action::HideFrom { member: him, block: false }),
            taro.wish(network, Action::HideFrom { member: her, block: false }),
        );
        let done = [hers, his].iter().filter(|result| result["outcome"] == "applied").count();
        assert_eq!(done, 1, "the second finds nobody any more");
        applied(&hanako, network, Action::ShowTo { member: him }).await;
        applied(&taro, network, Action::ShowTo { member: her }).await;
        assert!(sees(&taro.everything(network).await, her) && sees(&hanako.everything(network).await, him));
    }

    async fn a_device_that_is_hidden_from_in_the_middle_of_a_first_sync_forgets_what_it_had(world: &World) {
        let network = world.network().await;
        let (hanako, taro) = (world.member(network, "hanako@example.jp").await, world.member(network, "taro@example.jp").await);
        for n in 0..5 {
            world.member(network, &format!("p{n}@example.jp")).await;
        }
        let mut his = Cache { page_rows: Some(3), ..Cache::default() };
        assert!(his.apply(taro.page(&his.request(network)).await), "there is more");
        assert!(sees(&his, hanako.member(network)), "she came on the first page");
        applied(&hanako, network, Action::HideFrom { member: taro.member(network), block: false }).await;
        his.sync(&taro, network).await;
        assert!(!sees(&his, hanako.member(network)));
        assert!(all_the_same(&taro, &his, network).await);
    }

    async fn a_row_of_somebody_hidden_that_came_late_goes_when_it_is_removed(world: &World) {
        let network = world.network().await;
        let hanako = world.desk(network, "hanako@example.jp", &[Duty::Posts]).await;
        let taro = world.desk(network, "taro@example.jp", &[Duty::Posts]).await;
        let made = mutation(network, post("お知らせ"));
        hanako.push(&made).await;
        let mut his = taro.everything(network).await;
        let edit = Action::EditPost { post: PostId(made.id.0), title: "訂正".to_owned(), text: String::new(), audience: Audience::Everyone };
        let late = pushed(&taro, &mutation(network, edit)).await;
        applied(&hanako, network, Action::HideFrom { member: taro.member(network), block: false }).await;
        his.sync(&taro, network).await;
        assert!(his.in_scopes("post", made.id.0).is_empty());
        // The answer was on its way for longer than the page.
        his.take_answer(&late);
        assert_eq!(his.in_scopes("post", made.id.0).len(), 2);

        applied(&hanako, network, Action::RemovePost { post: PostId(made.id.0) }).await;
        assert_eq!(compared(&taro, &his, network).await[&Scope::Members], Comparison::Moved, "there is news for him");
        his.sync(&taro, network).await;
        assert!(his.in_scopes("post", made.id.0).is_empty());
        assert!(all_the_same(&taro, &his, network).await);
        let anew = taro.everything(network).await;
        assert!(anew.rows.keys().all(|(_, _, id)| *id != made.id.0), "who never had it hears nothing of it");
    }

    async fn a_row_of_an_answer_that_is_hidden_while_its_scope_is_opened_is_removed(world: &World) {
        let network = world.network().await;
        let hanako = world.desk(network, "hanako@example.jp", &[Duty::Posts]).await;
        let taro = world.desk(network, "taro@example.jp", &[Duty::Posts]).await;
        let made = mutation(network, post("お知らせ"));
        hanako.push(&made).await;
        let desk = Scope::Desk(Duty::Posts);
        let mut his = Cache { page_rows: Some(1), ..Cache::default() };
        assert!(his.apply(taro.page(&his.request(network)).await), "there is more");
        assert_eq!(his.cursors[&desk], 0);
        let edit = Action::EditPost { post: PostId(made.id.0), title: "訂正".to_owned(), text: String::new(), audience: Audience::Everyone };
        his.take_answer(&pushed(&taro, &mutation(network, edit)).await);
        applied(&hanako, network, Action::HideFrom { member: taro.member(network), block: false }).await;
        his.sync(&taro, network).await;
        assert!(his.in_scopes("post", made.id.0).is_empty());
        assert!(all_the_same(&taro, &his, network).await);
    }

    async fn who_was_away_for_longer_than_removals_are_kept_begins_anew(world: &World) {
        let network = world.network().await;
        let (hanako, taro) = (world.member(network, "hanako@example.jp").await, world.member(network, "taro@example.jp").await);
        let mut his = taro.everything(network).await;
        applied(&hanako, network, Action::HideFrom { member: taro.member(network), block: false }).await;
        world.pass(91 * DAY);
        assert_eq!(forget(&world.database().await, world.now()).await.expect("done"), 2, "one for each of them");
        let taro = world.sign_in("taro@example.jp").await;
        his.sync(&taro, network).await;
        assert_eq!(his.resets, 1);
        assert!(!sees(&his, hanako.member(network)));
        assert!(all_the_same(&taro, &his, network).await);
    }

    async fn a_post_that_gets_another_audience_moves_between_scopes(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let reader = world.member(network, "hanako@example.jp").await;
        let wish = mutation(network, post("みなさまへ"));
        desk.push(&wish).await;
        let (id, mut held) = (PostId(wish.id.0), reader.everything(network).await);
        let edit = |title: &str, audience| Action::EditPost { post: id, title: title.to_owned(), text: "訂正".to_owned(), audience };
        let row = |held: &Cache| held.row::<PostRow>(id.0).map(|row| (row.title, row.text));
        let before = held.row::<PostRow>(id.0).expect("a post");

        applied(&desk, network, edit("訂正", Audience::Everyone)).await;
        held.sync(&reader, network).await;
        let after = held.row::<PostRow>(id.0).expect("a post");
        assert_eq!((after.author, after.published_at, after.kind), (before.author, before.published_at, before.kind));
        assert_eq!(row(&held), Some(("訂正".to_owned(), "訂正".to_owned())));

        applied(&desk, network, edit("職員へ", Audience::Staff)).await;
        held.sync(&reader, network).await;
        assert_eq!(row(&held), None, "gone from who lost it");
        assert!(all_the_same(&reader, &held, network).await);
        let rows = desk.everything(network).await;
        let scopes: Vec<_> = rows.in_scopes("post", id.0).iter().map(|change| change.scope.to_string()).collect();
        assert_eq!(scopes, ["desk/posts"], "an alumna with the duty sees it at her desk only");

        applied(&desk, network, edit("卒業生へ", Audience::Alumni)).await;
        held.sync(&reader, network).await;
        assert_eq!(row(&held).map(|(title, _)| title).as_deref(), Some("卒業生へ"), "there for who gained it");
        applied(&desk, network, Action::RemovePost { post: id }).await;
        assert_eq!(refused(&desk, network, edit("遅い", Audience::Alumni)).await["code"], "not_found");
        held.sync(&reader, network).await;
        assert_eq!(row(&held), None);
        assert_eq!(refused(&desk, network, edit(" ", Audience::Alumni)).await["field"], "title");
    }

    async fn an_answer_of_somebody_hidden_is_in_no_list(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Events]).await;
        let guest = world.member(network, "guest@example.jp").await;
        let made = mutation(network, Action::CreateEvent { plan: plan() });
        desk.push(&made).await;
        applied(&guest, network, Action::HideFrom { member: desk.member(network), block: false }).await;
        let mut held = desk.everything(network).await;
        let hers = guest.wish(network, Action::SetRsvp { event: EventId(made.id.0), answer: Answer::Yes }).await;
        assert_eq!(hers["error"]["code"], "not_found", "she does not see his event either");
        held.sync(&desk, network).await;
        assert!(held.row::<RsvpRow>(enishi_server::ids::rsvp_row(EventId(made.id.0), guest.member(network))).is_none());
    }
}
