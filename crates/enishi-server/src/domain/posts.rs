//! Posts: published, corrected and taken back by the secretariat.

use super::{
    hidden::require_visible,
    scopes::{require_duty, scope_of},
    text,
};
use crate::{
    db::{members::Member, networks, posts, write::Turn},
    failure::Failure,
};
use enishi_wire::{
    changes::Row,
    ids::PostId,
    limits,
    members::Duty,
    posts::{Audience, PostKind, PostRow},
    scopes::Scope,
};

/// What is to be published.
#[derive(Debug, Clone)]
pub struct NewPost<'a> {
    /// Its kind.
    pub kind: PostKind,
    /// One line.
    pub title: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// Who it is for.
    pub audience: Audience,
}

/// Publishes a post (duty `posts`).
pub async fn create(turn: &mut Turn, member: &Member, id: PostId, new: &NewPost<'_>) -> Result<(), Failure> {
    require_duty(member, Duty::Posts)?;
    if new.kind == PostKind::Unknown {
        return Err(Failure::invalid("post_kind", "This server does not know the kind."));
    }
    let scope = scope_of(new.audience)?;
    let (title, text) = clean(new.title, new.text)?;
    let network = turn.network;
    let source =
        networks::find(turn.conn(), network).await?.map(|network| network.row.name).unwrap_or_default();
    let post = PostRow {
        kind: new.kind,
        title,
        text,
        audience: new.audience,
        author: Some(member.id),
        source,
        published_at: turn.now,
        life: None,
    };
    posts::insert(turn.conn(), network, id, &post).await?;
    turn.put(scope, id.0, Some(member.id), &post).await?;
    turn.put(Scope::Desk(Duty::Posts), id.0, Some(member.id), &post).await
}

/// Corrects a post (duty `posts`). Where the audience changes, the row goes from one scope to the other: who
/// loses it is told so, and who gains it gets it.
pub async fn edit(
    turn: &mut Turn,
    member: &Member,
    id: PostId,
    (title, text, audience): (&str, &str, Audience),
) -> Result<(), Failure> {
    require_duty(member, Duty::Posts)?;
    let scope = scope_of(audience)?;
    let (title, text) = clean(title, text)?;
    let network = turn.network;
    let before = posts::find(turn.conn(), network, id).await?.ok_or_else(Failure::not_found)?;
    require_visible(turn, member, before.author).await?;
    let old_scope = scope_of(before.audience)?;
    let post = PostRow { title, text, audience, ..before };
    posts::update(turn.conn(), network, id, &post).await?;
    if old_scope != scope {
        turn.remove(old_scope, PostRow::KIND, id.0).await?;
    }
    turn.put(scope, id.0, post.author, &post).await?;
    turn.put(Scope::Desk(Duty::Posts), id.0, post.author, &post).await
}

/// Takes a post back (duty `posts`). Taking it back again changes nothing.
pub async fn remove(turn: &mut Turn, member: &Member, id: PostId) -> Result<(), Failure> {
    require_duty(member, Duty::Posts)?;
    let network = turn.network;
    let Some(post) = posts::find(turn.conn(), network, id).await? else {
        return if posts::exists(turn.conn(), network, id).await? {
            Ok(())
        } else {
            Err(Failure::not_found())
        };
    };
    require_visible(turn, member, post.author).await?;
    take_back(turn, id, &post).await
}

/// Takes a post from everybody who sees it. Who may, the caller has asked.
pub(super) async fn take_back(turn: &mut Turn, id: PostId, post: &PostRow) -> Result<(), Failure> {
    let (network, now) = (turn.network, turn.now);
    posts::remove(turn.conn(), network, id, now).await?;
    turn.remove(scope_of(post.audience)?, PostRow::KIND, id.0).await?;
    turn.remove(Scope::Desk(Duty::Posts), PostRow::KIND, id.0).await
}

fn clean(title: &str, text: &str) -> Result<(String, String), Failure> {
    let title = text::line(title, limits::TITLE).map_err(|bad| bad.of("title"))?;
    if title.is_empty() {
        return Err(Failure::invalid("title", "A post needs a title."));
    }
    Ok((title, text::paragraphs(text, limits::TEXT).map_err(|bad| bad.of("text"))?))
}
