//! Pages that are folds over the catalogue, and pages that name things: they stay true.

use breakglass_core::controls::{AREAS, all};

use super::program::{breakglass, root};

/// Compares a generated page with the file; `INSTA_UPDATE=always` writes it.
pub fn assert_document(path: &str, wanted: &str, found: &str) {
    if wanted != found && std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(root().join(path), wanted).unwrap();
        return;
    }
    assert!(wanted == found, "{path} is out of date: INSTA_UPDATE=always cargo nextest run -p breakglass documents tidy\n{wanted}");
}

#[test]
fn the_catalogue_page_is_a_fold_over_the_controls() {
    let mut page = String::from(
        "# Controls\n\nEach is one file under `crates/breakglass-core/src/controls/`. `breakglass explain ID` says the same on a terminal.\n",
    );
    for area in AREAS {
        page.push_str(&format!("\n## {}\n", area.title));
        for control in area.controls {
            page.push_str(&format!("\n### `{}` {}\n\n", control.id, control.title));
            page.push_str(&format!("Severity {}. {}\n\n**Fix.** {}\n\n", control.severity.word(), control.why, control.fix));
            let needs: Vec<String> = control.needs.iter().map(|need| format!("{} (`{}`)", need.title(), need.permission())).collect();
            page.push_str(&format!("Reads {}.\n", needs.join(", ")));
            for source in control.sources {
                page.push_str(&format!("Source: [{}]({}), {}.\n", source.title, source.address, source.date));
            }
        }
    }
    let path = "docs/controls.md";
    assert_document(path, &page, &std::fs::read_to_string(root().join(path)).unwrap_or_default());
}

/// Names in back-ticks must be a control, a command, an option, a profile, or a file.
#[test]
fn every_name_in_the_coverage_page_exists() {
    let page = std::fs::read_to_string(root().join("docs/coverage.md")).unwrap();
    let commands =
        ["assess", "prove", "what-if", "snapshot", "emulator", "demo", "explain", "init", "doctor", "completions", "man", "schema"];
    let help: Vec<String> =
        std::iter::once(breakglass(&["--help"]).out).chain(commands.iter().map(|command| breakglass(&[command, "--help"]).out)).collect();
    let mut names = 0;
    for (row, line) in page.lines().enumerate() {
        for name in line.split('`').skip(1).step_by(2) {
            names += 1;
            let exists = all().any(|control| control.id == name)
                || commands.contains(&name)
                || breakglass_core::Profile::named(name).is_some()
                || (name.starts_with("--") && help.iter().any(|text| text.contains(name)))
                || (name.contains('/') && root().join(name).exists());
            assert!(exists, "docs/coverage.md:{}: nothing is named `{name}`", row + 1);
        }
    }
    assert!(names > 20, "the page names hardly anything");
}

/// Every requirement row has exactly one answer.
#[test]
fn every_requirement_is_answered() {
    let page = std::fs::read_to_string(root().join("docs/coverage.md")).unwrap();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id")).collect();
    assert_eq!(rows.len(), 138, "rows come and go only on purpose");
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert!(cells.len() == 3 && cells.iter().all(|cell| !cell.is_empty()), "{row}");
    }
}

/// Commands in the README and the guide are ones that the program knows.
#[test]
fn commands_in_documents_exist() {
    for path in ["README.md", "docs/guide.md"] {
        let page = std::fs::read_to_string(root().join(path)).unwrap();
        for line in page.lines().filter_map(|line| line.strip_prefix("$ breakglass ")) {
            let words: Vec<&str> = line.split(['#', '&']).next().unwrap_or_default().split_whitespace().collect();
            let command: Vec<&str> = words.iter().take_while(|word| !word.starts_with(['-', '[', '<'])).copied().collect();
            let known: Vec<&str> =
                command.iter().take(if matches!(command.first(), Some(&"snapshot" | &"designation")) { 2 } else { 1 }).copied().collect();
            let help = breakglass(&[known.as_slice(), &["--help"]].concat());
            assert_eq!(help.code, 0, "{path}: `{line}`: {}", help.err);
            for option in words.iter().filter(|word| word.starts_with("--")) {
                let option = option.trim_end_matches(']');
                assert!(help.out.contains(option), "{path}: `{line}`: no option {option}");
            }
        }
    }
}
