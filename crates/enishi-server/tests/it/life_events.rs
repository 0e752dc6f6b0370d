//! Life events and the consent of who is named in them: nobody sees a name before a yes, and none after a no.

use crate::{
    on_both,
    profile::{of_class, state},
    status::{mentions, react},
    support::{
        Device, World,
        device::{Cache, applied, refused},
    },
};
use enishi_wire::{
    changes::Row,
    ids::{MemberId, NetworkId, PostId},
    life_events::{DraftState, Life, LifeDraftRow, LifeEvent, LifeKind, NamedRow, NamingRow},
    members::{Class, MemberState},
    mutations::Action,
    posts::{Audience, PostKind, PostRow},
    reactions::{MyReactionRow, ReactionRow},
    scopes::Scope,
};
use uuid::Uuid;

pub fn share(kind: LifeKind, audience: Audience, named: Option<MemberId>) -> Action {
    let life = Life { kind, date: None };
    Action::ShareLifeEvent {
        event: LifeEvent { life, text: "春から一緒に暮らします。".to_owned(), audience, named },
    }
}

fn answer(post: Uuid, agree: bool) -> Action {
    Action::AnswerNaming { post: PostId(post), agree }
}

/// Author, named and third, and what the third saw of the named before anything happened.
struct Three {
    author: Device,
    named: Device,
    third: Device,
    before: Vec<String>,
}

impl Three {
    async fn new(world: &World, network: NetworkId) -> Self {
        let author = world.member(network, "author@example.jp").await;
        let named = world.member(network, "named@example.jp").await;
        let third = world.member(network, "third@example.jp").await;
        let before = mentions(&third.everything(network).await, named.member(network).0);
        Self { author, named, third, before }
    }

    async fn share(&self, network: NetworkId) -> Uuid {
        applied(
            &self.author,
            network,
            share(LifeKind::Marriage, Audience::Alumni, Some(self.named.member(network))),
        )
        .await
    }

    /// What a third person's device holds of the post: whether it is there, and who is named.
    async fn seen(&self, network: NetworkId, post: Uuid) -> (bool, Option<MemberId>) {
        let held = self.third.everything(network).await;
        if held.row::<NamedRow>(post).is_none() {
            assert_eq!(
                mentions(&held, self.named.member(network).0),
                self.before,
                "no row names somebody without a yes"
            );
        }
        (held.row::<PostRow>(post).is_some(), held.row::<NamedRow>(post).map(|row| row.member))
    }
}

fn draft(held: &Cache, post: Uuid) -> Option<DraftState> {
    held.row::<LifeDraftRow>(post).map(|row| row.state)
}

