//! The events that a person answered, as a calendar (RFC 5545). Times are in UTC, so that no zone has to be described.
//!
//! The own answer is no `ATTENDEE`: RFC 5545 keeps that for calendars that are sent around, and a program that imports
//! one may write to the organiser.

use super::lines::Lines;
use enishi_wire::events::Answer;

/// An event with the own answer.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What is the same in the next export.
    pub uid: String,
    /// Its title.
    pub title: String,
    /// What is written about it; may be empty.
    pub text: String,
    /// Where; may be empty.
    pub place: String,
    /// Who invited.
    pub network: String,
    /// When it begins, ms UTC.
    pub starts: i64,
    /// When it ends, ms UTC.
    pub ends: i64,
    /// Whether it was called off.
    pub is_cancelled: bool,
    /// What the person answered.
    pub answer: Answer,
    /// The same as a sentence.
    pub answered: String,
}

/// A calendar of events, written at a time.
pub fn calendar(entries: &[Entry], now: i64) -> String {
    let mut lines = Lines::default();
    lines.line("BEGIN", "VCALENDAR");
    lines.line("VERSION", "2.0");
    lines.line("PRODID", "-//Enishi//Export//EN");
    lines.line("CALSCALE", "GREGORIAN");
    for entry in entries {
        // A time that no calendar knows is in the JSON only.
        if let (Some(starts), Some(written)) = (stamp(entry.starts), stamp(now)) {
            event(&mut lines, entry, &starts, &written);
        }
    }
    lines.line("END", "VCALENDAR");
    lines.end()
}

fn event(lines: &mut Lines, entry: &Entry, starts: &str, written: &str) {
    let comes = !entry.is_cancelled && entry.answer != Answer::No;
    let state = match entry.answer {
        _ if entry.is_cancelled => "CANCELLED",
        Answer::Yes => "CONFIRMED",
        Answer::Maybe | Answer::No | Answer::Unknown => "TENTATIVE",
    };
    lines.line("BEGIN", "VEVENT");
    lines.line("UID", &entry.uid);
    lines.line("DTSTAMP", written);
    lines.line("DTSTART", starts);
    if let Some(ends) = stamp(entry.ends).filter(|_| entry.ends > entry.starts) {
        lines.line("DTEND", &ends);
    }
    lines.text("SUMMARY", &entry.title);
    lines.text_if_any("LOCATION", &entry.place);
    lines.text("DESCRIPTION", format!("{}\n\n{}", entry.answered, entry.text).trim());
    lines.text_if_any("CATEGORIES", &entry.network);
    lines.line("STATUS", state);
    // Whoever does not come has the time for something else.
    lines.line("TRANSP", if comes { "OPAQUE" } else { "TRANSPARENT" });
    lines.line("X-ENISHI-ANSWER", entry.answer.as_str());
    lines.line("END", "VEVENT");
}

/// A time as iCalendar writes it; `None`: outside of its years.
fn stamp(at: i64) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(at).ok()?;
    let text = time.strftime("%Y%m%dT%H%M%SZ").to_string();
    // Years before 0 or after 9999 would need other digits.
    (text.len() == 16).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{super::lines::tests::unfolded, *};

    const NOW: i64 = 1_795_132_800_000;

    fn entry(answer: Answer) -> Entry {
        Entry {
            uid: "e1@enishi.example.jp".into(),
            title: "総会, 東京; 2026".into(),
            text: "お待ちしています。\n会費：5,000円".into(),
            place: "東京都千代田区1-1".into(),
            network: "縁商事".into(),
            starts: NOW,
            ends: NOW + 7_200_000,
            is_cancelled: false,
            answer,
            answered: "あなたの返事：参加".into(),
        }
    }

    #[test]
    fn an_event_has_its_times_in_utc_its_text_and_the_own_answer() {
        assert_eq!(
            unfolded(&calendar(&[entry(Answer::Yes)], NOW)),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Enishi//Export//EN",
                "CALSCALE:GREGORIAN",
                "BEGIN:VEVENT",
                "UID:e1@enishi.example.jp",
                "DTSTAMP:20261120T000000Z",
                "DTSTART:20261120T000000Z",
                "DTEND:20261120T020000Z",
                "SUMMARY:総会\\, 東京\\; 2026",
                "LOCATION:東京都千代田区1-1",
                "DESCRIPTION:あなたの返事：参加\\n\\nお待ちしています。\\n会費：5\\,000円",
                "CATEGORIES:縁商事",
                "STATUS:CONFIRMED",
                "TRANSP:OPAQUE",
                "X-ENISHI-ANSWER:yes",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        );
    }

    #[test]
    fn who_does_not_come_or_does_not_know_is_not_taken_for_busy_and_certain() {
        let shown = |entry: Entry| {
            let lines = unfolded(&calendar(&[entry], NOW));
            let value = |name: &str| {
                lines.iter().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned()
            };
            (value("STATUS:"), value("TRANSP:"), value("X-ENISHI-ANSWER:"))
        };
        let said = |state: &str, busy: &str, answer: &str| (state.into(), busy.into(), answer.into());
        assert_eq!(shown(entry(Answer::Maybe)), said("TENTATIVE", "OPAQUE", "maybe"));
        assert_eq!(shown(entry(Answer::No)), said("TENTATIVE", "TRANSPARENT", "no"));
        let cancelled = Entry { is_cancelled: true, ..entry(Answer::Yes) };
        assert_eq!(shown(cancelled), said("CANCELLED", "TRANSPARENT", "yes"));
    }

    #[test]
    fn nasty_titles_and_times_break_no_calendar() {
        for title in ["👩‍👩‍👧‍👦🎌", "a;b,c\\d", "一行\nEND:VCALENDAR", &"なが".repeat(100), "\u{0}\u{1b}[31m"]
        {
            let entries = [
                Entry { title: title.to_owned(), ..entry(Answer::Yes) },
                Entry { starts: i64::MAX, ..entry(Answer::Yes) },
                Entry { ends: i64::MIN, ..entry(Answer::Yes) },
            ];
            let text = calendar(&entries, NOW);
            assert!(text.split_terminator("\r\n").all(|line| line.len() <= 75), "{text}");
            let lines = unfolded(&text);
            assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 2, "{text}");
            assert_eq!(lines.iter().filter(|line| *line == "END:VCALENDAR").count(), 1);
            assert_eq!(lines.iter().filter(|line| line.starts_with("DTEND:")).count(), 1);
            assert!(!text.contains(['\u{0}', '\u{1b}']));
        }
    }
}
