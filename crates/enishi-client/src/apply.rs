//! Stores what the server said: a page of a pull, or the answers to a push, each in one transaction with
//! the cursors and the outbox it belongs to (I2, I8, I11).

use crate::{
    clock,
    db::{self, Db, NotificationRow, Tx},
    error::Error,
    notify,
};
use enishi_bridge::notices::Tag;
use enishi_sync::machine::Fate;
use enishi_wire::{
    changes::{Change, Row},
    errors::{ApiCode, ApiError},
    events::{EventRow, RsvpRow, TallyRow},
    ids::{MutationId, NetworkId},
    marks::SeenRow,
    members::{MemberRow, MembershipRow},
    mutations::{Action, Mutation},
    networks::NetworkRow,
    posts::PostRow,
    sign_in::Place,
    sync::{PullLine, PushOutcome, PushResult},
};
use std::collections::BTreeSet;

/// What a stored page means for the machine and the screen.
#[derive(Debug, Default)]
pub struct Applied {
    /// Whether the server has more at once.
    pub more: bool,
    /// The highest cursor held now.
    pub seq: i64,
    /// How many rows the page brought.
    pub rows: u32,
    /// What changed.
    pub tags: BTreeSet<Tag>,
}

/// What is known of the place while its rows are stored.
struct Context {
    network: NetworkId,
    about: Place,
    settings: enishi_bridge::settings::PlaceSettings,
    /// Whether a sync was complete before: only then is something new, and not just new to this device.
    settled: bool,
    /// When the person joined, by the server's clock: what is older is read up on, not announced.
    joined_at: i64,
    now: i64,
}

/// Stores a page.
pub async fn page(db: &Db, network: NetworkId, lines: Vec<PullLine>) -> Result<Applied, Error> {
    let place = db.place(network).await?.ok_or(Error::Bug("a page of a network that is not here"))?;
    let mut context = Context {
        network,
        about: place.about.clone(),
        settings: place.settings,
        settled: place.synced_at.is_some(),
        joined_at: joined_at(db, network, &place.about, &lines).await?,
        now: clock::now(),
    };
    let mut applied = Applied { seq: 0, ..Applied::default() };
    let mut tx = db.begin().await?;
    for line in lines {
        match line {
            PullLine::ScopeDrop { scope } => {
                db::rows::drop_scope(&mut tx, network, &scope).await?;
                applied.tags.extend([Tag::App, Tag::Posts, Tag::Events, Tag::Members, Tag::Me]);
            }
            PullLine::Row(change) => {
                applied.rows += 1;
                applied.tags.extend(row(&mut tx, &mut context, &change).await?);
            }
            PullLine::PageEnd { epoch, cursors, more, .. } => {
                applied.more = more;
                applied.seq = cursors.values().copied().max().unwrap_or(0);
                let synced_at = (!more).then_some(context.now);
                db::places::put_cursors(&mut tx, network, &epoch, &cursors, synced_at).await?;
            }
            PullLine::Reset { .. } => {
                db::places::reset(&mut tx, network).await?;
                applied.more = true;
            }
            PullLine::ScopeOpen { .. } | PullLine::Unchanged { .. } | PullLine::Unknown => {}
        }
    }
    if context.about != place.about {
        db::places::put_about(&mut tx, &context.about).await?;
        applied.tags.extend([Tag::App, Tag::Me]);
    }
    tx.commit().await?;
    Ok(applied)
}

async fn row(tx: &mut Tx<'_>, context: &mut Context, change: &Change) -> Result<Vec<Tag>, Error> {
    plan_notification(tx, context, change).await?;
    let changed = db::rows::apply(tx, context.network, change).await?;
    if let Some(membership) = change.row::<MembershipRow>() {
        context.about.state = membership.state;
    }
    if let Some(network) = change.row::<NetworkRow>() {
        context.about.name = network.name;
        context.about.kind = network.kind;
        context.about.charter = network.charter;
    }
    let called_off = change.row::<EventRow>().is_some_and(|event| event.cancelled_at.is_some());
    if change.kind == SeenRow::KIND || change.body.is_none() || called_off {
        db::notifications::strike(tx, context.network, change.id).await?;
    }
    Ok(if changed { tags(&change.kind).to_vec() } else { Vec::new() })
}

/// When the person joined: as this page says, since the row of the membership may come after the posts that
/// it opens; else as an earlier one said.
async fn joined_at(db: &Db, network: NetworkId, about: &Place, lines: &[PullLine]) -> Result<i64, Error> {
    let told = lines.iter().find_map(|line| match line {
        PullLine::Row(change) => change.row::<MembershipRow>(),
        _ => None,
    });
    let membership = match told {
        Some(membership) => Some(membership),
        None => db.one::<MembershipRow>(network, about.member.0).await?,
    };
    Ok(membership.and_then(|membership| membership.confirmed_at).unwrap_or(i64::MAX))
}

