//! The Azure CLI is asked for a token: a script in its place answers, complains, or is not there.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use breakglass_emulator::{Options, Scenario};
use serde_json::json;

use super::cloud::{Cloud, result};
use super::program::{Run, breakglass_with};

fn cloud(change: impl FnOnce(&mut Options)) -> Cloud {
    let cloud = Cloud::scenario(Scenario::Contoso, change);
    cloud.declare_identity("sign-in = \"azure-cli\"");
    cloud
}

/// A token as the Azure CLI's app gets it.
fn token(cloud: &Cloud, scopes: &str) -> String {
    let user = cloud.running().emergency_accounts[0].clone();
    let body = json!({ "clientId": "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "user": user, "scopes": scopes });
    cloud.control("POST", "/_emulator/person-token", &body)["token"].as_str().unwrap().to_owned()
}

/// A folder with an `az` that does this.
fn az(cloud: &Cloud, script: &str) -> PathBuf {
    let folder = cloud.folder().join("bin");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("az");
    std::fs::write(&path, format!("#!/bin/sh\necho \"$@\" >> \"{}\"\n{script}\n", cloud.folder().join("asked").display())).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn answering(cloud: &Cloud, token: &str, tenant: &str) -> PathBuf {
    let answer = json!({
        "accessToken": token, "expiresOn": "2031-01-01 00:00:00.000000", "expires_on": 1_924_992_000_i64, "subscription": null, "tenant": tenant,
        "tokenType": "Bearer",
    });
    std::fs::write(cloud.folder().join("answer.json"), answer.to_string()).unwrap();
    az(
        cloud,
        &format!("while read -r line; do echo \"$line\"; done < \"{}\"; echo \"$line\"", cloud.folder().join("answer.json").display()),
    )
}

fn run(cloud: &Cloud, bin: &std::path::Path, command: &str, more: &[&str]) -> Run {
    let declaration = cloud.folder().join("breakglass.toml");
    let source = [command, "--tenant", declaration.to_str().unwrap(), "--endpoint", &cloud.running().base_url];
    breakglass_with(cloud.folder(), &[&source, more].concat(), &[("PATH", bin.as_os_str())])
}

#[test]
fn its_token_assesses_and_is_handed_to_nobody_else() {
    let cloud = cloud(|_| {});
    let scopes = "Directory.AccessAsUser.All Group.ReadWrite.All AuditLog.Read.All User.Read.All Policy.Read.All";
    let bin = answering(&cloud, &token(&cloud, scopes), &cloud.running().tenant_id);
    let ran = run(&cloud, &bin, "assess", &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
    assert_eq!(result(&report, "acct-designated")["verdict"], "pass");
    assert_eq!(result(&report, "auth-two-keys")["verdict"], "unknown");
    assert!(ran.err.contains("Group.ReadWrite.All") && ran.err.contains("more than reading takes"), "{}", ran.err);
    assert!(!ran.err.contains("eyJ") && !ran.out.contains("eyJ"));
    let asked = std::fs::read_to_string(cloud.folder().join("asked")).unwrap();
    assert_eq!(asked.trim(), "account get-access-token --resource-type ms-graph --output json");
    let strict = run(&cloud, &bin, "assess", &["--strict-rights"]);
    assert!(strict.code == 4 && strict.err.contains("Directory.AccessAsUser.All") && strict.out.is_empty(), "{}", strict.err);
}

#[test]
fn doctor_says_what_its_app_lacks_and_that_nobody_can_add_to_it() {
    let cloud = cloud(|_| {});
    let bin = answering(&cloud, &token(&cloud, "AuditLog.Read.All Directory.Read.All Group.ReadWrite.All"), &cloud.running().tenant_id);
    let ran = run(&cloud, &bin, "doctor", &[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let row = |name: &str| {
        ran.out.lines().find(|line| line.split_whitespace().any(|word| word == name)).unwrap_or_else(|| panic!("{name}: {}", ran.out))
    };
    assert!(ran.out.contains("as a person, through the Azure CLI"), "{}", ran.out);
    assert!(row("AuditLog.Read.All").starts_with("ok"));
    assert!(row("User.Read.All").contains("by Directory.Read.All, which is broader"), "{}", ran.out);
    assert!(row("Policy.Read.All").starts_with("no"));
    assert!(row("Group.ReadWrite.All").contains("held and not needed"));
    assert!(ran.out.contains("none can be added: sign in with --auth browser"), "{}", ran.out);
}

#[test]
fn absent_signed_out_slow_and_strange_ones_are_told_apart() {
    let cloud = cloud(|_| {});
    let nothing = cloud.folder().join("nothing");
    std::fs::create_dir(&nothing).unwrap();
    let ran = run(&cloud, &nothing, "doctor", &[]);
    assert!(ran.code == 4 && ran.err.contains("there is no `az` on this machine"), "{}", ran.err);
    for (script, words) in [
        ("echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1", "nobody is signed in to the Azure CLI"),
        ("echo 'ERROR: AADSTS50173: The provided grant has expired' >&2; exit 1", "AADSTS50173"),
        ("echo 'no json'", "no JSON"),
        ("echo '{}'", "holds no token"),
        ("i=0; while [ $i -lt 40000 ]; do echo 'aaaaaaaaaaaaaaaa'; i=$((i+1)); done", "more than any token takes"),
    ] {
        let ran = run(&cloud, &az(&cloud, script), "doctor", &[]);
        assert!(ran.code == 4 && ran.err.contains(words), "{script}: {}", ran.err);
    }
}

#[test]
fn its_token_goes_to_the_declared_tenant_and_cloud_alone() {
    let mine = cloud(|_| {});
    let other = Cloud::scenario(Scenario::Healthy, |_| {});
    let foreign = answering(&mine, &token(&other, "User.Read.All"), &other.running().tenant_id);
    let ran = run(&mine, &foreign, "doctor", &[]);
    assert!(ran.code == 4 && ran.err.contains("another tenant"), "{}", ran.err);
    let bin = answering(&mine, &token(&mine, "User.Read.All"), &mine.running().tenant_id);
    let declaration = mine.folder().join("breakglass.toml");
    let text = std::fs::read_to_string(&declaration).unwrap();
    std::fs::write(&declaration, text.replacen("[identity]", "cloud = \"us-gov\"\n[identity]", 1)).unwrap();
    let ran = run(&mine, &bin, "doctor", &[]);
    assert!(ran.code == 4 && ran.err.contains("another cloud"), "{}", ran.err);
}
