//! Declares every command of the app, so that a page may call only what a capability names.

#![expect(clippy::print_stderr, reason = "cargo listens to a build script's output")]

use enishi_bridge::commands::{COMMANDS, SHELL_COMMANDS};
use tauri_build::{AppManifest, Attributes};

fn main() {
    // The pages are built by `cargo xtask ui`; without them the shell still compiles, for checks and tests.
    if let Err(reason) = std::fs::create_dir_all("dist") {
        println!("cargo:warning=dist/ cannot be made: {reason}");
    }
    // Tauri looks for changes where capabilities usually are, and not here.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let commands: &'static [&'static str] = Vec::leak([&COMMANDS[..], &SHELL_COMMANDS[..]].concat());
    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().commands(commands));
    if let Err(reason) = tauri_build::try_build(attributes) {
        eprintln!("{reason:#}");
        std::process::exit(1);
    }
}
