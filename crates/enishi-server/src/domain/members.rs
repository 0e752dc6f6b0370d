//! Members: how they come in, how they confirm and correct their entry, and which rows show them.

use super::{
    choices, profile,
    scopes::scopes_of,
    status,
    text::{self, BadText},
};
use crate::{
    db::{accounts, members, members::Member, networks, write::Turn},
    failure::Failure,
    ids,
};
use enishi_wire::{
    changes::Row,
    ids::MemberId,
    limits,
    members::{Class, Duty, Entry, KnownDuty, MemberRow, MemberState, MembershipRow},
    scopes::Scope,
    stay::Pause,
};

/// Adds an invited member. Nobody else sees a row of it before the person confirms.
pub async fn add(turn: &mut Turn, email: &str, class: Class, entry: Entry) -> Result<Member, Failure> {
    let member = Member {
        network: turn.network,
        id: MemberId(ids::secret_id()),
        account: accounts::find(turn.conn(), email).await?,
        email: email.to_owned(),
        class,
        state: MemberState::Invited,
        duties: Vec::new(),
        entry,
        confirmed_at: None,
        pause: None,
        leaving: None,
    };
    let now = turn.now;
    members::insert(turn.conn(), &member, now).await?;
    let network = turn.network;
    if let Some(network) = networks::find(turn.conn(), network).await? {
        turn.put(Scope::Me(member.id), network.id.0, None, &network.row).await?;
    }
    publish(turn, &member).await?;
    Ok(member)
}

/// Confirms the own entry, or corrects it later (invited and active members only).
pub async fn set_entry(turn: &mut Turn, mut member: Member, entry: &Entry) -> Result<(), Failure> {
    if !matches!(member.state, MemberState::Invited | MemberState::Active) {
        return Err(Failure::not_permitted());
    }
    let was_listed = is_listed(&member);
    member.entry = clean(entry)?;
    member.state = MemberState::Active;
    member.confirmed_at = member.confirmed_at.or(Some(turn.now));
    members::update(turn.conn(), &member).await?;
    publish(turn, &member).await?;
    choices::corrected(turn, &member).await?;
    profile::follow(turn, &member, was_listed).await?;
    status::follow(turn, &member, was_listed).await
}

/// Gives duties to a member, in addition to those already held (the operator only).
pub async fn grant(turn: &mut Turn, mut member: Member, duties: &[Duty]) -> Result<Member, Failure> {
    member.duties.extend(duties);
    member.duties.sort_unstable();
    member.duties.dedup();
    members::update(turn.conn(), &member).await?;
    publish(turn, &member).await?;
    Ok(member)
}

/// Takes duties from a member (the operator only).
pub async fn revoke(turn: &mut Turn, mut member: Member, duties: &[Duty]) -> Result<Member, Failure> {
    let held = member.duties.len();
    member.duties.retain(|duty| !duties.contains(duty));
    if member.duties.len() < held {
        members::update(turn.conn(), &member).await?;
        publish(turn, &member).await?;
    }
    Ok(member)
}

/// Follows the roster: what is proposed to a person who has not confirmed. Own words are never overwritten.
pub async fn propose(turn: &mut Turn, mut member: Member, class: Class, entry: Entry) -> Result<(), Failure> {
    if member.state != MemberState::Invited {
        return Ok(());
    }
    member.class = class;
    member.entry = entry;
    members::update(turn.conn(), &member).await?;
    publish(turn, &member).await
}

/// Follows the roster for a person who has confirmed: the side is the organisation's word, the rest is the
/// person's own.
pub async fn set_class(turn: &mut Turn, mut member: Member, class: Class) -> Result<(), Failure> {
    if member.class == class {
        return Ok(());
    }
    member.class = class;
    members::update(turn.conn(), &member).await?;
    publish(turn, &member).await
}

/// Moves a membership to another state by the word of the operator or the secretariat; its rows follow.
pub async fn set_state(turn: &mut Turn, mut member: Member, state: MemberState) -> Result<Member, Failure> {
    member.pause = (state == MemberState::Paused).then_some(Pause { until: None, by_self: false });
    // Who has said goodbye is deleted all the same.
    member.leaving = member.leaving.filter(|_| state == MemberState::Removed);
    move_to(turn, member, state).await
}

/// Moves a membership to another state; its rows follow.
pub async fn move_to(turn: &mut Turn, mut member: Member, state: MemberState) -> Result<Member, Failure> {
    let was_listed = is_listed(&member);
    member.state = state;
    members::update(turn.conn(), &member).await?;
    publish(turn, &member).await?;
    profile::follow(turn, &member, was_listed).await?;
    status::follow(turn, &member, was_listed).await?;
    Ok(member)
}

/// Whether others see the member.
pub fn is_listed(member: &Member) -> bool {
    scopes_of(member).contains(&Scope::Members)
}

