//! The PowerShell script that registers the app that reads.

use std::collections::BTreeSet;

use breakglass_model::Collection;

/// What is read only where somebody wants consents judged: it reads the whole directory.
pub(in crate::commands) const OPTIONAL: &str = "Directory.Read.All";
/// Registers the app; `@NAMES@` stands for the permissions, a line each.
const SCRIPT: &str = include_str!("../../../templates/register.ps1");

/// The script for exactly the permissions that are needed.
pub(super) fn script(with_consents: bool) -> String {
    let needed: BTreeSet<&str> = Collection::ALL.iter().map(|it| it.permission()).filter(|it| with_consents || *it != OPTIONAL).collect();
    let names: Vec<String> = needed.iter().map(|name| format!("  '{name}'")).collect();
    SCRIPT.replace("@NAMES@", &names.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_asks_for_what_is_read_and_for_nothing_that_writes() {
        let (plain, more) = (script(false), script(true));
        for collection in Collection::ALL {
            let name = format!("'{}'", collection.permission());
            assert!(more.contains(&name), "{name}");
            assert!(plain.contains(&name) || collection.permission() == OPTIONAL, "{name}");
        }
        let granted = plain.split_once("$names = @(").and_then(|(_, rest)| rest.split_once(')')).map(|(names, _)| names).unwrap();
        assert!(!granted.contains("Write") && !granted.contains(OPTIONAL), "{granted}");
    }
}
