//! People are locked: this device has not heard from its server for two weeks. Nothing is wrong, and the next contact
//! opens them again.

use super::{Icon, icons};
use crate::{bridge::commands, state::use_act, t};
use leptos::prelude::*;

/// The calm sentence, and the button that tries to reach the server.
#[component]
pub fn Locked() -> impl IntoView {
    // When the server has answered, the core says that people changed, and the page reads them again.
    let sync = use_act(|()| commands::sync_now(), |()| {});
    view! {
        <div class="empty" role="status" data-test="directory-locked">
            <Icon path=icons::LOCK />
            <p>{t!("directory-locked-title")}</p>
            <p>{t!("directory-locked-text")}</p>
            <button type="button" class="button" data-test="directory-try-now" on:click=move |_| sync.start(())>
                <Icon path=icons::RETRY />
                <span>{t!("directory-try-now")}</span>
            </button>
        </div>
    }
}
