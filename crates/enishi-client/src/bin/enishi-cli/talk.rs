//! `threads`, `read`, `send`, `request`, `unsend`, `safety`: messages that only the two people's devices can read.

use crate::{
    items,
    run::{Ended, deliver, fresh, list},
};
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    members::MemberCard,
    talk::{
        AnswerForm, Body, MessageCard, MuteForm, RecoverForm, SendForm, ThreadCard, ThreadForm, TrustForm,
    },
};
use enishi_client::Client;
use serde_json::{Value, json};
use std::{path::PathBuf, str::FromStr};

/// `send`.
#[derive(Debug, ClapArgs)]
pub struct Send {
    /// The member's id.
    member: String,
    /// The words; may be empty where files go along.
    #[arg(default_value = "")]
    text: String,
    /// A photo or file that goes along; may be given several times.
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
    /// The id of the message that they answer.
    #[arg(long, value_name = "ID")]
    reply_to: Option<String>,
}

/// `read`.
#[derive(Debug, ClapArgs)]
pub struct Read {
    /// The member's id.
    member: String,
    /// How many messages from the end.
    #[arg(long, default_value_t = 60)]
    count: u32,
    /// Leave them unread.
    #[arg(long)]
    keep_unread: bool,
}

/// `save`.
#[derive(Debug, ClapArgs)]
pub struct Save {
    /// The id of a photo or file, as `read` shows it.
    file: String,
    /// The folder to put it into.
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    to: PathBuf,
}

/// Runs `save`.
pub async fn save(client: &Client, form: Save) -> Result<Ended, AppError> {
    fresh(client).await?;
    let saved = client.save_file(id(&form.file)?, &form.to).await?;
    Ok(Ended::Done(json!({"path": saved.path})))
}

/// `request`.
#[derive(Debug, ClapArgs)]
pub struct Request {
    /// What to do with the first message of somebody.
    #[arg(value_enum)]
    answer: Answer,
    /// The member's id.
    member: String,
}

/// What to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Answer {
    /// Write to each other from here on.
    Accept,
    /// Nobody is told.
    Decline,
}

/// `safety`.
#[derive(Debug, ClapArgs)]
pub struct Safety {
    /// The member's id.
    member: String,
    /// The two numbers are the same.
    #[arg(long, conflicts_with = "accept")]
    compared: bool,
    /// Accept another identity without comparing.
    #[arg(long)]
    accept: bool,
}

/// `recovery`.
#[derive(Debug, Subcommand)]
pub enum Recovery {
    /// Make one; an earlier one is worth nothing from then on. It is shown this once.
    Make,
    /// Whether a key is the one that was made last.
    Test {
        /// The key.
        #[arg(long, env = "ENISHI_RECOVERY_KEY", hide_env_values = true)]
        key: String,
    },
    /// Use one on this device.
    Use {
        /// The key.
        #[arg(long, env = "ENISHI_RECOVERY_KEY", hide_env_values = true)]
        key: String,
    },
}

/// Runs `recovery`.
pub async fn recovery(client: &Client, command: Option<Recovery>) -> Result<Ended, AppError> {
    fresh(client).await?;
    let key = match command {
        None => None,
        Some(Recovery::Make) => Some(client.make_recovery_key().await?.groups.join("-")),
        Some(Recovery::Test { key }) => {
            let right = client.test_recovery_key(RecoverForm { text: key }).await?;
            return Ok(Ended::Done(json!({"right": right})));
        }
        Some(Recovery::Use { key }) => {
            client.recover(RecoverForm { text: key }).await?;
            None
        }
    };
    client.settle().await;
    let state = client.recovery().await?;
    Ok(Ended::Done(json!({"made": state.made, "sent": state.sent, "key": key})))
}

fn id<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::new(AppCode::NotFound))
}

/// Runs `threads`.
pub async fn threads(client: &Client) -> Result<Ended, AppError> {
    fresh(client).await?;
    let threads = client.threads().await?;
    let cards: Vec<ThreadCard> = threads.requests.into_iter().chain(threads.threads).collect();
    let Ended::Done(mut answer) = list(&cards, thread) else { return Ok(Ended::Silent) };
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("state".to_owned(), json!(threads.state));
    }
    Ok(Ended::Done(answer))
}

