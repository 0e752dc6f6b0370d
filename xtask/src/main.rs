//! The project's own commands, the same on a laptop and in CI: `cargo xtask COMMAND`.

mod android;
mod bench;
mod check;
mod demo;
mod killloop;
mod run;
mod sim;
mod ui;

use anyhow::{Result, bail};

const USAGE: &str = "cargo xtask COMMAND

  ui [--release]    build the webview's program into dist/
  check             dependency rules, locale completeness, conventions
  bench [NAME...] [--json] [--short]
                    measure the speed of sync; all of it without a name
  demo-data         write assets/demo from its fixed seed
  killloop server|client [--cycles N] [--database sqlite|postgres] [--seed S] [--kill-after FROM..TO]
                    kill -9 at random moments; what was acknowledged is there, once
  sim [--seeds N] [--seed S] | --planted
                    simulated days of sync; planted bugs test the checks
  android-check     type-check the whole app for aarch64-linux-android";

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let command = args.next();
    let rest: Vec<String> = args.collect();
    match command.as_deref() {
        Some("ui") => ui::run(&rest),
        Some("check") => check::run(),
        Some("bench") => bench::run(&rest),
        Some("demo-data") => demo::run(&rest),
        Some("killloop") => killloop::run(&rest),
        Some("sim") => sim::run(&rest),
        Some("android-check") => android::run(),
        _ => bail!("{USAGE}"),
    }
}
