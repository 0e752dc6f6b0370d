//! Quiet menus (`details.more`) close when something in them was chosen, and when one touches anything else.

use leptos::{ev, prelude::window_event_listener};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Closes what stands open; called once, lives as long as the page.
pub fn install() {
    let handle = window_event_listener(ev::click, |event| {
        let touched = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(open) = document_menus() else { return };
        for place in 0..open.length() {
            let Some(menu) = open.get(place).and_then(|menu| menu.dyn_into::<Element>().ok()) else {
                continue;
            };
            let within =
                touched.as_ref().is_some_and(|touched| menu.contains(Some(touched.unchecked_ref::<Node>())));
            let chosen = touched
                .as_ref()
                .is_some_and(|touched| matches!(touched.closest(".more-item, .sign"), Ok(Some(_))));
            if !within || chosen {
                // Fails only for names that no attribute can have.
                let _ = menu.remove_attribute("open");
            }
        }
    });
    // The listener stays: the handle that would take it away is let go.
    let _ = handle;
}

fn document_menus() -> Option<web_sys::NodeList> {
    leptos::prelude::document().query_selector_all("details.more[open]").ok()
}
