//! Saying a 近況: five marks, and if one wants 40 characters. Nothing is sent without the button.

use super::words::{audience_choices, mark_icon, mark_words};
use crate::{
    bridge::commands,
    components::{Failure, Field, Icon, Select},
    posts::{audience_of, audience_word},
    state::{announce, use_act},
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{Audience, Mark, characters, status::StatusForm};
use leptos::prelude::*;

/// As many characters as people count them.
const LONGEST: usize = 40;

/// How many characters are left; negative: too many.
fn left(text: &str) -> isize {
    let used = isize::try_from(characters(text.trim())).unwrap_or(isize::MAX);
    isize::try_from(LONGEST).unwrap_or_default().saturating_sub(used)
}

/// The five marks; choosing one opens the rest of the form.
#[component]
pub fn Composer(
    /// The audiences to choose from.
    #[prop(into)]
    audiences: Signal<Vec<Audience>>,
    /// The one that is proposed.
    #[prop(into)]
    proposed: Signal<Audience>,
    /// Called after it was said, or not.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let mark = RwSignal::new(None::<Mark>);
    let text = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<Audience>);
    let audience = Signal::derive(move || chosen.get().unwrap_or_else(|| proposed.get()));
    let close = move || {
        let _ = mark.try_set(None);
        let _ = text.try_set(String::new());
        on_done.run(());
    };
    let say = use_act(commands::set_status, move |_wish| {
        announce(tr("status-accepted"));
        close();
    });
    let hint = Signal::derive(move || match text.with(|text| left(text)) {
        left if left < 0 => tr_with("status-too-long", &[("count", (-left).to_string().into())]),
        left => tr_with("status-left", &[("count", left.to_string().into())]),
    });
    let too_long = Memo::new(move |_| text.with(|text| left(text) < 0));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(mark) = mark.get_untracked()
            && !too_long.get_untracked()
        {
            let text = text.with_untracked(|text| text.trim().to_owned());
            say.start(StatusForm { mark, text, audience: audience.get_untracked() });
        }
    };
    let marks = Mark::ALL
        .iter()
        .map(|each| {
            let pressed = move || (mark.get().as_ref() == Some(each)).to_string();
            view! {
                <li>
                    <button
                        type="button"
                        class="mark-choice"
                        aria-pressed=pressed
                        data-test=format!("mark-{each}")
                        on:click=move |_| mark.set(Some(each.clone()))
                    >
                        <Icon path=mark_icon(each) />
                        <span>{move || mark_words(each)}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <form class="status-form" novalidate data-test="status-form" on:submit=submit>
            <p class="soft" id="status-ask">{t!("status-ask")}</p>
            <ul class="marks" aria-labelledby="status-ask">{marks}</ul>
            <Show when=move || mark.with(Option::is_some)>
                <Field label=Signal::derive(t!("status-words")) hint value=text test="status-text" longest=400 />
                <Select
                    label=Signal::derive(t!("status-audience"))
                    chosen=Signal::derive(move || audience_word(audience.get()))
                    choices=audiences.with_untracked(|all| audience_choices(all))
                    on_choose=move |word: String| chosen.set(Some(audience_of(&word)))
                    test="status-audience"
                />
                <Failure error=say.failure test="status-error" />
                <div class="entry-buttons">
                    <button
                        type="submit"
                        class="button primary"
                        data-test="status-say"
                        disabled=move || too_long.get()
                        aria-busy=move || say.busy.get().then_some("true")
                    >
                        {t!("status-say")}
                    </button>
                    <button type="button" class="button" data-test="status-cancel" on:click=move |_| close()>
                        {t!("action-cancel")}
                    </button>
                </div>
            </Show>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_counts_as_people_do() {
        assert_eq!(left(""), 40);
        assert_eq!(left(" 京都です "), 36);
        assert_eq!(left("👨‍👩‍👧‍👦"), 39);
        assert_eq!(left(&"縁".repeat(41)), -1);
    }
}
