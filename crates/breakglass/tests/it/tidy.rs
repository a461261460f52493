//! The house rules that a program can check.

use std::collections::BTreeMap;
use std::path::Path;

use super::program::{files, root};

/// Which of our crates a crate may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("breakglass-model", &[]),
    ("breakglass-prover", &["breakglass-model"]),
    ("breakglass-core", &["breakglass-model", "breakglass-prover"]),
    ("breakglass-graph", &["breakglass-model"]),
    ("breakglass-emulator", &[]),
    ("breakglass", &["breakglass-core", "breakglass-emulator", "breakglass-graph", "breakglass-model", "breakglass-prover"]),
];

/// Crates that neither read clocks nor talk to anybody, and what they may use from outside.
const PURE: &[(&str, &[&str])] =
    &[("breakglass-model", &["jiff", "serde", "serde_json"]), ("breakglass-prover", &["jiff"]), ("breakglass-core", &["jiff"])];

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned()
}

fn sources() -> Vec<(String, String)> {
    let read = |path: &std::path::PathBuf| (relative(path), std::fs::read_to_string(path).unwrap());
    files(&root().join("crates"), &[".rs"]).iter().map(read).collect()
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 600, "{path} has {lines} lines: split it (aim for 60 to 400)");
        assert!(text.starts_with("//!") || text.starts_with("#!["), "{path} has no module documentation");
        let name = path.rsplit('/').next().unwrap();
        let vague = ["utils.rs", "util.rs", "common.rs", "helpers.rs", "helper.rs", "manager.rs", "misc.rs"];
        assert!(!vague.contains(&name), "{path}: name the thing");
    }
}

#[test]
fn crates_point_one_way() {
    for (name, allowed) in ARROWS {
        let manifest = std::fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let dependencies: Vec<&String> = manifest["dependencies"].as_table().unwrap().keys().collect();
        for dependency in &dependencies {
            let is_ours = dependency.starts_with("breakglass");
            assert!(!is_ours || allowed.contains(&dependency.as_str()), "{name} must not use {dependency}");
        }
        if let Some((_, outside)) = PURE.iter().find(|(pure, _)| pure == name) {
            for dependency in dependencies.iter().filter(|it| !it.starts_with("breakglass")) {
                assert!(outside.contains(&dependency.as_str()), "{name} is pure and must not use {dependency}");
            }
        }
    }
    let crates = std::fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(crates, ARROWS.len(), "a new crate needs its arrows here and in ARCHITECTURE.md");
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    for line in section.lines().filter(|line| line.contains(" = ") && !line.starts_with("breakglass") && !line.starts_with('#')) {
        let comment = line.rsplit_once('#').map(|(_, comment)| comment).unwrap_or_default();
        assert!(comment.matches(';').count() >= 2, "purpose; licence; who keeps it: {line}");
    }
}

#[test]
fn catalogue_folders_list_their_files_sorted() {
    for (path, text) in sources().into_iter().filter(|(path, _)| path.contains("/controls/") && path.ends_with("/mod.rs")) {
        let modules: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).collect();
        assert!(modules.is_sorted(), "{path}: `mod` lines are not sorted");
    }
}

#[test]
fn microsoft_facts_are_dated_and_assumptions_are_listed() {
    let listed = std::fs::read_to_string(root().join("docs/assumptions.md")).unwrap_or_default();
    let mut found = BTreeMap::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("it/tidy.rs")) {
        for (index, line) in text.lines().enumerate() {
            let comment = line.trim_start();
            if !comment.starts_with("//") {
                continue;
            }
            if let Some((_, said)) = comment.split_once("Assumption:") {
                found.insert(format!("{path}: {}", said.trim()), ());
            }
            if comment.contains("Source: <http") {
                let until = text.lines().skip(index).take(3).collect::<Vec<_>>().join(" ");
                assert!(until.contains("(read 20"), "{path}:{}: a source without the date it was read", index + 1);
            }
        }
    }
    let page = format!(
        "# Assumptions\n\nWhat the code takes for true without a Microsoft document that says so. The emulator lists its own: `breakglass emulator --assumptions`.\n\n{}",
        found.keys().map(|line| format!("- {line}\n")).collect::<String>()
    );
    super::documents::assert_document("docs/assumptions.md", &page, &listed);
}

#[test]
fn the_product_speaks_of_itself_alone() {
    let banned = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat(), ["/ho", "me/"].concat(), ["static.cra", "tes.io"].concat()];
    for path in files(&root(), &[".rs", ".md", ".toml", ".html", ".py", "script/test"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        for word in &banned {
            assert!(!text.contains(word.as_str()), "{} says {word}", relative(&path));
        }
    }
}

#[test]
fn unsafe_code_and_silent_lints_are_nowhere() {
    let allow = ["#[al", "low("].concat();
    for (path, text) in sources() {
        assert!(!text.contains(&allow), "{path}: write #[expect(…, reason = \"…\")]");
    }
}

#[test]
fn the_whole_check_installs_what_tests_call() {
    let script = std::fs::read_to_string(root().join("script/test")).unwrap();
    for (program, package) in [("xmllint", "libxml2-utils"), ("cargo-nextest", "cargo-nextest"), ("cargo-deny", "cargo-deny")] {
        let line = script.lines().find(|line| line.starts_with(&format!("command -v {program} ")));
        assert!(line.is_some_and(|line| line.contains(package)), "script/test does not install {program}");
    }
}
