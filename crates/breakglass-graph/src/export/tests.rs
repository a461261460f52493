//! Exports in every form, and in every form of malice.

use std::io::Write;
use std::path::Path;

use breakglass_model::{Collection, ReadState, Tenant};
use proptest::prelude::*;

use super::*;
use crate::wire::read_tenant;

const POLICY: &str = r#"{"id":"P","displayName":"n","state":"enabled","conditions":{"users":{"includeUsers":["All"]}},"grantControls":{"builtInControls":["mfa"]}}"#;

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

fn read_folder(files: &[(&str, &[u8])]) -> Result<Tenant, ExportError> {
    read_path(folder(files).path())
}

fn read_path(path: &Path) -> Result<Tenant, ExportError> {
    read(path, Timestamp::UNIX_EPOCH, &Limits::default()).map(|snapshot| read_tenant(&snapshot))
}

fn zipped(entries: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    file.write_all(writer.finish().unwrap().get_ref()).unwrap();
    file
}

fn error(result: Result<Tenant, ExportError>) -> String {
    result.map(|_| ()).unwrap_err().to_string()
}

#[test]
fn a_zip_says_the_same_as_its_folder() {
    let files: [(&str, &[u8]); 2] = [("a/one.json", POLICY.as_bytes()), ("b/readme.md", b"#")];
    let (unpacked, packed) = (read_folder(&files).unwrap(), read_path(zipped(&files).path()).unwrap());
    assert_eq!(unpacked.policies, packed.policies);
    assert_eq!(unpacked.skipped, packed.skipped);
    assert_eq!(unpacked.policies.unwrap()[0].origin.as_ref().unwrap().raw(), "a/one.json");
}

#[test]
fn archives_that_climb_or_explode_are_refused() {
    assert!(error(read_path(zipped(&[("../evil.json", b"{}")]).path())).contains("leaves the archive"));
    assert!(error(read_path(zipped(&[("/etc/evil.json", b"{}")]).path())).contains("leaves the archive"));
    let bomb = vec![b' '; 20 * 1024 * 1024];
    assert!(error(read_path(zipped(&[("bomb.json", &bomb)]).path())).contains("packed size"));
}

