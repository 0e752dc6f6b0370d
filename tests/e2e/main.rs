//! The real window: the scenes of `enishi_tests::scenes`, as a test. Pictures go to
//! `ENISHI_PICTURES`, or to a folder that goes with the test.

use anyhow::Result;
use enishi_tests::{report::say, scenes};
use std::{path::PathBuf, process::ExitCode};

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let temporary = tempfile::tempdir()?;
    let pictures =
        std::env::var_os("ENISHI_PICTURES").map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let (passed, failed) = scenes::play(&pictures).await?;
    let result = if failed == 0 { "ok" } else { "FAILED" };
    say(&format!(
        "\ntest result: {result}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out"
    ))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
