//! Messages: from the tap to the other one's screen while many others hold connections, and a thread of many years.

use crate::{
    figure::{Figure, median, ms, share},
    world::{World, draw},
};
use anyhow::{Context, Result, ensure};
use enishi_bridge::{
    members::DirectoryForm,
    notices::{Notice, Tag},
    talk::{AnswerForm, SendForm, TalkSearchForm, ThreadForm},
};
use enishi_client::Client;
use enishi_wire::ids::{MemberId, MessageId};
use std::time::Duration;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    task::JoinSet,
    time::{Instant, timeout},
};

const FRIEND: &str = "misaki@example.jp";
/// The longest that a message may be waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// Times that a page or a search is asked for.
const ROUNDS: usize = 51;

/// `others` hold live connections; the two write `messages` in turns; the thread then holds `letters`.
pub async fn run(others: u32, messages: u32, letters: u32) -> Result<Vec<Figure>> {
    let mut world = World::new(others.max(100) + 1).await?;
    world.invite("1002,高橋 美咲,たかはし みさき,misaki@example.jp", FRIEND).await?;
    let tokens = world.sessions(others).await?;
    let (yuki, misaki) = two(&mut world).await?;
    let attached = attach(&world.server.url(), &tokens).await?;
    let times = converse(&yuki, &misaki, messages).await?;
    ensure!(attached.len() == tokens.len(), "the others are not attached any more");
    let mut figures = vec![
        Figure::told("talk_sent_to_shown", median(&times), "ms"),
        Figure::at_most("talk_sent_to_shown_p99", share(&times, 99), "ms", 150.0),
    ];
    drop(attached);
    misaki.client.shutdown().await;
    figures.extend(long_thread(&world, yuki, letters).await?);
    Ok(figures)
}

/// One of the two, who knows the other.
struct Side {
    client: Client,
    other: MemberId,
}

/// The two, connected: the first message was sent and accepted.
async fn two(world: &mut World) -> Result<(Side, Side)> {
    let (url, folder) = (world.server.url(), world.folder.path().to_owned());
    // The device that confirmed the entry is the one that has the keys.
    let yuki = world.first_device().await?;
    let (misaki, code) = world.device_of(FRIEND, &url, &folder.join("misaki")).await?;
    misaki.verify_code(enishi_bridge::sign_in::CodeForm { code }).await?;
    settle(&misaki).await?;
    misaki.set_entry(misaki.my_page().await?.entry).await?;
    settle(&misaki).await?;
    settle(&yuki).await?;
    let (her, me) = (member(&yuki, "高橋 美咲").await?, member(&misaki, "大森 結希").await?);
    yuki.send_message(SendForm { member: her, text: "お久しぶりです".to_owned(), reply_to: None }).await?;
    settle(&yuki).await?;
    settle(&misaki).await?;
    misaki.answer_request(AnswerForm { member: me, accept: true }).await?;
    settle(&misaki).await?;
    settle(&yuki).await?;
    Ok((Side { client: yuki, other: her }, Side { client: misaki, other: me }))
}

async fn settle(client: &Client) -> Result<()> {
    let problem = client.settle().await;
    ensure!(problem.is_none(), "the sync met {problem:?}");
    Ok(())
}

/// The one real person of that name: the made-up ones have a number in theirs.
async fn member(client: &Client, name: &str) -> Result<MemberId> {
    let form = DirectoryForm { query: name.to_owned(), limit: 50, ..DirectoryForm::default() };
    let list = client.directory(form).await?;
    let wanted = name.replace(' ', "");
    let found = list.items.iter().find(|card| format!("{}{}", card.family_name, card.given_name) == wanted);
    Ok(found.with_context(|| format!("nobody is called {name}"))?.id)
}

/// Connections of everybody else, each told once where its network is, and read as a device reads them.
#[expect(
    clippy::disallowed_methods,
    reason = "these are other people's devices, not the core that is measured"
)]
async fn attach(url: &str, tokens: &[String]) -> Result<JoinSet<()>> {
    let http = reqwest::Client::new();
    let mut attached = JoinSet::new();
    for token in tokens {
        let request =
            http.get(format!("{url}/v1/sync/live")).bearer_auth(token).header("accept", "text/event-stream");
        let mut answer = request.send().await?.error_for_status()?;
        ensure!(answer.chunk().await?.is_some(), "a live connection says nothing");
        attached.spawn(async move { while let Ok(Some(_)) = answer.chunk().await {} });
    }
    Ok(attached)
}

