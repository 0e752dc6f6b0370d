//! Codes that must not open anything, each with a sentence of its own.

use crate::world::World;
use anyhow::Result;
use enishi_tests::cli::Device;

#[tokio::test]
async fn a_wrong_code_is_refused_and_the_right_one_still_works() -> Result<()> {
    let mut world = World::new().await?;
    let alumna = Device::new(&world.path("alumna"));
    let url = world.server.url();
    alumna.run(&["sign-in", "--server", &url, "--email", "misaki@example.jp"]).await?;
    let code = world.letters.next_for("misaki@example.jp").await?.code()?;
    let wrong = alumna.attempt(&["sign-in", "--code", "ZZZZ-ZZZZ"]).await?;
    assert_eq!((wrong.exit, wrong.code()), (1, "code_wrong"));
    // As a person types it: lower case, full-width, with spaces.
    let typed: String = code.to_lowercase().replace('-', "　");
    alumna.run(&["sign-in", "--code", &typed]).await?;
    Ok(())
}

#[tokio::test]
async fn the_sixth_try_is_refused_even_with_the_right_code() -> Result<()> {
    let mut world = World::new().await?;
    let alumna = Device::new(&world.path("alumna"));
    let url = world.server.url();
    alumna.run(&["sign-in", "--server", &url, "--email", "misaki@example.jp"]).await?;
    let code = world.letters.next_for("misaki@example.jp").await?.code()?;
    for _ in 0..5 {
        alumna.attempt(&["sign-in", "--code", "ZZZZZZZZ"]).await?;
    }
    let ended = alumna.attempt(&["sign-in", "--code", &code]).await?;
    assert_eq!((ended.exit, ended.code()), (1, "code_exhausted"));
    Ok(())
}

#[tokio::test]
async fn a_code_of_another_device_is_worth_nothing() -> Result<()> {
    let mut world = World::new().await?;
    let url = world.server.url();
    let hers = Device::new(&world.path("hers"));
    hers.run(&["sign-in", "--server", &url, "--email", "misaki@example.jp"]).await?;
    let code = world.letters.next_for("misaki@example.jp").await?.code()?;
    let thief = Device::new(&world.path("thief"));
    let none = thief.attempt(&["sign-in", "--code", &code]).await?;
    assert_eq!((none.exit, none.code()), (1, "no_code_requested"));
    thief.run(&["sign-in", "--server", &url, "--email", "anna@example.jp"]).await?;
    let other = thief.attempt(&["sign-in", "--code", &code]).await?;
    assert_eq!((other.exit, other.code()), (1, "code_wrong"));
    Ok(())
}

#[tokio::test]
async fn an_address_that_is_not_on_the_roster_gets_the_same_answer_and_no_letter() -> Result<()> {
    let mut world = World::new().await?;
    let url = world.server.url();
    let stranger = Device::new(&world.path("stranger"));
    let known = Device::new(&world.path("known"));
    let to_stranger =
        stranger.attempt(&["sign-in", "--server", &url, "--email", "stranger@example.jp"]).await?;
    let to_known = known.attempt(&["sign-in", "--server", &url, "--email", "misaki@example.jp"]).await?;
    assert_eq!((to_stranger.exit, &to_stranger.answer["phase"]), (0, &to_known.answer["phase"]));
    // The letters are written in order: when hers is there, the stranger's would be too.
    world.letters.next_for("misaki@example.jp").await?;
    for file in std::fs::read_dir(world.server.letters())? {
        let letter = std::fs::read_to_string(file?.path())?;
        assert!(!letter.contains("stranger@example.jp"));
    }
    Ok(())
}

#[tokio::test]
async fn an_address_that_is_none_and_a_server_that_is_none_are_named() -> Result<()> {
    let world = World::new().await?;
    let url = world.server.url();
    let device = Device::new(&world.path("device"));
    let address = device.attempt(&["sign-in", "--server", &url, "--email", "not an address"]).await?;
    assert_eq!((address.exit, address.code()), (1, "invalid_email"));
    let server =
        device.attempt(&["sign-in", "--server", "http://enishi.example", "--email", "a@example.jp"]).await?;
    assert_eq!((server.exit, server.code()), (1, "invalid_server"), "no token in the clear");
    let usage = device.attempt(&["sign-in"]).await?;
    assert_eq!((usage.exit, usage.code()), (2, "usage"));
    Ok(())
}
