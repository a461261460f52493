//! End-to-end tests: the real program, the pretend cloud, other people's files, and the house's own rules.

mod cloud;
mod program;

mod commands;
mod documents;
mod exports;
mod forbidden;
mod hostile;
mod requests;
mod scenarios;
mod tidy;