/// The two write in turns; answers how long each message took from the tap until the other one's page has it, in ms.
async fn converse(yuki: &Side, misaki: &Side, messages: u32) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for number in 0..messages {
        let (from, to) = if number % 2 == 0 { (yuki, misaki) } else { (misaki, yuki) };
        let mut notices = to.client.notices();
        let form = SendForm { member: from.other, text: words(number), reply_to: None };
        let tapped = Instant::now();
        let id = from.client.send_message(form).await?;
        let shown = timeout(PATIENCE, shown(to, &mut notices, id)).await;
        shown.with_context(|| format!("message {number} did not arrive"))??;
        times.push(ms(tapped.elapsed()));
    }
    Ok(times)
}

/// Waits as a page does: whenever the core says that messages changed, it asks for the thread.
async fn shown(side: &Side, notices: &mut Receiver<Notice>, id: MessageId) -> Result<()> {
    loop {
        match notices.recv().await {
            Ok(Notice::Changed { tags }) if tags.contains(&Tag::Talk) => {}
            Ok(_) => continue,
            // Too many at once: the page asks, whatever they were.
            Err(RecvError::Lagged(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let thread = side.client.thread(ThreadForm { member: side.other, count: None }).await?;
        if thread.messages.iter().any(|message| message.id == id) {
            return Ok(());
        }
    }
}

/// A thread of many years: its end as a page shows it, and words looked for in all of it.
async fn long_thread(world: &World, side: Side, letters: u32) -> Result<Vec<Figure>> {
    let mut texts: Vec<String> = (0..letters).map(words).collect();
    if let Some(first) = texts.first_mut() {
        first.push_str("金木犀");
    }
    let Side { client, other } = side;
    client.fill_thread(other, &texts).await?;
    client.shutdown().await;
    // The first time is that of an app that was just started: nothing is in memory.
    let client = world.first_device().await?;
    let mut opening = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let thread = client.thread(ThreadForm { member: other, count: None }).await?;
        opening.push(ms(began.elapsed()));
        ensure!(thread.more && !thread.messages.is_empty(), "the thread is not there");
    }
    // Words of the oldest letter, and words that nobody wrote: both look through everything.
    let mut searching = Vec::new();
    for (text, found) in [("金木犀", 1), ("沈丁花", 0)].repeat(ROUNDS) {
        let began = Instant::now();
        let list = client.talk_search(TalkSearchForm { text: text.to_owned() }).await?;
        searching.push(ms(began.elapsed()));
        ensure!(list.len() == found, "{} letters have {text}", list.len());
    }
    let (first_opening, first_search) =
        (opening.first().copied().unwrap_or_default(), searching.first().copied().unwrap_or_default());
    client.shutdown().await;
    Ok(vec![
        Figure::told("talk_long_thread_opens", median(&opening), "ms"),
        Figure::at_most("talk_long_thread_opens_p99", share(&opening, 99), "ms", 100.0),
        Figure::told("talk_long_thread_opens_first", first_opening, "ms"),
        Figure::at_most("talk_search_p99", share(&searching, 99), "ms", 50.0),
        Figure::told("talk_search_first", first_search, "ms"),
    ])
}

/// What people write, short and long; every number gives another text.
fn words(number: u32) -> String {
    const SAID: [&str; 5] = [
        "来月の同窓会、行きますか。",
        "はい。久しぶりに皆さんに会えるのを楽しみにしています。",
        "大阪に出張があるので、その足で寄ろうと思っています。時間が合えば前の日に一度お茶でもどうでしょう。",
        "いいですね。駅前の喫茶店で。",
        "ありがとう",
    ];
    let said =
        SAID.get(usize::try_from(draw(number, 41) % 5).unwrap_or_default()).copied().unwrap_or_default();
    format!("{said} {number}")
}
