//! The public page behind an invitation: plain HTML without scripts, no names of people, no cookies.

use super::{errors::ApiFailure, extract::PathId};
use crate::{app::App, db::networks, mail::letters::escape, words::Language};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use enishi_wire::ids::NetworkId;

const STYLE: &str = "body{font-family:system-ui,sans-serif;line-height:1.7;max-width:40rem;margin:2rem auto;padding:0 1rem;\
color:#1d2733;background:#fff}a.button{display:inline-block;padding:.7rem 1.4rem;border-radius:.5rem;background:#1f5f8b;\
color:#fff;text-decoration:none}@media(prefers-color-scheme:dark){body{color:#e8edf2;background:#141a20}}";

/// Only the page's own style; nothing runs and nothing is loaded.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Tells an invited person how to begin.
#[utoipa::path(get, path = "/welcome/{network}", tag = "pages",
    params(("network" = String, Path, description = "The network.")), responses(
    (status = 200, description = "A page in Japanese or English.", content_type = "text/html"),
    (status = 404, description = "A page that says so.", content_type = "text/html")
))]
pub async fn page(
    State(app): State<App>,
    headers: HeaderMap,
    network: Result<PathId<NetworkId>, ApiFailure>,
) -> Result<Response, ApiFailure> {
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = Language::of_header(header.unwrap_or_default());
    let network = match network {
        Ok(PathId(id)) => networks::find(&mut *app.database.snapshot().await?, id).await?,
        Err(_) => None,
    };
    Ok(match network {
        Some(network) => html(
            StatusCode::OK,
            language,
            &welcome(language, &network.row.name, &network.row.charter, &app.public_url),
        ),
        None => {
            let title = escape(&language.say("server-missing-title", &[]));
            let text = escape(&language.say("server-missing-text", &[]));
            html(
                StatusCode::NOT_FOUND,
                language,
                &format!("<title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>"),
            )
        }
    })
}

fn welcome(language: Language, network: &str, charter: &str, url: &str) -> String {
    let say = |key: &str| escape(&language.say(key, &[("network", network), ("url", url)]));
    let title = say("server-welcome-title");
    let charter = if charter.is_empty() {
        String::new()
    } else {
        format!("<p>{}</p>", escape(charter).replace('\n', "<br>"))
    };
    let steps: String = ["app", "open", "sign-in", "confirm"]
        .iter()
        .map(|step| format!("<li>{}</li>", say(&format!("server-welcome-step-{step}"))))
        .collect();
    let server: String = percent(url);
    format!(
        "<title>{title}</title></head><body><h1>{title}</h1><p>{}</p>{charter}<h2>{}</h2><ol>{steps}</ol>\
         <p><a class=\"button\" href=\"enishi://sign-in?server={server}\">{}</a></p><p>{}</p>",
        say("server-welcome-intro"),
        say("server-welcome-steps"),
        say("server-welcome-open"),
        say("server-welcome-privacy"),
    )
}

/// A URL as the value of a query parameter.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// A page; `rest` begins with its title and goes on with its body.
fn html(status: StatusCode, language: Language, rest: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style>{rest}</body></html>",
        language.tag()
    );
    (status, [(header::CONTENT_SECURITY_POLICY, POLICY), (header::VARY, "accept-language")], Html(page))
        .into_response()
}
