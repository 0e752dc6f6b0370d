//! Reports: to the desk alone, decided once with a reason, by nobody about herself; and nobody learns who reported.

use crate::{
    life_events::share,
    on_both,
    push::post,
    support::{
        Device, World,
        device::{applied, fate, mutation, pushed},
        world::DAY,
    },
};
use enishi_wire::{
    ids::{MemberId, PostId},
    life_events::{LifeDraftRow, LifeKind, NamingRow},
    members::{Duty, Entry, MemberRow, MemberState, MembershipRow},
    mutations::Action,
    posts::{Audience, PostRow},
    reports::{Decision, DecisionRow, MyReportRow, ReportReason, ReportRow, Subject},
    scopes::Scope,
};
use serde_json::Value;
use uuid::Uuid;

const CANARY: &str = "kanariya41c9";

fn about(subject: Subject, text: &str, named: bool) -> Action {
    Action::Report {
        subject,
        reason: ReportReason::Harassment,
        text: text.to_owned(),
        named,
        messages: Vec::new(),
    }
}

fn person(member: MemberId) -> Subject {
    Subject::Member { member }
}

fn decide(report: Uuid, decision: Decision) -> Action {
    Action::DecideReport { report, decision, why: "規約第3条".to_owned() }
}

on_both! {
    async fn a_report_is_read_by_those_who_decide_reports_and_by_nobody_else(world: &World) {
        let network = world.network().await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let subject = world.member(network, "subject@example.jp").await;
        let other_desk = world.desk(network, "roster@example.jp", &[Duty::Roster, Duty::Posts, Duty::Events, Duty::Duties]).await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let wish = mutation(network, about(person(subject.member(network)), CANARY, false));
        pushed(&reporter, &wish).await;
        pushed(&reporter, &wish).await;
        let id = wish.id.0;

        let at_desk = moderator.everything(network).await;
        let row = at_desk.row::<ReportRow>(id).expect("it is at the desk");
        assert_eq!((row.label.as_str(), row.text.as_str(), row.reporter), ("山田 花子", CANARY, None));
        let named = reporter.member(network).to_string();
        let rows: Vec<_> = at_desk.rows.values().filter(|row| row.kind == "report").collect();
        assert!(!format!("{rows:?}").contains(&named), "who reported is not named");
        let mine = reporter.everything(network).await.row::<MyReportRow>(id).expect("the reporter has it");
        assert_eq!((mine.text.as_str(), mine.decided_at), (CANARY, None));
        for device in [&subject, &other_desk] {
            let everything = format!("{:?}", device.everything(network).await.rows);
            assert!(!everything.contains(CANARY) && !everything.contains(&id.to_string()));
        }
    }

    async fn who_wishes_it_is_named_and_who_hid_from_a_moderator_is_not_read_by_her(world: &World) {
        let network = world.network().await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let subject = world.member(network, "subject@example.jp").await.member(network);
        let one = world.desk(network, "one@example.jp", &[Duty::Moderation]).await;
        let two = world.desk(network, "two@example.jp", &[Duty::Moderation]).await;
        reporter.wish(network, Action::HideFrom { member: two.member(network), block: false }).await;
        let id = applied(&reporter, network, about(person(subject), "", true)).await;
        let row = one.everything(network).await.row::<ReportRow>(id).expect("she reads it");
        assert_eq!(row.reporter, Some(reporter.member(network)));
        assert_eq!(two.everything(network).await.row::<ReportRow>(id), None);
        assert_eq!(fate(&two, network, decide(id, Decision::NoAction)).await, "not_found");
        assert_eq!(fate(&one, network, decide(id, Decision::NoAction)).await, "applied");
    }

    async fn nobody_decides_about_herself_and_such_a_report_goes_without_its_words(world: &World) {
        let network = world.network().await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let other = world.desk(network, "other@example.jp", &[Duty::Moderation]).await;
        let id = applied(&reporter, network, about(person(moderator.member(network)), CANARY, true)).await;
        let row = moderator.everything(network).await.row::<ReportRow>(id).expect("that there is one, is known");
        assert_eq!((row.text.as_str(), row.reporter), ("", None));
        assert_eq!(fate(&moderator, network, decide(id, Decision::NoAction)).await, "not_permitted");
        let all = enishi_server::domain::reports::for_operator(&world.database().await, network).await.expect("a list");
        assert_eq!((all[0].text.as_str(), all[0].decision), (CANARY, "open"), "the operator has the words");
        assert_eq!(fate(&other, network, decide(id, Decision::NoAction)).await, "applied");
    }

    async fn a_decision_is_done_logged_and_told_to_the_reporter_and_there_is_one(world: &World) {
        let network = world.network().await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let author = world.desk(network, "author@example.jp", &[Duty::Posts]).await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let made = mutation(network, post("お知らせ"));
        author.push(&made).await;
        let subject = Subject::Post { post: PostId(made.id.0) };
        let id = applied(&reporter, network, about(subject, "", false)).await;
        let row = moderator.everything(network).await.row::<ReportRow>(id).expect("at the desk");
        assert_eq!((row.label.as_str(), row.about), ("お知らせ", Some(author.member(network))));

        assert_eq!(fate(&moderator, network, Action::DecideReport { report: id, decision: Decision::PostRemoved, why: " ".to_owned() }).await, "invalid");
        assert_eq!(fate(&moderator, network, decide(id, Decision::EventCancelled)).await, "invalid", "it is no event");
        let decision = mutation(network, decide(id, Decision::PostRemoved));
        pushed(&moderator, &decision).await;
        assert_eq!(fate(&moderator, network, decide(id, Decision::NoAction)).await, "already_decided");

        let at_desk = moderator.everything(network).await;
        let line = at_desk.row::<DecisionRow>(decision.id.0).expect("a line of the log");
        assert_eq!((line.report, line.decision, line.why.as_str(), line.by), (id, Decision::PostRemoved, "規約第3条", Some(moderator.member(network))));
        assert_eq!(at_desk.row::<ReportRow>(id).and_then(|row| row.decision), Some(Decision::PostRemoved));
        let hers = reporter.everything(network).await;
        assert_eq!(hers.row::<PostRow>(made.id.0), None, "it is gone");
        let told = hers.row::<MyReportRow>(id).expect("she is told");
        assert!(told.acted && told.decided_at.is_some());
    }

    async fn a_person_who_is_paused_by_a_decision_cannot_end_it_herself(world: &World) {
        let network = world.network().await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let subject = world.member(network, "subject@example.jp").await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let head = world.desk(network, "head@example.jp", &[Duty::Duties]).await;
        let of = subject.member(network);
        let id = applied(&reporter, network, about(person(of), "", false)).await;
        assert_eq!(fate(&moderator, network, decide(id, Decision::MemberPaused)).await, "applied");
        let hers = subject.everything(network).await;
        let membership = hers.row::<MembershipRow>(of.0).expect("her membership");
        assert_eq!((membership.state, membership.pause.map(|pause| pause.by_self)), (MemberState::Paused, Some(false)));
        assert_eq!(fate(&subject, network, Action::Resume).await, "not_permitted");
        assert_eq!(reporter.everything(network).await.row::<MemberRow>(of.0), None);
        // Leaving and taking it back is no way around it.
        assert_eq!(fate(&subject, network, Action::Leave).await, "applied");
        assert_eq!(fate(&subject, network, Action::Stay).await, "applied");
        assert_eq!(fate(&subject, network, Action::Resume).await, "not_permitted");

        let about_head = applied(&reporter, network, about(person(head.member(network)), "", false)).await;
        assert_eq!(fate(&moderator, network, decide(about_head, Decision::MemberRemoved)).await, "not_permitted", "that is the operator's");
    }

    async fn a_life_event_is_read_at_the_desk_with_its_text_and_the_decision_takes_it_away(world: &World) {
        let network = world.network().await;
        let author = world.member(network, "author@example.jp").await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let post = PostId(applied(&author, network, share(LifeKind::Marriage, Audience::Alumni, None)).await);
        let id = applied(&reporter, network, about(Subject::Post { post }, "", false)).await;
        let row = moderator.everything(network).await.row::<ReportRow>(id).expect("at the desk");
        assert_eq!((row.label.as_str(), row.about), ("春から一緒に暮らします。", Some(author.member(network))));

        assert_eq!(fate(&moderator, network, decide(id, Decision::PostRemoved)).await, "applied");
        for device in [&author, &reporter] {
            assert_eq!(device.everything(network).await.row::<PostRow>(post.0), None, "it is gone");
        }
        assert!(reporter.everything(network).await.row::<MyReportRow>(id).expect("she is told").acted);
        // Of one that is gone nothing is to be done; that is no fault of who decides.
        let again = applied(&reporter, network, about(Subject::Post { post }, "", false)).await;
        assert_eq!(fate(&moderator, network, decide(again, Decision::PostRemoved)).await, "applied");
    }

    async fn whoever_is_asked_for_her_name_may_report_the_draft_and_nobody_else_learns_of_it(world: &World) {
        let network = world.network().await;
        let author = world.member(network, "author@example.jp").await;
        let named = world.member(network, "named@example.jp").await;
        let third = world.member(network, "third@example.jp").await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let asks = share(LifeKind::Marriage, Audience::Alumni, Some(named.member(network)));
        let post = PostId(applied(&author, network, asks).await);
        let subject = Subject::Post { post };
        let of = async |device: &Device| {
            let id = applied(device, network, about(subject, "", false)).await;
            (id, moderator.everything(network).await.row::<ReportRow>(id).expect("at the desk").about)
        };
        assert_eq!(of(&third).await.1, None, "to a third person there is no such thing");
        let (id, about) = of(&named).await;
        assert_eq!(about, Some(author.member(network)));
        assert_eq!(fate(&moderator, network, decide(id, Decision::PostRemoved)).await, "applied");
        assert_eq!(named.everything(network).await.row::<NamingRow>(post.0), None);
        assert_eq!(author.everything(network).await.row::<LifeDraftRow>(post.0), None);
    }

    async fn the_words_of_a_life_event_go_from_its_reports_with_its_author(world: &World) {
        let network = world.network().await;
        let author = world.member(network, "author@example.jp").await;
        let reporter = world.member(network, "reporter@example.jp").await;
        world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let post = applied(&author, network, share(LifeKind::Marriage, Audience::Alumni, None)).await;
        let subject = Subject::Post { post: PostId(post) };
        let id = applied(&reporter, network, about(subject, "", false)).await;
        assert_eq!(fate(&author, network, Action::Leave).await, "applied");
        world.pass(15 * DAY);
        enishi_server::domain::stay::end_overdue(&world.database().await, world.now()).await.expect("done");
        let moderator = world.sign_in("moderator@example.jp").await.everything(network).await;
        let row = moderator.row::<ReportRow>(id).expect("the report stays");
        assert_eq!((row.label.as_str(), row.about, row.decision), ("", None, Some(Decision::SubjectLeft)));
    }

    async fn a_reporter_keeps_the_words_of_the_moment_and_learns_none_of_who_hid_meanwhile(world: &World) {
        let network = world.network().await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let subject = world.member(network, "subject@example.jp").await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let wish = || about(person(subject.member(network)), "", false);
        let rename = |family: &str| {
            let entry = Entry { family_name: family.to_owned(), given_name: "花子".to_owned(), ..Entry::default() };
            Action::SetEntry { entry }
        };
        let label = async |id| reporter.everything(network).await.row::<MyReportRow>(id).expect("her report").label;
        let first = applied(&reporter, network, wish()).await;
        world.pass(1);
        assert_eq!(fate(&subject, network, Action::HideFrom { member: reporter.member(network), block: true }).await, "applied");
        assert_eq!(fate(&subject, network, rename("鈴木")).await, "applied");
        applied(&reporter, network, wish()).await;
        assert_eq!(label(first).await, "山田 花子", "the words of the first moment");
        assert_eq!(fate(&moderator, network, decide(first, Decision::NoAction)).await, "applied");
        assert_eq!(label(first).await, "山田 花子", "a decision changes no words");

        let second = applied(&reporter, network, wish()).await;
        assert_eq!(label(second).await, "", "somebody who is hidden has no name here");
        let row = moderator.everything(network).await.row::<ReportRow>(second).expect("at the desk");
        assert_eq!(row.label, "鈴木 花子", "the desk reads whom it is about");
        assert_eq!(fate(&moderator, network, decide(second, Decision::NoAction)).await, "applied");
        assert_eq!(label(second).await, "");
    }

    async fn a_report_is_no_way_to_find_out_who_is_there(world: &World) {
        let network = world.network().await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let hider = world.member(network, "hider@example.jp").await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        hider.wish(network, Action::HideFrom { member: reporter.member(network), block: true }).await;
        world.invite(network, "invited@example.jp").await;
        let invited = world.sign_in("invited@example.jp").await.member(network);
        let nobody = MemberId(enishi_server::ids::secret_id());
        let mut answers = Vec::new();
        for member in [hider.member(network), nobody, invited] {
            let mut result = reporter.wish(network, about(person(member), "", false)).await;
            let rows = result["rows"].as_array_mut().expect("rows");
            for row in rows {
                row["id"] = Value::Null;
                row["seq"] = Value::Null;
                row["body"]["subject"] = Value::Null;
            }
            answers.push(result);
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
        let at_desk = moderator.everything(network).await;
        let labels: Vec<String> = at_desk.ids(&Scope::Desk(Duty::Moderation), "report").into_iter().filter_map(|id| at_desk.row::<ReportRow>(id)).map(|row| row.label).collect();
        assert_eq!(labels.iter().filter(|label| label.is_empty()).count(), 2, "who never confirmed has no name here: {labels:?}");
    }

    async fn floods_and_nonsense_are_refused_and_the_same_again_is_one_report(world: &World) {
        let network = world.network().await;
        let reporter = world.member(network, "reporter@example.jp").await;
        let moderator = world.desk(network, "moderator@example.jp", &[Duty::Moderation]).await;
        let of = moderator.member(network);
        let me = reporter.member(network);
        assert_eq!(fate(&reporter, network, about(person(me), "", false)).await, "invalid");
        assert_eq!(fate(&reporter, network, about(person(of), &"あ".repeat(1_001), false)).await, "invalid");
        assert_eq!(fate(&reporter, network, about(person(of), "a\0b", false)).await, "invalid");
        assert_eq!(fate(&reporter, network, about(Subject::Unknown, "", false)).await, "invalid");
        assert_eq!(fate(&reporter, network, Action::Report { subject: person(of), reason: ReportReason::Unknown, text: String::new(), named: false, messages: Vec::new() }).await, "invalid");
        for _ in 0..10 {
            assert_eq!(fate(&reporter, network, about(person(of), "同じ", false)).await, "applied");
        }
        assert_eq!(fate(&reporter, network, about(person(of), "", false)).await, "too_many_requests");
        let held = moderator.everything(network).await;
        assert_eq!(held.ids(&Scope::Desk(Duty::Moderation), "report").len(), 1);
        world.pass(DAY + 1);
        assert_eq!(fate(&reporter, network, about(person(of), "", false)).await, "applied");
    }
}
