//! `prove` and `what-if` as their users meet them: verdicts, exit codes, what is unknown, changes, settled points.

use serde_json::{Value, json};

use super::program::{breakglass, json};

const ID: &str = "11111111-1111-1111-1111-111111111111";

/// A policy for everybody and everything, with other conditions and another grant.
fn policy(conditions: Value, grant: Value) -> Value {
    let mut policy = json!({
        "id": ID, "displayName": "Everybody", "state": "enabled",
        "conditions": {"clientAppTypes": ["all"], "applications": {"includeApplications": ["All"]}, "users": {"includeUsers": ["All"]}},
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    });
    for (place, more) in [("conditions", conditions), ("grantControls", grant)] {
        policy[place].as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    }
    policy
}

fn blocking(conditions: Value) -> Value {
    policy(conditions, json!({"builtInControls": ["block"]}))
}

/// The policy excludes the group.
fn excluded(mut policy: Value) -> Value {
    policy["conditions"]["users"]["excludeGroups"] = json!(["g"]);
    policy
}

struct Export(tempfile::TempDir);

impl Export {
    fn of(policy: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("policy.json"), policy.to_string()).unwrap();
        Self(folder)
    }

    fn path(&self) -> String {
        self.0.path().join("policy.json").to_str().unwrap().to_owned()
    }

    fn prove(&self, more: &[&str]) -> (i32, Value) {
        let path = self.path();
        json(&[&["prove", "--export", &path, "--group", "g", "--without-changes"], more].concat())
    }
}

fn prove(policy: &Value, more: &[&str]) -> (i32, Value) {
    Export::of(policy).prove(more)
}

#[test]
fn what_is_unknown_in_a_condition_applies_and_in_a_grant_is_not_met_and_both_are_named() {
    let word = "somethingNew";
    let conditions = [
        json!({"clientAppTypes": [word]}),
        json!({"platforms": {"includePlatforms": [word]}}),
        json!({"platforms": {"includePlatforms": ["all"], "excludePlatforms": [word]}}),
        json!({"signInRiskLevels": [word]}),
        json!({"userRiskLevels": [word]}),
        json!({"insiderRiskLevels": word}),
        json!({"authenticationFlows": {"transferMethods": word}}),
        json!({"devices": {"deviceFilter": {"mode": word, "rule": "device.isCompliant -eq True"}}}),
        json!({"applications": {"includeApplications": [], "includeUserActions": [format!("urn:user:{word}")]}}),
        json!({"locations": {"includeLocations": ["22222222-2222-2222-2222-222222222222"]}}),
        json!({word: {"a": 1}}),
        json!({"users": {"includeUsers": ["None"], "includeSomethingNew": ["x"]}}),
    ];
    let grants =
        [json!({"builtInControls": [word]}), json!({"operator": word, "builtInControls": ["mfa", "compliantDevice"]}), json!({word: 1})];
    let session = {
        let mut policy = policy(json!({}), json!({}));
        policy["sessionControls"] = json!({word: {"isEnabled": true}});
        policy
    };
    let all = conditions.into_iter().map(blocking).chain(grants.map(|grant| policy(json!({}), grant))).chain([session]);
    for policy in all {
        let (code, report) = prove(&policy, &[]);
        let proof = &report["accounts"][0]["credentialSets"][0]["obligations"]["no-denial"];
        assert_eq!((code, proof["verdict"].as_str().unwrap()), (3, "undecided"), "{policy}");
        let is_named = ["omethingNew", "22222222", "named locations"].iter().any(|name| {
            let found = breakglass(&["prove", "--export", &Export::of(&policy).path(), "--group", "g", "--without-changes"]).out;
            found.contains(name)
        });
        assert!(is_named, "{policy}: {report}");
        let (code, report) = prove(&excluded(policy.clone()), &[]);
        assert_eq!((code, &report["verdict"]), (0, &"proved".into()), "a certain exclusion still proves: {policy}");
    }
}

