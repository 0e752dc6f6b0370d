//! How the app stands, and where it is.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    app::{AppView, PlaceKey},
    notices::Route,
};

/// How the app stands.
pub async fn app() -> Answer<AppView> {
    call("app", NoArgument {}).await
}

/// Shows another place.
pub async fn choose_place(form: PlaceKey) -> Answer<()> {
    call("choose_place", Form { form }).await
}

/// Where a tap or a link wants to go; answered once.
pub async fn take_route() -> Answer<Option<Route>> {
    call("take_route", NoArgument {}).await
}

/// Asks the core to synchronise.
pub async fn sync_now() -> Answer<()> {
    call("sync_now", NoArgument {}).await
}
