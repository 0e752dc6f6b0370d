//! The own 近況 on home and on the own page: what one says, its honest state, and who reacted.

use super::{composer::Composer, reactions::Reactions, said::Said};
use crate::{
    bridge::commands,
    components::{DeliveryLine, Failure, Icon, icons},
    fmt,
    posts::audience_key,
    state::{announce, use_act},
    t,
    text::tr,
};
use enishi_bridge::{
    delivery::Delivery,
    status::{MyStatus, SaidStatus},
};
use leptos::prelude::*;

/// The card.
#[component]
pub fn MyStatusCard(
    /// The own 近況.
    #[prop(into)]
    status: Signal<MyStatus>,
) -> impl IntoView {
    let rewriting = RwSignal::new(false);
    let said = Memo::new(move |_| status.with(|status| status.said.clone()));
    let taking_back = Memo::new(move |_| status.with(|status| status.taking_back));
    let reactions = Memo::new(move |_| status.with(|status| status.reactions.clone()));
    let clear = use_act(|()| commands::clear_status(), |_wish| announce(tr("status-accepted")));
    let audiences = Signal::derive(move || status.with(|status| status.audiences.clone()));
    let proposed = Signal::derive(move || status.with(|status| status.audience));
    view! {
        <div class="card my-status" data-test="my-status">
            {move || match said.get().filter(|_| !rewriting.get()) {
                Some(SaidStatus { mark, text, audience, said_at, delivery }) => {
                    view! {
                        <Said mark text />
                        <p class="meta">
                            <span>{move || fmt::moment(said_at)}</span>
                            <span>{move || tr(audience_key(audience))}</span>
                        </p>
                        {(delivery != Delivery::Delivered)
                            .then(|| view! { <DeliveryLine delivery=Signal::stored(delivery) test="status-state" /> })}
                        <Reactions cards=reactions />
                        <Failure error=clear.failure />
                        <div class="entry-buttons">
                            <button type="button" class="button" data-test="status-again" on:click=move |_| rewriting.set(true)>
                                <Icon path=icons::PEN />
                                <span>{t!("status-again")}</span>
                            </button>
                            <button type="button" class="button quiet" data-test="status-clear" on:click=move |_| clear.start(())>
                                {t!("status-clear")}
                            </button>
                        </div>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        {move || {
                            taking_back
                                .get()
                                .map(|delivery| view! { <DeliveryLine delivery=Signal::stored(delivery) test="status-state" /> })
                        }}
                        <Composer audiences proposed on_done=move |()| rewriting.set(false) />
                    }
                        .into_any()
                }
            }}
        </div>
    }
}
