//! Posts: the list, one post, publishing and taking back.

use super::{
    here::{Here, Reading, delivery},
    life_events,
};
use crate::{client::Client, error::Error, links};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    posts::{PostCard, PostDetail, PostEditForm, PostForm, PostList, PostsForm},
};
use enishi_sync::overlay::{self, Pending};
use enishi_wire::{
    ids::{MutationId, PostId},
    limits,
    members::Duty,
    mutations::Action,
    posts::{Audience, PostRow},
};
use std::collections::BTreeSet;

/// Posts in one page of the list.
const PAGE: usize = 30;

/// Characters of the text that a card shows: about three lines on a phone.
const EXCERPT: usize = 110;

impl Client {
    /// A page of posts, newest first; the own ones that wait come first.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn posts(&self, form: PostsForm) -> Result<PostList, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        Ok(list(&here, &outbox, form.before).await?)
    }

    /// One post.
    ///
    /// # Errors
    /// `not_found`, `signed_out`, codes of the database.
    pub async fn post(&self, id: PostId) -> Result<PostDetail, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let (row, state) = find(&here, &outbox, id).await?.ok_or(Error::Code(AppCode::NotFound))?;
        let (text, audience) = (links::spans(&row.text), row.audience);
        let by_desk = row.life.is_none();
        let stored = here.account.db.one::<PostRow>(here.network, id.0).await?.is_some();
        let can_remove = stored && by_desk && here.duties().await?.contains(&Duty::Posts);
        let card = cards(&here, &outbox, vec![(id, row, state)]).await?.pop();
        Ok(PostDetail {
            card: card.ok_or(Error::Code(AppCode::NotFound))?,
            text,
            audience,
            can_remove,
            can_edit: can_remove,
        })
    }

    /// Publishes a post. It is on the screen at once and sent when the network allows.
    ///
    /// # Errors
    /// `not_permitted` without the duty `posts`, `invalid` with the field.
    pub async fn publish_post(&self, form: PostForm) -> Result<PostId, AppError> {
        Ok(self.try_publish_post(form).await?)
    }

    async fn try_publish_post(&self, form: PostForm) -> Result<PostId, Error> {
        let here = self.here().await?;
        here.require(Duty::Posts).await?;
        let title = line("title", &form.title, limits::TITLE)?;
        let text = body("text", &form.text)?;
        let action = Action::CreatePost { post_kind: form.kind, title, text, audience: form.audience };
        Ok(PostId(self.want(&here, action).await?.0))
    }

    /// Corrects a post, or gives it another audience: those who lose it lose it from their devices.
    ///
    /// # Errors
    /// `not_permitted` without the duty `posts`, `not_found`, `invalid` with the field.
    pub async fn edit_post(&self, form: PostEditForm) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        here.require(Duty::Posts).await?;
        if here.account.db.one::<PostRow>(here.network, form.post.0).await?.is_none() {
            return Err(AppError::new(AppCode::NotFound));
        }
        let title = line("title", &form.title, limits::TITLE)?;
        let text = body("text", &form.text)?;
        let action = Action::EditPost { post: form.post, title, text, audience: form.audience };
        Ok(self.want(&here, action).await?)
    }

    /// Takes a post back.
    ///
    /// # Errors
    /// `not_permitted` without the duty `posts`, `not_found`.
    pub async fn remove_post(&self, id: PostId) -> Result<(), AppError> {
        let here = self.here().await?;
        here.require(Duty::Posts).await?;
        if here.account.db.one::<PostRow>(here.network, id.0).await?.is_none() {
            return Err(AppError::new(AppCode::NotFound));
        }
        self.want(&here, Action::RemovePost { post: id }).await?;
        Ok(())
    }
}

/// A page of posts: the server's, covered by what waits.
pub async fn list(here: &Here, outbox: &[Pending], before: Option<i64>) -> Result<PostList, Error> {
    let mut rows = pending(here, outbox);
    let waiting: BTreeSet<PostId> = rows.iter().map(|(id, ..)| *id).collect();
    let hidden = overlay::hidden(outbox);
    for (id, row) in here.account.db.all::<PostRow>(here.network).await? {
        let id = PostId(id);
        let gone = overlay::post_removed(id, outbox) || life_events::is_removed(id, outbox);
        let shown = !waiting.contains(&id) && row.author.is_none_or(|author| !hidden.contains(&author));
        if shown && !gone && row.audience != Audience::Unknown {
            let (row, state) = edited(id, row, outbox);
            rows.push((id, row, state));
        }
    }
    rows.sort_by_key(|(id, row, _)| (std::cmp::Reverse(row.published_at), *id));
    rows.retain(|(_, row, _)| before.is_none_or(|before| row.published_at < before));
    // The next page begins below the last time of this one, so posts of one time stay on one page.
    let last = rows.get(PAGE - 1).map_or(i64::MIN, |(_, row, _)| row.published_at);
    let page = rows.partition_point(|(_, row, _)| row.published_at >= last);
    let more = rows.len() > page;
    rows.truncate(page);
    Ok(PostList { items: cards(here, outbox, rows).await?, more })
}

