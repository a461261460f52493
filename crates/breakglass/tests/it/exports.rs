//! Exports: our own fixtures in every form, and other people's policy sets with exact counts.

use std::collections::BTreeSet;

use super::cloud::result;
use super::program::{breakglass, corpus, json};

const GROUP: &str = "2802b872-ccfb-4b29-a9a9-459808dfb11b";

#[test]
fn the_baseline_names_exactly_the_policies_without_the_exclusion() {
    let Some(corpus) = corpus("exports") else { return };
    let path = corpus.join("policies/j0eyv__ConditionalAccessBaseline");
    let (code, report) = json(&["assess", "--export", path.to_str().unwrap(), "--group", GROUP]);
    assert_eq!(code, 1);
    let result = result(&report, "ca-excluded-all");
    let found: BTreeSet<&str> =
        result["findings"].as_array().unwrap().iter().map(|it| &it["object"]["name"].as_str().unwrap()[..5]).collect();
    assert_eq!(found, BTreeSet::from(["CA006"]), "applies to all users, does not exclude the group");
    let open: BTreeSet<&str> =
        result["missing"].as_array().unwrap().iter().map(|it| &it["leavesOpen"]["name"].as_str().unwrap()[..5]).collect();
    let included_elsewhere: BTreeSet<&str> = BTreeSet::from(["CA301"]);
    assert_eq!(open, included_elsewhere, "includes another group, whose members are not in the export, and does not exclude ours");
    let policies = report["policies"].as_array().unwrap();
    assert_eq!(policies.len(), 36);
    let agents: BTreeSet<&str> =
        policies.iter().filter(|it| it["audience"] == "agents").map(|it| &it["name"].as_str().unwrap()[..5]).collect();
    assert_eq!(agents, BTreeSet::from(["CA501", "CA502", "CA503", "CA504", "CA505"]));
}

#[test]
fn a_placeholder_is_a_group() {
    let Some(corpus) = corpus("exports") else { return };
    // One of the 59 files of the first names a key twice: it is listed, not read.
    for (author, count) in [("AlexFilipin__ConditionalAccess", 58), ("NayemReza__ConditionalAccess", 47)] {
        let path = corpus.join("policies").join(author);
        let (_, report) = json(&["assess", "--export", path.to_str().unwrap(), "--group", "<EmergencyAccessAccountsGroup>"]);
        let policies = report["policies"].as_array().unwrap();
        assert_eq!(policies.len(), count, "{author}");
        let result = result(&report, "ca-excluded-all");
        let named: BTreeSet<&str> = result["findings"].as_array().unwrap().iter().map(|it| it["object"]["id"].as_str().unwrap()).collect();
        for policy in policies.iter().filter(|it| it["audience"] == "users" && it["state"] != "disabled" && it["dedicated"] == false) {
            let standing = policy["cells"][0]["standing"].as_str().unwrap();
            let is_named = named.contains(policy["id"].as_str().unwrap());
            assert_eq!(standing == "applies", is_named, "{author}: {} is {standing}", policy["id"]);
        }
    }
}

#[test]
fn every_authors_set_is_read_or_skipped_with_a_reason() {
    let Some(corpus) = corpus("exports") else { return };
    for folder in std::fs::read_dir(corpus.join("policies")).unwrap() {
        let path = folder.unwrap().path();
        let (_, report) = json(&["assess", "--export", path.to_str().unwrap(), "--group", GROUP]);
        let mut skipped: Vec<&serde_json::Value> = report["skipped"].as_array().unwrap().iter().collect();
        skipped.extend(report["evidence"].as_array().unwrap().iter().flat_map(|it| it["skipped"].as_array().unwrap()));
        for skip in &skipped {
            assert!(skip["reason"].as_str().unwrap().len() > 5, "{}: {skip}", path.display());
        }
        assert!(!report["policies"].as_array().unwrap().is_empty(), "{}", path.display());
    }
}

/// One policy, in every form in which people save it.
#[test]
fn every_form_of_one_policy_says_the_same() {
    let policy = serde_json::json!({
        "id": "11111111-1111-4111-8111-111111111111", "displayName": "Block everything", "state": "enabled",
        "conditions": { "users": { "includeUsers": ["All"], "excludeGroups": [] }, "applications": { "includeApplications": ["All"] } },
        "grantControls": { "operator": "OR", "builtInControls": ["block"] }
    });
    let page = serde_json::json!({ "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies", "value": [policy] });
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(policy.to_string().encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let with_bom: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(policy.to_string().into_bytes()).collect();
    let forms: [(&str, Vec<u8>); 5] = [
        ("object", policy.to_string().into_bytes()),
        ("array", serde_json::json!([policy]).to_string().into_bytes()),
        ("page", page.to_string().into_bytes()),
        ("utf-16", utf16),
        ("bom", with_bom),
    ];
    for (form, bytes) in forms {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b/c");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("policy.json"), bytes).unwrap();
        let (code, report) = json(&["assess", "--export", folder.path().to_str().unwrap(), "--group", GROUP]);
        assert_eq!(code, 1, "{form}");
        assert_eq!(result(&report, "ca-not-blocked")["verdict"], "fail", "{form}: {:#}", report["skipped"]);
        assert_eq!(result(&report, "acct-enabled")["verdict"], "unknown", "{form}: users were never part of it");
    }
}

#[test]
fn a_hostile_export_ends_in_one_clear_error() {
    let deep = format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000));
    let cases: [(&str, &str, &str); 2] =
        [("duplicate keys", r#"{"displayName":"a","displayName":"b","conditions":{}}"#, "displayname"), ("depth", &deep, "deep")];
    for (what, text, word) in cases {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("hostile.json"), text).unwrap();
        let run = breakglass(&["assess", "--export", folder.path().to_str().unwrap(), "--group", GROUP]);
        assert_eq!(run.code, 4, "{what}: {}", run.out);
        assert!(run.err.contains("hostile.json") && run.err.to_lowercase().contains(word), "{what}: {}", run.err);
        assert!(run.out.is_empty(), "{what}: no half a report");
    }
}
