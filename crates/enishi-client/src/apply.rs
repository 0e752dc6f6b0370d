//! Stores pages of a pull in one transaction with the cursors that they end with (I8, I11).

use crate::{
    clock,
    db::{self, Db, Held, NotificationRow, Tx},
    directory::{self, Change, What},
    error::Error,
    lease, notify,
    page::{End, Listing, Page, PageRow},
    talk,
    wish::Wish,
};
use enishi_bridge::{notices::Tag, settings::PlaceSettings};
use enishi_wire::{
    access::AccessRow,
    changes::Row,
    choices::ChoicesRow,
    desk::DeskLetterRow,
    events::{EventRow, RsvpRow, TallyRow},
    follows::FollowRow,
    hidden::HiddenRow,
    ids::{MemberId, NetworkId},
    life_events::{LifeDraftRow, NamedRow, NamingRow},
    marks::SeenRow,
    members::{MemberRow, MembershipRow},
    networks::NetworkRow,
    posts::PostRow,
    profile::{FacetRow, FieldKindRow, ProfileRow},
    reactions::{MyReactionRow, ReactionRow},
    reports::{DecisionRow, MyReportRow, ReportRow},
    scopes::Scope,
    sign_in::Place,
    status::StatusRow,
    suggestions::SuggestionRow,
    talk::{DevicesRow, KeyStockRow, LinkRow, MessageRow, ThreadRow},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a stored page means for the machine and the screen.
#[derive(Debug, Default)]
pub struct Applied {
    /// Whether the server has more at once.
    pub more: bool,
    /// How far the network is read now.
    pub held: Held,
    /// How many rows the page brought.
    pub rows: u32,
    /// What changed.
    pub tags: BTreeSet<Tag>,
    /// Wishes that another life of the database applied and that are in the outbox again, oldest first.
    pub again: Vec<Wish>,
}

/// What is known of the place while its rows are stored.
struct Context {
    network: NetworkId,
    nr: i64,
    about: Place,
    settings: PlaceSettings,
    /// Whether a sync was complete before: only then is something new, and not just new to this device.
    settled: bool,
    /// When the person joined, by the server's clock: what is older is read up on, not announced.
    joined_at: i64,
    /// What waits to be announced.
    planned: BTreeSet<Uuid>,
    now: i64,
    /// Whether the rows alone say what happened to the directory.
    only_rows: bool,
}

/// A page with what was known when it was asked for.
#[derive(Debug)]
pub struct Fetched {
    /// The page.
    pub page: Page,
    /// How far the network had been read.
    pub asked: Held,
}

impl Fetched {
    /// How many rows the page brings.
    pub fn rows(&self) -> u32 {
        u32::try_from(self.page.rows.values().map(Vec::len).sum::<usize>()).unwrap_or(u32::MAX)
    }
}

/// Stores pages that continue each other, in one transaction. `None` when the network was read from elsewhere
/// meanwhile (by another process on this folder, or because a scope is fetched anew): such pages continue nothing that
/// is here.
pub async fn pages(db: &Db, network: NetworkId, mut pages: Vec<Fetched>) -> Result<Option<Applied>, Error> {
    let place = db.place(network).await?.ok_or(Error::Bug("a page of a network that is not here"))?;
    let now = clock::now();
    let locked = lease::has_ended(place.contact_at, place.clock, now);
    let joined_at = joined_at(db, network, &place.about, &pages).await?;
    let directory = db.directories.of(network);
    let _turn = directory.turn().await;
    let mut tx = db.begin().await?;
    let mut context = Context {
        network,
        nr: place.nr,
        about: place.about.clone(),
        settings: place.settings,
        settled: place.synced_at.is_some(),
        joined_at,
        planned: db::notifications::planned(&mut tx, network).await?,
        now,
        only_rows: true,
    };
    let people = db::directory::version(&mut tx, place.nr).await?;
    let changes = people_of(&mut pages);
    // Of many, the order is found while they are stored.
    let (changes, ordering) = match changes {
        Some(changes) if changes.len() >= MANY => (None, directory.in_order_with(people, changes)),
        changes => (changes, None),
    };
    let mut applied = Applied::default();
    for Fetched { page, asked } in &mut pages {
        if db::scopes::held(&mut tx, network).await? != *asked {
            return Ok(None);
        }
        store(&mut tx, &mut context, page, asked, &mut applied).await?;
    }
    if context.about != place.about {
        db::places::put_about(&mut tx, &context.about).await?;
        applied.tags.extend([Tag::App, Tag::Me]);
    }
    if locked {
        applied.tags.insert(Tag::Members);
    }
    if !applied.more && db::scopes::erase_unread(&mut tx, place.nr).await? {
        db::notifications::forget_gone(&mut tx, network).await?;
        applied.tags.extend(EVERY_ROW);
        context.only_rows = false;
    }
    db::places::put_contact(&mut tx, place.nr, now, !applied.more).await?;
    db::facts::put(&mut tx, db::facts::CLOCK, &now.to_string()).await?;
    applied.held = db::scopes::held(&mut tx, network).await?;
    let moved = db::directory::version(&mut tx, place.nr).await?;
    tx.commit().await?;
    if moved > people {
        match ordering {
            Some(ordering) if context.only_rows => {
                let ordered = ordering.await;
                directory.now(moved, ordered.map_err(|_| Error::Bug("people could not be put in order"))?);
            }
            _ => directory.changed(people, moved, changes.filter(|_| context.only_rows)),
        }
    }
    Ok(Some(applied))
}

/// Stores one page.
async fn store(
    tx: &mut Tx<'_>,
    context: &mut Context,
    page: &mut Page,
    asked: &Held,
    applied: &mut Applied,
) -> Result<(), Error> {
    match &page.end {
        End::Unchanged { server_time } => {
            applied.more = false;
            db::sent::hear(tx, context.network, *server_time).await?;
            db::facts::put(tx, &db::facts::server_time(context.network), &server_time.to_string()).await?;
        }
        End::Reset { epoch } => {
            db::places::reset(tx, context.nr, Some(epoch)).await?;
            context.only_rows = false;
            applied.more = true;
            applied.tags.extend(EVERY_ROW);
            applied.again.extend(db::sent::resubmit(tx, context.network, epoch).await?);
        }
        End::Complete { epoch, cursors, more, server_time } => {
            applied.more = *more;
            let before = db::directory::version(tx, context.nr).await?;
            scopes(tx, context, page, applied).await?;
            context.only_rows &= db::directory::version(tx, context.nr).await? == before;
            // What a new device of somebody else wrote may stand before the list that names it. The own list stays in its
            // place: a message before one that takes this device off is still for this device.
            let me = context.about.member;
            let is_list = |row: &&PageRow| &*row.kind == DevicesRow::KIND && row.id != me.0;
            for row in page.rows.values().flatten().filter(is_list) {
                talk::row(tx, context.network, row).await?;
            }
            for (scope, rows) in &mut page.rows {
                // What comes with a scope that was just gained is not news.
                let read_up = asked.cursors.get(scope) >= asked.opened.get(scope);
                let announce = context.settled && asked.cursors.contains_key(scope) && read_up;
                special(tx, context, rows, announce).await?;
                for row in rows.iter().filter(|row| !is_list(row)) {
                    let arrived = talk::row(tx, context.network, row).await?;
                    if arrived.is_some() && announce && context.settings.messages {
                        plan(tx, context, row).await?;
                    }
                }
                context.only_rows &= db::store::rows(tx, context.nr, scope, rows).await?;
                applied.rows = applied.rows.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
                let kinds: BTreeSet<&str> = rows.iter().map(|row| &*row.kind).collect();
                applied.tags.extend(kinds.into_iter().flat_map(tags));
            }
            db::scopes::put_cursors(tx, context.nr, cursors).await?;
            db::places::put_epoch(tx, context.nr, epoch).await?;
            applied.again.extend(db::sent::resubmit(tx, context.network, epoch).await?);
            db::sent::hear(tx, context.network, *server_time).await?;
            db::facts::put(tx, &db::facts::server_time(context.network), &server_time.to_string()).await?;
        }
    }
    Ok(())
}

/// So many people are put in order at once.
const MANY: usize = 1_000;

/// Takes out of pages what they say of people; `None` when the directory must be read anew.
fn people_of(pages: &mut [Fetched]) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    for (scope, rows) in pages.iter_mut().flat_map(|fetched| &mut fetched.page.rows) {
        let audience = directory::audience(scope);
        for row in rows {
            let what = match (&*row.kind, row.listing.take()) {
                (MemberRow::KIND, listing) if *scope == Scope::Members => match listing {
                    Some(Listing::Person(keys)) => What::Entry(Some(keys)),
                    _ => What::Entry(None),
                },
                (MemberRow::KIND, _) => return None,
                (FacetRow::KIND, listing) => {
                    let said = match listing {
                        Some(Listing::Facet(said)) => Some(said),
                        _ => None,
                    };
                    // What is for the secretariat alone is in no list.
                    let Some(scope) = audience else { continue };
                    What::Facet { scope, seq: row.seq, said }
                }
                _ => continue,
            };
            changes.push((row.seq, Change { id: row.id, what }));
        }
    }
    // Of two versions the newer counts.
    changes.sort_by_key(|(seq, _)| *seq);
    Some(changes.into_iter().map(|(_, change)| change).collect())
}