on_both! {
    async fn a_life_event_without_a_name_is_a_post_of_its_author_for_its_audience(world: &World) {
        let network = world.network().await;
        let author = world.member(network, "author@example.jp").await;
        let reader = world.member(network, "reader@example.jp").await;
        let staff = of_class(world, network, "staff@example.jp", Class::Staff).await;
        let post = applied(&author, network, share(LifeKind::Birth, Audience::Alumni, None)).await;
        let row = reader.everything(network).await.row::<PostRow>(post).expect("a post");
        assert_eq!((row.kind, row.author), (PostKind::LifeEvent, Some(author.member(network))));
        assert!(staff.everything(network).await.row::<PostRow>(post).is_none());
        applied(&reader, network, react(post)).await;
        assert_eq!(author.everything(network).await.ids(&Scope::Me(author.member(network)), ReactionRow::KIND).len(), 1);
        applied(&reader, network, Action::MarkSeen { items: vec![post] }).await;

        assert_eq!(refused(&reader, network, Action::RemoveLifeEvent { post: PostId(post) }).await["code"], "not_found");
        applied(&author, network, Action::RemoveLifeEvent { post: PostId(post) }).await;
        applied(&author, network, Action::RemoveLifeEvent { post: PostId(post) }).await;
        let held = reader.everything(network).await;
        assert!(held.row::<PostRow>(post).is_none() && held.row::<MyReactionRow>(post).is_none());
        assert_eq!(refused(&reader, network, react(post)).await["code"], "not_found");
    }

    async fn nobody_sees_a_name_before_the_person_agrees(world: &World) {
        let network = world.network().await;
        let three = Three::new(world, network).await;
        let post = three.share(network).await;
        assert_eq!(three.seen(network, post).await, (false, None));
        assert_eq!(draft(&three.author.everything(network).await, post), Some(DraftState::Asked));
        let asked = three.named.everything(network).await.row::<NamingRow>(post).expect("a question");
        assert_eq!((asked.author, asked.agreed_at), (three.author.member(network), None));
        assert_eq!(refused(&three.third, network, answer(post, true)).await["code"], "not_found", "not theirs to answer");
        assert_eq!(refused(&three.third, network, react(post)).await["code"], "not_found");

        applied(&three.named, network, answer(post, true)).await;
        applied(&three.named, network, answer(post, true)).await;
        assert_eq!(three.seen(network, post).await, (true, Some(three.named.member(network))));
        assert_eq!(draft(&three.author.everything(network).await, post), None);

        applied(&three.named, network, answer(post, false)).await;
        assert_eq!(three.seen(network, post).await, (true, None), "the name goes and the post stays");
        assert!(three.named.everything(network).await.row::<NamingRow>(post).is_none());
        assert_eq!(refused(&three.named, network, answer(post, true)).await["code"], "not_found", "nobody asks any more");
    }

    async fn a_no_is_told_to_the_author_alone_who_may_publish_without_the_name(world: &World) {
        let network = world.network().await;
        let three = Three::new(world, network).await;
        let post = three.share(network).await;
        applied(&three.named, network, answer(post, false)).await;
        assert_eq!(three.seen(network, post).await, (false, None));
        assert_eq!(draft(&three.author.everything(network).await, post), Some(DraftState::Declined));
        assert!(three.named.everything(network).await.row::<NamingRow>(post).is_none());
        assert_eq!(refused(&three.third, network, Action::PublishUnnamed { post: PostId(post) }).await["code"], "not_found");
        applied(&three.author, network, Action::PublishUnnamed { post: PostId(post) }).await;
        applied(&three.author, network, Action::PublishUnnamed { post: PostId(post) }).await;
        assert_eq!(three.seen(network, post).await, (true, None));
        assert_eq!(draft(&three.author.everything(network).await, post), None);
    }

    async fn naming_oneself_a_stranger_or_somebody_who_is_hidden_is_naming_nobody(world: &World) {
        let network = world.network().await;
        let three = Three::new(world, network).await;
        let me = three.author.member(network);
        let name = |named| share(LifeKind::Marriage, Audience::Alumni, Some(named));
        assert_eq!(refused(&three.author, network, name(me)).await["field"], "named");
        let nobody = refused(&three.author, network, name(MemberId(enishi_server::ids::new_id()))).await;
        assert_eq!(nobody["code"], "not_found");
        let left = world.member(network, "left@example.jp").await.member(network);
        state(world, network, "left@example.jp", MemberState::Left).await;
        assert_eq!(refused(&three.author, network, name(left)).await, nobody);
        applied(&three.named, network, Action::HideFrom { member: me, block: false }).await;
        assert_eq!(refused(&three.author, network, name(three.named.member(network))).await, nobody);
    }

    async fn hiding_takes_the_question_and_the_name_away_from_those_two(world: &World) {
        let network = world.network().await;
        let three = Three::new(world, network).await;
        let (asked, agreed) = (three.share(network).await, three.share(network).await);
        applied(&three.named, network, answer(agreed, true)).await;
        applied(&three.named, network, Action::HideFrom { member: three.author.member(network), block: false }).await;
        let (hers, his) = (three.author.everything(network).await, three.named.everything(network).await);
        assert!(his.row::<NamingRow>(asked).is_none() && his.row::<PostRow>(agreed).is_none());
        assert!(hers.row::<NamedRow>(agreed).is_none() && hers.row::<PostRow>(agreed).is_some());
        assert_eq!(refused(&three.named, network, answer(asked, true)).await["code"], "not_found");
        let held = three.third.everything(network).await;
        assert_eq!(held.row::<NamedRow>(agreed).map(|row| row.member), Some(three.named.member(network)));

        // Somebody who is hidden from the named person alone reads the post and no name.
        applied(&three.third, network, Action::HideFrom { member: three.named.member(network), block: false }).await;
        let held = three.third.everything(network).await;
        assert!(held.row::<PostRow>(agreed).is_some() && held.row::<NamedRow>(agreed).is_none());
    }

    async fn a_no_is_always_heard_whatever_became_of_who_asked(world: &World) {
        let network = world.network().await;
        let three = Three::new(world, network).await;
        let (asked, agreed) = (three.share(network).await, three.share(network).await);
        applied(&three.named, network, answer(agreed, true)).await;
        let him = three.named.member(network);
        applied(&three.author, network, Action::HideFrom { member: him, block: false }).await;
        assert_eq!(refused(&three.named, network, answer(asked, true)).await["code"], "not_found");
        applied(&three.named, network, answer(agreed, false)).await;
        assert_eq!(three.seen(network, agreed).await, (true, None), "his name is nowhere");
        state(world, network, "author@example.jp", MemberState::Paused).await;
        applied(&three.named, network, answer(asked, false)).await;
        state(world, network, "author@example.jp", MemberState::Active).await;
        assert_eq!(draft(&three.author.everything(network).await, asked), Some(DraftState::Declined));
    }

    async fn who_pauses_is_named_nowhere_and_who_leaves_never_again(world: &World) {
        let network = world.network().await;
        let three = Three::new(world, network).await;
        let (asked, agreed) = (three.share(network).await, three.share(network).await);
        applied(&three.named, network, answer(agreed, true)).await;
        let him = three.named.member(network);
        state(world, network, "named@example.jp", MemberState::Paused).await;
        assert!(three.third.everything(network).await.row::<NamedRow>(agreed).is_none());
        state(world, network, "named@example.jp", MemberState::Active).await;
        assert_eq!(three.third.everything(network).await.row::<NamedRow>(agreed).map(|row| row.member), Some(him));

        state(world, network, "named@example.jp", MemberState::Left).await;
        let held = three.third.everything(network).await;
        assert!(held.row::<NamedRow>(agreed).is_none() && held.row::<PostRow>(agreed).is_some());
        assert_eq!(draft(&three.author.everything(network).await, asked), Some(DraftState::Declined));
        assert_eq!(mentions(&three.author.everything(network).await, him.0), Vec::<String>::new());

        state(world, network, "author@example.jp", MemberState::Paused).await;
        assert!(three.third.everything(network).await.row::<PostRow>(agreed).is_none());
        state(world, network, "author@example.jp", MemberState::Active).await;
        assert!(three.third.everything(network).await.row::<PostRow>(agreed).is_some());
        state(world, network, "author@example.jp", MemberState::Left).await;
        assert!(three.third.everything(network).await.row::<PostRow>(agreed).is_none());
    }
}
