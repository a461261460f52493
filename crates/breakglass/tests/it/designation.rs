//! Emergency accounts in the formats of other assessments.

use serde_json::{Value, json};

use super::program::breakglass;

const FULL: &str = "[tenant]\nid = \"x\"\n[identity]\nclient-id = \"c\"\n[emergency]\naccounts = [\"id-1\", \"two@contoso.onmicrosoft.com\"]\ngroup = \"g\"\n\
    reason-for-more-accounts = \"sites\"\n[[people]]\nid = \"kim\"\n[assess]\nposture = \"split\"\n\
    [[waivers]]\ncontrol = \"acct-min-two\"\nreason = \"r\"\nowner = \"Kim\"\nuntil = 2027-01-31\n";

#[test]
fn accounts_and_group_are_written_and_what_has_no_place_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breakglass.toml");
    std::fs::write(&path, FULL).unwrap();
    for (to, name) in [("maester", "Maester"), ("zero-trust-assessment", "Zero Trust Assessment")] {
        let run = breakglass(&["designation", "export", "--quiet", "--declaration", path.to_str().unwrap(), "--to", to]);
        assert_eq!(run.code, 0, "{}", run.err);
        let wanted = json!({"GlobalSettings": {"EmergencyAccessAccounts": [
            {"Type": "User", "Id": "id-1"}, {"Type": "User", "UserPrincipalName": "two@contoso.onmicrosoft.com"}, {"Type": "Group", "Id": "g"}]}});
        assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap(), wanted);
        let lost = [
            "the tenant and its cloud",
            "the identity that reads",
            "the reason for more accounts",
            "people (1)",
            "profile and posture",
            "waivers (1)",
        ];
        let said: Vec<String> = lost.iter().map(|it| format!("Not in {name}'s format: {it}.")).collect();
        assert_eq!(run.err.lines().collect::<Vec<_>>(), said);
    }
}

#[test]
fn a_declaration_that_designates_nobody_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breakglass.toml");
    std::fs::write(&path, "[tenant]\nid = \"x\"\n").unwrap();
    let run = breakglass(&["designation", "export", "--declaration", path.to_str().unwrap(), "--to", "maester"]);
    assert!(run.code == 2 && run.err.contains("designates nobody"), "{} {}", run.code, run.err);
    assert!(run.out.is_empty(), "{}", run.out);
}

#[test]
fn scubagear_gets_exclusions_for_each_policy_and_object_ids_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breakglass.toml");
    let id = "00000000-0000-4000-8000-000000000001";
    std::fs::write(&path, format!("[tenant]\nid = \"x\"\n[emergency]\naccounts = [\"{id}\", \"two@contoso.onmicrosoft.com\"]\n")).unwrap();
    let run = breakglass(&["designation", "export", "--declaration", path.to_str().unwrap(), "--to", "scubagear"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let wanted = format!(
        "Aad:\n  MS.AAD.1.1v1: &EmergencyAccess\n    CapExclusions:\n      Users:\n        - {id}\n  MS.AAD.2.1v1: *EmergencyAccess\n"
    );
    assert!(run.out.contains(&wanted), "{}", run.out);
    assert!(run.out.ends_with(&format!("  MS.AAD.7.4v1:\n    RoleExclusions:\n      Users:\n        - {id}\n")), "{}", run.out);
    let lost = "Not in ScubaGear's format: `two@contoso.onmicrosoft.com`, which is no object id.";
    assert_eq!(run.err.lines().next(), Some(lost));
    assert!(run.err.contains("the tenant and its cloud"), "{}", run.err);
}
