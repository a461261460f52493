//! Commands as their users meet them: help, errors, exit codes, files.

use breakglass_emulator::Scenario;

use super::cloud::Cloud;
use super::program::{breakglass, breakglass_in, json};

#[test]
fn demo_once_prints_writes_the_page_and_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let run = breakglass_in(folder.path(), &["demo", "--once"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("Emergency access would not hold") && run.out.contains("acct-cloud-only"), "{}", run.out);
    let page = std::fs::read_to_string(folder.path().join("breakglass-demo.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("Policies and accounts"));
    assert!(!page.contains("http://") || !page.contains("src="), "the page loads nothing");
    // On paper: light whatever the screen is, heads of tables on each page, addresses of links to read.
    assert_eq!(page.matches("prefers-color-scheme: dark").count(), page.matches("@media screen and (prefers-color-scheme: dark)").count());
    let print = page.split_once("@media print {").unwrap().1.split_once("@media screen").unwrap().0;
    for rule in ["table-header-group", "attr(href)", "color-scheme: light", "break-after: avoid", "break-inside: avoid"] {
        assert!(print.contains(rule), "{rule}");
    }
}

#[test]
fn help_teaches_and_mistakes_are_explained() {
    let help = breakglass(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("Exit codes") && help.out.contains("breakglass demo"), "{}", help.out);
    assert!(breakglass(&["assess", "--help"]).out.contains("--group '<EmergencyAccessAccountsGroup>'"));
    assert_eq!(breakglass(&["assess"]).code, 2, "no source is named");
    assert_eq!(breakglass(&["assess", "--export", "nowhere", "--profile", "nobody"]).code, 2);
    let nowhere = breakglass(&["assess", "--export", "nowhere"]);
    assert_eq!(nowhere.code, 4, "{}", nowhere.err);
    assert!(nowhere.err.contains("nowhere"), "{}", nowhere.err);
    let unknown = breakglass(&["explain", "ca-not-bloked"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("ca-not-blocked"), "{}", unknown.err);
}

#[test]
fn explain_says_why_how_and_by_whose_rule() {
    let run = breakglass(&["explain", "auth-two-keys"]);
    assert_eq!(run.code, 0);
    for word in ["severity", "why", "fix", "UserAuthenticationMethod.Read.All", "https://learn.microsoft.com"] {
        assert!(run.out.contains(word), "{word}: {}", run.out);
    }
    assert_eq!(
        breakglass(&["explain"]).out.lines().filter(|line| line.starts_with("  ")).count(),
        breakglass_core::controls::all().count()
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_writes_no_memory_to_a_disk() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_breakglass"))
        .args(["emulator", "--listen", "127.0.0.1:0"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.as_mut().unwrap()), &mut line).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id()));
    child.kill().unwrap();
    child.wait().unwrap();
    let limits = limits.unwrap();
    let core: Vec<&str> = limits.lines().find(|it| it.starts_with("Max core file size")).unwrap().split_whitespace().collect();
    assert_eq!(core[4..6], ["0", "0"], "{core:?}");
}

#[test]
fn a_declaration_with_a_mistake_points_at_the_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("breakglass.toml"), "[tenant]\nid = \"x\"\nclowd = \"global\"\n").unwrap();
    let run = breakglass_in(folder.path(), &["assess", "--tenant", "breakglass.toml"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("clowd") && run.err.contains("breakglass.toml:3"), "{}", run.err);
}

#[test]
fn endpoints_outside_the_table_need_to_be_named_as_such() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    let declaration = cloud.folder().join("breakglass.toml");
    let run = breakglass(&["assess", "--tenant", declaration.to_str().unwrap(), "--endpoint", "https://graph.example.com"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("unsafe-endpoint"), "{}", run.err);
}

#[test]
fn a_wrong_secret_is_said_in_words() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    std::fs::write(cloud.folder().join("secret"), "wrong").unwrap();
    let run = cloud.run(&["assess"], &[]);
    assert_eq!(run.code, 4, "{}", run.out);
    assert!(run.err.contains("7000215") && !run.err.contains("wrong\""), "{}", run.err);
}

#[test]
fn nobody_designated_fails_with_proposals() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    let file = cloud.folder().join("snapshot.json");
    cloud.run(&["snapshot", "take"], &["--output", file.to_str().unwrap()]);
    let (code, report) = json(&["assess", "--snapshot", file.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert_eq!(super::cloud::result(&report, "acct-designated")["verdict"], "fail");
    assert_eq!(super::cloud::result(&report, "acct-enabled")["verdict"], "unknown");
    let candidates = report["candidates"].as_array().unwrap();
    let group = cloud.running().emergency_group.clone().unwrap();
    assert!(candidates.iter().any(|it| it["object"]["id"] == group.as_str()), "{candidates:#?}");
}

#[test]
fn a_folder_of_snapshots_gives_one_report_each() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    let (folder, reports) = (cloud.folder().join("many"), cloud.folder().join("reports"));
    std::fs::create_dir(&folder).unwrap();
    for name in ["a.json", "b.json"] {
        cloud.run(&["snapshot", "take"], &["--output", folder.join(name).to_str().unwrap()]);
    }
    let args = ["assess", "--snapshot", folder.to_str().unwrap(), "--format", "json", "--output", reports.to_str().unwrap()];
    let run = breakglass(&args);
    assert_eq!(run.code, 1, "{}", run.err);
    for name in ["a.json", "b.json"] {
        let report: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(reports.join(name)).unwrap()).unwrap();
        assert_eq!(report["schema"], "breakglass.assess/1");
    }
}
