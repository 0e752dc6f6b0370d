//! Sharing a life event. One that names somebody waits for that one's consent, and says so before it is sent.

use super::{drafts::Drafts, picker::PersonPicker, words::KINDS};
use crate::{
    bridge::commands,
    components::{Failure, Field, Header, Pane, Select, TextArea},
    frame::use_go,
    members::{full_name, read_month},
    posts::{audience_of, audience_word},
    state::{announce, use_act, use_read},
    status::audience_choices,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::{
    Audience, LifeKind,
    life_events::{LifeEventForm, LifeEventsView},
    members::MemberCard,
    notices::Tag,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn LifeEventComposer() -> impl IntoView {
    let view = use_read(&[Tag::Status], commands::life_events);
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("life-compose")) back="/" back_key="nav-home" />
            <Pane read=view let:view>
                <Drafts cards=Signal::derive(move || view.with(|view| view.drafts.clone())) />
                <Form view />
            </Pane>
        </div>
    }
}

#[component]
fn Form(view: Signal<LifeEventsView>) -> impl IntoView {
    let audiences = view.with_untracked(|view| view.audiences.clone());
    let kind = RwSignal::new("marriage");
    let text = RwSignal::new(String::new());
    let date = RwSignal::new(String::new());
    let audience = RwSignal::new(audiences.first().copied().unwrap_or(Audience::Everyone));
    let named = RwSignal::new(None::<MemberCard>);
    let wrong = RwSignal::new(None::<&'static str>);
    let go = use_go();
    let share = use_act(commands::share_life_event, move |_post| {
        announce(tr("status-accepted"));
        go.to("/");
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = text.with_untracked(|text| text.trim().to_owned());
        let date = date.with_untracked(|date| read_month(date));
        let needs_words = kind.get_untracked() == "other" && text.is_empty();
        wrong.set(if needs_words { Some("text") } else { date.is_err().then_some("date") });
        if let (false, Ok(date)) = (needs_words, date) {
            share.start(LifeEventForm {
                kind: LifeKind::from(kind.get_untracked().to_owned()),
                text,
                date,
                audience: audience.get_untracked(),
                named: named.with_untracked(|named| named.as_ref().map(|named| named.id)),
            });
        }
    };
    let is_wrong = move |part: &'static str, key: &'static str| {
        Signal::derive(move || (wrong.get() == Some(part)).then(|| tr(key)))
    };
    let choose = move |word: String| {
        kind.set(KINDS.iter().map(|(known, _)| *known).find(|known| *known == word).unwrap_or("other"));
    };
    let consent = move || {
        named.get().map(|named| {
            let sentence = move || tr_with("life-consent", &[("who", full_name(&named).into())]);
            view! { <p class="notice" role="status" data-test="life-consent">{sentence}</p> }
        })
    };
    view! {
        <form class="form" novalidate data-test="life-form" on:submit=submit>
            <Select label=Signal::derive(t!("life-kind")) chosen=kind choices=KINDS on_choose=choose test="life-kind" />
            <TextArea label=Signal::derive(t!("life-text")) value=text test="life-text" longest=1_000 wrong=is_wrong("text", "field-missing") />
            <Field
                label=Signal::derive(t!("life-date"))
                hint=Signal::derive(t!("item-month-hint"))
                value=date
                test="life-date"
                wrong=is_wrong("date", "item-wrong-month")
            />
            <PersonPicker chosen=named />
            <Select
                label=Signal::derive(t!("form-audience"))
                chosen=Signal::derive(move || audience_word(audience.get()))
                choices=audience_choices(&audiences)
                on_choose=move |word: String| audience.set(audience_of(&word))
                test="life-audience"
            />
            {consent}
            <Failure error=share.failure test="life-error" />
            <div class="form-buttons">
                <button
                    type="submit"
                    class="button primary wide"
                    data-test="life-share"
                    aria-busy=move || share.busy.get().then_some("true")
                >
                    {move || tr(if named.with(Option::is_some) { "life-ask" } else { "life-share" })}
                </button>
            </div>
        </form>
    }
}
