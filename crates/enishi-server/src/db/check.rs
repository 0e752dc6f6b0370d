//! Questions that a sound database answers with nothing: each counts what breaks one rule. The rows that
//! devices see (`changes`) are compared with the tables that they mirror.

use super::{
    Conn, Database, Engine,
    erasures::{Column, MENTIONS, ROWS},
    members::{self, Member},
    parse,
    tables::{Kind, TABLES},
};
use crate::failure::Failure;
use enishi_wire::members::{Class, Duty, MemberState};
use futures_util::{Stream, TryStreamExt};
use sqlx::AssertSqlSafe;

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
        "WHERE removed_at IS NULL UNION ALL SELECT network, id, 'me/' || author FROM life_events "
        "WHERE published_at IS NOT NULL UNION ALL SELECT life_events.network, life_events.id, "
        "CASE audience WHEN 'everyone' THEN 'members' ELSE audience END FROM life_events JOIN members "
        "ON members.network = life_events.network AND members.id = author AND members.state = 'active' "
        "WHERE published_at IS NOT NULL) AS due LEFT JOIN changes ON changes.network = due.network "
        "AND changes.scope = due.scope AND changes.kind = 'post' AND changes.id = due.id "
        "AND changes.body IS NOT NULL WHERE changes.id IS NULL";
    "post_shown_wrongly", "Posts are shown to people they are not for, or were taken back.",
        "SELECT COUNT(*) FROM changes LEFT JOIN posts ON posts.network = changes.network "
        "AND posts.id = changes.id AND posts.removed_at IS NULL AND (changes.scope = 'desk/posts' "
        "OR changes.scope = CASE posts.audience WHEN 'everyone' THEN 'members' ELSE posts.audience END) "
        "LEFT JOIN life_events ON life_events.network = changes.network AND life_events.id = changes.id "
        "AND life_events.published_at IS NOT NULL AND (changes.scope = 'me/' || life_events.author OR changes.scope = "
        "CASE life_events.audience WHEN 'everyone' THEN 'members' ELSE life_events.audience END) "
        "WHERE changes.kind = 'post' AND changes.body IS NOT NULL AND posts.id IS NULL AND life_events.id IS NULL";
    "photo_missing", "Profiles name photos that are not here.",
        "SELECT COUNT(*) FROM profile_fields AS named LEFT JOIN photos ON photos.network = named.network "
        "AND photos.member = named.member AND named.value LIKE '%' || photos.id || '%' "
        "WHERE named.field = 'photo' AND named.value IS NOT NULL AND photos.id IS NULL";
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
        "WHEN 'field_kind' THEN scope = 'members' "
        "WHEN 'facet' THEN scope IN ('members', 'alumni', 'staff', 'desk/roster') "
        "WHEN 'rsvp' THEN scope = 'desk/events' OR scope LIKE 'me/%' "
        "WHEN 'post' THEN scope IN ('members', 'alumni', 'staff', 'desk/posts') OR scope LIKE 'me/%' "
        "WHEN 'event' THEN scope IN ('members', 'alumni', 'staff', 'desk/events') "
        "WHEN 'tally' THEN scope IN ('members', 'alumni', 'staff', 'desk/events') "
        "WHEN 'status' THEN scope IN ('members', 'alumni', 'staff') OR scope LIKE 'me/%' "
        "WHEN 'named' THEN scope IN ('members', 'alumni', 'staff') "
        "WHEN 'reaction' THEN scope LIKE 'me/%' "
        "WHEN 'my_reaction' THEN scope LIKE 'me/%' "
        "WHEN 'follow' THEN scope LIKE 'me/%' "
        "WHEN 'desk_letter' THEN scope = 'desk/inbox' OR scope LIKE 'me/%' "
        "WHEN 'link' THEN scope LIKE 'me/%' "
        "WHEN 'life_draft' THEN scope LIKE 'me/%' "
        "WHEN 'naming' THEN scope LIKE 'me/%' "
        "WHEN 'choices' THEN scope LIKE 'me/%' "
        "WHEN 'suggestion' THEN scope LIKE 'me/%' "
        "WHEN 'hidden' THEN scope LIKE 'me/%' "
        "WHEN 'report' THEN scope = 'desk/moderation' "
        "WHEN 'decision' THEN scope = 'desk/moderation' "
        "WHEN 'my_report' THEN scope LIKE 'me/%' "
        "WHEN 'access' THEN scope LIKE 'me/%' "
        "WHEN 'message' THEN scope LIKE 'me/%' "
        "WHEN 'thread' THEN scope LIKE 'me/%' "
        "WHEN 'devices' THEN scope LIKE 'me/%' "
        "WHEN 'talk_recovery' THEN scope LIKE 'me/%' "
        "WHEN 'talk_key' THEN scope LIKE 'me/%' "
        "WHEN 'key_stock' THEN scope LIKE 'me/%' "
        "ELSE false END)";
    "others_data", "Rows of one member lie in the scope of another alone.",
        "SELECT COUNT(*) FROM changes WHERE scope LIKE 'me/%' AND owner IS NOT NULL AND scope <> 'me/' || owner "
        "AND kind NOT IN ('reaction', 'my_reaction', 'naming', 'suggestion')";
    "status_not_shown", "Words about now are missing where their audience looks for them.",
        "SELECT COUNT(*) FROM (SELECT network, member, CASE audience WHEN 'everyone' THEN 'members' ELSE audience END "
        "AS scope FROM statuses UNION ALL SELECT network, member, 'me/' || member FROM statuses) AS due "
        "LEFT JOIN changes ON changes.network = due.network AND changes.scope = due.scope "
        "AND changes.kind = 'status' AND changes.id = due.member AND changes.body IS NOT NULL "
        "WHERE changes.id IS NULL";
    "status_shown_wrongly", "Words about now are shown to people they are not for, or were taken back.",
        "SELECT COUNT(*) FROM changes LEFT JOIN statuses ON statuses.network = changes.network "
        "AND statuses.member = changes.id AND (changes.scope = 'me/' || statuses.member OR changes.scope = "
        "CASE statuses.audience WHEN 'everyone' THEN 'members' ELSE statuses.audience END) "
        "WHERE changes.kind = 'status' AND changes.body IS NOT NULL AND statuses.id IS NULL";
    "named_without_consent", "Life events name people who have not agreed.",
        "SELECT COUNT(*) FROM changes LEFT JOIN life_events ON life_events.network = changes.network "
        "AND life_events.id = changes.id AND life_events.consent = 'agreed' "
        "AND life_events.named = changes.owner AND life_events.published_at IS NOT NULL "
        "WHERE changes.kind = 'named' AND changes.body IS NOT NULL AND life_events.id IS NULL";
    "follower_told", "Somebody else learns who follows whom.",
        "SELECT COUNT(*) FROM changes LEFT JOIN follows ON follows.network = changes.network "
        "AND changes.scope = 'me/' || follows.member AND follows.other = changes.id "
        "WHERE changes.kind = 'follow' AND changes.body IS NOT NULL AND follows.other IS NULL";
    "thread_not_shown", "Members are not told where they stand with somebody who writes to them.",
        "SELECT COUNT(*) FROM threads LEFT JOIN changes ON changes.network = threads.network "
        "AND changes.scope = 'me/' || threads.member AND changes.kind = 'thread' AND changes.id = threads.other "
        "AND changes.body IS NOT NULL WHERE changes.id IS NULL";
    "one_sided_thread", "Two people write to each other, and only one of them has the thread.",
        "SELECT COUNT(*) FROM threads LEFT JOIN threads AS other ON other.network = threads.network "
        "AND other.member = threads.other AND other.other = threads.member WHERE other.member IS NULL";
    "unanswered", "Wishes were stored without an answer.",
        "SELECT COUNT(*) FROM mutations WHERE outcome LIKE '%\"outcome\":\"retry\"%'";
    "hidden_not_shown", "Members do not find in their list whom they have hidden, or find others in it.",
        "SELECT (SELECT COUNT(*) FROM hidden LEFT JOIN changes ON changes.network = hidden.network "
        "AND changes.scope = 'me/' || hidden.member AND changes.kind = 'hidden' AND changes.id = hidden.other "
        "AND changes.body IS NOT NULL WHERE changes.id IS NULL) "
        "+ (SELECT COUNT(*) FROM changes LEFT JOIN hidden ON hidden.network = changes.network "
        "AND changes.scope = 'me/' || hidden.member AND hidden.other = changes.id "
        "WHERE changes.kind = 'hidden' AND changes.body IS NOT NULL AND hidden.other IS NULL)";
    "report_not_shown", "Reports are missing with the desk.",
        "SELECT COUNT(*) FROM reports LEFT JOIN changes ON changes.network = reports.network "
        "AND changes.scope = 'desk/moderation' AND changes.kind = 'report' AND changes.id = reports.id "
        "AND changes.body IS NOT NULL WHERE changes.id IS NULL";
    "decision_not_shown", "The log of decisions lacks some.",
        "SELECT COUNT(*) FROM decisions LEFT JOIN changes ON changes.network = decisions.network "
        "AND changes.scope = 'desk/moderation' AND changes.kind = 'decision' AND changes.id = decisions.id "
        "AND changes.body IS NOT NULL WHERE changes.id IS NULL";
    "erased_and_here", "People whose deletion is on record are here again.",
        "SELECT COUNT(*) FROM erasures JOIN members ON members.network = erasures.network "
        "AND members.id = erasures.member";
    "hidden_from_oneself", "Members are hidden from themselves.",
        "SELECT COUNT(*) FROM hidden WHERE member = other";
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
    type Columns = (
        String,
        String,
        String,
        String,
        String,
        String,
        String,
        Option<i64>,
        Option<i64>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let rows = sqlx::query_as::<_, Columns>(
        "SELECT members.network, members.id, members.email, members.class, members.state, members.duties, \
         members.entry, members.confirmed_at, members.stays_until, members.paused_by, members.receipt, \
         listed.body, own.body FROM members \
         LEFT JOIN changes AS listed ON listed.network = members.network AND listed.scope = 'members' \
         AND listed.kind = 'member' AND listed.id = members.id \
         LEFT JOIN changes AS own ON own.network = members.network AND own.scope = 'me/' || members.id \
         AND own.kind = 'membership' AND own.id = members.id",
    )
    .fetch(conn);
    rows.map_ok(|columns| {
        let (
            network,
            id,
            email,
            class,
            state,
            duties,
            entry,
            confirmed_at,
            until,
            paused_by,
            receipt,
            listed,
            own,
        ) = columns;
        let state = MemberState::parse(&state);
        let member = Member {
            network: parse(&network, "network").ok()?,
            id: parse(&id, "member").ok()?,
            account: None,
            email,
            class: Class::parse(&class),
            state,
            duties: duties.split(',').filter_map(Duty::parse).collect(),
            entry: serde_json::from_str(&entry).ok()?,
            confirmed_at,
            pause: members::pause(state, until, paused_by.as_deref()),
            leaving: members::leaving(state, until, receipt),
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
    let columns = TABLES.iter().flat_map(|table| {
        let json = table.columns.iter().filter(|(_, kind)| *kind == Kind::Json);
        json.map(|(column, _)| (table.name, *column))
    });
    let texts = columns
        .map(|(table, column)| format!("SELECT '{table}', {column} FROM {table} WHERE {column} IS NOT NULL"));
    sqlx::query_as(AssertSqlSafe(texts.collect::<Vec<_>>().join(" UNION ALL "))).fetch(conn)
}

/// References that follow neither from the column `network` nor from the lists of deletion.
const REFERENCES: &str = "SELECT 1 AS one FROM networks WHERE id NOT IN (SELECT network FROM network_seq) \
    UNION ALL SELECT 1 FROM members WHERE account IS NOT NULL AND account NOT IN (SELECT id FROM accounts) \
    UNION ALL SELECT 1 FROM sessions WHERE account NOT IN (SELECT id FROM accounts) \
    UNION ALL SELECT 1 FROM rsvps LEFT JOIN events ON events.network = rsvps.network AND events.id = rsvps.event \
    WHERE events.id IS NULL \
    UNION ALL SELECT 1 FROM decisions LEFT JOIN reports ON reports.network = decisions.network \
    AND reports.id = decisions.report WHERE reports.id IS NULL \
    UNION ALL SELECT 1 FROM reactions LEFT JOIN statuses ON statuses.network = reactions.network \
    AND statuses.id = reactions.item LEFT JOIN life_events ON life_events.network = reactions.network \
    AND life_events.id = reactions.item WHERE statuses.id IS NULL AND life_events.id IS NULL";

/// How many rows refer to rows that are not there.
pub async fn orphans(conn: &mut Conn) -> Result<i64, Failure> {
    let mut texts = vec![REFERENCES.to_owned()];
    // The record of deletions outlives its networks.
    for table in TABLES.iter().filter(|table| table.kind_of("network").is_some() && table.name != "erasures")
    {
        let name = table.name;
        texts.push(format!("SELECT 1 FROM {name} WHERE network NOT IN (SELECT id FROM networks)"));
    }
    for Column { table, column, .. } in ROWS.iter().chain(MENTIONS) {
        texts.push(format!(
            "SELECT 1 FROM {table} AS named LEFT JOIN members ON members.network = named.network \
             AND members.id = named.{column} WHERE named.{column} IS NOT NULL AND members.id IS NULL"
        ));
    }
    let text = format!("SELECT COUNT(*) FROM ({}) AS orphans", texts.join(" UNION ALL "));
    Ok(sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(conn).await?)
}
