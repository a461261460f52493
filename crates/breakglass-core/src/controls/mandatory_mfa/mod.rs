//! Whether everybody who must can pass the multifactor authentication that Microsoft demands, whatever policies say.

mod mfa_admins_capable;
mod mfa_ea_ready;
mod mfa_gov_cloud;
mod mfa_legacy_custom_controls;
mod mfa_postponement;
mod mfa_ropc;
mod mfa_tool_versions;
mod mfa_user_service_accounts;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &mfa_admins_capable::CONTROL,
    &mfa_ea_ready::CONTROL,
    &mfa_gov_cloud::CONTROL,
    &mfa_legacy_custom_controls::CONTROL,
    &mfa_postponement::CONTROL,
    &mfa_ropc::CONTROL,
    &mfa_tool_versions::CONTROL,
    &mfa_user_service_accounts::CONTROL,
];
