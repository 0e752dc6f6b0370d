//! Networks and servers that misbehave: a clear code, and nothing acknowledged is lost.

use crate::world::{World, find};
use anyhow::{Context, Result};
use enishi_tests::proxy::{Mood, Page, Proxy, Way};
use std::sync::Arc;
use tokio::io::AsyncReadExt;

/// A world, a proxy in front of it, an alumna behind the proxy, and an event to answer.
async fn behind_a_proxy()
-> Result<(World, Proxy, enishi_tests::cli::Device, enishi_tests::cli::Device, String)> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    let proxy = Proxy::before(&world.server.url()).await?;
    let alumna = world.device_by(&proxy.url(), "alumna", "misaki@example.jp").await?;
    let event = world.reunion(&secretariat, "春の同窓会").await?;
    alumna.run(&["sync"]).await?;
    Ok((world, proxy, secretariat, alumna, event))
}

#[tokio::test]
async fn an_answer_that_was_lost_after_the_server_committed_has_its_effect_once() -> Result<()> {
    let (_world, proxy, secretariat, alumna, event) = behind_a_proxy().await?;
    proxy.set(Mood::LosesAnswers);
    let lost = alumna.attempt(&["rsvp", &event, "yes"]).await?;
    assert_eq!(lost.exit, 3, "whether it arrived is unknown: {lost:?}");
    proxy.set(Mood::Good);
    alumna.run(&["sync"]).await?;
    assert_eq!(alumna.items(&["outbox"]).await?.len(), 0);
    assert_eq!(secretariat.items(&["answers", &event]).await?.len(), 1);
    let events = secretariat.items(&["events"]).await?;
    assert_eq!(find(&events, "id", event.as_str()).context("event")?["yes"], 1, "counted once");
    Ok(())
}

#[tokio::test]
async fn a_login_page_that_answers_200_is_not_believed() -> Result<()> {
    let (_world, proxy, _secretariat, alumna, event) = behind_a_proxy().await?;
    proxy.set(Mood::Portal(Page::Login));
    let sync = alumna.attempt(&["sync"]).await?;
    assert_eq!((sync.exit, sync.code()), (1, "not_an_enishi_server"));
    let answered = alumna.attempt(&["rsvp", &event, "maybe"]).await?;
    assert_eq!((answered.exit, &answered.answer["problem"]), (3, &"not_an_enishi_server".into()));
    assert_eq!(alumna.items(&["directory", "list"]).await?.len(), 2, "the cache is untouched");
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_down_is_named_and_what_is_here_is_shown() -> Result<()> {
    let (mut world, _proxy, _secretariat, alumna, event) = behind_a_proxy().await?;
    world.server.stop().await?;
    let sync = alumna.attempt(&["sync"]).await?;
    assert_eq!((sync.exit, sync.code()), (1, "server_unreachable"));
    assert!(find(&alumna.items(&["events"]).await?, "id", event.as_str()).is_some());
    Ok(())
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_and_the_wish_waits() -> Result<()> {
    let (_world, proxy, _secretariat, alumna, event) = behind_a_proxy().await?;
    proxy.set(Mood::Silent(Way::Up));
    let answered = alumna.attempt(&["rsvp", &event, "no"]).await?;
    assert_eq!((answered.exit, &answered.answer["problem"]), (3, &"server_slow".into()), "{answered:?}");
    Ok(())
}

#[tokio::test]
async fn a_first_sync_that_is_cut_anywhere_ends_whole_once_the_network_is_good() -> Result<()> {
    let mut world = World::new().await?;
    let secretariat = world.device("secretariat", "yuki@example.jp").await?;
    for title in ["一つ目", "二つ目", "三つ目"] {
        secretariat.run(&["post", "--title", title, "--text", &"本文。".repeat(300)]).await?;
    }
    let proxy = Proxy::before(&world.server.url()).await?;
    let alumna = world.device_by(&proxy.url(), "alumna", "misaki@example.jp").await?;
    secretariat.run(&["post", "--title", "四つ目", "--text", "本文"]).await?;
    for bytes in [1, 40, 120, 200, 260, 320, 400] {
        proxy.set(Mood::CutsAnswers(bytes));
        let cut = alumna.attempt(&["sync"]).await?;
        assert_eq!(cut.exit, 1, "cut after {bytes} bytes: {cut:?}");
        assert_eq!(alumna.items(&["feed", "--offline"]).await?.len(), 3, "half a page is no page");
    }
    proxy.set(Mood::Good);
    alumna.run(&["sync"]).await?;
    assert_eq!(alumna.items(&["feed"]).await?.len(), 4);
    Ok(())
}

#[tokio::test]
async fn a_wrong_certificate_is_refused_and_named() -> Result<()> {
    let world = World::new().await?;
    let port = server_with_its_own_certificate().await?;
    let device = enishi_tests::cli::Device::new(&world.path("device"));
    let url = format!("https://localhost:{port}");
    let ended = device.attempt(&["sign-in", "--server", &url, "--email", "misaki@example.jp"]).await?;
    assert_eq!((ended.exit, ended.code()), (1, "bad_certificate"), "{ended:?}");
    Ok(())
}

#[tokio::test]
async fn kept_off_the_network_nothing_is_sent() -> Result<()> {
    let (_world, proxy, _secretariat, alumna, event) = behind_a_proxy().await?;
    let before = proxy.connections();
    let answered = alumna.attempt(&["--offline", "rsvp", &event, "yes"]).await?;
    assert_eq!((answered.exit, &answered.answer["problem"]), (3, &"offline".into()));
    assert_eq!(proxy.connections(), before, "not one connection");
    Ok(())
}

/// A TLS server that nobody has vouched for.
async fn server_with_its_own_certificate() -> Result<u16> {
    enishi_client::http::install_crypto();
    let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    let key = rustls::pki_types::PrivateKeyDer::try_from(own.signing_key.serialize_der())
        .map_err(anyhow::Error::msg)?;
    let config =
        rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(vec![own.cert.into()], key)?;
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    let _request = stream.read(&mut [0; 1024]).await;
                }
            });
        }
    });
    Ok(port)
}
