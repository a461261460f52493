//! Protected actions do not stop the repair.

use breakglass_model::tenant::{Policy, ProtectedAction};
use breakglass_model::{Collection, Judgement, Missing, Reason, Severity, Untrusted};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-auth-context-protected-actions",
    title: "Protected actions do not stop the emergency accounts from repairing policies",
    severity: Severity::High,
    why: "A protected action asks for an authentication context when a policy is changed: the account is in, and still cannot mend what is broken.",
    fix: "Exclude the emergency group from the policy behind the authentication context.",
    sources: &[sources::PROTECTED_ACTIONS],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies, Collection::ProtectedActions],
    compliance: &[],
    since: "0.2",
    judge,
};

/// Actions without which a wrong policy cannot be mended.
const REPAIRS: [&str; 3] = ["conditionalAccessPolicies", "namedLocations", "deletedItems"];

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let actions = match &evidence.tenant.protected_actions {
        Ok(actions) => actions,
        Err(Missing { reason: Reason::Unlicensed(_), .. }) => {
            return Judgement::not_applicable("protected actions need Microsoft Entra ID P1, so none can be set");
        }
        Err(missing) => return Judgement::unknown(std::iter::once(missing.clone()).chain(evidence.policies().err()).collect()),
    };
    let is_repair = |action: &&ProtectedAction| REPAIRS.iter().any(|word| action.name.raw().contains(word));
    let contexts: Vec<&Untrusted> = actions.iter().filter(is_repair).filter_map(|action| action.context.as_ref()).collect();
    let asks_for = |context: &Untrusted| contexts.iter().any(|wanted| wanted.raw().eq_ignore_ascii_case(context.raw()));
    let asks = |policy: &Policy| policy.is_enforced() && policy.conditions.applications.authentication_contexts.iter().any(asks_for);
    reach::refusing(evidence, asks, "protected actions")
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::GrantControl;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    fn protect(controls: Vec<GrantControl>) -> impl Fn(&mut breakglass_model::Tenant) {
        move |tenant| {
            let name = "microsoft.directory/conditionalAccessPolicies/basic/update".into();
            tenant.protected_actions = Ok(vec![ProtectedAction { name, context: Some("c1".into()) }]);
            add_policy(|policy: &mut Policy| {
                policy.conditions.applications.include.clear();
                policy.conditions.applications.authentication_contexts = vec!["c1".into()];
                policy.grant.as_mut().unwrap().controls = controls.clone();
            })(tenant);
        }
    }

    #[test]
    fn none_passes_a_block_fails_what_a_key_meets_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, protect(vec![GrantControl::Block]), Verdict::Fail);
        check(&CONTROL, protect(vec![GrantControl::CompliantDevice]), Verdict::Fail);
        check(&CONTROL, protect(vec![GrantControl::Mfa]), Verdict::Pass);
    }

    #[test]
    fn unread_actions_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ProtectedActions), Verdict::Unknown);
        let unlicensed = Missing::of(Collection::ProtectedActions, Reason::Unlicensed("403".into()));
        check(&CONTROL, |tenant| tenant.protected_actions = Err(unlicensed), Verdict::NotApplicable);
    }
}
