//! Configuration files of other assessments: whom they hold for emergency accounts, with the line of each.
//!
//! Only what names accounts and groups is read. What the other tool itself would skip or misread is said.

mod document;
mod global_settings;
mod scubagear;

use std::path::Path;

use breakglass_core::Imported;
use breakglass_model::{ObjectKind, Untrusted, visible};

pub use document::ForeignError;
use document::{Place, wrong};

use crate::spelling;

/// What a file of another tool holds.
#[derive(Debug)]
pub struct Foreign {
    /// Accounts and groups, in the order of the file.
    pub entries: Vec<Imported>,
    /// What the other tool would not read as it is meant, in sentences.
    pub remarks: Vec<String>,
}

/// An account or a group that a file names.
#[derive(Debug)]
struct Entry {
    kind: ObjectKind,
    text: Untrusted,
    place: Place,
    /// The key that leads there, or what the other tool lets it off from.
    key: String,
}

/// Reads a configuration of Maester, Zero Trust Assessment or `ScubaGear`; which it is follows from its keys.
///
/// # Errors
/// The file cannot be read, is none of these, or names somebody in a way that cannot be understood.
pub fn read(path: &Path) -> Result<Foreign, ForeignError> {
    understand(path, &document::read(path)?)
}

fn understand(path: &Path, document: &document::Node) -> Result<Foreign, ForeignError> {
    let mut remarks = Vec::new();
    let settings = document.get(path, "GlobalSettings")?;
    let aad = document.get(path, "Aad")?;
    let mut entries = Vec::new();
    if let Some((key, node)) = settings {
        entries.extend(global_settings::entries(path, key, node, &mut remarks)?);
    }
    if let Some((key, node)) = aad {
        entries.extend(scubagear::entries(path, key, node, &mut remarks)?);
    }
    if settings.is_none() && aad.is_none() {
        let near = document.keys().find_map(|(key, _)| Some((key, spelling::nearest(key, &["GlobalSettings", "Aad"])?)));
        let hint = near.map(|(key, meant)| format!("; `{}` is probably meant to be `{meant}`", visible(key))).unwrap_or_default();
        let message = format!("is no configuration of Maester, Zero Trust Assessment (GlobalSettings) or ScubaGear (Aad){hint}");
        return Err(wrong(path, document.place, "", message));
    }
    if entries.is_empty() {
        return Err(wrong(path, document.place, "", "names no emergency account and no group"));
    }
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let imported = |entry: Entry| {
        let from = visible(&format!("{name}, line {} ({})", entry.place.line, entry.key));
        Imported { kind: entry.kind, text: entry.text, from }
    };
    Ok(Foreign { entries: entries.into_iter().map(imported).collect(), remarks })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text under a name yields: kind and text of each entry with where it comes from, then the remarks.
    pub(super) fn read(name: &str, text: &str) -> (Vec<String>, Vec<String>) {
        let path = Path::new(name);
        let foreign = understand(path, &document::parse(path, text).unwrap()).unwrap();
        let shown = |it: &Imported| format!("{:?} {} {}", it.kind, it.text.raw(), it.from);
        (foreign.entries.iter().map(shown).collect(), foreign.remarks)
    }

    pub(super) fn refused(name: &str, text: &str) -> String {
        let path = Path::new(name);
        understand(path, &document::parse(path, text).unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn a_file_of_another_kind_is_refused_with_what_is_probably_meant() {
        assert!(refused("a.yaml", "TestSettings: []\n").ends_with("or ScubaGear (Aad)"));
        assert!(refused("a.yaml", "GlobalSetings: {}\n").ends_with("`GlobalSetings` is probably meant to be `GlobalSettings`"));
        assert!(refused("a.yaml", "- a\n").contains("is no configuration of"));
    }
}
