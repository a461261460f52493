//! Hostile strings in every name, in every output: nothing acts, the structure is unchanged.

use breakglass_emulator::Scenario;
use serde_json::Value;

use super::cloud::Cloud;
use super::program::breakglass;

const PAYLOADS: &[&str] = &[
    "</td></table><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{7*7}}{% raw %}</style>",
    "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m",
    "\u{1b}]8;;https://evil.example\u{7}click\u{1b}]8;;\u{7}",
    "safe\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\u{e0041}",
    "line one\r\nPASS critical everything\n\u{2028}two",
    "=cmd|' /C calc'!A0",
    "` quoted ` \\u{202e} \u{0}\u{7f}",
];

/// Names under which a tenant hands its own strings out.
const NAMES: &[&str] = &["displayName", "userPrincipalName", "description", "model", "name", "perUserMfaState", "passwordPolicies"];

fn poison(value: &mut Value, payload: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, payload)),
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text) if NAMES.contains(&key.as_str()) => *text = format!("{payload}{text}"),
                    other => poison(other, payload),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn nothing_acts_in_any_output() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let file = cloud.folder().join("snapshot.json");
    cloud.run(&["snapshot", "take"], &["--output", file.to_str().unwrap()]);
    let clean: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let (group, accounts) = (cloud.running().emergency_group.clone().unwrap(), cloud.running().emergency_accounts.clone());
    let run = |format: &str, path: &std::path::Path| {
        let path = path.to_str().unwrap();
        let run = breakglass(&[
            "assess",
            "--snapshot",
            path,
            "--group",
            &group,
            "--account",
            &accounts[0],
            "--account",
            &accounts[1],
            "--format",
            format,
        ]);
        assert!(run.out.len() > 1_000, "{}", run.err);
        run.out
    };
    let elements = |page: &str| page.matches('<').count();
    let (clean_page, clean_text) = (run("html", &file), run("text", &file));
    for payload in PAYLOADS {
        let mut poisoned = clean.clone();
        poison(&mut poisoned["reads"], payload);
        let path = cloud.folder().join("poisoned.json");
        std::fs::write(&path, poisoned.to_string()).unwrap();
        let (text, page, json) = (run("text", &path), run("html", &path), run("json", &path));
        let machines = ["sarif", "junit", "csv", "markdown"].map(|format| run(format, &path));
        machine_formats_keep_their_structure(payload, &machines);
        for output in [&text, &page, &json].into_iter().chain(&machines) {
            let output = output.replace("\r\n", "\n");
            let acting: Vec<char> =
                output.chars().filter(|it| *it != '\n' && breakglass_model::visible(&it.to_string()) != it.to_string()).collect();
            assert!(acting.is_empty(), "{payload:?}: {acting:?}");
        }
        assert!(!text.lines().any(|line| line.starts_with("PASS critical everything")), "{payload:?}");
        let extra = elements(&page).abs_diff(elements(&clean_page));
        assert!(extra <= 40, "{payload:?}: {extra} more elements than names can explain");
        assert!(!page.contains("<script") && !page.contains("<img") && page.matches("</style>").count() == 1, "{payload:?}");
        assert!(text.lines().count() < clean_text.lines().count() * 3, "{payload:?}");
        let report: Value = serde_json::from_str(&json).unwrap();
        let name = report["tenant"]["name"].as_str().unwrap();
        assert!(name.starts_with(payload), "{payload:?} came back as {name:?}");
    }
}

/// SARIF, JUnit, CSV and Markdown of one poisoned tenant.
fn machine_formats_keep_their_structure(payload: &str, [sarif, junit, csv, markdown]: &[String; 4]) {
    let controls = breakglass_core::controls::all().count();
    let sarif: Value = serde_json::from_str(sarif).unwrap();
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len(), controls, "{payload:?}");

    let mut reader = quick_xml::Reader::from_str(junit);
    let (mut cases, mut depth) = (0, 0);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(element) => {
                depth += 1;
                cases += usize::from(element.name().as_ref() == b"testcase");
            }
            quick_xml::events::Event::Empty(element) => cases += usize::from(element.name().as_ref() == b"testcase"),
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((cases, depth), (controls, 0), "{payload:?}");

    let mut rows = 0;
    for record in csv::Reader::from_reader(csv.as_bytes()).records() {
        let record = record.unwrap();
        rows += 1;
        assert_eq!(record.len(), 16, "{payload:?}");
        assert!(!record.iter().any(|field| field.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{payload:?}: {record:?}");
    }
    assert!(rows >= controls, "{payload:?}");

    let is_ours = |tag: &str| ["details>", "/details>", "summary>", "/summary>"].iter().any(|known| tag.starts_with(known));
    assert!(markdown.split('<').skip(1).all(is_ours), "{payload:?}");
    let targets = markdown.match_indices("](").map(|(at, _)| &markdown[at + 2..]);
    assert!(
        targets.into_iter().all(|it| it.starts_with("https://learn.microsoft.com/")
            || it.starts_with("https://entra.microsoft.com/")
            || it.starts_with("https://github.com/")),
        "{payload:?}"
    );
}