/// Erases what was taken away and what begins anew.
async fn scopes(tx: &mut Tx<'_>, context: &Context, page: &Page, applied: &mut Applied) -> Result<(), Error> {
    for scope in &page.dropped {
        db::scopes::erase(tx, context.nr, scope).await?;
    }
    for (scope, at) in &page.opened {
        db::scopes::open(tx, context.nr, scope, *at).await?;
    }
    if !page.dropped.is_empty() {
        db::notifications::forget_gone(tx, context.network).await?;
    }
    if !page.dropped.is_empty() || !page.opened.is_empty() {
        applied.tags.extend(EVERY_ROW);
    }
    Ok(())
}

/// Does what some rows mean beyond being stored: announcements, marks, what is known of the place.
async fn special(
    tx: &mut Tx<'_>,
    context: &mut Context,
    rows: &[PageRow],
    announce: bool,
) -> Result<(), Error> {
    for row in rows {
        if announce {
            plan_notification(tx, context, row).await?;
        }
        if let Some(membership) = row.row::<MembershipRow>() {
            context.about.state = membership.state;
        }
        if let Some(network) = row.row::<NetworkRow>() {
            context.about.name = network.name;
            context.about.kind = network.kind;
            context.about.charter = network.charter;
        }
        if context.planned.contains(&row.id) && settles(row) {
            db::notifications::strike(tx, context.network, row.id).await?;
        }
    }
    Ok(())
}

