//! 「見えない相手」: whom I have hidden, with the name as I knew it, and the way back; under it, what I have reported.

use crate::{
    bridge::commands,
    components::{DeliveryLine, Drawing, Empty, Failure, Header, Icon, Pane, icons, whole},
    fmt,
    reports::MyReports,
    state::{announce, use_act, use_read},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    delivery::Delivery,
    hidden::{HiddenList, HiddenPerson, HideForm},
    notices::Tag,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn HiddenPage() -> impl IntoView {
    let people = use_read(&[Tag::Me, Tag::Members, Tag::Outbox], commands::hidden_people);
    view! {
        <div class="page narrow" data-test="hidden-page">
            <Header title=Signal::derive(t!("hidden-title")) back="/settings" back_key="settings-title" />
            <p class="lead">{t!("hidden-lead")}</p>
            <Pane read=people let:list>
                <Rows list />
            </Pane>
            <MyReports />
        </div>
    }
}

#[component]
fn Rows(list: Signal<HiddenList>) -> impl IntoView {
    view! {
        <Show
            when=move || list.with(|list| !list.items.is_empty())
            fallback=|| view! { <Empty drawing=Drawing::Cord text=Signal::derive(t!("hidden-empty")) test="hidden-empty" /> }
        >
            <ul class="cards">
                <For each=move || list.with(|list| list.items.clone()) key=whole let:person>
                    <Row person />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Row(person: HiddenPerson) -> impl IntoView {
    let HiddenPerson { id, name, block, hidden_at, ending, delivery } = person;
    let show = use_act(commands::set_hidden, |_wish| announce(tr("hidden-shown")));
    let form = HideForm { member: id, hidden: false, block: false };
    let label = name.clone();
    view! {
        <li class="device" data-test="hidden-person" data-id=id.to_string()>
            <div class="device-words">
                <p class="name" lang="ja">{name}</p>
                {block.then(|| view! { <p class="chip unsent failed">{t!("hidden-blocked")}</p> })}
                <p class="soft">{move || tr_with("hidden-since", &[("time", fmt::date_time(hidden_at).into())])}</p>
                {ending.then(|| view! { <p class="soft">{t!("hidden-ending")}</p> })}
                {(delivery != Delivery::Delivered)
                    .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="hidden-state" /> })}
                <Failure error=show.failure />
            </div>
            {(!ending)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button"
                            data-test="hidden-show"
                            aria-label=move || tr_with("hidden-show-label", &[("name", label.clone().into())])
                            on:click=move |_| show.start(form)
                        >
                            <Icon path=icons::EYE />
                            <span>{t!("hidden-show")}</span>
                        </button>
                    }
                })}
        </li>
    }
}
