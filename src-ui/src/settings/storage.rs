//! この端末に保存されているもの, in plain numbers.

use super::{key_store::key_store_key, own_data::OwnData};
use crate::{
    bridge::commands,
    components::{Header, Icon, Pane, icons},
    fmt,
    state::use_read,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{notices::Tag, storage::StorageView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn StoragePage() -> impl IntoView {
    let storage =
        use_read(&[Tag::Settings, Tag::Members, Tag::Posts, Tag::Events, Tag::Outbox], commands::storage);
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("storage-title")) back="/settings" back_key="settings-title" />
            <p class="lead">{t!("storage-lead")}</p>
            <Pane read=storage let:storage>
                <Facts storage />
                <OwnData />
            </Pane>
        </div>
    }
}

#[component]
fn Facts(storage: Signal<StorageView>) -> impl IntoView {
    let counted = move |test: &'static str, key: &'static str, read: fn(&StorageView) -> u32| {
        view! {
            <div>
                <dt>{move || tr(key)}</dt>
                <dd data-test=test>{move || fmt::number(storage.with(read))}</dd>
            </div>
        }
    };
    let last_sync = move || match storage.with(|storage| storage.last_sync_at) {
        Some(at) => fmt::time_or_date(at),
        None => tr("sync-never"),
    };
    let set_aside = move || storage.with(|storage| storage.set_aside);
    let damaged = move || set_aside() != 0;
    view! {
        <dl class="facts card">
            {counted("storage-members", "storage-members", |storage| storage.members)}
            {counted("storage-posts", "storage-posts", |storage| storage.posts)}
            {counted("storage-events", "storage-events", |storage| storage.events)}
            {counted("storage-outbox", "storage-outbox", |storage| storage.outbox)}
            <div>
                <dt>{t!("storage-size")}</dt>
                <dd>{move || fmt::bytes(storage.with(|storage| storage.bytes))}</dd>
            </div>
            <div>
                <dt>{t!("storage-last-sync")}</dt>
                <dd>{last_sync}</dd>
            </div>
        </dl>
        <p class="fact">
            <Icon path=icons::LOCK />
            <span>{t!("storage-encrypted")}</span>
        </p>
        <p class="fact">
            <Icon path=icons::KEY />
            <span>{move || tr(key_store_key(storage.with(|storage| storage.key_store)))}</span>
        </p>
        <Show when=damaged>
            <p class="fact">
                <Icon path=icons::FAILED />
                <span>{move || tr_with("storage-set-aside", &[("count", set_aside().into())])}</span>
            </p>
        </Show>
    }
}
