//! Maester and Zero Trust Assessment: `GlobalSettings.EmergencyAccessAccounts`, a list of objects with `Type` (`User`, `Group`) and
//! `Id` or `UserPrincipalName`. Maester takes an entry without a type for a user, and its Zero Trust tests take plain texts.
//!
//! Source: maester365/maester, `powershell/internal/Get-MtEmergencyAccessAccount.ps1` and the examples of its Zero Trust tests;
//! microsoft/zerotrustassessment, `src/powershell/private/tests-shared/Get-ZtEmergencyAccessAccounts.ps1` (read 2026-11-25).

use std::path::Path;

use breakglass_model::{ObjectId, ObjectKind, Untrusted};

use super::Entry;
use super::document::{ForeignError, Node, Value, wrong};
use crate::spelling;

const SECTION: &str = "EmergencyAccessAccounts";
const KNOWN: [&str; 4] = ["Type", "Id", "UserPrincipalName", "DisplayName"];

/// The accounts and groups of the section.
pub(super) fn entries(path: &Path, parent: &str, settings: &Node, remarks: &mut Vec<String>) -> Result<Vec<Entry>, ForeignError> {
    let Some((written, section)) = settings.get(path, SECTION)? else {
        if let Some((near, place)) = settings.keys().find(|(key, _)| spelling::nearest(key, &[SECTION]).is_some()) {
            return Err(wrong(path, place, &format!("{parent}.{near}"), format!("`{SECTION}` is probably meant")));
        }
        return Ok(Vec::new());
    };
    let key = format!("{parent}.{written}");
    match &section.value {
        Value::List(items) => items.iter().enumerate().map(|(index, item)| entry(path, format!("{key}[{index}]"), item, remarks)).collect(),
        // PowerShell loops over one object as over a list of one.
        Value::Map(_) | Value::Text(_) => Ok(vec![entry(path, key, section, remarks)?]),
        Value::Empty => Ok(Vec::new()),
        Value::Other => Err(wrong(path, section.place, &key, "is no list of accounts and groups")),
    }
}

fn entry(path: &Path, key: String, item: &Node, remarks: &mut Vec<String>) -> Result<Entry, ForeignError> {
    let line = item.place.line;
    let mut remark = |what: &str| remarks.push(format!("line {line} ({key}): {what}"));
    let (kind, text) = match &item.value {
        Value::Text(text) => {
            remark("a plain text: of Maester only the Zero Trust tests read it, Zero Trust Assessment does not");
            (ObjectKind::User, text.as_str())
        }
        Value::Map(_) => {
            for (unknown, place) in item.keys().filter(|(key, _)| !KNOWN.iter().any(|known| known.eq_ignore_ascii_case(key))) {
                if let Some(meant) = spelling::nearest(unknown, &KNOWN) {
                    return Err(wrong(path, place, &format!("{key}.{unknown}"), format!("`{meant}` is probably meant")));
                }
            }
            let kind = kind(path, &key, item, &mut remark)?;
            (kind, named(path, &key, item, kind, &mut remark)?)
        }
        Value::List(_) | Value::Empty | Value::Other => {
            return Err(wrong(path, item.place, &key, "is neither an object with `Type` and `Id` or `UserPrincipalName` nor a text"));
        }
    };
    if text.trim().is_empty() {
        return Err(wrong(path, item.place, &key, "is empty: name an object id or a user principal name"));
    }
    if !ObjectId::new(text).is_guid() && !text.contains('@') {
        remark("neither an object id nor a user principal name: Maester refuses it");
    }
    Ok(Entry { kind, text: Untrusted::from(text), place: item.place, key })
}

fn kind(path: &Path, key: &str, item: &Node, remark: &mut impl FnMut(&str)) -> Result<ObjectKind, ForeignError> {
    let Some((written, kind)) = item.get(path, "Type")? else {
        remark("has no Type: Maester takes it for a user, Zero Trust Assessment skips it");
        return Ok(ObjectKind::User);
    };
    match &kind.value {
        Value::Text(word) if word.eq_ignore_ascii_case("user") => Ok(ObjectKind::User),
        Value::Text(word) if word.eq_ignore_ascii_case("group") => Ok(ObjectKind::Group),
        _ => Err(wrong(path, kind.place, &format!("{key}.{written}"), "is neither `User` nor `Group`")),
    }
}

