//! The one client of this app, as the shell holds it: opened in the background, so that the window is
//! there at once, and asked by everyone who needs it. An app whose client cannot open still runs: every
//! command answers the reason and the pages show it.

use enishi_bridge::{
    errors::{AppCode, AppError},
    notices::Route,
};
use enishi_client::{Client, Config};
use tauri::async_runtime;
use tokio::sync::watch;

/// Holds the client, or the reason why there is none.
#[derive(Clone)]
pub struct Core {
    opened: watch::Receiver<Option<Result<Client, AppError>>>,
}

impl Core {
    /// Opens the client in the background.
    pub fn open(config: Result<Config, AppError>) -> Self {
        let (sender, opened) = watch::channel(None);
        async_runtime::spawn(async move {
            let result = match config {
                Ok(config) => Client::open(config).await,
                Err(reason) => Err(reason),
            };
            if let Err(reason) = &result {
                tracing::error!(code = reason.code.as_str(), "the client could not be opened");
            }
            sender.send_replace(Some(result));
        });
        Self { opened }
    }

    /// Answers the client as soon as it is open.
    pub async fn client(&self) -> Result<Client, AppError> {
        let mut opened = self.opened.clone();
        match opened.wait_for(Option::is_some).await {
            Ok(result) => result.clone().unwrap_or_else(|| Err(AppError::new(AppCode::Bug))),
            Err(_) => Err(AppError::new(AppCode::Bug)),
        }
    }

    /// The person is back: look for news now.
    pub fn resumed(&self) {
        self.tell(|client| client.resumed());
    }

    /// A link wants something of the app.
    pub fn open_url(&self, url: String) {
        self.tell(move |client| client.open_url(&url));
    }

    /// A notification was tapped.
    pub fn go(&self, route: Route) {
        self.tell(move |client| client.go(route));
    }

    /// Tells the client something once it is open; without a client there is nobody to tell.
    fn tell(&self, message: impl FnOnce(Client) + Send + 'static) {
        let core = self.clone();
        async_runtime::spawn(async move {
            if let Ok(client) = core.client().await {
                message(client);
            }
        });
    }
}
