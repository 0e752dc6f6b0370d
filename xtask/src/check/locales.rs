//! Whether assets/locales has every text in both languages: same files, same keys, same arguments, a
//! sentence for every error code, and every key that the code names.

use super::SourceFile;
use enishi_bridge::errors::AppCode;
use fluent_syntax::{ast, parser};
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = "assets/locales/";
const LANGUAGES: [&str; 2] = ["ja", "en"];

/// Calls whose first text argument is a key.
const CALLS: [&str; 7] = ["t!(", "tr(", "tr_with(", "say(", "lookup(", "lookup_with_args(", "texts.get("];

/// Where keys are named in code.
const CODE: [&str; 4] =
    ["src-ui/src/", "src-tauri/src/", "crates/enishi-client/src/", "crates/enishi-server/src/"];

/// Arguments of each key, by file name.
type Keys = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// A sentence for everything that is missing.
pub fn broken(files: &[SourceFile]) -> Vec<String> {
    let mut broken = Vec::new();
    let [ja, en] = LANGUAGES.map(|language| keys_of(language, files, &mut broken));
    broken.extend(differences("ja", &ja, "en", &en));
    broken.extend(differences("en", &en, "ja", &ja));
    let all: BTreeSet<&str> = ja.values().flat_map(|keys| keys.keys().map(String::as_str)).collect();
    for code in AppCode::ALL {
        let key = code.message_key();
        if !all.contains(key.as_str()) {
            broken.push(format!("{FOLDER}: no sentence {key} for the error code {}", code.as_str()));
        }
    }
    for file in files.iter().filter(|file| CODE.iter().any(|folder| file.path.starts_with(folder))) {
        for key in named_keys(&file.text) {
            if !all.contains(key.as_str()) {
                broken.push(format!("{}: names the text {key}, which is in no locale file", file.path));
            }
        }
    }
    broken
}

/// All keys of one language. Unreadable entries and keys that two files share are reported: the loaders
/// put all files of a language into one bundle.
fn keys_of(language: &str, files: &[SourceFile], broken: &mut Vec<String>) -> Keys {
    let folder = format!("{FOLDER}{language}/");
    let mut found = Keys::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with(&folder) && file.path.ends_with(".ftl")) {
        let resource = parser::parse(file.text.as_str()).unwrap_or_else(|(resource, errors)| {
            broken.extend(errors.iter().map(|error| format!("{}: {error}", file.path)));
            resource
        });
        let mut keys = BTreeMap::new();
        for (key, arguments) in resource.body.iter().filter_map(key_and_arguments) {
            if let Some(other) = seen.insert(key.clone(), file.path.clone()) {
                broken.push(format!("{}: the key {key} is also in {other}", file.path));
            }
            keys.insert(key, arguments);
        }
        found.insert(file.path.trim_start_matches(&folder).to_owned(), keys);
    }
    found
}

fn differences(language: &str, these: &Keys, other: &str, those: &Keys) -> Vec<String> {
    let mut broken = Vec::new();
    for (file, keys) in these {
        let Some(other_keys) = those.get(file) else {
            broken.push(format!("{FOLDER}{other}/{file} is missing; {language} has it"));
            continue;
        };
        for (key, arguments) in keys {
            match other_keys.get(key) {
                None => broken.push(format!("{FOLDER}{other}/{file}: {key} is missing; {language} has it")),
                Some(others) => broken.extend(arguments.difference(others).map(|argument| {
                    format!("{FOLDER}{other}/{file}: {key} does not use ${argument}; {language} does")
                })),
            }
        }
    }
    broken
}

fn key_and_arguments(entry: &ast::Entry<&str>) -> Option<(String, BTreeSet<String>)> {
    let (key, pattern, attributes) = match entry {
        ast::Entry::Message(message) => {
            (message.id.name.to_owned(), message.value.as_ref(), &message.attributes)
        }
        ast::Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value), &term.attributes),
        _ => return None,
    };
    let mut arguments = BTreeSet::new();
    for pattern in pattern.into_iter().chain(attributes.iter().map(|attribute| &attribute.value)) {
        collect_arguments(pattern, &mut arguments);
    }
    Some((key, arguments))
}

