//! The four states of everything that is read: loading, error with retry, empty (the page decides), content.

use super::{ErrorPanel, Locked};
use crate::{state::Read, t};
use enishi_bridge::errors::{AppCode, AppError};
use leptos::prelude::*;

#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    Failed(AppError),
    Content,
}

/// Shows a read. The content is made once and follows the value: nothing flickers while it is read again.
#[component]
pub fn Pane<T, F, V>(
    /// What is read.
    read: Read<T>,
    /// Makes the content.
    children: F,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Fn(Signal<T>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let shown = Memo::new(move |_| {
        read.value.with(|value| match value {
            None => Shown::Loading,
            Some(Ok(_)) => Shown::Content,
            Some(Err(error)) => Shown::Failed(error.clone()),
        })
    });
    move || match shown.get() {
        Shown::Loading => view! { <Skeleton /> }.into_any(),
        Shown::Failed(error) if error.code == AppCode::DirectoryLocked => view! { <Locked /> }.into_any(),
        Shown::Failed(error) => view! { <ErrorPanel error retry=move |()| read.retry() /> }.into_any(),
        Shown::Content => match read.value.get_untracked() {
            Some(Ok(first)) => children(following(read, first)).into_any(),
            Some(Err(_)) | None => ().into_any(),
        },
    }
}

/// The value of a read that has one; keeps the last while there is none.
fn following<T: Clone + PartialEq + Send + Sync + 'static>(read: Read<T>, first: T) -> Signal<T> {
    Memo::new(move |previous: Option<&T>| {
        read.value.with(|value| match value {
            Some(Ok(value)) => value.clone(),
            Some(Err(_)) | None => previous.unwrap_or(&first).clone(),
        })
    })
    .into()
}

/// Grey shapes; the style sheet shows them only after 300 ms.
#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" aria-busy="true" role="status">
            <span class="visually-hidden">{t!("state-loading")}</span>
            {(0..5)
                .map(|_| {
                    view! {
                        <div class="skeleton-row" aria-hidden="true">
                            <span class="skeleton-dot"></span>
                            <span class="skeleton-lines"></span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}
