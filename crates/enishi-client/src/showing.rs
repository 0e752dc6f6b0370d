//! Shows what is due: takes planned notifications out of the database and says them as notices.

use crate::{clock, db, error::Error, notify, runner::Work};
use enishi_bridge::{app::PlaceKey, notices::Notice};
use enishi_wire::{events::EventRow, posts::PostRow};

/// Which notifications this process shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// None: a command that ends at once leaves them to the app.
    Never,
    /// When they are due.
    WhenDue,
    /// At once, marked as quiet where quiet hours would hold them: `enishi-cli watch`.
    AtOnce,
}

/// Shows what is due. Answers how many ms until the next one, if one waits.
pub async fn show_due(work: &Work) -> Option<i64> {
    // Whoever shows notifications listens soon after the start; what is taken before that is lost.
    if work.hooks.showing != Showing::Never && work.hooks.notices.receiver_count() == 0 {
        return Some(200);
    }
    let until = match work.hooks.showing {
        Showing::Never => return None,
        Showing::WhenDue => clock::now(),
        Showing::AtOnce => i64::MAX,
    };
    let next = work.db.next_notification().await.ok().flatten()?;
    if next > until {
        return Some(next - until);
    }
    if let Err(error) = show(work, until).await {
        tracing::warn!(%error, "A notification could not be shown.");
        return Some(60_000);
    }
    let next = work.db.next_notification().await.ok().flatten()?;
    Some((next - until).max(1))
}

async fn show(work: &Work, until: i64) -> Result<(), Error> {
    let mut tx = work.db.begin().await?;
    let due = db::notifications::take_due(&mut tx, until).await?;
    tx.commit().await?;
    let (device, system) = (work.hooks.language)();
    let japanese = crate::locale::is_japanese(device.language, &system);
    for row in due {
        let Some(place) = work.db.place(row.network).await? else {
            continue;
        };
        let key = PlaceKey { account: work.account, network: row.network };
        let words =
            notify::Wording { japanese, network: &place.about.name, hide: place.settings.hide_content };
        let notification = if let Some(post) = work.db.one::<PostRow>(row.network, row.item).await? {
            notify::post(key, row.item, &post, &words, row.due_at, row.quiet)
        } else if let Some(event) = work.db.one::<EventRow>(row.network, row.item).await? {
            notify::event(key, row.item, &event, &words, row.due_at, row.quiet)
        } else {
            continue;
        };
        let _nobody_listens = work.hooks.notices.send(Notice::Notify { notification });
    }
    Ok(())
}
