//! One answer of the core on the screen.

use super::use_versions;
use enishi_bridge::{errors::AppError, notices::Tag};
use leptos::prelude::*;
use std::future::Future;

/// What a page shows: nothing yet, the answer, or why there is none.
pub struct Read<T: Send + Sync + 'static> {
    /// The last answer; stays while the next one is on its way, and does not change if the next is equal.
    pub value: Memo<Option<Result<T, AppError>>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Read<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Read<T> {}

impl<T: Send + Sync + 'static> Read<T> {
    /// Asks the core again.
    pub fn retry(self) {
        let _ = self.again.try_update(|number| *number = number.wrapping_add(1));
    }
}

/// Reads the core with `fetch` at once, when a tag changes, and when a signal that `fetch` reads changes.
pub fn use_read<T, Fut>(tags: &'static [Tag], fetch: impl Fn() -> Fut + 'static) -> Read<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + 'static,
{
    let versions = use_versions();
    let again = RwSignal::new(0_u32);
    let resource = LocalResource::new(move || {
        versions.track(tags);
        again.track();
        fetch()
    });
    Read { value: Memo::new(move |_| resource.get()), again }
}
