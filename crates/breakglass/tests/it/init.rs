//! A first declaration: proposals are comments, what the operator names is written, nothing is replaced.

use breakglass_emulator::Scenario;

use super::cloud::Cloud;
use super::program::breakglass;

#[test]
fn proposals_are_comments_with_reasons_and_the_file_is_a_declaration() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let snapshot = cloud.folder().join("today.json");
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", snapshot.to_str().unwrap()]).code, 0);
    let (snapshot, output) = (snapshot.to_str().unwrap(), cloud.folder().join("first.toml"));
    let accounts = &cloud.running().emergency_accounts;
    let group = cloud.running().emergency_group.clone().unwrap();
    let output = output.to_str().unwrap();
    let args = ["init", "--snapshot", snapshot, "--account", &accounts[0], "--output", output];
    let run = breakglass(&args);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = std::fs::read_to_string(output).unwrap();
    assert!(text.contains(&format!("  \"{}\",", accounts[0])), "{text}");
    assert!(text.contains(&format!("# group = \"{group}\"")) && text.contains("score"), "{text}");
    let again = breakglass(&args);
    assert!(again.code == 2 && again.err.contains("exists already"), "{}", again.err);
    assert_eq!(std::fs::read_to_string(output).unwrap(), text);
    let run = breakglass(&["assess", "--snapshot", snapshot, "--declaration", output, "--group", &group, "--format", "json"]);
    assert!(run.out.contains(&accounts[0]), "{}", run.err);
    assert_ne!(run.code, 2, "{}", run.err);
}

#[test]
fn the_script_is_for_powershell_and_says_where_to_consent() {
    let run = breakglass(&["init", "--app"]);
    assert_eq!(run.code, 0);
    for part in ["New-MgApplication", "'Policy.Read.All'", "adminconsent?client_id="] {
        assert!(run.out.contains(part), "{part}");
    }
    assert!(!run.out.contains("Directory.Read.All") && !run.out.contains('@'.to_string().repeat(2).as_str()));
    assert!(breakglass(&["init", "--app", "--with-consents"]).out.contains("'Directory.Read.All'"));
    assert_eq!(breakglass(&["init"]).code, 2);
}

#[test]
fn an_account_that_is_named_must_exist() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let gone = "99999999-9999-4999-8999-999999999999";
    let run = cloud.run(&["init"], &["--account", gone]);
    assert!(run.code == 2 && run.err.contains(&format!("the account `{gone}` does not exist")), "{}", run.err);
    let run = cloud.run(&["init"], &["--account", &cloud.running().emergency_accounts[0], "--group", gone]);
    assert!(run.code == 2 && run.err.contains(&format!("the group `{gone}` does not exist")), "{}", run.err);
    let run = cloud.run(&["init"], &["--account", &cloud.running().emergency_accounts[0]]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));

    let folder = tempfile::tempdir().unwrap();
    let body = r##"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies", "value": []}"##;
    std::fs::write(folder.path().join("policies.json"), body).unwrap();
    let run = breakglass(&["init", "--export", folder.path().to_str().unwrap(), "--account", gone]);
    assert!(run.code == 0 && run.out.contains(gone) && run.err.contains("could not be checked"), "{} {}", run.out, run.err);
}
