//! The card around the forms of signing in, with the sign of the app.

use crate::t;
use leptos::prelude::*;

/// The card.
#[component]
pub fn Welcome(children: Children) -> impl IntoView {
    view! {
        <main class="welcome" id="main">
            <div class="welcome-card">
                <div class="brand">
                    <img class="brand-mark" src="/enishi.svg" alt="" />
                    <p class="brand-name">
                        <span lang="ja">"縁"</span>
                        <span lang="en">"Enishi"</span>
                    </p>
                    <p class="brand-line">{t!("brand-line")}</p>
                </div>
                {children()}
            </div>
        </main>
    }
}
