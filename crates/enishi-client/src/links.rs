//! Links: in texts, and those that open the app.

use crate::http::server_url;
use enishi_bridge::{
    notices::{Page, Route},
    posts::Span,
};
use url::Url;

/// What an `enishi://` link asks for. Links come from anywhere: nothing happens by a link alone, it
/// only shows a page or fills a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Show a page.
    Go(Route),
    /// Fill the sign-in form with this server.
    SignIn(String),
}

/// Reads an `enishi://` link: `enishi://post/ID`, `enishi://event/ID`, `enishi://member/ID`,
/// `enishi://home`, `enishi://outbox`, `enishi://sign-in?server=URL`. Everything else is `None`.
pub fn parse(text: &str) -> Option<Link> {
    let url = Url::parse(text.get(..text.len().min(2_000))?).ok()?;
    if url.scheme() != "enishi" {
        return None;
    }
    let id = url.path().trim_matches('/');
    let page = match url.host_str()? {
        "home" => Page::Home,
        "outbox" => Page::Outbox,
        "post" => Page::Post { id: id.parse().ok()? },
        "event" => Page::Event { id: id.parse().ok()? },
        "member" => Page::Member { id: id.parse().ok()? },
        "sign-in" => {
            let (_, server) = url.query_pairs().find(|(key, _)| key == "server")?;
            let server = server_url(&server).ok()?;
            return Some(Link::SignIn(server.as_str().trim_end_matches('/').to_owned()));
        }
        _ => return None,
    };
    Some(Link::Go(Route { place: None, page }))
}

/// Finds the `https://` addresses in a text. Japanese sentences go on without a space: an address ends
/// at the first character that is not of the ASCII set of RFC 3986, and closing punctuation is not part of it.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("https://") {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !is_url_char(c)).unwrap_or(from.len());
        let (run, _) = from.split_at(end);
        let link = run.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', ']']);
        if Url::parse(link).is_ok_and(|url| url.has_host()) {
            push_plain(&mut spans, before);
            spans.push(Span::Link(link.to_owned()));
            rest = from.get(link.len()..).unwrap_or_default();
        } else {
            let skip = "https://".len();
            push_plain(&mut spans, rest.get(..start + skip).unwrap_or_default());
            rest = rest.get(start + skip..).unwrap_or_default();
        }
    }
    push_plain(&mut spans, rest);
    spans
}

fn push_plain(spans: &mut Vec<Span>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Span::Plain(last)) = spans.last_mut() {
        last.push_str(text);
    } else {
        spans.push(Span::Plain(text.to_owned()));
    }
}

const fn is_url_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '-' | '.'
                | '_'
                | '~'
                | ':'
                | '/'
                | '?'
                | '#'
                | '['
                | ']'
                | '@'
                | '!'
                | '$'
                | '&'
                | '\''
                | '('
                | ')'
                | '*'
                | '+'
                | ','
                | ';'
                | '='
                | '%'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_ends_where_the_japanese_sentence_goes_on() {
        let found = spans("詳しくはhttps://example.jp/a?b=1をご覧ください（https://example.jp）。");
        let links: Vec<_> = found.iter().filter(|span| matches!(span, Span::Link(_))).collect();
        assert_eq!(
            links,
            [&Span::Link("https://example.jp/a?b=1".into()), &Span::Link("https://example.jp".into())]
        );
    }

    #[test]
    fn only_https_is_a_link() {
        for text in
            ["javascript:alert(1)", "http://example.jp", "file:///etc/passwd", "https://", "data:text/html,x"]
        {
            assert!(!spans(text).iter().any(|span| matches!(span, Span::Link(_))), "{text}");
        }
    }

    #[test]
    fn a_hostile_link_opens_nothing() {
        for text in [
            "https://example.jp",
            "enishi://event/../../x",
            "enishi://sign-in?server=http://evil.example",
            "enishi://",
            "x",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(matches!(parse("enishi://sign-in?server=https://a.example"), Some(Link::SignIn(_))));
        assert!(parse("enishi://event/0190a0a0-0000-7000-8000-000000000000").is_some());
    }

    proptest! {
        #[test]
        fn the_spans_of_a_text_are_the_text(text in "(\\PC|https://|\n){0,60}") {
            let joined: String = spans(&text).into_iter().map(|span| match span { Span::Plain(text) | Span::Link(text) => text }).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
