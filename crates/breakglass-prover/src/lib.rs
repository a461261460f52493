//! What policies do to an account.
//!
//! `access/` answers whom a policy speaks to and through which path, and which passkeys the tenant still admits. The lockout proof
//! will stand on the same answers: the rules are written here once, for controls now and for the proof later.
//! Pure: no I/O, no clock, no randomness.

pub mod access;
