//! What is written: kept here at once, sealed when the keys are here, sent when the network allows.

use super::standing::{read_upto, writing};
use crate::{
    client::Client,
    clock,
    db::{
        self,
        letters::{LetterKind, LetterRow, LetterState},
    },
    error::Error,
    features::here::Here,
    ids,
    talk::seal::{self, Sealing},
};
use enishi_bridge::{
    errors::{AppCode, AppError},
    notices::Tag,
    talk::{AnswerForm, DraftForm, MuteForm, SendForm, SignForm, Writing},
};
use enishi_sync::machine::Input;
use enishi_wire::{
    ids::{MemberId, MessageId, MutationId},
    limits::MESSAGE,
    mutations::Action,
    talk::{ThreadRow, UNSEND_WITHIN},
};

impl Client {
    /// Sends a message. It is on the screen at once, sealed as soon as the keys of the other one's devices are here, and
    /// sent when the network allows.
    ///
    /// # Errors
    /// `invalid`, `not_found`, `awaits_answer`, `not_confirmed`, `not_permitted` while pausing.
    pub async fn send_message(&self, form: SendForm) -> Result<MessageId, AppError> {
        Ok(self.try_send(form).await?)
    }

    async fn try_send(&self, form: SendForm) -> Result<MessageId, Error> {
        let text = form.text.trim();
        if text.chars().count() > MESSAGE || text.contains('\0') {
            return Err(Error::Invalid("text"));
        }
        let letter = (LetterKind::Text, text.to_owned(), form.reply_to);
        self.write(form.member, letter, true).await
    }

    /// Puts a sign at a message of either side, or takes the own one back.
    ///
    /// # Errors
    /// As of [`Self::send_message`].
    pub async fn sign_message(&self, form: SignForm) -> Result<MessageId, AppError> {
        if form.sign.chars().count() > 16 {
            return Err(AppError::invalid("sign"));
        }
        let letter = (LetterKind::Reaction, form.sign, Some(form.message));
        Ok(self.write(form.member, letter, false).await?)
    }

    async fn write(
        &self,
        peer: MemberId,
        (kind, text, about): (LetterKind, String, Option<MessageId>),
        ends_draft: bool,
    ) -> Result<MessageId, Error> {
        let here = self.here().await?;
        here.require_active()?;
        match writing(&here, peer).await? {
            Writing::Gone => return Err(AppCode::NotFound.into()),
            Writing::AwaitsAnswer => return Err(AppCode::AwaitsAnswer.into()),
            Writing::First if kind != LetterKind::Text => return Err(AppCode::AwaitsAnswer.into()),
            Writing::Blocked => return Err(AppCode::NotPermitted.into()),
            _ => {}
        }
        let id = MessageId(ids::mutation().0);
        let mut tx = here.account.db.begin().await?;
        let files = match kind {
            LetterKind::Text => db::files::send(&mut tx, here.network, (peer, id)).await?,
            _ => 0,
        };
        if kind == LetterKind::Text && text.is_empty() && files == 0 {
            return Err(Error::Invalid("text"));
        }
        let letter = LetterRow {
            id,
            peer,
            mine: true,
            state: LetterState::Waiting,
            kind,
            text,
            about,
            files,
            written_at: clock::now(),
            sent_at: None,
            proof: None,
        };
        db::letters::put(&mut tx, here.network, &letter).await?;
        if ends_draft {
            db::letters::put_draft(&mut tx, here.network, peer, "").await?;
        }
        tx.commit().await?;
        self.seal(&here, peer).await?;
        Ok(letter.id)
    }

    /// Seals what waits for somebody, if everything for it is here; else the next sync does it.
    async fn seal(&self, here: &Here, peer: MemberId) -> Result<(), Error> {
        let me = here.place.about.member;
        let mut tx = here.account.db.begin().await?;
        match seal::waiting(&mut tx, here.network, me, peer).await? {
            Sealing::Sealed(wishes) => {
                tx.commit().await?;
                for wish in wishes {
                    here.account.sealed(&wish);
                }
            }
            Sealing::NeedsKeys | Sealing::NeedsFiles | Sealing::NoDevice => {
                tx.rollback().await?;
                here.account.tell(Input::Poked(here.network, i64::MAX));
            }
            Sealing::Blocked => tx.rollback().await?,
        }
        self.inner.changed([Tag::Talk, Tag::Outbox, Tag::App]);
        Ok(())
    }

