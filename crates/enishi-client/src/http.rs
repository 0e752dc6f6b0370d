//! Requests to one server. The only place that builds HTTP clients.
//!
//! Every answer is looked at before it is believed: a login page of a hotel answers 200 too.

mod requests;

use crate::{clock, error::Error};
use enishi_bridge::errors::AppCode;
use enishi_wire::{
    BUILD_HEADER, PROTOCOL, PROTOCOL_HEADER,
    errors::{ApiCode, ApiError},
};
use futures_util::StreamExt;
use reqwest::{Method, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    sync::{
        Arc, Once,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use url::{Host, Url};

/// For a request with an answer, from connecting to the last byte.
const REQUEST: Duration = Duration::from_secs(30);
/// For connecting alone.
const CONNECT: Duration = Duration::from_secs(10);
/// For silence on the live connection: two heartbeats and a half.
const SILENCE: Duration = Duration::from_secs(65);
/// For an idle connection in the pool.
const IDLE: Duration = Duration::from_secs(5);
/// The most that an answer may hold, bytes after decompression.
const ANSWER: usize = 16 * 1024 * 1024;

/// Makes rustls use ring. Called by every `main`; calling it again does nothing.
pub fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Fails only when a provider is installed already, which is as good.
        let _already = rustls::crypto::ring::default_provider().install_default();
    });
}

/// Reads a server's address as a person types it: `https://…`, a bare host name, `http://` on this
/// machine only (everything else would send the token in the clear).
///
/// # Errors
/// `invalid_server`.
pub fn server_url(text: &str) -> Result<Url, Error> {
    let text = text.trim();
    let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&full).map_err(|_| AppCode::InvalidServer)?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let safe = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    if !safe || url.host().is_none() || !url.username().is_empty() || url.password().is_some() {
        return Err(AppCode::InvalidServer.into());
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// What requests to every server go through. Clones share their connections, and the certificates that this machine
/// believes, whose reading takes longer than signing in.
#[derive(Clone)]
pub struct Http(reqwest::Client);

impl Http {
    /// Nothing is connected yet.
    ///
    /// # Errors
    /// [`Error::Bug`] when TLS cannot be set up.
    #[expect(clippy::disallowed_methods, reason = "this is where clients are built")]
    pub fn new() -> Result<Self, Error> {
        install_crypto();
        let builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            // Less than the server's patience with idle connections, so that no request meets a closing one.
            .pool_idle_timeout(IDLE)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("enishi/", env!("CARGO_PKG_VERSION")));
        // The platform verifier panics on Android unless it was given a Java context; Mozilla's roots do.
        #[cfg(target_os = "android")]
        let builder = builder.tls_certs_only(
            webpki_root_certs::TLS_SERVER_ROOT_CERTS
                .iter()
                .filter_map(|root| reqwest::Certificate::from_der(root).ok()),
        );
        builder.build().map(Self).map_err(|_| Error::Bug("http client"))
    }
}

/// One server, with or without a session.
#[derive(Clone)]
pub struct Api {
    base: Url,
    http: Http,
    token: Option<SecretString>,
    /// How soon the quickest answer began, ms. Clones share it.
    quickest: Arc<AtomicI64>,
}

impl Api {
    /// A server without a session.
    pub fn new(http: Http, base: Url) -> Self {
        Self { base, http, token: None, quickest: Arc::new(AtomicI64::new(i64::MAX)) }
    }

    /// The same server with a session.
    pub fn with_token(&self, token: SecretString) -> Self {
        Self { token: Some(token), ..self.clone() }
    }

    /// Base address.
    pub const fn base(&self) -> &Url {
        &self.base
    }

    /// How soon the quickest answer of this server began, ms; for ever before the first.
    pub fn quickest(&self) -> i64 {
        self.quickest.load(Ordering::Relaxed)
    }

    async fn json<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body_of: Option<&impl Serialize>,
    ) -> Result<A, Error> {
        let response = self.request(method, path, body_of).await?;
        serde_json::from_slice(&body(response).await?).map_err(|_| AppCode::NotAnEnishiServer.into())
    }

    async fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Response, Error> {
        let mut request = self.builder(method, path)?.timeout(REQUEST);
        if let Some(body) = body {
            request = request.json(body);
        }
        let asked = clock::monotonic();
        let response = request.send().await.map_err(|error| network_error(&error))?;
        self.quickest.fetch_min(clock::monotonic() - asked, Ordering::Relaxed);
        checked(response).await
    }

    fn builder(&self, method: Method, path: &str) -> Result<RequestBuilder, Error> {
        let url = self.base.join(path).map_err(|_| Error::Bug("path"))?;
        let mut request = self
            .http
            .0
            .request(method, url)
            .header(PROTOCOL_HEADER, PROTOCOL)
            .header(BUILD_HEADER, env!("CARGO_PKG_VERSION"));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose_secret());
        }
        Ok(request)
    }
}

/// Believes an answer only if an Enishi server gave it, and turns its refusals into errors.
async fn checked(response: Response) -> Result<Response, Error> {
    if !response.headers().contains_key(PROTOCOL_HEADER) {
        return Err(AppCode::NotAnEnishiServer.into());
    }
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let refusal: Option<ApiError> = serde_json::from_slice(&body(response).await?).ok();
    Err(Error::Refused(refusal.unwrap_or_else(|| ApiError {
        // Only the server's own word ends a session: what erases an account is never guessed.
        code: ApiCode::Internal,
        message: format!("status {}", status.as_u16()),
        field: None,
        retry_after_ms: None,
    })))
}

async fn body(response: Response) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| network_error(&error))?;
        if bytes.len() + chunk.len() > ANSWER {
            return Err(AppCode::NotAnEnishiServer.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Names the trouble of a request that had no usable answer.
fn network_error(error: &reqwest::Error) -> Error {
    if mentions_certificate(error) {
        return AppCode::BadCertificate.into();
    }
    if error.is_timeout() { AppCode::ServerSlow.into() } else { AppCode::ServerUnreachable.into() }
}

fn mentions_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return matches!(
                tls,
                rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented
            );
        }
        // io::Error hides what it wraps from `source`.
        if let Some(wrapped) = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref)
            && mentions_certificate(wrapped)
        {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_as_people_name_it() {
        assert_eq!(server_url(" alumni.example.jp ").unwrap().as_str(), "https://alumni.example.jp/");
        assert_eq!(server_url("https://a.example/enishi").unwrap().as_str(), "https://a.example/enishi/");
        assert_eq!(server_url("http://127.0.0.1:4000").unwrap().as_str(), "http://127.0.0.1:4000/");
    }

    #[test]
    fn an_address_that_would_show_the_token_to_the_network_is_refused() {
        for text in
            ["http://alumni.example.jp", "ftp://a.example", "https://user:pw@a.example", "", "https://"]
        {
            assert!(server_url(text).is_err(), "{text}");
        }
    }
}
