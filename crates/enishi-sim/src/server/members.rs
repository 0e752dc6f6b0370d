//! What the secretariat does: members join, change sides, pause, go, gain and lose duties.

use super::network::{Member, Network, scopes_of};
use enishi_wire::{
    changes::Row,
    ids::{AccountId, MemberId},
    members::{Class, Duty, Entry, KnownDuty, MemberRow, MemberState, MembershipRow},
    scopes::Scope,
};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Network {
    /// Adds an active member, unless the account is one already.
    pub fn join(&mut self, account: AccountId, id: Uuid, class: Class, name: &str, now: i64) {
        if self.members.contains_key(&account) {
            return;
        }
        let entry = Entry { family_name: name.to_owned(), ..Entry::default() };
        let member = Member {
            id: MemberId(id),
            class,
            state: MemberState::Active,
            duties: BTreeSet::new(),
            entry,
            confirmed_at: Some(now),
        };
        self.change(account, member, now);
    }

    /// Moves a membership to another state.
    pub fn set_state(&mut self, account: AccountId, state: MemberState, now: i64) {
        if let Some(mut member) = self.members.get(&account).cloned() {
            member.state = state;
            self.change(account, member, now);
        }
    }

    /// Moves a member to another side.
    pub fn set_class(&mut self, account: AccountId, class: Class, now: i64) {
        if let Some(mut member) = self.members.get(&account).cloned() {
            member.class = class;
            self.change(account, member, now);
        }
    }

    /// Gives a duty, or takes it when the member has it.
    pub fn turn_duty(&mut self, account: AccountId, duty: Duty, now: i64) {
        if let Some(mut member) = self.members.get(&account).cloned() {
            if !member.duties.remove(&duty) {
                member.duties.insert(duty);
            }
            self.change(account, member, now);
        }
    }

    /// Stores a member and the rows that show it.
    pub fn change(&mut self, account: AccountId, member: Member, now: i64) {
        let row = MembershipRow {
            member: member.id,
            class: member.class,
            state: member.state,
            duties: member.duties.iter().copied().map(KnownDuty::Known).collect(),
            entry: member.entry.clone(),
            confirmed_at: member.confirmed_at,
            pause: None,
            leaving: None,
        };
        self.put(Scope::Me(member.id), member.id.0, Some(member.id), &row, now);
        if scopes_of(&member).contains(&Scope::Members) {
            let row = MemberRow { class: member.class, entry: member.entry.clone() };
            self.put(Scope::Members, member.id.0, Some(member.id), &row, now);
        } else {
            self.remove(Scope::Members, MemberRow::KIND, member.id.0, now);
        }
        let before = self.members.get(&account).cloned();
        self.facets_follow(before.as_ref(), &member, now);
        self.members.insert(account, member);
    }
}
