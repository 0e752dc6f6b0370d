//! A network with members, made by the server's own rules.

use enishi_server::{
    db::{Database, Place, accounts, members::Member},
    domain::{
        members,
        networks::{NewNetwork, create},
    },
    ids,
};
use enishi_wire::{
    ids::{AccountId, MutationId, NetworkId},
    members::{Class, Duty, Entry},
    mutations::{Action, Mutation},
    networks::NetworkKind,
    posts::{Audience, PostKind},
};
use std::path::Path;

/// 2026-11-20 09:00 in Tokyo.
pub const NOW: i64 = 1_795_132_800_000;

/// A database in that folder, or at that address.
pub async fn open(folder: &Path, url: Option<&str>) -> Database {
    Database::open(&Place::find(folder, url).expect("a place")).await.expect("a database")
}

pub async fn network(database: &Database) -> NetworkId {
    let new = NewNetwork {
        name: "縁商事アルムナイ".to_owned(),
        kind: NetworkKind::Company,
        charter: "離れても、つながりを続ける。".to_owned(),
        locale: "ja".to_owned(),
    };
    create(database, new, NOW).await.expect("a network")
}

/// Adds active alumni, in one transaction; the first of them publishes posts.
pub async fn join(database: &Database, network: NetworkId, count: usize) -> Vec<(AccountId, Member)> {
    let write = database.write().await.expect("a write");
    let mut turn = write.take_turn(network, NOW).await.expect("a turn");
    let mut people = Vec::new();
    for number in 0..count {
        let email = format!("p{number}.{network}@example.jp");
        let account = AccountId(ids::new_id());
        let account = accounts::ensure(turn.conn(), account, &email, NOW).await.expect("an account");
        let entry = Entry {
            family_name: "山田".to_owned(),
            given_name: format!("花子{number}"),
            department: "営業部".to_owned(),
            ..Entry::default()
        };
        let mut member =
            members::add(&mut turn, &email, Class::Alumni, entry.clone()).await.expect("a member");
        members::set_entry(&mut turn, member.clone(), &entry).await.expect("an entry");
        if number == 0 {
            member.state = enishi_wire::members::MemberState::Active;
            member.confirmed_at = Some(NOW);
            member = members::grant(&mut turn, member, &[Duty::Posts]).await.expect("a duty");
        }
        people.push((account, member));
    }
    turn.commit().await.expect("a commit");
    people
}

pub fn mutation(network: NetworkId, action: Action) -> Mutation {
    Mutation { id: MutationId(ids::new_id()), network, made_at: NOW, action }
}

pub fn post(title: &str) -> Action {
    Action::CreatePost {
        post_kind: PostKind::WhatsNew,
        title: title.to_owned(),
        text: "本文です。".repeat(20),
        audience: Audience::Everyone,
    }
}
