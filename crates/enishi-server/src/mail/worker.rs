//! The worker: decides requests for codes and sends the letters that are due. Every step can be done
//! again: a claim runs out, a letter that was sent is forgotten.

use super::{
    letters,
    post_office::{PostOffice, Undelivered},
};
use crate::{
    app::App,
    clock::DAY,
    db::{limits, mail, mail::Letter, sign_in},
    domain::{erasure::FAREWELL, sign_in::decide_waiting},
    failure::Failure,
};
use lettre::message::Mailbox;
use std::time::Duration;

/// Letters between two looks at who waits for a code.
const AT_ONCE: i64 = 5;
const LOOK: Duration = Duration::from_millis(500);
const CLAIM: i64 = 60_000;
const LAST_TRY: i64 = 12;

/// Works until the server stops. Without a post office letters wait.
pub async fn run(app: App, office: Option<PostOffice>, from: Mailbox) {
    let mut stopping = app.stopping.clone();
    let mut healthy = true;
    let mut swept_at = 0;
    while !*stopping.borrow() {
        let outcome = round(&app, office.as_ref(), &from, &mut swept_at).await;
        if let Err(failure) = &outcome
            && healthy
        {
            tracing::error!(%failure, "Mail waits because the database does not answer.");
        }
        healthy = outcome.is_ok();
        tokio::select! {
            () = app.work.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => {}
        }
    }
}

async fn round(
    app: &App,
    office: Option<&PostOffice>,
    from: &Mailbox,
    swept_at: &mut i64,
) -> Result<(), Failure> {
    decide_waiting(app).await?;
    if let Some(office) = office {
        // Few at a time: who asked for a code meanwhile does not wait until three thousand invitations are out.
        while send_due(app, office, from).await? > 0 {
            decide_waiting(app).await?;
        }
    }
    let now = app.clock.now();
    if now - *swept_at >= DAY / 24 {
        *swept_at = now;
        let mut write = app.database.write().await?;
        sign_in::forget_before(write.conn(), now - DAY).await?;
        limits::forget_before(write.conn(), now - DAY).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Sends what is due now and gives the number of letters that were handled.
pub async fn send_due(app: &App, office: &PostOffice, from: &Mailbox) -> Result<usize, Failure> {
    let mut snapshot = app.database.snapshot().await?;
    let letters = mail::due(&mut snapshot, app.clock.now(), AT_ONCE).await?;
    snapshot.rollback().await?;
    for letter in &letters {
        send_one(app, office, from, letter).await?;
    }
    Ok(letters.len())
}

async fn send_one(app: &App, office: &PostOffice, from: &Mailbox, letter: &Letter) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut write = app.database.write().await?;
    let claimed = mail::claim(write.conn(), letter, now, now + CLAIM).await?;
    let text = if claimed { letters::write(app, write.conn(), letter).await? } else { None };
    if claimed && text.is_none() {
        mail::forget(write.conn(), letter.id).await?;
    }
    write.commit().await?;
    let Some(text) = text else { return Ok(()) };

    // Nothing is locked while the mail server thinks.
    let outcome = office.send(from, letter, text, now).await;
    let mut write = app.database.write().await?;
    match outcome {
        Ok(()) => mail::forget(write.conn(), letter.id).await?,
        Err(Undelivered::NotNow(reason)) if letter.attempts < LAST_TRY => {
            tracing::warn!(letter.id = %letter.id, letter.kind, reason, "A letter must be sent again.");
            // 10 s, 20 s, 40 s … up to 6 hours.
            let wait = 10_000_i64.saturating_mul(1 << letter.attempts.clamp(0, 11)).min(DAY / 4);
            mail::put_off(write.conn(), letter.id, now + wait, None).await?;
        }
        Err(undelivered) => {
            tracing::warn!(letter.id = %letter.id, letter.kind, %undelivered, "A letter was given up.");
            if letter.kind == FAREWELL {
                // Nothing else holds the address any more.
                mail::forget(write.conn(), letter.id).await?;
                return write.commit().await;
            }
            mail::put_off(write.conn(), letter.id, now, Some("undeliverable")).await?;
        }
    }
    write.commit().await
}
