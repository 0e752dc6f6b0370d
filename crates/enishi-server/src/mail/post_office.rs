//! Where letters go: to an SMTP server, or as .eml files into a folder.

use super::letters::Text;
use crate::{db::condition::of_io, db::mail::Letter, failure::Failure};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Body, Mailbox, MultiPart, SinglePart, header},
};
use std::path::{Path, PathBuf};

/// A way out for letters.
#[derive(Clone)]
pub enum PostOffice {
    /// A real mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// A folder with one file for each letter, in order of time.
    Folder(PathBuf),
}

/// Why a letter did not go out.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// Another try may succeed.
    #[error("not now: {0}")]
    NotNow(String),
    /// No try will succeed.
    #[error("never: {0}")]
    Never(String),
}

/// Marks what sort of letter it is, for filters and for tests.
#[derive(Debug, Clone)]
struct Kind(String);

impl header::Header for Kind {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Enishi-Kind")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), self.0.clone())
    }
}

impl PostOffice {
    /// The SMTP server of a URL: `smtp://[user:password@]host:port` or `smtps://…`.
    pub fn smtp(url: &str) -> Result<Self, Failure> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            Failure::operator(
                "bad_smtp",
                "The mail server is named by smtp://[user:password@]host:port or smtps://….",
            )
        })?;
        let timeout = Some(std::time::Duration::from_secs(20));
        Ok(Self::Smtp(transport.timeout(timeout).build()))
    }

    /// A folder, made if it is not there.
    pub fn folder(path: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(path).map_err(|error| Failure::Database(of_io(&error)))?;
        Ok(Self::Folder(path.to_owned()))
    }

    /// Sends a letter.
    pub async fn send(
        &self,
        from: &Mailbox,
        letter: &Letter,
        text: Text,
        now: i64,
    ) -> Result<(), Undelivered> {
        let never = |error: &dyn std::fmt::Display| Undelivered::Never(error.to_string());
        let to: Address =
            letter.recipient.parse().map_err(|_| Undelivered::Never("bad address".to_owned()))?;
        let message = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(text.subject)
            .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
            .date(
                std::time::UNIX_EPOCH
                    + std::time::Duration::from_millis(u64::try_from(now).unwrap_or_default()),
            )
            .header(Kind(letter.kind.clone()))
            .multipart(
                MultiPart::alternative()
                    .singlepart(part(header::ContentType::TEXT_PLAIN, text.plain)?)
                    .singlepart(part(header::ContentType::TEXT_HTML, text.html)?),
            )
            .map_err(|error| never(&error))?;
        match self {
            Self::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Ok(()),
                // Only the status is kept: the server's words may quote the address.
                Err(error) => {
                    let status =
                        error.status().map_or_else(|| "no answer".to_owned(), |code| code.to_string());
                    Err(if error.is_permanent() {
                        Undelivered::Never(status)
                    } else {
                        Undelivered::NotNow(status)
                    })
                }
            },
            Self::Folder(folder) => write_file(folder, letter, &message.formatted(), now)
                .await
                .map_err(|error| Undelivered::NotNow(error.to_string())),
        }
    }
}

/// Quoted-printable: a code stands readable on its line in the file as in the mail program.
fn part(kind: header::ContentType, text: String) -> Result<SinglePart, Undelivered> {
    let body = Body::new_with_encoding(text, header::ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| Undelivered::Never("the text cannot be written".to_owned()))?;
    Ok(SinglePart::builder().header(kind).body(body))
}

/// Writes the file under another name first, so that a reader never sees half a letter.
async fn write_file(folder: &Path, letter: &Letter, bytes: &[u8], now: i64) -> std::io::Result<()> {
    let name = format!("{now:015}-{}", letter.id);
    let temporary = folder.join(format!(".{name}.part"));
    tokio::fs::write(&temporary, bytes).await?;
    tokio::fs::rename(&temporary, folder.join(format!("{name}.eml"))).await
}
