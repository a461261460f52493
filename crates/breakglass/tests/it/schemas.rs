//! The published contracts: listed and printed as they stand, in step with the program's words, and refusing what no output may be.

use std::collections::{BTreeMap, BTreeSet};

use breakglass_emulator::Scenario;
use breakglass_model::{Cloud as Place, Collection};
use jsonschema::Draft;
use serde_json::{Value, json};

use super::cloud::Cloud;
use super::contracts::{faults, judge, schemas};
use super::program::{breakglass, root};

#[test]
fn every_contract_is_listed_and_printed_as_it_stands() {
    let list = breakglass(&["schema"]).out;
    let listed: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let kept = schemas();
    assert_eq!(listed, kept.keys().collect::<Vec<_>>());
    for name in listed {
        let file = root().join(format!("crates/breakglass/schemas/{name}.schema.json"));
        assert_eq!(breakglass(&["schema", name]).out, std::fs::read_to_string(file).unwrap(), "{name}");
        assert_eq!(kept[name]["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert_eq!(kept[name]["$id"], format!("urn:breakglass:{name}:1"));
    }
    let unknown = breakglass(&["schema", "asess"]);
    assert!(unknown.code == 2 && unknown.err.contains("what-if"), "{} {}", unknown.code, unknown.err);
}

#[test]
fn a_definition_means_the_same_in_every_contract() {
    let mut known: BTreeMap<String, (String, Value)> = BTreeMap::new();
    for (contract, schema) in schemas() {
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            let (first, same) = known.entry(name.clone()).or_insert_with(|| (contract.clone(), definition.clone()));
            assert_eq!(same, definition, "{name} differs between {first} and {contract}");
        }
    }
    assert!(known.len() > 20, "{}", known.len());
}

#[test]
fn words_in_contracts_are_those_of_the_program() {
    let kept = schemas();
    let words = |contract: &str, pointer: &str| -> Vec<String> {
        let found = kept[contract].pointer(pointer).unwrap_or_else(|| panic!("{contract} has no {pointer}"));
        found.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let collections: Vec<&str> = Collection::ALL.iter().map(|it| it.slug()).collect();
    for contract in ["assess", "prove", "snapshot", "snapshot-diff", "what-if"] {
        assert_eq!(words(contract, "/$defs/collection/enum"), collections, "{contract}");
    }
    let profiles = breakglass_core::Profile::ALL.map(|it| it.name);
    let postures = breakglass_core::Posture::ALL.map(breakglass_core::Posture::name);
    for (contract, above) in [("assess", "/properties"), ("declaration", "/properties/assess/properties")] {
        assert_eq!(words(contract, &format!("{above}/profile/enum")), profiles, "{contract}");
        assert_eq!(words(contract, &format!("{above}/posture/enum")), postures, "{contract}");
    }
    let clouds = Place::ALL.map(Place::name);
    assert_eq!(words("snapshot", "/properties/cloud/enum"), clouds);
    assert_eq!(words("declaration", "/properties/tenant/properties/cloud/enum"), clouds);
    let named: BTreeSet<&str> =
        breakglass_core::controls::all().flat_map(|control| control.compliance).map(|it| it.framework.name()).collect();
    let frameworks: BTreeSet<String> = words("assess", "/$defs/compliance/properties/framework/enum").into_iter().collect();
    assert_eq!(frameworks.iter().map(String::as_str).collect::<BTreeSet<_>>(), named);
}

/// Documents of every contract that the program writes, of a tenant with many faults.
fn documents() -> Vec<(&'static str, Value)> {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let path = |name: &str| cloud.folder().join(name).to_str().unwrap().to_owned();
    let (file, other, change) = (path("today.json"), path("other.json"), path("change.json"));
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", &file]).code, 0);
    let mut snapshot: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let account = cloud.running().emergency_accounts[0].as_str();
    let reads = snapshot["reads"].as_array_mut().unwrap();
    let policies = reads.iter_mut().find(|it| it["collection"] == "conditional-access-policies").unwrap();
    let body = &mut policies["bodies"][0];
    body["path"] = "policies.json".into();
    let mut proposed = body["json"]["value"][0].clone();
    proposed["id"] = "a0000000-0000-4000-8000-00000000c0de".into();
    proposed["state"] = "enabled".into();
    proposed["conditions"]["users"] = json!({"includeUsers": ["All"]});
    proposed["grantControls"] = json!({"operator": "OR", "builtInControls": ["block"]});
    std::fs::write(&change, proposed.to_string()).unwrap();
    body["json"]["value"][0]["state"] = "disabled".into();
    body["json"]["value"].as_array_mut().unwrap().pop();
    let users = reads.iter_mut().find(|it| it["collection"] == "authentication-methods").unwrap();
    users["state"] = "denied".into();
    users["reason"] = "403 Authorization_RequestDenied".into();
    snapshot["unsafeEndpoint"] = true.into();
    snapshot["skipped"] = json!([{"path": "x", "reason": "no JSON", "collection": "users"}, {"path": "y", "reason": "no JSON"}]);
    std::fs::write(&other, snapshot.to_string()).unwrap();
    let declaration = path("waivers.toml");
    let waiver = |control: &str| format!("[[waivers]]\ncontrol = \"{control}\"\nreason = \"r\"\nowner = \"Kim\"\nuntil = 2999-01-31\n");
    let waivers = format!("{}{}objects = [\"x\"]\n", waiver("ca-excluded-all"), waiver("acct-min-two"));
    let group = cloud.running().emergency_group.clone().unwrap();
    let accounts = &cloud.running().emergency_accounts;
    std::fs::write(&declaration, format!("[tenant]\nid = \"x\"\n[emergency]\naccounts = {accounts:?}\ngroup = {group:?}\n{waivers}"))
        .unwrap();
    let of = |args: &[&str]| -> Value {
        let run = breakglass(&[args, &["--format", "json"]].concat());
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.err))
    };
    let designation = breakglass(&["designation", "export", "--declaration", &declaration, "--to", "maester"]).out;
    vec![
        ("assess", of(&["assess", "--snapshot", &other, "--declaration", &declaration])),
        ("assess", of(&["assess", "--snapshot", &other])),
        ("assess", of(&["assess", "--export", &change, "--group", "some group"])),
        ("designation", serde_json::from_str(&designation).unwrap()),
        ("prove", of(&["prove", "--snapshot", &file, "--account", account, "--change", &change])),
        ("prove", of(&["prove", "--snapshot", &other, "--account", account])),
        ("prove", of(&["prove", "--export", &change])),
        ("snapshot", snapshot),
        ("snapshot-diff", of(&["snapshot", "diff", &file, &other])),
        ("what-if", of(&["what-if", "--snapshot", &other, "--account", account])),
        ("what-if", of(&["what-if", "--snapshot", &file, "--account", account, "--country", "NL", "--device-attribute", "model=x"])),
    ]
}

