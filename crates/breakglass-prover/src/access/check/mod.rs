//! Checks a certificate. Shares no rule with the prover: only the model, the words of certificates, what is held, and facts about
//! applications. Memberships are walked anew, methods and strengths read anew, conditions looked at one list at a time. It accepts only
//! what it can follow.

mod closed;
mod devices;
mod means;
mod people;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use breakglass_model::tenant::{GrantControl, GrantControls, Operator, Policy, PolicyAudience, PolicyState, UserType};
use breakglass_model::{Cloud, GLOBAL_ADMINISTRATOR, ObjectId, Tenant, Untrusted};
use jiff::Timestamp;

use super::Subject;
use super::certificate::{Certificate, Claim, Combination, Ruled, Why};
use super::credentials::CredentialSet;
use super::prove::Side;
use super::questions::{Question, Settled};
use super::subject::Known;

/// What a certificate is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Checker<'a> {
    /// The tenant.
    pub tenant: &'a Tenant,
    /// What the operator settled.
    pub settled: &'a Settled,
    /// The account.
    pub subject: &'a Subject<'a>,
    /// What is held.
    pub set: &'a CredentialSet,
}

impl Checker<'_> {
    /// Whether the certificate shows that no sign-in that matters is refused.
    ///
    /// # Errors
    /// The first thing that it does not show.
    pub fn proves(&self, certificate: &Certificate) -> Result<(), String> {
        let policies = self.tenant.policies.as_ref().map_err(|_| "the policies were not read")?;
        if self.tenant.policies_incomplete.is_some() {
            return Err("the policies were read in part".to_owned());
        }
        if policies.len() != certificate.policies.len() {
            return Err("a policy without a claim".to_owned());
        }
        for (policy, (id, claim)) in policies.iter().zip(&certificate.policies) {
            let holds = *id == policy.id && self.holds(policy, claim);
            holds.then_some(()).ok_or_else(|| format!("policy {}: the claim does not hold", policy.id.shown()))?;
        }
        self.gates(certificate)
    }

    fn holds(&self, policy: &Policy, claim: &Claim) -> bool {
        let Some(users) = &policy.conditions.users else {
            return matches!((claim, &policy.state), (Claim::NotEnforced, PolicyState::Disabled | PolicyState::ReportOnly))
                || matches!(claim, Claim::OtherAudience) && policy.audience() != PolicyAudience::Users
                // Whomever it speaks to, what it demands is met.
                || matches!(claim, Claim::Met(ruled) if self.is_met(policy, ruled));
        };
        let own = &self.subject.object.id;
        let is_outsider = || self.is_member_type();
        match claim {
            Claim::NotEnforced => matches!(policy.state, PolicyState::Disabled | PolicyState::ReportOnly),
            Claim::OtherAudience => policy.audience() != PolicyAudience::Users,
            Claim::Excluded(id) => {
                users.exclude_users.contains(id) && id == own
                    || users.exclude_groups.contains(id) && self.is_in(id) == Some(true)
                    || users.exclude_roles.contains(id) && self.holds_role(id) == Some(true)
            }
            Claim::NotIncluded => {
                let names_user = |id: &ObjectId| match id.raw().to_ascii_lowercase().as_str() {
                    "none" => Some(false),
                    "all" => Some(true),
                    "guestsorexternalusers" => is_outsider().map(|is_member| !is_member),
                    _ => Some(id == own),
                };
                policy.unread.iter().all(|field| !field.raw().starts_with("conditions.users."))
                    && users.include_users.iter().all(|id| names_user(id) == Some(false))
                    && (users.include_guests.as_deref().is_none_or(|kinds| is_outsider() == Some(true) || self.is_other_guest(kinds)))
                    && users.include_groups.iter().all(|group| self.is_in(group) == Some(false))
                    && users.include_roles.iter().all(|role| self.cannot_hold(role))
            }
            Claim::Met(ruled) => self.is_met(policy, ruled),
            Claim::Refuses(_) | Claim::Open => false,
        }
    }

    /// Whether a condition names kinds of guests that are known, and not the account's.
    fn is_other_guest(&self, kinds: &[Untrusted]) -> bool {
        let Ok(user) = self.subject.user() else { return false };
        let own: &[&str] = match (&user.user_type, user.is_external) {
            (Some(UserType::Guest), true) => &["b2bcollaborationguest"],
            (Some(UserType::Guest), false) => &["internalguest"],
            (Some(UserType::Member), true) => &["b2bcollaborationmember"],
            _ => return false,
        };
        let others = [
            "internalguest",
            "b2bcollaborationguest",
            "b2bcollaborationmember",
            "b2bdirectconnectuser",
            "otherexternaluser",
            "serviceprovider",
        ];
        kinds
            .iter()
            .map(|kind| kind.raw().to_ascii_lowercase())
            .all(|kind| others.contains(&kind.as_str()) && !own.contains(&kind.as_str()))
    }

    /// Whether every demand of the policy is ruled met.
    fn is_met(&self, policy: &Policy, ruled: &[Ruled]) -> bool {
        let is_ruled =
            |control: &str| ruled.iter().any(|it| it.controls.iter().any(|name| name == control) && self.rules(policy, it, control));
        let no_sign_in = ruled.iter().any(|it| matches!(it.why, Why::NoSignIn(_)) && self.rules(policy, it, ""));
        let unread = policy.unread.iter().filter(|field| !field.raw().starts_with("conditions"));
        let session = policy.session.iter().flat_map(|session| {
            let token = session.is_token_protected.then(|| "secureSignInSession".to_owned());
            let cloud = session.cloud_app_security.is_some().then(|| "cloudAppSecurity".to_owned());
            session.others.iter().map(|name| name.shown()).chain(token).chain(cloud)
        });
        let extras = unread.map(|field| field.shown()).chain(session).all(|control| is_ruled(&control));
        let grant = policy.grant.as_ref().is_none_or(|grant| {
            let controls = names(grant);
            let is_or = grant.operator == Operator::Or;
            if grant.controls.contains(&GrantControl::Block) {
                return is_ruled("block");
            }
            // A device control under OR is met on some devices only: that way is ruled out as a whole, or by another control.
            let whole = || ruled.iter().any(|it| it.controls == controls && matches!(it.why, Why::NoDevice) && self.rules(policy, it, ""));
            controls.is_empty()
                || if is_or { controls.iter().any(|it| is_ruled(it)) || whole() } else { controls.iter().all(|it| is_ruled(it)) }
        });
        let is_unmet = policy.unread.iter().any(|field| field.raw().starts_with("conditions"))
            && self.settled.said(Question::UnreadCondition) == Some(false)
            && ruled.iter().any(|it| it.why == Why::Settled(Question::UnreadCondition));
        is_unmet || no_sign_in && self.is_silent(policy, ruled) || extras && grant
    }

    /// Whether no sign-in at all meets the conditions, whatever is demanded.
    fn is_silent(&self, policy: &Policy, ruled: &[Ruled]) -> bool {
        ruled.iter().any(|it| matches!(&it.why, Why::NoSignIn(sides) if sides.iter().any(|side| closed::is_closed(self, policy, *side))))
    }

    /// Whether one entry rules out that a control is not met.
    fn rules(&self, policy: &Policy, entry: &Ruled, control: &str) -> bool {
        match &entry.why {
            Why::Settled(question) => self.settled.said(*question) == Some(true) && settles(*question, control),
            Why::NoSignIn(sides) if control == "secureSignInSession" && sides.contains(&Side::Resource) => {
                closed::opens_nothing_protected(self.settled, policy) || sides.iter().any(|side| closed::is_closed(self, policy, *side))
            }
            Why::NoSignIn(sides) => sides.iter().any(|side| closed::is_closed(self, policy, *side)),
            Why::NoDevice if control.is_empty() => devices::no_device(self.settled, policy, &entry.controls),
            // One control is ruled out by what it alone demands, whatever else the entry lists.
            Why::NoDevice => devices::no_device(self.settled, policy, &[control.to_owned()]),
            Why::Held(combination) => {
                let strength = match control {
                    "mfa" | "riskRemediation" => Some(ObjectId::new(means::MFA)),
                    "passwordChange" if self.set.has_password() => Some(ObjectId::new(means::MFA)),
                    "authenticationStrength" => policy.grant.as_ref().and_then(|grant| grant.strength.clone()),
                    _ => None,
                };
                strength.as_ref() == Some(&combination.strength) && self.is_held(combination)
            }
        }
    }

    /// Whether the combination is one of its strength, and every mode of it is given by the credential that is named.
    fn is_held(&self, combination: &Combination) -> bool {
        let Some(strength) = means::strength(self.tenant, &combination.strength) else { return false };
        let modes: BTreeSet<String> = combination.modes.iter().map(|(mode, _)| mode.to_ascii_lowercase()).collect();
        let is_allowed = strength
            .combinations
            .iter()
            .flatten()
            .any(|allowed| allowed.iter().map(|mode| mode.raw().trim().to_ascii_lowercase()).collect::<BTreeSet<_>>() == modes);
        let gives = |(mode, place): &(String, usize)| {
            self.set.items.get(*place).is_some_and(|item| {
                means::gives(self, item, &mode.to_ascii_lowercase()) && means::is_permitted(self.settled, &strength, &modes, item)
            })
        };
        is_allowed && !modes.is_empty() && combination.modes.iter().all(gives)
    }

    /// What stands in front of everything.
    fn gates(&self, certificate: &Certificate) -> Result<(), String> {
        let demand = |holds: bool, what: &str| holds.then_some(()).ok_or_else(|| what.to_owned());
        let has_mfa = certificate.mfa.as_ref().is_some_and(|it| it.strength == ObjectId::new(means::MFA) && self.is_held(it));
        let user = match &self.subject.known {
            Known::Read(user) => Some(*user),
            Known::Supposed(_) => None,
            Known::Not(_) => return Err("the account was not read".to_owned()),
        };
        demand(user.is_none_or(|user| user.is_enabled == Some(true)), "the account is not certainly enabled")?;
        let groups = user.map_or(0, |user| self.tenant.user_groups.known(&user.id).len());
        demand(groups <= 2048 || self.settled.said(Question::ManyGroups) == Some(true), "too many groups")?;
        let policies = self.tenant.policies.as_deref().unwrap_or_default();
        let off = match &self.tenant.security_defaults {
            Ok(is_on) => !is_on,
            Err(_) => policies.iter().any(|policy| policy.state == PolicyState::Enabled),
        };
        let passkey_settled = self.settled.said(Question::PasskeySatisfiesSecurityDefaults) == Some(true);
        let documented = ["microsoftauthenticatorpush", "softwareoath", "hardwareoath"];
        let uses = |mode: &str| self.set.items.iter().any(|item| means::gives(self, item, mode));
        let app = self.set.has_password() && documented.into_iter().any(uses);
        demand(off || app || passkey_settled && uses("fido2"), "security defaults may refuse")?;
        let per_user_off = user.is_none_or(|user| {
            matches!(self.tenant.per_user_mfa.get(&user.id), Ok(state) if state.is_none_or(|it| it.raw().eq_ignore_ascii_case("disabled")))
        });
        let mandatory_off = self.tenant.cloud != Cloud::Global && self.settled.said(Question::MandatoryMfa) == Some(false);
        demand(has_mfa || per_user_off && mandatory_off, "multifactor authentication is not shown to be met")?;
        demand(means::FIRST_FACTORS.iter().any(|mode| uses(mode)), "nothing is shown to begin a sign-in with")?;
        let without_p2 = self
            .tenant
            .skus
            .as_ref()
            .is_ok_and(|skus| !skus.iter().any(|sku| sku.is_active && sku.plans.iter().any(|plan| plan.raw() == "AAD_PREMIUM_P2")));
        let retired = self.tenant.taken_at >= "2026-10-01T00:00:00Z".parse::<Timestamp>().unwrap_or(Timestamp::MAX);
        let legacy_off = self.settled.said(Question::LegacyRiskPoliciesOff) == Some(true);
        demand(retired || without_p2 || legacy_off, "legacy risk policies may refuse")
    }

    /// Whether the account is a member of the organisation and no guest.
    fn is_member_type(&self) -> Option<bool> {
        match &self.subject.known {
            Known::Read(user) => match &user.user_type {
                Some(breakglass_model::tenant::UserType::Member) => Some(!user.is_external),
                Some(breakglass_model::tenant::UserType::Guest) => Some(false),
                _ => None,
            },
            Known::Supposed(supposition) => Some(supposition.is_member),
            Known::Not(_) => None,
        }
    }

    /// Whether the account is in a group: by its own list, or by walking members down.
    pub(super) fn is_in(&self, group: &ObjectId) -> Option<bool> {
        if group.raw().is_empty() {
            return None;
        }
        let account = match &self.subject.known {
            Known::Read(user) => &user.id,
            Known::Supposed(supposition) => {
                let own = supposition.group.as_ref()?;
                let reached = people::reaches(self.tenant, own, group);
                return (own == group || reached).then_some(true);
            }
            Known::Not(_) => return None,
        };
        if self.tenant.user_groups.known(account).contains(group) {
            return Some(true);
        }
        if self.tenant.user_groups.get(account).is_ok() {
            return Some(false);
        }
        people::walk(self.tenant, group, account)
    }

    /// Whether the account holds a role actively, over the whole tenant, by itself.
    fn holds_role(&self, role: &ObjectId) -> Option<bool> {
        let Known::Read(user) = &self.subject.known else { return None };
        let through_groups = self.settled.said(Question::RoleThroughGroup) == Some(true);
        let counts = |principal: &ObjectId| *principal == user.id || through_groups && self.is_in(principal) == Some(true);
        let keys = std::iter::once(role).chain(std::iter::once(&user.id)).chain(self.tenant.user_groups.known(&user.id));
        let mut holders = keys.flat_map(|key| {
            let assigned =
                self.tenant.role_assignments.known(key).iter().filter(|it| it.role == *role && it.is_tenant_wide()).map(|it| &it.principal);
            let scheduled =
                self.tenant.role_schedules.known(key).iter().filter(|it| it.role == *role && it.is_tenant_wide()).map(|it| &it.principal);
            assigned.chain(scheduled).collect::<Vec<_>>()
        });
        holders.any(counts).then_some(true)
    }

    /// Whether the account can certainly not come to hold a role: nobody who holds it or may activate it is the account or a group of it.
    fn cannot_hold(&self, role: &ObjectId) -> bool {
        let Known::Read(user) = &self.subject.known else {
            return self.subject.is_supposed() && role.raw() != GLOBAL_ADMINISTRATOR;
        };
        let through_groups = self.settled.said(Question::RoleThroughGroup) != Some(false);
        let is_other = |principal: &ObjectId| {
            *principal != user.id && (!through_groups || self.is_in(principal) == Some(false) || self.tenant.user_name(principal).is_some())
        };
        people::holders(self.tenant, role, &user.id).is_some_and(|holders| holders.iter().all(is_other))
    }
}

