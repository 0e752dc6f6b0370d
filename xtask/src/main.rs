//! The project's own commands, the same on a laptop and in CI: `cargo xtask COMMAND`.

mod android;
mod check;
mod demo;
mod sim;
mod ui;

use anyhow::{Result, bail};

const USAGE: &str = "cargo xtask COMMAND

  ui [--release]    build the webview's program into dist/
  check             dependency rules, locale completeness, conventions
  demo-data         write assets/demo from its fixed seed
  sim               simulated days: [--seeds N] [--seed S], or [--planted] to test the checks
  android-check     type-check the whole app for aarch64-linux-android";

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let command = args.next();
    let rest: Vec<String> = args.collect();
    match command.as_deref() {
        Some("ui") => ui::run(&rest),
        Some("check") => check::run(),
        Some("demo-data") => demo::run(&rest),
        Some("sim") => sim::run(&rest),
        Some("android-check") => android::run(),
        _ => bail!("{USAGE}"),
    }
}
