//! `device-drive HOME`: a core that does what it is told by lines of JSON on its standard input and answers
//! each with a line, until its input ends. It says `{"done":…}` first, when its files are open.

mod show;

use anyhow::{Context, Result};
use enishi_bridge::{
    Audience, EventPlan,
    errors::{AppCode, AppError},
    events::RsvpForm,
    hidden::HideForm,
    posts::{PostEditForm, PostForm},
    sign_in::{CodeForm, SignInForm},
    talk::SendForm,
};
use enishi_client::{Client, Config, SecretsChoice, Showing};
use enishi_tests::device::{Ask, Reply};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{io::Write as _, path::PathBuf, str::FromStr};
use tokio::io::{AsyncBufReadExt, BufReader};

/// 2099-04-01T09:00:00Z: later than any clock of a test, in ms.
const FAR: i64 = 4_078_717_200_000;

#[tokio::main]
async fn main() -> Result<()> {
    enishi_client::http::install_crypto();
    let home = std::env::args_os().nth(1).map(PathBuf::from).context("usage: device-drive HOME")?;
    let passphrase = std::env::var("ENISHI_PASSPHRASE").context("ENISHI_PASSPHRASE is needed")?;
    let config = Config {
        home,
        secrets: SecretsChoice::File { passphrase: passphrase.into() },
        device_name: "device-drive".to_owned(),
        platform: "cli",
        offline: false,
        system_language: "ja".to_owned(),
        showing: Showing::Never,
    };
    let client = match Client::open(config).await {
        Ok(client) => client,
        Err(error) => return say(&Reply::Refused(error.code.as_str().to_owned())),
    };
    say(&Reply::Done(Value::Null))?;
    let mut asks = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = asks.next_line().await? {
        let reply = match answer(&client, serde_json::from_str(&line)?).await {
            Ok(value) => Reply::Done(value),
            Err(error) => Reply::Refused(error.code.as_str().to_owned()),
        };
        say(&reply)?;
    }
    client.shutdown().await;
    Ok(())
}

fn say(reply: &Reply) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(reply)?)?;
    Ok(out.flush()?)
}

async fn answer(client: &Client, ask: Ask) -> Result<Value, AppError> {
    match ask {
        Ask::SignIn { server, email } => done(client.request_code(SignInForm { server, email }).await?),
        Ask::Code { code } => done(client.verify_code(CodeForm { code }).await?),
        Ask::Confirm { headline } => {
            let entry = enishi_bridge::Entry { headline, ..client.my_page().await?.entry };
            done(client.set_entry(entry).await?)
        }
        Ask::Rsvp { event, answer } => {
            done(client.set_rsvp(RsvpForm { event: id(&event)?, answer: word(&answer)? }).await?)
        }
        Ask::Post { title, text, audience } => {
            let form = PostForm { kind: word("whats_new")?, title, text, audience: word(&audience)? };
            done(client.publish_post(form).await?)
        }
        Ask::Narrow { post, title, text, audience } => {
            let form = PostEditForm { post: id(&post)?, title, text, audience: word(&audience)? };
            done(client.edit_post(form).await?)
        }
        Ask::Hide { member, hidden } => {
            done(client.set_hidden(HideForm { member: id(&member)?, hidden, block: false }).await?)
        }
        Ask::Leave => done(client.leave().await?),
        Ask::Verify => done(client.verify().await?.result()),
        Ask::RemovePost { post } => done(client.remove_post(id(&post)?).await?),
        Ask::Event { title, audience } => done(client.publish_event(plan(title, word(&audience)?)?).await?),
        Ask::CancelEvent { event } => done(client.cancel_event(id(&event)?).await?),
        Ask::Seen { id: item } => done(client.mark_seen(id(&item)?).await?),
        Ask::Send { member, text } => {
            done(client.send_message(SendForm { member: id(&member)?, text, reply_to: None }).await?)
        }
        Ask::Discard { id: wish } => done(client.discard_outbox(id(&wish)?).await?),
        Ask::Settle => done(client.settle().await.map(AppCode::as_str)),
        Ask::Look => match show::everything(client).await {
            // The account left while its pages were asked for.
            Err(error) if error.code == AppCode::SignedOut => show::everything(client).await,
            seen => seen,
        },
        Ask::Devices => done(client.devices().await?.items),
        Ask::SignOutDevice { id: device } => done(client.sign_out_device(id(&device)?).await?),
    }
}

fn plan(title: String, audience: Audience) -> Result<EventPlan, AppError> {
    Ok(EventPlan {
        kind: word("reunion")?,
        title,
        text: String::new(),
        starts: FAR,
        ends: FAR + 3_600_000,
        zone: "Asia/Tokyo".to_owned(),
        place: String::new(),
        capacity: None,
        answer_by: None,
        audience,
        parts: Vec::new(),
    })
}

fn done(value: impl Serialize) -> Result<Value, AppError> {
    serde_json::to_value(value).map_err(|_| AppError::new(AppCode::Bug))
}

fn id<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::new(AppCode::NotFound))
}

fn word<T: DeserializeOwned>(word: &str) -> Result<T, AppError> {
    serde_json::from_value(json!(word)).map_err(|_| AppError::new(AppCode::Invalid))
}