/// Members that need not be there, by the places where they stand.
const OPTIONAL: [&str; 7] = [
    "/reads/*/at",
    "/reads/*/bodies/*/path",
    "/reads/*/since",
    "/skipped/*/collection",
    "/unsafeEndpoint",
    "/skipped",
    "/context/device/attributes/model",
];
/// Below these, anything goes: the values are Microsoft Graph's.
const FREE: [&str; 3] = ["/reads/*/bodies/*/json", "/objects/*/fields/*/removed/*", "/objects/*/fields/*/added/*"];

/// Every place of a document once for each type that stands there, list positions passed through: shape, and one pointer to it.
fn places(value: &Value, shape: &str, pointer: &str, found: &mut BTreeMap<(String, &'static str), String>) {
    if FREE.contains(&shape) {
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    found.entry((shape.to_owned(), kind)).or_insert_with(|| pointer.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| places(item, &format!("{shape}/*"), &format!("{pointer}/{at}"), found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| places(member, &format!("{shape}/{name}"), &format!("{pointer}/{name}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_document_with_a_field_less_a_field_more_or_another_type_is_refused() {
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    for (contract, document) in documents() {
        assert_eq!(faults(contract, &document), [""; 0], "{contract}");
        let mut all = BTreeMap::new();
        places(&document, "", "", &mut all);
        let refused = |what: &str, shape: &str, mutant: &Value| {
            assert!(!faults(contract, mutant).is_empty(), "{contract} takes {shape} {what}");
        };
        for ((shape, kind), pointer) in &all {
            *tried.entry(contract).or_default() += 1;
            let mut retyped = document.clone();
            *retyped.pointer_mut(pointer).unwrap() = match *kind {
                "string" | "null" => json!(7),
                "array" => json!({}),
                "object" => json!([]),
                _ => json!("word"),
            };
            refused("of another type", shape, &retyped);
            if *kind == "object" {
                let mut richer = document.clone();
                richer.pointer_mut(pointer).unwrap()["surprise"] = json!(7);
                refused("with a field more", shape, &richer);
            }
            let (above, name) = pointer.rsplit_once('/').unwrap_or_default();
            if !shape.is_empty() && !shape.ends_with("/*") && !OPTIONAL.contains(&shape.as_str()) {
                let mut poorer = document.clone();
                poorer.pointer_mut(above).unwrap().as_object_mut().unwrap().shift_remove(name).unwrap();
                refused("missing", shape, &poorer);
            }
        }
    }
    for (contract, least) in [("assess", 90), ("designation", 5), ("prove", 100), ("snapshot", 15), ("snapshot-diff", 14), ("what-if", 40)]
    {
        assert!(tried.get(contract).copied().unwrap_or_default() >= least, "{tried:?}");
    }
}

#[test]
fn words_instants_and_claims_that_cannot_be_are_refused() {
    let documents = documents();
    let with = |at: usize, pointer: &str, value: Value| {
        let (contract, mut document) = documents[at].clone();
        *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{contract} has no {pointer}")) = value;
        faults(contract, &document)
    };
    let passing = documents[0].1["results"].as_array().unwrap().iter().position(|it| it["verdict"] == "pass").unwrap();
    let failing = documents[0].1["results"].as_array().unwrap().iter().position(|it| it["verdict"] == "fail").unwrap();
    for (at, pointer, value) in [
        (0, "/schema".to_owned(), json!("breakglass.assess/2")),
        (0, "/takenAt".to_owned(), json!("yesterday")),
        (0, "/profile".to_owned(), json!("none")),
        (0, format!("/results/{passing}/verdict"), json!("fine")),
        (0, format!("/results/{passing}/verdict"), json!("unknown")),
        (0, format!("/results/{failing}/verdict"), json!("pass")),
        (0, format!("/results/{failing}/findings"), json!([])),
        (0, "/summary/pass".to_owned(), json!(-1)),
        (4, "/verdict".to_owned(), json!("maybe")),
        (7, "/reads/0/state".to_owned(), json!("denied")),
        (7, "/cloud".to_owned(), json!("mars")),
        (9, "/context/country".to_owned(), json!("Netherlands")),
    ] {
        assert!(!with(at, &pointer, value.clone()).is_empty(), "{pointer} may be {value}");
    }
}

/// TOML as the JSON that an editor's schema judges; a date is its text.
fn toml_as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(toml_as_json).collect(),
        toml::Value::Table(members) => {
            members.into_iter().map(|(key, member)| (key, toml_as_json(member))).collect::<serde_json::Map<_, _>>().into()
        }
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
    }
}

#[test]
fn declarations_in_the_documents_and_of_tests_keep_their_contract() {
    let judge = judge(&schemas()["declaration"], Draft::Draft202012);
    let faults = |text: &str| -> Vec<String> {
        let document = toml_as_json(toml::Value::Table(text.parse().unwrap()));
        judge.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect()
    };
    let mut judged = 0;
    for path in ["README.md", "docs/guide.md"] {
        let page = std::fs::read_to_string(root().join(path)).unwrap();
        for block in page.split("```toml\n").skip(1).filter_map(|it| it.split("```").next()) {
            let whole = if block.contains("[tenant]") { block.to_owned() } else { format!("[tenant]\nid = \"x\"\n{block}") };
            assert_eq!(faults(&whole), [""; 0], "{path}");
            judged += 1;
        }
    }
    assert!(judged >= 2, "the documents show no declaration");
    let example = std::fs::read_to_string(root().join("docs/breakglass.example.toml")).unwrap();
    assert_eq!(faults(&example), [""; 0]);
    for (right, wrong) in [
        ("kind = \"smtp\"", "kind = \"stmp\""),
        ("host = \"smtp.example.org\"\n", ""),
        ("region = \"eu\"", "host = \"x\""),
        ("routing-key = \"file:pagerduty-key\"", "routing-key = \"hunter2\""),
        ("url = \"file:slack-url\"", "url = \"https://hooks.slack.com/services/x\""),
        ("drill-days = 90", "drill-days = 0"),
        ("after-minutes = 5", "after-minutes = 5000"),
        ("{ channel = \"pager\" }", "{ to = \"x\" }"),
    ] {
        assert!(example.contains(right), "{right}");
        assert!(!faults(&example.replacen(right, wrong, 1)).is_empty(), "{wrong}");
    }
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    let declared = std::fs::read_to_string(cloud.folder().join("breakglass.toml")).unwrap();
    assert_eq!(faults(&declared), [""; 0]);
    for wrong in [
        "[tenant]\nid = \"x\"\nclowd = \"global\"\n",
        "[tenant]\nid = \"x\"\ncloud = \"mars\"\n",
        "[emergency]\naccounts = []\n",
        "[tenant]\nid = \"x\"\n[identity]\nclient-id = \"c\"\nsecret = \"hunter2\"\n",
        "[tenant]\nid = \"x\"\n[identity]\nclient-id = \"c\"\nsecret = \"env:X\"\nmanaged-identity = true\n",
        "[tenant]\nid = \"x\"\n[[waivers]]\ncontrol = \"ca-excluded-all\"\nreason = \" \"\nowner = \"Kim\"\nuntil = 2027-01-31\n",
        "[tenant]\nid = \"x\"\n[[waivers]]\ncontrol = \"ca-excluded-all\"\nreason = \"r\"\nowner = \"Kim\"\nuntil = 2027-01-31T10:00:00Z\n",
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
}
