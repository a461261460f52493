//! The accounts and the group as ScubaGear's exclusions: under `Aad`, for each policy that knows them, lists of object ids.
//!
//! `CapExclusions` let users and groups be excluded from the Conditional Access policies that a baseline policy asks for; `RoleExclusions`
//! let them hold a role permanently. Object ids alone are written, so that nothing needs quoting.
//!
//! Source: cisagov/ScubaGear, `docs/configuration/configuration.md` and `Modules/ScubaConfig/ScubaConfigSchema.json`, version 1.0.1 of
//! 2026-01-12 (read 2026-11-25).

use breakglass_model::{ObjectId, Untrusted};

use crate::declaration::EmergencySection;
use crate::source::Usage;

/// The policies that take `CapExclusions`.
const CONDITIONAL_ACCESS: [&str; 9] = [
    "MS.AAD.1.1v1",
    "MS.AAD.2.1v1",
    "MS.AAD.2.3v1",
    "MS.AAD.3.1v1",
    "MS.AAD.3.2v2",
    "MS.AAD.3.6v1",
    "MS.AAD.3.7v1",
    "MS.AAD.3.8v1",
    "MS.AAD.3.9v1",
];
/// The policy that takes `RoleExclusions`.
const ROLES: &str = "MS.AAD.7.4v1";

/// The section, and whom it has no place for.
///
/// # Errors
/// Nobody is named by object id.
pub(super) fn section(emergency: &EmergencySection) -> Result<(String, Vec<String>), Usage> {
    let is_id = |text: &&String| ObjectId::new(text.as_str()).is_guid();
    let users: Vec<&String> = emergency.accounts.iter().filter(is_id).collect();
    let groups: Vec<&String> = emergency.group.iter().filter(is_id).collect();
    if users.is_empty() && groups.is_empty() {
        return Err(Usage::new("nobody is named by object id, and ScubaGear takes nothing else", "Name accounts and group by object id."));
    }
    let named = emergency.accounts.iter().chain(&emergency.group);
    let nameless =
        named.filter(|text| !is_id(text)).map(|text| format!("{}, which is no object id", Untrusted::from(text.as_str()).quoted()));
    let lists = list("Users", &users) + &list("Groups", &groups);
    let mut page =
        "# For the configuration of ScubaGear. Earlier versions know MS.AAD.3.2v2 as MS.AAD.3.2v1, and no MS.AAD.3.9v1.\nAad:\n".to_owned();
    for (index, policy) in CONDITIONAL_ACCESS.iter().enumerate() {
        match index {
            0 => page.push_str(&format!("  {policy}: &EmergencyAccess\n    CapExclusions:\n{lists}")),
            _ => page.push_str(&format!("  {policy}: *EmergencyAccess\n")),
        }
    }
    page.push_str(&format!("  {ROLES}:\n    RoleExclusions:\n{lists}"));
    Ok((page, nameless.collect()))
}

fn list(name: &str, ids: &[&String]) -> String {
    if ids.is_empty() {
        return String::new();
    }
    format!("      {name}:\n{}", ids.iter().map(|id| format!("        - {id}\n")).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "00000000-0000-4000-8000-000000000001";
    const GROUP: &str = "00000000-0000-4000-8000-000000000002";

    #[test]
    fn what_is_written_is_read_back_by_the_import() {
        let emergency = EmergencySection {
            accounts: vec![USER.to_owned(), "a@b.c: {}\n".to_owned()],
            group: Some(GROUP.to_owned()),
            ..EmergencySection::default()
        };
        let (page, nameless) = section(&emergency).unwrap();
        assert_eq!(nameless, ["`a@b.c: {}\\u{a}`, which is no object id"]);
        let path = tempfile::Builder::new().suffix(".yaml").tempfile().unwrap();
        std::fs::write(path.path(), page).unwrap();
        let foreign = crate::foreign::read(path.path()).unwrap();
        let from = format!("(CapExclusions of {}; RoleExclusions of {ROLES})", CONDITIONAL_ACCESS.join(", "));
        let texts: Vec<&str> = foreign.entries.iter().map(|it| it.text.raw()).collect();
        assert_eq!(texts, [USER, GROUP]);
        assert!(foreign.entries.iter().all(|it| it.from.ends_with(&from)) && foreign.remarks.is_empty(), "{foreign:?}");
    }

    #[test]
    fn nobody_by_object_id_is_an_error() {
        let emergency = EmergencySection { accounts: vec!["a@b.c".to_owned()], ..EmergencySection::default() };
        assert!(section(&emergency).is_err());
    }
}
