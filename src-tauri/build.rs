//! Declares every command of the app, so that a page may call only what a capability names.

use enishi_bridge::commands::{COMMANDS, SHELL_COMMANDS};
use tauri_build::{AppManifest, Attributes};

fn main() {
    let commands: &'static [&'static str] = Vec::leak([&COMMANDS[..], &SHELL_COMMANDS[..]].concat());
    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().commands(commands));
    if let Err(reason) = tauri_build::try_build(attributes) {
        // A build script has no other way to speak to cargo than its output and its exit code.
        #[expect(clippy::print_stderr, reason = "cargo shows a build script's standard error")]
        {
            eprintln!("{reason:#}");
        }
        std::process::exit(1);
    }
}