    /// Keeps what is in the composer of a thread.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn keep_draft(&self, form: DraftForm) -> Result<(), AppError> {
        let here = self.here().await?;
        let text: String = form.text.chars().take(2 * MESSAGE).collect();
        if here.account.db.draft(here.network, form.member).await?.unwrap_or_default() == text {
            return Ok(());
        }
        let mut tx = here.account.db.begin().await?;
        db::letters::put_draft(&mut tx, here.network, form.member, &text).await?;
        tx.commit().await.map_err(Error::from)?;
        self.inner.changed([Tag::Talk]);
        Ok(())
    }

    /// Accepts or declines the first message of somebody. Declining is told to nobody.
    ///
    /// # Errors
    /// `not_permitted` while pausing.
    pub async fn answer_request(&self, form: AnswerForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        let action = Action::AnswerRequest { member: form.member, accept: form.accept };
        Ok(self.want(&here, action).await?)
    }

    /// Wants to be told of nothing that comes in a thread, or wants it again. The other one is not told.
    ///
    /// # Errors
    /// `not_permitted` while pausing, `not_found` where there is no thread.
    pub async fn mute_thread(&self, form: MuteForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require_active()?;
        if here.account.db.one::<ThreadRow>(here.network, form.member.0).await?.is_none() {
            return Err(AppError::new(AppCode::NotFound));
        }
        Ok(self.want(&here, Action::MuteThread { member: form.member, muted: form.muted }).await?)
    }

    /// Takes an own message back. One that never left this device is simply gone.
    ///
    /// # Errors
    /// `not_found`, `too_late`.
    pub async fn unsend(&self, id: MessageId) -> Result<(), AppError> {
        Ok(self.try_unsend(id).await?)
    }

    async fn try_unsend(&self, id: MessageId) -> Result<(), Error> {
        let here = self.here().await?;
        let letter = here.account.db.letter(here.network, id).await?.filter(|letter| letter.mine);
        let letter = letter.ok_or(AppCode::NotFound)?;
        match letter.state {
            LetterState::Unsent => return Ok(()),
            LetterState::Waiting | LetterState::Refused => {
                let mut tx = here.account.db.begin().await?;
                let now = db::letters::one(&mut tx, here.network, id).await?.map(|letter| letter.state);
                let waits = matches!(now, Some(LetterState::Waiting | LetterState::Refused));
                let gone = waits && db::letters::forget(&mut tx, here.network, id).await?;
                if waits && !gone {
                    // It was on the server once, which has lost it: it does not go again.
                    db::letters::wipe(&mut tx, here.network, id).await?;
                }
                tx.commit().await?;
                self.inner.changed([Tag::Talk]);
                if waits {
                    return Ok(());
                }
            }
            LetterState::Sealed | LetterState::Here | LetterState::Closed => {}
        }
        let sent_at = letter.sent_at.unwrap_or(letter.written_at);
        if here.server_now().await? > sent_at.saturating_add(UNSEND_WITHIN) {
            return Err(AppCode::TooLate.into());
        }
        self.want(&here, Action::Unsend { message: id, to: letter.peer }).await.map(drop)
    }

    /// A thread is before the person's eyes: what is in it counts as read.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn read_thread(&self, member: MemberId) -> Result<(), AppError> {
        Ok(self.try_read(member).await?)
    }

    async fn try_read(&self, member: MemberId) -> Result<(), Error> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let row = here.account.db.one::<ThreadRow>(here.network, member.0).await?;
        let letters = here.account.db.letters(here.network, member, None, 30).await?;
        let last = letters.iter().filter(|letter| !letter.mine).filter_map(|letter| letter.sent_at).max();
        match (row, last) {
            (Some(row), Some(upto)) if upto > read_upto(member, Some(row), &outbox) => {
                self.want(&here, Action::ReadThread { member, upto }).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Tries again what could not be sent to somebody.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn resend(&self, id: MessageId) -> Result<(), AppError> {
        let here = self.here().await?;
        let letter = here.account.db.letter(here.network, id).await?;
        let letter = letter.ok_or(AppError::new(AppCode::NotFound))?;
        if letter.state != LetterState::Refused {
            return self.retry_outbox(MutationId(id.0)).await;
        }
        let mut tx = here.account.db.begin().await?;
        db::letters::set_state(&mut tx, here.network, id, LetterState::Waiting).await?;
        tx.commit().await.map_err(Error::from)?;
        Ok(self.seal(&here, letter.peer).await?)
    }
}
