//! `talk-devices`: the own devices that take part in messages, and letting a new one in from another one.

use crate::{
    items,
    run::{Ended, deliver, fresh, list},
    say,
};
use clap::Subcommand;
use enishi_bridge::{
    errors::{AppCode, AppError},
    talk::{LinkView, NameDeviceForm, TalkDevice, TalkState},
};
use enishi_client::Client;
use serde_json::{Value, json};
use std::{io::BufRead, time::Duration};

/// How long the other device is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// `talk-devices`.
#[derive(Debug, Subcommand)]
pub enum Devices {
    /// Name a device.
    Name {
        /// Its id.
        device: String,
        /// Its name.
        name: String,
    },
    /// Take another device off the list: it can read no further message.
    Remove {
        /// Its id.
        device: String,
    },
    /// A new device is known.
    Know {
        /// Its id.
        device: String,
    },
    /// Ask another device to let this one in: shows a code on stderr and waits for a line `same` on stdin.
    Join,
    /// Let a new device in: shows the code on stderr and waits for a line `same` on stdin.
    LetIn,
}

fn id(text: &str) -> Result<enishi_wire::ids::DeviceId, AppError> {
    text.parse().map_err(|_| AppError::new(AppCode::NotFound))
}

/// Runs `talk-devices`.
pub async fn devices(client: &Client, command: Option<Devices>) -> Result<Ended, AppError> {
    fresh(client).await?;
    match command {
        None => Ok(list(&client.talk_devices().await?.items, device)),
        Some(Devices::Name { device, name }) => {
            let wish = client.name_device(NameDeviceForm { device: id(&device)?, name }).await?;
            deliver(client, wish, json!({"id": wish})).await
        }
        Some(Devices::Remove { device }) => {
            client.remove_device(id(&device)?).await?;
            client.settle().await;
            Ok(Ended::Done(json!({"removed": device})))
        }
        Some(Devices::Know { device }) => {
            client.know_device(id(&device)?).await?;
            Ok(Ended::Done(json!({"known": device})))
        }
        Some(Devices::Join) => join(client).await,
        Some(Devices::LetIn) => let_in(client).await,
    }
}

fn device(device: &TalkDevice) -> Value {
    json!({
        "id": device.id, "name": device.name, "added_at": items::time(device.added_at), "here": device.here,
        "new": device.new,
    })
}

/// Waits for what the next look shows.
async fn next(client: &Client) -> Result<LinkView, AppError> {
    let mut notices = client.notices();
    let view = client.link().await?;
    // A notice may be missed between looking and listening: it is looked again soon in any case.
    let _either = tokio::time::timeout(Duration::from_millis(500), notices.recv()).await;
    Ok(view)
}

/// Looks until there is something else to see, or patience ends.
async fn until<T>(
    client: &Client,
    mut seen: impl FnMut(LinkView) -> Result<Option<T>, AppError>,
) -> Result<T, AppError> {
    let looking = async {
        loop {
            if let Some(found) = seen(next(client).await?)? {
                return Ok(found);
            }
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.unwrap_or(Err(AppError::new(AppCode::ServerSlow)))
}

fn say_code(code: &[String; 3]) {
    say::aside(&json!({"code": code.join("-")}).to_string());
}

/// Whether the person says that the codes are the same: a line on stdin.
async fn same() -> bool {
    let answer = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    matches!(answer.await, Ok(Ok(line)) if line.trim() == "same")
}

async fn stop(client: &Client) -> Result<Ended, AppError> {
    client.end_link().await?;
    client.settle().await;
    Err(AppError::new(AppCode::NotPermitted))
}

async fn code(client: &Client) -> Result<[String; 3], AppError> {
    let code = until(client, |view| match view {
        LinkView::Compare { code, .. } => Ok(Some(code)),
        LinkView::Forged => Err(AppError::new(AppCode::NotPermitted)),
        _ => Ok(None),
    });
    code.await
}

async fn join(client: &Client) -> Result<Ended, AppError> {
    client.ask_to_link().await?;
    say_code(&code(client).await?);
    if !same().await {
        return stop(client).await;
    }
    match client.let_in().await {
        Ok(()) => {}
        // The other one has ended it meanwhile.
        Err(error) if error.code == AppCode::NotFound => return stop(client).await,
        Err(error) => return Err(error),
    }
    let ended = until(client, |view| match view {
        LinkView::Forged => Err(AppError::new(AppCode::NotPermitted)),
        LinkView::None => Ok(Some(())),
        _ => Ok(None),
    });
    ended.await?;
    client.settle().await;
    let state = client.threads().await?.state;
    if state == TalkState::Ready {
        Ok(Ended::Done(json!({"state": state})))
    } else {
        Err(AppError::new(AppCode::NotPermitted))
    }
}

async fn let_in(client: &Client) -> Result<Ended, AppError> {
    until(client, |view| Ok(matches!(view, LinkView::Asked { .. }).then_some(()))).await?;
    client.answer_link().await?;
    say_code(&code(client).await?);
    if !same().await {
        return stop(client).await;
    }
    client.let_in().await?;
    until(client, |view| Ok((view == LinkView::None).then_some(()))).await?;
    client.settle().await;
    Ok(Ended::Done(json!({"let_in": true})))
}
