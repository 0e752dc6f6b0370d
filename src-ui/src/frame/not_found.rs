//! A path that is no page.

use crate::{
    components::{Drawing, Empty, Header},
    t,
};
use leptos::prelude::*;

/// Says so and leads home.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <div class="page">
            <Header title=Signal::derive(t!("not-found-title")) back="/" back_key="nav-home" />
            <Empty drawing=Drawing::Cord text=Signal::derive(t!("not-found-text")) test="not-found">
                <a class="button" href="/">
                    {t!("not-found-home")}
                </a>
            </Empty>
        </div>
    }
}
