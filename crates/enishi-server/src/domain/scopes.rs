//! Which scopes a member has: the one rule of who may see what, run by pull, push and the events alike.

use crate::{db::members::Member, failure::Failure};
use enishi_wire::{
    members::{Duty, MemberState},
    posts::Audience,
    scopes::Scope,
};
use std::collections::BTreeSet;

/// The scopes of a member. Who is not active has only what is about the own membership; who left has none.
pub fn scopes_of(member: &Member) -> BTreeSet<Scope> {
    let mut scopes = BTreeSet::new();
    match member.state {
        MemberState::Left | MemberState::Removed | MemberState::Unknown => return scopes,
        MemberState::Invited | MemberState::Applied | MemberState::Paused | MemberState::Leaving => {}
        MemberState::Active => {
            scopes = Scope::of_active(member.class, &member.duties);
        }
    }
    scopes.insert(Scope::Me(member.id));
    scopes
}

/// The scope in which the audience of a post or an event finds it.
pub fn scope_of(audience: Audience) -> Result<Scope, Failure> {
    match audience {
        Audience::Everyone => Ok(Scope::Members),
        Audience::Alumni => Ok(Scope::Alumni),
        Audience::Staff => Ok(Scope::Staff),
        Audience::Unknown => Err(Failure::invalid("audience", "This server does not know the audience.")),
    }
}

/// Passes active members only.
pub fn require_active(member: &Member) -> Result<(), Failure> {
    if member.state == MemberState::Active { Ok(()) } else { Err(Failure::not_permitted()) }
}

/// Passes active members who hold the duty.
pub fn require_duty(member: &Member, duty: Duty) -> Result<(), Failure> {
    require_active(member)?;
    if member.duties.contains(&duty) { Ok(()) } else { Err(Failure::not_permitted()) }
}
