//! The one form in which an address is compared and stored.
//!
//! Trimmed, NFKC, ASCII letters in lower case, without a dot at the end of the domain. Tags (`a+b@…`) stay:
//! they may be different people. Only ASCII is taken: a look-alike letter would be somebody else, and a
//! domain with other letters is written in its `xn--` form. Quoted local parts are refused.

use enishi_wire::limits::EMAIL_BYTES;
use unicode_normalization::UnicodeNormalization;

/// The canonical form; `None` where the text is no address that we take.
pub fn canonical(text: &str) -> Option<String> {
    // Before trimming: a line break at the end is no accident.
    if text.len() > EMAIL_BYTES * 4 || text.chars().any(char::is_control) {
        return None;
    }
    let folded: String = text.trim().nfkc().collect();
    let folded = folded.trim().to_ascii_lowercase();
    let (local, domain) = folded.split_once('@')?;
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    if !is_local(local) || !is_domain(domain) {
        return None;
    }
    let email = format!("{local}@{domain}");
    (email.len() <= EMAIL_BYTES).then_some(email)
}

fn is_local(local: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.chars().all(letter))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn spellings_of_one_address_have_one_form() {
        for text in [
            "hanako@example.jp",
            " Hanako@Example.JP ",
            "hanako@example.jp.",
            "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ",
        ] {
            assert_eq!(canonical(text).as_deref(), Some("hanako@example.jp"), "{text}");
        }
    }

    #[test]
    fn different_people_are_not_merged() {
        assert_eq!(canonical("hanako+enishi@example.jp").as_deref(), Some("hanako+enishi@example.jp"));
        assert_eq!(canonical("h.anako@example.jp").as_deref(), Some("h.anako@example.jp"));
        assert_eq!(canonical("hаnako@example.jp"), None, "a Cyrillic а");
    }

    #[test]
    fn what_is_no_address_or_smuggles_a_header_is_refused() {
        for text in [
            "",
            "hanako",
            "@example.jp",
            "hanako@",
            "hanako@localhost",
            "a@b@example.jp",
            "\"a b\"@example.jp",
            "a@x.jp\r\nBcc: b@x.jp",
            "a@x.jp\n",
            "a\0@x.jp",
            "a b@example.jp",
            "a@-x.jp",
            "a@日本.jp",
            "a..b@example.jp",
        ] {
            assert_eq!(canonical(text), None, "{text:?}");
        }
        assert_eq!(canonical(&format!("{}@example.jp", "a".repeat(65))), None);
        assert_eq!(canonical(&format!("a@{}.jp", "example.".repeat(40))), None);
    }
}
