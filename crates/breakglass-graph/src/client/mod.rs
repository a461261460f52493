//! How Graph is asked: sign-in, paging held to one host, patience, limits. What is asked is `live`'s business.
//!
//! Tokens and secrets live in memory only; they are in no error, no log and no debug text.

mod aadsts;
mod assertion;
mod endpoints;
mod http;
mod limits;
mod managed;
pub(crate) mod odata;
mod pace;
mod patience;
mod person;
mod secret;
mod session;
mod sign_in;
mod token;

pub use endpoints::{EndpointError, Endpoints};
pub use limits::Limits;
pub use person::{AZURE_CLI, COMMAND_LINE_TOOLS, Person, Prompt, Way};
pub use secret::{Credential, Secret, Target};
pub use token::TokenError;

pub(crate) use assertion::guid;
pub(crate) use session::{Answer, End, Session, SessionError};
