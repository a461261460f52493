//! The sample tenants: contoso has exactly these faults, healthy has none, empty is new.

use std::collections::BTreeMap;

use breakglass_emulator::Scenario;

use super::cloud::{Cloud, result};

/// What contoso's faults look like: control, verdict, number of findings.
const CONTOSO: &[(&str, &str, usize)] = &[
    ("acct-cloud-only", "fail", 1),
    ("acct-initial-domain", "fail", 1),
    ("auth-attested", "fail", 1),
    ("auth-device-bound", "fail", 1),
    ("auth-hardware-model", "fail", 1),
    ("auth-key-restrictions", "fail", 2),
    ("auth-reg-campaign", "warn", 2),
    ("auth-two-keys", "fail", 1),
    ("ca-contingency", "fail", 1),
    ("ca-dedicated-policy", "fail", 2),
    ("ca-excluded-all", "fail", 5),
    ("ca-exclusion-by-group", "fail", 1),
    ("ca-managed-pending", "warn", 2),
    ("ca-not-blocked", "fail", 5),
    ("ca-report-only-missing", "fail", 2),
    ("group-members-exact", "fail", 1),
    ("group-no-owners", "fail", 1),
    ("group-role-assignable", "fail", 1),
    ("legacy-per-user-mfa", "fail", 1),
    ("mfa-user-service-accounts", "fail", 1),
    ("pwd-never-expires", "fail", 1),
    ("role-ga-permanent", "fail", 1),
    ("role-path-to-ea", "fail", 3),
    ("role-via-group", "fail", 2),
    ("strength-fido2-only", "fail", 1),
];

#[test]
fn contoso_has_exactly_these_faults() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let (code, report) = cloud.assess(&[]);
    let found: BTreeMap<&str, (&str, usize)> = report["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["control"].as_str().unwrap(), (it["verdict"].as_str().unwrap(), it["findings"].as_array().unwrap().len())))
        .filter(|(_, (verdict, _))| !matches!(*verdict, "pass" | "not-applicable" | "manual"))
        .collect();
    let expected: BTreeMap<&str, (&str, usize)> = CONTOSO.iter().map(|(control, verdict, count)| (*control, (*verdict, *count))).collect();
    assert_eq!(found, expected, "{:#}", report["results"]);
    assert_eq!(code, 1);
    assert_eq!(report["policies"].as_array().unwrap().len(), 12);
    let audiences = |wanted: &str| report["policies"].as_array().unwrap().iter().filter(|it| it["audience"] == wanted).count();
    assert_eq!(audiences("workload-identities"), 1);
}

#[test]
fn contoso_names_the_policies_that_bite_and_the_nested_path() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let (_, report) = cloud.assess(&[]);
    let excluded = result(&report, "ca-excluded-all")["findings"].as_array().unwrap().clone();
    let names: Vec<&str> = excluded.iter().map(|it| it["object"]["name"].as_str().unwrap()).collect();
    assert!(names.iter().any(|name| name.starts_with("CA007")) && names.iter().any(|name| name.starts_with("CA009")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("Microsoft-managed")), "{names:?}");
    let refusing = result(&report, "ca-not-blocked")["findings"].as_array().unwrap().clone();
    let says = |policy: &str, how: &str| {
        refusing.iter().any(|it| it["object"]["name"].as_str().unwrap().starts_with(policy) && it["saw"].as_str().unwrap().contains(how))
    };
    assert!(says("CA007", "demands a device marked compliant") && says("CA009", "it blocks"), "{refusing:#?}");
    let nested = report["policies"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|it| it["cells"].as_array().unwrap())
        .find(|cell| cell["standing"] == "excluded" && cell["path"].as_array().unwrap().len() == 2);
    let path = nested.expect("one policy excludes through a nested group")["path"].as_array().unwrap();
    assert!(path[1].as_str().unwrap().starts_with("nested in group"), "{path:?}");
}

#[test]
fn healthy_has_no_fault_and_nothing_is_left_open() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    let (code, report) = cloud.assess(&[]);
    let doubtful: Vec<&serde_json::Value> = report["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| !matches!(it["verdict"].as_str().unwrap(), "pass" | "not-applicable" | "manual"))
        .collect();
    assert_eq!((code, doubtful.len()), (0, 0), "{doubtful:#?}");
}

#[test]
fn a_new_tenant_is_judged_as_far_as_it_goes() {
    let cloud = Cloud::scenario(Scenario::Empty, |_| {});
    let (code, report) = cloud.assess(&[]);
    assert_eq!(code, 1, "nobody is designated");
    assert_eq!(result(&report, "acct-designated")["verdict"], "fail");
    let (_, report) = cloud.assess(&["--account", "dana.whitlock@northwindtraders.onmicrosoft.com"]);
    assert_eq!(result(&report, "legacy-secdefaults-ready")["verdict"], "fail", "security defaults are on and there is no passkey");
    assert_eq!(result(&report, "acct-min-two")["verdict"], "fail");
}

#[test]
fn without_a_licence_what_needs_one_does_not_lie() {
    let cloud = Cloud::scenario(Scenario::Healthy, |options| options.unlicensed = true);
    let (code, report) = cloud.assess(&[]);
    assert_ne!(code, 0);
    assert_eq!(result(&report, "role-ga-permanent")["verdict"], "pass", "without PIM an assignment cannot end");
    let schedules = report["evidence"].as_array().unwrap().iter().find(|it| it["collection"] == "role-assignment-schedules").unwrap();
    assert_eq!(schedules["state"], "unlicensed");
}

/// Control, verdict and number of findings: the sample tenant's sign-ins are always recent, so their dates differ between readings.
fn verdicts(report: &serde_json::Value) -> Vec<(String, String, usize)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let results = report["results"].as_array().unwrap().iter();
    results.map(|it| (text(&it["control"]), text(&it["verdict"]), it["findings"].as_array().unwrap().len())).collect()
}

#[test]
fn a_snapshot_is_judged_like_the_tenant_and_can_be_served_again() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let file = cloud.folder().join("snapshot.json");
    let run = cloud.run(&["snapshot", "take"], &["--output", file.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let group = cloud.running().emergency_group.clone().unwrap();
    let accounts = cloud.running().emergency_accounts.clone();
    let args = ["assess", "--snapshot", file.to_str().unwrap(), "--group", &group, "--account", &accounts[0], "--account", &accounts[1]];
    let (_, saved) = super::program::json(&args);
    let (_, live) = cloud.assess(&[]);
    assert_eq!(verdicts(&saved), verdicts(&live));
    let value: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let again = Cloud::start(breakglass_emulator::Options {
        tenant: breakglass_emulator::TenantSource::Snapshot(value),
        conditional_access_per_second: None,
        ..Default::default()
    });
    let designated = ["--group", &group, "--account", &accounts[0], "--account", &accounts[1]];
    let (_, replayed) = again.assess(&designated);
    assert_eq!(replayed["summary"], live["summary"], "{:#}", replayed["results"]);
}
