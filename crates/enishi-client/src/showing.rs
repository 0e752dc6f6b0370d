//! Shows what is due: takes planned notifications out of the database and says them as notices.

use crate::{
    clock,
    db::{
        self,
        letters::{LetterRow, LetterState},
    },
    error::Error,
    features::talk::standing,
    names, notify,
    runner::Work,
};
use enishi_bridge::{app::PlaceKey, notices::Notice};
use enishi_wire::{
    changes::Row,
    desk::DeskLetterRow,
    events::EventRow,
    hidden::HiddenRow,
    ids::{MemberId, MessageId, NetworkId},
    members::MemberRow,
    posts::PostRow,
    status::StatusRow,
    talk::{MessageRow, ThreadRow, ThreadState},
};

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
        let name = async |member: MemberId| -> Result<String, Error> {
            let person = work.db.one::<MemberRow>(row.network, member.0).await?;
            Ok(person.map(|person| names::full_name(&person.entry)).unwrap_or_default())
        };
        let notification = if row.kind == StatusRow::KIND {
            if work.db.one::<StatusRow>(row.network, row.item).await?.is_none() {
                continue;
            }
            let name = name(MemberId(row.item)).await?;
            notify::status(key, MemberId(row.item), &name, &words, row.due_at, row.quiet)
        } else if row.kind == DeskLetterRow::KIND {
            let letter = work.db.one::<DeskLetterRow>(row.network, row.item).await?;
            let read = work.db.number(&db::facts::desk_read(row.network)).await?;
            let Some(letter) = letter.filter(|letter| Some(letter.sent_at) > read) else { continue };
            let member = (letter.member != place.about.member).then_some(letter.member);
            notify::desk(key, member, &words, row.due_at, row.quiet)
        } else if row.kind == MessageRow::KIND {
            let Some(letter) = news(work, row.network, MessageId(row.item)).await? else { continue };
            let name = name(letter.peer).await?;
            let said = (place.settings.message_text && letter.state == LetterState::Here)
                .then_some((&*name, &*letter.text));
            notify::message(key, letter.peer, said, &words, row.due_at, row.quiet)
        } else if let Some(mut post) = work.db.one::<PostRow>(row.network, row.item).await? {
            if let (Some(_), Some(author)) = (&post.life, post.author) {
                let name = name(author).await?;
                post.title = crate::locale::text(japanese, "notify-life-event", &[("name", name)]);
            }
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

/// A message that is still news: not read here or on another device, not taken back, and of somebody of whom the person
/// wants to hear.
async fn news(work: &Work, network: NetworkId, id: MessageId) -> Result<Option<LetterRow>, Error> {
    let Some(letter) = work.db.letter(network, id).await? else { return Ok(None) };
    let outbox = work.db.outbox_of(network).await?;
    let row = work.db.one::<ThreadRow>(network, letter.peer.0).await?;
    let there = matches!(letter.state, LetterState::Here | LetterState::Closed);
    let read = letter.sent_at.is_some_and(|at| at <= standing::read_upto(letter.peer, row, &outbox));
    let declined = standing::state(letter.peer, row, &outbox) == Some(ThreadState::Declined);
    let quiet = declined || standing::muted(letter.peer, row, &outbox);
    let hidden = work.db.one::<HiddenRow>(network, letter.peer.0).await?.is_some();
    Ok((there && !read && !quiet && !hidden).then_some(letter))
}
