//! A person signs in with the browser, which the test plays: page, redirect, and the address on this machine.

use breakglass_emulator::{Options, Scenario};
use serde_json::Value;

use super::cloud::{Cloud, result};
use super::program::{Started, http};

fn cloud(change: impl FnOnce(&mut Options)) -> Cloud {
    Cloud::scenario(Scenario::Contoso, change)
}

/// The address that the program tells the person to open, without scheme and host.
fn address(cloud: &Cloud, started: &mut Started) -> String {
    let line = started.line_with("/oauth2/v2.0/authorize?");
    let address = line.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    address.strip_prefix(cloud.running().base_url.as_str()).unwrap().to_owned()
}

/// What the page sends the browser to after a person decided.
fn decided(cloud: &Cloud, address: &str, decision: &str) -> String {
    let form = format!("user={}&decision={decision}", cloud.running().emergency_accounts[0]);
    let answer = cloud.http("POST", address, "application/x-www-form-urlencoded", &form);
    assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    location.trim().to_owned()
}

/// Goes there as a browser does.
fn visit(location: &str) -> String {
    let (host, path) = location.strip_prefix("http://").unwrap().split_once('/').unwrap();
    assert!(host.starts_with("localhost:"), "{location}");
    http(host, "GET", &format!("/{path}"), "text/html", "")
}

fn field(location: &str, name: &str) -> String {
    let query = location.split_once('?').unwrap().1;
    query.split('&').find_map(|it| it.strip_prefix(&format!("{name}="))).unwrap().to_owned()
}

#[test]
fn a_person_with_a_browser_assesses_and_leaves_no_token_anywhere() {
    let cloud = cloud(|_| {});
    cloud.declare_identity("sign-in = \"browser\"");
    let report = cloud.folder().join("report.json");
    let mut started = cloud.start_program(&["assess"], &["--format", "json", "--output", report.to_str().unwrap()]);
    let address = address(&cloud, &mut started);
    assert!(address.contains("code_challenge_method=S256") && address.contains("prompt=select_account"), "{address}");
    let page = cloud.http("GET", &address, "text/html", "");
    assert!(page.contains("<form method=post>"), "{page}");
    let location = decided(&cloud, &address, "approve");
    assert_eq!(field(&location, "state"), field(&address, "state"));
    let shown = visit(&location);
    let code = field(&location, "code");
    assert!(shown.contains("can be closed") && shown.contains("no-store") && !shown.contains(&code), "{shown}");
    let run = started.end();
    let text = std::fs::read_to_string(&report).unwrap_or_else(|error| panic!("{error}: {}", run.err));
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(result(&report, "acct-designated")["verdict"], "pass");
    for place in [&run.out, &run.err, &text] {
        assert!(!place.contains("eyJ") && !place.contains(&code), "a token or a code: {place}");
    }
}

#[test]
fn cancelled_foreign_and_stolen_answers_sign_nobody_in() {
    let cloud = cloud(|_| {});
    let start = || cloud.start_program(&["doctor"], &["--auth", "browser"]);
    let mut started = start();
    let asked = address(&cloud, &mut started);
    visit(&decided(&cloud, &asked, "cancel"));
    let run = started.end();
    assert!(run.code == 4 && run.err.contains("declined"), "{}", run.err);

    let mut started = start();
    let asked = address(&cloud, &mut started);
    let location = decided(&cloud, &asked, "approve");
    visit(&location.replace(&field(&location, "state"), "another"));
    let run = started.end();
    assert!(run.code == 4 && run.err.contains("not the answer"), "{}", run.err);

    // A code that was given out for another request, with the state of this one: the verifier does not fit.
    let (mut one, mut other) = (start(), start());
    let (first, second) = (address(&cloud, &mut one), address(&cloud, &mut other));
    let (stolen, own) = (decided(&cloud, &first, "approve"), decided(&cloud, &second, "approve"));
    visit(&own.replace(&field(&own, "code"), &field(&stolen, "code")));
    let run = other.end();
    assert!(run.code == 4 && run.err.contains("AADSTS"), "{}", run.err);
    visit(&stolen);
    let run = one.end();
    assert!(run.code == 4, "a code that somebody tried is used up: {}", run.err);
}

#[test]
fn a_hint_of_who_signs_in_reaches_the_page() {
    let cloud = cloud(|_| {});
    let mut started = cloud.start_program(&["doctor"], &["--auth", "browser", "--login-hint", "kim@contoso.com"]);
    let asked = address(&cloud, &mut started);
    let page = cloud.http("GET", &asked, "text/html", "");
    assert!(page.contains("kim@contoso.com"), "{page}");
    visit(&decided(&cloud, &asked, "approve"));
    let run = started.end();
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}