#[test]
fn limits_end_in_one_error_that_names_the_place() {
    let hostile: [(&str, String, &str); 3] = [
        ("twice", r#"{"id":"a","id":"b"}"#.to_owned(), "twice"),
        ("deep", format!("{}1{}", "[".repeat(70), "]".repeat(70)), "deep"),
        ("case", r#"{"Id":"a","id":"b"}"#.to_owned(), "different case"),
    ];
    for (name, text, word) in hostile {
        let alone = error(read_folder(&[("x/bad.json", text.as_bytes())]));
        assert!(alone.contains("x/bad.json") && alone.contains(word), "{name}: {alone}");
        let tenant = read_folder(&[("x/bad.json", text.as_bytes()), ("x/good.json", POLICY.as_bytes())]).unwrap();
        assert!(tenant.policies_incomplete.is_some() && tenant.skipped[0].reason.contains(word), "{name}: {:?}", tenant.skipped);
    }
    let limits = Limits { files: 2, ..Limits::default() };
    let three = folder(&[("1.json", b"{}"), ("2.json", b"{}"), ("3.json", b"{}")]);
    assert!(read(three.path(), Timestamp::UNIX_EPOCH, &limits).unwrap_err().to_string().contains("more than 2 files"));
    let limits = Limits { objects: 1, ..Limits::default() };
    let two = folder(&[("p.json", format!("[{POLICY},{POLICY}]").as_bytes())]);
    assert!(read(two.path(), Timestamp::UNIX_EPOCH, &limits).unwrap_err().to_string().contains("more than 1 objects"));
}

#[test]
fn a_broken_file_makes_its_neighbours_incomplete() {
    let tenant =
        read_folder(&[("ca/one.json", POLICY.as_bytes()), ("ca/two.json", b"{\"id\":"), ("else/three.json", b"\xff\xff")]).unwrap();
    assert_eq!(tenant.policies.unwrap().len(), 1);
    assert!(tenant.policies_incomplete.unwrap().reason.text().contains("ca/two.json"));
    assert_eq!(tenant.skipped.len(), 2);
}

#[test]
fn a_saved_page_with_a_next_link_is_not_the_whole() {
    let page = format!(
        r##"{{"@odata.context":"https://x/$metadata#identity/conditionalAccess/policies","@odata.nextLink":"https://x/2","value":[{POLICY}]}}"##
    );
    assert!(read_folder(&[("page.json", page.as_bytes())]).unwrap().policies_incomplete.is_some());
}

#[test]
fn absent_empty_and_unasked_are_three_things() {
    let empty = br##"{"@odata.context":"https://x/$metadata#identity/conditionalAccess/policies","value":[]}"##;
    let tenant = read_folder(&[("empty.json", empty)]).unwrap();
    assert_eq!(tenant.policies, Ok(Vec::new()));
    assert!(tenant.strengths.is_err());
    assert!(error(read_folder(&[("x.json", b"{\"a\":1}")])).contains("holds no JSON that is judged"));
}

#[test]
fn one_id_with_two_contents_is_kept_twice_and_listed() {
    let other = POLICY.replace("\"n\"", "\"m\"");
    let files: [(&str, &[u8]); 3] = [("a.json", POLICY.as_bytes()), ("b.json", other.as_bytes()), ("c.json", POLICY.as_bytes())];
    let tenant = read_folder(&files).unwrap();
    let ids: Vec<String> = tenant.policies.unwrap().iter().map(|policy| policy.id.raw().to_owned()).collect();
    assert_eq!(ids, ["a.json", "b.json"]);
    assert!(tenant.skipped.iter().any(|it| it.path == "b.json" && it.reason.contains("conflict")));
    assert!(tenant.skipped.iter().any(|it| it.path == "c.json" && it.reason.contains("the same object")));
}

#[test]
fn a_policy_without_an_id_is_known_by_its_path() {
    let nameless = POLICY.replace(r#""id":"P","#, "");
    let tenant = read_folder(&[("set/one.json", format!("[{nameless},{nameless}]").as_bytes())]).unwrap();
    let ids: Vec<String> = tenant.policies.unwrap().iter().map(|policy| policy.id.raw().to_owned()).collect();
    assert_eq!(ids, ["set/one.json#1", "set/one.json#2"]);
}

#[test]
fn pascal_case_null_filled_objects_and_old_dates_are_understood() {
    let scuba = r#"{"baseline_version":"1","conditional_access_policies":{"Id":"P","DisplayName":"n","State":"enabled","CreatedDateTime":"/Date(1656640539718)/",
        "Conditions":{"Users":{"IncludeUsers":["All"],"ExcludeGuestsOrExternalUsers":{"GuestOrExternalUserTypes":null}},"Applications":{"ApplicationFilter":{"Mode":null}},
        "Devices":{"DeviceFilter":{"Mode":null,"Rule":null}}},"GrantControls":{"BuiltInControls":["block"],"AuthenticationStrength":{"Id":null}}}}"#;
    let policies = read_folder(&[("ProviderSettingsExport.json", scuba.as_bytes())]).unwrap().policies.unwrap();
    let policy = &policies[0];
    assert!(policy.blocks() && policy.is_enforced() && policy.created.is_some() && policy.unread.is_empty(), "{policy:?}");
    let users = policy.conditions.users.as_ref().unwrap();
    assert!(users.exclude_guests.is_none() && policy.conditions.devices.is_none() && policy.conditions.applications.filter.is_none());
    assert_eq!(policy.grant.as_ref().unwrap().strength, None);
}

#[test]
fn lists_know_their_owner_by_context_or_folder() {
    let (group, member) = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222");
    let context = format!(
        r##"{{"@odata.context":"https://x/$metadata#groups('{group}')/members","value":[{{"@odata.type":"#microsoft.graph.user","id":"{member}"}}]}}"##
    );
    let objects = format!(
        r##"{{"@odata.context":"https://x/$metadata#directoryObjects","value":[{{"@odata.type":"#microsoft.graph.user","id":"{member}"}}]}}"##
    );
    let single = format!(r##"{{"@odata.type":"#microsoft.graph.user","id":"{member}","displayName":"x"}}"##);
    for (path, text) in [
        ("any.json".to_owned(), context),
        (format!("groupMembers/{group}.json"), objects),
        (format!("Groups/{group}/Members/{member}/{member}.json"), single),
    ] {
        let tenant = read_folder(&[(&path, text.as_bytes())]).unwrap();
        let members = tenant.group_members.get(&group.into()).unwrap_or_else(|missing| panic!("{path}: {missing:?} {:?}", tenant.skipped));
        assert_eq!(members[0].id, member.into(), "{path}");
        assert!(!tenant.users.was_asked(), "{path}: a member list is no list of users");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_listed_not_followed() {
    let folder = folder(&[("one.json", POLICY.as_bytes())]);
    std::os::unix::fs::symlink("/etc", folder.path().join("link")).unwrap();
    let tenant = read_path(folder.path()).unwrap();
    assert!(tenant.skipped.iter().any(|it| it.path == "link" && it.reason.contains("not followed")));
}

/// Response bodies of the Graph documentation, as others saved them.
#[test]
fn the_documentations_examples_are_read() {
    let corpus = std::env::var_os("BREAKGLASS_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), std::path::PathBuf::from)
        .join("snapshots/graph-docs-2021");
    if !corpus.is_dir() {
        eprintln!("skipped: no corpus at {} (set BREAKGLASS_CORPUS)", corpus.display());
        return;
    }
    for version in ["v1.0", "beta"] {
        let snapshot = read(&corpus.join(version), Timestamp::UNIX_EPOCH, &Limits::default()).unwrap();
        let tenant = read_tenant(&snapshot);
        let expected = ["without an id", "without its methods", "conflict", "the same object"];
        let is_lost = |it: &&breakglass_model::Skipped| it.collection.is_some() && !expected.iter().any(|word| it.reason.contains(word));
        let lost: Vec<_> = tenant.skipped.iter().filter(is_lost).collect();
        assert!(lost.is_empty(), "{lost:#?}");
        let read: Vec<Collection> = snapshot.reads.iter().map(|read| read.collection).collect();
        for wanted in [
            Collection::ConditionalAccessPolicies,
            Collection::NamedLocations,
            Collection::Organization,
            Collection::Domains,
            Collection::Users,
        ] {
            assert!(read.contains(&wanted), "{version}: {wanted:?}");
        }
        assert!(snapshot.reads.iter().all(|read| matches!(read.state, ReadState::Complete | ReadState::Partial { .. })));
    }
}

pub(crate) fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let words = prop::sample::select(vec![
        "id",
        "value",
        "conditions",
        "users",
        "includeUsers",
        "state",
        "grantControls",
        "@odata.type",
        "#microsoft.graph.user",
        "All",
        "fido2",
        "aaGuid",
        "@odata.context",
        "https://x/$metadata#users",
        "roleDefinitionId",
        "principalId",
        "authenticationMethodConfigurations",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        words.clone().prop_map(Value::from)
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(words.clone(), inner, 0..6)
                .prop_map(|it| Value::Object(it.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(128), ..ProptestConfig::default() })]

    #[test]
    fn any_json_of_any_collection_never_panics(json in any_json()) {
        for &collection in Collection::ALL {
            for of in [None, Some("x".into())] {
                let mut snapshot = Snapshot::new(Timestamp::UNIX_EPOCH, Cloud::Global, "x");
                let bodies = vec![breakglass_model::Body { path: None, json: json.clone() }];
                snapshot.reads.push(breakglass_model::Read { collection, of, state: ReadState::Complete, at: None, since: None, bodies });
                let tenant = read_tenant(&snapshot);
                prop_assert_eq!(tenant.evidence.len(), Collection::ALL.len());
            }
        }
    }

    #[test]
    fn any_file_never_panics(json in any_json(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = read_folder(&[("Groups/x/Members/a.json", json.to_string().as_bytes()), ("b.json", &bytes)]);
    }

    #[test]
    fn any_bytes_never_panic_and_give_what_the_file_gives(start in prop::sample::select(vec!["", "PK\u{3}\u{4}", "[", "{\"value\":["]), bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        let content: Vec<u8> = start.bytes().chain(bytes).collect();
        let file = folder(&[("a.json", &content)]);
        let limits = Limits::default();
        let from_file = read(&file.path().join("a.json"), Timestamp::UNIX_EPOCH, &limits);
        prop_assert_eq!(from_file.ok(), read_bytes("a.json", content, Timestamp::UNIX_EPOCH, &limits).ok());
    }
}
