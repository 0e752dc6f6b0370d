//! Settings that are saved as they are changed: one at a time, and the last one wins.

use enishi_bridge::errors::AppError;
use leptos::{prelude::*, task::spawn_local};
use std::future::Future;

/// A draft that is saved at every change.
pub struct Save<T: Send + Sync + 'static> {
    /// What the person chose last; the form shows this.
    pub draft: RwSignal<T>,
    /// Why the last save failed.
    pub failure: RwSignal<Option<AppError>>,
    start: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for Save<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Save<T> {}

impl<T: Send + Sync + 'static> Save<T> {
    /// Changes the draft and saves it.
    pub fn change(self, change: impl FnOnce(&mut T)) {
        self.draft.update(change);
        self.start.run(());
    }
}

/// A draft that begins with `first` and is saved with `work`.
pub fn use_save<T, Fut>(first: T, work: impl Fn(T) -> Fut + Copy + Send + Sync + 'static) -> Save<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Fut: Future<Output = Result<(), AppError>> + 'static,
{
    let draft = RwSignal::new(first);
    let failure = RwSignal::new(None);
    let busy = StoredValue::new(false);
    let start = Callback::new(move |()| {
        // The run that is under way looks at the draft again when it is done.
        if busy.try_get_value().unwrap_or(true) {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            let mut saved = None;
            // None: the page was left; what was chosen up to then has been sent.
            while let Some(wanted) = draft.try_get_untracked() {
                if saved.as_ref() == Some(&wanted) {
                    break;
                }
                let outcome = work(wanted.clone()).await;
                let _ = failure.try_set(outcome.err());
                saved = Some(wanted);
            }
            let _ = busy.try_set_value(false);
        });
    });
    Save { draft, failure, start }
}
