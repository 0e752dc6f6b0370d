//! Networks come into being by the operator's hand.

use super::text;
use crate::{
    db::{Database, networks, networks::Network},
    failure::Failure,
    ids,
};
use enishi_wire::{
    ids::NetworkId,
    limits,
    networks::{LONGEST_TERM, NetworkKind, NetworkRow, is_term},
    scopes::Scope,
};
use std::collections::BTreeMap;

/// What the operator says about a new network.
#[derive(Debug, Clone)]
pub struct NewNetwork {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: NetworkKind,
    /// Why it exists; may be empty.
    pub charter: String,
    /// Language of its invitations: `ja` or `en`.
    pub locale: String,
}

/// Creates a network.
pub async fn create(database: &Database, new: NewNetwork, now: i64) -> Result<NetworkId, Failure> {
    let bad = |what: &str| Failure::operator("bad_network", what);
    let name = text::line(&new.name, limits::LINE)
        .map_err(|_| bad("The name has at most 200 characters and no control characters."))?;
    if name.is_empty() {
        return Err(bad("A network needs a name."));
    }
    let charter = text::paragraphs(&new.charter, 300)
        .map_err(|_| bad("The charter has at most 300 characters and no control characters."))?;
    if new.kind == NetworkKind::Unknown {
        return Err(bad("The kind is company, region, school or club."));
    }
    let id = NetworkId(ids::new_id());
    let row = NetworkRow { name, kind: new.kind, charter, terms: BTreeMap::new() };
    let mut write = database.write().await?;
    networks::insert(write.conn(), &Network { id, row: row.clone(), locale: new.locale }, now).await?;
    let mut turn = write.take_turn(id, now).await?;
    turn.put(Scope::Members, id.0, None, &row).await?;
    turn.commit().await?;
    Ok(id)
}

/// Gives a network words of its own, or takes them back with an empty text; what is not named stays as it is.
///
/// # Errors
/// `not_found`, `bad_word`.
pub async fn call(
    database: &Database,
    id: NetworkId,
    words: &[(String, String)],
    now: i64,
) -> Result<NetworkRow, Failure> {
    let bad = |what: &str| Failure::operator("bad_word", what);
    let mut turn = database.write().await?.take_turn(id, now).await?;
    let mut row = networks::find(turn.conn(), id).await?.ok_or_else(Failure::not_found)?.row;
    for (term, word) in words {
        if !is_term(term) {
            return Err(bad(
                "The terms are alumni, department and staff, and the same with -en for English.",
            ));
        }
        let word = text::line(word, LONGEST_TERM)
            .map_err(|_| bad("A word has at most 20 characters and no control characters."))?;
        if word.is_empty() {
            row.terms.remove(term);
        } else {
            row.terms.insert(term.clone(), word);
        }
    }
    networks::set_terms(turn.conn(), id, &row).await?;
    turn.put(Scope::Members, id.0, None, &row).await?;
    turn.commit().await?;
    Ok(row)
}
