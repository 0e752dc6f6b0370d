//! The words for reasons, decisions and what is reported.

use crate::text::tr;
use enishi_bridge::{Decision, ReportReason, Subject};

/// Reasons in the order of the form: word and key.
pub const REASONS: [(ReportReason, &str); 5] = [
    (ReportReason::Harassment, "report-harassment"),
    (ReportReason::Spam, "report-spam"),
    (ReportReason::Impersonation, "report-impersonation"),
    (ReportReason::PrivateData, "report-private-data"),
    (ReportReason::Other, "report-other"),
];

/// The key of a reason.
pub fn reason_key(reason: ReportReason) -> &'static str {
    REASONS.iter().find(|(known, _)| *known == reason).map_or("report-other", |(_, key)| key)
}

/// The key of a decision as a line of the log.
pub const fn decided_key(decision: Decision) -> &'static str {
    match decision {
        Decision::NoAction => "decided-no-action",
        Decision::PostRemoved => "decided-post-removed",
        Decision::EventCancelled => "decided-event-cancelled",
        Decision::MemberPaused => "decided-member-paused",
        Decision::MemberRemoved => "decided-member-removed",
        Decision::SubjectLeft => "decided-subject-left",
        Decision::Unknown => "decided-unknown",
    }
}

/// The key of a decision as what a button does.
pub const fn decide_key(decision: Decision) -> &'static str {
    match decision {
        Decision::NoAction => "decide-no-action",
        Decision::PostRemoved => "decide-post-removed",
        Decision::EventCancelled => "decide-event-cancelled",
        Decision::MemberPaused => "decide-member-paused",
        Decision::MemberRemoved => "decide-member-removed",
        Decision::SubjectLeft | Decision::Unknown => "decided-unknown",
    }
}

/// The key of what is reported.
pub const fn subject_key(subject: Subject) -> &'static str {
    match subject {
        Subject::Member { .. } => "report-of-member",
        Subject::Post { .. } => "report-of-post",
        Subject::Event { .. } => "report-of-event",
        Subject::Messages { .. } => "report-of-messages",
        Subject::Unknown => "report-of-other",
    }
}

/// The name or the title, or that nobody is there any more.
pub fn label(label: &str) -> String {
    if label.is_empty() { tr("member-left") } else { label.to_owned() }
}

/// The page of what is reported, where there is one.
pub fn path_of(subject: Subject) -> Option<String> {
    match subject {
        Subject::Member { member } | Subject::Messages { member } => Some(format!("/members/{member}")),
        Subject::Post { post } => Some(format!("/posts/{post}")),
        Subject::Event { event } => Some(format!("/events/{event}")),
        Subject::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_of_its_own() {
        for (reason, key) in REASONS {
            assert_eq!(reason_key(reason), key);
        }
        assert_eq!(reason_key(ReportReason::Unknown), "report-other");
    }
}
