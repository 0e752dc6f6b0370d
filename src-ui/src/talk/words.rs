//! What is said of threads and messages, decided without a page.

use crate::{
    members::full_name,
    text::{tr, tr_with},
};
use enishi_bridge::{
    delivery::Delivery,
    members::MemberCard,
    talk::{Body, LastLine, MessageCard, TrustState, Writing},
};

/// The name of the other one; who is not there any more has none.
pub fn name_of(person: Option<&MemberCard>) -> String {
    person.map_or_else(|| tr("talk-gone-name"), full_name)
}

/// The last words of a thread in one line.
pub fn last_line(last: Option<&LastLine>, draft: Option<&str>) -> String {
    if let Some(draft) = draft.filter(|draft| !draft.trim().is_empty()) {
        let draft = draft.split_whitespace().collect::<Vec<_>>().join(" ");
        return tr_with("talk-draft", &[("text", draft.into())]);
    }
    let Some(last) = last else { return String::new() };
    let text = match last.body {
        Body::Text if last.text.is_empty() && last.files > 0 => {
            tr_with("talk-files", &[("count", last.files.into())])
        }
        Body::Text => last.text.clone(),
        Body::Unsent => tr("talk-unsent"),
        Body::Closed => tr("talk-closed-short"),
    };
    if last.mine { tr_with("talk-mine", &[("text", text.into())]) } else { text }
}

/// The key of what stands where the composer would be; none: one may write.
pub const fn silence_key(writing: Writing) -> Option<&'static str> {
    match writing {
        Writing::First | Writing::Open | Writing::Declined | Writing::Asked => None,
        Writing::AwaitsAnswer => Some("talk-awaits-answer"),
        Writing::Gone => Some("talk-gone"),
        Writing::Blocked => Some("talk-blocked"),
        Writing::NotHere => Some("talk-not-here"),
    }
}

/// The key of what is said of trust in the thread; none: there is nothing to say.
pub const fn trust_key(trust: TrustState) -> Option<&'static str> {
    match trust {
        TrustState::Changed => Some("talk-trust-changed"),
        TrustState::Broken => Some("talk-trust-broken"),
        TrustState::New | TrustState::Pinned | TrustState::Verified => None,
    }
}

/// The key of the state under a message of one's own; none: the last one of those that arrived speaks for them.
pub fn state_key(message: &MessageCard, is_last: bool) -> Option<&'static str> {
    if !message.mine || message.body != Body::Text {
        return None;
    }
    match message.delivery {
        Delivery::Waiting if message.waits_for_device => Some("talk-waits-for-device"),
        Delivery::Waiting => Some("delivery-waiting"),
        Delivery::Sending => Some("delivery-sending"),
        Delivery::Failed { .. } => Some("delivery-failed"),
        Delivery::Delivered if !is_last => None,
        Delivery::Delivered if message.seen => Some("talk-seen"),
        Delivery::Delivered => Some("delivery-delivered"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_bridge::MessageId;

    fn message(delivery: Delivery) -> MessageCard {
        MessageCard {
            id: MessageId(uuid::Uuid::nil()),
            mine: true,
            body: Body::Text,
            text: "元気です".to_owned(),
            spans: Vec::new(),
            at: 0,
            delivery,
            waits_for_device: false,
            seen: false,
            reply_to: None,
            files: Vec::new(),
            signs: Vec::new(),
            can_unsend: false,
        }
    }

    #[test]
    fn only_the_last_of_the_messages_that_arrived_says_so_and_every_other_state_is_said() {
        assert_eq!(state_key(&message(Delivery::Delivered), false), None);
        assert_eq!(state_key(&message(Delivery::Delivered), true), Some("delivery-delivered"));
        assert_eq!(state_key(&message(Delivery::Waiting), false), Some("delivery-waiting"));
        let seen = MessageCard { seen: true, ..message(Delivery::Delivered) };
        assert_eq!(state_key(&seen, true), Some("talk-seen"));
        let theirs = MessageCard { mine: false, ..message(Delivery::Delivered) };
        assert_eq!(state_key(&theirs, true), None);
    }

    #[test]
    fn where_nobody_may_write_it_is_said_why() {
        for writing in [Writing::AwaitsAnswer, Writing::Gone, Writing::Blocked, Writing::NotHere] {
            assert!(silence_key(writing).is_some(), "{writing:?}");
        }
        assert_eq!(silence_key(Writing::First), None);
    }
}
