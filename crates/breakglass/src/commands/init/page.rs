//! The declaration that `init` writes: what the operator named stands there, everything else is a comment with its reasons.
//!
//! Names are a tenant's or a file's: nothing in them ends a comment or a string.

use breakglass_core::{Candidate, Comparison};
use breakglass_model::{ObjectKind, ObjectRef, Tenant, visible};

use crate::output::text;

/// What the operator named, as far as the tenant shows it.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) accounts: Vec<ObjectRef>,
    pub(super) group: Option<ObjectRef>,
}

/// The file's text.
pub(super) fn declaration(tenant: &Tenant, chosen: &Chosen, comparison: &Comparison) -> String {
    let id = tenant.id.as_ref().map_or_else(|| "<tenant id or initial domain>".to_owned(), breakglass_model::ObjectId::shown);
    let mut page = format!(
        "# breakglass assess --tenant THIS_FILE\n[tenant]\nid = {}\n\n\
         # `breakglass init --app` prints a script that registers the app.\n[identity]\nclient-id = \"<application (client) id>\"\n\
         secret = \"file:client-secret\"\n\n[emergency]\naccounts = [\n",
        quoted(&id)
    );
    for account in &chosen.accounts {
        page.push_str(&format!("  {},{}\n", quoted(account.id.raw()), name(account)));
    }
    let proposed = |kind: ObjectKind| comparison.candidates.iter().filter(move |it| it.object.kind == kind);
    for candidate in proposed(ObjectKind::User).filter(|it| !chosen.accounts.iter().any(|account| account.id == it.object.id)) {
        page.push_str(&format!("  # {},  # {}\n", quoted(candidate.object.id.raw()), reasons(candidate)));
    }
    page.push_str("]\n");
    if let Some(group) = &chosen.group {
        page.push_str(&format!("group = {}{}\n", quoted(group.id.raw()), name(group)));
    }
    for candidate in proposed(ObjectKind::Group).filter(|_| chosen.group.is_none()) {
        page.push_str(&format!("# group = {}  # {}\n", quoted(candidate.object.id.raw()), reasons(candidate)));
    }
    for (entry, why) in &comparison.absent {
        page.push_str(&format!("# Not proposed: {} {why}; imported from {}\n", entry.text.quoted(), visible(&entry.from)));
    }
    page
}

fn name(object: &ObjectRef) -> String {
    object.name.as_ref().filter(|name| !name.is_blank()).map(|name| format!("  # {}", name.shown())).unwrap_or_default()
}

/// Name, score and reasons on one line.
fn reasons(candidate: &Candidate) -> String {
    visible(&format!("{}, score {}: {}", text::object(&candidate.object), candidate.score, candidate.reasons.join(", ")))
}

fn quoted(text: &str) -> String {
    // A JSON string is a TOML string.
    serde_json::Value::String(visible(text)).to_string()
}
