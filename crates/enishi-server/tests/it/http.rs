//! The edge: errors in one form, headers on everything, deadlines for who is slow.

use crate::support::{
    World,
    device::{http, raw},
    postgres,
    world::Answer,
};
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn every_refusal_is_an_error_with_a_code() {
    let world = World::sqlite().await;
    let url = world.url("/v1/sign-in/request").await;
    let json = "application/json";
    let post = |kind: &str, body: &str| http().post(&url).header("content-type", kind).body(body.to_owned());
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let cases = [
        (http().get(world.url("/nowhere").await), 404, "not_found"),
        (http().get(&url), 405, "not_found"),
        (post(json, "{"), 400, "invalid"),
        (post(json, &deep), 422, "invalid"),
        (post(json, "{\"email\": 1e400}"), 400, "invalid"),
        (post("text/plain", "{}"), 415, "invalid"),
        (post(json, "{}"), 422, "invalid"),
        (post(json, "{\"email\":\"a@x.jp\",\"login_secret_hash\":\"\",\"is_admin\":true}"), 422, "invalid"),
        (post(json, &"x".repeat(1024 * 1024 + 1)), 413, "too_large"),
        (http().get(world.url("/v1/me").await), 401, "session_expired"),
        (http().get(world.url("/v1/me").await).bearer_auth("0".repeat(64)), 401, "session_expired"),
        (http().get(world.url("/healthz").await).header("enishi-protocol", "2"), 426, "too_old"),
    ];
    for (request, status, code) in cases {
        let answer = Answer::of(request).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{:?}", answer.body);
        assert!(answer.body["message"].is_string());
        assert_eq!(answer.headers["enishi-protocol"], "1");
    }
    world.stop().await;
}

#[tokio::test]
async fn every_answer_says_what_it_is_and_what_a_browser_must_not_do() {
    let world = World::sqlite().await;
    for path in ["/healthz", "/openapi.json", "/welcome/x", "/v1/me", "/nowhere"] {
        let answer = Answer::of(http().get(world.url(path).await).header("enishi-protocol", "1")).await;
        for (name, value) in [
            ("enishi-protocol", "1"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.headers[name], value, "{path}");
        }
        assert!(
            answer.headers["content-security-policy"]
                .to_str()
                .expect("text")
                .starts_with("default-src 'none'")
        );
    }
    world.stop().await;
}

#[tokio::test]
async fn the_welcome_page_speaks_the_browsers_language_and_names_no_person() {
    let world = World::sqlite().await;
    let network = world.network().await;
    world.invite(network, "hanako@example.jp").await;
    let url = world.url(&format!("/welcome/{network}")).await;
    let page = async |language: &str| Answer::of(http().get(&url).header("accept-language", language)).await;
    let japanese = page("ja").await.body.as_str().expect("a page").to_owned();
    let english = page("en-US,en;q=0.9").await.body.as_str().expect("a page").to_owned();
    assert!(japanese.contains("ようこそ") && english.contains("Welcome to 縁商事アルムナイ"));
    for page in [&japanese, &english] {
        assert!(page.contains("enishi://sign-in?server=https%3A%2F%2Fenishi.example.jp"));
        assert!(!page.contains("山田") && !page.contains("hanako") && !page.contains("<script"));
    }
    let missing = Answer::of(http().get(world.url("/welcome/x").await)).await;
    assert_eq!(
        (missing.status, missing.headers["content-type"].to_str().ok()),
        (404, Some("text/html; charset=utf-8"))
    );
    world.stop().await;
}

#[tokio::test]
async fn who_connects_and_says_nothing_or_never_ends_is_closed_after_fifteen_seconds_at_most() {
    let world = World::sqlite().await;
    let address = world.address().await;
    let closes = async |said: &'static [u8]| {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(said).await.expect("written");
        let mut answer = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(15), stream.read_to_end(&mut answer)).await;
        assert!(closed.is_ok(), "still open after {:?}", String::from_utf8_lossy(said));
    };
    tokio::join!(closes(b""), closes(b"GET /heal"), closes(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "));
    assert_eq!(Answer::of(http().get(world.url("/healthz").await)).await.status, 200);
    world.stop().await;
}

#[tokio::test]
async fn a_head_without_measure_is_refused() {
    let world = World::sqlite().await;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: {}\r\n\r\n", "x".repeat(200_000));
    let answer = String::from_utf8_lossy(&raw(world.address().await, request.as_bytes()).await).into_owned();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    world.stop().await;
}

#[tokio::test]
async fn the_server_is_unwell_while_its_database_does_not_answer() {
    let world = World::postgres().await;
    let url = world.url("/healthz").await;
    assert_eq!(Answer::of(http().get(&url)).await.body, json!({ "status": "ok" }));
    postgres::take_away(&world.database_url).await;
    let answer = Answer::of(http().get(&url)).await;
    assert_eq!((answer.status, answer.code()), (503, "unavailable"));
    postgres::give_back(&world.database_url).await;
    assert_eq!(Answer::of(http().get(&url)).await.status, 200, "and well again by itself");
    world.stop().await;
}
