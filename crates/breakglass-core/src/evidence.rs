//! Everything that controls may look at, as of one `now`.

use std::cell::OnceCell;

use breakglass_model::tenant::{Group, MethodConfiguration, Policy, RegisteredMethod, SecurityKey};
use breakglass_model::{Assumption, Collection, Designation, Fact, Missing, ObjectId, ObjectKind, ObjectRef, Reason, Tenant};
use breakglass_prover::access::prove::Prover;
use breakglass_prover::access::{Settled, Subject};
use jiff::Timestamp;

use crate::designated::{Designated, DesignatedGroup, resolve};
use crate::{Posture, Profile};

/// What controls judge.
#[derive(Debug)]
pub struct Evidence<'t> {
    /// The tenant.
    pub tenant: &'t Tenant,
    /// The parameters.
    pub profile: &'t Profile,
    /// The posture in force: the profile's, or the operator's choice.
    pub posture: Posture,
    /// As of when.
    pub now: Timestamp,
    /// What the operator designated.
    pub designation: &'t Designation,
    designated: Designated<'t>,
    prover: OnceCell<Prover<'t>>,
}

impl<'t> Evidence<'t> {
    /// Puts the evidence together.
    pub fn new(tenant: &'t Tenant, designation: &'t Designation, profile: &'t Profile, posture: Option<Posture>, now: Timestamp) -> Self {
        let designated = resolve(tenant, designation);
        Self { tenant, profile, posture: posture.unwrap_or(profile.posture), now, designation, designated, prover: OnceCell::new() }
    }

    /// The prover of the tenant, with nothing settled.
    pub fn prover(&self) -> &Prover<'t> {
        static NOTHING: Settled = Settled::NOTHING;
        self.prover.get_or_init(|| Prover::new(self.tenant, &NOTHING))
    }

    /// The emergency accounts, read or supposed.
    ///
    /// # Errors
    /// None is designated, or the designated group's members were not read.
    pub fn accounts(&self) -> Fact<&[Subject<'t>]> {
        self.designated.accounts.as_deref().map_err(Clone::clone)
    }

    /// The emergency group.
    ///
    /// # Errors
    /// None is designated, it does not exist, or it was not read.
    pub fn group(&self) -> Fact<&'t Group> {
        match &self.designated.group {
            DesignatedGroup::Read(group) => Ok(group),
            DesignatedGroup::None => Err(Missing::of(Collection::Groups, Reason::GroupNotDesignated)),
            DesignatedGroup::Unread(_, missing) => Err(missing.clone()),
            DesignatedGroup::Absent(_) => Err(Missing::of(Collection::Groups, Reason::Unresolved)),
        }
    }

    /// The id under which policies name the emergency group, whether or not its body was read.
    pub fn group_id(&self) -> Option<&ObjectId> {
        self.designated.group.id()
    }

    /// The text that designates a group that does not exist.
    pub fn absent_group(&self) -> Option<ObjectRef> {
        match &self.designated.group {
            DesignatedGroup::Absent(text) => Some(ObjectRef::new(ObjectKind::Group, text.raw(), None)),
            _ => None,
        }
    }

    /// The emergency group as findings name it.
    pub fn group_ref(&self) -> Option<ObjectRef> {
        let id = self.group_id()?;
        Some(ObjectRef::new(ObjectKind::Group, id.clone(), self.tenant.group_name(id).cloned()))
    }

    /// What is supposed.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.designated.assumptions
    }

    /// Accounts that the operator named twice.
    pub fn duplicates(&self) -> &[ObjectRef] {
        &self.designated.duplicates
    }

    /// The policies that were read.
    ///
    /// # Errors
    /// They were not read at all.
    pub fn policies(&self) -> Fact<&'t [Policy]> {
        self.tenant.policies.as_deref().map_err(Clone::clone)
    }

    /// The registered methods of an account.
    ///
    /// # Errors
    /// The account is not known, or its methods were not read.
    pub fn methods(&self, account: &Subject<'t>) -> Fact<&'t [RegisteredMethod]> {
        self.tenant.methods.get(&account.user()?.id)
    }

    /// The passkeys of an account.
    ///
    /// # Errors
    /// As [`Evidence::methods`].
    pub fn keys(&self, account: &Subject<'t>) -> Fact<Vec<&'t SecurityKey>> {
        Ok(self.methods(account)?.iter().filter_map(RegisteredMethod::security_key).collect())
    }

    /// One method's configuration in the methods policy; `None` where the policy has none.
    ///
    /// # Errors
    /// The policy was not read.
    pub fn method_configuration(&self, id: &str) -> Fact<Option<&'t MethodConfiguration>> {
        Ok(self.tenant.methods_policy.as_ref().map_err(Clone::clone)?.configuration(id))
    }

    /// The tenant as findings name it.
    pub fn tenant_ref(&self) -> ObjectRef {
        let organization = self.tenant.organization.as_ref().ok();
        let id = self.tenant.id.clone().or_else(|| organization.and_then(|it| it.id.clone())).unwrap_or_else(|| ObjectId::new("tenant"));
        ObjectRef::new(ObjectKind::Tenant, id, organization.map(|it| it.name.clone()))
    }

    /// A policy as findings name it.
    pub fn policy_ref(policy: &Policy) -> ObjectRef {
        ObjectRef::new(ObjectKind::Policy, policy.id.clone(), Some(policy.name.clone()))
    }
}
