//! Snapshots compared and stripped: what changed is named, what the tenant chose is gone, what was judged stays judged.

use breakglass_emulator::Scenario;
use serde_json::Value;

use super::cloud::Cloud;
use super::program::{breakglass, json};

/// Takes a snapshot of a scenario; gives its path, the accounts and the group.
fn taken(cloud: &Cloud, name: &str) -> (String, Vec<String>, String) {
    let file = cloud.folder().join(name);
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", file.to_str().unwrap()]).code, 0);
    let (accounts, group) = (cloud.running().emergency_accounts.clone(), cloud.running().emergency_group.clone().unwrap());
    (file.to_str().unwrap().to_owned(), accounts, group)
}

fn verdicts(report: &Value) -> Vec<(String, String, usize)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let results = report["results"].as_array().unwrap().iter();
    let kept = results.filter(|it| !breakglass_graph::anonymise::JUDGE_NAMES.contains(&it["control"].as_str().unwrap()));
    kept.map(|it| (text(&it["control"]), text(&it["verdict"]), it["findings"].as_array().unwrap().len())).collect()
}

#[test]
fn an_anonymised_tenant_gets_the_same_verdicts_and_gives_no_name_away() {
    for scenario in [Scenario::Contoso, Scenario::Healthy] {
        let cloud = Cloud::scenario(scenario, |_| {});
        let (file, accounts, group) = taken(&cloud, "real.json");
        let shared = cloud.folder().join("shared.json");
        let shared = shared.to_str().unwrap();
        let run = breakglass(&[
            "snapshot",
            "anonymise",
            &file,
            "--output",
            shared,
            "--account",
            &accounts[0],
            "--account",
            &accounts[1],
            "--group",
            &group,
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        let pseudonyms: Vec<&str> = run.out.split_whitespace().collect();
        let mut args = vec!["assess", "--snapshot", shared];
        args.extend(&pseudonyms);
        let (_, stripped) = json(&args);
        let (_, real) = json(&["assess", "--snapshot", &file, "--account", &accounts[0], "--account", &accounts[1], "--group", &group]);
        let (stripped, real) = (verdicts(&stripped), verdicts(&real));
        let moved: Vec<_> = real.iter().zip(&stripped).filter(|(real, stripped)| real != stripped).collect();
        assert!(moved.is_empty(), "{moved:?}");
        let text = std::fs::read_to_string(shared).unwrap().to_lowercase();
        for name in ["contoso", "fabrikam", "stewards", "reyes", "brandt", "hale", "ferro", "ca001 ", "solberg", "utrecht", "198.51.100.20"]
        {
            assert!(!text.contains(name), "{name} survived");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_key_of_one_s_own_keeps_pseudonyms_and_a_short_one_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let export = folder.path().join("export");
    std::fs::create_dir(&export).unwrap();
    std::fs::write(
        export.join("domains.json"),
        r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#domains","value":[{"id":"contoso.com"}]}"#,
    )
    .unwrap();
    let strip = |key: &str, output: &str| {
        std::fs::write(path("key"), key).unwrap();
        std::fs::set_permissions(path("key"), std::fs::Permissions::from_mode(0o600)).unwrap();
        breakglass(&["snapshot", "anonymise", &path("export"), "--output", &path(output), "--key-file", &path("key")])
    };
    let run = strip("0123456789", "short.json");
    assert!(run.code == 2 && run.err.contains("too short"), "{}{}", run.code, run.err);
    for output in ["one.json", "other.json"] {
        assert_eq!(strip("0123456789abcdef0123456789abcdef", output).code, 0);
    }
    let run = breakglass(&["snapshot", "diff", &path("one.json"), &path("other.json")]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let mut partial: Value = serde_json::from_str(&std::fs::read_to_string(path("other.json")).unwrap()).unwrap();
    partial["reads"][0]["state"] = "denied".into();
    partial["reads"][0]["reason"] = "403 x".into();
    std::fs::write(path("other.json"), partial.to_string()).unwrap();
    let run = breakglass(&["snapshot", "diff", &path("one.json"), &path("other.json")]);
    assert!(run.code == 3 && run.out.contains("Not comparable"), "{}{}", run.code, run.out);
}

#[test]
fn a_snapshot_that_is_cut_off_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.json");
    std::fs::write(&path, r#"{"schema": "breakglass.snapshot/1", "takenAt": "#).unwrap();
    let run = breakglass(&["snapshot", "diff", path.to_str().unwrap(), path.to_str().unwrap()]);
    assert!(run.code == 4 && run.err.contains("is no snapshot"), "{}{}", run.code, run.err);
}

#[test]
fn a_removed_exclusion_is_one_line_of_the_difference() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    let (old, _, group) = taken(&cloud, "old.json");
    let same = breakglass(&["snapshot", "diff", &old, &old]);
    assert_eq!((same.code, same.out.lines().next()), (0, Some("Nothing differs in what both sides hold.")));
    let mut snapshot: Value = serde_json::from_str(&std::fs::read_to_string(&old).unwrap()).unwrap();
    let reads = snapshot["reads"].as_array_mut().unwrap();
    let policies = reads.iter_mut().find(|it| it["collection"] == "conditional-access-policies").unwrap();
    let policy = &mut policies["bodies"][0]["json"]["value"][1];
    let name = policy["displayName"].as_str().unwrap().to_owned();
    policy["conditions"]["users"]["excludeGroups"] = serde_json::json!([]);
    let new = cloud.folder().join("new.json");
    std::fs::write(&new, snapshot.to_string()).unwrap();
    let run = breakglass(&["snapshot", "diff", &old, new.to_str().unwrap()]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains(&name) && run.out.contains("conditions.users.excludeGroups: −") && run.out.contains(&group), "{}", run.out);
    let (_, document) = json(&["snapshot", "diff", &old, new.to_str().unwrap()]);
    assert_eq!(document["schema"], "breakglass.snapshot-diff/1");
    assert_eq!(document["objects"].as_array().unwrap().len(), 1);
    assert_eq!(document["objects"][0]["fields"][0]["removed"][0], group.as_str());
}
