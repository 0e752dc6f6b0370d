//! The horizon: tombstones of more than 90 days are forgotten, and only who needed one begins anew.

use crate::{
    hidden::compared,
    on_both,
    push::post,
    support::{
        Device, World,
        device::{Cache, mutation},
        world::DAY,
    },
};
use enishi_server::domain::horizon::forget;
use enishi_wire::{
    digest::Comparison,
    ids::{NetworkId, PostId},
    members::Duty,
    mutations::Action,
    scopes::Scope,
    sync::PullLine,
};
use uuid::Uuid;

async fn publish(desk: &Device, network: NetworkId, title: &str) -> Uuid {
    let wish = mutation(network, post(title));
    assert_eq!(desk.push(&wish).await["outcome"], "applied");
    wish.id.0
}

async fn take_back(desk: &Device, network: NetworkId, post: Uuid) {
    assert_eq!(desk.wish(network, Action::RemovePost { post: PostId(post) }).await["outcome"], "applied");
}

/// Everything of one database that says that a row is gone.
async fn tombstones(world: &World) -> i64 {
    let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
    sqlx::query_scalar("SELECT COUNT(*) FROM changes WHERE body IS NULL")
        .fetch_one(&mut *snapshot)
        .await
        .expect("a number")
}

on_both! {
    async fn a_cursor_below_the_floor_is_reset_and_one_above_it_is_not(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let reader = world.member(network, "hanako@example.jp").await;
        let gone = publish(&desk, network, "消える").await;
        let mut away = reader.everything(network).await;
        take_back(&desk, network, gone).await;
        let mut present = reader.everything(network).await;
        publish(&desk, network, "残る").await;

        world.pass(89 * DAY);
        assert_eq!(forget(&world.database().await, world.now()).await.expect("done"), 0, "90 days are not over");
        world.pass(2 * DAY);
        assert_eq!(forget(&world.database().await, world.now()).await.expect("done"), 2, "for readers and for the desk");
        assert_eq!(tombstones(world).await, 0);

        let (desk, reader) = (world.sign_in("desk@example.jp").await, world.sign_in("hanako@example.jp").await);
        present.sync(&reader, network).await;
        assert_eq!(present.resets, 0, "it had heard of the removal");
        away.sync(&reader, network).await;
        assert_eq!(away.resets, 1);
        assert!(away.in_scopes("post", gone).is_empty());
        assert_eq!(away.ids(&Scope::Members, "post").len(), 1);
        publish(&desk, network, "新しい").await;
        away.sync(&reader, network).await;
        assert_eq!((away.resets, away.ids(&Scope::Members, "post").len()), (1, 2));
    }

    async fn below_the_floor_nothing_is_compared_because_a_removal_may_be_forgotten(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let reader = world.member(network, "hanako@example.jp").await;
        let gone = publish(&desk, network, "消える").await;
        let away = reader.everything(network).await;
        take_back(&desk, network, gone).await;
        world.pass(91 * DAY);
        forget(&world.database().await, world.now()).await.expect("done");
        let reader = world.sign_in("hanako@example.jp").await;
        let found = compared(&reader, &away, network).await;
        assert_eq!(found[&Scope::Members], Comparison::Moved, "a pull begins the scope anew");
    }

    async fn the_floor_of_a_scope_is_not_the_floor_of_the_others(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let reader = world.member(network, "hanako@example.jp").await;
        let staff = enishi_wire::posts::Audience::Staff;
        let Action::CreatePost { post_kind, title, text, .. } = post("職員へ") else { unreachable!("a post") };
        let wish = mutation(network, Action::CreatePost { post_kind, title, text, audience: staff });
        desk.push(&wish).await;
        let mut held = reader.everything(network).await;
        take_back(&desk, network, wish.id.0).await;
        world.pass(91 * DAY);
        assert_eq!(forget(&world.database().await, world.now()).await.expect("done"), 2);
        held.sync(&world.sign_in("hanako@example.jp").await, network).await;
        assert_eq!(held.resets, 0, "nothing of an alumna's scopes was forgotten");
    }

    async fn a_device_in_the_middle_of_its_first_sync_is_not_reset_by_the_floor(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let reader = world.member(network, "hanako@example.jp").await;
        let mut posts = Vec::new();
        for n in 0..6 {
            posts.push(publish(&desk, network, &format!("お知らせ {n}")).await);
        }
        let gone = posts.pop().expect("a post");
        take_back(&desk, network, gone).await;
        let mut held = Cache { page_rows: Some(2), ..Cache::default() };
        assert!(held.apply(reader.page(&held.request(network)).await), "there is more");
        world.pass(91 * DAY);
        assert!(forget(&world.database().await, world.now()).await.expect("done") > 0);
        let reader = world.sign_in("hanako@example.jp").await;
        held.sync(&reader, network).await;
        assert_eq!(held.resets, 0, "what was removed before the scope was opened never came");
        assert_eq!(held.ids(&Scope::Members, "post"), posts.into_iter().collect());

        let mut forgetful = held.request(network);
        forgetful.cursors.insert(Scope::Members, 1);
        assert!(matches!(reader.page(&forgetful).await.as_slice(), [PullLine::Reset { .. }]), "a cursor alone is too low");
        forgetful.opened.insert(Scope::Members, held.cursors[&Scope::Members]);
        assert!(matches!(reader.page(&forgetful).await.last(), Some(PullLine::PageEnd { .. })));
    }

    async fn a_server_forgets_old_tombstones_when_it_starts(world: &World) {
        let network = world.network().await;
        let desk = world.desk(network, "desk@example.jp", &[Duty::Posts]).await;
        let gone = publish(&desk, network, "消える").await;
        take_back(&desk, network, gone).await;
        world.restart().await;
        world.pass(91 * DAY);
        world.restart().await;
        let forgotten = async {
            while tombstones(world).await > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), forgotten).await.expect("forgotten");
    }

    async fn many_tombstones_are_forgotten_in_batches_and_in_order(world: &World) {
        let network = world.network().await;
        let database = world.database().await;
        let mut write = database.write().await.expect("a write");
        for seq in 1_001..=13_000_i64 {
            sqlx::query(
                "INSERT INTO changes (network, scope, kind, id, seq, version, owner, body, at) \
                 VALUES ($1, 'members', 'post', $2, $3, 1, NULL, NULL, 0)",
            )
            .bind(network.to_string())
            .bind(enishi_server::ids::new_id().to_string())
            .bind(seq)
            .execute(write.conn())
            .await
            .expect("a row");
        }
        write.commit().await.expect("a commit");
        world.set_counter(network, 13_000).await;
        assert_eq!(forget(&database, world.now()).await.expect("done"), 12_000);
        let mut snapshot = database.snapshot().await.expect("a snapshot");
        let floors: Vec<(String, i64)> =
            sqlx::query_as("SELECT scope, seq FROM floors").fetch_all(&mut *snapshot).await.expect("rows");
        assert_eq!(floors, [("members".to_owned(), 13_000)]);
    }
}
