//! Proofs: the text for people, and the contract breakglass.prove/1.

mod json;
mod text;

pub use json::{context_json, doubt_json, json};
pub use text::text;

use breakglass_prover::access::Doubt;

use super::text::missing;

/// What would settle an open answer, in words.
pub fn doubt(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Question(question) => {
            format!("{id}: {}? No document says. Settle it with --assume {id}=yes or =no", question.text(), id = question.id())
        }
        Doubt::Missing(gap) => format!("not read: {}", missing(gap)),
        Doubt::NotUnderstood(what) => format!("not understood: {}", breakglass_model::visible(what)),
    }
}