/// The row that shows an active member to the network.
pub fn listed_as(member: &Member) -> MemberRow {
    MemberRow { class: member.class, entry: member.entry.clone() }
}

/// The row that shows a membership to the member.
pub fn membership_of(member: &Member) -> MembershipRow {
    MembershipRow {
        member: member.id,
        class: member.class,
        state: member.state,
        duties: member.duties.iter().copied().map(KnownDuty::Known).collect(),
        entry: member.entry.clone(),
        confirmed_at: member.confirmed_at,
        pause: member.pause,
        leaving: member.leaving.clone(),
    }
}

/// Writes the rows that show a member: to the network while active, to the member always.
async fn publish(turn: &mut Turn, member: &Member) -> Result<(), Failure> {
    if let Some(account) = member.account {
        turn.recheck(account);
    }
    let membership = membership_of(member);
    turn.put(Scope::Me(member.id), member.id.0, Some(member.id), &membership).await?;
    if is_listed(member) {
        turn.put(Scope::Members, member.id.0, Some(member.id), &listed_as(member)).await
    } else {
        turn.remove(Scope::Members, MemberRow::KIND, member.id.0).await
    }
}

/// An entry as it is stored: trimmed, readings in hiragana. The error names the field.
pub fn clean(entry: &Entry) -> Result<Entry, Failure> {
    let line = |field: &str, text: &str, max| text::line(text, max).map_err(|bad| bad.of(field));
    let kana = |field: &str, text: &str| text::kana(text, limits::NAME).map_err(|bad: BadText| bad.of(field));
    let former = entry.former_name.as_deref().unwrap_or_default();
    let clean = Entry {
        family_name: line("family_name", &entry.family_name, limits::NAME)?,
        given_name: line("given_name", &entry.given_name, limits::NAME)?,
        family_kana: kana("family_kana", &entry.family_kana)?,
        given_kana: kana("given_kana", &entry.given_kana)?,
        former_name: Some(line("former_name", former, limits::NAME)?).filter(|name| !name.is_empty()),
        department: line("department", &entry.department, limits::LINE)?,
        joined_year: year("joined_year", entry.joined_year)?,
        left_year: year("left_year", entry.left_year)?,
        headline: line("headline", &entry.headline, limits::HEADLINE)?,
    };
    if clean.family_name.is_empty() && clean.given_name.is_empty() {
        return Err(Failure::invalid("family_name", "A name is needed."));
    }
    if let (Some(joined), Some(left)) = (clean.joined_year, clean.left_year)
        && left < joined
    {
        return Err(Failure::invalid("left_year", "Nobody leaves before joining."));
    }
    Ok(clean)
}

fn year(field: &str, year: Option<i32>) -> Result<Option<i32>, Failure> {
    match year {
        Some(year) if !(1868..=2200).contains(&year) => {
            Err(Failure::invalid(field, "A year is between 1868 and 2200."))
        }
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_wire::errors::ApiError;

    fn entry(family: &str) -> Entry {
        Entry { family_name: family.to_owned(), ..Entry::default() }
    }

    fn refused_field(entry: &Entry) -> Option<String> {
        match clean(entry) {
            Err(Failure::Refused(ApiError { field, .. })) => field,
            _ => None,
        }
    }

    #[test]
    fn an_entry_needs_a_name() {
        assert_eq!(refused_field(&entry(" 　")).as_deref(), Some("family_name"));
        assert!(clean(&entry("山田")).is_ok());
    }

    #[test]
    fn an_entry_is_refused_by_the_field_that_breaks_a_rule() {
        let with = |change: fn(&mut Entry)| {
            let mut entry = entry("山田");
            change(&mut entry);
            refused_field(&entry)
        };
        assert_eq!(with(|e| e.headline = "x".repeat(121)).as_deref(), Some("headline"));
        assert_eq!(with(|e| e.given_name = "花\0子".to_owned()).as_deref(), Some("given_name"));
        assert_eq!(with(|e| e.family_kana = "山田".to_owned()).as_deref(), Some("family_kana"));
        assert_eq!(with(|e| e.family_name = "\u{202e}田山".to_owned()).as_deref(), Some("family_name"));
        assert_eq!(with(|e| e.family_name = "\u{200b}".to_owned()).as_deref(), Some("family_name"));
        assert_eq!(with(|e| e.given_name = "縁".repeat(10_000)).as_deref(), Some("given_name"));
        assert_eq!(with(|e| e.former_name = Some("\u{2066}x".to_owned())).as_deref(), Some("former_name"));
        assert_eq!(with(|e| e.given_name = "👩‍👩‍👧‍👦".to_owned()), None, "whatever people call themselves");
        assert_eq!(with(|e| e.joined_year = Some(8)).as_deref(), Some("joined_year"));
        assert_eq!(
            with(|e| (e.joined_year, e.left_year) = (Some(2010), Some(2009))).as_deref(),
            Some("left_year")
        );
    }
}