/// Posts as a list shows them.
pub async fn cards(
    here: &Here,
    outbox: &[Pending],
    rows: Vec<(PostId, PostRow, Delivery)>,
) -> Result<Vec<PostCard>, Error> {
    let reading = here.reading(outbox).await?;
    let mut cards = Vec::with_capacity(rows.len());
    for (id, row, state) in rows {
        let life = life_events::card(here, outbox, id, &row).await?;
        cards.push(PostCard { life, ..card(id, &row, state, &reading) });
    }
    Ok(cards)
}

/// One post: waiting or stored.
async fn find(here: &Here, outbox: &[Pending], id: PostId) -> Result<Option<(PostRow, Delivery)>, Error> {
    if let Some((_, row, state)) = pending(here, outbox).into_iter().find(|(post, ..)| *post == id) {
        return Ok(Some((row, state)));
    }
    if overlay::post_removed(id, outbox) || life_events::is_removed(id, outbox) {
        return Ok(None);
    }
    let hidden = overlay::hidden(outbox);
    let row = here.account.db.one::<PostRow>(here.network, id.0).await?;
    let row = row.filter(|row| row.author.is_none_or(|author| !hidden.contains(&author)));
    Ok(row.map(|row| edited(id, row, outbox)))
}

/// A stored post, covered by a correction of it that waits.
fn edited(id: PostId, row: PostRow, outbox: &[Pending]) -> (PostRow, Delivery) {
    let wish = outbox.iter().rev().find_map(|wish| match &wish.mutation.action {
        Action::EditPost { post, title, text, audience } if *post == id => {
            Some((title.clone(), text.clone(), *audience, wish.state))
        }
        _ => None,
    });
    match wish {
        Some((title, text, audience, state)) => {
            (PostRow { title, text, audience, ..row }, delivery(Some(state)))
        }
        None => (row, Delivery::Delivered),
    }
}

/// Own posts in the outbox, as they will look.
fn pending(here: &Here, outbox: &[Pending]) -> Vec<(PostId, PostRow, Delivery)> {
    let mut posts = Vec::new();
    for wish in outbox {
        if let Action::CreatePost { post_kind, title, text, audience } = &wish.mutation.action {
            let row = PostRow {
                kind: *post_kind,
                title: title.clone(),
                text: text.clone(),
                audience: *audience,
                author: Some(here.place.about.member),
                source: here.place.about.name.clone(),
                published_at: wish.mutation.made_at,
                life: None,
            };
            posts.push((PostId(wish.mutation.id.0), row, delivery(Some(wish.state))));
        }
        posts.extend(life_events::pending(here, wish));
    }
    posts
}

fn card(id: PostId, row: &PostRow, delivery: Delivery, reading: &Reading) -> PostCard {
    PostCard {
        id,
        kind: row.kind,
        title: row.title.clone(),
        excerpt: excerpt(&row.text),
        source: row.source.clone(),
        published_at: row.published_at,
        unread: reading.unread(id.0, row.published_at, row.author),
        delivery,
        life: None,
    }
}

/// The beginning of a text on one line, cut between words or characters, never inside one.
fn excerpt(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", flat.get(..end).unwrap_or(&flat).trim_end()),
        None => flat,
    }
}

/// A one-line field: trimmed, not empty, within its length.
pub fn line(field: &'static str, text: &str, limit: usize) -> Result<String, Error> {
    let text = enishi_wire::text::line(text, limit).map_err(|_| Error::Invalid(field))?;
    if text.is_empty() { Err(Error::Invalid(field)) } else { Ok(text) }
}

/// A text with line breaks: within its length, without other control characters.
pub fn body(field: &'static str, text: &str) -> Result<String, Error> {
    let text = text.replace("\r\n", "\n").trim_end().to_owned();
    let usable = text.chars().count() <= limits::TEXT
        && !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if usable { Ok(text) } else { Err(Error::Invalid(field)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_cut_between_characters_and_says_so() {
        let text = "あ".repeat(200);
        assert_eq!(excerpt(&text).chars().count(), EXCERPT + 1);
        assert!(excerpt(&text).ends_with('…'));
        assert_eq!(excerpt("一行目\n二行目"), "一行目 二行目");
    }

    #[test]
    fn a_title_of_nothing_or_of_a_book_is_refused() {
        assert!(line("title", "　 ", limits::TITLE).is_err());
        assert!(line("title", &"題".repeat(limits::TITLE + 1), limits::TITLE).is_err());
        assert!(line("title", "a\u{0}b", limits::TITLE).is_err());
        assert_eq!(line("title", " 総会 ", limits::TITLE).unwrap(), "総会");
    }
}
