//! Writes down why a proof holds.

use breakglass_model::ObjectId;
use breakglass_model::tenant::{Policy, PolicyAudience, UserConditions};

use super::compile::Compiled;
use super::demands::{Unmet, ways};
use super::refusals::{Conditions, Prover, Standing};
use super::region::{Inhabitant, Region, Side, View};
use crate::access::certificate::{Certificate, Claim, Ruled, Why};
use crate::access::credentials::CredentialSet;
use crate::access::holdings::{Holdings, MFA_STRENGTH};
use crate::access::questions::{Question, Settled};
use crate::access::roles::active_role;
use crate::access::scope::speaks_to;
use crate::access::{Subject, is_member};

impl Prover<'_> {
    /// The certificate of [`Prover::no_denial`].
    pub fn certify(&self, subject: &Subject<'_>, set: &CredentialSet) -> Certificate {
        let holdings = self.holdings(subject, set);
        let claims = self.policies().map(|(policy, conditions)| (policy.id.clone(), self.claim(subject, &holdings, policy, conditions)));
        Certificate { policies: claims.collect(), mfa: holdings.combination(&MFA_STRENGTH.into()) }
    }

    fn claim(&self, subject: &Subject<'_>, holdings: &Holdings<'_>, policy: &Policy, conditions: &Conditions<'_>) -> Claim {
        if !policy.is_enforced() {
            return Claim::NotEnforced;
        }
        if policy.audience() != PolicyAudience::Users {
            return Claim::OtherAudience;
        }
        if let Some(claim) = self.outside(subject, policy) {
            return claim;
        }
        let compiled = || conditions.compiled();
        match self.standing(subject, holdings, policy, conditions) {
            Standing::Refuses(witness) => Claim::Refuses(Box::new(witness.context)),
            Standing::MayRefuse(_) => Claim::Open,
            Standing::Lets if compiled().unread.is_no() => {
                Claim::Met(vec![Ruled { controls: Vec::new(), why: Why::Settled(Question::UnreadCondition) }])
            }
            Standing::Lets => {
                let relevant = Region::relevant();
                let ruled = ways(self.settled, holdings, policy).into_iter().filter(|way| !way.clients.and(relevant.clients).is_empty());
                let ruled: Option<Vec<Ruled>> = ruled
                    .map(|way| {
                        let why = self.why(holdings, policy, compiled(), &way)?;
                        Some(Ruled { controls: way.controls, why })
                    })
                    .collect();
                ruled.map_or(Claim::Open, Claim::Met)
            }
        }
    }

    /// Why the policy does not speak to the account, where it does not.
    fn outside(&self, subject: &Subject<'_>, policy: &Policy) -> Option<Claim> {
        if !speaks_to(self.tenant, self.settled, policy, subject).is_no() {
            return None;
        }
        let by = policy.conditions.users.as_ref().and_then(|users| self.excluding(subject, users));
        Some(by.map_or(Claim::NotIncluded, Claim::Excluded))
    }

    /// The entry of the exclude lists that certainly names the account.
    fn excluding(&self, subject: &Subject<'_>, users: &UserConditions) -> Option<ObjectId> {
        let by_user = users.exclude_users.iter().find(|id| **id == subject.object.id);
        let by_group = || users.exclude_groups.iter().find(|group| matches!(is_member(self.tenant, subject, group), Ok(Some(_))));
        let counts = |direct: bool| direct || self.settled.said(Question::RoleThroughGroup) == Some(true);
        let holds = |role: &&ObjectId| matches!(active_role(self.tenant, subject, role), Ok(Some(held)) if counts(held.is_direct));
        by_user.or_else(by_group).or_else(|| users.exclude_roles.iter().find(holds)).cloned()
    }

    fn why(&self, holdings: &Holdings<'_>, policy: &Policy, compiled: &Compiled, way: &Unmet) -> Option<Why> {
        if way.answer.is_no() {
            return way.controls.iter().find_map(|control| met_by(self.settled, holdings, policy, control));
        }
        let view = View { is_certain: false, reports_position: holdings.reports_position(), settled: self.settled };
        let relevant = Region::relevant();
        let (mut sides, mut needs_device): (Vec<Side>, bool) = (Vec::new(), false);
        for piece in &compiled.pieces {
            let region = way.narrow(&piece.possible).intersect(&relevant);
            let empty = region.empty_sides(view);
            needs_device |= empty.is_empty();
            if empty.is_empty() && region.inhabitant(view) != Inhabitant::Nobody {
                return None;
            }
            sides.extend(empty);
        }
        if compiled.pieces.is_empty() {
            sides.push(Side::Place);
        }
        sides.sort();
        sides.dedup();
        Some(if needs_device { Why::NoDevice } else { Why::NoSignIn(sides) })
    }
}

/// What meets a control.
fn met_by(settled: &Settled, holdings: &Holdings<'_>, policy: &Policy, control: &str) -> Option<Why> {
    let strength = match control {
        "mfa" | "passwordChange" | "riskRemediation" => Some(ObjectId::new(MFA_STRENGTH)),
        "authenticationStrength" => policy.grant.as_ref().and_then(|grant| grant.strength.clone()),
        _ => None,
    };
    if let Some(strength) = strength {
        let is_complete = control != "passwordChange" || holdings.has_password();
        return holdings.combination(&strength).filter(|_| is_complete).map(Why::Held);
    }
    let question = match control {
        "termsOfUse" => Question::TermsOfUse,
        "cloudAppSecurity" | "globalSecureAccessFilteringProfile" => Question::SessionPasses,
        // What a credential or a settled point never meets.
        "block"
        | "compliantDevice"
        | "domainJoinedDevice"
        | "approvedApplication"
        | "compliantApplication"
        | "customAuthenticationFactors"
        | "secureSignInSession" => return None,
        _ => Question::UnknownControl,
    };
    (settled.said(question) == Some(true)).then_some(Why::Settled(question))
}