/// Every control that a grant lists, as Graph spells them.
fn names(grant: &GrantControls) -> Vec<String> {
    let built_in = grant.controls.iter().map(|control| match control {
        GrantControl::Block => "block".to_owned(),
        GrantControl::Mfa => "mfa".to_owned(),
        GrantControl::CompliantDevice => "compliantDevice".to_owned(),
        GrantControl::DomainJoinedDevice => "domainJoinedDevice".to_owned(),
        GrantControl::ApprovedApplication => "approvedApplication".to_owned(),
        GrantControl::CompliantApplication => "compliantApplication".to_owned(),
        GrantControl::PasswordChange => "passwordChange".to_owned(),
        GrantControl::RiskRemediation => "riskRemediation".to_owned(),
        GrantControl::Other(word) => word.shown(),
    });
    let strength = grant.strength.as_ref().map(|_| "authenticationStrength".to_owned());
    let terms = (!grant.terms_of_use.is_empty()).then(|| "termsOfUse".to_owned());
    let custom = (!grant.custom.is_empty()).then(|| "customAuthenticationFactors".to_owned());
    built_in.chain(strength).chain(terms).chain(custom).collect()
}

/// Which settled point speaks of which control.
fn settles(question: Question, control: &str) -> bool {
    match question {
        Question::TermsOfUse => control == "termsOfUse",
        Question::SessionPasses => matches!(control, "cloudAppSecurity" | "globalSecureAccessFilteringProfile"),
        Question::UnknownControl => !matches!(
            control,
            "block"
                | "mfa"
                | "compliantDevice"
                | "domainJoinedDevice"
                | "approvedApplication"
                | "compliantApplication"
                | "passwordChange"
                | "riskRemediation"
                | "authenticationStrength"
                | "termsOfUse"
                | "customAuthenticationFactors"
                | "secureSignInSession"
                | "cloudAppSecurity"
                | "globalSecureAccessFilteringProfile"
        ),
        _ => false,
    }
}
