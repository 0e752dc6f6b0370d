//! Runs a command over the core.

use crate::{
    args::{Args, Command, Confirm, Directory, Event, Outbox, Post, Secrets, SignIn},
    card, desk, devices,
    field::field,
    items,
    life_events::life_events,
    profile::profile,
    say,
    status::{follow, react, status},
    talk, trust,
};
use enishi_bridge::{
    EventPlan,
    app::Phase,
    delivery::Delivery,
    errors::{AppCode, AppError},
    events::{EventsForm, RsvpForm},
    members::{ChoicesForm, DirectoryForm, Filter, FilterBy},
    notices::Notice,
    posts::{PostEditForm, PostForm, PostsForm},
    sign_in::{CodeForm, SignInForm},
};
use enishi_client::{Client, Config, Lifetime, SecretsChoice, Showing};
use enishi_wire::ids::MutationId;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{process::ExitCode, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// How a command ended.
pub enum Ended {
    /// Done: print this, exit 0.
    Done(Value),
    /// Stored, but the server cannot be reached: print this, exit 3.
    Waiting(Value),
    /// Everything was printed already.
    Silent,
}

/// Runs the command and answers the exit code.
pub async fn run(args: Args) -> ExitCode {
    let (json, language) = (args.json, language(&args));
    match execute(args, &language).await {
        Ok(Ended::Done(value)) => {
            say::result(json, &value);
            ExitCode::SUCCESS
        }
        Ok(Ended::Waiting(value)) => {
            say::result(json, &value);
            ExitCode::from(3)
        }
        Ok(Ended::Silent) => ExitCode::SUCCESS,
        Err(error) => {
            let mut message = enishi_client::sentence(error.code, &language);
            if let Some(detail) = &error.detail {
                message = format!("{message} ({detail})");
            }
            say::error_line(json, error.code.as_str(), &message);
            ExitCode::from(1)
        }
    }
}

async fn execute(args: Args, language: &str) -> Result<Ended, AppError> {
    let showing =
        if matches!(args.command, Command::Watch { .. }) { Showing::AtOnce } else { Showing::Never };
    let client = Client::open(config(&args, language, showing)?).await?;
    let ended = command(&client, args.command).await;
    client.shutdown().await;
    ended
}

fn config(args: &Args, language: &str, showing: Showing) -> Result<Config, AppError> {
    let secrets = match args.secrets {
        Secrets::System => SecretsChoice::SystemOnly,
        Secrets::File => match std::env::var("ENISHI_PASSPHRASE") {
            Ok(passphrase) if !passphrase.is_empty() => {
                SecretsChoice::File { passphrase: SecretString::from(passphrase) }
            }
            _ => return Err(AppError::new(AppCode::SecretsMissing)),
        },
    };
    let home = args.home.clone().or_else(default_home).ok_or_else(|| AppError::invalid("home"))?;
    Ok(Config {
        home,
        secrets,
        device_name: "enishi-cli".to_owned(),
        platform: "cli",
        offline: args.offline,
        system_language: language.to_owned(),
        showing,
    })
}

fn default_home() -> Option<std::path::PathBuf> {
    let data =
        std::env::var_os("XDG_DATA_HOME").map(std::path::PathBuf::from).filter(|path| path.is_absolute());
    let data = data.or_else(|| std::env::home_dir().map(|home| home.join(".local/share")));
    data.map(|data| data.join("enishi-cli"))
}

fn language(args: &Args) -> String {
    let from_system = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    };
    args.lang.clone().or_else(from_system).unwrap_or_else(|| "ja".to_owned())
}

