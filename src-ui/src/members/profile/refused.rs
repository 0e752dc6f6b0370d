//! A wish for a field that could not be sent, beside what counts: the person chooses.

use super::{
    photo::face,
    shown::ValueLines,
    words::{audience, lines_of},
};
use crate::{
    bridge::commands,
    components::{Failure, Icon, icons},
    state::use_act,
    t,
};
use enishi_bridge::{
    FieldAudience, FieldKey, FieldValue, MemberId, MutationId, OwnField, profile::FieldForm,
};
use leptos::prelude::*;

/// What a field says for whom.
type Said = (Option<FieldValue>, FieldAudience);

/// Both values with a button each.
#[component]
pub fn TwoValues(
    /// The field.
    field: FieldKey,
    /// What the network asks, if it added the field.
    own: Option<OwnField>,
    /// Whose photo it is, if it is one.
    me: Option<MemberId>,
    /// The wish that was refused.
    wish: MutationId,
    /// What was wanted.
    wanted: Said,
    /// What counts; `None`: nothing was ever said.
    said: Option<Said>,
) -> impl IntoView {
    let take = use_act(commands::set_field, |_wish| {});
    let leave = use_act(commands::discard_outbox, |()| {});
    let counts = said.unwrap_or((None, FieldAudience::OnlyMe));
    let form = StoredValue::new(FieldForm { field, value: wanted.0.clone(), audience: wanted.1.clone() });
    view! {
        <div class="two-values" data-test="two-values">
            <div>
                <p class="label">{t!("field-wanted")}</p>
                <Value said=wanted own=own.clone() me />
                <button
                    type="button"
                    class="button primary"
                    data-test="field-take-mine"
                    on:click=move |_| take.start(form.get_value())
                >
                    {t!("field-take-wanted")}
                </button>
            </div>
            <div>
                <p class="label">{t!("field-said")}</p>
                <Value said=counts own me />
                <button
                    type="button"
                    class="button"
                    data-test="field-leave"
                    on:click=move |_| leave.start(wish)
                >
                    {t!("field-leave-said")}
                </button>
            </div>
            <Failure error=take.failure />
            <Failure error=leave.failure />
        </div>
    }
}

#[component]
fn Value(said: Said, own: Option<OwnField>, me: Option<MemberId>) -> impl IntoView {
    let (value, who) = said;
    match value {
        Some(value) => view! {
            {match me.and_then(|me| face(Some(&value), me)) {
                Some(face) => view! { <span class="avatar large photo-now">{face}</span> }.into_any(),
                None => view! { <ValueLines lines=Signal::derive(move || lines_of(own.as_ref(), &value)) /> }.into_any(),
            }}
            <p class="audience">
                <Icon path=icons::EYE />
                <span>{move || audience(&who)}</span>
            </p>
        }
        .into_any(),
        None => view! { <p class="hint">{t!("field-nothing")}</p> }.into_any(),
    }
}
