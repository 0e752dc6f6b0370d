//! The recovery key: what it is for, the sheet to write down, and two groups typed once to be sure that it was.

use crate::{
    bridge::commands,
    components::{Failure, Field, Header, Icon, PageTitle, Pane, icons},
    state::{announce, use_act, use_read},
    t,
    text::tr,
};
use enishi_bridge::{
    notices::Tag,
    talk::{RecoverForm, RecoverySheet},
};
use leptos::prelude::*;

/// The groups that are asked for, counted from one.
const ASKED: [usize; 2] = [3, 6];

/// Whether what was typed are those groups, however they were typed.
fn written_down(groups: &[String], typed: [&str; 2]) -> bool {
    ASKED.into_iter().zip(typed).all(|(place, typed)| {
        let group = place.checked_sub(1).and_then(|place| groups.get(place));
        group.is_some_and(|group| typed.trim().eq_ignore_ascii_case(group))
    })
}

/// The page.
#[component]
pub fn RecoveryPage() -> impl IntoView {
    let state = use_read(&[Tag::Talk], commands::recovery);
    let sheet = RwSignal::new(None::<RecoverySheet>);
    let make = use_act(|()| commands::make_recovery_key(), move |made| drop(sheet.try_set(Some(made))));
    view! {
        <article class="page narrow" data-test="recovery-page">
            <Header back="/talk" back_key="nav-talk" />
            <PageTitle text=Signal::derive(t!("recovery-title")) />
            <p>{t!("recovery-what")}</p>
            <p>{t!("recovery-who")}</p>
            <Pane read=state let:state>
                <p class="lead" role="status" data-test="recovery-state">
                    {move || tr(if state.with(|state| state.made) { "recovery-made" } else { "recovery-none" })}
                </p>
            </Pane>
            <Pane read=state let:state>
                <Show when=move || state.with(|state| state.made) && sheet.with(Option::is_none)>
                    <Try />
                </Show>
            </Pane>
            <Failure error=make.failure />
            {move || match sheet.get() {
                Some(made) => view! { <Sheet made on_done=move |()| drop(sheet.try_set(None)) /> }.into_any(),
                None => {
                    view! {
                        <button
                            type="button"
                            class="button primary"
                            data-test="recovery-make"
                            aria-busy=move || make.busy.get().then_some("true")
                            on:click=move |_| make.start(())
                        >
                            <Icon path=icons::KEY />
                            <span>{t!("recovery-make")}</span>
                        </button>
                    }
                        .into_any()
                }
            }}
        </article>
    }
}

/// The key, until two groups of it were typed.
#[component]
fn Sheet(made: RecoverySheet, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let groups = made.groups;
    let shown = groups.iter().map(|group| view! { <span>{group.clone()}</span> }).collect_view();
    let (one, other) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(false);
    let check = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if written_down(&groups, [&one.get_untracked(), &other.get_untracked()]) {
            announce(tr("recovery-confirmed"));
            on_done.run(());
        } else {
            wrong.set(true);
        }
    };
    view! {
        <form class="card recovery-sheet" novalidate data-test="recovery-sheet" on:submit=check>
            <p>{t!("recovery-write-down")}</p>
            <p class="safety-number" data-test="recovery-key">{shown}</p>
            <p class="hint">{t!("recovery-check")}</p>
            <Field label=Signal::derive(t!("recovery-group-3")) value=one test="recovery-group-3" longest=10 />
            <Field label=Signal::derive(t!("recovery-group-6")) value=other test="recovery-group-6" longest=10 />
            <Show when=move || wrong.get()>
                <p class="failure" role="alert">{t!("recovery-wrong")}</p>
            </Show>
            <button type="submit" class="button primary" data-test="recovery-confirm">
                {t!("recovery-confirm")}
            </button>
        </form>
    }
}

/// The key as it was written down, to know before it is needed that it is the right one.
#[component]
fn Try() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let right = RwSignal::new(None::<bool>);
    let test = use_act(commands::test_recovery_key, move |is_right| {
        let _ = right.try_set(Some(is_right));
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        right.set(None);
        test.start(RecoverForm { text: text.get_untracked() });
    };
    view! {
        <form novalidate class="card recovery-sheet" data-test="recovery-try" on:submit=submit>
            <p class="hint">{t!("recovery-try-hint")}</p>
            <Field label=Signal::derive(t!("recovery-field")) value=text test="recovery-try-field" longest=80 />
            <Failure error=test.failure test="recovery-try-error" />
            {move || {
                right
                    .get()
                    .map(|is_right| {
                        let key = if is_right { "recovery-try-right" } else { "recovery-try-wrong" };
                        view! { <p class="talk-note" role="status" data-test="recovery-try-answer" data-right=is_right.to_string()>{tr(key)}</p> }
                    })
            }}
            <button type="submit" class="button" data-test="recovery-try-go">{t!("recovery-confirm")}</button>
        </form>
    }
}

/// A field for the key, on a device that takes no part yet.
#[component]
pub fn Recover() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let recover = use_act(commands::recover, |()| announce(tr("recovery-done")));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        recover.start(RecoverForm { text: text.get_untracked() });
    };
    view! {
        <form novalidate class="recovery-sheet" on:submit=submit>
            <Field label=Signal::derive(t!("recovery-field")) value=text test="recovery-field" longest=80 />
            <Failure error=recover.failure test="recovery-error" />
            <button
                type="submit"
                class="button primary"
                data-test="recovery-use"
                aria-busy=move || recover.busy.get().then_some("true")
            >
                {t!("recovery-use")}
            </button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_groups_must_be_those_of_the_sheet() {
        let groups: Vec<String> =
            ["AAAA", "BBBB", "CC3C", "DDDD", "EEEE", "FFFF", "GGGG"].map(str::to_owned).into();
        assert!(written_down(&groups, [" cc3c ", "FFFF"]));
        assert!(!written_down(&groups, ["FFFF", "CC3C"]));
        assert!(!written_down(&groups, ["", ""]));
    }
}