async fn command(client: &Client, command: Command) -> Result<Ended, AppError> {
    match command {
        Command::SignIn(form) => sign_in(client, form).await,
        Command::SignOut => {
            client.sign_out().await?;
            Ok(Ended::Done(json!({"signed_out": true})))
        }
        Command::Confirm(form) => confirm(client, form).await,
        Command::Sync => sync(client).await,
        Command::Status { command: None } => Ok(Ended::Done(items::status(&client.app().await?))),
        Command::Status { command: Some(command) } => status(client, command).await,
        Command::React(form) => react(client, form).await,
        Command::Follow { command } => follow(client, command).await,
        Command::LifeEvent { command } => life_events(client, command).await,
        Command::Feed => {
            fresh(client).await?;
            let mut posts = client.posts(PostsForm::default()).await?;
            while posts.more {
                let before = posts.items.last().map(|post| post.published_at);
                let older = client.posts(PostsForm { before }).await?;
                posts.items.extend(older.items);
                posts.more = older.more;
            }
            Ok(list(&posts.items, items::post))
        }
        Command::Events { past } => {
            fresh(client).await?;
            Ok(list(&client.events(EventsForm { past }).await?.items, items::event))
        }
        Command::Rsvp { event, answer } => {
            fresh(client).await?;
            let event = event.parse().map_err(|_| AppError::new(AppCode::NotFound))?;
            let answer = answer.into();
            let wish = client.set_rsvp(RsvpForm { event, answer }).await?;
            deliver(client, wish, json!({"id": wish, "event": event, "my_rsvp": answer})).await
        }
        Command::Directory { command } => {
            fresh(client).await?;
            match command {
                Directory::Search { text, filters } => directory(client, text, filters.all()).await,
                Directory::List { filters } => directory(client, String::new(), filters.all()).await,
                Directory::Choices { by, filters } => choices(client, &by, filters.all()).await,
            }
        }
        Command::Outbox { command } => outbox(client, command).await,
        Command::Post(form) => post(client, form).await,
        Command::Event(form) => event(client, form).await,
        Command::Answers { event } => {
            fresh(client).await?;
            let event = event.parse().map_err(|_| AppError::new(AppCode::NotFound))?;
            let answers = client.event(event).await?.answers.ok_or(AppError::new(AppCode::NotPermitted))?;
            Ok(list(&answers, items::answer))
        }
        Command::Watch { seconds } => watch(client, seconds).await,
        Command::Card { text } => card::card(client, text).await,
        Command::Member { command } => trust::member(client, command).await,
        Command::Report(form) => trust::report(client, form).await,
        Command::Moderation { command } => trust::moderation(client, command).await,
        Command::Membership { command } => trust::membership(client, command).await,
        Command::Profile(form) => profile(client, form).await,
        Command::Field(form) => field(client, form).await,
        Command::Threads => talk::threads(client).await,
        Command::Mute { member, end } => talk::mute(client, &member, !end).await,
        Command::Desk { command } => desk::desk(client, command).await,
        Command::TalkDevices { command } => devices::devices(client, command).await,
        Command::Read(form) => talk::read(client, form).await,
        Command::Send(form) => talk::send(client, form).await,
        Command::Request(form) => talk::request(client, form).await,
        Command::Unsend { message } => talk::unsend(client, &message).await,
        Command::Save(form) => talk::save(client, form).await,
        Command::Safety(form) => talk::safety(client, form).await,
        Command::Recovery { command } => talk::recovery(client, command).await,
        Command::TalkAnew => talk::anew(client).await,
        Command::Verify => Ok(Ended::Done(items::verified(&client.verify().await?))),
        Command::Export { to, keep } => {
            let lifetime = if keep { Lifetime::Kept } else { Lifetime::OneDay };
            let written = client.export(&to, lifetime).await?;
            Ok(Ended::Done(json!({"path": written.path, "erased_at": written.erased_at.map(items::time)})))
        }
        Command::Devices { sign_out } => {
            if let Some(device) = sign_out {
                client.sign_out_device(device.parse().map_err(|_| AppError::new(AppCode::NotFound))?).await?;
            }
            Ok(list(&client.devices().await?.items, items::device))
        }
    }
}

