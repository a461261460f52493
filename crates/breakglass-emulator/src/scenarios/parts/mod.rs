//! What the scenarios are built of: small constructors for each kind of object, complete as Graph v1.0 shows it.

pub(super) mod administrators;
pub(super) mod directory;
pub(super) mod keys;
pub(super) mod methods;
pub(super) mod people;
pub(super) mod policies;
pub(crate) mod roles;
pub(super) mod sign_ins;
pub(crate) mod strengths;
