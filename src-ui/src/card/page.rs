//! The own card, as one shows it at the door of a meeting. It works without a network.

use super::qr::Qr;
use crate::{
    bridge::commands,
    components::{Header, Icon, Pane, icons},
    fmt,
    state::use_read,
    t,
    text::tr_with,
};
use enishi_bridge::{
    card::{CardView, CardWords},
    notices::Tag,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn CardPage() -> impl IntoView {
    let card = use_read(&[Tag::Me], commands::card);
    view! {
        <div class="page narrow" data-test="card-page">
            <Header title=Signal::derive(t!("card-title")) back="/me" back_key="nav-me" />
            <Pane read=card let:card>
                {move || view! { <Card card=card.get() /> }}
            </Pane>
            <a class="button quiet" href="/me/card/check" data-test="open-card-check">
                <Icon path=icons::CHECK />
                <span>{t!("card-check-title")}</span>
            </a>
        </div>
    }
}

#[component]
fn Card(card: CardView) -> impl IntoView {
    let CardView { says, text } = card;
    let code = text.clone();
    view! {
        <article class="member-card" data-test="member-card">
            <Words says />
            <Qr text />
        </article>
        <p class="hint">{t!("card-hint")}</p>
        <details class="help">
            <summary>{t!("card-text")}</summary>
            <p class="card-code" data-test="card-text">{code}</p>
        </details>
    }
}

/// What a card says, the same on one's own and on a checked one.
#[component]
pub fn Words(says: CardWords) -> impl IntoView {
    let CardWords { network, name, joined_year, left_year, issued_at } = says;
    let years = move || years(joined_year, left_year);
    view! {
        <div class="card-words">
            <p class="card-network" lang="ja">
                <img src="/enishi.svg" alt="" />
                <span>{network}</span>
            </p>
            <p class="card-name" lang="ja" data-test="card-name">{name}</p>
            <p class="card-years">{years}</p>
            <p class="card-thanks">{t!("card-thanks")}</p>
            <p class="soft">{move || tr_with("card-issued", &[("time", fmt::date(issued_at).into())])}</p>
        </div>
    }
}

fn years(joined: Option<u16>, left: Option<u16>) -> String {
    let year = |year: u16| year.to_string();
    match (joined, left) {
        (Some(joined), Some(left)) => {
            tr_with("span-from-to", &[("from", year(joined).into()), ("to", year(left).into())])
        }
        (Some(joined), None) => tr_with("span-from", &[("from", year(joined).into())]),
        (None, Some(left)) => tr_with("span-to", &[("to", year(left).into())]),
        (None, None) => String::new(),
    }
}
