//! What was looked for last in the directory: on this device only, in its encrypted database.

use super::here::Here;
use crate::{client::Client, db::facts, error::Error};
use enishi_bridge::{errors::AppError, members::SearchForm};
use enishi_wire::limits;

/// So many are remembered.
const REMEMBERED: usize = 8;

impl Client {
    /// What was looked for last here, newest first.
    ///
    /// # Errors
    /// `directory_locked`, `signed_out`, codes of the database.
    pub async fn recent_searches(&self) -> Result<Vec<String>, AppError> {
        let here = self.here().await?;
        // The names of people who were looked for are as closed as the directory.
        here.people()?;
        Ok(here.searches().await?)
    }

    /// Remembers a search that led somewhere.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn note_search(&self, form: SearchForm) -> Result<(), AppError> {
        let here = self.here().await?;
        let text: String = form.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text: String = text.chars().take(limits::LINE).collect();
        if text.is_empty() {
            return Ok(());
        }
        let mut searches = here.searches().await?;
        searches.retain(|known| *known != text);
        searches.insert(0, text);
        searches.truncate(REMEMBERED);
        Ok(here.remember(&searches).await?)
    }

    /// Forgets one search.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn forget_search(&self, form: SearchForm) -> Result<(), AppError> {
        let here = self.here().await?;
        let mut searches = here.searches().await?;
        searches.retain(|known| *known != form.text);
        Ok(here.remember(&searches).await?)
    }

    /// Forgets all searches.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn forget_searches(&self) -> Result<(), AppError> {
        Ok(self.here().await?.remember(&[]).await?)
    }
}

impl Here {
    async fn searches(&self) -> Result<Vec<String>, Error> {
        let kept = self.account.db.fact(&facts::searches(self.network)).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
    }

    async fn remember(&self, searches: &[String]) -> Result<(), Error> {
        let name = facts::searches(self.network);
        let mut tx = self.account.db.begin().await?;
        if searches.is_empty() {
            facts::forget(&mut tx, &name).await?;
        } else {
            facts::put(&mut tx, &name, &serde_json::to_string(searches)?).await?;
        }
        Ok(tx.commit().await?)
    }
}
