//! Small choices that count on all devices of a member: the yearly question, suggestions, what was seen.

use crate::{
    life_events::share,
    on_both,
    profile::set,
    status::{react, say},
    support::{
        Device, World,
        device::{applied, refused},
        world::DAY,
    },
};
use enishi_server::db::life::last_signs;
use enishi_wire::{
    choices::ChoicesRow,
    ids::{MemberId, NetworkId, PostId},
    life_events::LifeKind,
    mutations::Action,
    posts::Audience,
    profile::{FieldAudience, FieldKey, FieldValue},
    suggestions::{SuggestionRow, week_of},
};

async fn choices(device: &Device, network: NetworkId) -> ChoicesRow {
    device.everything(network).await.row(device.member(network).0).unwrap_or_default()
}

fn note(member: MemberId, week: i64, dismissed: bool) -> Action {
    Action::NoteSuggestion { member, week, dismissed }
}

on_both! {
    async fn a_correction_of_the_profile_counts_like_a_yes(world: &World) {
        let network = world.network().await;
        let her = world.member(network, "hanako@example.jp").await;
        let resting = || set(FieldKey::Resting, Some(FieldValue::Flag(true)), FieldAudience::OnlyMe);
        applied(&her, network, resting()).await;
        assert_eq!(choices(&her, network).await.checked_at, None, "on the day of the confirmation there is nothing to note");
        world.pass(30 * DAY);
        let her = world.sign_in("hanako@example.jp").await;
        let skills = Some(FieldValue::Tags(vec!["経理".to_owned()]));
        applied(&her, network, set(FieldKey::Skills, skills, FieldAudience::OnlyMe)).await;
        assert_eq!(choices(&her, network).await.checked_at, Some(world.now()));
    }

    async fn the_answers_to_the_yearly_question_carry_the_time_of_the_server(world: &World) {
        let network = world.network().await;
        let her = world.member(network, "hanako@example.jp").await;
        applied(&her, network, Action::PutOffCheck).await;
        applied(&her, network, Action::ConfirmProfile).await;
        applied(&her, network, Action::SawReactions).await;
        applied(&her, network, say("", Audience::Everyone)).await;
        applied(&her, network, Action::SetSuggestions { wanted: false }).await;
        let now = Some(world.now());
        let held = choices(&her, network).await;
        assert_eq!((held.checked_at, held.put_off_at, held.reactions_seen_at), (now, now, now));
        assert_eq!((held.status_audience, held.no_suggestions), (Some(Audience::Everyone), true));
    }

    async fn what_a_member_says_answers_or_confirms_is_a_sign_of_life(world: &World) {
        let network = world.network().await;
        let her = world.member(network, "hanako@example.jp").await;
        let other = world.member(network, "other@example.jp").await;
        let item = applied(&other, network, say("京都です", Audience::Everyone)).await;
        let asks = share(LifeKind::Marriage, Audience::Everyone, Some(her.member(network)));
        let asked = PostId(applied(&other, network, asks).await);
        for action in [
            say("大阪です", Audience::Everyone),
            share(LifeKind::Moved, Audience::Everyone, None),
            Action::AnswerNaming { post: asked, agree: true },
            react(item),
            Action::ConfirmProfile,
        ] {
            world.pass(DAY);
            applied(&her, network, action.clone()).await;
            let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
            let signs = last_signs(&mut snapshot, network).await.expect("signs");
            assert_eq!(signs.len(), 2);
            assert_eq!(signs.iter().filter_map(|(_, at)| *at).max(), Some(world.now()), "{action:?}");
        }
    }

    async fn of_two_suggestions_in_one_week_the_first_counts_and_nobody_learns_of_it(world: &World) {
        let network = world.network().await;
        let her = world.member(network, "hanako@example.jp").await;
        let one = world.member(network, "one@example.jp").await;
        let two = world.member(network, "two@example.jp").await.member(network);
        let week = week_of(world.now());
        let first = one.member(network);
        applied(&her, network, note(first, week, false)).await;
        applied(&her, network, note(two, week, false)).await;
        let held = her.everything(network).await;
        assert_eq!(held.row::<SuggestionRow>(first.0), Some(SuggestionRow { week, dismissed: false }));
        assert_eq!(held.row::<SuggestionRow>(two.0), None);
        assert!(one.everything(network).await.row::<SuggestionRow>(first.0).is_none());

        applied(&her, network, note(first, 0, true)).await;
        let held = her.everything(network).await;
        assert_eq!(held.row::<SuggestionRow>(first.0), Some(SuggestionRow { week, dismissed: true }));
        for (member, week, code) in [
            (her.member(network), week, "invalid"),
            (two, week + 2, "invalid"),
            (two, -1, "invalid"),
            (MemberId(enishi_server::ids::new_id()), week, "not_found"),
        ] {
            assert_eq!(refused(&her, network, note(member, week, false)).await["code"], code);
        }
    }
}