async fn plan_notification(tx: &mut Tx<'_>, context: &Context, change: &Change) -> Result<(), Error> {
    let me = context.about.member;
    let wanted = if let Some(post) = change.row::<PostRow>() {
        post.published_at > context.joined_at && notify::wants_post(&post, me, &context.settings)
    } else if let Some(event) = change.row::<EventRow>() {
        event.published_at > context.joined_at
            && notify::wants_event(&event, me, &context.settings, context.now)
    } else {
        false
    };
    if !wanted || !context.settled || db::rows::is_here(tx, context.network, &change.kind, change.id).await? {
        return Ok(());
    }
    let (due_at, quiet) = notify::due_here(context.now, context.settings.quiet);
    let row = NotificationRow {
        network: context.network,
        item: change.id,
        kind: change.kind.clone(),
        due_at,
        quiet,
    };
    db::notifications::plan(tx, &row).await
}

/// What on the screen depends on rows of a kind.
fn tags(kind: &str) -> &'static [Tag] {
    match kind {
        PostRow::KIND => &[Tag::Posts, Tag::App],
        EventRow::KIND => &[Tag::Events, Tag::App],
        RsvpRow::KIND | TallyRow::KIND => &[Tag::Events],
        SeenRow::KIND => &[Tag::Posts, Tag::Events, Tag::App],
        MemberRow::KIND => &[Tag::Members, Tag::Me],
        MembershipRow::KIND => &[Tag::App, Tag::Me],
        NetworkRow::KIND => &[Tag::App],
        _ => &[],
    }
}

/// Stores the answers to a push. Answers the fates for the machine, the wishes that have ended, and what changed.
pub async fn outcomes(
    db: &Db,
    sent: &[Mutation],
    outcomes: Vec<PushOutcome>,
) -> Result<(Vec<(MutationId, Fate)>, Vec<MutationId>, BTreeSet<Tag>), Error> {
    let mut fates = Vec::new();
    let mut ended = Vec::new();
    let mut changed = BTreeSet::from([Tag::Outbox, Tag::App]);
    let mut tx = db.begin().await?;
    for PushOutcome { id, result } in outcomes {
        // An answer to a question that was not asked is not believed.
        let Some(mutation) = sent.iter().find(|mutation| mutation.id == id) else {
            continue;
        };
        changed.extend(wish_tags(&mutation.action));
        let fate = match result {
            PushResult::Applied { rows } => {
                let (_, held) = db::places::cursors(&mut tx, mutation.network).await?;
                for change in &rows {
                    // A repeated push gets its first answer again: a pull may have said newer things since.
                    if held.get(&change.scope).is_some_and(|cursor| change.seq <= *cursor) {
                        continue;
                    }
                    db::rows::apply(&mut tx, mutation.network, change).await?;
                    changed.extend(tags(&change.kind));
                }
                db::outbox::remove(&mut tx, id).await?;
                ended.push(id);
                Fate::Applied
            }
            PushResult::Rejected { error } if silent(&mutation.action) => {
                tracing::info!(code = ?error.code, "A mark was refused and is dropped.");
                db::outbox::remove(&mut tx, id).await?;
                ended.push(id);
                Fate::Applied
            }
            PushResult::Rejected { error: ApiError { code, .. } } => {
                db::outbox::fail(&mut tx, id, code).await?;
                Fate::Rejected
            }
            PushResult::Retry { after_ms } => {
                db::outbox::put_back(&mut tx, &[id]).await?;
                Fate::Retry(after_ms)
            }
            PushResult::Unknown => {
                db::outbox::put_back(&mut tx, &[id]).await?;
                Fate::Retry(60_000)
            }
        };
        fates.push((id, fate));
    }
    // A wish without an answer waits like one whose answer was lost.
    for mutation in sent {
        if !fates.iter().any(|(id, _)| *id == mutation.id) {
            db::outbox::put_back(&mut tx, &[mutation.id]).await?;
            fates.push((mutation.id, Fate::Retry(60_000)));
        }
    }
    tx.commit().await?;
    Ok((fates, ended, changed))
}

/// Parks wishes over which the server failed again and again.
pub async fn park(db: &Db, ids: &[MutationId]) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    for id in ids {
        db::outbox::fail(&mut tx, *id, ApiCode::Internal).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Wishes whose refusal concerns nobody.
const fn silent(action: &Action) -> bool {
    matches!(action, Action::MarkSeen { .. })
}

/// What on the screen depends on a wish.
pub fn wish_tags(action: &Action) -> &'static [Tag] {
    match action {
        Action::SetEntry { .. } => &[Tag::Me, Tag::App, Tag::Outbox],
        Action::SetRsvp { .. } | Action::CreateEvent { .. } | Action::CancelEvent { .. } => {
            &[Tag::Events, Tag::Outbox, Tag::App]
        }
        Action::CreatePost { .. } | Action::EditPost { .. } | Action::RemovePost { .. } => {
            &[Tag::Posts, Tag::Outbox, Tag::App]
        }
        Action::MarkSeen { .. } => &[Tag::Posts, Tag::Events, Tag::App],
        Action::HideFrom { .. } | Action::ShowTo { .. } => &[Tag::Members, Tag::Outbox, Tag::App],
        Action::Unknown => &[Tag::Outbox, Tag::App],
    }
}