/// Whether a row says that its item needs no announcement any more: seen, gone or called off. What somebody says
/// about now may leave one scope for another: whether it is still here is looked at when it is announced.
fn settles(row: &PageRow) -> bool {
    let item = matches!(&*row.kind, PostRow::KIND | EventRow::KIND);
    *row.kind == *SeenRow::KIND
        || item && row.body.is_none()
        || row.row::<EventRow>().is_some_and(|event| event.cancelled_at.is_some())
}

/// When the person joined: as this page says, since the row of the membership may come after the posts that
/// it opens; else as an earlier one said.
async fn joined_at(db: &Db, network: NetworkId, about: &Place, pages: &[Fetched]) -> Result<i64, Error> {
    let rows = pages.iter().rev().flat_map(|fetched| fetched.page.rows.values().flatten());
    let told = rows.filter(|row| *row.kind == *MembershipRow::KIND).find_map(PageRow::row::<MembershipRow>);
    let membership = match told {
        Some(membership) => Some(membership),
        None => db.one::<MembershipRow>(network, about.member.0).await?,
    };
    Ok(membership.and_then(|membership| membership.confirmed_at).unwrap_or(i64::MAX))
}

async fn plan_notification(tx: &mut Tx<'_>, context: &mut Context, row: &PageRow) -> Result<(), Error> {
    let me = context.about.member;
    let wanted = if let Some(post) = row.row::<PostRow>() {
        let followed = post.life.is_some() && follows(tx, context, post.author).await?;
        post.published_at > context.joined_at
            && (followed || notify::wants_post(&post, me, &context.settings))
    } else if let Some(status) = row.row::<StatusRow>() {
        // The row of a person stays the same one: what was said before is not announced again.
        let held = db::rows::one_in::<StatusRow>(tx, context.network, row.id).await?;
        let new = held.is_none_or(|held| held.status != status.status);
        if new && status.said_at > context.joined_at && follows(tx, context, Some(MemberId(row.id))).await? {
            db::notifications::forget(tx, context.network, row.id).await?;
            return plan(tx, context, row).await;
        }
        false
    } else if let Some(letter) = row.row::<DeskLetterRow>() {
        // To the member what the secretariat writes, to the secretariat what members write.
        let mine = letter.by == Some(me) || (letter.by.is_none() && letter.member == me);
        letter.sent_at > context.joined_at
            && !mine
            && (letter.member == me || letter.by.is_none())
            && context.settings.messages
    } else if let Some(event) = row.row::<EventRow>() {
        event.published_at > context.joined_at
            && notify::wants_event(&event, me, &context.settings, context.now)
    } else {
        false
    };
    if !wanted || db::rows::is_here(tx, context.network, &row.kind, row.id).await? {
        return Ok(());
    }
    plan(tx, context, row).await
}

