//! `what-if --against-microsoft`: our answer beside the pretend Microsoft's, where they agree, where they are made to differ, and where
//! there is no answer.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

use breakglass_emulator::{Options, Scenario};
use serde_json::{Value, json};

use super::cloud::Cloud;
use super::faults::script;
use super::program::{Run, breakglass, breakglass_in};

const EVALUATE: &str = "/identity/conditionalAccess/evaluate";
const THERE: [&str; 4] = ["--ip", "203.0.113.9", "--country", "NL"];

/// Asks about the first emergency account.
fn ask(cloud: &Cloud, more: &[&str]) -> Run {
    let account = cloud.running().emergency_accounts[0].clone();
    cloud.run(&["what-if"], &[&["--account", &account, "--against-microsoft"], more].concat())
}

fn ask_json(cloud: &Cloud, more: &[&str]) -> (i32, Value) {
    parsed(&ask(cloud, &[&["--format", "json"], more].concat()))
}

fn parsed(run: &Run) -> (i32, Value) {
    (run.code, serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", run.out, run.err)))
}

fn healthy(change: impl FnOnce(&mut Options)) -> Cloud {
    Cloud::scenario(Scenario::Healthy, change)
}

#[test]
fn both_agree_on_every_policy_of_the_samples_or_ours_is_open() {
    let sign_ins: [&[&str]; 6] = [
        &[],
        &["--app", "00000002-0000-0ff1-ce00-000000000000", "--platform", "iOS", "--client", "mobileAppsAndDesktopClients"],
        &["--client", "other", "--sign-in-risk", "high", "--user-risk", "high"],
        &["--flow", "deviceCodeFlow", "--insider-risk", "elevated"],
        &["--device", "joined", "--device-compliant", "--device-attribute", "model=Surface"],
        &["--authentication-context", "c1"],
    ];
    let (mut agreements, mut settled) = (0, 0);
    for cloud in [healthy(|_| {}), Cloud::scenario(Scenario::Contoso, |_| {})] {
        for sign_in in sign_ins.iter().chain([&["--app", "urn:user:registersecurityinfo"] as &[&str]].iter()) {
            let (code, document) = ask_json(&cloud, &[&THERE, *sign_in].concat());
            let microsoft = &document["microsoft"];
            assert_eq!((&microsoft["answered"], &microsoft["disagreements"]), (&json!(true), &json!(0)), "{sign_in:?}: {microsoft:#}");
            let count = |name: &str| microsoft[name].as_u64().unwrap();
            let policies = microsoft["policies"].as_array().unwrap().len() as u64;
            assert_eq!(count("agreements") + count("settled") + count("undecided"), policies, "{microsoft:#}");
            let expected = match document["decision"].as_str().unwrap() {
                "granted" => 0,
                "denied" => 1,
                _ => 3,
            };
            assert_eq!(code, expected);
            agreements += count("agreements");
            settled += count("settled");
        }
    }
    assert!(agreements > 100 && settled > 0, "{agreements} agreements, {settled} settled");
}

#[test]
fn what_is_open_here_is_settled_by_microsoft_and_names_its_question() {
    let run = ask(&healthy(|_| {}), &[&THERE, &["--app", "urn:user:registersecurityinfo"] as &[&str]].concat());
    assert!(run.out.contains("Microsoft settles") && run.out.contains("hangs on: lockout:Q3"), "{}", run.out);
    assert!(run.out.contains("Microsoft's what-if disagrees with nothing"), "{}", run.out);
}

#[test]
fn what_has_no_field_is_said_not_to_be_sent() {
    let cloud = healthy(|_| {});
    let sign_in = ["--private-window", "--device-compliant", "--position", "NL", "--trusted-location", "true", "--platform", "other"];
    let (_, document) = ask_json(&cloud, &sign_in);
    let parts: Vec<&str> = document["microsoft"]["notSent"].as_array().unwrap().iter().map(|it| it["part"].as_str().unwrap()).collect();
    assert_eq!(parts, ["platform", "credentialSet", "privateWindow", "position", "trustedLocation"]);
    let run = ask(&cloud, &["--device", "registered", "--device-attribute", "colour=red"]);
    assert!(run.out.contains("not sent: device.colour"), "{}", run.out);
}

#[test]
fn without_a_live_tenant_there_is_nobody_to_ask() {
    for source in ["--snapshot", "--export"] {
        let run = breakglass(&["what-if", source, "nothing.json", "--against-microsoft"]);
        assert!(run.code == 2 && run.err.contains("asks Microsoft") && run.err.contains("--tenant"), "{} {}", run.code, run.err);
    }
    let cloud = healthy(|_| {});
    let run = cloud.run(&["what-if"], &["--account", &cloud.running().emergency_accounts[0]]);
    assert!(!run.out.contains("Microsoft's what-if"), "{}", run.out);
    assert!(!cloud.running().requests().keys().any(|path| path.contains("evaluate")), "nobody asked for it");
}

#[test]
fn refusals_say_what_to_do_and_leave_the_answer_in_doubt() {
    let check = |cloud: &Cloud, kind: &str, words: &[&str]| {
        let (code, document) = ask_json(cloud, &THERE);
        let microsoft = &document["microsoft"];
        assert_eq!((code, &microsoft["answered"], &microsoft["refusal"]["kind"]), (3, &json!(false), &json!(kind)), "{document:#}");
        let run = ask(cloud, &THERE);
        assert!(run.code == 3 && run.out.contains("MICROSOFT DID NOT ANSWER"), "{}", run.out);
        words.iter().for_each(|word| assert!(run.out.contains(word), "{word}: {}", run.out));
    };
    let forbidden = healthy(|options| options.forbid.push(EVALUATE.to_owned()));
    check(&forbidden, "denied", &["403", "Policy.Read.ConditionalAccess or Policy.Read.All"]);
    let broken = healthy(|_| {});
    script(&broken, &json!({"kind": "truncate", "path": EVALUATE, "times": 100}));
    check(&broken, "failed", &["ours alone"]);
}

#[test]
fn a_busy_microsoft_is_asked_again() {
    let cloud = healthy(|_| {});
    for fault in [
        json!({"kind": "throttle", "path": EVALUATE, "times": 2, "retryAfterSeconds": 0}),
        json!({"kind": "error", "path": EVALUATE, "status": 503, "retryAfterSeconds": 0}),
        json!({"kind": "token", "path": EVALUATE}),
        json!({"kind": "cut", "path": EVALUATE}),
    ] {
        script(&cloud, &fault);
    }
    let (code, document) = ask_json(&cloud, &THERE);
    assert_eq!((code, &document["microsoft"]["answered"]), (0, &json!(true)), "{document:#}");
    let asked: u64 = cloud.running().requests().iter().filter(|(path, _)| path.contains("evaluate")).map(|(_, times)| times).sum();
    assert_eq!(asked, 6);
}

#[test]
fn a_disagreement_is_said_loudly_and_never_ends_well() {
    let cloud = healthy(|_| {});
    let between = Interposed::before(&cloud, |status, answer| {
        // A policy that was changed after it was read, one that was deleted, one that is new.
        let rows = answer["value"].as_array_mut().unwrap();
        let mut changed = rows.remove(0);
        assert_eq!(changed["policyApplies"], false);
        rows.remove(0);
        changed["policyApplies"] = json!(true);
        changed["analysisReasons"] = json!("notSet");
        let mut new = changed.clone();
        new["id"] = json!("99999999-9999-4999-8999-999999999999");
        new["displayName"] = json!("Brand new");
        rows.extend([changed, new]);
        status
    });
    let (code, document) = parsed(&between.ask(&cloud, &["--format", "json"]));
    let microsoft = &document["microsoft"];
    assert_eq!((code, &document["decision"], &microsoft["disagreements"]), (3, &json!("granted"), &json!(3)), "{document:#}");
    let words: Vec<&str> = microsoft["policies"].as_array().unwrap().iter().map(|it| it["agreement"].as_str().unwrap()).collect();
    assert_eq!(words[..4], ["disagrees", "only-microsoft", "not-listed", "agrees"]);
    let first = &microsoft["policies"][0];
    assert_eq!((&first["ours"]["applies"], &first["theirs"]["policyApplies"]), (&json!(false), &json!(true)));
    let run = between.ask(&cloud, &[]);
    assert!(run.code == 3 && run.out.contains("MICROSOFT DISAGREES about 3 of"), "{}", run.out);
    assert!(run.out.contains("here: does not apply (") && run.out.contains("; Microsoft: applies"), "{}", run.out);
    assert!(run.out.contains("Brand new"), "{}", run.out);
    // What is denied stays denied.
    let denied = between.ask(&cloud, &["--with-method", "sms"]);
    assert!(denied.code == 1 && denied.out.contains("MICROSOFT DISAGREES"), "{}", denied.out);
}

#[test]
fn what_microsoft_does_not_know_or_does_not_sell_is_said() {
    let cloud = healthy(|_| {});
    for (status, code, message, kind, words) in [
        (404, "ResourceNotFound", "x", "absent", "deleted since it was read"),
        (403, "AccessDenied", "Your tenant is not licensed for this feature", "unlicensed", "need Microsoft Entra ID P1"),
        (400, "BadRequest", "x", "failed", "400 BadRequest"),
    ] {
        let between = Interposed::before(&cloud, move |_, answer| {
            *answer = json!({"error": {"code": code, "message": message}});
            status
        });
        let (exit, document) = parsed(&between.ask(&cloud, &["--format", "json"]));
        assert_eq!((exit, &document["microsoft"]["refusal"]["kind"]), (3, &json!(kind)), "{document:#}");
        let run = between.ask(&cloud, &[]);
        assert!(run.out.contains(words), "{}", run.out);
    }
}

/// Somebody between the program and the cloud who changes the answer of what-if, so that the two see different policies.
struct Interposed {
    base: String,
}

impl Interposed {
    fn before(cloud: &Cloud, change: impl Fn(u16, &mut Value) -> u16 + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let behind = cloud.running().base_url.trim_start_matches("http://").to_owned();
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                pass(stream, &behind, &change);
            }
        });
        Self { base }
    }

    fn ask(&self, cloud: &Cloud, more: &[&str]) -> Run {
        let (folder, account) = (cloud.folder(), cloud.running().emergency_accounts[0].clone());
        let declaration = folder.join("breakglass.toml");
        let fixed = ["what-if", "--tenant", declaration.to_str().unwrap(), "--endpoint", &self.base, "--account", &account];
        breakglass_in(folder, &[&fixed, &["--against-microsoft"] as &[&str], &THERE, more].concat())
    }
}

