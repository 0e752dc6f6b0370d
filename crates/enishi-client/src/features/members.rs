//! People: the directory, one person, and the own page.

use super::here::{Here, delivery};
use crate::{
    client::Client,
    directory::{self, Query, Word},
    error::Error,
    names,
};
use enishi_bridge::{
    delivery::Delivery,
    errors::{AppCode, AppError},
    members::{
        Choice, ChoicesForm, DirectoryForm, DirectoryPage, Filter, MemberCard, MemberDetail, MyPage, Now,
        RailMark,
    },
};
use enishi_sync::overlay::{self, Pending};
use enishi_wire::{
    ids::{MemberId, MutationId},
    limits,
    members::{Class, Entry, MemberRow},
    mutations::Action,
    text::line,
};
use uuid::Uuid;

/// Rows of the directory in one window.
const WINDOW: u32 = 200;
/// Filters at once, at most: more than there are chips.
const FILTERS: usize = 32;

impl Client {
    /// A window of the directory, or of what a search finds. Works without a network.
    ///
    /// # Errors
    /// `directory_locked` after two weeks without contact, `signed_out`, codes of the database.
    pub async fn directory(&self, form: DirectoryForm) -> Result<DirectoryPage, AppError> {
        Ok(self.directory_page(form).await?)
    }

    async fn directory_page(&self, form: DirectoryForm) -> Result<DirectoryPage, Error> {
        let (here, outbox) = self.here_and_outbox().await?;
        here.people()?;
        let query = self.query(&here, &form.query, form.filters).await?;
        let window = (size(form.offset), size(form.limit.min(WINDOW)));
        let hidden = overlay::hidden(&outbox).into_iter().map(|member| member.0).collect();
        let (db, people) = (&here.account.db, here.place.people);
        let found = db.directory_without(here.network, people, &query, window, &hidden).await?;
        // Known in memory, so that a page of people without photos asks the database for none.
        let pictured: Vec<Uuid> =
            found.found.iter().filter(|found| found.photo).map(|found| found.id).collect();
        let items = found.found.into_iter().map(|found| {
            let mut card = card(&here, found.id, found.row.class, &found.row.entry);
            card.now = now(found.now);
            card
        });
        let mut items: Vec<MemberCard> = items.collect();
        here.with_faces_of(&mut items, &pictured, &outbox).await?;
        let mark = |(label, offset): (&str, u32)| RailMark { label: label.to_owned(), offset };
        Ok(DirectoryPage {
            items,
            total: count(found.total),
            rail: found.rail.into_iter().map(mark).collect(),
            without: found.without.into_iter().map(count).collect(),
            complete: here.complete(),
        })
    }

    /// The values to filter by that somebody has whom the query and the other filters find. Works without a network.
    ///
    /// # Errors
    /// `directory_locked`, `signed_out`, codes of the database.
    pub async fn directory_choices(&self, form: ChoicesForm) -> Result<Vec<Choice>, AppError> {
        let here = self.here().await?;
        here.people()?;
        let query = self.query(&here, &form.query, form.filters).await?;
        let by = (form.by, form.narrow.as_str());
        let choices = here.account.db.choices_at(here.network, here.place.people, &query, by).await?;
        Ok(choices.into_iter().map(|(value, count)| Choice { value, count }).collect())
    }

    async fn query(&self, here: &Here, typed: &str, filters: Vec<Filter>) -> Result<Query, Error> {
        let typed: String = typed.chars().take(limits::LINE).collect();
        // What I did myself is asked only by who wants to know with whom.
        let alone = !filters.contains(&Filter::Together);
        let mine = if alone { here.nobody() } else { here.mine().await? };
        let filters = filters.into_iter().take(FILTERS).collect();
        Ok(Query { words: Word::all(&typed), filters, mine })
    }

