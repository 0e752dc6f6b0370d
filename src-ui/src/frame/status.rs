//! One line of state above the pages when there is something to say: no connection, a first sync, wishes
//! that wait. "Offline" never looks like "nothing there".

use crate::{
    components::{Icon, icons},
    fmt,
    settings::Export,
    state::use_app,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    app::{Line, SyncView, Unopened},
    errors::AppCode,
};
use leptos::prelude::*;

/// The line.
#[component]
pub fn Status() -> impl IntoView {
    let app = use_app();
    let sync = Memo::new(move |_| app.with(|app| app.sync.clone()));
    let unopened = Memo::new(move |_| app.with(|app| app.unopened.clone()));
    view! {
        <div class="status">
            <p class="visually-hidden" data-test="sync-line">
                {move || sync.with(sync_line)}
            </p>
            {move || {
                sync.with(|sync| sync.line == Line::Offline && sync.problem != Some(AppCode::TooOld))
                    .then(|| {
                        view! {
                            <p class="banner" role="status" data-test="offline-banner">
                                <Icon path=icons::OFFLINE />
                                <span>{move || sync.with(offline_sentence)}</span>
                            </p>
                        }
                    })
            }}
            <Show when=move || sync.with(|sync| sync.problem == Some(AppCode::TooOld))>
                <div class="banner failed too-old" role="status" data-test="too-old">
                    <Icon path=icons::FAILED />
                    <div>
                        <p>{t!("too-old-text")}</p>
                        <Export />
                    </div>
                </div>
            </Show>
            {move || {
                unopened
                    .get()
                    .into_iter()
                    .map(|Unopened { email, code }| {
                        let sentence = move || tr_with(
                            "unopened-account",
                            &[("email", email.clone().into()), ("reason", tr(&code.message_key()).into())],
                        );
                        view! {
                            <p class="banner failed" role="status" data-test="unopened">
                                <Icon path=icons::FAILED />
                                <span>{sentence}</span>
                            </p>
                        }
                    })
                    .collect_view()
            }}
            {move || {
                sync.with(|sync| sync.first_sync_rows)
                    .map(|rows| {
                        view! {
                            <p class="banner quiet" role="status" data-test="first-sync">
                                <Icon path=icons::RETRY />
                                <span>{t!("sync-first", "count" => fmt::number(rows))}</span>
                            </p>
                        }
                    })
            }}
            {move || {
                let (waiting, failed) = sync.with(|sync| (sync.waiting, sync.failed));
                let icon = if failed > 0 { icons::FAILED } else { icons::WAITING };
                (waiting + failed > 0)
                    .then(|| {
                        view! {
                            <a class="banner link" class:failed=move || { failed.gt(&0) } href="/outbox" data-test="outbox-link">
                                <Icon path=icon />
                                <span>{move || outbox_sentence(waiting, failed)}</span>
                                <Icon path=icons::FORWARD />
                            </a>
                        }
                    })
            }}
        </div>
    }
}

/// How fresh the screen is, for screen readers and the rail.
fn sync_line(sync: &SyncView) -> String {
    match (sync.line, sync.last_sync_at) {
        (Line::Connecting, _) => tr("sync-connecting"),
        (_, Some(at)) => tr_with("sync-last", &[("time", fmt::time_or_date(at).into())]),
        (_, None) => tr("sync-never"),
    }
}

fn offline_sentence(sync: &SyncView) -> String {
    let what = tr(problem_key(sync.problem));
    match sync.last_sync_at {
        Some(at) => format!("{what}{}", tr_with("offline-last", &[("time", fmt::time_or_date(at).into())])),
        None => format!("{what}{}", tr("offline-never")),
    }
}

fn outbox_sentence(waiting: u32, failed: u32) -> String {
    if failed > 0 {
        tr_with("outbox-failed-count", &[("count", failed.into())])
    } else {
        tr_with("outbox-waiting-count", &[("count", waiting.into())])
    }
}

/// The short sentence for what is wrong with the line; the plain one where no network is the whole story.
const fn problem_key(problem: Option<AppCode>) -> &'static str {
    match problem {
        Some(AppCode::BadCertificate) => "line-bad-certificate",
        Some(AppCode::NotAnEnishiServer) => "line-not-an-enishi-server",
        Some(AppCode::ServerUnreachable | AppCode::ServerSlow | AppCode::ServerFault) => "line-server",
        Some(AppCode::SessionEnded) => "line-session-expired",
        _ => "offline-title",
    }
}
