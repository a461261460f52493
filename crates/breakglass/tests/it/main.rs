//! End-to-end tests: the real program, the pretend cloud, other people's files, and the house's own rules.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests fail by panicking, and say so when they skip"
)]

mod arranged;
mod audiences;
mod certificate;
mod cloud;
mod contracts;
mod program;
mod proofs;

mod against_microsoft;
mod agreement;
mod azure_cli;
mod browser;
mod clouds;
mod commands;
mod designation;
mod doctor;
mod documents;
mod exports;
mod faults;
mod forbidden;
mod hostile;
mod import;
mod init;
mod mangled;
mod people;
mod requests;
mod scenarios;
mod schemas;
mod snapshots;
mod tidy;
mod waivers;
mod workload;
