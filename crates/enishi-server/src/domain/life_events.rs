//! Life events: shared by a member, and a draft until the person they name agrees. What each device sees of one is
//! derived from one value ([`Due`]), before and after a change, so no row of a former state stays.

use super::{
    hidden::require_listed,
    members::is_listed,
    reactions,
    scopes::{require_active, scope_of},
};
use crate::{
    db::{
        life_events::{self, Consent, Stored},
        members,
        members::Member,
        write::Turn,
    },
    failure::Failure,
};
use enishi_wire::{
    changes::Row,
    ids::{MemberId, PostId},
    life_events::{DraftState, LifeDraftRow, LifeEvent, NamedRow, NamingRow},
    members::MemberState,
    posts::{PostKind, PostRow},
    scopes::Scope,
};

/// Shares a life event (active members). One that names somebody is a draft; somebody whom the member cannot see is
/// answered like somebody who does not exist.
pub async fn share(turn: &mut Turn, member: &Member, id: PostId, event: &LifeEvent) -> Result<(), Failure> {
    require_active(member)?;
    let event = event.checked(member.class)?;
    if let Some(named) = event.named {
        if named == member.id {
            return Err(Failure::invalid("named", "Nobody names oneself."));
        }
        require_listed(turn, member, named).await?;
    }
    let now = turn.now;
    let (consent, published_at) =
        if event.named.is_some() { (Consent::Asked, None) } else { (Consent::None, Some(now)) };
    let life = Stored { author: member.id, event, consent, made_at: now, agreed_at: None, published_at };
    change(turn, id, None, Some(life)).await
}

/// Publishes an own draft without the name (active members). Doing it again changes nothing.
pub async fn publish_unnamed(turn: &mut Turn, member: &Member, id: PostId) -> Result<(), Failure> {
    require_active(member)?;
    let life = own(turn, member, id).await?.ok_or_else(Failure::not_found)?;
    if life.published_at.is_some() {
        return Ok(());
    }
    let published_at = Some(turn.now);
    let event = LifeEvent { named: None, ..life.event.clone() };
    let after = Stored { event, consent: Consent::None, published_at, ..life.clone() };
    change(turn, id, Some(life), Some(after)).await
}

/// Takes an own life event or draft back (active members). Taking back what is gone changes nothing.
pub async fn remove(turn: &mut Turn, member: &Member, id: PostId) -> Result<(), Failure> {
    require_active(member)?;
    match own(turn, member, id).await? {
        Some(life) => change(turn, id, Some(life), None).await,
        None => Ok(()),
    }
}

async fn own(turn: &mut Turn, member: &Member, id: PostId) -> Result<Option<Stored>, Failure> {
    let network = turn.network;
    match life_events::find(turn.conn(), network, id).await? {
        Some(life) if life.author != member.id => Err(Failure::not_found()),
        life => Ok(life),
    }
}

/// Stores what a life event is from here on, and lets the rows follow.
pub async fn change(
    turn: &mut Turn,
    id: PostId,
    before: Option<Stored>,
    after: Option<Stored>,
) -> Result<(), Failure> {
    let network = turn.network;
    let shown = match &before {
        Some(life) => Due::of(life, Listed::now(turn, life).await?),
        None => Due::default(),
    };
    let Some(after) = after else {
        if let Some(life) = before {
            reactions::forget(turn, id.0, life.author).await?;
        }
        life_events::delete(turn.conn(), network, id).await?;
        return show(turn, id, shown, Due::default()).await;
    };
    life_events::put(turn.conn(), network, id, &after).await?;
    let due = Due::of(&after, Listed::now(turn, &after).await?);
    show(turn, id, shown, due).await
}

/// Lets the life events around a member follow a change of the membership. Who leaves takes the own ones along, and
/// the name out of those of others.
pub async fn follow(turn: &mut Turn, member: &Member, was_listed: bool) -> Result<(), Failure> {
    let network = turn.network;
    let is_over = matches!(member.state, MemberState::Left | MemberState::Removed);
    for (id, life) in life_events::around(turn.conn(), network, member.id).await? {
        let listed = Listed::now(turn, &life).await?;
        let before = if life.author == member.id {
            Listed { author: was_listed, ..listed }
        } else {
            Listed { named: was_listed, ..listed }
        };
        let shown = Due::of(&life, before);
        if !is_over {
            show(turn, id, shown, Due::of(&life, listed)).await?;
        } else if life.author == member.id {
            reactions::forget(turn, id.0, life.author).await?;
            life_events::delete(turn.conn(), network, id).await?;
            show(turn, id, shown, Due::default()).await?;
        } else {
            let event = LifeEvent { named: None, ..life.event.clone() };
            let after = Stored { event, consent: Consent::Declined, agreed_at: None, ..life };
            life_events::put(turn.conn(), network, id, &after).await?;
            show(turn, id, shown, Due::of(&after, listed)).await?;
        }
    }
    Ok(())
}