/// One request to the cloud behind and its answer back; what-if's is changed on the way.
fn pass(mut stream: TcpStream, behind: &str, change: &impl Fn(u16, &mut Value) -> u16) {
    let (head, body) = message(&mut stream);
    if head.is_empty() {
        return;
    }
    let is_question = head.starts_with("POST") && head.contains(EVALUATE);
    let lines: Vec<&str> = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("connection:")).collect();
    let mut upstream = TcpStream::connect(behind).unwrap();
    upstream.write_all(format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n")).as_bytes()).unwrap();
    upstream.write_all(&body).unwrap();
    let (head, mut body) = message(&mut upstream);
    let mut status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
    if is_question {
        let mut answer: Value = serde_json::from_slice(&body).unwrap();
        status = change(status, &mut answer);
        body = answer.to_string().into_bytes();
    }
    let reply =
        format!("HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // A client that has gone is none of this one's business.
    let _ = stream.write_all(reply.as_bytes()).and_then(|()| stream.write_all(&body));
    let _ = stream.shutdown(Shutdown::Write);
}

/// Head and body of one message; empty where the other side closes without a word.
fn message(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let (mut read, mut buffer) = (Vec::new(), [0; 8192]);
    loop {
        let end = read.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            if read.len() >= end + 4 + length.unwrap_or(0) {
                return (head, read[end + 4..].to_vec());
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return (String::new(), Vec::new()),
            Ok(count) => read.extend_from_slice(&buffer[..count]),
        }
    }
}
