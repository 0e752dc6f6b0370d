//! Pull: prefixes without gaps, scopes that open and drop, resets.

use crate::{
    on_both,
    push::post,
    support::{
        World,
        device::{Cache, mutation, raw},
    },
};
use enishi_server::{db::members, domain::members::set_state};
use enishi_wire::{
    ids::PostId,
    members::{Duty, MemberState},
    mutations::Action,
    posts::{Audience, PostKind},
    scopes::Scope,
    sync::PullLine,
};
use serde_json::json;
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
};

on_both! {
    async fn nothing_changed_is_one_line(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let held = device.everything(network).await;
        let lines = device.page(&held.request(network)).await;
        assert!(matches!(lines.as_slice(), [PullLine::Unchanged { .. }]), "{lines:?}");
    }

    async fn an_unchanged_pull_costs_at_most_300_bytes_both_ways(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        world.set_counter(network, 9_999_999).await;
        let held = device.everything(network).await;
        assert_eq!(held.scopes().len(), 3, "a plain member");
        let request = json!(held.request(network)).to_string();
        let head = format!(
            "POST /v1/sync/pull HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Accept-Encoding: zstd, gzip\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            device.token,
            request.len()
        );
        let answer = raw(world.address().await, format!("{head}{request}").as_bytes()).await;
        let text = String::from_utf8(answer).expect("not compressed, which would make it longer");
        let (_, body) = text.split_once("\r\n\r\n").expect("a head");
        assert!(body.starts_with("{\"line\":\"unchanged\""), "{text}");
        assert!(request.len() + body.len() <= 300, "{} + {} bytes", request.len(), body.len());
    }

    async fn what_others_do_moves_the_cursors_of_a_device_that_sees_nothing_of_it(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let mut held = device.everything(network).await;
        world.invite(network, "taro@example.jp").await;
        let lines = device.page(&held.request(network)).await;
        assert!(matches!(lines.as_slice(), [PullLine::PageEnd { more: false, .. }]), "{lines:?}");
        held.apply(lines);
        let lines = device.page(&held.request(network)).await;
        assert!(matches!(lines.as_slice(), [PullLine::Unchanged { .. }]), "{lines:?}");
    }

    async fn a_device_is_given_as_many_rows_as_it_asks_for(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let wishes: Vec<_> = (0..60).map(|n| mutation(network, post(&format!("お知らせ {n}")))).collect();
        desk.post("/v1/sync/push", &json!({ "mutations": wishes })).await;
        let reader = world.member(network, "hanako@example.jp").await;
        for (rows, pages) in [(Some(7), 10..=12), (Some(1), 60..=80), (None, 1..=1), (Some(100_000), 1..=1)] {
            let mut held = Cache { page_rows: rows, ..Cache::default() };
            let found = held.sync(&reader, network).await;
            assert!(pages.contains(&found), "{found} pages of {rows:?} rows");
            assert_eq!(held.ids(&Scope::Members, "post").len(), 60);
            assert_eq!(held.resets, 0);
        }
    }

    async fn hundreds_of_rows_at_once_are_the_rows_that_come_one_by_one(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let reader = world.member(network, "hanako@example.jp").await;
        let mut held = reader.everything(network).await;
        let text = |n: u32| format!("\"お知らせ\" {n}\\\u{2028}<縁>");
        let wishes: Vec<_> = (0..600).map(|n| mutation(network, post(&text(n)))).collect();
        for wishes in wishes.chunks(100) {
            desk.post("/v1/sync/push", &json!({ "mutations": wishes })).await;
        }
        held.page_rows = Some(100_000);
        held.sync(&reader, network).await;
        let gone: Vec<_> = wishes.iter().step_by(9).map(|wish| {
            mutation(network, Action::RemovePost { post: PostId(wish.id.0) })
        }).collect();
        desk.post("/v1/sync/push", &json!({ "mutations": gone })).await;
        held.sync(&reader, network).await;
        assert_eq!(held.ids(&Scope::Members, "post").len(), 600 - gone.len(), "tombstones came too");
        held.rows.retain(|_, row| row.body.is_some());
        for rows in [Some(5), Some(257), None, Some(100_000)] {
            let mut fresh = Cache { page_rows: rows, ..Cache::default() };
            fresh.sync(&reader, network).await;
            fresh.rows.retain(|_, row| row.body.is_some());
            assert!(fresh.rows == held.rows, "in pages of {rows:?}");
        }
    }

    async fn a_row_of_an_answer_that_is_removed_while_its_scope_is_opened_goes_from_the_device(world: &World) {
        let network = world.network().await;
        let device = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let earlier = mutation(network, post("前から"));
        device.push(&earlier).await;
        device.wish(network, Action::RemovePost { post: PostId(earlier.id.0) }).await;
        let desk = Scope::Desk(Duty::Posts);
        let mut held = Cache { page_rows: Some(1), ..Cache::default() };
        assert!(held.apply(device.page(&held.request(network)).await), "there is more");
        assert_eq!(held.cursors[&desk], 0, "opened and not read yet");

        let wish = mutation(network, post("お知らせ"));
        held.take_answer(&device.push(&wish).await);
        assert_eq!(held.in_scopes("post", wish.id.0).len(), 2);
        device.wish(network, Action::RemovePost { post: PostId(wish.id.0) }).await;
        held.sync(&device, network).await;
        assert!(held.in_scopes("post", wish.id.0).is_empty(), "what came since the scope was opened is taken back");
        let told = |held: &Cache, id| held.rows.contains_key(&(desk.clone(), "post".to_owned(), id));
        assert!(told(&held, wish.id.0) && !told(&held, earlier.id.0), "what was gone before that is not told");
        assert!(!told(&device.everything(network).await, wish.id.0), "nor is anything to who opens the scope now");
    }

    async fn scopes_open_with_confirmation_and_with_duties(world: &World) {
        let network = world.network().await;
        world.invite(network, "hanako@example.jp").await;
        let device = world.sign_in("hanako@example.jp").await;
        let me = format!("me/{}", device.member(network));
        let mut held = device.everything(network).await;
        assert_eq!(held.scopes(), [me.as_str()]);
        let entry = enishi_wire::members::Entry { family_name: "山田".to_owned(), ..Default::default() };
        device.wish(network, Action::SetEntry { entry }).await;
        held.sync(&device, network).await;
        assert_eq!(held.scopes(), ["members", "alumni", &me]);
        world.grant(network, "hanako@example.jp", &[Duty::Events]).await;
        held.sync(&device, network).await;
        assert_eq!(held.scopes(), ["members", "alumni", "desk/events", &me]);
        assert!(held.dropped.is_empty());
    }

    async fn scopes_that_were_taken_away_are_dropped(world: &World) {
        let network = world.network().await;
        let device = world.desk(network, "hanako@example.jp", &[Duty::Posts]).await;
        let mut held = device.everything(network).await;
        let mut turn = world.database().await.write().await.expect("a write").take_turn(network, world.now()).await.expect("a turn");
        let member = members::of_email(turn.conn(), network, "hanako@example.jp").await.expect("a read").expect("a member");
        set_state(&mut turn, member, MemberState::Paused).await.expect("paused");
        turn.commit().await.expect("a commit");
        held.sync(&device, network).await;
        assert_eq!(held.dropped, BTreeSet::from([Scope::Members, Scope::Alumni, Scope::Desk(Duty::Posts)]));
        assert_eq!(held.scopes(), [format!("me/{}", device.member(network))]);
        let gone = world.member(network, "other@example.jp").await.everything(network).await;
        assert!(gone.in_scopes("member", device.member(network).0).is_empty(), "who pauses is not listed");
    }

    async fn a_scope_that_nobody_gave_is_dropped_and_never_served(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let mut held = device.everything(network).await;
        held.cursors.insert(Scope::Staff, 0);
        held.cursors.insert("galaxy/7".parse().expect("a scope"), 0);
        held.sync(&device, network).await;
        assert_eq!(held.dropped, BTreeSet::from([Scope::Staff, "galaxy/7".parse().expect("a scope")]));
    }

    async fn another_life_of_the_database_resets_and_so_does_a_cursor_from_the_future(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let held = device.everything(network).await;
        let mut other_life = held.request(network);
        other_life.epoch = Some("another".to_owned());
        assert!(matches!(device.page(&other_life).await.as_slice(), [PullLine::Reset { .. }]));
        let mut future = held.request(network);
        future.cursors.insert(Scope::Members, 1_000_000);
        assert!(matches!(device.page(&future).await.as_slice(), [PullLine::Reset { .. }]));
        let mut opened = held.request(network);
        opened.opened.insert(Scope::Members, 1_000_000);
        assert!(matches!(device.page(&opened).await.as_slice(), [PullLine::Reset { .. }]));
        let mut forgetful = held.request(network);
        forgetful.epoch = None;
        assert!(matches!(device.page(&forgetful).await.as_slice(), [PullLine::Reset { .. }]));
    }

    async fn a_long_scope_comes_in_pages_that_are_prefixes(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let wishes: Vec<_> = (0..1_200).map(|n| mutation(network, post(&format!("お知らせ {n}")))).collect();
        for batch in wishes.chunks(100) {
            let answer = desk.post("/v1/sync/push", &json!({ "mutations": batch })).await;
            assert_eq!(answer.status, 200);
        }
        let reader = world.member(network, "hanako@example.jp").await;
        let mut held = Cache::default();
        let pages = held.sync(&reader, network).await;
        assert!(pages >= 3, "{pages} pages");
        assert_eq!(held.ids(&Scope::Members, "post").len(), 1_200);
    }

    async fn a_page_of_large_rows_stays_small(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        for _ in 0..12 {
            let text = "縁".repeat(20_000);
            let action = Action::CreatePost { post_kind: PostKind::Newsletter, title: "長い".to_owned(), text, audience: Audience::Alumni };
            assert_eq!(desk.wish(network, action).await["outcome"], "applied");
        }
        let reader = world.member(network, "hanako@example.jp").await;
        let mut held = Cache::default();
        let mut pages = 0;
        loop {
            let lines = reader.page(&held.request(network)).await;
            let bytes: usize = lines.iter().map(|line| json!(line).to_string().len()).sum();
            assert!(bytes < 300 * 1024, "{bytes}");
            pages += 1;
            if !held.apply(lines) {
                break;
            }
        }
        assert!(pages >= 3);
        assert_eq!(held.ids(&Scope::Alumni, "post").len(), 12);
    }

    async fn a_puller_misses_nothing_while_sixteen_write(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let reader = world.member(network, "hanako@example.jp").await;
        let writing = AtomicBool::new(true);
        let pulling = async {
            let mut held = Cache::default();
            while writing.load(Ordering::SeqCst) {
                held.sync(&reader, network).await;
            }
            held.sync(&reader, network).await;
            held
        };
        let write = async {
            let writers = (0..16).map(|_| async {
                let mut made = Vec::new();
                for _ in 0..12 {
                    let wish = mutation(network, post("お知らせ"));
                    while desk.push(&wish).await["outcome"] != "applied" {}
                    made.push(wish.id.0);
                }
                made
            });
            let made = futures_util::future::join_all(writers).await;
            writing.store(false, Ordering::SeqCst);
            made
        };
        let (held, made) = tokio::join!(pulling, write);
        let made: BTreeSet<_> = made.into_iter().flatten().collect();
        assert_eq!(made.len(), 192);
        assert_eq!(held.ids(&Scope::Members, "post"), made, "no row is ever passed by");
        assert_eq!(held.resets, 0);
    }

    async fn a_pull_is_compressed_by_what_the_device_understands(world: &World) {
        let network = world.network().await;
        let device = world.member(network, "hanako@example.jp").await;
        let body = json!(Cache::default().request(network)).to_string();
        for (accepted, chosen, magic) in [
            ("gzip", Some("gzip"), &[0x1f, 0x8b][..]),
            ("gzip, zstd", Some("zstd"), &[0x28, 0xb5, 0x2f, 0xfd]),
            ("identity", None, b"{\"line\":"),
        ] {
            let request = format!(
                "POST /v1/sync/pull HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
                 Accept-Encoding: {accepted}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                device.token,
                body.len()
            );
            let answer = raw(world.address().await, request.as_bytes()).await;
            let text = String::from_utf8_lossy(&answer).to_ascii_lowercase();
            let said = text.lines().find_map(|line| line.strip_prefix("content-encoding: "));
            assert_eq!(said, chosen, "{text}");
            assert!(text.contains("content-type: application/x-ndjson"), "{text}");
            assert!(answer.windows(magic.len()).any(|bytes| bytes == magic), "{accepted}");
        }
    }
}
