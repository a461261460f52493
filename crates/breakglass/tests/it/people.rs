//! People sign in: with a code, from the prompt to the first verdict.

use breakglass_emulator::{Options, Scenario};
use serde_json::{Value, json};

use super::cloud::{Cloud, result};
use super::contracts;
use super::program::Started;

fn cloud(change: impl FnOnce(&mut Options)) -> Cloud {
    Cloud::scenario(Scenario::Contoso, |options| {
        options.device_code_interval_secs = 1;
        change(options);
    })
}

/// The code that the program tells the person to enter.
fn code(started: &mut Started) -> String {
    let line = started.line_with("enter the code");
    assert!(line.contains("/devicelogin"), "{line}");
    line.split("enter the code ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

fn decide(cloud: &Cloud, code: &str, decision: &str) {
    let user = cloud.running().emergency_accounts[0].clone();
    let answer = cloud.control("POST", "/_emulator/device-codes", &json!({ "userCode": code, "user": user, "decision": decision }));
    assert_eq!(answer["decision"], decision, "{answer}");
}

#[test]
fn a_person_with_a_code_assesses_and_leaves_no_token_anywhere() {
    let cloud = cloud(|_| {});
    cloud.declare_identity("sign-in = \"device-code\"");
    let report = cloud.folder().join("report.json");
    let mut started = cloud.start_program(&["assess"], &["--format", "json", "--output", report.to_str().unwrap()]);
    let code = code(&mut started);
    let seen = String::from_utf8_lossy(&started.visible_to_others()).into_owned();
    decide(&cloud, &code, "approve");
    let run = started.end();
    let text = std::fs::read_to_string(&report).unwrap_or_else(|error| panic!("{error}: {}", run.err));
    contracts::assert_kept(&text);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(result(&report, "acct-designated")["verdict"], "pass");
    assert!(run.err.contains("Microsoft Graph Command Line Tools"), "{}", run.err);
    for place in [&run.out, &run.err, &text, &seen] {
        assert!(!place.contains("eyJ"), "a token: {place}");
    }
    let files = std::fs::read_dir(cloud.folder()).unwrap().map(|file| file.unwrap().path());
    for file in files.filter(|file| file.is_file()) {
        assert!(!std::fs::read_to_string(&file).unwrap().contains("eyJ"), "{}", file.display());
    }
}

#[test]
fn the_command_line_asks_a_person_in_place_of_the_declared_app() {
    let cloud = cloud(|options| options.consented_scopes.push("Group.ReadWrite.All".to_owned()));
    let mut started = cloud.start_program(&["doctor"], &["--auth", "device-code"]);
    let code = code(&mut started);
    decide(&cloud, &code, "approve");
    let run = started.end();
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.err.contains(&cloud.running().client_id), "{}", run.err);
    assert!(run.err.contains("more than reading takes") && run.err.contains("Group.ReadWrite.All"), "{}", run.err);
}

#[test]
fn who_declines_or_waits_too_long_is_not_asked_again() {
    let cloud = cloud(|_| {});
    for (act, words) in [("decline", "declined"), ("wait", "nobody signed in within 15 minute(s)")] {
        let mut started = cloud.start_program(&["doctor"], &["--auth", "device-code"]);
        let code = code(&mut started);
        match act {
            "wait" => drop(cloud.control("POST", "/_emulator/clock", &json!({ "advanceSeconds": 901 }))),
            _ => decide(&cloud, &code, act),
        }
        let run = started.end();
        assert!(run.code == 4 && run.err.contains(words), "{act}: {}", run.err);
    }
    assert_eq!(cloud.asked("/devicecode"), 2);
}

#[test]
fn a_person_s_token_that_ends_midway_is_renewed_without_the_person() {
    let cloud = cloud(|_| {});
    let report = cloud.folder().join("report.json");
    let args = ["--auth", "device-code", "--format", "json", "--output", report.to_str().unwrap()];
    cloud.control("POST", "/_emulator/faults", &json!({ "kind": "token", "skip": 5 }));
    let mut started = cloud.start_program(&["assess"], &args);
    let code = code(&mut started);
    decide(&cloud, &code, "approve");
    let run = started.end();
    assert_eq!(run.code, 1, "{}", run.err);
    let report: Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    // Consents of the accounts take a permission that nobody asks for unless they are wanted.
    let evidence = report["evidence"].as_array().unwrap().iter().filter(|it| it["collection"] != "user-consents");
    let states: Vec<&str> = evidence.map(|it| it["state"].as_str().unwrap()).collect();
    assert!(states.iter().all(|state| matches!(*state, "complete" | "not-asked" | "absent")), "{states:?}");
    assert_eq!(cloud.asked("/devicecode"), 1);
    assert_eq!(cloud.asked("/oauth2/v2.0/token"), 2, "one poll, one renewal");
}

#[test]
fn an_app_that_lets_no_person_in_is_said_so() {
    let cloud = cloud(|options| options.public_client = false);
    let run = cloud.run(&["doctor"], &["--auth", "device-code"]);
    assert!(run.code == 4 && run.err.contains("public client flows"), "{}", run.err);
}