fn collect_arguments(pattern: &ast::Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            match expression {
                ast::Expression::Inline(inline) => collect_inline(inline, into),
                // A count chooses a form in English and not in Japanese: the selector itself is free.
                ast::Expression::Select { variants, .. } => {
                    for variant in variants {
                        collect_arguments(&variant.value, into);
                    }
                }
            }
        }
    }
}

fn collect_inline(inline: &ast::InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                collect_inline(argument, into);
            }
        }
        _ => {}
    }
}

/// The keys that a file of code names in full; keys put together at run time are not seen.
fn named_keys(code: &str) -> BTreeSet<String> {
    let production = code.split("#[cfg(test)]").next().unwrap_or(code);
    let production: String =
        production.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for call in CALLS {
        for (at, _) in production.match_indices(call) {
            let (before, after) = production.split_at(at);
            let whole_word = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '!');
            let mut parts = after.get(call.len()..).unwrap_or_default().splitn(3, '"');
            let (Some(first), Some(literal)) = (parts.next(), parts.next()) else { continue };
            let directly = first.chars().all(|c| c.is_alphanumeric() || "_&., \n".contains(c));
            if whole_word && directly && is_key(literal) {
                found.insert(literal.to_owned());
            }
        }
    }
    found
}

fn is_key(literal: &str) -> bool {
    literal.starts_with(|c: char| c.is_ascii_lowercase())
        && literal.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !literal.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.to_owned(), text: text.to_owned() }
    }

    fn errors() -> String {
        AppCode::ALL.iter().map(|code| format!("{} = x\n", code.message_key())).collect()
    }

    fn locales(ja: &str, en: &str) -> Vec<SourceFile> {
        vec![
            file("assets/locales/ja/ui.ftl", &format!("{}{ja}", errors())),
            file("assets/locales/en/ui.ftl", &format!("{}{en}", errors())),
        ]
    }

    #[test]
    fn both_languages_complete_is_not_broken() {
        assert_eq!(broken(&locales("a = { $n }人\n", "a = { $n } people\n")), Vec::<String>::new());
    }

    #[test]
    fn a_text_in_one_language_only_is_broken() {
        assert_eq!(broken(&locales("a = あ\n", "")), ["assets/locales/en/ui.ftl: a is missing; ja has it"]);
    }

    #[test]
    fn an_argument_that_one_language_forgets_is_broken() {
        assert_eq!(
            broken(&locales("a = 人\n", "a = { $n } people\n")),
            ["assets/locales/ja/ui.ftl: a does not use $n; en does"]
        );
    }

    #[test]
    fn an_error_code_without_a_sentence_is_broken() {
        let mut files = locales("", "");
        for file in &mut files {
            file.text = file.text.replace("error-disk-full = x\n", "");
        }
        assert_eq!(broken(&files).len(), 1);
    }

    #[test]
    fn a_key_named_in_code_and_written_nowhere_is_broken() {
        let mut files = locales("a = あ\n", "a = a\n");
        files.push(file(
            "src-ui/src/home.rs",
            "/// As t!(\"in-a-comment\").\nview! { {t!(\"a\")} {tr(\"no-such\")} {attr(\"b-c\")} }",
        ));
        assert_eq!(
            broken(&files),
            ["src-ui/src/home.rs: names the text no-such, which is in no locale file"]
        );
    }

    #[test]
    fn a_key_in_two_files_is_broken() {
        let mut files = locales("a = あ\n", "a = a\n");
        files.push(file("assets/locales/ja/shell.ftl", "a = い\n"));
        files.push(file("assets/locales/en/shell.ftl", "a = b\n"));
        assert_eq!(broken(&files).len(), 2);
    }

    #[test]
    fn an_entry_that_does_not_parse_is_broken() {
        assert!(!broken(&locales("a = { $n\n", "a = b\n")).is_empty());
    }
}
