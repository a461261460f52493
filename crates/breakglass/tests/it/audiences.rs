//! For whom a report is made: what its readers must not see is not in it, in no form, and every answer stays what it was.

use std::collections::BTreeSet;

use breakglass_emulator::Scenario;
use serde_json::{Value, json};

use super::cloud::Cloud;
use super::program::{Run, breakglass, root};

const FORMATS: [&str; 7] = ["text", "json", "html", "sarif", "junit", "csv", "markdown"];
/// Marks every word of the tenant.
const CANARY: &str = "canary";

/// A saved tenant with a declaration that names people, and words of the tenant everywhere.
struct Saved {
    cloud: Cloud,
    file: String,
    declaration: String,
    change: String,
    /// Ids that only this tenant has.
    ids: BTreeSet<String>,
}

/// Words that mean the same in every tenant.
fn public_words() -> BTreeSet<String> {
    let data = root().join("crates/breakglass-graph/data");
    let lists = ["vocabulary.txt", "constants.txt"].map(|name| std::fs::read_to_string(data.join(name)).unwrap());
    lists.iter().flat_map(|list| list.lines()).map(str::to_owned).collect()
}

fn is_guid(text: &str) -> bool {
    breakglass_model::ObjectId::new(text).is_guid()
}

/// Puts the canary before every word that the tenant chose, and into every name of a field that only it knows.
fn mark(value: &mut Value, key: &str, words: &BTreeSet<String>, ids: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if is_guid(text) => {
            let is_public = words.contains(text.as_str()) || ["aaGuid", "aaguid", "aaGuids", "allowedAaGuids"].contains(&key);
            if !is_public {
                ids.insert(text.to_ascii_lowercase());
            }
        }
        Value::String(text) if key == "rule" => *text = text.replacen('"', &format!("\"{CANARY}"), 1),
        Value::String(text) => {
            let is_word = text.split(',').all(|part| words.contains(part.trim()));
            let is_shape = text.is_empty() || key.starts_with('@') || text.starts_with('#') || text.starts_with("20") || text.contains('/');
            if !is_word && !is_shape && text.parse::<std::net::IpAddr>().is_err() {
                text.insert_str(0, CANARY);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, key, words, ids)),
        Value::Object(members) => {
            members.iter_mut().for_each(|(name, member)| mark(member, name, words, ids));
            members.insert(format!("{CANARY}Field"), json!({ CANARY: [CANARY] }));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn saved() -> Saved {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let path = |name: &str| cloud.folder().join(name).to_str().unwrap().to_owned();
    let (file, declaration, change) = (path("marked.json"), path("people.toml"), path("change.json"));
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", &file]).code, 0);
    let mut snapshot: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let (words, mut ids) = (public_words(), BTreeSet::new());
    for read in snapshot["reads"].as_array_mut().unwrap() {
        for body in read["bodies"].as_array_mut().unwrap() {
            mark(&mut body["json"], "", &words, &mut ids);
            body["path"] = format!("{CANARY}/policies.json").into();
        }
        if let Some(of) = read["of"].as_str().filter(|of| is_guid(of) && !words.contains(*of)) {
            ids.insert(of.to_owned());
        }
    }
    ids.insert(snapshot["tenantId"].as_str().unwrap().to_ascii_lowercase());
    snapshot["endpoint"] = format!("https://{CANARY}.example").into();
    snapshot["skipped"] = json!([{"path": format!("{CANARY}.json"), "reason": format!("{CANARY} is no JSON")}]);
    let reads = snapshot["reads"].as_array_mut().unwrap();
    let policies = reads.iter().find(|it| it["collection"] == "conditional-access-policies").unwrap();
    let mut proposed = policies["bodies"][0]["json"]["value"][0].clone();
    proposed["state"] = "enabled".into();
    proposed["conditions"]["users"] = json!({"includeUsers": ["All"]});
    proposed["grantControls"] = json!({"operator": "OR", "builtInControls": ["block"]});
    std::fs::write(&change, proposed.to_string()).unwrap();
    let denied = reads.iter_mut().find(|it| it["collection"] == "user-consents" || it["collection"] == "domains").unwrap();
    (denied["state"], denied["reason"]) = ("denied".into(), format!("403 {CANARY}Denied").into());
    std::fs::write(&file, snapshot.to_string()).unwrap();
    let accounts = &cloud.running().emergency_accounts;
    let group = cloud.running().emergency_group.clone().unwrap();
    let text = format!(
        "[tenant]\nid = \"{CANARY}.onmicrosoft.com\"\n[emergency]\naccounts = {accounts:?}\ngroup = {group:?}\nreason-for-more-accounts = \"{CANARY}\"\n\
         [[people]]\nid = \"{CANARY}\"\nname = \"{CANARY}\"\ndirectory-id = \"{CANARY}\"\nroutes = [{{ channel = \"{CANARY}-chat\" }}]\n\
         [[channels]]\nid = \"{CANARY}-chat\"\nkind = \"teams\"\nurl = \"file:{CANARY}\"\n\
         [[escalation]]\nafter-minutes = 0\npeople = [\"{CANARY}\"]\n\
         [[waivers]]\ncontrol = \"ca-excluded-all\"\nreason = \"{CANARY}\"\nowner = \"{CANARY}\"\nuntil = 2999-01-31\n\
         [[waivers]]\ncontrol = \"acct-cloud-only\"\nobjects = [{:?}]\nreason = \"{CANARY}\"\nowner = \"{CANARY}\"\nuntil = 2999-01-31\n\
         [[waivers]]\ncontrol = \"acct-min-two\"\nobjects = [\"{CANARY}\"]\nreason = \"{CANARY}\"\nowner = \"{CANARY}\"\nuntil = 2999-01-31\n",
        accounts[0]
    );
    std::fs::write(&declaration, text).unwrap();
    Saved { cloud, file, declaration, change, ids }
}

impl Saved {
    fn run(&self, command: &str, audience: &str, format: &str, more: &[&str]) -> Run {
        let source = [command, "--snapshot", &self.file, "--declaration", &self.declaration, "--audience", audience, "--format", format];
        let run = breakglass(&[&source, more].concat());
        assert!(run.code <= 3, "{}", run.err);
        run
    }

    /// What of the tenant stands in an output: the canary, ids, names and addresses of the sample.
    fn survivors(&self, output: &str) -> Vec<String> {
        let output = output.to_lowercase();
        let names = [CANARY, "contoso", "fabrikam", "stewards", "reyes", "brandt", "198.51.100", "127.0.0.1"];
        let names = names.into_iter().map(str::to_owned);
        names.chain(self.ids.iter().cloned()).filter(|it| output.contains(it.as_str())).collect()
    }
}

type Answers = Vec<(String, String, u64, usize, usize, Value)>;

fn answers(report: &str) -> Answers {
    let report: Value = serde_json::from_str(report).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let length = |value: &Value| value.as_array().unwrap().len();
    let answer = |it: &Value| {
        let (findings, missing) = (length(&it["findings"]), length(&it["missing"]));
        (text(&it["control"]), text(&it["verdict"]), it["examined"].as_u64().unwrap(), findings, missing, it["waiver"]["inForce"].clone())
    };
    report["results"].as_array().unwrap().iter().map(answer).collect()
}

#[test]
fn no_word_and_no_id_of_the_tenant_is_in_a_public_report_and_every_answer_stays() {
    let saved = saved();
    assert!(saved.ids.len() > 30, "{}", saved.ids.len());
    for format in FORMATS {
        let (sealed, public) = (saved.run("assess", "sealed", format, &[]), saved.run("assess", "public", format, &[]));
        assert!(saved.survivors(&sealed.out).len() > 3, "{format} shows next to nothing when sealed");
        assert_eq!(saved.survivors(&public.out), [""; 0], "{format}");
        assert!(public.code == sealed.code && public.out.len() > 1_000 && !public.err.contains(CANARY), "{format}");
        assert!(!public.out.contains("entra.microsoft.com"), "{format} links to pages of pseudonyms");
    }
    let (sealed, public) = (saved.run("assess", "sealed", "json", &[]).out, saved.run("assess", "public", "json", &[]).out);
    assert_eq!(answers(&public), answers(&sealed));
    let public: Value = serde_json::from_str(&public).unwrap();
    let failing: Vec<&Value> = public["results"].as_array().unwrap().iter().filter(|it| it["verdict"] == "fail").collect();
    let told = failing.iter().filter(|it| it["findings"][0]["saw"] != breakglass_core::LEFT_OUT).count();
    assert!(told * 4 > failing.len() * 3, "only {told} of {} faults are told", failing.len());
    // Each report has names of its own.
    let again: Value = serde_json::from_str(&saved.run("assess", "public", "json", &[]).out).unwrap();
    assert_ne!(public["tenant"], again["tenant"]);
}

#[test]
fn whoever_is_designated_by_name_is_judged_the_same_in_public() {
    let saved = saved();
    let snapshot: Value = serde_json::from_str(&std::fs::read_to_string(&saved.file).unwrap()).unwrap();
    let reads = snapshot["reads"].as_array().unwrap();
    let body = |collection: &str, of: &str| {
        let read = reads.iter().find(|it| it["collection"] == collection && it["of"] == of).unwrap();
        read["bodies"][0]["json"].clone()
    };
    let running = saved.cloud.running();
    let group = body("groups", running.emergency_group.as_ref().unwrap())["displayName"].as_str().unwrap().to_owned();
    let names = running.emergency_accounts.iter().map(|id| body("users", id)["userPrincipalName"].as_str().unwrap().to_uppercase());
    let names: Vec<String> = names.collect();
    let mut more = vec!["--group", group.as_str()];
    names.iter().for_each(|name| more.extend(["--account", name]));
    let judged = |audience: &str| {
        breakglass(&[&["assess", "--snapshot", &saved.file, "--audience", audience, "--format", "json"], &more[..]].concat())
    };
    let (sealed, public) = (judged("sealed"), judged("public"));
    assert_eq!(answers(&public.out), answers(&sealed.out));
    assert_eq!(saved.survivors(&public.out), [""; 0]);
    let report: Value = serde_json::from_str(&public.out).unwrap();
    let unresolved =
        report["results"].as_array().unwrap().iter().filter(|it| it["findings"][0]["saw"] == breakglass_core::LEFT_OUT).count();
    assert!(unresolved < 12, "{unresolved} controls are not told");
}

#[test]
fn public_proofs_keep_their_verdicts_and_name_nobody() {
    let saved = saved();
    let change = ["--change", saved.change.as_str(), "--without-changes"];
    let certificate = ["--with-certificate", "issuerSki=canary,policyOids=1.2.3.4", "--without-changes"];
    for (format, more) in [("text", change), ("json", change), ("json", certificate)] {
        let (sealed, public) = (saved.run("prove", "sealed", format, &more), saved.run("prove", "public", format, &more));
        assert!(sealed.out.to_lowercase().contains(CANARY), "{}", sealed.out);
        assert_eq!((saved.survivors(&public.out), public.code), (Vec::new(), sealed.code), "{more:?}");
        if format == "json" {
            let (sealed, public): (Value, Value) = (serde_json::from_str(&sealed.out).unwrap(), serde_json::from_str(&public.out).unwrap());
            assert_eq!(verdicts(&public, ""), verdicts(&sealed, ""), "{more:?}");
        }
    }
    let refused =
        breakglass(&["prove", "--snapshot", &saved.file, "--account", "x", "--audience", "public", "--context", "--ip", "192.0.2.1"]);
    assert!(refused.code == 2 && refused.err.contains("--context"), "{} {}", refused.code, refused.err);
}

#[test]
fn a_country_that_a_public_proof_speaks_of_is_a_pseudonym() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let file = cloud.folder().join("country.json");
    let file = file.to_str().unwrap();
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", file]).code, 0);
    let mut snapshot: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let reads = snapshot["reads"].as_array_mut().unwrap();
    let mut of = |collection: &str| reads.iter_mut().find(|it| it["collection"] == collection).unwrap()["bodies"][0]["json"].take();
    let (locations, mut policies) = (of("named-locations"), of("conditional-access-policies"));
    let countries = locations["value"].as_array().unwrap().iter().find(|it| it["countriesAndRegions"].is_array()).unwrap();
    let first = countries["countriesAndRegions"][0].clone();
    let policy = &mut policies["value"][0];
    (policy["state"], policy["grantControls"]) = ("enabled".into(), json!({"operator": "OR", "builtInControls": ["block"]}));
    policy["conditions"] = json!({"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]},
        "clientAppTypes": ["all"], "locations": {"includeLocations": [countries["id"]]}});
    for (collection, body) in [("named-locations", locations), ("conditional-access-policies", policies)] {
        let read = snapshot["reads"].as_array_mut().unwrap().iter_mut().find(|it| it["collection"] == collection).unwrap();
        read["bodies"][0]["json"] = body;
    }
    std::fs::write(file, snapshot.to_string()).unwrap();
    let account = cloud.running().emergency_accounts[0].as_str();
    let run = |audience: &str, format: &str| {
        let args = ["prove", "--snapshot", file, "--account", account, "--without-changes", "--audience", audience, "--format", format];
        breakglass(&args)
    };
    let (sealed, public) = (run("sealed", "json"), run("public", "json"));
    let quoted = format!("\"country\": {first}");
    assert!(sealed.out.contains(&quoted) && !public.out.contains(&quoted) && public.out.contains("\"country\": \"TEXT-"), "{}", public.out);
    let (sealed, public): (Value, Value) = (serde_json::from_str(&sealed.out).unwrap(), serde_json::from_str(&public.out).unwrap());
    assert_eq!(verdicts(&public, ""), verdicts(&sealed, ""));
    assert_eq!(run("public", "text").code, 1);
}

/// Every obligation's verdict by its place; single changes and witnesses may be left out.
fn verdicts(value: &Value, place: &str) -> Vec<(String, String)> {
    match value {
        Value::Object(members) => {
            let below = members.iter().filter(|(name, _)| !["one-change-away", "witnesses", "possible"].contains(&name.as_str()));
            let mut found: Vec<(String, String)> = below.flat_map(|(name, member)| verdicts(member, &format!("{place}/{name}"))).collect();
            found.extend(members.get("verdict").and_then(Value::as_str).map(|verdict| (place.to_owned(), verdict.to_owned())));
            found
        }
        Value::Array(items) => items.iter().enumerate().flat_map(|(at, item)| verdicts(item, &format!("{place}/{at}"))).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn internal_is_the_rule_and_hides_where_the_keys_are_and_nothing_else() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let file = cloud.folder().join("keys.json");
    let file = file.to_str().unwrap();
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", file]).code, 0);
    let mut snapshot: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut marked = 0;
    for read in snapshot["reads"].as_array_mut().unwrap() {
        let is_methods = read["collection"] == "authentication-methods";
        for method in read["bodies"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .filter(|_| is_methods)
            .flat_map(|it| it["json"]["value"].as_array_mut().unwrap())
        {
            if method.get("displayName").is_some_and(Value::is_string) {
                method["displayName"] = "safe of the canary house".into();
                marked += 1;
            }
        }
    }
    assert!(marked > 1, "the sample has no keys with names");
    std::fs::write(file, snapshot.to_string()).unwrap();
    let accounts = &cloud.running().emergency_accounts;
    let group = cloud.running().emergency_group.clone().unwrap();
    let run = |command: &str, format: &str, more: &[&str]| {
        let source =
            [command, "--snapshot", file, "--account", &accounts[0], "--account", &accounts[1], "--group", &group, "--format", format];
        breakglass(&[&source, more].concat())
    };
    for (command, format) in FORMATS.map(|format| ("assess", format)).into_iter().chain([("prove", "text")]) {
        let (rule, internal) = (run(command, format, &[]), run(command, format, &["--audience", "internal"]));
        let sealed = run(command, format, &["--audience", "sealed"]);
        assert!(sealed.out.contains("canary"), "{command} {format} shows no key when sealed");
        assert!(!rule.out.contains("canary") && !internal.out.contains("canary"), "{command} {format}");
        assert!(internal.out.to_lowercase().contains("contoso") && internal.out.contains("CA00"), "{command} {format}");
        assert_eq!(internal.code, sealed.code);
    }
    let sealed = run("assess", "json", &["--audience", "sealed"]).out;
    let internal = run("assess", "json", &[]).out;
    assert_eq!(answers(&internal), answers(&sealed));
    assert!(!internal.contains(breakglass_core::LEFT_OUT), "an internal report leaves whole answers out");
}

/// Puts the canary behind every text there is, Microsoft's words and ids not left out, and into every object.
fn flood(value: &mut Value) {
    match value {
        Value::String(text) => text.push_str(CANARY),
        Value::Array(items) => items.iter_mut().for_each(flood),
        Value::Object(members) => {
            members.values_mut().for_each(flood);
            members.insert(CANARY.to_owned(), json!([CANARY, { CANARY: CANARY }]));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn a_canary_in_every_text_whatever_it_is_reaches_no_public_report() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let file = cloud.folder().join("flooded.json");
    let file = file.to_str().unwrap();
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", file]).code, 0);
    let mut snapshot: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    snapshot["tenantId"] = CANARY.into();
    for read in snapshot["reads"].as_array_mut().unwrap() {
        read["of"].as_str().map(|of| format!("{of}{CANARY}")).into_iter().for_each(|of| read["of"] = of.into());
        for body in read["bodies"].as_array_mut().unwrap() {
            flood(&mut body["json"]);
            body["path"] = CANARY.into();
        }
    }
    std::fs::write(file, snapshot.to_string()).unwrap();
    let account = format!("{}{CANARY}", cloud.running().emergency_accounts[0]);
    let group = format!("{}{CANARY}", cloud.running().emergency_group.as_ref().unwrap());
    for designation in [&["--account", account.as_str(), "--group", group.as_str()][..], &["--group", &group], &[]] {
        let run = |command: &str, audience: &str, format: &str| {
            breakglass(&[&[command, "--snapshot", file, "--audience", audience, "--format", format], designation].concat())
        };
        let formats = if designation.len() > 2 { &FORMATS[..] } else { &["json"] };
        for format in formats {
            let (sealed, public) = (run("assess", "sealed", format), run("assess", "public", format));
            assert!(sealed.out.contains(CANARY) && !public.out.contains(CANARY), "{format} {designation:?}");
            assert_eq!(public.code, sealed.code, "{format} {designation:?}");
            if *format == "json" {
                assert_eq!(answers(&public.out), answers(&sealed.out), "{designation:?}");
            }
        }
        let (sealed, public) = (run("prove", "sealed", "json"), run("prove", "public", "json"));
        assert!(!public.out.contains(CANARY) && public.code == sealed.code, "{designation:?}");
    }
}
