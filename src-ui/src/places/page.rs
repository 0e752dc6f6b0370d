//! Switching between places, and adding another account.

use crate::{
    bridge::commands,
    components::{Failure, Header, Icon, icons, whole},
    frame::use_go,
    state::{use_act, use_app},
    t,
    text::tr,
};
use enishi_bridge::{NetworkKind, app::PlaceView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn PlacesPage() -> impl IntoView {
    let app = use_app();
    let go = use_go();
    let choose = use_act(commands::choose_place, move |()| go.to("/"));
    let add = use_act(|()| commands::begin_sign_in(), |()| {});
    let places = Memo::new(move |_| app.with(|app| app.places.clone()));
    let row = move |place: PlaceView| {
        let key = place.key;
        view! {
            <li>
                <button
                    type="button"
                    class="place"
                    data-test="place"
                    data-id=key.network.to_string()
                    aria-current=move || app.with(|app| app.current == Some(key)).then_some("true")
                    on:click=move |_| choose.start(key)
                >
                    <span class="place-words">
                        <span class="name" lang="ja">{place.name}</span>
                        <span class="soft">
                            {move || tr(kind_key(place.kind))} " · " {place.host.clone()} " · " {place.email.clone()}
                        </span>
                    </span>
                    <span class="place-check">
                        <Icon path=icons::CHECK />
                    </span>
                </button>
            </li>
        }
    };
    view! {
        <div class="page narrow">
            <Header title=Signal::derive(t!("places-title")) back="/me" back_key="nav-me" />
            <p class="lead">{t!("places-lead")}</p>
            <Failure error=choose.failure />
            <ul class="places">
                <For each=move || places.get() key=whole children=row />
            </ul>
            <Failure error=add.failure />
            <button type="button" class="button wide" data-test="add-account" on:click=move |_| add.start(())>
                <Icon path=icons::PLUS />
                <span>{t!("places-add")}</span>
            </button>
        </div>
    }
}

const fn kind_key(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Company => "network-company",
        NetworkKind::Region => "network-region",
        NetworkKind::School => "network-school",
        NetworkKind::Club | NetworkKind::Unknown => "network-club",
    }
}