/// Who is named. Maester goes by `Id` where both stand there, Zero Trust Assessment by `UserPrincipalName`.
fn named<'a>(path: &Path, key: &str, item: &'a Node, kind: ObjectKind, remark: &mut impl FnMut(&str)) -> Result<&'a str, ForeignError> {
    let text = |name: &str| match item.get(path, name)? {
        None => Ok(None),
        Some((_, node)) => match &node.value {
            Value::Text(text) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Value::Empty => Ok(None),
            _ => Err(wrong(path, node.place, &format!("{key}.{name}"), "is no text: put it in quotes")),
        },
    };
    match (text("Id")?, text("UserPrincipalName")?) {
        (Some(id), Some(_)) => {
            remark("has Id and UserPrincipalName: Maester goes by the first, Zero Trust Assessment by the second; the Id is taken");
            Ok(id)
        }
        (Some(id), None) => Ok(id),
        (None, Some(name)) => {
            if kind == ObjectKind::Group {
                remark("a group without Id: Zero Trust Assessment skips it");
            }
            Ok(name)
        }
        (None, None) => Err(wrong(path, item.place, key, "has neither `Id` nor `UserPrincipalName`: both tools would skip it")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, refused};

    const ID: &str = "00000000-0000-4000-8000-000000000001";

    fn file(entries: &str) -> String {
        format!("{{\"GlobalSettings\": {{\"EmergencyAccessAccounts\": {entries}}}, \"TestSettings\": []}}")
    }

    #[test]
    fn objects_in_any_case_and_plain_texts_are_read() {
        let entries = format!(
            "[\n{{\"Type\": \"User\", \"UserPrincipalName\": \"one@contoso.com\"}},\n{{\"Id\": \"{ID}\", \"Type\": \"group\"}},\n\
             \"two@contoso.com\",\n{{\"userPrincipalName\": \"three@contoso.com\", \"displayName\": \"Tier 0\"}}]"
        );
        let (entries, remarks) = read("maester-config.json", &file(&entries));
        let from =
            |line: usize, index: usize| format!("maester-config.json, line {line} (GlobalSettings.EmergencyAccessAccounts[{index}])");
        let wanted = [
            format!("User one@contoso.com {}", from(2, 0)),
            format!("Group {ID} {}", from(3, 1)),
            format!("User two@contoso.com {}", from(4, 2)),
            format!("User three@contoso.com {}", from(5, 3)),
        ];
        assert_eq!(entries, wanted);
        assert_eq!(remarks.len(), 2, "{remarks:?}");
        assert!(remarks[0].contains("plain text") && remarks[1].contains("has no Type"), "{remarks:?}");
    }

    #[test]
    fn one_object_counts_as_a_list_of_one_and_what_the_tools_take_apart_is_said() {
        let (entries, remarks) =
            read("zt.json", &file(&format!("{{\"type\": \"USER\", \"id\": \"{ID}\", \"userPrincipalName\": \"a@b.c\"}}")));
        assert_eq!(entries.len(), 1);
        assert!(entries[0].starts_with(&format!("User {ID}")) && remarks[0].contains("goes by the first"), "{entries:?} {remarks:?}");
        let (_, remarks) =
            read("zt.json", &file("[{\"Type\": \"Group\", \"UserPrincipalName\": \"g@b.c\"}, {\"Type\": \"User\", \"Id\": \"one\"}]"));
        assert!(remarks[0].contains("a group without Id") && remarks[1].contains("Maester refuses it"), "{remarks:?}");
    }

    #[test]
    fn what_cannot_be_understood_is_refused_at_its_line() {
        for (entries, said) in [
            (
                "\n[{\"Type\": \"Users\", \"Id\": \"x\"}]",
                "line 2, column 11 (GlobalSettings.EmergencyAccessAccounts[0].Type): is neither `User` nor `Group`",
            ),
            ("[{\"Type\": \"User\", \"Id\": \"\"}]", "(GlobalSettings.EmergencyAccessAccounts[0]): has neither `Id` nor"),
            ("[{\"Type\": \"User\", \"UserPrincipleName\": \"x\"}]", "[0].UserPrincipleName): `UserPrincipalName` is probably meant"),
            ("[{\"Type\": \"User\", \"Id\": 12}]", "[0].Id): is no text"),
            ("[[]]", "[0]): is neither an object"),
            ("[\" \"]", "[0]): is empty"),
            ("7", "is no list of accounts and groups"),
            ("[]", "names no emergency account"),
        ] {
            let error = refused("a.json", &file(entries));
            assert!(error.contains(said), "{entries}: {error}");
        }
        let error = refused("a.json", "{\"GlobalSettings\": {\"EmergencyAccesAccounts\": []}}");
        assert!(error.contains("GlobalSettings.EmergencyAccesAccounts): `EmergencyAccessAccounts` is probably meant"), "{error}");
    }
}
