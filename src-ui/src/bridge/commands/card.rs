//! The card of a member.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::card::{CardView, CheckCardForm, CheckedCard};

/// The own card.
pub async fn card() -> Answer<CardView> {
    call("card", NoArgument {}).await
}

/// Checks somebody's card.
pub async fn check_card(form: CheckCardForm) -> Answer<CheckedCard> {
    call("check_card", Form { form }).await
}
