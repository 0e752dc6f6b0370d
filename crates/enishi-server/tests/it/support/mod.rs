//! What tests are written with: a world (a running server with its folder and clock), devices, files.

pub mod device;
pub mod disk;
pub mod postgres;
pub mod program;
pub mod smtp;
pub mod world;

pub use device::Device;
pub use program::Program;
pub use world::World;

/// Runs a test body on SQLite and on PostgreSQL, each in a world of its own, and checks afterwards that the
/// database still is what the rules say.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($world:ident: &World) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn body($world: &World) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_sqlite() {
                let world = World::sqlite().await;
                body(&world).await;
                world.is_sound().await;
                world.stop().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_postgresql() {
                let world = World::postgres().await;
                body(&world).await;
                world.is_sound().await;
                world.stop().await;
            }
        }
    )+};
}