    /// One person.
    ///
    /// # Errors
    /// `not_found`, `directory_locked`, `signed_out`, codes of the database.
    pub async fn member(&self, id: MemberId) -> Result<MemberDetail, AppError> {
        let here = self.here().await?;
        Ok(MemberDetail { card: one(&here, id).await? })
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
        let mut cards = [card(&here, here.place.about.member.0, class, &entry)];
        here.with_faces(&mut cards, &outbox).await?;
        let [card] = cards;
        Ok(MyPage {
            card,
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

/// A person as lists show her.
///
/// # Errors
/// `not_found`, `directory_locked`, codes of the database.
pub async fn one(here: &Here, id: MemberId) -> Result<MemberCard, Error> {
    here.people()?;
    let person = person(here, &here.outbox().await?, id).await?;
    let mut card = person.ok_or(Error::Code(AppCode::NotFound))?;
    card.now = now(directory::now_of(&here.listed_facets(id).await?));
    Ok(card)
}

/// A person as this device knows her; `None`: she is not listed, not for the reader, or about to be hidden.
pub async fn person(here: &Here, outbox: &[Pending], id: MemberId) -> Result<Option<MemberCard>, Error> {
    if overlay::hidden(outbox).contains(&id) {
        return Ok(None);
    }
    let row = here.account.db.one::<MemberRow>(here.network, id.0).await?;
    let mut cards: Vec<MemberCard> =
        row.map(|row| card(here, id.0, row.class, &row.entry)).into_iter().collect();
    here.with_faces(&mut cards, outbox).await?;
    Ok(cards.pop())
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
        now: Now::Unsaid,
        tint: id.as_bytes().last().map_or(0, |byte| byte % 8),
        initial: names::initial(entry),
        photo: None,
        me: here.place.about.member.0 == id,
    }
}

/// What somebody does now, in the words of the pages.
pub fn now(now: directory::Now) -> Now {
    match now {
        directory::Now::Unsaid => Now::Unsaid,
        directory::Now::Role { company, title } => Now::Role { company, title },
        directory::Now::Resting => Now::Resting,
    }
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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
        *text = line(text, limit).map_err(|_| Error::Invalid(field))?;
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
        if year.is_some_and(|year| !(1868..=2200).contains(&year)) {
            return Err(Error::Invalid(field));
        }
    }
    if entry.joined_year.zip(entry.left_year).is_some_and(|(joined, left)| left < joined) {
        return Err(Error::Invalid("left_year"));
    }
    Ok(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Entry {
        Entry { family_name: name.to_owned(), ..Entry::default() }
    }

    fn refused(entry: Entry) -> Option<&'static str> {
        match checked(entry) {
            Err(Error::Invalid(field)) => Some(field),
            _ => None,
        }
    }

    #[test]
    fn names_are_kept_as_people_write_them_with_marks_composed() {
        for (typed, kept) in [
            (" 髙橋 ", "髙橋"),
            ("みどり", "みどり"),
            ("アンダーソン", "アンダーソン"),
            ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
            ("か\u{3099}", "が"),
            ("محمد", "محمد"),
            ("神\u{fa19}", "神\u{fa19}"),
        ] {
            assert_eq!(checked(named(typed)).unwrap().family_name, kept, "{typed}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused_at_its_field() {
        for name in ["", "\u{200b}", "\u{3164}", "山\u{0}田", "\u{202e}田山", "a\nb", &"縁".repeat(10_000)]
        {
            assert_eq!(refused(named(name)), Some("family_name"), "{name:?}");
        }
        let with = |change: fn(&mut Entry)| {
            let mut entry = named("山田");
            change(&mut entry);
            refused(entry)
        };
        assert_eq!(with(|entry| entry.family_kana = "山田".to_owned()), Some("family_kana"));
        assert_eq!(with(|entry| entry.given_kana = "Taro".to_owned()), Some("given_kana"));
        assert_eq!(with(|entry| entry.family_kana = "ﾔﾏﾀﾞ".to_owned()), None);
        assert_eq!(with(|entry| entry.former_name = Some("\u{2067}x".to_owned())), Some("former_name"));
        assert_eq!(with(|entry| entry.headline = "a\u{202a}".to_owned()), Some("headline"));
        assert_eq!(with(|entry| entry.joined_year = Some(1867)), Some("joined_year"));
        assert_eq!(with(|entry| entry.left_year = Some(2201)), Some("left_year"));
    }
}
