//! Sign-in without a stored secret, from the declaration to the first verdict.

use std::io::{Read, Write};
use std::net::TcpStream;

use breakglass_emulator::Scenario;

use super::cloud::{Cloud, result};

fn declare(cloud: &Cloud, identity: &str) {
    let path = cloud.folder().join("breakglass.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("[identity]").unwrap();
    let after = rest.split_once("\n[").map_or(String::new(), |(_, after)| format!("[{after}"));
    std::fs::write(path, format!("{before}[identity]\n{identity}\n{after}")).unwrap();
}

fn federated_token(cloud: &Cloud) -> String {
    let host = cloud.running().base_url.trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&host).unwrap();
    let head = format!("POST /_emulator/federated-token HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let body: serde_json::Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    body["token"].as_str().unwrap().to_owned()
}

#[test]
fn a_federated_token_in_a_file_signs_in() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    declare(&cloud, &format!("client-id = \"{}\"\nfederated-token = \"file:token\"", cloud.running().client_id));
    let run = cloud.run(&["assess"], &[]);
    assert!(run.code == 4 && run.err.contains("cannot read the federated token"), "{}", run.err);
    std::fs::write(cloud.folder().join("token"), format!("{}\n", federated_token(&cloud))).unwrap();
    let (_, report) = cloud.assess(&[]);
    assert_eq!(result(&report, "acct-designated")["verdict"], "pass");
    std::fs::write(cloud.folder().join("token"), "no token").unwrap();
    let run = cloud.run(&["assess"], &[]);
    assert!(run.code == 4 && run.err.contains("AADSTS"), "{}", run.err);
}

#[test]
fn a_managed_identity_signs_in() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    declare(&cloud, "managed-identity = true");
    let (_, report) = cloud.assess(&[]);
    assert_eq!(result(&report, "acct-designated")["verdict"], "pass");
    declare(&cloud, "managed-identity = true\nclient-id = \"somebody-else\"");
    let run = cloud.run(&["assess"], &[]);
    assert_eq!(run.code, 4, "{}", run.out);
}

#[test]
fn two_ways_at_once_and_none_are_the_operator_s_mistake() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    for identity in
        ["client-id = \"x\"", "client-id = \"x\"\nsecret = \"file:secret\"\nmanaged-identity = true", "secret = \"file:secret\""]
    {
        declare(&cloud, identity);
        let run = cloud.run(&["assess"], &[]);
        assert!(run.code == 2 && run.err.contains("[identity] needs"), "{identity}: {}", run.err);
    }
}
