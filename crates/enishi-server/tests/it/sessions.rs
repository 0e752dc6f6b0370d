//! Sessions: listed, ended from any device, run out by time.

use crate::{
    on_both,
    support::{World, world::DAY},
};
use serde_json::json;

const HANAKO: &str = "hanako@example.jp";

on_both! {
    async fn devices_are_listed_with_the_asking_one_first(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let phone = world.sign_in(HANAKO).await;
        world.sign_in(HANAKO).await;
        let listed = phone.get("/v1/sessions").await.body;
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(listed["items"][0]["id"], json!(phone.session));
        assert_eq!(listed["items"][0]["current"], true);
        assert_eq!(listed["items"][1]["current"], false);
        assert_eq!(listed["items"][0]["device_name"], "花子の電話");
    }

    async fn a_device_that_is_signed_out_elsewhere_is_refused_at_its_next_request(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let (phone, laptop) = (world.sign_in(HANAKO).await, world.sign_in(HANAKO).await);
        assert_eq!(laptop.delete(&format!("/v1/sessions/{}", phone.session)).await.status, 204);
        assert_eq!(phone.get("/v1/me").await.code(), "unauthenticated");
        assert_eq!(laptop.get("/v1/me").await.status, 200);
    }

    async fn a_token_that_this_database_has_never_heard_of_empties_no_device(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let device = world.sign_in(HANAKO).await;
        let mut write = world.database().await.write().await.expect("a write");
        sqlx::query("DELETE FROM sessions").execute(write.conn()).await.expect("as after an older backup");
        write.commit().await.expect("a commit");
        let answer = device.get("/v1/me").await;
        assert_eq!((answer.status, answer.code()), (401, "session_expired"));
    }

    async fn nobody_ends_the_session_of_somebody_else(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        world.invite(network, "taro@example.jp").await;
        let (hanako, taro) = (world.sign_in(HANAKO).await, world.sign_in("taro@example.jp").await);
        let theirs = taro.delete(&format!("/v1/sessions/{}", hanako.session)).await;
        let nobodys = taro.delete(&format!("/v1/sessions/{}", enishi_server::ids::secret_id())).await;
        assert_eq!((theirs.status, &theirs.body), (404, &nobodys.body));
        assert_eq!(hanako.get("/v1/me").await.status, 200);
    }

    async fn sign_out_makes_the_token_worthless(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let device = world.sign_in(HANAKO).await;
        assert_eq!(device.post("/v1/sign-out", &json!({})).await.status, 204);
        assert_eq!(device.get("/v1/me").await.status, 401);
    }

    async fn a_session_ends_after_sixty_days_without_use(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let device = world.sign_in(HANAKO).await;
        world.pass(59 * DAY);
        assert_eq!(device.get("/v1/me").await.status, 200, "and this counts as use");
        world.pass(59 * DAY);
        assert_eq!(device.get("/v1/me").await.status, 200);
        world.pass(61 * DAY);
        let answer = device.get("/v1/me").await;
        assert_eq!((answer.status, answer.code()), (401, "session_expired"), "told apart from a session that was ended");
    }

    async fn a_session_ends_after_a_year_however_much_it_is_used(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let device = world.sign_in(HANAKO).await;
        for _ in 0..7 {
            world.pass(50 * DAY);
            assert_eq!(device.get("/v1/me").await.status, 200);
        }
        world.pass(16 * DAY);
        assert_eq!(device.get("/v1/me").await.status, 401);
    }

    async fn the_database_holds_no_token(world: &World) {
        let network = world.network().await;
        world.invite(network, HANAKO).await;
        let device = world.sign_in(HANAKO).await;
        let mut snapshot = world.database().await.snapshot().await.expect("a snapshot");
        let hashes: Vec<String> = sqlx::query_scalar("SELECT token_hash FROM sessions").fetch_all(&mut *snapshot).await.expect("rows");
        assert_eq!(hashes, [enishi_server::ids::sha256(&device.token)]);
    }
}
