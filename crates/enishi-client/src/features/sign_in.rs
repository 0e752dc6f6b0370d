//! Signing in by mailed code, and out.

use crate::{
    client::Client,
    clock,
    error::Error,
    features::talk,
    http::{Api, server_url},
    ids, places,
    vault::{Secret, VaultAccount, VaultSignIn},
};
use enishi_bridge::{
    app::{Phase, PlaceKey},
    errors::{AppCode, AppError},
    notices::Tag,
    sign_in::{CodeForm, SignInForm},
};
use enishi_wire::{
    errors::ApiCode,
    limits,
    sign_in::{CodeAnswer, CodeRequest, SessionStarted},
};
use sha2::{Digest, Sha256};
use std::time::Duration;
use zeroize::Zeroizing;

/// Between two requests for a code, ms.
const RESEND: i64 = 60_000;

/// How long telling the server may hold up a sign-out.
const GOODBYE: Duration = Duration::from_secs(5);

impl Client {
    pub(crate) fn sign_in_phase(&self, can_cancel: bool) -> Phase {
        let waiting = self.inner.vault().sign_in.clone();
        match waiting {
            Some(sign_in) => Phase::AwaitingCode {
                server: sign_in.server.trim_end_matches('/').to_owned(),
                email: sign_in.email,
                resend_at: sign_in.resend_at,
                expires_at: sign_in.expires_at,
                can_cancel,
            },
            None => Phase::SignedOut { server: self.inner.state().server.clone(), can_cancel },
        }
    }

    /// Asks a server to mail a code. The answer does not tell whether the address is known there.
    ///
    /// # Errors
    /// `invalid_server`, `invalid_email`, `too_many_requests`, everything of the network.
    pub async fn request_code(&self, form: SignInForm) -> Result<(), AppError> {
        Ok(self.try_request_code(form).await?)
    }

    async fn try_request_code(&self, form: SignInForm) -> Result<(), Error> {
        let base = server_url(&form.server)?;
        let email = form.email.trim().to_owned();
        if !looks_like_an_address(&email) {
            return Err(AppCode::InvalidEmail.into());
        }
        self.online()?;
        self.inner.keep_key().await?;
        let login_secret = self.login_secret(base.as_str(), &email)?;
        let secret_bytes =
            Zeroizing::new(hex::decode(&login_secret.0).map_err(|_| Error::Bug("login secret"))?);
        let request = CodeRequest {
            email: email.clone(),
            login_secret_hash: hex::encode(Sha256::digest(secret_bytes.as_slice())),
            locale: if self.inner.japanese() { "ja" } else { "en" }.to_owned(),
            device_name: self.inner.config.device_name.clone(),
        };
        let requested =
            Api::new(self.inner.http()?, base.clone()).request_code(&request).await.map_err(|error| {
                match error {
                    Error::Refused(refused) if refused.code == ApiCode::Invalid => {
                        AppCode::InvalidEmail.into()
                    }
                    error => error,
                }
            })?;
        let now = clock::now();
        self.inner.change_vault(|vault| {
            vault.sign_in = Some(VaultSignIn {
                server: base.to_string(),
                email,
                challenge: requested.challenge,
                login_secret,
                resend_at: now + RESEND,
                expires_at: now.saturating_add(i64::try_from(requested.expires_in_ms).unwrap_or(0)),
            });
        })?;
        self.inner.changed([Tag::App]);
        Ok(())
    }

    /// The secret of a waiting request for the same address, else a fresh one: the server ends an older code
    /// only by a newer request with the same secret, so that nobody else can.
    fn login_secret(&self, server: &str, email: &str) -> Result<Secret, Error> {
        let waiting = self.inner.vault().sign_in.clone();
        match waiting.filter(|sign_in| sign_in.server == server && sign_in.email == email) {
            Some(sign_in) => Ok(sign_in.login_secret),
            None => Ok(Secret(hex::encode(ids::key()?.as_slice()))),
        }
    }

    /// Trades the code for a session and opens the account.
    ///
    /// # Errors
    /// `no_code_requested`, the `code_…` codes, everything of the network and of files.
    pub async fn verify_code(&self, form: CodeForm) -> Result<(), AppError> {
        Ok(self.try_verify_code(form).await?)
    }

