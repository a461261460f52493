//! Administrators are told of each other's resets.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "sspr-notify-admins",
    title: "All administrators are notified when one resets a password",
    severity: Severity::Low,
    why: "A reset by an attacker is noticed only by those who are told.",
    fix: "Entra admin center, Password reset, Notifications: notify all admins when other admins reset their password.",
    sources: &[sources::PASSWORD_POLICIES],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No Graph property holds this setting. Look at Password reset, Notifications."),
};