/// Who of those around a life event is listed.
#[derive(Clone, Copy)]
struct Listed {
    author: bool,
    named: bool,
}

impl Listed {
    async fn now(turn: &mut Turn, life: &Stored) -> Result<Self, Failure> {
        let network = turn.network;
        let author = members::find(turn.conn(), network, life.author).await?;
        let named = match life.event.named {
            Some(named) => members::find(turn.conn(), network, named).await?,
            None => None,
        };
        let listed = |member: Option<Member>| member.is_some_and(|member| is_listed(&member));
        Ok(Self { author: listed(author), named: listed(named) })
    }
}

/// The rows that a life event should have.
#[derive(Default)]
struct Due {
    /// For its audience while the author is listed, and for the author always.
    post: Option<(PostRow, bool)>,
    named: Option<(MemberId, Scope)>,
    draft: Option<(MemberId, LifeDraftRow)>,
    naming: Option<(MemberId, NamingRow)>,
}

impl Due {
    fn of(life: &Stored, listed: Listed) -> Self {
        let event = &life.event;
        let mut due = Self::default();
        match life.published_at {
            Some(published_at) => {
                let post = PostRow {
                    kind: PostKind::LifeEvent,
                    title: String::new(),
                    text: event.text.clone(),
                    audience: event.audience,
                    author: Some(life.author),
                    source: String::new(),
                    published_at,
                    life: Some(event.life.clone()),
                };
                due.post = Some((post, listed.author));
                let agreed = life.consent == Consent::Agreed && listed.author && listed.named;
                due.named = event.named.filter(|_| agreed).zip(scope_of(event.audience).ok());
            }
            None => {
                let state = match life.consent {
                    Consent::Asked | Consent::Agreed => DraftState::Asked,
                    Consent::Declined | Consent::None => DraftState::Declined,
                };
                let draft = LifeDraftRow { event: event.clone(), state, asked_at: life.made_at };
                due.draft = Some((life.author, draft));
            }
        }
        let asks = matches!(life.consent, Consent::Asked | Consent::Agreed) && listed.author;
        due.naming = event.named.filter(|_| asks).map(|named| {
            let row = NamingRow {
                author: life.author,
                event: event.clone(),
                asked_at: life.made_at,
                agreed_at: life.agreed_at,
            };
            (named, row)
        });
        due
    }

    /// The scopes of the post, with its owner.
    fn places(&self) -> Result<Vec<Scope>, Failure> {
        let Some((post, listed)) = &self.post else { return Ok(Vec::new()) };
        let shared = if *listed { Some(scope_of(post.audience)?) } else { None };
        Ok(shared.into_iter().chain(post.author.map(Scope::Me)).collect())
    }
}

/// Puts the rows that are new or different, and removes those that are no more.
async fn show(turn: &mut Turn, id: PostId, before: Due, after: Due) -> Result<(), Failure> {
    let (old, new) = (before.places()?, after.places()?);
    for scope in old.iter().filter(|scope| !new.contains(scope)) {
        turn.remove(scope.clone(), PostRow::KIND, id.0).await?;
    }
    if let Some((post, _)) = &after.post {
        let same = before.post.as_ref().is_some_and(|(old, _)| old == post);
        for scope in new.iter().filter(|scope| !same || !old.contains(scope)) {
            turn.put(scope.clone(), id.0, post.author, post).await?;
        }
    }
    if before.named != after.named {
        if let Some((_, scope)) = &before.named {
            turn.remove(scope.clone(), NamedRow::KIND, id.0).await?;
        }
        if let Some((member, scope)) = &after.named {
            turn.put(scope.clone(), id.0, Some(*member), &NamedRow { member: *member }).await?;
        }
    }
    if before.draft != after.draft {
        match (&before.draft, &after.draft) {
            (_, Some((author, row))) => turn.put(Scope::Me(*author), id.0, Some(*author), row).await?,
            (Some((author, _)), None) => turn.remove(Scope::Me(*author), LifeDraftRow::KIND, id.0).await?,
            (None, None) => {}
        }
    }
    if before.naming != after.naming {
        match (&before.naming, &after.naming) {
            (_, Some((named, row))) => turn.put(Scope::Me(*named), id.0, Some(row.author), row).await?,
            (Some((named, _)), None) => turn.remove(Scope::Me(*named), NamingRow::KIND, id.0).await?,
            (None, None) => {}
        }
    }
    Ok(())
}