/// Runs `send`.
pub async fn send(client: &Client, form: Send) -> Result<Ended, AppError> {
    fresh(client).await?;
    let (member, reply_to) = (id(&form.member)?, form.reply_to.as_deref().map(id).transpose()?);
    for path in &form.attach {
        let file = std::fs::read(path).map_err(|_| AppError::invalid("attach"))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        client.attach_file(member, &name, file).await?;
    }
    let sent = client.send_message(SendForm { member, text: form.text, reply_to }).await?;
    let problem = client.settle().await;
    let thread = client.thread(ThreadForm { member, count: None }).await?;
    let card = thread.messages.iter().find(|message| message.id == sent);
    let delivery = card.map_or(Delivery::Waiting, |card| card.delivery);
    let answer = json!({
        "id": sent, "member": member, "delivery": delivery.as_str(), "problem": problem.map(AppCode::as_str),
        "waits_for_device": card.is_some_and(|card| card.waits_for_device),
    });
    match delivery {
        Delivery::Delivered => Ok(Ended::Done(answer)),
        Delivery::Waiting | Delivery::Sending => Ok(Ended::Waiting(answer)),
        Delivery::Failed { code } => Err(AppError::new(code)),
    }
}

/// Runs `read`.
pub async fn read(client: &Client, form: Read) -> Result<Ended, AppError> {
    fresh(client).await?;
    let member = id(&form.member)?;
    let thread = client.thread(ThreadForm { member, count: Some(form.count) }).await?;
    if !form.keep_unread {
        client.read_thread(member).await?;
        client.settle().await;
    }
    Ok(Ended::Done(json!({
        "member": member, "name": name(thread.person.as_ref()), "writing": thread.writing, "trust": thread.trust,
        "missing": thread.missing, "muted": thread.muted, "first_unread": thread.first_unread, "more": thread.more, "draft": thread.draft,
        "items": thread.messages.iter().map(message).collect::<Vec<_>>(),
    })))
}

/// Runs `request`.
pub async fn request(client: &Client, form: Request) -> Result<Ended, AppError> {
    fresh(client).await?;
    let (member, accept) = (id(&form.member)?, form.answer == Answer::Accept);
    let wish = client.answer_request(AnswerForm { member, accept }).await?;
    deliver(client, wish, json!({"id": wish, "member": member, "accept": accept})).await
}

/// Runs `mute`.
pub async fn mute(client: &Client, member: &str, muted: bool) -> Result<Ended, AppError> {
    fresh(client).await?;
    let member = id(member)?;
    let wish = client.mute_thread(MuteForm { member, muted }).await?;
    deliver(client, wish, json!({"id": wish, "member": member, "muted": muted})).await
}

/// Runs `unsend`.
pub async fn unsend(client: &Client, message: &str) -> Result<Ended, AppError> {
    fresh(client).await?;
    client.unsend(id(message)?).await?;
    client.settle().await;
    Ok(Ended::Done(json!({"id": message})))
}

/// Runs `safety`.
pub async fn safety(client: &Client, form: Safety) -> Result<Ended, AppError> {
    fresh(client).await?;
    let member = id(&form.member)?;
    if form.compared || form.accept {
        client.set_trust(TrustForm { member, compared: form.compared }).await?;
    }
    let view = client.safety(member).await?;
    Ok(Ended::Done(json!({
        "member": member, "number": view.number.join(" "), "trust": view.trust, "devices": view.devices,
        "doubt": view.doubt,
    })))
}

/// Runs `talk-anew`.
pub async fn anew(client: &Client) -> Result<Ended, AppError> {
    fresh(client).await?;
    client.talk_anew().await?;
    client.settle().await;
    Ok(Ended::Done(json!({"state": client.threads().await?.state})))
}

fn name(person: Option<&MemberCard>) -> String {
    person.map(|person| format!("{} {}", person.family_name, person.given_name)).unwrap_or_default()
}

fn thread(card: &ThreadCard) -> Value {
    json!({
        "member": card.id, "name": name(card.person.as_ref()), "writing": card.writing, "unread": card.unread,
        "draft": card.draft, "muted": card.muted,
        "last": card.last.as_ref().map(|last| json!({
            "text": last.text, "mine": last.mine, "at": items::time(last.at), "body": last.body,
            "delivery": last.delivery.as_str(),
        })),
    })
}

fn message(card: &MessageCard) -> Value {
    json!({
        "id": card.id, "mine": card.mine, "text": if card.body == Body::Text { card.text.as_str() } else { "" },
        "body": card.body, "at": items::time(card.at), "delivery": card.delivery.as_str(), "seen": card.seen,
        "reply_to": card.reply_to.as_ref().map(|quote| quote.id), "signs": card.signs,
        "waits_for_device": card.waits_for_device,
        "files": card.files.iter().map(|file| json!({
            "id": file.id, "name": file.name, "bytes": file.bytes, "photo": file.photo, "sending": file.sending,
        })).collect::<Vec<_>>(),
    })
}
