//! Judges every machine-readable document that a test makes the program write by its published contract.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jsonschema::{Draft, Validator};
use serde_json::Value;

use super::program::{files, root};

/// The contracts by name, as they stand in the repository.
pub fn schemas() -> BTreeMap<String, Value> {
    let paths = files(&root().join("crates/breakglass/schemas"), &[".schema.json"]);
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().replace(".schema.json", "");
        (name, serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    };
    paths.iter().map(read).collect()
}

/// A judge of documents by one schema; formats count.
pub fn judge(schema: &Value, draft: Draft) -> Validator {
    jsonschema::options().with_draft(draft).should_validate_formats(true).build(schema).unwrap_or_else(|error| panic!("no schema: {error}"))
}

fn judges() -> &'static BTreeMap<String, Validator> {
    static JUDGES: OnceLock<BTreeMap<String, Validator>> = OnceLock::new();
    JUDGES.get_or_init(|| schemas().into_iter().map(|(name, schema)| (name, judge(&schema, Draft::Draft202012))).collect())
}

/// The contract that a document says it keeps.
fn contract(document: &Value) -> String {
    if document.get("GlobalSettings").is_some() {
        return "designation".to_owned();
    }
    let said = document["schema"].as_str().unwrap_or_else(|| panic!("a document without a contract: {document}"));
    let name = said.strip_prefix("breakglass.").and_then(|it| it.strip_suffix("/1"));
    name.unwrap_or_else(|| panic!("no contract is named {said}")).to_owned()
}

/// What is wrong with a document, by its contract.
pub fn faults(name: &str, document: &Value) -> Vec<String> {
    let judge = judges().get(name).unwrap_or_else(|| panic!("the contract {name} has no schema"));
    judge.iter_errors(document).map(|error| format!("{}: {error:.300}", error.instance_path())).collect()
}

/// Judges an output, where it is a JSON document or a document on each line.
pub fn assert_kept(output: &str) {
    if !output.starts_with('{') {
        return;
    }
    let documents: Vec<Value> = match serde_json::from_str(output) {
        Ok(document) => vec![document],
        Err(_) => output.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect(),
    };
    documents.iter().for_each(assert_document);
}

fn assert_document(document: &Value) {
    match document["$schema"].as_str() {
        Some(schema) if schema.contains("json-schema.org") => {
            jsonschema::meta::validate(document).unwrap_or_else(|error| panic!("{error}"));
        }
        Some(_) => {}
        None => {
            let name = contract(document);
            let faults = faults(&name, document);
            assert!(
                faults.is_empty(),
                "not what crates/breakglass/schemas/{name}.schema.json says (a new field goes there too):\n{}",
                faults.join("\n")
            );
        }
    }
}
