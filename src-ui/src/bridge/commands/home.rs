//! The first page.

use super::Answer;
use crate::bridge::{NoArgument, call};
use enishi_bridge::home::HomeView;

/// The first page.
pub async fn home() -> Answer<HomeView> {
    call("home", NoArgument {}).await
}
