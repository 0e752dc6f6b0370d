//! The lines that vCard and iCalendar have in common: text escaped, folded at 75 octets, ended by CRLF.

/// Octets in a line, its end not counted (RFC 2426 and 5545).
const LONGEST: usize = 75;

/// Lines, one after the other.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// Adds a line whose value is text: a name with its parameters, and what people may have typed.
    pub fn text(&mut self, name: &str, value: &str) {
        self.line(name, &escaped(value));
    }

    /// The same, if there is anything to say.
    pub fn text_if_any(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.text(name, value);
        }
    }

    /// Adds a line of several texts with semicolons between them.
    pub fn parts(&mut self, name: &str, parts: &[&str]) {
        let parts: Vec<String> = parts.iter().map(|part| escaped(part)).collect();
        self.line(name, &parts.join(";"));
    }

    /// Adds a line whose value is no text: an address, a time, base64.
    pub fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for character in name.chars().chain([':']).chain(value.chars().filter(|c| !c.is_control())) {
            // A character is never cut: each half would be no UTF-8.
            if octets + character.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// The whole text.
    pub fn end(self) -> String {
        self.0
    }
}

/// Text as a value: what means something to the format is escaped, and no other control character is left.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Unfolds as every reader does: a line end before a space is none.
    pub fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn what_people_type_is_escaped_and_nothing_of_it_begins_a_line() {
        for (typed, written) in [
            ("山田, 花子; A\\B", "山田\\, 花子\\; A\\\\B"),
            ("一行\n二行\r\n三行\r四行", "一行\\n二行\\n三行\\n四行"),
            ("a\u{0}b\u{7f}c\u{85}d\te", "abcd e"),
            ("END:VCARD\nBEGIN:VCARD", "END:VCARD\\nBEGIN:VCARD"),
            ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
        ] {
            let mut lines = Lines::default();
            lines.text("NOTE", typed);
            assert_eq!(unfolded(&lines.end()), [format!("NOTE:{written}")], "{typed:?}");
        }
    }

    #[test]
    fn a_long_line_is_folded_at_75_octets_and_between_characters() {
        for unit in ["a", "あ", "👩‍👩‍👧‍👦", "é", "\\"] {
            for length in 60..90 {
                let typed = unit.repeat(length);
                let mut lines = Lines::default();
                lines.text("X", &typed);
                let text = lines.end();
                for line in text.split_terminator("\r\n") {
                    assert!(line.len() <= LONGEST, "{} octets: {line}", line.len());
                }
                assert_eq!(unfolded(&text), [format!("X:{}", escaped(&typed))]);
            }
        }
    }
}