async fn sign_in(client: &Client, form: SignIn) -> Result<Ended, AppError> {
    if let Some(code) = form.code {
        client.verify_code(CodeForm { code }).await?;
        client.settle().await;
        return Ok(Ended::Done(items::status(&client.app().await?)));
    }
    let form = SignInForm { server: form.server.unwrap_or_default(), email: form.email.unwrap_or_default() };
    client.request_code(form).await?;
    match client.app().await?.phase {
        Phase::AwaitingCode { expires_at, .. } => {
            Ok(Ended::Done(json!({"phase": "awaiting_code", "expires_at": items::time(expires_at)})))
        }
        _ => Err(AppError::new(AppCode::Bug)),
    }
}

async fn confirm(client: &Client, form: Confirm) -> Result<Ended, AppError> {
    fresh(client).await?;
    let mut entry = client.my_page().await?.entry;
    for (given, field) in [
        (form.family_name, &mut entry.family_name),
        (form.given_name, &mut entry.given_name),
        (form.family_kana, &mut entry.family_kana),
        (form.given_kana, &mut entry.given_kana),
        (form.department, &mut entry.department),
        (form.headline, &mut entry.headline),
    ] {
        if let Some(given) = given {
            *field = given;
        }
    }
    entry.former_name = form.former_name.or(entry.former_name).filter(|name| !name.is_empty());
    let wish = client.set_entry(entry).await?;
    deliver(client, wish, json!({"id": wish})).await
}

async fn sync(client: &Client) -> Result<Ended, AppError> {
    let problem = client.settle().await;
    let view = client.app().await?;
    let status = items::status(&view);
    match problem {
        None => Ok(Ended::Done(status)),
        Some(code) if view.sync.waiting > 0 && away(code) => Ok(Ended::Waiting(status)),
        Some(code) => Err(AppError::new(code)),
    }
}

/// Brings this device up to date before something is read. Without a network what is here is shown; an
/// ended session is an error.
pub async fn fresh(client: &Client) -> Result<(), AppError> {
    match client.settle().await {
        Some(code @ (AppCode::SessionEnded | AppCode::TooOld)) => Err(AppError::new(code)),
        Some(_) | None => Ok(()),
    }
}

/// Waits for what becomes of a wish and adds it to the answer.
pub async fn deliver(client: &Client, wish: MutationId, mut answer: Value) -> Result<Ended, AppError> {
    let problem = client.settle().await;
    let delivery = client.delivery(wish).await?;
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("delivery".to_owned(), delivery.as_str().into());
        answer.insert("problem".to_owned(), problem.map(AppCode::as_str).into());
    }
    match delivery {
        Delivery::Delivered => Ok(Ended::Done(answer)),
        Delivery::Waiting | Delivery::Sending => Ok(Ended::Waiting(answer)),
        Delivery::Failed { code } => Err(AppError::new(code)),
    }
}

/// Whether a code says that the server cannot be reached, so that waiting helps.
const fn away(code: AppCode) -> bool {
    matches!(
        code,
        AppCode::Offline
            | AppCode::ServerUnreachable
            | AppCode::ServerSlow
            | AppCode::NotAnEnishiServer
            | AppCode::BadCertificate
            | AppCode::ServerFault
            | AppCode::TooManyRequests
    )
}

async fn choices(client: &Client, by: &str, filters: Vec<Filter>) -> Result<Ended, AppError> {
    let by = FilterBy::ALL.into_iter().find(|known| known.as_str() == by);
    let by = by.ok_or(AppError::new(AppCode::NotFound))?;
    let form = ChoicesForm { by, query: String::new(), filters, narrow: String::new() };
    let choices = client.directory_choices(form).await?;
    Ok(list(&choices, |choice| json!({"value": choice.value, "count": choice.count})))
}

