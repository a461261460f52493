//! Who is told when an emergency account is used or changed, and whether that works.

mod mon_ack_escalation;
mod mon_alarm_settings;
mod mon_audit_account;
mod mon_audit_group;
mod mon_audit_policy;
mod mon_azure_rule;
mod mon_latency;
mod mon_log_retention;
mod mon_proof;
mod mon_recipients;
mod mon_signin_any;
mod mon_unexplained_use;
mod mon_watch_live;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &mon_ack_escalation::CONTROL,
    &mon_alarm_settings::CONTROL,
    &mon_audit_account::CONTROL,
    &mon_audit_group::CONTROL,
    &mon_audit_policy::CONTROL,
    &mon_azure_rule::CONTROL,
    &mon_latency::CONTROL,
    &mon_log_retention::CONTROL,
    &mon_proof::CONTROL,
    &mon_recipients::CONTROL,
    &mon_signin_any::CONTROL,
    &mon_unexplained_use::CONTROL,
    &mon_watch_live::CONTROL,
];
