//! The composer: Enter makes a line, Ctrl or ⌘ with Enter sends (or Enter alone, where the person has chosen that), and
//! a key of the input method does neither. What is typed is kept as a draft of its thread.

use super::files::DraftFiles;
use crate::{
    bridge::{commands, files},
    components::{Failure, Icon, icons},
    frame::command_key,
    ime,
    state::{use_act, use_read},
    t,
    text::tr_with,
};
use enishi_bridge::{
    MemberId, MessageId,
    notices::Tag,
    talk::{AttachForm, DraftForm, MessageCard, SendForm, ThreadDetail, Writing},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use std::time::Duration;
use web_sys::File;

/// The most characters of a message, as in `enishi_wire::limits`.
const LONGEST: usize = 4_000;
/// What is typed is kept when somebody pauses.
const PAUSE: Duration = Duration::from_millis(500);

/// Which message the next one answers. A page of a thread provides it.
#[derive(Clone, Copy)]
pub struct Answering(RwSignal<Option<MessageCard>>);

impl Answering {
    /// Nothing is answered.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// The next message answers this one.
    pub fn to(self, message: MessageCard) {
        self.0.set(Some(message));
    }
}

/// Whether a key sends: Enter with Ctrl or ⌘ and with nothing else, or alone where the person has chosen that.
const fn sends(enter: bool, ctrl_or_meta: bool, shift_or_alt: bool, alone: bool) -> bool {
    enter && (ctrl_or_meta || alone) && !shift_or_alt
}

/// Characters that are too many, if any are.
fn too_many(text: &str) -> Option<usize> {
    text.trim().chars().count().checked_sub(LONGEST).filter(|over| *over > 0)
}

/// The composer.
#[component]
pub fn Composer(
    /// The other one.
    id: MemberId,
    /// The thread, for what is in the draft.
    thread: Signal<ThreadDetail>,
) -> impl IntoView {
    let text = RwSignal::new(thread.with_untracked(|thread| thread.draft.clone()));
    let attached = Signal::derive(move || thread.with(|thread| thread.draft_files.clone()));
    // Nobody is sent pictures by somebody whom she does not know.
    let may_attach = Memo::new(move |_| thread.with(|thread| thread.writing != Writing::First));
    let attach = use_act(
        move |files: Vec<File>| async move {
            for file in files {
                let name = file.name();
                let base64 = files::base64(file).await?;
                commands::attach_file(AttachForm { member: id, name, base64 }).await?;
            }
            Ok(())
        },
        |()| {},
    );
    let bring = move |files: Vec<File>| {
        let some = !files.is_empty() && may_attach.get_untracked();
        if some {
            attach.start(files);
        }
        some
    };
    let field = NodeRef::<html::Textarea>::new();
    let answering = use_context::<Answering>();
    let answered = move || answering.and_then(|answering| answering.0.get());
    let mut keep = debounce(PAUSE, move |()| {
        if let Some(text) = text.try_get_untracked() {
            spawn_local(async move {
                let _tried_again_with_the_next_pause =
                    commands::keep_draft(DraftForm { member: id, text }).await;
            });
        }
    });
    let send = use_act(commands::send_message, move |_sent: MessageId| {
        let _ = text.try_set(String::new());
        if let Some(answering) = answering {
            let _ = answering.0.try_set(None);
        }
        if let Some(field) = field.try_get_untracked().flatten() {
            let _ = field.focus();
        }
    });
    let over = Memo::new(move |_| text.with(|text| too_many(text)));
    let nothing = Memo::new(move |_| {
        text.with(|text| text.trim().is_empty()) && attached.with(|attached| attached.is_empty())
    });
    let start = move || {
        if !nothing.get_untracked() && over.get_untracked().is_none() {
            let reply_to =
                answering.and_then(|answering| answering.0.get_untracked()).map(|message| message.id);
            send.start(SendForm { member: id, text: text.get_untracked(), reply_to });
        }
    };
    let settings = use_read(&[Tag::Settings], commands::settings);
    let enter_sends = Memo::new(move |_| {
        settings.value.with(|value| matches!(value, Some(Ok(view)) if view.device.enter_sends))
    });
    let keydown = move |event: ev::KeyboardEvent| {
        let enter = event.key() == "Enter";
        let alone = enter_sends.get_untracked();
        if sends(enter, event.ctrl_key() || event.meta_key(), event.shift_key() || event.alt_key(), alone)
            && !ime::owns(&event)
        {
            event.prevent_default();
            start();
        }
    };
    view! {
        <form
            class="composer"
            data-test="composer"
            on:dragover=move |event| event.prevent_default()
            on:drop=move |event| {
                event.prevent_default();
                bring(files::brought(&event, "dataTransfer"));
            }
            on:submit=move |event| {
                event.prevent_default();
                start();
            }
        >
            {move || {
                answered()
                    .map(|message| {
                        view! {
                            <div class="composer-quote" data-test="composer-quote">
                                <p class="message-quote">{message.text}</p>
                                <button
                                    type="button"
                                    class="button quiet"
                                    aria-label=t!("talk-reply-cancel")
                                    on:click=move |_| {
                                        if let Some(answering) = answering {
                                            answering.0.set(None);
                                        }
                                    }
                                >
                                    <Icon path=icons::CLOSE />
                                </button>
                            </div>
                        }
                    })
            }}
            <DraftFiles files=attached />
            <div class="composer-row">
                <Show when=move || may_attach.get()>
                    <label class="button quiet composer-attach" aria-busy=move || attach.busy.get().then_some("true")>
                        <Icon path=icons::CLIP />
                        <span class="visually-hidden">{t!("file-attach")}</span>
                        <input
                            type="file"
                            multiple
                            class="visually-hidden"
                            data-test="composer-file"
                            on:change=move |event| {
                                bring(files::chosen(&event));
                            }
                        />
                    </label>
                </Show>
                // A copy of the text gives the field its height: it grows to six lines.
                <div class="grows">
                    <span class="grows-copy" aria-hidden="true">{move || format!("{}\n", text.get())}</span>
                    <textarea
                        node_ref=field
                        rows="1"
                        data-test="composer-text"
                        aria-label=t!("talk-write")
                        placeholder=t!("talk-write")
                        aria-describedby="composer-hint"
                        prop:value=move || text.get()
                        on:input=move |event| {
                            text.set(event_target_value(&event));
                            keep(());
                        }
                        on:keydown=keydown
                        on:paste=move |event| {
                            // A picture that was copied; words are pasted as ever.
                            if bring(files::brought(&event, "clipboardData")) {
                                event.prevent_default();
                            }
                        }
                    ></textarea>
                </div>
                <button
                    type="submit"
                    class="button primary"
                    data-test="composer-send"
                    disabled=move || nothing.get() || over.get().is_some()
                    aria-busy=move || send.busy.get().then_some("true")
                >
                    <Icon path=icons::SEND />
                    <span>{t!("talk-send")}</span>
                </button>
            </div>
            <p class="hint composer-hint" class:too-long=move || over.get().is_some() id="composer-hint">
                {move || match over.get() {
                    Some(over) => tr_with("talk-too-long", &[("count", over.to_string().into())]),
                    None if enter_sends.get() => crate::text::tr("talk-send-hint-enter"),
                    None => tr_with("talk-send-hint", &[("key", command_key().into())]),
                }}
            </p>
            <Failure error=attach.failure test="attach-error" />
            <Failure error=send.failure test="composer-error" />
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_alone_makes_a_line_and_with_ctrl_or_command_it_sends() {
        assert!(!sends(true, false, false, false));
        assert!(sends(true, true, false, false));
        assert!(!sends(true, true, true, false));
        assert!(!sends(false, true, false, false));
    }

    #[test]
    fn where_enter_sends_shift_makes_a_line() {
        assert!(sends(true, false, false, true));
        assert!(!sends(true, false, true, true));
        assert!(!sends(false, false, false, true));
    }

    #[test]
    fn a_message_has_four_thousand_characters_at_most() {
        assert_eq!(too_many(&"縁".repeat(4_000)), None);
        assert_eq!(too_many(&format!("  {}  ", "縁".repeat(4_001))), Some(1));
    }
}
