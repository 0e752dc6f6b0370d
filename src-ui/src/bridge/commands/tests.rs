use enishi_bridge::commands::{COMMANDS, SHELL_COMMANDS};
use std::{fs, path::Path};

#[test]
fn every_command_of_the_contract_has_its_function() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bridge/commands");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let source: String = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    for command in COMMANDS.into_iter().chain(SHELL_COMMANDS) {
        assert!(source.contains(&format!("call(\"{command}\"")), "{command}");
    }
}
