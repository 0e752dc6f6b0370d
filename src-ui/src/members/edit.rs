//! Correcting the own entry.

use super::EntryForm;
use crate::{
    bridge::commands,
    components::{Header, Pane},
    frame::use_go,
    state::{announce, use_act, use_read},
    t,
    text::tr,
};
use enishi_bridge::notices::Tag;
use leptos::prelude::*;

/// The page.
#[component]
pub fn EditEntryPage() -> impl IntoView {
    let page = use_read(&[Tag::Me], commands::my_page);
    let go = use_go();
    let save = use_act(commands::set_entry, move |_wish| {
        announce(tr("entry-saved"));
        go.to("/me");
    });
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("entry-edit-title")) back="/me" back_key="nav-me" />
            <Pane read=page let:page>
                <EntryForm
                    entry=page.with_untracked(|page| page.entry.clone())
                    act=save
                    submit_key="action-save"
                    submit_test="entry-save"
                />
            </Pane>
        </div>
    }
}
