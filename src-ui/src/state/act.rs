//! One thing that the person asks of the core.

use enishi_bridge::errors::AppError;
use leptos::{prelude::*, task::spawn_local};
use std::future::Future;

/// An action: whether it runs, and why it failed last.
pub struct Act<I: 'static> {
    /// Whether it is running; a second start meanwhile does nothing.
    pub busy: RwSignal<bool>,
    /// Why it failed last; none after a success and while it runs.
    pub failure: RwSignal<Option<AppError>>,
    start: Callback<I>,
}

impl<I: 'static> Clone for Act<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: 'static> Copy for Act<I> {}

impl<I: 'static> Act<I> {
    /// Starts it.
    pub fn start(self, input: I) {
        self.start.run(input);
    }
}

/// An action that does `work` and, after a success, `done`. The page may be gone by then (a changed place
/// makes all pages anew), so `done` touches its signals only by `try_…`.
pub fn use_act<I, O, Fut>(
    work: impl Fn(I) -> Fut + Send + Sync + 'static,
    done: impl Fn(O) + Clone + Send + Sync + 'static,
) -> Act<I>
where
    I: 'static,
    O: 'static,
    Fut: Future<Output = Result<O, AppError>> + 'static,
{
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None);
    let start = Callback::new(move |input: I| {
        if busy.try_get_untracked().unwrap_or(true) {
            return;
        }
        busy.set(true);
        failure.set(None);
        let running = work(input);
        let done = done.clone();
        spawn_local(async move {
            let outcome = running.await;
            // The page may be gone by now, and its signals with it.
            let _ = busy.try_set(false);
            match outcome {
                Ok(output) => done(output),
                Err(error) => {
                    let _ = failure.try_set(Some(error));
                }
            }
        });
    });
    Act { busy, failure, start }
}
