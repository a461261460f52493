//! How results reach people and machines: text, JSON, HTML, Markdown, CSV, SARIF, JUnit, and the one place that writes them.
//!
//! Every string that a tenant controls passes an encoder on its way: `Untrusted::shown` for people, `json::to_string` for machines,
//! the template's escaping for pages.

pub mod csv;
pub mod html;
pub mod json;
pub mod junit;
pub mod links;
pub mod markdown;
pub mod proofs;
pub mod sarif;
mod sink;
pub mod style;
pub mod text;

pub use sink::{Sink, say, say_error, write_new};
