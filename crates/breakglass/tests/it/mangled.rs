//! A tenant whose bodies were mangled by somebody who knows them: it is judged without a panic, no answer gets better for what was
//! taken away, and no text acts in any output, wherever it stood.

use std::collections::BTreeSet;

use breakglass_core::{Profile, assess};
use breakglass_emulator::Scenario;
use breakglass_graph::wire::read_tenant;
use breakglass_model::{Designation, Snapshot, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::cloud::Cloud;
use super::program::breakglass;

/// Marks every text and every field: words that act on terminals, in pages, in tables, in mark-up.
const HOSTILE: &str = "=\u{1b}[2J\u{202e}<script>|`![x](http://evil.example)\u{2028}\r\n\u{7f}\u{e0041}";

fn healthy() -> (Cloud, Snapshot, Designation) {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    let (snapshot, designation) = taken(&cloud);
    (cloud, snapshot, designation)
}

/// A snapshot of the cloud's tenant, and who is designated in it.
fn taken(cloud: &Cloud) -> (Snapshot, Designation) {
    let file = cloud.folder().join("snapshot.json");
    assert_eq!(cloud.run(&["snapshot", "take"], &["--output", file.to_str().unwrap()]).code, 0);
    let snapshot = breakglass_graph::saved::read(&file).unwrap();
    let designation = Designation {
        accounts: cloud.running().emergency_accounts.iter().map(|id| id.as_str().into()).collect(),
        group: cloud.running().emergency_group.as_deref().map(Into::into),
        ..Designation::default()
    };
    (snapshot, designation)
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The value at a place, counted from above.
fn at<'v>(value: &'v mut Value, place: &mut usize) -> Option<&'v mut Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| at(item, place)),
        Value::Object(members) => members.values_mut().find_map(|member| at(member, place)),
        _ => None,
    }
}

fn mangle(value: &mut Value, how: u8) {
    *value = match how % 8 {
        0 => Value::Null,
        1 => json!(HOSTILE),
        2 => json!([value.take()]),
        3 => json!({"value": value.take()}),
        4 => json!(-1),
        5 => json!({}),
        6 => json!([null, {"id": 7}, [[]]]),
        _ => json!(true),
    };
}

#[test]
fn any_mangled_tenant_is_judged_and_rendered_without_a_panic() {
    let (cloud, snapshot, designation) = healthy();
    let now = snapshot.taken_at;
    let bodies: Vec<(usize, usize)> =
        snapshot.reads.iter().enumerate().flat_map(|(read, it)| (0..it.bodies.len()).map(move |body| (read, body))).collect();
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(96);
    let changes = prop::collection::vec((any::<u32>(), any::<u32>(), any::<u8>()), 1..12);
    let rendered = std::cell::Cell::new(0);
    proptest!(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }, |(changes in changes)| {
        let mut mangled = snapshot.clone();
        for (which, place, how) in changes {
            let (read, body) = bodies[which as usize % bodies.len()];
            let json = &mut mangled.reads[read].bodies[body].json;
            let mut place = place as usize % count(json);
            if let Some(value) = at(json, &mut place) {
                mangle(value, how);
            }
        }
        let tenant = read_tenant(&mangled);
        for profile in Profile::ALL {
            let assessment = assess(&tenant, &designation, profile, None, now);
            prop_assert_eq!(assessment.results.len(), breakglass_core::controls::all().count());
        }
        // Rendering is the program's: a few of them are enough.
        if rendered.get() < 3 {
            rendered.set(rendered.get() + 1);
            let file = cloud.folder().join("mangled.json");
            std::fs::write(&file, serde_json::to_string(&mangled).unwrap()).unwrap();
            let run = breakglass(&["assess", "--snapshot", file.to_str().unwrap(), "--account", "x", "--format", "html"]);
            prop_assert!((0..=3).contains(&run.code) && run.out.contains("</html>"), "{}", run.err);
        }
    });
}

