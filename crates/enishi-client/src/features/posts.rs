//! Posts: the list, one post, publishing and taking back.

use super::here::{Here, Reading, delivery};
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
        let reading = here.reading(&outbox).await?;
        let stored = here.account.db.one::<PostRow>(here.network, id.0).await?.is_some();
        let can_remove = stored && here.duties().await?.contains(&Duty::Posts);
        Ok(PostDetail {
            card: card(id, &row, state, &reading),
            text: links::spans(&row.text),
            audience: row.audience,
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
    let reading = here.reading(outbox).await?;
    let mut cards: Vec<PostCard> = pending(here, outbox)
        .await?
        .into_iter()
        .map(|(id, row, state)| card(id, &row, state, &reading))
        .collect();
    let waiting: BTreeSet<PostId> = cards.iter().map(|card| card.id).collect();
    for (id, row) in here.account.db.all::<PostRow>(here.network).await? {
        let id = PostId(id);
        let waits = waiting.contains(&id);
        if !waits && !overlay::post_removed(id, outbox) && row.audience != Audience::Unknown {
            let (row, state) = edited(id, row, outbox);
            cards.push(card(id, &row, state, &reading));
        }
    }
    cards.sort_by_key(|card| (std::cmp::Reverse(card.published_at), card.id));
    cards.retain(|card| before.is_none_or(|before| card.published_at < before));
    // The next page begins below the last time of this one, so posts of one time stay on one page.
    let last = cards.get(PAGE - 1).map_or(i64::MIN, |card| card.published_at);
    let page = cards.partition_point(|card| card.published_at >= last);
    let more = cards.len() > page;
    cards.truncate(page);
    Ok(PostList { items: cards, more })
}

/// One post: waiting or stored.
async fn find(here: &Here, outbox: &[Pending], id: PostId) -> Result<Option<(PostRow, Delivery)>, Error> {
    if let Some((_, row, state)) = pending(here, outbox).await?.into_iter().find(|(post, ..)| *post == id) {
        return Ok(Some((row, state)));
    }
    if overlay::post_removed(id, outbox) {
        return Ok(None);
    }
    Ok(here.account.db.one(here.network, id.0).await?.map(|row| edited(id, row, outbox)))
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
async fn pending(here: &Here, outbox: &[Pending]) -> Result<Vec<(PostId, PostRow, Delivery)>, Error> {
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
            };
            posts.push((PostId(wish.mutation.id.0), row, delivery(Some(wish.state))));
        }
    }
    Ok(posts)
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
    let text = text.trim();
    let usable = !text.is_empty() && text.chars().count() <= limit && !text.chars().any(char::is_control);
    if usable { Ok(text.to_owned()) } else { Err(Error::Invalid(field)) }
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
