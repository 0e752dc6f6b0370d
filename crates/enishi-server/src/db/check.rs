//! Questions that a sound database answers with nothing: each counts what breaks one rule. The rows that
//! devices see (`changes`) are compared with the tables that they mirror.

use super::{Conn, Database, Engine, members::Member, parse};
use crate::failure::Failure;
use enishi_wire::members::{Class, Duty, MemberState};
use futures_util::{Stream, TryStreamExt};

/// A rule with the question that counts what breaks it.
pub struct Rule {
    /// What scripts match on.
    pub code: &'static str,
    /// What the operator reads.
    pub sentence: &'static str,
    sql: &'static str,
}

macro_rules! rules {
    ($($code:literal, $sentence:literal, $($sql:literal)+;)+) => {
        /// Every rule that a question in SQL can ask.
        pub static RULES: &[Rule] = &[$(Rule { code: $code, sentence: $sentence, sql: concat!($($sql),+) }),+];
    };
}

rules! {
    "seq_above_counter", "Rows lie outside of their network's order.",
        "SELECT COUNT(*) FROM (SELECT network, seq FROM changes UNION ALL SELECT network, seq FROM removals "
        "UNION ALL SELECT network, seq FROM floors) AS place "
        "LEFT JOIN network_seq ON network_seq.network = place.network "
        "WHERE network_seq.seq IS NULL OR place.seq > network_seq.seq OR place.seq < 1";
    "member_not_listed", "Active members are missing in the directory.",
        "SELECT COUNT(*) FROM members LEFT JOIN changes ON changes.network = members.network "
        "AND changes.scope = 'members' AND changes.kind = 'member' AND changes.id = members.id "
        "AND changes.body IS NOT NULL WHERE members.state = 'active' AND changes.id IS NULL";
    "stranger_listed", "The directory lists people who are no active members.",
        "SELECT COUNT(*) FROM changes LEFT JOIN members ON members.network = changes.network "
        "AND members.id = changes.id AND members.state = 'active' "
        "WHERE changes.kind = 'member' AND changes.body IS NOT NULL AND members.id IS NULL";
    "membership_missing", "Members cannot see their own membership.",
        "SELECT COUNT(*) FROM members LEFT JOIN changes ON changes.network = members.network "
        "AND changes.scope = 'me/' || members.id AND changes.kind = 'membership' AND changes.id = members.id "
        "AND changes.body IS NOT NULL WHERE changes.id IS NULL";
    "post_not_shown", "Posts are missing where their audience looks for them.",
        "SELECT COUNT(*) FROM (SELECT network, id, CASE audience WHEN 'everyone' THEN 'members' ELSE audience END "
        "AS scope FROM posts WHERE removed_at IS NULL UNION ALL SELECT network, id, 'desk/posts' FROM posts "
        "WHERE removed_at IS NULL) AS due LEFT JOIN changes ON changes.network = due.network "
        "AND changes.scope = due.scope AND changes.kind = 'post' AND changes.id = due.id "
        "AND changes.body IS NOT NULL WHERE changes.id IS NULL";
    "post_shown_wrongly", "Posts are shown to people they are not for, or were taken back.",
        "SELECT COUNT(*) FROM changes LEFT JOIN posts ON posts.network = changes.network "
        "AND posts.id = changes.id AND posts.removed_at IS NULL AND (changes.scope = 'desk/posts' "
        "OR changes.scope = CASE posts.audience WHEN 'everyone' THEN 'members' ELSE posts.audience END) "
        "WHERE changes.kind = 'post' AND changes.body IS NOT NULL AND posts.id IS NULL";
    "event_not_shown", "Events or their tallies are missing where their audience looks for them.",
        "SELECT COUNT(*) FROM (SELECT network, id, kind, scope FROM (SELECT network, id, "
        "CASE audience WHEN 'everyone' THEN 'members' ELSE audience END AS scope FROM events "
        "UNION ALL SELECT network, id, 'desk/events' FROM events) AS places, "
        "(SELECT 'event' AS kind UNION ALL SELECT 'tally') AS kinds) AS due "
        "LEFT JOIN changes ON changes.network = due.network AND changes.scope = due.scope "
        "AND changes.kind = due.kind AND changes.id = due.id AND changes.body IS NOT NULL "
        "WHERE changes.id IS NULL";
    "event_shown_wrongly", "Events are shown to people they are not for.",
        "SELECT COUNT(*) FROM changes LEFT JOIN events ON events.network = changes.network "
        "AND events.id = changes.id AND (changes.scope = 'desk/events' "
        "OR changes.scope = CASE events.audience WHEN 'everyone' THEN 'members' ELSE events.audience END) "
        "WHERE changes.kind IN ('event', 'tally') AND changes.body IS NOT NULL AND events.id IS NULL";
    "answer_not_shown", "Answers are missing with the member or with the desk.",
        "SELECT COUNT(*) FROM (SELECT network, member, 'me/' || member AS scope FROM rsvps "
        "UNION ALL SELECT network, member, 'desk/events' FROM rsvps) AS due "
        "LEFT JOIN (SELECT network, owner, scope, COUNT(*) AS shown FROM changes WHERE kind = 'rsvp' "
        "AND body IS NOT NULL GROUP BY network, owner, scope) AS answers ON answers.network = due.network "
        "AND answers.owner = due.member AND answers.scope = due.scope WHERE answers.shown IS NULL";
    "mark_not_shown", "What a member has seen is missing on the member's devices.",
        "SELECT COUNT(*) FROM seen LEFT JOIN changes ON changes.network = seen.network "
        "AND changes.scope = 'me/' || seen.member AND changes.kind = 'seen' AND changes.id = seen.item "
        "AND changes.body IS NOT NULL WHERE changes.id IS NULL";
    "wrong_scope", "Rows lie in a scope where their kind has no place.",
        "SELECT COUNT(*) FROM changes WHERE body IS NOT NULL AND NOT (CASE kind "
        "WHEN 'network' THEN scope = 'members' OR scope LIKE 'me/%' "
        "WHEN 'member' THEN scope = 'members' "
        "WHEN 'membership' THEN scope LIKE 'me/%' "
        "WHEN 'seen' THEN scope LIKE 'me/%' "
        "WHEN 'profile' THEN scope LIKE 'me/%' "
        "WHEN 'facet' THEN scope IN ('members', 'alumni', 'staff', 'desk/roster') "
        "WHEN 'rsvp' THEN scope = 'desk/events' OR scope LIKE 'me/%' "
        "WHEN 'post' THEN scope IN ('members', 'alumni', 'staff', 'desk/posts') "
        "WHEN 'event' THEN scope IN ('members', 'alumni', 'staff', 'desk/events') "
        "WHEN 'tally' THEN scope IN ('members', 'alumni', 'staff', 'desk/events') "
        "ELSE false END)";
    "others_data", "Rows of one member lie in the scope of another alone.",
        "SELECT COUNT(*) FROM changes WHERE scope LIKE 'me/%' AND owner IS NOT NULL AND scope <> 'me/' || owner";
    "unanswered", "Wishes were stored without an answer.",
        "SELECT COUNT(*) FROM mutations WHERE outcome LIKE '%\"outcome\":\"retry\"%'";
    "hidden_from_oneself", "Members are hidden from themselves.",
        "SELECT COUNT(*) FROM hidden WHERE member = other";
    "orphans", "Rows refer to rows that are not there.",
        "SELECT COUNT(*) FROM ("
        "SELECT 1 AS one FROM network_seq WHERE network NOT IN (SELECT id FROM networks) "
        "UNION ALL SELECT 1 FROM networks WHERE id NOT IN (SELECT network FROM network_seq) "
        "UNION ALL SELECT 1 FROM changes WHERE network NOT IN (SELECT id FROM networks) "
        "UNION ALL SELECT 1 FROM floors WHERE network NOT IN (SELECT id FROM networks) "
        "UNION ALL SELECT 1 FROM roster WHERE network NOT IN (SELECT id FROM networks) "
        "UNION ALL SELECT 1 FROM members WHERE network NOT IN (SELECT id FROM networks) "
        "OR (account IS NOT NULL AND account NOT IN (SELECT id FROM accounts)) "
        "UNION ALL SELECT 1 FROM sessions WHERE account NOT IN (SELECT id FROM accounts) "
        "UNION ALL SELECT 1 FROM mail WHERE network IS NOT NULL AND network NOT IN (SELECT id FROM networks) "
        "UNION ALL SELECT 1 FROM (SELECT network, author AS member FROM posts WHERE author IS NOT NULL "
        "UNION ALL SELECT network, organiser FROM events WHERE organiser IS NOT NULL "
        "UNION ALL SELECT network, member FROM rsvps UNION ALL SELECT network, member FROM seen "
        "UNION ALL SELECT network, member FROM profile_fields "
        "UNION ALL SELECT network, member FROM mutations UNION ALL SELECT network, viewer FROM removals "
        "UNION ALL SELECT network, member FROM hidden UNION ALL SELECT network, other FROM hidden) AS named "
        "LEFT JOIN members ON members.network = named.network AND members.id = named.member "
        "WHERE members.id IS NULL "
        "UNION ALL SELECT 1 FROM rsvps LEFT JOIN events ON events.network = rsvps.network "
        "AND events.id = rsvps.event WHERE events.id IS NULL) AS orphans";
    "no_epoch", "The database has no epoch.",
        "SELECT CASE WHEN COUNT(*) = 1 THEN 0 ELSE 1 END FROM meta WHERE key = 'epoch' AND value <> ''";
}