/// Whether the person follows somebody and wants to be told of it.
async fn follows(tx: &mut Tx<'_>, context: &Context, member: Option<MemberId>) -> Result<bool, Error> {
    match member {
        Some(member) if context.settings.followed && member != context.about.member => {
            db::rows::is_here(tx, context.network, FollowRow::KIND, member.0).await
        }
        _ => Ok(false),
    }
}

async fn plan(tx: &mut Tx<'_>, context: &mut Context, row: &PageRow) -> Result<(), Error> {
    if context.settings.muted_until.is_some_and(|until| context.now < until) {
        return Ok(());
    }
    let (due_at, quiet) = notify::due_here(context.now, context.settings.quiet);
    let planned =
        NotificationRow { network: context.network, item: row.id, kind: row.kind.to_string(), due_at, quiet };
    context.planned.insert(row.id);
    db::notifications::plan(tx, &planned).await
}

/// What on the screen depends on rows at all.
const EVERY_ROW: [Tag; 7] =
    [Tag::App, Tag::Posts, Tag::Events, Tag::Members, Tag::Me, Tag::Status, Tag::Talk];

/// What on the screen depends on rows of a kind.
pub fn tags(kind: &str) -> &'static [Tag] {
    match kind {
        PostRow::KIND => &[Tag::Posts, Tag::App],
        EventRow::KIND => &[Tag::Events, Tag::App],
        RsvpRow::KIND | TallyRow::KIND => &[Tag::Events],
        SeenRow::KIND => &[Tag::Posts, Tag::Events, Tag::App],
        MemberRow::KIND | FacetRow::KIND => &[Tag::Members, Tag::Me],
        ProfileRow::KIND => &[Tag::Me, Tag::Outbox],
        FieldKindRow::KIND => &[Tag::Me, Tag::Members],
        MembershipRow::KIND => &[Tag::App, Tag::Me],
        NetworkRow::KIND => &[Tag::App],
        StatusRow::KIND | FollowRow::KIND | ChoicesRow::KIND | SuggestionRow::KIND => &[Tag::Status],
        ReactionRow::KIND | MyReactionRow::KIND | NamedRow::KIND | NamingRow::KIND | LifeDraftRow::KIND => {
            &[Tag::Status, Tag::Posts]
        }
        MessageRow::KIND | ThreadRow::KIND | DevicesRow::KIND => &[Tag::Talk, Tag::App],
        DeskLetterRow::KIND => &[Tag::Talk, Tag::App],
        KeyStockRow::KIND | LinkRow::KIND => &[Tag::Talk],
        HiddenRow::KIND => &[Tag::Me, Tag::Members, Tag::Talk],
        ReportRow::KIND | DecisionRow::KIND | MyReportRow::KIND | AccessRow::KIND => &[Tag::Me],
        _ => &[],
    }
}