    async fn try_verify_code(&self, form: CodeForm) -> Result<(), Error> {
        let Some(waiting) = self.inner.vault().sign_in.clone() else {
            return Err(AppCode::NoCodeRequested.into());
        };
        self.online()?;
        let answer = CodeAnswer {
            challenge: waiting.challenge,
            login_secret: waiting.login_secret.0.clone(),
            code: form.code.trim().to_owned(),
            device_name: self.inner.config.device_name.clone(),
            platform: self.inner.config.platform.to_owned(),
        };
        let api = Api::new(self.inner.http()?, server_url(&waiting.server)?);
        let SessionStarted { token, session, me } = api.verify_code(&answer).await?;
        let again = self.inner.vault().accounts.iter().find(|account| account.account == me.account).cloned();
        let database_key = match &again {
            // Signing in again to an account that is here keeps its database and its outbox.
            Some(account) => account.database_key.clone(),
            None => Secret(hex::encode(ids::key()?.as_slice())),
        };
        let entry = VaultAccount {
            account: me.account,
            server: waiting.server,
            email: me.email.clone(),
            session,
            token: Secret(token),
            database_key,
        };
        if again.is_some()
            && let Some(open) = self.inner.accounts.write().await.remove(&me.account)
        {
            open.close().await;
        }
        let first = me.places.first().map(|place| PlaceKey { account: me.account, network: place.network });
        self.inner.change_vault(|vault| {
            vault.accounts.retain(|account| account.account != entry.account);
            vault.accounts.push(entry.clone());
            vault.sign_in = None;
            vault.current = first.or(vault.current);
        })?;
        let opened = self.open_account(&entry, api).await?;
        places::put_me(&opened.db, &opened.places, &me).await?;
        for place in &me.places {
            opened.tell(enishi_sync::machine::Input::Joined(place.network));
        }
        {
            let mut state = self.inner.state();
            state.adding = false;
            state.server = None;
        }
        self.inner.changed(Tag::ALL);
        Ok(())
    }

    /// Gives up a sign-in that waits for its code, or the adding of another account.
    ///
    /// # Errors
    /// Codes of the vault's file.
    pub async fn cancel_sign_in(&self) -> Result<(), AppError> {
        self.inner.state().adding = false;
        if self.inner.vault().sign_in.is_some() {
            self.inner.change_vault(|vault| vault.sign_in = None)?;
        }
        self.inner.changed([Tag::App]);
        Ok(())
    }

    /// Shows the sign-in form for another account.
    ///
    /// # Errors
    /// None; the signature is that of every command.
    pub async fn begin_sign_in(&self) -> Result<(), AppError> {
        self.inner.state().adding = true;
        self.inner.changed([Tag::App]);
        Ok(())
    }

    /// Signs the current account out on this device. The server is told if it can be reached soon; the
    /// files and keys go in any case (I29).
    ///
    /// # Errors
    /// `signed_out`, codes of files.
    pub async fn sign_out(&self) -> Result<(), AppError> {
        let here = self.here().await?;
        if !self.inner.config.offline {
            // Each has its own time: the session must end even where a list cannot be changed.
            let _stays_listed = tokio::time::timeout(GOODBYE, talk::leave_lists(&here.account)).await;
        }
        let told = tokio::time::timeout(GOODBYE, here.account.api.sign_out());
        if !self.inner.config.offline && !matches!(told.await, Ok(Ok(()))) {
            tracing::info!("The server could not be told of a sign-out; its session ends by its age.");
        }
        Ok(self.forget_account(here.account.id).await?)
    }

    /// Refuses what needs a network when this client is kept off it.
    pub(crate) fn online(&self) -> Result<(), Error> {
        if self.inner.config.offline { Err(AppCode::Offline.into()) } else { Ok(()) }
    }
}

/// A look that spares a useless request; the mailed code is the real check.
fn looks_like_an_address(email: &str) -> bool {
    let parts = email.split_once('@');
    email.len() <= limits::EMAIL_BYTES
        && !email.chars().any(|c| c.is_control() || c.is_whitespace())
        && parts
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
}
