//! Keys, secrets, places, people and duties: what no directory knows.

mod cust_always_reachable;
mod cust_combination_rotation;
mod cust_fireproof_safe;
mod cust_key_pin_apart;
mod cust_leaver_review;
mod cust_no_entra_dependency;
mod cust_no_lone_failure;
mod cust_no_lone_insider;
mod cust_register_complete;
mod cust_sites_separate;
mod cust_two_and_two;
mod proc_audit_chain;
mod proc_authorised_list;
mod proc_drill;
mod proc_microsoft_fallback;
mod proc_paw;
mod proc_postmortem;
mod proc_runbook;
mod proc_training;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &cust_always_reachable::CONTROL,
    &cust_combination_rotation::CONTROL,
    &cust_fireproof_safe::CONTROL,
    &cust_key_pin_apart::CONTROL,
    &cust_leaver_review::CONTROL,
    &cust_no_entra_dependency::CONTROL,
    &cust_no_lone_failure::CONTROL,
    &cust_no_lone_insider::CONTROL,
    &cust_register_complete::CONTROL,
    &cust_sites_separate::CONTROL,
    &cust_two_and_two::CONTROL,
    &proc_audit_chain::CONTROL,
    &proc_authorised_list::CONTROL,
    &proc_drill::CONTROL,
    &proc_microsoft_fallback::CONTROL,
    &proc_paw::CONTROL,
    &proc_postmortem::CONTROL,
    &proc_runbook::CONTROL,
    &proc_training::CONTROL,
];
