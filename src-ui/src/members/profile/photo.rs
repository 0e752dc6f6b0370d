//! The own photo: how it looks, who sees it, and the dialog in which it is chosen and cut.

use super::{crop::Crop, cropper::Cropper, editor::AUDIENCES, refused::TwoValues, words::audience};
use crate::{
    bridge::{commands, files, pictures},
    components::{DeliveryLine, Face, Failure, Icon, Select, icons},
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::{
    FieldAudience, FieldKey, FieldValue, MemberId, PhotoSize,
    delivery::Delivery,
    photo::{PhotoDraft, PhotoForm},
    profile::{FieldForm, MyField},
};
use leptos::{html, prelude::*};
use web_sys::File;

/// The photo as a line of the own profile.
#[component]
pub fn PhotoRow(
    /// The field.
    field: MyField,
    /// Whose.
    me: MemberId,
    /// Opens the dialog.
    #[prop(into)]
    on_edit: Callback<()>,
) -> impl IntoView {
    let who = field.audience.clone();
    let shown = face(field.value.as_ref(), me);
    let set = field.value.is_some();
    let audience = set.then(|| {
        view! {
            <p class="audience">
                <Icon path=icons::EYE />
                <span>{move || audience(&who)}</span>
            </p>
        }
    });
    let state = (field.delivery != Delivery::Delivered)
        .then(|| view! { <DeliveryLine delivery=Signal::stored(field.delivery) test="photo-state" /> });
    let two = field.refused.map(|wish| {
        let said = Some((field.value.clone(), field.audience.clone()));
        let wanted = (wish.value, wish.audience);
        view! { <TwoValues field=FieldKey::Photo own=None me=Some(me) wish=wish.wish wanted said /> }
    });
    view! {
        <div class="photo-row" data-test="photo-row" data-set=set.to_string()>
            <span class="avatar large photo-now" aria-hidden="true">
                <Icon path=icons::ME />
                {shown}
            </span>
            <div class="photo-words">
                <h3>{t!("field-photo")}</h3>
                {audience}
                {state}
            </div>
            <button
                type="button"
                class="button quiet"
                data-test="edit-photo"
                on:click=move |_| on_edit.run(())
            >
                {t!(if set { "photo-change" } else { "photo-choose" })}
            </button>
        </div>
        {two}
    }
}

/// A photo in a circle.
pub fn face(value: Option<&FieldValue>, member: MemberId) -> Option<impl IntoView + use<>> {
    match value {
        Some(FieldValue::Photo(photo)) => {
            let address = pictures::of(member, photo.id, PhotoSize::Full);
            Some(view! { <Face address /> })
        }
        _ => None,
    }
}

/// The dialog; it is there while the photo is edited.
#[component]
pub fn PhotoEditor(
    /// The field.
    field: MyField,
    /// Whose.
    me: MemberId,
    /// Called when it closes.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            // Fails only when the dialog is not in the document any more.
            let _ = dialog.show_modal();
        }
    });
    let close = move || match dialog.get_untracked() {
        Some(dialog) => dialog.close(),
        None => on_close.run(()),
    };
    let chosen = RwSignal::new(
        AUDIENCES
            .iter()
            .map(|(word, _)| *word)
            .find(|word| *word == field.audience.as_str())
            .unwrap_or("only_me"),
    );
    let opened = RwSignal::new(None::<PhotoDraft>);
    let crop = RwSignal::new(Crop::of(1, 1));
    let open = use_act(
        |file: File| async move { commands::open_photo(files::photo(file).await?).await },
        move |draft: PhotoDraft| {
            let _ = crop.try_set(Crop::of(draft.width, draft.height));
            let _ = opened.try_set(Some(draft));
        },
    );
    let saved = move |_wish| {
        announce(tr("entry-saved"));
        close();
    };
    let save = use_act(commands::save_photo, saved);
    let set = use_act(commands::set_field, saved);
    let held = StoredValue::new(field.value.clone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let audience = FieldAudience::from(chosen.get_untracked().to_owned());
        match opened.get_untracked() {
            Some(draft) => {
                let Crop { x, y, side, .. } = crop.get_untracked();
                save.start(PhotoForm { draft: draft.id, x, y, side, audience });
            }
            None => set.start(FieldForm { field: FieldKey::Photo, value: held.get_value(), audience }),
        }
    };
    let remove = move |_| {
        let audience = FieldAudience::from(chosen.get_untracked().to_owned());
        set.start(FieldForm { field: FieldKey::Photo, value: None, audience });
    };
    let choose = move |word: String| {
        let known = AUDIENCES.iter().map(|(word, _)| *word).find(|known| *known == word);
        chosen.set(known.unwrap_or("only_me"));
    };
    let has = field.value.is_some();
    let now = StoredValue::new(field.value);
    let busy = move || save.busy.get() || set.busy.get();
    let failure = Signal::derive(move || {
        open.failure.get().or_else(|| save.failure.get()).or_else(|| set.failure.get())
    });
    let can_save = move || has || opened.with(Option::is_some);
    view! {
        <dialog
            node_ref=dialog
            class="dialog editor photo-editor"
            aria-labelledby="photo-editor-title"
            data-test="photo-editor"
            on:close=move |_| on_close.run(())
            on:dragover=move |event| event.prevent_default()
            on:drop=move |event| {
                event.prevent_default();
                if let Some(file) = files::brought(&event, "dataTransfer").into_iter().next() {
                    open.start(file);
                }
            }
            on:paste=move |event| {
                if let Some(file) = files::brought(&event, "clipboardData").into_iter().next() {
                    event.prevent_default();
                    open.start(file);
                }
            }
        >
            <form class="form" novalidate on:submit=submit>
                <h2 id="photo-editor-title">{t!("field-photo")}</h2>
                {move || match opened.get() {
                    Some(draft) => view! { <Cropper draft crop /> }.into_any(),
                    None => {
                        view! {
                            <div class="photo-place">
                                <span class="avatar photo-now huge" aria-hidden="true">
                                    <Icon path=icons::ME />
                                    {now.with_value(|value| face(value.as_ref(), me))}
                                </span>
                            </div>
                        }
                            .into_any()
                    }
                }}
                <label class="button photo-file" aria-busy=move || open.busy.get().then_some("true")>
                    <Icon path=icons::PLUS />
                    <span>
                        {move || {
                            tr(if can_save() { "photo-other-file" } else { "photo-file" })
                        }}
                    </span>
                    <input
                        type="file"
                        class="visually-hidden"
                        data-test="photo-file"
                        accept="image/jpeg,image/png,image/webp,image/gif"
                        on:change=move |event| {
                            if let Some(file) = files::chosen(&event).into_iter().next() {
                                open.start(file);
                            }
                        }
                    />
                </label>
                <p class="hint">{t!("photo-hint")}</p>
                <Select
                    label=Signal::derive(t!("field-audience"))
                    chosen
                    choices=AUDIENCES
                    on_choose=choose
                    test="photo-audience"
                />
                <Failure error=failure test="photo-error" />
                <div class="dialog-buttons">
                    {has
                        .then(|| {
                            view! {
                                <button type="button" class="button quiet danger-quiet" data-test="photo-remove" on:click=remove>
                                    {t!("photo-remove")}
                                </button>
                            }
                        })}
                    <button type="button" class="button" on:click=move |_| close()>
                        {t!("action-keep")}
                    </button>
                    <button
                        type="submit"
                        class="button primary"
                        data-test="photo-save"
                        disabled=move || !can_save()
                        aria-busy=move || busy().then_some("true")
                    >
                        {t!("action-save")}
                    </button>
                </div>
            </form>
        </dialog>
    }
}
