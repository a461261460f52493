//! The proof: is there any sign-in in which an account is refused?
//!
//! No solver and no sampling. A sign-in is refused where one policy applies and is not met, so each policy is a question of its own:
//! its conditions are a few products of sets, its demands narrow them, and a device rule is one small formula. A region without
//! anybody in it refuses nobody; one with somebody in it is a counterexample, which the evaluator replays.

#[cfg(test)]
pub(crate) mod brute;
#[cfg(test)]
mod cases;
mod certify;
mod changes;
mod compile;
mod countries;
mod demands;
mod devices;
mod difference;
#[cfg(test)]
mod missing;
mod options;
mod refusals;
mod region;
mod sets;

pub use changes::{Change, DAYS_UNTIL_ON, OneChange, switches_itself_on};
pub use compile::{Compiled, Piece, compile};
pub use countries::COUNTRIES;
pub use difference::{Refused, newly_refused};
pub use options::{Choice, WayIn, goal, total_lockout};
pub use refusals::{Conditions, Proof, Prover, Refusal, Standing, Verdict, Witness};
pub use region::{Frame, Inhabitant, Region, Side, View};
