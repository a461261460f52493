//! The PowerShell script that registers the app that reads.

use breakglass_graph::permissions::{self, OPTIONAL};

/// Registers the app; `@NAMES@` stands for the permissions, a line each.
const SCRIPT: &str = include_str!("../../../templates/register.ps1");

/// The script for exactly the permissions that are needed.
pub(super) fn script(with_consents: bool) -> String {
    let mut needed = permissions::needed();
    if with_consents {
        needed.insert(OPTIONAL);
    }
    let names: Vec<String> = needed.iter().map(|name| format!("  '{name}'")).collect();
    SCRIPT.replace("@NAMES@", &names.join(",\n"))
}

#[cfg(test)]
mod tests {
    use breakglass_model::Collection;

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
