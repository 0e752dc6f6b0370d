//! Conventions that can be read off a file: what must not be written anywhere, what tests must not do,
//! and that a feature has the same file name in every layer.

use super::SourceFile;

/// Text that must not be in files with these endings, and why. The patterns are cut in two, so that this
/// file does not find itself.
const BANNED: [(&[&str], &str, &str); 8] = [
    (&[".rs"], concat!("inner", "_html"), "text from others is never markup"),
    (&[".rs"], concat!("to", "do!("), "what is not there yet is not in the code"),
    (&[".rs"], concat!("unimpl", "emented!("), "what is not there yet is not in the code"),
    (&[".rs"], concat!("#[ign", "ore"), "a test runs or does not exist"),
    (&[".rs", ".md", ".toml", ".sh"], concat!("TO", "DO"), "an issue is the place for what is to be done"),
    (&[".rs", ".md", ".toml", ".json", ".kts", ".kt"], concat!("/wo", "rk/"), "a path of one machine"),
    (&[".rs", ".md", ".toml", ".json", ".kts", ".kt"], concat!("/ro", "ot/"), "a path of one machine"),
    (&[".md", ".toml", ".json", ".kts", ".kt"], concat!("/ho", "me/"), "a path of one machine"),
];

/// Waiting for a time to pass makes a test slow on one machine and wrong on another. Asking again for a
/// condition after a moment is no such wait.
const WAITING: [&str; 2] = [concat!("sle", "ep("), concat!("sleep_", "until(")];

/// Where time that passes is the fault itself: a kill at any moment, a network that delays, a program that stands
/// still for longer than every time-out.
const PASSING: [&str; 3] = ["tests/src/killloop/", "tests/src/proxy/faults.rs", "tests/it/bad_lines.rs"];

/// Folders in which everything is a test.
const TESTS: [&str; 4] =
    ["tests/", "crates/enishi-server/tests/", "crates/enishi-client/tests/", "crates/enishi-sync/tests/"];

/// The features and the layers in which each has a file or folder of its name.
const FEATURES: [&str; 4] = ["events", "members", "posts", "sign_in"];
const LAYERS: [(&str, &[&str]); 5] = [
    ("wire", &["crates/enishi-wire/src/"]),
    ("bridge", &["crates/enishi-bridge/src/"]),
    ("client", &["crates/enishi-client/src/"]),
    ("server", &["crates/enishi-server/src/"]),
    ("ui", &["src-ui/src/"]),
];

/// A sentence for everything that breaks a convention.
pub fn broken(files: &[SourceFile]) -> Vec<String> {
    let mut broken: Vec<String> =
        files.iter().flat_map(banned).chain(files.iter().flat_map(waiting)).collect();
    for feature in FEATURES {
        for (layer, folders) in LAYERS {
            if !files.iter().any(|file| belongs_to(file, folders, feature)) {
                broken.push(format!(
                    "{layer}: has no file {feature}.rs; a feature has one name in every layer"
                ));
            }
        }
    }
    broken
}

fn banned(file: &SourceFile) -> Vec<String> {
    BANNED
        .iter()
        .filter(|(endings, _, _)| endings.iter().any(|ending| file.path.ends_with(ending)))
        .flat_map(|(_, pattern, reason)| {
            lines_with(&file.text, pattern)
                .map(move |line| format!("{}:{line}: {pattern}: {reason}", file.path))
        })
        .collect()
}

fn waiting(file: &SourceFile) -> Vec<String> {
    if !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let tests = if TESTS.iter().any(|folder| file.path.starts_with(folder)) {
        file.text.as_str()
    } else {
        file.text.split_once("#[cfg(test)]").map_or("", |(_, tests)| tests)
    };
    if PASSING.iter().any(|place| file.path.starts_with(place)) {
        return Vec::new();
    }
    WAITING
        .iter()
        .filter(|pattern| tests.split(**pattern).skip(1).any(|after| !is_a_moment(after)))
        .map(|pattern| format!("{}: {pattern}: a test waits for a condition or moves the clock", file.path))
        .collect()
}

/// Whether what is waited for is at most 50 milliseconds.
fn is_a_moment(after: &str) -> bool {
    after
        .trim_start_matches("std::time::")
        .strip_prefix("Duration::from_millis(")
        .and_then(|rest| rest.split(')').next()?.parse::<u64>().ok())
        .is_some_and(|milliseconds| milliseconds <= 50)
}

fn lines_with<'a>(text: &'a str, pattern: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.lines().enumerate().filter(move |(_, line)| line.contains(pattern)).map(|(index, _)| index + 1)
}

/// Whether a file is `…/feature.rs`, or lies in a folder of the feature's name.
fn belongs_to(file: &SourceFile, folders: &[&str], feature: &str) -> bool {
    folders
        .iter()
        .filter_map(|folder| file.path.strip_prefix(folder))
        .any(|rest| rest.split('/').any(|part| part.strip_suffix(".rs").unwrap_or(part) == feature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Vec<SourceFile> {
        LAYERS
            .iter()
            .flat_map(|(_, folders)| FEATURES.map(|feature| format!("{}{feature}.rs", folders[0])))
            .map(|path| SourceFile { path, text: String::new() })
            .collect()
    }

    fn with(path: &str, text: &str) -> Vec<String> {
        let mut files = complete();
        files.push(SourceFile { path: path.to_owned(), text: text.to_owned() });
        broken(&files)
    }

    #[test]
    fn a_clean_tree_is_not_broken() {
        assert_eq!(with("src-ui/src/home.rs", "fn home() {}"), Vec::<String>::new());
    }

    #[test]
    fn every_banned_text_is_found_with_its_line() {
        for (endings, pattern, _) in BANNED {
            let found = with(&format!("src-ui/src/home{}", endings[0]), &format!("one\n{pattern} two"));
            assert_eq!(found.len(), 1, "{pattern}: {found:?}");
            assert!(found[0].contains(":2: "), "{found:?}");
        }
    }

    #[test]
    fn waiting_for_time_is_broken_in_tests_only() {
        let line = format!("tokio::time::{}x).await;", WAITING[0]);
        assert_eq!(with("tests/it/rsvp.rs", &line).len(), 1);
        assert_eq!(
            with("crates/enishi-client/src/retry.rs", &format!("#[cfg(test)]\nmod tests {{ {line} }}")).len(),
            1
        );
        assert_eq!(with("crates/enishi-client/src/retry.rs", &line).len(), 0);
        assert_eq!(with("tests/src/killloop/server.rs", &line).len(), 0);
        let moment = format!("tokio::time::{}Duration::from_millis(10)).await;", WAITING[0]);
        assert_eq!(with("tests/it/rsvp.rs", &moment).len(), 0);
    }

    #[test]
    fn a_feature_that_a_layer_calls_otherwise_is_broken() {
        let files: Vec<_> =
            complete().into_iter().filter(|file| file.path != "src-ui/src/events.rs").collect();
        assert_eq!(broken(&files), ["ui: has no file events.rs; a feature has one name in every layer"]);
    }

    #[test]
    fn a_folder_of_the_features_name_counts_as_its_file() {
        let mut files: Vec<_> =
            complete().into_iter().filter(|file| file.path != "src-ui/src/events.rs").collect();
        files.push(SourceFile { path: "src-ui/src/events/page.rs".to_owned(), text: String::new() });
        assert_eq!(broken(&files), Vec::<String>::new());
    }
}
