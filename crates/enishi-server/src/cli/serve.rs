//! `serve`.

use super::{Data, Output};
use crate::{
    clock::Clock,
    domain::limits::SignInLimits,
    failure::Failure,
    mail::post_office::PostOffice,
    serve::{Settings, start},
};
use axum::http::HeaderName;
use clap::{Args, ValueEnum};
use lettre::message::Mailbox;
use serde_json::json;
use std::{io::Write, net::SocketAddr, path::PathBuf};

/// Runs the server until SIGTERM or SIGINT.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// Where to listen; port 0 picks one.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:7380")]
    listen: SocketAddr,
    /// Where the operator's numbers are read, for Prometheus; not for the world.
    #[arg(long, value_name = "HOST:PORT")]
    metrics: Option<SocketAddr>,
    #[command(flatten)]
    mail: Mail,
    /// The address under which people reach the server; it is written into invitations.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The header in which the proxy in front of the server names the client, such as x-forwarded-for.
    #[arg(long, value_name = "NAME")]
    client_ip_header: Option<HeaderName>,
    /// How often sign-in codes may be asked for; `relaxed` is for load tests only.
    #[arg(long, value_enum, default_value_t = Strictness::Strict)]
    sign_in_limits: Strictness,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Strictness {
    Strict,
    Relaxed,
}

/// Where mail goes.
#[derive(Debug, Args)]
pub(super) struct Mail {
    /// Write mail as .eml files into this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "smtp")]
    mail_dir: Option<PathBuf>,
    /// Send mail by this server: smtp://[user:password@]host:port or smtps://….
    #[arg(long, value_name = "URL", env = "ENISHI_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// The sender of mail.
    #[arg(long, value_name = "ADDRESS", default_value = "Enishi <enishi@localhost.localdomain>")]
    pub(super) mail_from: Mailbox,
}

impl Mail {
    pub(super) fn office(&self) -> Result<Option<PostOffice>, Failure> {
        match (&self.mail_dir, &self.smtp) {
            (Some(folder), _) => PostOffice::folder(folder).map(Some),
            (None, Some(url)) => PostOffice::smtp(url).map(Some),
            (None, None) => Ok(None),
        }
    }
}

impl Serve {
    pub(super) async fn run(self, _: Output, clock: Clock) -> Result<(), Failure> {
        let office = self.mail.office()?;
        let stopped = stop_signal()?;
        let running = start(Settings {
            data: self.data.data,
            database: self.data.database,
            listen: self.listen,
            metrics: self.metrics,
            public_url: self.public_url,
            office,
            mail_from: self.mail.mail_from,
            limits: match self.sign_in_limits {
                Strictness::Strict => SignInLimits::STRICT,
                Strictness::Relaxed => SignInLimits::RELAXED,
            },
            client_header: self.client_ip_header,
            clock,
        })
        .await?;
        // Scripts wait for this line, whatever the form of other output.
        let mut out = std::io::stdout();
        let mut line = json!({ "listening": format!("http://{}", running.address) });
        if let (Some(metrics), Some(line)) = (running.metrics, line.as_object_mut()) {
            line.insert("metrics".to_owned(), json!(format!("http://{metrics}/metrics")));
        }
        let _ = writeln!(out, "{line}");
        let _ = out.flush();
        stopped.await;
        tracing::info!("Stopping.");
        running.stop().await;
        Ok(())
    }
}

/// Ready when the process is asked to stop. The handlers are in place when this returns.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let fault = |error: std::io::Error| Failure::Fault(error.to_string());
    let mut terminate = signal(SignalKind::terminate()).map_err(fault)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(fault)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ready when the process is asked to stop.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
