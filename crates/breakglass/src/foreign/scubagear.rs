//! ScubaGear: under `Aad`, for each policy, `CapExclusions` or `RoleExclusions` with lists `Users` and `Groups` of object ids.
//!
//! These are exclusions, not designations: service accounts stand beside emergency accounts. From how many policies somebody is let off is
//! said with each. `Applications` and `GuestUserTypes` name no account.
//!
//! Source: cisagov/ScubaGear, `docs/configuration/configuration.md`, `PowerShell/ScubaGear/Sample-Config-Files/full_config.yaml` and
//! `Modules/ScubaConfig/ScubaConfigSchema.json`, version 1.0.1 of 2026-01-12 (read 2026-11-25).

use std::path::Path;

use breakglass_model::{ObjectId, ObjectKind, Untrusted, visible};

use super::Entry;
use super::document::{ForeignError, Node, Place, Value, wrong};
use crate::spelling;

const KINDS: [&str; 2] = ["CapExclusions", "RoleExclusions"];
const LISTS: [(&str, ObjectKind); 2] = [("Users", ObjectKind::User), ("Groups", ObjectKind::Group)];
/// The lists that name nobody.
const OTHER_LISTS: [&str; 2] = ["Applications", "GuestUserTypes"];

/// An account or a group, and from what it is let off.
struct Exclusion {
    kind: ObjectKind,
    text: String,
    place: Place,
    policies: Vec<(&'static str, String)>,
}

/// The accounts and groups that some policy lets off, each once.
pub(super) fn entries(path: &Path, key: &str, aad: &Node, remarks: &mut Vec<String>) -> Result<Vec<Entry>, ForeignError> {
    if key != "Aad" {
        remarks.push(format!("line {}: ScubaGear reads `Aad` in this spelling only, not `{}`", aad.place.line, visible(key)));
    }
    let mut found: Vec<Exclusion> = Vec::new();
    let policies = match &aad.value {
        Value::Map(policies) => policies.as_slice(),
        Value::Empty => &[],
        _ => return Err(wrong(path, aad.place, key, "holds no policies such as `MS.AAD.1.1v1`")),
    };
    for (policy, _, body) in policies {
        for (written, at, _) in map_of(path, &format!("{key}.{policy}"), body)? {
            let Some(kind) = KINDS.iter().find(|kind| kind.eq_ignore_ascii_case(written)) else {
                let message = match spelling::nearest(written, &KINDS) {
                    Some(meant) => format!("`{meant}` is probably meant"),
                    None => "is neither `CapExclusions` nor `RoleExclusions`".to_owned(),
                };
                return Err(wrong(path, *at, &format!("{key}.{policy}.{written}"), message));
            };
            if let Some((_, body)) = body.get(path, kind)? {
                lists(path, &format!("{key}.{policy}.{written}"), body, (kind, policy), &mut found, remarks)?;
            }
        }
    }
    Ok(found.into_iter().map(entry).collect())
}

fn lists(
    path: &Path,
    key: &str,
    body: &Node,
    policy: (&'static str, &str),
    found: &mut Vec<Exclusion>,
    remarks: &mut Vec<String>,
) -> Result<(), ForeignError> {
    for (written, at, items) in map_of(path, key, body)? {
        let key = format!("{key}.{written}");
        let Some((_, kind)) = LISTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(written)) else {
            if OTHER_LISTS.iter().any(|name| name.eq_ignore_ascii_case(written)) {
                continue;
            }
            let meant = spelling::nearest(written, &["Users", "Groups"]).unwrap_or("Users` or `Groups");
            return Err(wrong(path, *at, &key, format!("`{meant}` is probably meant")));
        };
        let items = match &items.value {
            Value::List(items) => items.as_slice(),
            Value::Text(_) => std::slice::from_ref(items),
            Value::Empty => &[],
            Value::Map(_) | Value::Other => return Err(wrong(path, items.place, &key, "is no list of object ids")),
        };
        for item in items {
            let Value::Text(text) = &item.value else {
                return Err(wrong(path, item.place, &key, "is no text: put the object id in quotes"));
            };
            add(*kind, text, item.place, policy, found, remarks);
        }
    }
    Ok(())
}

fn add(
    kind: ObjectKind,
    text: &str,
    place: Place,
    (of, policy): (&'static str, &str),
    found: &mut Vec<Exclusion>,
    remarks: &mut Vec<String>,
) {
    // The samples that ScubaGear ships hold empty texts to be filled in.
    if text.trim().is_empty() {
        return;
    }
    if let Some(known) = found.iter_mut().find(|it| it.kind == kind && it.text.eq_ignore_ascii_case(text)) {
        known.policies.push((of, policy.to_owned()));
        return;
    }
    if !ObjectId::new(text).is_guid() {
        remarks.push(format!("line {}: ScubaGear compares object ids: {} has no effect there", place.line, Untrusted::from(text).quoted()));
    }
    found.push(Exclusion { kind, text: text.to_owned(), place, policies: vec![(of, policy.to_owned())] });
}

fn entry(exclusion: Exclusion) -> Entry {
    let of = |kind: &str| {
        let names: Vec<&str> = exclusion.policies.iter().filter(|(of, _)| *of == kind).map(|(_, policy)| policy.as_str()).collect();
        (!names.is_empty()).then(|| format!("{kind} of {}", names.join(", ")))
    };
    let key = KINDS.into_iter().filter_map(of).collect::<Vec<_>>().join("; ");
    Entry { kind: exclusion.kind, text: exclusion.text.into(), place: exclusion.place, key }
}

/// The entries of a map; none where nothing is written.
fn map_of<'a>(path: &Path, key: &str, node: &'a Node) -> Result<&'a [(String, Place, Node)], ForeignError> {
    match &node.value {
        Value::Map(entries) => Ok(entries),
        Value::Empty => Ok(&[]),
        _ => Err(wrong(path, node.place, key, "holds keys of its own, such as `CapExclusions` with `Users` and `Groups`")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, refused};

    const USER: &str = "00000000-0000-4000-8000-000000000001";
    const GROUP: &str = "00000000-0000-4000-8000-000000000002";

    #[test]
    fn exclusions_are_read_through_anchors_and_each_account_stands_once() {
        let text = format!(
            "ProductNames: [aad]\nAad:\n  MS.AAD.1.1v1: &Common\n    CapExclusions:\n      Users:\n        - {USER} # first\n      Groups: [\"{GROUP}\"]\n\
             \x20     Applications: [Office365]\n  MS.AAD.2.1v1: *Common\n  MS.AAD.7.4v1:\n    RoleExclusions:\n      Users: [{}, \"\"]\n",
            USER.to_uppercase()
        );
        let (entries, remarks) = read("scuba.yaml", &text);
        let user = format!("User {USER} scuba.yaml, line 6 (CapExclusions of MS.AAD.1.1v1, MS.AAD.2.1v1; RoleExclusions of MS.AAD.7.4v1)");
        let group = format!("Group {GROUP} scuba.yaml, line 7 (CapExclusions of MS.AAD.1.1v1, MS.AAD.2.1v1)");
        assert_eq!((entries, remarks), (vec![user, group], Vec::new()));
    }

    #[test]
    fn json_is_read_and_what_scubagear_would_not_see_is_said() {
        let text = "{\"aad\": {\"MS.AAD.1.1v1\": {\"CapExclusions\": {\"Users\": \"one@contoso.com\", \"Groups\": null}}}}";
        let (entries, remarks) = read("scuba.json", text);
        assert_eq!(entries, ["User one@contoso.com scuba.json, line 1 (CapExclusions of MS.AAD.1.1v1)"]);
        assert!(remarks[0].contains("`Aad` in this spelling only") && remarks[1].contains("has no effect there"), "{remarks:?}");
    }

    #[test]
    fn what_cannot_be_understood_is_refused_at_its_line() {
        for (body, said) in [
            ("  P:\n    CapExclusion:\n      Users: []\n", "line 3, column 5 (Aad.P.CapExclusion): `CapExclusions` is probably meant"),
            ("  P:\n    Users: []\n", "line 3, column 5 (Aad.P.Users): is neither `CapExclusions` nor `RoleExclusions`"),
            ("  P:\n    CapExclusions:\n      User: []\n", "line 4, column 7 (Aad.P.CapExclusions.User): `Users` is probably meant"),
            ("  P:\n    CapExclusions:\n      Users: [12345678]\n", "line 4, column 15 (Aad.P.CapExclusions.Users): is no text"),
            ("  P:\n    CapExclusions:\n      Users: {a: b}\n", "is no list of object ids"),
            ("  P: [a]\n", "line 2, column 6 (Aad.P): holds keys of its own"),
            ("  - P\n", "(Aad): holds no policies"),
            ("  P:\n    CapExclusions:\n      Users: [\"\"]\n", "names no emergency account"),
        ] {
            let error = refused("a.yaml", &format!("Aad:\n{body}"));
            assert!(error.contains(said), "{body}: {error}");
        }
    }
}