#[test]
fn exit_codes_and_words_follow_the_verdict_and_a_narrower_question_has_its_own() {
    assert_eq!(prove(&policy(json!({}), json!({})), &[]).0, 0, "the supposed key is multifactor authentication");
    let risky = blocking(json!({"userRiskLevels": ["high"]}));
    let (code, report) = prove(&risky, &[]);
    let witness = &report["accounts"][0]["credentialSets"][0]["obligations"]["no-denial"]["witnesses"][0];
    assert_eq!((code, &witness["matters"], &witness["replayed"]), (1, &json!(["userRisk"]), &json!(true)));
    assert_eq!((&witness["context"]["userRisk"], &witness["unmet"]), (&json!("high"), &json!("block")));
    assert_eq!(prove(&risky, &["--context", "--user-risk", "none"]).0, 0);
    assert_eq!(prove(&risky, &["--context", "--user-risk", "high"]).0, 1);
    let text = breakglass(&["prove", "--export", &Export::of(&risky).path(), "--group", "g"]).out;
    for line in
        ["Refuted", "policy `Everybody` refuses the account", "when: ", "user risk", "because it blocks", "Exclude the emergency group"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn a_point_that_no_document_settles_is_settled_by_the_operator() {
    let unknown = policy(json!({}), json!({"builtInControls": ["somethingNew"]}));
    assert_eq!(prove(&unknown, &["--assume", "lockout:unknown-control=yes"]).0, 0);
    let (code, report) = prove(&unknown, &["--assume", "lockout:unknown-control=no"]);
    let says = report["assumptions"].as_array().unwrap().iter().find(|it| it["id"] == "lockout:unknown-control").unwrap();
    assert_eq!((code, &says["holds"]), (1, &json!(false)));
    let run = breakglass(&["prove", "--export", &Export::of(&unknown).path(), "--group", "g", "--assume", "lockout:Q99=no"]);
    assert!(run.code == 2 && run.err.contains("lockout:Q14"), "{}", run.err);
}

#[test]
fn a_change_is_proved_before_it_is_made() {
    let today = Export::of(&excluded(blocking(json!({}))));
    let propose = |policy: &Value| today.prove(&["--change", &Export::of(policy).path()]);
    let (code, report) = propose(&excluded(blocking(json!({}))));
    assert_eq!((code, &report["tenant"]["change-safety"]["verdict"]), (0, &json!("proved")));
    let (code, report) = propose(&blocking(json!({"userRiskLevels": ["high"]})));
    let safety = &report["tenant"]["change-safety"];
    assert_eq!((code, &safety["verdict"]), (1, &json!("refuted")));
    assert!(safety.to_string().contains("userRisk") && safety.to_string().contains("Everybody"), "{safety}");
    assert_eq!(report["accounts"][0]["obligations"]["no-denial"]["verdict"], "proved", "today nothing is refused: {report}");
    let nothing = tempfile::tempdir().unwrap();
    std::fs::write(nothing.path().join("x.json"), "{}").unwrap();
    let run =
        breakglass(&["prove", "--export", &today.path(), "--group", "g", "--change", nothing.path().join("x.json").to_str().unwrap()]);
    assert!(run.code == 4 && run.err.contains("no JSON that is judged"), "{} {}", run.code, run.err);
}

#[test]
fn one_sign_in_is_asked_field_by_field() {
    let risky = Export::of(&blocking(json!({"userRiskLevels": ["high"], "platforms": {"includePlatforms": ["iOS"]}})));
    let path = risky.path();
    let ask = |more: &[&str]| json(&[&["what-if", "--export", &path, "--group", "g"], more].concat());
    for (more, code, applies) in [
        (&["--user-risk", "high", "--platform", "iOS"][..], 1, true),
        (&["--user-risk", "high", "--platform", "windows"], 0, false),
        (&["--user-risk", "low", "--platform", "iOS"], 0, false),
    ] {
        let (found, report) = ask(more);
        let policy = report["policies"].as_array().unwrap().iter().find(|it| it["id"] == ID).unwrap();
        assert_eq!((found, &policy["applies"]), (code, &json!(applies)), "{more:?}: {report}");
    }
    let (_, report) = ask(&["--user-risk", "high", "--platform", "windows"]);
    let policy = report["policies"].as_array().unwrap().iter().find(|it| it["id"] == ID).unwrap();
    assert_eq!(policy["reasons"], json!(["devicePlatform"]));
    let wrong = breakglass(&["what-if", "--export", &path, "--group", "g", "--platform", "amiga"]);
    assert!(wrong.code == 2 && wrong.err.contains("android"), "{}", wrong.err);
}
