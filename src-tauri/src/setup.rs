//! Wires the app: plugins, state, window, tray, and what happens between the core's notices and the
//! platform's events.

#[cfg(desktop)]
use crate::texts::Texts;
use crate::{commands, core::Core, launch, links, notify, pictures, window};
#[cfg(desktop)]
use enishi_bridge::settings::Language;
use enishi_bridge::{
    commands::NOTICE_EVENT,
    notices::{Notice, Tag},
};
use std::{error::Error, time::Duration};
use tauri::{App, AppHandle, Builder, Emitter, Manager, RunEvent, WindowEvent, Wry, async_runtime};
use tokio::sync::broadcast::error::RecvError;

/// How long the app waits for the core to put its things away when it ends.
const GOODBYE: Duration = Duration::from_secs(3);

/// Builds the app.
#[expect(clippy::disallowed_types, reason = "the context macro's own code")]
pub fn app() -> tauri::Result<App<Wry>> {
    pictures::answer(plugins(Builder::default()))
        .invoke_handler(commands::handler())
        .setup(|app| setup(app.handle()))
        .build(tauri::generate_context!())
}

fn plugins(builder: Builder<Wry>) -> Builder<Wry> {
    // The single instance comes first: a second start must end before it touches anything.
    #[cfg(desktop)]
    let builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app))).plugin(
        tauri_plugin_window_state::Builder::new()
            .with_state_flags(
                tauri_plugin_window_state::StateFlags::all()
                    & !tauri_plugin_window_state::StateFlags::VISIBLE,
            )
            .build(),
    );
    builder
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
}

fn setup(app: &AppHandle) -> Result<(), Box<dyn Error>> {
    let home = launch::home(app);
    if let Ok(home) = &home {
        launch::start_log(home);
    }
    app.manage(Core::open(home.and_then(launch::config)));
    notify::listen(app)?;
    window::open(app)?;
    links::listen(app)?;
    #[cfg(desktop)]
    crate::tray::add(app, &texts(Language::System))?;
    async_runtime::spawn(forward_notices(app.clone()));
    Ok(())
}

/// Reacts to what the platform says while the app runs.
pub fn on_run_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::Resumed | RunEvent::WindowEvent { event: WindowEvent::Focused(true), .. } => {
            // The first "resumed" comes before setup.
            if let Some(core) = app.try_state::<Core>() {
                core.resumed();
            }
        }
        #[cfg(desktop)]
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            let chosen = async_runtime::block_on(language(app));
            if crate::tray::keep_running(app, &texts(chosen)) {
                api.prevent_close();
            }
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app),
        RunEvent::Exit => async_runtime::block_on(say_goodbye(app)),
        _ => {}
    }
}

/// Passes on what the core says: notifications to the platform, the rest to the page.
async fn forward_notices(app: AppHandle) {
    let Ok(client) = app.state::<Core>().inner().clone().client().await else { return };
    let mut notices = client.notices();
    translate_tray(&app).await;
    loop {
        let notice = match notices.recv().await {
            Ok(notice) => notice,
            // Notices were missed: everything has to be read again.
            Err(RecvError::Lagged(_)) => Notice::Changed { tags: Tag::ALL.to_vec() },
            Err(RecvError::Closed) => return,
        };
        if let Notice::Notify { notification } = notice {
            notify::show(&app, notification);
            continue;
        }
        if matches!(&notice, Notice::Changed { tags } if tags.contains(&Tag::Settings)) {
            translate_tray(&app).await;
        }
        if let Err(reason) = app.emit_to(window::MAIN, NOTICE_EVENT, &notice) {
            tracing::warn!(%reason, "the page could not be told");
        }
    }
}

#[cfg(desktop)]
async fn translate_tray(app: &AppHandle) {
    let texts = texts(language(app).await);
    if let Err(reason) = crate::tray::translate(app, &texts) {
        tracing::warn!(%reason, "the tray's menu could not be put into another language");
    }
}

#[cfg(mobile)]
async fn translate_tray(_app: &AppHandle) {}

/// The language that the person chose; the system's while the core has no answer.
#[cfg(desktop)]
async fn language(app: &AppHandle) -> Language {
    let Some(core) = app.try_state::<Core>() else { return Language::System };
    let settings = async { core.client().await?.settings().await };
    match tokio::time::timeout(Duration::from_millis(200), settings).await {
        Ok(Ok(settings)) => settings.device.language,
        Ok(Err(_)) | Err(_) => Language::System,
    }
}

#[cfg(desktop)]
fn texts(chosen: Language) -> Texts {
    Texts::new(chosen, &launch::system_language())
}

async fn say_goodbye(app: &AppHandle) {
    let Some(core) = app.try_state::<Core>() else { return };
    let goodbye = async {
        if let Ok(client) = core.client().await {
            client.shutdown().await;
        }
    };
    if tokio::time::timeout(GOODBYE, goodbye).await.is_err() {
        tracing::warn!("the app ended before the core had put everything away");
    }
}
