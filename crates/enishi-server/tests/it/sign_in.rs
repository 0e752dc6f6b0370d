//! Sign-in by mailed code (acceptance ).

use crate::{
    on_both,
    support::{
        World,
        world::{DAY, HOUR, MINUTE},
    },
};
use futures_util::future::join_all;
use std::collections::BTreeSet;

const HANAKO: &str = "hanako@example.jp";

fn wrong(code: &str) -> String {
    code.chars().map(|letter| if letter == '2' { '3' } else { '2' }).collect()
}

on_both! {
    async fn the_mailed_code_opens_a_session_on_the_device_that_asked(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let device = world.sign_in(HANAKO).await;
        let me = device.get("/v1/me").await;
        assert_eq!(me.status, 200);
        assert_eq!(me.body["email"], HANAKO);
        assert_eq!(me.body["places"][0]["state"], "invited");
        assert_eq!(me.body["places"][0]["charter"], "離れても、つながりを続ける。");
    }

    async fn a_code_is_taken_in_lower_case_with_spaces_and_full_width(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let attempt = world.ask("　Hanako@EXAMPLE.jp ").await;
        let code = world.code(HANAKO).await;
        let typed: String = code
            .replace('-', "　")
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii() { char::from_u32(u32::from(c) + 0xfee0).expect("full width") } else { c })
            .collect();
        assert_eq!(attempt.answer(world, &typed).await.status, 200, "{typed}");
    }

    async fn a_wrong_code_counts_before_it_is_compared_and_the_sixth_try_is_refused_even_if_right(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let attempt = world.ask(HANAKO).await;
        let code = world.code(HANAKO).await;
        for _ in 0..3 {
            assert_eq!(attempt.answer(world, &wrong(&code)).await.code(), "code_wrong");
        }
        world.restart().await;
        for _ in 0..2 {
            assert_eq!(attempt.answer(world, &wrong(&code)).await.code(), "code_wrong", "a restart forgives nothing");
        }
        assert_eq!(attempt.answer(world, &code).await.code(), "code_exhausted");
    }

    async fn a_hundred_right_answers_at_once_open_one_session(world: &World) {
        world.relax_limits().await;
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let attempt = world.ask(HANAKO).await;
        let code = world.code(HANAKO).await;
        let answers = join_all((0..100).map(|_| attempt.answer(world, &code))).await;
        let opened: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(opened.len(), 1);
        let refused: BTreeSet<&str> = answers.iter().filter(|answer| answer.status != 200).map(|answer| answer.code()).collect();
        assert!(refused.is_subset(&BTreeSet::from(["code_used", "code_exhausted"])), "{refused:?}");
        let device = crate::support::Device::new(world, &opened[0].body).await;
        let sessions = device.get("/v1/sessions").await;
        assert_eq!(sessions.body["items"].as_array().map(Vec::len), Some(1));
    }

    async fn the_right_code_is_worth_nothing_on_another_device(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let attempt = world.ask(HANAKO).await;
        let code = world.code(HANAKO).await;
        let other = enishi_server::ids::secret();
        assert_eq!(attempt.answer_with(world, &code, &other).await.code(), "code_other_device");
        assert_eq!(attempt.answer_with(world, &code, "").await.status, 422);
        assert_eq!(attempt.answer(world, &code).await.status, 200, "the device that asked still may");
    }

    async fn a_code_lives_ten_minutes(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let attempt = world.ask(HANAKO).await;
        let code = world.code(HANAKO).await;
        world.pass(10 * MINUTE + 1_000);
        assert_eq!(attempt.answer(world, &code).await.code(), "code_expired");
    }

    async fn a_used_code_is_refused(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let attempt = world.ask(HANAKO).await;
        let code = world.code(HANAKO).await;
        assert_eq!(attempt.answer(world, &code).await.status, 200);
        assert_eq!(attempt.answer(world, &code).await.code(), "code_used");
    }

    async fn a_newer_code_of_the_same_app_takes_the_place_of_an_older_one(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let first = world.ask(HANAKO).await;
        let old = world.code(HANAKO).await;
        let second = first.ask_again(world, HANAKO).await;
        let new = world.code(HANAKO).await;
        assert_eq!(first.answer(world, &old).await.code(), "code_expired");
        assert_eq!(second.answer(world, &old).await.code(), "code_wrong");
        assert_eq!(second.answer(world, &new).await.status, 200);
    }

    async fn a_strangers_request_leaves_the_code_in_her_hand_alive(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let hers = world.ask(HANAKO).await;
        let code = world.code(HANAKO).await;
        world.ask(HANAKO).await;
        world.code(HANAKO).await;
        assert_eq!(hers.answer(world, &code).await.status, 200);
    }

    async fn a_code_of_another_address_is_wrong(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        world.invite(network, "taro@example.jp").await;
        let hanako = world.ask(HANAKO).await;
        world.ask("taro@example.jp").await;
        let code = world.code("taro@example.jp").await;
        assert_eq!(hanako.answer(world, &code).await.code(), "code_wrong");
    }

    async fn an_unknown_address_gets_the_same_answers_and_no_mail(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        world.letter(HANAKO, "invitation").await;
        let known = world.ask(HANAKO).await;
        let unknown = world.ask("nobody@example.jp").await;
        assert_eq!((known.answer.status, unknown.answer.status), (202, 202));
        let names = |answer: &crate::support::world::Answer| -> Vec<String> { answer.headers.keys().map(ToString::to_string).collect() };
        assert_eq!(names(&known.answer), names(&unknown.answer));
        assert_eq!(known.answer.body["expires_in_ms"], unknown.answer.body["expires_in_ms"]);
        world.mail_is_quiet().await;
        assert_eq!(world.letters().len(), 2, "the invitation and one code");
        for _ in 0..5 {
            assert_eq!(unknown.answer(world, "2222-2222").await.code(), "code_wrong");
        }
        assert_eq!(unknown.answer(world, "2222-2222").await.code(), "code_exhausted");
    }

    async fn an_address_may_ask_five_times_an_hour_and_ten_times_a_day(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let hers = world.ask_from(HANAKO, "198.51.0.1").await;
        let code = world.code(HANAKO).await;
        for place in 1..5 {
            assert_eq!(world.ask_from(HANAKO, &format!("198.51.{place}.1")).await.answer.status, 202);
        }
        let refused = world.ask_from(HANAKO, "198.51.100.1").await.answer;
        assert_eq!((refused.status, refused.code()), (429, "too_many_requests"));
        assert!(refused.headers.contains_key("retry-after"));
        assert_eq!(hers.answer(world, &code).await.status, 200, "a code already mailed still opens (A-07)");
        world.restart().await;
        assert_eq!(world.ask_from(HANAKO, "198.51.101.1").await.answer.status, 429, "a restart forgives nothing");
        world.pass(HOUR + 1);
        for place in 10..15 {
            assert_eq!(world.ask_from(HANAKO, &format!("198.51.{place}.1")).await.answer.status, 202);
        }
        world.pass(HOUR + 1);
        assert_eq!(world.ask_from(HANAKO, "198.51.102.1").await.answer.status, 429, "ten in a day");
        world.pass(DAY);
        assert_eq!(world.ask_from(HANAKO, "198.51.102.1").await.answer.status, 202);
    }

    async fn one_neighbourhood_may_ask_thirty_times_an_hour(world: &World) {
        for who in 0..30 {
            let asked = world.ask_from(&format!("p{who}@example.jp"), &format!("203.0.113.{who}")).await;
            assert_eq!(asked.answer.status, 202);
        }
        assert_eq!(world.ask_from("q@example.jp", "203.0.113.200").await.answer.status, 429);
        assert_eq!(world.ask_from("q@example.jp", "203.0.114.1").await.answer.status, 202);
    }

    async fn codes_are_checked_sixty_times_an_hour_for_one_client(world: &World) {
        let asked = world.ask("nobody@example.jp").await;
        for _ in 0..60 {
            assert_eq!(asked.answer(world, "2222-2222").await.status, 422);
        }
        assert_eq!(asked.answer(world, "2222-2222").await.code(), "too_many_requests");
    }

    async fn what_is_no_address_is_refused_without_a_word_about_members(world: &World) {
        for text in ["", "hanako", "a@x.jp\r\nBcc: b@x.jp", "\"a b\"@example.jp"] {
            let asked = world.ask(text).await.answer;
            assert_eq!((asked.status, asked.body["field"].as_str()), (422, Some("email")), "{text:?}");
        }
    }
}
