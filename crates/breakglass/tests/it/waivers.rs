//! Findings that somebody answers for: shown in every form, without weight while they last.

use breakglass_emulator::Scenario;

use super::cloud::Cloud;
use super::program::{Run, breakglass, json};

const CONTROL: &str = "ca-excluded-all";

/// The report of the sample tenant under a declaration with one more section.
fn judged(section: &str, format: &str) -> String {
    run(section, format).out
}

fn run(section: &str, format: &str) -> Run {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let file = cloud.folder().join("today.json");
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", file.to_str().unwrap()]).code, 0);
    let accounts = &cloud.running().emergency_accounts;
    let group = cloud.running().emergency_group.clone().unwrap();
    let declaration = cloud.folder().join("waivers.toml");
    let text = format!("[tenant]\nid = \"x\"\n[emergency]\naccounts = {accounts:?}\ngroup = {group:?}\n{section}");
    std::fs::write(&declaration, text).unwrap();
    let args = ["assess", "--snapshot", file.to_str().unwrap(), "--declaration", declaration.to_str().unwrap(), "--format", format];
    breakglass(&args)
}

fn waiver(objects: &str, until: &str) -> String {
    format!("[[waivers]]\ncontrol = \"{CONTROL}\"\nobjects = {objects}\nreason = \"rebuilt in spring\"\nowner = \"Kim\"\nuntil = {until}\n")
}

fn result(report: &str) -> (serde_json::Value, serde_json::Value) {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    let result = report["results"].as_array().unwrap().iter().find(|it| it["control"] == CONTROL).unwrap().clone();
    (result, report["summary"].clone())
}

#[test]
fn a_waived_finding_is_shown_and_does_not_count() {
    let (before, counts) = result(&judged("", "json"));
    assert_eq!((&before["verdict"], &before["waiver"]), (&"fail".into(), &serde_json::Value::Null));
    let (after, waived) = result(&judged(&waiver("[]", "2999-01-01"), "json"));
    assert_eq!((&after["verdict"], &after["findings"]), (&"fail".into(), &before["findings"]));
    assert_eq!((&after["waiver"]["owner"], &after["waiver"]["inForce"]), (&"Kim".into(), &true.into()));
    assert_eq!(waived["waived"], 1);
    assert_eq!(waived["fail"].as_u64().unwrap() + 1, counts["fail"].as_u64().unwrap());
    for (format, shown) in [
        ("text", "WAIVED"),
        ("html", "rebuilt in spring"),
        ("sarif", "\"suppressions\""),
        ("junit", "waived until 2999-01-01"),
        ("csv", "rebuilt in spring"),
        ("markdown", "## Waived"),
    ] {
        let report = judged(&waiver("[]", "2999-01-01"), format);
        assert!(report.contains(shown) && report.contains("rebuilt in spring"), "{format}");
    }
}

#[test]
fn an_ended_waiver_and_one_for_another_object_let_nobody_off() {
    let (ended, counts) = result(&judged(&waiver("[]", "2020-01-01"), "json"));
    assert_eq!((&ended["waiver"]["inForce"], &counts["waived"]), (&false.into(), &0.into()));
    assert!(judged(&waiver("[]", "2020-01-01"), "text").contains("ended on 2020-01-01"));
    let (other, counts) = result(&judged(&waiver("[\"somebody-else\"]", "2999-01-01"), "json"));
    assert_eq!((&other["waiver"], &counts["waived"]), (&serde_json::Value::Null, &0.into()));
}

#[test]
fn a_waiver_does_not_cover_what_was_not_read() {
    let cloud =
        Cloud::scenario(Scenario::Contoso, |options| options.forbid = vec!["/identity/conditionalAccess/namedLocations".to_owned()]);
    let (code, report) = cloud.assess(&[]);
    assert_eq!(code, 1);
    let faults = report["results"].as_array().unwrap().iter().filter(|it| it["verdict"] == "fail" || it["verdict"] == "warn");
    let waivers: String =
        faults.map(|it| format!("[[waivers]]\ncontrol = {}\nreason = \"r\"\nowner = \"o\"\nuntil = 2999-01-01\n", it["control"])).collect();
    let declaration = cloud.folder().join("all.toml");
    let snapshot = cloud.folder().join("today.json");
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", snapshot.to_str().unwrap()]).code, 3);
    let accounts = &cloud.running().emergency_accounts;
    let group = cloud.running().emergency_group.clone().unwrap();
    std::fs::write(&declaration, format!("[tenant]\nid = \"x\"\n[emergency]\naccounts = {accounts:?}\ngroup = {group:?}\n{waivers}"))
        .unwrap();
    let args = ["assess", "--snapshot", snapshot.to_str().unwrap(), "--declaration", declaration.to_str().unwrap()];
    let (code, report) = json(&args);
    assert_eq!((code, &report["summary"]["fail"], &report["summary"]["warn"]), (3, &0.into(), &0.into()));
    let text = breakglass(&args).out;
    assert!(text.contains("accepted is not mended") && text.contains("named locations"), "{text}");
}

#[test]
fn a_waiver_that_lets_nobody_off_is_said_in_every_form() {
    let idle = "[[waivers]]\ncontrol = \"acct-designated\"\nreason = \"of old\"\nowner = \"K\\u001bim\"\nuntil = 2999-01-01\n";
    for format in ["text", "json", "html", "sarif", "markdown", "csv", "junit"] {
        let run = run(idle, format);
        assert!(run.err.contains("Warning: the waiver of acct-designated") && run.err.contains("answers pass"), "{format}: {}", run.err);
        assert!(!run.err.contains('\u{1b}'), "{}", run.err);
        // Rows and test cases are findings and controls: what is wrong with the declaration has no place among them.
        assert!(run.out.contains("lets nobody off") != matches!(format, "json" | "csv" | "junit"), "{format}");
    }
    let report: serde_json::Value = serde_json::from_str(&judged(idle, "json")).unwrap();
    assert_eq!(
        (&report["idleWaivers"][0]["control"], &report["idleWaivers"][0]["owner"]),
        (&"acct-designated".into(), &"K\u{1b}im".into())
    );
    let report: serde_json::Value = serde_json::from_str(&judged(&waiver("[]", "2999-01-01"), "json")).unwrap();
    assert_eq!(report["idleWaivers"], serde_json::json!([]));
    assert_eq!(run(&waiver("[]", "2999-01-01"), "text").err, "");
}
