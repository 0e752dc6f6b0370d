//! A person's mark: the photo, or the first character of the family name on one of eight quiet tints.

use crate::{bridge::pictures, state::connected};
use enishi_bridge::{PhotoSize, members::MemberCard};
use leptos::prelude::*;

/// The avatar; decorative, the name stands beside it. The character stays under the photo: while it is fetched, and
/// where it cannot be, nothing moves and nothing looks broken.
#[component]
pub fn Avatar(
    /// The person; in a list that is searched others take the place.
    #[prop(into)]
    card: Signal<MemberCard>,
    /// Whether it is the large one of a person's page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let size = if large { PhotoSize::Full } else { PhotoSize::Small };
    let class = move || {
        format!("avatar tint-{}{}", card.with(|card| card.tint) % 8, if large { " large" } else { "" })
    };
    let photo =
        Memo::new(move |_| card.with(|card| card.photo.map(|photo| pictures::of(card.id, photo, size))));
    view! {
        <span class=class aria-hidden="true" lang="ja">
            {move || card.with(|card| card.initial.clone())}
            {move || photo.get().map(|address| view! { <Face address /> })}
        </span>
    }
}

/// A picture over what lies below it. One that did not come is asked for again when the line is back.
#[component]
pub fn Face(
    /// Its address.
    address: String,
) -> impl IntoView {
    let connected = connected();
    let failed = RwSignal::new(None::<bool>);
    let wanted = Memo::new(move |_| failed.get() != Some(connected.get()));
    move || {
        wanted.get().then(|| {
            view! {
                <img
                    class="face"
                    src=address.clone()
                    alt=""
                    loading="lazy"
                    decoding="async"
                    draggable="false"
                    on:error=move |_| failed.set(Some(connected.get_untracked()))
                />
            }
        })
    }
}
