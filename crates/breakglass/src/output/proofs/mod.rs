//! Proofs: the text for people, and the contract breakglass.prove/1.

mod json;
mod text;
mod words;

pub use json::{context_json, doubt_json, json};
pub use text::text;
pub use words::{demanded, doubt, situation};
