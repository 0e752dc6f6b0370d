//! When each member last read something, said something or took part.

use super::{Conn, choices};
use crate::failure::Failure;
use enishi_wire::{ids::NetworkId, members::MemberState};
use std::collections::BTreeMap;

/// The state of every member of a network, with the last time of reading, answering, saying, publishing or confirming.
pub async fn last_signs(
    conn: &mut Conn,
    network: NetworkId,
) -> Result<Vec<(MemberState, Option<i64>)>, Failure> {
    let rows: Vec<(String, String, Option<i64>)> = sqlx::query_as(
        "SELECT members.id, members.state, MAX(signs.at) FROM members LEFT JOIN (\
         SELECT member, MAX(seen_at) AS at FROM seen WHERE network = $1 GROUP BY member \
         UNION ALL SELECT member, MAX(answered_at) FROM rsvps WHERE network = $1 GROUP BY member \
         UNION ALL SELECT author, MAX(published_at) FROM posts WHERE network = $1 AND author IS NOT NULL GROUP BY author \
         UNION ALL SELECT organiser, MAX(published_at) FROM events WHERE network = $1 AND organiser IS NOT NULL GROUP BY organiser \
         UNION ALL SELECT member, said_at FROM statuses WHERE network = $1 \
         UNION ALL SELECT author, MAX(made_at) FROM life_events WHERE network = $1 GROUP BY author \
         UNION ALL SELECT named, MAX(agreed_at) FROM life_events WHERE network = $1 AND named IS NOT NULL GROUP BY named \
         UNION ALL SELECT member, MAX(reacted_at) FROM reactions WHERE network = $1 GROUP BY member \
         UNION ALL SELECT id, confirmed_at FROM members WHERE network = $1\
         ) AS signs ON signs.member = members.id WHERE members.network = $1 GROUP BY members.id, members.state",
    )
    .bind(network.to_string())
    .fetch_all(&mut *conn)
    .await?;
    // The yearly yes is inside of JSON, which the two databases read in different ways.
    let checked: BTreeMap<_, _> = choices::checked(conn, network).await?.into_iter().collect();
    let sign = |id: &str, at: Option<i64>| at.max(checked.get(id).copied().flatten());
    Ok(rows.into_iter().map(|(id, state, at)| (MemberState::parse(&state), sign(&id, at))).collect())
}