/// Counts what breaks a rule.
pub async fn count(conn: &mut Conn, rule: &Rule) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(rule.sql).fetch_one(conn).await?)
}

/// What SQLite finds wrong with its own file; PostgreSQL looks after its own.
pub async fn damage(database: &Database, conn: &mut Conn) -> Result<Vec<String>, Failure> {
    if database.engine == Engine::Postgres {
        return Ok(Vec::new());
    }
    let found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(conn).await?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

/// A member with the rows that show it: in the directory, and to the member.
pub type Shown = (Member, Option<String>, Option<String>);

/// Every member; `None`: one that cannot be read.
pub fn members(conn: &mut Conn) -> impl Stream<Item = Result<Option<Shown>, sqlx::Error>> + Send + '_ {
    type Columns =
        (String, String, String, String, String, String, String, Option<i64>, Option<String>, Option<String>);
    let rows = sqlx::query_as::<_, Columns>(
        "SELECT members.network, members.id, members.email, members.class, members.state, members.duties, \
         members.entry, members.confirmed_at, listed.body, own.body FROM members \
         LEFT JOIN changes AS listed ON listed.network = members.network AND listed.scope = 'members' \
         AND listed.kind = 'member' AND listed.id = members.id \
         LEFT JOIN changes AS own ON own.network = members.network AND own.scope = 'me/' || members.id \
         AND own.kind = 'membership' AND own.id = members.id",
    )
    .fetch(conn);
    rows.map_ok(|(network, id, email, class, state, duties, entry, confirmed_at, listed, own)| {
        let member = Member {
            network: parse(&network, "network").ok()?,
            id: parse(&id, "member").ok()?,
            account: None,
            email,
            class: Class::parse(&class),
            state: MemberState::parse(&state),
            duties: duties.split(',').filter_map(Duty::parse).collect(),
            entry: serde_json::from_str(&entry).ok()?,
            confirmed_at,
        };
        Some((member, listed, own))
    })
}

