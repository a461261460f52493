//! The methods policy alone says which methods count.

use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectKind, ObjectRef, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "legacy-migration-state",
    title: "Migration to the authentication methods policy is complete",
    severity: Severity::Low,
    why: "Until the migration is complete, settings in two older places also decide which methods work, and Graph does not show them.",
    fix: "Complete the migration in the Entra admin center: Authentication methods, Policies, Manage migration.",
    sources: &[sources::PASSWORD_POLICIES],
    needs: &[Collection::AuthenticationMethodsPolicy],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let policy = evidence.tenant.methods_policy.as_ref().map_err(Clone::clone)?;
        let gap = || Missing::of(Collection::AuthenticationMethodsPolicy, Reason::NoProperty("policyMigrationState".to_owned()));
        let state = policy.migration_state.as_ref().ok_or_else(gap)?;
        if state.raw().eq_ignore_ascii_case("migrationComplete") {
            return Ok(Outcome::good());
        }
        let object = ObjectRef::new(ObjectKind::MethodsPolicy, "authenticationMethodsPolicy", None);
        let saw = format!("policyMigrationState is {}", state.quoted());
        Ok(Outcome::bad(Finding::new(object, saw, "policyMigrationState is migrationComplete")))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn set(state: Option<&'static str>) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| tenant.methods_policy.as_mut().unwrap().migration_state = state.map(Into::into)
    }

    #[test]
    fn complete_passes_everything_else_fails_unread_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, set(Some("migrationInProgress")), Verdict::Fail);
        check(&CONTROL, set(None), Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethodsPolicy), Verdict::Unknown);
    }
}
