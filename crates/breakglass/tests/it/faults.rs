//! Scripted faults on the way of an assessment: what passes by itself changes no verdict, what does not becomes unknown and never pass.

use std::io::{Read, Write};
use std::net::TcpStream;

use breakglass_emulator::Scenario;
use serde_json::{Value, json};

use super::cloud::{Cloud, result};

/// Scripts a fault.
pub fn script(cloud: &Cloud, fault: &Value) {
    let host = cloud.running().base_url.trim_start_matches("http://").to_owned();
    let body = fault.to_string();
    let mut stream = TcpStream::connect(&host).unwrap();
    let head = format!("POST /_emulator/faults HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

fn verdicts(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    report["results"].as_array().unwrap().iter().map(|it| (text(&it["control"]), text(&it["verdict"]))).collect()
}

#[test]
fn an_assessment_gets_over_what_passes_by_itself() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let (_, calm) = cloud.assess(&[]);
    for fault in [
        json!({"kind": "throttle", "path": "/users", "times": 2, "retryAfterSeconds": 0}),
        json!({"kind": "error", "path": "/groups", "status": 503, "retryAfterSeconds": 0}),
        json!({"kind": "cut", "path": "/organization"}),
        json!({"kind": "token", "path": "/policies"}),
    ] {
        script(&cloud, &fault);
    }
    let (_, stormy) = cloud.assess(&[]);
    assert_eq!(verdicts(&stormy), verdicts(&calm));
}

#[test]
fn half_an_answer_is_no_answer() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    script(&cloud, &json!({"kind": "truncate", "path": "/identity/conditionalAccess/policies", "times": 100}));
    let (_, report) = cloud.assess(&[]);
    assert_eq!(result(&report, "ca-excluded-all")["verdict"], "unknown");
}
