//! `invite`.

use super::{Data, Output, serve::Mail};
use crate::{
    app::App,
    clock::Clock,
    db::meta,
    domain::{invitations, limits::SignInLimits},
    failure::Failure,
    key::ServerKey,
    live::standing::Attendance,
    mail::worker,
};
use clap::Args;
use enishi_wire::ids::NetworkId;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::{Notify, watch};

/// Invites people of the roster. The running server sends the mail, or the next one that starts.
#[derive(Debug, Args)]
pub(super) struct Invite {
    #[command(flatten)]
    data: Data,
    /// The network.
    #[arg(long)]
    network: NetworkId,
    /// Everybody who has not been invited.
    #[arg(long, required_unless_present = "email", conflicts_with = "email")]
    all: bool,
    /// One address of the roster.
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Also who was invited before and has not come.
    #[arg(long)]
    again: bool,
    /// The address under which people reach the server, for mail that is sent at once.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    #[command(flatten)]
    mail: Mail,
}

impl Invite {
    pub(super) async fn run(self, output: Output, clock: &Clock) -> Result<(), Failure> {
        let database = self.data.open().await?;
        let now = clock.now();
        let invited = match &self.email {
            Some(email) => {
                u64::from(invitations::invite_one(&database, self.network, email, self.again, now).await?)
            }
            None => invitations::invite_all(&database, self.network, self.again, now).await?,
        };
        if let Some(office) = self.mail.office()? {
            let noted = meta::get(&mut *database.snapshot().await?, "public_url").await?;
            let public_url = self.public_url.or(noted).ok_or_else(|| {
                Failure::operator(
                    "no_public_url",
                    "Mail that is sent at once needs --public-url, because no server has run yet.",
                )
            })?;
            let app = App {
                database: database.clone(),
                clock: clock.clone(),
                key: ServerKey::open(&self.data.data)?,
                limits: SignInLimits::STRICT,
                public_url: Arc::from(public_url.trim_end_matches('/')),
                client_header: None,
                work: Arc::new(Notify::new()),
                metrics: Arc::default(),
                attendance: Attendance::default(),
                stopping: watch::channel(false).1,
            };
            while worker::send_due(&app, &office, &self.mail.mail_from).await? > 0 {}
        }
        database.close().await;
        output.say(&json!({ "invited": invited }), &format!("Invited: {invited}."));
        Ok(())
    }
}
