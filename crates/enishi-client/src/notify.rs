//! Decides what the person is told of, when, and in which words. The shell only shows it.

use crate::{clock, locale};
use enishi_bridge::{
    app::PlaceKey,
    notices::{Notification, Page, Route},
    settings::{PlaceSettings, QuietHours},
};
use enishi_wire::{
    events::{EventKind, EventRow},
    ids::{EventId, MemberId, PostId},
    posts::{PostKind, PostRow},
};
use uuid::Uuid;

/// Characters of a message that a notification shows at most.
const BEGINNING: usize = 120;

/// Whether a post that just arrived deserves a notification.
pub fn wants_post(post: &PostRow, me: MemberId, settings: &PlaceSettings) -> bool {
    let kind = match post.kind {
        PostKind::WhatsNew | PostKind::Unknown => settings.whats_new,
        PostKind::Newsletter | PostKind::Story | PostKind::LifeEvent => settings.other_posts,
    };
    kind && post.author != Some(me)
}

/// Whether an event that just arrived deserves a notification.
pub fn wants_event(event: &EventRow, me: MemberId, settings: &PlaceSettings, now: i64) -> bool {
    let kind = match event.plan.kind {
        EventKind::Pitch => settings.pitches,
        EventKind::Reunion | EventKind::Other | EventKind::Unknown => settings.events,
    };
    kind && event.organiser != Some(me) && event.cancelled_at.is_none() && event.plan.ends > now
}

/// When a notification may be shown: now, or at the end of the quiet hours. Answers the time in ms UTC
/// and whether quiet hours moved it.
pub fn due(now: i64, minute_of_day: u16, quiet: Option<QuietHours>) -> (i64, bool) {
    let Some(QuietHours { from, to }) = quiet else {
        return (now, false);
    };
    let inside = if from <= to {
        (from..to).contains(&minute_of_day)
    } else {
        minute_of_day >= from || minute_of_day < to
    };
    if !inside || from == to {
        return (now, false);
    }
    let left = (i64::from(to) - i64::from(minute_of_day)).rem_euclid(24 * 60);
    // To the minute: the seconds already gone of this one do not matter.
    (now + left * 60_000, true)
}

/// [`due`] on this machine's clock.
pub fn due_here(now: i64, quiet: Option<QuietHours>) -> (i64, bool) {
    due(now, clock::local_minutes(now), quiet)
}

/// The words of a notification.
pub struct Wording<'a> {
    /// Japanese or English.
    pub japanese: bool,
    /// The network's name.
    pub network: &'a str,
    /// Whether the title stays hidden on a locked screen.
    pub hide: bool,
}

/// A notification of a post.
pub fn post(
    place: PlaceKey,
    id: Uuid,
    post: &PostRow,
    words: &Wording<'_>,
    due_at: i64,
    quiet: bool,
) -> Notification {
    let title = words.network.to_owned();
    let body =
        if words.hide { locale::text(words.japanese, "notify-hidden", &[]) } else { post.title.clone() };
    let route = Route { place: Some(place), page: Page::Post { id: PostId(id) } };
    Notification { id: number(id), title, body, route, due_at, quiet }
}

/// A notification of an event.
pub fn event(
    place: PlaceKey,
    id: Uuid,
    event: &EventRow,
    words: &Wording<'_>,
    due_at: i64,
    quiet: bool,
) -> Notification {
    let title = words.network.to_owned();
    let body = if words.hide {
        locale::text(words.japanese, "notify-hidden", &[])
    } else {
        let key = match event.plan.kind {
            EventKind::Pitch => "notify-pitch",
            EventKind::Reunion | EventKind::Other | EventKind::Unknown => "notify-event",
        };
        locale::text(words.japanese, key, &[("title", event.plan.title.clone())])
    };
    let route = Route { place: Some(place), page: Page::Event { id: EventId(id) } };
    Notification { id: number(id), title, body, route, due_at, quiet }
}

/// A notification that somebody whom the person follows says something of now. What is said stays inside the app.
pub fn status(
    place: PlaceKey,
    member: MemberId,
    name: &str,
    words: &Wording<'_>,
    due_at: i64,
    quiet: bool,
) -> Notification {
    let title = words.network.to_owned();
    let body = if words.hide {
        locale::text(words.japanese, "notify-hidden", &[])
    } else {
        locale::text(words.japanese, "notify-status", &[("name", name.to_owned())])
    };
    let route = Route { place: Some(place), page: Page::Member { id: member } };
    Notification { id: number(member.0), title, body, route, due_at, quiet }
}

/// A notification of a message: who writes what only if the person wants that on this screen.
pub fn message(
    place: PlaceKey,
    peer: MemberId,
    said: Option<(&str, &str)>,
    words: &Wording<'_>,
    due_at: i64,
    quiet: bool,
) -> Notification {
    let body = match said.filter(|_| !words.hide) {
        Some((name, text)) => {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let parts = [("name", name.to_owned()), ("text", text.chars().take(BEGINNING).collect())];
            locale::text(words.japanese, "notify-message-words", &parts)
        }
        None => locale::text(words.japanese, "notify-message", &[]),
    };
    let route = Route { place: Some(place), page: Page::Thread { id: peer } };
    // One for each thread: a newer one takes the place of the older one.
    Notification { id: number(peer.0), title: words.network.to_owned(), body, route, due_at, quiet }
}

/// A notification of a letter: of the secretariat, or of a member to it. What it says stays inside the app.
pub fn desk(
    place: PlaceKey,
    member: Option<MemberId>,
    words: &Wording<'_>,
    due_at: i64,
    quiet: bool,
) -> Notification {
    let key = if member.is_some() { "notify-desk-letter" } else { "notify-desk-answer" };
    let body = locale::text(words.japanese, if words.hide { "notify-hidden" } else { key }, &[]);
    let route = Route { place: Some(place), page: Page::Desk { member } };
    let id = number(member.map_or(place.network.0, |member| member.0));
    Notification { id, title: words.network.to_owned(), body, route, due_at, quiet }
}

/// A stable number for the platforms that want one; the first bits of a time-ordered id repeat, the last do not.
fn number(id: Uuid) -> i32 {
    let bytes = id.as_bytes().last_chunk::<4>().copied().unwrap_or_default();
    i32::from_be_bytes(bytes) & i32::MAX
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NIGHT: Option<QuietHours> = Some(QuietHours { from: 21 * 60, to: 8 * 60 });

    #[test]
    fn at_noon_it_is_shown_at_once_and_at_night_in_the_morning() {
        assert_eq!(due(1_000, 12 * 60, NIGHT), (1_000, false));
        assert_eq!(due(1_000, 23 * 60, NIGHT), (1_000 + 9 * 3_600_000, true));
        assert_eq!(due(1_000, 7 * 60 + 59, NIGHT), (1_000 + 60_000, true));
        assert_eq!(due(1_000, 8 * 60, NIGHT), (1_000, false));
    }

    proptest! {
        #[test]
        fn quiet_hours_never_hold_anything_longer_than_a_day(minute in 0_u16..1440, from in 0_u16..1440, to in 0_u16..1440) {
            let (at, _) = due(0, minute, Some(QuietHours { from, to }));
            prop_assert!((0..=24 * 3_600_000).contains(&at));
        }
    }
}
