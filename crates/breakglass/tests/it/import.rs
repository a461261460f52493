//! Emergency accounts that other assessments' files name: beside what the tenant shows, proposed with reasons, never designated.

use breakglass_emulator::Scenario;

use super::cloud::Cloud;
use super::program::breakglass;

const GONE: &str = "99999999-9999-4999-8999-999999999999";

fn written(cloud: &Cloud, name: &str, text: &str) -> String {
    let path = cloud.folder().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn maesters_accounts_are_proposed_with_both_reasons_and_what_is_gone_is_said() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let (accounts, group) = (&cloud.running().emergency_accounts, cloud.running().emergency_group.clone().unwrap());
    let entries = format!(
        "[\n{{\"Type\": \"User\", \"Id\": \"{}\"}},\n{{\"Type\": \"Group\", \"Id\": \"{group}\"}},\n{{\"Type\": \"User\", \"Id\": \"{GONE}\"}},\n\
         {{\"Type\": \"User\", \"UserPrincipalName\": \"no\\u001b[2Jbody@contoso.com\"}}]",
        accounts[0]
    );
    let file = written(&cloud, "maester-config.json", &format!("{{\"GlobalSettings\": {{\"EmergencyAccessAccounts\": {entries}}}}}"));
    let output = cloud.folder().join("first.toml");
    let run = cloud.run(&["init"], &["--import", &file, "--output", output.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let page = std::fs::read_to_string(&output).unwrap();
    let line = |id: &str| page.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("{id}: {page}")).to_owned();
    let first = line(&accounts[0]);
    assert!(first.trim_start().starts_with("# \"") && first.contains("imported from maester-config.json, line 2"), "{first}");
    assert!(first.contains("member of group") || first.contains("member of `"), "{first}");
    assert!(first.contains("excluded from") && first.contains("with its groups and roles"), "{first}");
    assert!(line(&accounts[1]).contains("which is imported from maester-config.json, line 3"), "{page}");
    assert!(line(&format!("# group = \"{group}\"")).contains("imported from maester-config.json, line 3"), "{page}");
    let gone = format!("`{GONE}` does not exist in this tenant; imported from maester-config.json, line 4");
    assert!(run.err.contains(&gone) && page.contains(&format!("# Not proposed: {gone}")), "{}{page}", run.err);
    assert!(!run.err.contains('\u{1b}') && !page.contains('\u{1b}'), "{}", run.err);
    // Nothing designates itself: the file is a declaration of nobody until somebody takes a # away.
    let export = breakglass(&["designation", "export", "--declaration", output.to_str().unwrap(), "--to", "maester"]);
    assert!(export.code == 2 && export.err.contains("designates nobody"), "{}", export.err);
}

#[test]
fn scubagears_exclusions_are_laid_beside_a_snapshot_and_what_it_lacks_is_said() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let snapshot = cloud.folder().join("today.json");
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", snapshot.to_str().unwrap()]).code, 0);
    let accounts = &cloud.running().emergency_accounts;
    let file = written(
        &cloud,
        "scuba.yaml",
        &format!(
            "Aad:\n  MS.AAD.1.1v1: &Common\n    CapExclusions:\n      Users:\n        - {0}\n        - {GONE}\n  MS.AAD.2.1v1: *Common\n\
             \x20 MS.AAD.7.4v1:\n    RoleExclusions:\n      Users: [{0}]\n",
            accounts[0]
        ),
    );
    let run = breakglass(&["init", "--snapshot", snapshot.to_str().unwrap(), "--import", &file]);
    assert_eq!(run.code, 0, "{}", run.err);
    let from = "imported from scuba.yaml, line 5 (CapExclusions of MS.AAD.1.1v1, MS.AAD.2.1v1; RoleExclusions of MS.AAD.7.4v1)";
    let first = run.out.lines().find(|line| line.contains(&accounts[0])).unwrap();
    assert!(first.contains(from), "{first}");
    // A snapshot holds the accounts that it was taken for: of another nobody knows whether it exists.
    let unread = run.out.lines().find(|line| line.contains(GONE)).unwrap();
    assert!(unread.contains("whether it exists was not read"), "{unread}");
    let own = run.out.lines().filter(|line| line.contains("not among what is imported")).count();
    assert!(own > 0, "{}", run.out);
}

#[test]
fn a_file_that_cannot_be_understood_stops_at_its_line() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    for (name, text, said) in [
        ("a.json", "{\"GlobalSettings\": {\n\"EmergencyAccessAccounts\": [{\"Type\": \"User\"}]}}", "line 2, column 29"),
        ("a.yaml", "Aad:\n  MS.AAD.1.1v1: *nobody\n", "line 2, column 17"),
        ("b.yaml", "Add: {}\n", "`Add` is probably meant to be `Aad`"),
        ("c.yaml", "Aad: {}\n", "names no emergency account"),
    ] {
        let file = written(&cloud, name, text);
        let run = cloud.run(&["init"], &["--import", &file]);
        let joined = run.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert!(run.code == 2 && joined.contains(said) && run.out.is_empty(), "{name}: {} {joined}", run.code);
    }
    let run = cloud.run(&["init"], &["--import", "nowhere.json"]);
    assert!(run.code == 2 && run.err.contains("cannot be read"), "{}", run.err);
}
