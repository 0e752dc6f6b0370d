//! People: the directory, one person, and the own page.

use super::here::{Here, delivery};
use crate::{client::Client, db::directory::Wanted, directory::Word, error::Error, names};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    members::{DirectoryForm, DirectoryPage, MemberCard, MemberDetail, MyPage, RailMark},
};
use enishi_sync::overlay;
use enishi_wire::{
    ids::{MemberId, MutationId},
    limits,
    members::{Class, Entry, MemberRow},
    mutations::Action,
};
use uuid::Uuid;

/// Rows of the directory in one window.
const WINDOW: u32 = 200;

impl Client {
    /// A window of the directory, or of what a search finds. Works without a network.
    ///
    /// # Errors
    /// `directory_locked` after two weeks without contact, `signed_out`, codes of the database.
    pub async fn directory(&self, form: DirectoryForm) -> Result<DirectoryPage, AppError> {
        Ok(self.directory_page(form).await?)
    }

    async fn directory_page(&self, form: DirectoryForm) -> Result<DirectoryPage, Error> {
        let here = self.here().await?;
        here.people().await?;
        let db = &here.account.db;
        let query: String = form.query.chars().take(limits::LINE).collect();
        let words = Word::all(&query);
        let everybody = words.is_empty() && form.joined_year.is_none();
        let (offset, limit) = (form.offset, form.limit.min(WINDOW));
        let wanted = Wanted { words, joined_year: form.joined_year, offset, limit };
        let (found, total) = db.directory_at(here.network, here.place.people, wanted).await?;
        let items = found.into_iter().map(|(id, row)| card(&here, id, row.class, &row.entry)).collect();
        let rail = if everybody { db.rail_at(here.network, here.place.people).await? } else { Vec::new() };
        let rail =
            rail.into_iter().map(|(label, offset)| RailMark { label: label.to_owned(), offset }).collect();
        Ok(DirectoryPage { items, total, rail, complete: here.complete() })
    }

    /// One person.
    ///
    /// # Errors
    /// `not_found`, `directory_locked`, `signed_out`, codes of the database.
    pub async fn member(&self, id: MemberId) -> Result<MemberDetail, AppError> {
        let here = self.here().await?;
        here.people().await?;
        let row = here
            .account
            .db
            .one::<MemberRow>(here.network, id.0)
            .await?
            .ok_or(Error::Code(AppCode::NotFound))?;
        Ok(MemberDetail { card: card(&here, id.0, row.class, &row.entry) })
    }

    /// Hides me and another member from each other, everywhere, or ends that. The other one is not told.
    ///
    /// # Errors
    /// `not_found` for oneself, `signed_out`, codes of the database.
    pub async fn hide_member(&self, member: MemberId, hidden: bool) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        if member == here.place.about.member {
            return Err(AppError::new(AppCode::NotFound));
        }
        // Somebody who is hidden is not on this device: whether there is such a member, the server says.
        let action = if hidden { Action::HideFrom { member } } else { Action::ShowTo { member } };
        Ok(self.want(&here, action).await?)
    }

    /// The own page: what the person confirmed, or what the roster says before.
    ///
    /// # Errors
    /// `signed_out`, codes of the database.
    pub async fn my_page(&self) -> Result<MyPage, AppError> {
        let here = self.here().await?;
        let outbox = here.outbox().await?;
        let membership = here.membership().await?;
        let class = membership.as_ref().map_or(Class::Unknown, |membership| membership.class);
        let (entry, delivery) = match overlay::entry(&outbox) {
            Some((entry, state)) => (entry.clone(), delivery(Some(state))),
            None => (membership.map(|membership| membership.entry).unwrap_or_default(), Delivery::Delivered),
        };
        Ok(MyPage {
            card: card(&here, here.place.about.member.0, class, &entry),
            entry,
            delivery,
            network: here.place.about.name.clone(),
            charter: here.place.about.charter.clone(),
            email: here.account.email.clone(),
        })
    }

    /// Confirms the own entry, or corrects it. Nobody is listed before this.
    ///
    /// # Errors
    /// `invalid` with the field.
    pub async fn set_entry(&self, form: Entry) -> Result<MutationId, AppError> {
        let here = self.here().await?;
        let entry = checked(form)?;
        Ok(self.want(&here, Action::SetEntry { entry }).await?)
    }
}

fn card(here: &Here, id: Uuid, class: Class, entry: &Entry) -> MemberCard {
    MemberCard {
        id: MemberId(id),
        family_name: entry.family_name.clone(),
        given_name: entry.given_name.clone(),
        kana: names::kana(entry),
        former_name: entry.former_name.clone().filter(|name| !name.is_empty()),
        class,
        department: entry.department.clone(),
        joined_year: entry.joined_year,
        left_year: entry.left_year,
        headline: entry.headline.clone(),
        tint: id.as_bytes().last().map_or(0, |byte| byte % 8),
        initial: names::initial(entry),
        me: here.place.about.member.0 == id,
    }
}

/// An entry as the server will accept it.
fn checked(mut entry: Entry) -> Result<Entry, Error> {
    let former = entry.former_name.get_or_insert_default();
    for (field, text, limit) in [
        ("family_name", &mut entry.family_name, limits::NAME),
        ("given_name", &mut entry.given_name, limits::NAME),
        ("family_kana", &mut entry.family_kana, limits::NAME),
        ("given_kana", &mut entry.given_kana, limits::NAME),
        ("former_name", former, limits::NAME),
        ("department", &mut entry.department, limits::LINE),
        ("headline", &mut entry.headline, limits::HEADLINE),
    ] {
        *text = text.trim().to_owned();
        if text.chars().count() > limit || text.chars().any(char::is_control) {
            return Err(Error::Invalid(field));
        }
    }
    if entry.former_name.as_deref() == Some("") {
        entry.former_name = None;
    }
    if entry.family_name.is_empty() && entry.given_name.is_empty() {
        return Err(Error::Invalid("family_name"));
    }
    for (field, kana) in [("family_kana", &entry.family_kana), ("given_kana", &entry.given_kana)] {
        // Folding makes hiragana of either kana script and width.
        let reading = |c: char| matches!(c, 'ぁ'..='ゖ' | '゛' | '゜' | '-' | ' ' | '・');
        if !names::fold(kana).chars().all(reading) {
            return Err(Error::Invalid(field));
        }
    }
    for (field, year) in [("joined_year", entry.joined_year), ("left_year", entry.left_year)] {
        if year.is_some_and(|year| !(1850..=2200).contains(&year)) {
            return Err(Error::Invalid(field));
        }
    }
    if entry.joined_year.zip(entry.left_year).is_some_and(|(joined, left)| left < joined) {
        return Err(Error::Invalid("left_year"));
    }
    Ok(entry)
}