#[test]
fn what_is_taken_away_makes_no_answer_better() {
    for scenario in [Scenario::Healthy, Scenario::Contoso] {
        let cloud = Cloud::scenario(scenario, |_| {});
        let (snapshot, designation) = taken(&cloud);
        let judged = |snapshot: &Snapshot| assess(&read_tenant(snapshot), &designation, Profile::ALL[0], None, snapshot.taken_at);
        let before = judged(&snapshot);
        let is_good = |verdict| matches!(verdict, Verdict::Pass | Verdict::NotApplicable);
        let not_better = |poorer: &Snapshot, how: &str| {
            for (was, is) in before.results.iter().zip(&judged(poorer).results) {
                let got_better = is_good(is.judgement.verdict) && !is_good(was.judgement.verdict);
                assert!(!got_better, "{} is good {how}, and was {:?}", is.control.id, was.judgement);
            }
        };
        for (index, read) in snapshot.reads.iter().enumerate() {
            let of = format!("{} of {:?}", read.collection.slug(), read.of);
            let mut denied = snapshot.clone();
            denied.reads[index].state = breakglass_model::ReadState::Denied { reason: "403 Authorization_RequestDenied".into() };
            denied.reads[index].bodies.clear();
            not_better(&denied, &format!("without {of}"));
            let mut missing = snapshot.clone();
            missing.reads.remove(index);
            not_better(&missing, &format!("where {of} was not asked"));
            let mut partial = snapshot.clone();
            partial.reads[index].state = breakglass_model::ReadState::Partial { reason: "1 page(s) read, then: status 500".into() };
            partial.reads[index].bodies.iter_mut().filter_map(|body| body.json.get_mut("value")?.as_array_mut()).for_each(Vec::clear);
            not_better(&partial, &format!("with no element read of {of}"));
        }
    }
}

/// Puts the hostile text behind every text, and one more field of that name into every object.
fn poison(value: &mut Value) {
    match value {
        Value::String(text) => text.push_str(HOSTILE),
        Value::Array(items) => items.iter_mut().for_each(poison),
        Value::Object(members) => {
            members.values_mut().for_each(poison);
            members.insert(HOSTILE.to_owned(), json!([HOSTILE, {HOSTILE: HOSTILE}]));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn no_text_acts_wherever_it_stands() {
    let (cloud, mut snapshot, _) = healthy();
    let clean = cloud.folder().join("snapshot.json");
    let designated = format!("group{HOSTILE}");
    for read in &mut snapshot.reads {
        read.bodies.iter_mut().for_each(|body| poison(&mut body.json));
        read.bodies.iter_mut().for_each(|body| body.path = Some(HOSTILE.to_owned()));
        read.of = read.of.as_ref().map(|of| format!("{}{HOSTILE}", of.raw()).as_str().into());
    }
    snapshot.endpoint = HOSTILE.to_owned();
    snapshot.tenant_id = Some(HOSTILE.into());
    snapshot.skipped.push(breakglass_model::Skipped { path: HOSTILE.to_owned(), reason: HOSTILE.to_owned(), collection: None });
    let reason = breakglass_model::ReadState::Failed { reason: HOSTILE.to_owned() };
    snapshot.reads[0].state = reason;
    let file = cloud.folder().join("poisoned.json");
    std::fs::write(&file, serde_json::to_string(&snapshot).unwrap()).unwrap();
    let (clean, file) = (clean.to_str().unwrap(), file.to_str().unwrap());
    let quiet = |name: &str, output: &str| {
        let output = output.replace("\r\n", "\n");
        let acts = |it: &char| *it != '\n' && breakglass_model::visible(&it.to_string()) != it.to_string();
        let acting: Vec<char> = output.chars().filter(acts).collect();
        let lines: Vec<&str> = output.lines().filter(|line| line.chars().any(|it| acts(&it))).collect();
        assert!(acting.is_empty(), "{name}: {acting:?} in {lines:?}");
    };
    for format in ["text", "html", "json", "sarif", "junit", "csv", "markdown"] {
        for designation in [["--group", &designated], ["--account", &designated]] {
            let run = breakglass(&[&["assess", "--snapshot", file, "--format", format], &designation[..]].concat());
            assert!(run.code <= 3 && run.out.len() > 1_000, "{format}: {} {}", run.code, run.err);
            quiet(format, &run.out);
            quiet(format, &run.err);
            assert!(format != "html" || !run.out.contains("<script"), "{format}");
            if format == "sarif" {
                let log: Value = serde_json::from_str(&run.out).unwrap();
                let messages = log["runs"][0]["results"].as_array().unwrap().iter().map(|it| it["message"]["text"].as_str().unwrap());
                let (linking, all): (Vec<&str>, Vec<&str>) = messages.partition(|it| it.contains("]("));
                assert!(linking.is_empty() && all.iter().any(|it| it.contains("] (http")), "{linking:?}");
            }
        }
    }
    for format in ["text", "json"] {
        let run = breakglass(&["snapshot", "diff", clean, file, "--format", format]);
        assert_eq!(run.code, 1, "{}", run.err);
        quiet("diff", &run.out);
    }
    let run = breakglass(&["init", "--snapshot", file, "--account", &designated]);
    assert_eq!(run.code, 0, "{}", run.err);
    quiet("init", &run.out);
    let page: toml::Table = run.out.parse().unwrap();
    assert_eq!(page["emergency"]["accounts"].as_array().unwrap().len(), 1, "{}", run.out);
    let stripped = cloud.folder().join("stripped.json");
    assert_eq!(breakglass(&["snapshot", "anonymise", file, "--output", stripped.to_str().unwrap()]).code, 0);
    let stripped = std::fs::read_to_string(stripped).unwrap();
    assert!(!stripped.contains("evil") && !stripped.contains("<script"));
}

/// Every field of the bodies, lists passed through: `/value/conditions/users`.
fn fields(value: &Value, above: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| fields(item, above, found)),
        Value::Object(members) => {
            for (key, member) in members {
                let field = format!("{above}/{key}");
                fields(member, &field, found);
                found.insert(field);
            }
        }
        _ => {}
    }
}

/// Takes a field away wherever it stands.
fn without(value: &mut Value, steps: &[&str]) {
    match (value, steps) {
        (Value::Array(items), _) => items.iter_mut().for_each(|item| without(item, steps)),
        (Value::Object(members), [last]) => drop(members.shift_remove(*last)),
        (Value::Object(members), [first, rest @ ..]) => members.get_mut(*first).into_iter().for_each(|it| without(it, rest)),
        _ => {}
    }
}

/// Fields that may be absent for a reason: exporters leave empty lists out, and what a name says cannot be asked without it.
/// Whoever is included or excluded is a list; a state that is absent counts as enforced, so that the questions on report-only end.
const ABSENT_FOR_A_REASON: [&str; 5] = [
    "/value/conditions/users/excludeUsers",
    "/value/conditions/users/includeGroups",
    "/value/conditions/users/includeRoles",
    "/value/displayName",
    "/value/state",
];

#[test]
fn assignments_of_a_shape_that_nobody_knows_are_no_way_out() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let (snapshot, designation) = taken(&cloud);
    let verdict = |users: &Value| {
        let mut changed = snapshot.clone();
        let reads = changed.reads.iter_mut().filter(|it| it.collection == breakglass_model::Collection::ConditionalAccessPolicies);
        for policy in reads.flat_map(|it| &mut it.bodies).flat_map(|it| it.json["value"].as_array_mut().unwrap()) {
            policy["conditions"]["users"] = users.clone();
        }
        let assessment = assess(&read_tenant(&changed), &designation, Profile::ALL[0], None, snapshot.taken_at);
        assessment.results.iter().find(|it| it.control.id == "ca-not-blocked").unwrap().judgement.verdict
    };
    assert_eq!(verdict(&json!({"includeUsers": ["None"]})), Verdict::Pass);
    for users in [json!({"includeEverybodyFromNextYear": ["All"]}), json!({"includeGroups": [7]}), json!({"includeUsers": {"all": true}})] {
        assert_eq!(verdict(&users), Verdict::Unknown, "{users}");
    }
}

