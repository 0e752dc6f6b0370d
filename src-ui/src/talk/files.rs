//! Photos and files: those of a message, and those of the draft. A photo keeps its place before it is here, and a file is
//! only ever saved, never opened by the app.

use crate::{
    bridge::{commands, pictures},
    components::{Failure, Icon, icons},
    fmt,
    state::{announce, use_act},
    t,
    text::tr_with,
};
use enishi_bridge::{
    AttachmentId,
    talk::{FileCard, SavedFile},
};
use leptos::{html, prelude::*};

/// Photos and files of a message.
#[component]
pub fn Files(files: Signal<Vec<FileCard>>) -> impl IntoView {
    let photos = move || {
        files.with(|files| files.iter().filter(|file| file.photo.is_some()).cloned().collect::<Vec<_>>())
    };
    let others = move || {
        files.with(|files| files.iter().filter(|file| file.photo.is_none()).cloned().collect::<Vec<_>>())
    };
    view! {
        <Show when=move || !photos().is_empty()>
            <div class="message-photos" class:one=move || photos().len() == 1>
                <For each=photos key=|file| (file.id, file.sending) let:file>
                    <Photo file />
                </For>
            </div>
        </Show>
        <For each=others key=|file| (file.id, file.sending) let:file>
            <OtherFile file />
        </For>
    }
}

/// How much of it is on its way.
fn sending(file: &FileCard) -> Option<AnyView> {
    let percent = file.sending?;
    Some(
        view! {
            <progress
                class="file-sending"
                data-test="file-sending"
                max="100"
                value=percent.to_string()
                aria-label=t!("file-sending")
            ></progress>
        }
        .into_any(),
    )
}

/// A photo, which opens larger.
#[component]
fn Photo(file: FileCard) -> impl IntoView {
    let open = RwSignal::new(false);
    let gone = RwSignal::new(false);
    let progress = sending(&file);
    let FileCard { id, name, photo, .. } = file;
    let [width, height] = photo.unwrap_or([1, 1]);
    let shape = format!("aspect-ratio: {width} / {height}");
    let label = name.clone();
    view! {
        <div class="message-photo" style=shape>
            <button
                type="button"
                class="photo-open"
                data-test="message-photo"
                aria-label=move || tr_with("file-open-photo", &[("name", label.clone().into())])
                on:click=move |_| open.set(true)
            >
                <Show
                    when=move || !gone.get()
                    fallback=|| view! { <span class="photo-gone">{t!("file-not-here")}</span> }
                >
                    <img
                        src=pictures::attached(id)
                        alt=""
                        loading="lazy"
                        width=width
                        height=height
                        on:error=move |_| gone.set(true)
                    />
                </Show>
            </button>
            {progress}
        </div>
        {move || open.get().then(|| view! { <Larger id name=name.clone() open /> })}
    }
}

/// A photo as large as the window.
#[component]
fn Larger(id: AttachmentId, name: String, open: RwSignal<bool>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            // Fails only when the dialog is not in the document any more.
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="photo-large"
            data-test="photo-large"
            aria-label=name
            on:close=move |_| {
                let _ = open.try_set(false);
            }
        >
            <img src=pictures::attached(id) alt="" />
            <div class="photo-deeds">
                <Save id />
                <button type="button" class="button" data-test="photo-close" on:click=move |_| close()>
                    <Icon path=icons::CLOSE />
                    <span>{t!("action-close")}</span>
                </button>
            </div>
        </dialog>
    }
}

/// A file by its name and size.
#[component]
fn OtherFile(file: FileCard) -> impl IntoView {
    let progress = sending(&file);
    let FileCard { id, name, bytes, .. } = file;
    view! {
        <div class="message-file" data-test="message-file">
            <Icon path=icons::FILE />
            <span class="file-words">
                <span class="file-name">{name}</span>
                <span class="soft">{move || fmt::bytes(bytes)}</span>
                {progress}
            </span>
            <Save id />
        </div>
    }
}

/// Puts it into the folder of downloads.
#[component]
fn Save(id: AttachmentId) -> impl IntoView {
    let save = use_act(commands::save_file, |saved: SavedFile| {
        announce(tr_with("file-saved", &[("path", saved.path.into())]));
    });
    view! {
        <span class="file-save">
            <button
                type="button"
                class="button quiet"
                data-test="file-save"
                aria-busy=move || save.busy.get().then_some("true")
                on:click=move |_| save.start(id)
            >
                <Icon path=icons::SAVE />
                <span>{t!("file-save")}</span>
            </button>
            <Failure error=save.failure test="file-error" />
        </span>
    }
}

/// Photos and files of the draft, each of which can be taken out.
#[component]
pub fn DraftFiles(files: Signal<Vec<FileCard>>) -> impl IntoView {
    view! {
        <Show when=move || files.with(|files| !files.is_empty())>
            <ul class="draft-files" data-test="draft-files">
                <For each=move || files.get() key=|file| file.id let:file>
                    <DraftFile file />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn DraftFile(file: FileCard) -> impl IntoView {
    let FileCard { id, name, bytes, photo, .. } = file;
    let detach = use_act(commands::detach_file, |()| {});
    let label = name.clone();
    let look = match photo {
        Some(_) => view! { <img src=pictures::attached(id) alt="" /> }.into_any(),
        None => view! { <Icon path=icons::FILE /> }.into_any(),
    };
    view! {
        <li class="draft-file" data-test="draft-file">
            {look}
            <span class="file-words">
                <span class="file-name">{name}</span>
                <span class="soft">{move || fmt::bytes(bytes)}</span>
            </span>
            <button
                type="button"
                class="button quiet"
                data-test="draft-file-remove"
                aria-label=move || tr_with("file-remove", &[("name", label.clone().into())])
                on:click=move |_| detach.start(id)
            >
                <Icon path=icons::CLOSE />
            </button>
        </li>
    }
}
