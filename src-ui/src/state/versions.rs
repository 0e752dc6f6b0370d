//! A version for each tag; a read that depends on a tag runs again when its version rises.

use enishi_bridge::notices::Tag;
use leptos::prelude::*;

/// The versions of all tags.
#[derive(Clone, Copy)]
pub struct Versions(StoredValue<Vec<(Tag, ArcRwSignal<u32>)>>);

impl Versions {
    /// All at their beginning.
    pub fn new() -> Self {
        Self(StoredValue::new(Tag::ALL.into_iter().map(|tag| (tag, ArcRwSignal::new(0))).collect()))
    }

    /// Makes the running read depend on these tags.
    pub fn track(self, tags: &[Tag]) {
        self.0.with_value(|all| {
            for (_, version) in all.iter().filter(|(tag, _)| tags.contains(tag)) {
                version.track();
            }
        });
    }

    /// What the core said: these tags changed.
    pub fn rise(self, tags: &[Tag]) {
        let _ = self.0.try_with_value(|all| {
            for (_, version) in all.iter().filter(|(tag, _)| tags.contains(tag)) {
                version.update(|number| *number = number.wrapping_add(1));
            }
        });
    }
}

/// The versions that the frame provides.
pub fn use_versions() -> Versions {
    use_context().unwrap_or_else(Versions::new)
}
