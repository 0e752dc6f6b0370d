//! The texts of letters: plain text first, the same as simple HTML beside it.

use crate::{
    app::App,
    db::{Conn, erasures, mail::Letter, members, networks, sign_in},
    domain::erasure::FAREWELL,
    failure::Failure,
    words::Language,
};
use enishi_wire::ids::{ChallengeId, MemberId};

/// A letter that can be sent.
#[derive(Debug, Clone)]
pub struct Text {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
}

/// Writes a letter. `None`: it has lost its sense, such as a code that has expired.
pub async fn write(app: &App, conn: &mut Conn, letter: &Letter) -> Result<Option<Text>, Failure> {
    let language = Language::of_locale(&letter.locale);
    match letter.kind.as_str() {
        "sign-in-code" => code(app, conn, letter, language).await,
        "invitation" => invitation(app, conn, letter, language).await,
        FAREWELL => farewell(conn, letter, language).await,
        _ => Ok(None),
    }
}

async fn code(
    app: &App,
    conn: &mut Conn,
    letter: &Letter,
    language: Language,
) -> Result<Option<Text>, Failure> {
    let id = ChallengeId(letter.about);
    let Some(challenge) = sign_in::find(conn, id).await? else {
        return Ok(None);
    };
    let fate = sign_in::fate(conn, id).await?;
    if fate.is_none_or(|fate| fate.used || fate.replaced || fate.expires_at <= app.clock.now()) {
        return Ok(None);
    }
    let code = app.key.code(id);
    let (first, second) = code.split_at_checked(4).unwrap_or((&code, ""));
    let intro = if challenge.device_name.is_empty() {
        language.say("server-code-intro-unnamed", &[])
    } else {
        language.say("server-code-intro", &[("device", &challenge.device_name)])
    };
    let paragraphs = [
        Paragraph::Text(intro),
        Paragraph::Code(format!("{first}-{second}")),
        Paragraph::Text(language.say("server-code-life", &[])),
        Paragraph::Text(language.say("server-code-warning", &[])),
    ];
    Ok(Some(text(language, language.say("server-code-subject", &[]), &paragraphs)))
}

async fn invitation(
    app: &App,
    conn: &mut Conn,
    letter: &Letter,
    language: Language,
) -> Result<Option<Text>, Failure> {
    let Some(id) = letter.network else {
        return Ok(None);
    };
    let Some(network) = networks::find(conn, id).await? else {
        return Ok(None);
    };
    let Some(member) = members::of_email(conn, id, &letter.recipient).await? else {
        return Ok(None);
    };
    if member.id != MemberId(letter.about) {
        return Ok(None);
    }
    let name = format!("{} {}", member.entry.family_name, member.entry.given_name);
    let network_name = [("network", network.row.name.as_str())];
    let mut paragraphs = vec![
        Paragraph::Text(language.say("server-invitation-greeting", &[("name", name.trim())])),
        Paragraph::Text(language.say("server-invitation-intro", &network_name)),
    ];
    if !network.row.charter.is_empty() {
        let heading = language.say("server-invitation-charter", &[]);
        paragraphs.push(Paragraph::Text(format!("{heading}\n{}", network.row.charter)));
    }
    paragraphs.push(Paragraph::Text(language.say("server-invitation-next", &[])));
    let page = format!("{}/welcome/{id}", app.public_url);
    paragraphs.push(Paragraph::Text(format!(
        "{}\n{}",
        language.say("server-invitation-server", &[("url", &app.public_url)]),
        language.say("server-invitation-page", &[("url", &page)])
    )));
    paragraphs.push(Paragraph::Text(language.say("server-invitation-ignore", &[])));
    Ok(Some(text(language, language.say("server-invitation-subject", &network_name), &paragraphs)))
}

/// The last letter: that everything was deleted, and the number under which the operator can say so later.
async fn farewell(conn: &mut Conn, letter: &Letter, language: Language) -> Result<Option<Text>, Failure> {
    let Some(id) = letter.network else {
        return Ok(None);
    };
    let Some(erasure) = erasures::of_member(conn, id, MemberId(letter.about)).await? else {
        return Ok(None);
    };
    let name = networks::find(conn, id).await?.map(|network| network.row.name).unwrap_or_default();
    let network = [("network", name.as_str())];
    let paragraphs = [
        Paragraph::Text(language.say("server-farewell-done", &network)),
        Paragraph::Text(language.say("server-farewell-number", &[])),
        Paragraph::Code(erasure.receipt),
        Paragraph::Text(language.say("server-farewell-kept", &[])),
        Paragraph::Text(language.say("server-farewell-thanks", &network)),
    ];
    Ok(Some(text(language, language.say("server-farewell-subject", &network), &paragraphs)))
}

enum Paragraph {
    Text(String),
    Code(String),
}

fn text(language: Language, subject: String, paragraphs: &[Paragraph]) -> Text {
    let mut plain = String::new();
    let mut html = format!("<!doctype html><html lang=\"{}\"><body>", language.tag());
    for paragraph in paragraphs {
        match paragraph {
            Paragraph::Text(text) => {
                plain.push_str(text);
                html.push_str("<p>");
                html.push_str(&escape(text).replace('\n', "<br>"));
                html.push_str("</p>");
            }
            Paragraph::Code(code) => {
                plain.push_str(code);
                html.push_str("<p style=\"font-size:1.6em\"><strong>");
                html.push_str(&escape(code));
                html.push_str("</strong></p>");
            }
        }
        plain.push_str("\n\n");
    }
    html.push_str("</body></html>");
    Text { subject, plain: plain.trim_end().to_owned() + "\n", html }
}

/// Text inside HTML, also inside quoted attributes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_in_a_name_becomes_markup() {
        assert_eq!(escape("<b onload=\"x\">'&"), "&lt;b onload=&quot;x&quot;&gt;&#39;&amp;");
    }
}
