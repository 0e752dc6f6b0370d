//! The demo network, loaded from the committed files through the real rules.

use crate::{
    on_both,
    support::{Program, World},
};
use enishi_server::{
    db::{self, members},
    demo::{self, Loaded},
    domain::scopes::scopes_of,
    failure::Failure,
};
use enishi_wire::{
    events::{EventRow, TallyRow},
    ids::EventId,
    members::{Duty, MemberState},
    scopes::Scope,
};
use sqlx::AnyConnection;
use std::path::{Path, PathBuf};

fn files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/demo")
}

async fn load(world: &World) -> Loaded {
    demo::load(&world.database().await, &files(), world.now()).await.expect("loads")
}

async fn count(conn: &mut AnyConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(conn).await.expect("a number")
}

on_both! {
    async fn of_430_people_on_the_roster_only_the_confirmed_are_listed(world: &World) {
        let loaded = load(world).await;
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        assert_eq!(count(&mut snapshot, "SELECT COUNT(*) FROM roster").await, 430);
        assert_eq!(count(&mut snapshot, "SELECT COUNT(*) FROM members").await, 430);
        let listed = count(
            &mut snapshot,
            "SELECT COUNT(*) FROM changes WHERE scope = 'members' AND kind = 'member' AND body IS NOT NULL",
        )
        .await;
        assert_eq!(listed, i64::try_from(loaded.members).expect("fits"));
        assert!((320..=350).contains(&listed), "{listed}");
    }

    async fn people_say_in_their_profiles_what_each_audience_reads(world: &World) {
        load(world).await;
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        let facets: Vec<(String, i64)> = sqlx::query_as(
            "SELECT scope, COUNT(*) FROM changes WHERE kind = 'facet' AND body IS NOT NULL GROUP BY scope ORDER BY scope",
        )
        .fetch_all(&mut *snapshot)
        .await
        .expect("facets");
        let scopes: Vec<&str> = facets.iter().map(|(scope, _)| scope.as_str()).collect();
        assert_eq!(scopes, ["alumni", "desk/roster", "members", "staff"]);
        assert!(facets.iter().all(|(_, count)| *count >= 10), "{facets:?}");
    }

    async fn the_shift_jis_file_says_the_same_as_its_utf_8_rows(world: &World) {
        let loaded = load(world).await;
        let bytes = std::fs::read(files().join("roster-sjis.csv")).expect("the file is committed");
        let report = world.import(loaded.network, bytes).await;
        assert_eq!((&report["unchanged"], &report["accepted"], &report["refused"]), (&60.into(), &0.into(), &0.into()));
    }

    async fn every_tally_equals_its_answers(world: &World) {
        let loaded = load(world).await;
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        let tallies: Vec<(String, String)> =
            sqlx::query_as("SELECT id, body FROM changes WHERE kind = 'tally' AND scope NOT LIKE 'desk/%'")
                .fetch_all(&mut *snapshot)
                .await
                .expect("tallies");
        assert_eq!(tallies.len(), loaded.events);
        let mut answers = 0;
        for (event, body) in tallies {
            let event: EventId = event.parse().expect("an id");
            let told: TallyRow = serde_json::from_str(&body).expect("a tally");
            let counted = db::events::tally(&mut snapshot, loaded.network, event).await.expect("a tally");
            assert_eq!(told, counted);
            answers += told.yes + told.maybe + told.no;
        }
        assert!(answers > 1_500, "{answers}");
    }

    async fn nothing_lies_in_the_future_and_nobody_answers_before_confirming(world: &World) {
        load(world).await;
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        let early = count(
            &mut snapshot,
            "SELECT COUNT(*) FROM rsvps JOIN members ON members.network = rsvps.network \
             AND members.id = rsvps.member WHERE answered_at < confirmed_at",
        )
        .await;
        assert_eq!(early, 0);
        let now = world.now();
        for sql in [
            "SELECT MAX(answered_at) FROM rsvps",
            "SELECT MAX(published_at) FROM posts",
            "SELECT MAX(published_at) FROM events",
            "SELECT MAX(confirmed_at) FROM members",
        ] {
            assert!(count(&mut snapshot, sql).await <= now, "{sql}");
        }
    }

    async fn the_people_of_the_scenes_stand_where_the_scenes_begin(world: &World) {
        let loaded = load(world).await;
        world.letter(&loaded.invited.email, "invitation").await;
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        let mut found = Vec::new();
        for contact in [&loaded.secretariat, &loaded.member, &loaded.invited] {
            let member = members::of_email(&mut snapshot, loaded.network, &contact.email).await.expect("reads");
            found.push(member.expect("a member"));
        }
        let [secretariat, member, invited] = found.as_slice() else { panic!("three people") };
        assert_eq!(secretariat.duties, [Duty::Roster, Duty::Posts, Duty::Events, Duty::Moderation, Duty::Inbox]);
        assert!(scopes_of(member).contains(&Scope::Alumni));
        assert_eq!(invited.state, MemberState::Invited);
        let upcoming: Vec<String> = sqlx::query_scalar(
            "SELECT body FROM changes WHERE kind = 'event' AND scope = 'desk/events'",
        )
        .fetch_all(&mut *snapshot)
        .await
        .expect("events");
        let upcoming = upcoming.iter().map(|body| serde_json::from_str::<EventRow>(body).expect("an event"));
        assert_eq!(upcoming.filter(|event| event.plan.starts > world.now()).count(), 6);
    }

    async fn a_second_load_is_refused_and_changes_nothing(world: &World) {
        load(world).await;
        let again = demo::load(&world.database().await, &files(), world.now()).await;
        assert!(matches!(again, Err(Failure::Operator { code: "already_loaded", .. })), "{again:?}");
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        assert_eq!(count(&mut snapshot, "SELECT COUNT(*) FROM networks").await, 1);
        drop(snapshot);
        let from = files().display().to_string();
        let command = Program::new(&["demo", "load", "--from", &from], &world.data()).database(&world.database_url);
        let ended = command.run();
        assert_eq!((ended.status, ended.code()), (1, "already_loaded"));
    }
}
