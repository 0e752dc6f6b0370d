use enishi_bridge::commands::{COMMANDS, SHELL_COMMANDS};
use std::{collections::BTreeSet, fs, path::Path};

const REGISTER: &str = include_str!("mod.rs");
const CAPABILITIES: [&str; 2] = [
    include_str!("../../capabilities/main-desktop.json"),
    include_str!("../../capabilities/main-mobile.json"),
];

fn declared() -> BTreeSet<String> {
    COMMANDS.iter().chain(&SHELL_COMMANDS).map(|name| (*name).to_owned()).collect()
}

/// Each command that is written, with the file it is in: `members::directory`.
fn written() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/src/commands");
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let feature = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = fs::read_to_string(&path).unwrap();
        let names = source.split("#[command]\npub async fn ").skip(1).filter_map(|rest| rest.split_once('('));
        found.extend(names.map(|(name, _)| format!("{feature}::{name}")));
    }
    found
}

/// Each command that is registered, the same way.
fn registered() -> BTreeSet<String> {
    let list = REGISTER.split_once("generate_handler![\n").unwrap().1.split_once(']').unwrap().0;
    list.split(',').map(|name| name.trim().to_owned()).collect()
}

/// The names alone, each as often as it is there.
fn without_file(names: BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<_> =
        names.into_iter().map(|name| name.rsplit_once(':').unwrap().1.to_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_declared_command_is_written_and_no_other() {
    assert_eq!(without_file(written()), Vec::from_iter(declared()));
}

#[test]
fn every_declared_command_is_registered_and_no_other() {
    assert_eq!(registered(), written());
    assert_eq!(without_file(registered()), Vec::from_iter(declared()));
}

#[test]
fn every_capability_allows_the_declared_commands_and_listening_and_nothing_else() {
    let mut expected: BTreeSet<String> =
        declared().iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    expected.extend(["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()]);
    for text in CAPABILITIES {
        let capability: serde_json::Value = serde_json::from_str(text).unwrap();
        let allowed: BTreeSet<String> = serde_json::from_value(capability["permissions"].clone()).unwrap();
        assert_eq!(allowed, expected);
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
        assert!(capability.get("remote").is_none(), "no remote page may call anything");
    }
}
