//! Going to a page from code, and opening an address outside the app.

use crate::bridge::commands;
use enishi_bridge::posts::LinkForm;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::sync::Arc;

type Navigate = Arc<dyn Fn(&str)>;

/// Goes to a page of the app.
#[derive(Clone, Copy)]
pub struct Go(StoredValue<Navigate, LocalStorage>);

impl Go {
    /// Goes to a path.
    pub fn to(self, path: &str) {
        // None: the frame is gone, and with it every page to go to.
        if let Some(navigate) = self.0.try_get_value() {
            navigate(path);
        }
    }

    /// A callback for links in texts.
    pub fn outside() -> Callback<String> {
        Callback::new(|url: String| {
            spawn_local(async move {
                if let Err(error) = commands::open_link(LinkForm { url }).await {
                    crate::state::announce(crate::text::tr(&error.code.message_key()));
                }
            });
        })
    }
}

/// The way to go to pages; it outlives every page. Only inside the frame.
pub fn use_go() -> Go {
    expect_context()
}

/// Makes the way known to everything inside the router.
pub fn provide_go() -> Go {
    let navigate = use_navigate();
    let navigate: Navigate = Arc::new(move |path: &str| navigate(path, NavigateOptions::default()));
    let go = Go(StoredValue::new_local(navigate));
    provide_context(go);
    go
}
