//! The window in which a picture is moved and enlarged until the circle shows what the person wants.

use super::crop::{Crop, LARGEST};
use crate::{bridge::pictures, t};
use enishi_bridge::photo::PhotoDraft;
use leptos::{ev, html, prelude::*};

/// The window with its slider.
#[component]
pub fn Cropper(
    /// The opened picture.
    draft: PhotoDraft,
    /// The square.
    crop: RwSignal<Crop>,
) -> impl IntoView {
    let window = NodeRef::<html::Div>::new();
    let held = RwSignal::new(None::<(f64, f64)>);
    let take = move |event: ev::PointerEvent| {
        if let Some(window) = window.get_untracked() {
            // Without it the picture lets go when the pointer leaves the window, which is no harm.
            let _ = window.set_pointer_capture(event.pointer_id());
        }
        held.set(Some((f64::from(event.client_x()), f64::from(event.client_y()))));
    };
    let drag = move |event: ev::PointerEvent| {
        let (Some((x, y)), Some(window)) = (held.get_untracked(), window.get_untracked()) else { return };
        let to = (f64::from(event.client_x()), f64::from(event.client_y()));
        let side = window.get_bounding_client_rect().width().max(1.0);
        crop.update(|crop| *crop = crop.moved((x - to.0) / side, (y - to.1) / side));
        held.set(Some(to));
    };
    let wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        crop.update(|crop| *crop = crop.zoomed(crop.zoom() * (-event.delta_y() / 500.0).exp()));
    };
    let press = move |event: ev::KeyboardEvent| {
        if let Some(next) = crop.get_untracked().after_key(&event.key()) {
            event.prevent_default();
            crop.set(next);
        }
    };
    let percent = |part: f64| format!("{part:.3}%");
    let placed = Memo::new(move |_| crop.get().placed());
    view! {
        <div
            node_ref=window
            class="crop"
            data-test="crop"
            role="img"
            tabindex="0"
            aria-label=t!("photo-crop")
            aria-describedby="photo-crop-hint"
            on:pointerdown=take
            on:pointermove=drag
            on:pointerup=move |_| held.set(None)
            on:pointercancel=move |_| held.set(None)
            on:wheel=wheel
            on:keydown=press
        >
            <img
                src=pictures::draft(draft.id)
                alt=""
                draggable="false"
                style:width=move || percent(placed.get().0)
                style:left=move || percent(placed.get().1)
                style:top=move || percent(placed.get().2)
            />
            <span class="crop-circle"></span>
        </div>
        <p class="hint" id="photo-crop-hint">{t!("photo-crop-hint")}</p>
        <div class="field">
            <label for="photo-zoom">
                <span class="label">{t!("photo-zoom")}</span>
            </label>
            <input
                id="photo-zoom"
                data-test="photo-zoom"
                type="range"
                min="1"
                max=LARGEST.to_string()
                step="0.01"
                prop:value=move || format!("{:.2}", crop.get().zoom())
                on:input=move |event| {
                    if let Ok(zoom) = event_target_value(&event).parse() {
                        crop.update(|crop| *crop = crop.zoomed(zoom));
                    }
                }
            />
        </div>
    }
}