/// Every live tally with the answers that were given: yes, maybe, no.
pub fn tallies(
    conn: &mut Conn,
) -> impl Stream<Item = Result<(String, i64, i64, i64), sqlx::Error>> + Send + '_ {
    sqlx::query_as(
        "SELECT changes.body, COALESCE(given.yes, 0), COALESCE(given.maybe, 0), COALESCE(given.no, 0) \
         FROM changes LEFT JOIN (SELECT network, event, \
         COUNT(CASE WHEN answer = 'yes' THEN 1 END) AS yes, COUNT(CASE WHEN answer = 'maybe' THEN 1 END) AS maybe, \
         COUNT(CASE WHEN answer = 'no' THEN 1 END) AS no FROM rsvps GROUP BY network, event) AS given \
         ON given.network = changes.network AND given.event = changes.id \
         WHERE changes.kind = 'tally' AND changes.body IS NOT NULL",
    )
    .fetch(conn)
}

/// Network, scope, kind and id of a row.
pub type ShownAt = (String, String, String, String);

/// Every row that shows a profile, with its body.
pub fn profiles(conn: &mut Conn) -> impl Stream<Item = Result<(ShownAt, String), sqlx::Error>> + Send + '_ {
    type Columns = (String, String, String, String, String);
    sqlx::query_as::<_, Columns>(
        "SELECT network, scope, kind, id, body FROM changes WHERE kind IN ('profile', 'facet') AND body IS NOT NULL",
    )
    .fetch(conn)
    .map_ok(|(network, scope, kind, id, body)| ((network, scope, kind, id), body))
}

/// Every text that must be JSON, with the table it is of.
pub fn json(conn: &mut Conn) -> impl Stream<Item = Result<(String, String), sqlx::Error>> + Send + '_ {
    sqlx::query_as(
        "SELECT 'changes', body FROM changes WHERE body IS NOT NULL \
         UNION ALL SELECT 'networks', terms FROM networks UNION ALL SELECT 'roster', entry FROM roster \
         UNION ALL SELECT 'roster', extra FROM roster UNION ALL SELECT 'events', plan FROM events \
         UNION ALL SELECT 'profile_fields', value FROM profile_fields WHERE value IS NOT NULL \
         UNION ALL SELECT 'mutations', outcome FROM mutations",
    )
    .fetch(conn)
}
