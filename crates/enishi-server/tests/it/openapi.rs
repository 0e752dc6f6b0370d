//! The description of the API is frozen: a change is seen in review.

use crate::support::{World, device::http, world::Answer};

#[tokio::test]
async fn the_description_of_the_api_is_what_was_reviewed() {
    let world = World::sqlite().await;
    let document = Answer::of(http().get(world.url("/openapi.json").await)).await.body;
    insta::assert_json_snapshot!("openapi", document);
    world.stop().await;
}