async fn directory(client: &Client, query: String, filters: Vec<Filter>) -> Result<Ended, AppError> {
    let mut found = Vec::new();
    loop {
        let offset = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let form = DirectoryForm { query: query.clone(), offset, limit: 200, filters: filters.clone() };
        let page = client.directory(form).await?;
        let last = page.items.is_empty();
        found.extend(page.items);
        if last || found.len() >= usize::try_from(page.total).unwrap_or(usize::MAX) {
            return Ok(list(&found, items::member));
        }
    }
}

async fn outbox(client: &Client, command: Option<Outbox>) -> Result<Ended, AppError> {
    let id = |id: String| id.parse().map_err(|_| AppError::new(AppCode::NotFound));
    match command {
        Some(Outbox::Retry { id: wish }) => {
            let wish = id(wish)?;
            client.retry_outbox(wish).await?;
            deliver(client, wish, json!({"id": wish})).await
        }
        Some(Outbox::Discard { id: wish }) => {
            client.discard_outbox(id(wish)?).await?;
            Ok(list(&client.outbox().await?.items, items::wish))
        }
        None => Ok(list(&client.outbox().await?.items, items::wish)),
    }
}

async fn post(client: &Client, form: Post) -> Result<Ended, AppError> {
    fresh(client).await?;
    if let Some(post) = form.edit {
        let post = post.parse().map_err(|_| AppError::new(AppCode::NotFound))?;
        let form = PostEditForm { post, title: form.title, text: form.text, audience: form.audience.into() };
        let wish = client.edit_post(form).await?;
        return deliver(client, wish, json!({"id": post})).await;
    }
    let form = PostForm {
        kind: form.kind.into(),
        title: form.title,
        text: form.text,
        audience: form.audience.into(),
    };
    let post = client.publish_post(form).await?;
    deliver(client, MutationId(post.0), json!({"id": post})).await
}

async fn event(client: &Client, form: Event) -> Result<Ended, AppError> {
    fresh(client).await?;
    let time = |field, text: &str| {
        let parsed: Result<jiff::Timestamp, _> = text.parse();
        parsed.map(|time| time.as_millisecond()).map_err(|_| AppError::invalid(field))
    };
    let plan = EventPlan {
        kind: form.kind.into(),
        title: form.title,
        text: form.text,
        starts: time("starts", &form.starts)?,
        ends: time("ends", &form.ends)?,
        zone: String::new(),
        place: form.place,
        capacity: form.capacity,
        answer_by: form.answer_by.map(|text| time("answer_by", &text)).transpose()?,
        audience: form.audience.into(),
        parts: Vec::new(),
    };
    let event = client.publish_event(plan).await?;
    deliver(client, MutationId(event.0), json!({"id": event})).await
}

async fn watch(client: &Client, seconds: Option<u64>) -> Result<Ended, AppError> {
    let mut notices = client.notices();
    client.resumed();
    let end = tokio::time::sleep(Duration::from_secs(seconds.unwrap_or(u64::MAX / 4)));
    tokio::pin!(end);
    let mut terminated = terminated();
    loop {
        tokio::select! {
            notice = notices.recv() => match notice {
                Ok(Notice::Notify { notification }) => say::line(&items::notification(&notification).to_string()),
                Ok(Notice::Changed { .. } | Notice::RouteWaiting) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(Ended::Silent),
            },
            () = &mut end => return Ok(Ended::Silent),
            _ = tokio::signal::ctrl_c() => return Ok(Ended::Silent),
            () = &mut terminated => return Ok(Ended::Silent),
        }
    }
}

#[cfg(unix)]
fn terminated() -> std::pin::Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    })
}

#[cfg(not(unix))]
fn terminated() -> std::pin::Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(std::future::pending())
}

/// A list of items.
pub fn list<T>(found: &[T], item: impl Fn(&T) -> Value) -> Ended {
    Ended::Done(json!({"items": found.iter().map(item).collect::<Vec<_>>()}))
}