#[test]
fn a_field_that_is_not_there_makes_no_answer_better() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    let (snapshot, designation) = taken(&cloud);
    let before = assess(&read_tenant(&snapshot), &designation, Profile::ALL[0], None, snapshot.taken_at);
    let mut tried = 0;
    for &collection in breakglass_model::Collection::ALL {
        let of_collection = |it: &&breakglass_model::Read| it.collection == collection;
        let mut all = BTreeSet::new();
        let bodies = snapshot.reads.iter().filter(of_collection).flat_map(|it| &it.bodies);
        bodies.for_each(|body| fields(&body.json, "", &mut all));
        for field in all.iter().filter(|it| *it != "/value" && !it.contains('@') && !ABSENT_FOR_A_REASON.contains(&it.as_str())) {
            tried += 1;
            let steps: Vec<&str> = field.split('/').skip(1).collect();
            let mut poorer = snapshot.clone();
            let reads = poorer.reads.iter_mut().filter(|it| it.collection == collection);
            reads.flat_map(|it| &mut it.bodies).for_each(|body| without(&mut body.json, &steps));
            // Objects that lose their id are not there any more, and are told as such.
            let tenant = read_tenant(&poorer);
            if !tenant.skipped.is_empty() {
                continue;
            }
            let is_good = |verdict| matches!(verdict, Verdict::Pass | Verdict::NotApplicable);
            let after = assess(&tenant, &designation, Profile::ALL[0], None, snapshot.taken_at);
            for (was, is) in before.results.iter().zip(&after.results) {
                let got_better = is_good(is.judgement.verdict) && !is_good(was.judgement.verdict);
                assert!(!got_better, "{} is good without {field} of {collection:?}", is.control.id);
            }
        }
    }
    assert!(tried > 200, "only {tried} fields were taken away");
}
