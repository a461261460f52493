//! One change away (O5): every single change that could shut an account out, and what it would do.
//!
//! A change touches few policies, so only those are asked again.

use std::collections::BTreeSet;

use breakglass_model::tenant::{Policy, PolicyState};
use breakglass_model::{ObjectId, ObjectKind, ObjectRef, Tenant, Untrusted};

use super::refusals::{Conditions, Prover, Standing, Verdict, Witness};
use crate::access::Subject;
use crate::access::credentials::{Credential, CredentialSet, HeldKey};
use crate::access::gates::gates;
use crate::access::holdings::Holdings;

/// Days after which Microsoft switches its own policies on: at least 30 by the newer text of 2026-05-28; the text of 2025-11 said 45.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/managed-policies> (2026-05-28) (read 2026-11-25).
pub const DAYS_UNTIL_ON: i64 = 30;

/// A single change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The account is no longer in a group that lets it off: taken out, group emptied or deleted.
    LeavesGroup(ObjectRef),
    /// One exclusion is dropped from one policy.
    ExclusionDropped {
        /// The policy.
        policy: ObjectRef,
        /// The id that is dropped.
        id: ObjectId,
    },
    /// A model of key is no longer admitted, or the key is removed.
    ModelRemoved(Option<ObjectId>),
    /// A method is switched off.
    MethodDisabled(&'static str),
    /// A policy in report-only mode, or off, is switched on.
    SwitchedOn {
        /// The policy.
        policy: ObjectRef,
        /// Whether it is in report-only mode today.
        is_report_only: bool,
        /// The day on which Microsoft switches it on by itself at the earliest, where it is Microsoft's.
        by_itself: Option<jiff::civil::Date>,
    },
    /// Security defaults are switched on.
    SecurityDefaultsOn,
    /// A named location is edited.
    LocationEdited(ObjectRef),
}

/// What one change would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneChange {
    /// The change.
    pub change: Change,
    /// Whether no sign-in would be refused after it.
    pub verdict: Verdict,
    /// What would be refused: the plainest sign-in of each policy.
    pub witnesses: Vec<Witness>,
}

impl Prover<'_> {
    /// Every single change that would have something refused, or may have; changes without effect are left out.
    pub fn one_change_away(&self, subject: &Subject<'_>, set: &CredentialSet) -> Vec<OneChange> {
        let holdings = self.holdings(subject, set);
        let mut found = Vec::new();
        self.exclusions(subject, &holdings, &mut found);
        self.states(subject, &holdings, &mut found);
        self.credentials(subject, set, &mut found);
        self.security_defaults(subject, set, &mut found);
        self.locations(subject, &holdings, &mut found);
        found.retain(|change| change.verdict != Verdict::Proved);
        found
    }

    /// How a changed policy would stand.
    fn changed(&self, subject: &Subject<'_>, holdings: &Holdings<'_>, policy: &Policy) -> Standing {
        self.standing(subject, holdings, policy, &Conditions::new(self.tenant, self.settled, policy))
    }

    /// Each exclusion dropped, and each group that lets the account off left by it.
    fn exclusions(&self, subject: &Subject<'_>, holdings: &Holdings<'_>, found: &mut Vec<OneChange>) {
        let mut groups: Vec<(ObjectId, Vec<Standing>)> = Vec::new();
        for (policy, conditions) in self.policies().filter(|(policy, _)| policy.is_enforced()) {
            let Some(users) = &policy.conditions.users else { continue };
            let refuses_already = !matches!(self.standing(subject, holdings, policy, conditions), Standing::Lets);
            if refuses_already {
                continue;
            }
            let excluded: BTreeSet<&ObjectId> =
                users.exclude_users.iter().chain(&users.exclude_groups).chain(&users.exclude_roles).collect();
            for id in excluded {
                let mut without = policy.clone();
                if let Some(users) = &mut without.conditions.users {
                    for list in [&mut users.exclude_users, &mut users.exclude_groups, &mut users.exclude_roles] {
                        list.retain(|it| it != id);
                    }
                }
                let standing = self.standing(subject, holdings, &without, conditions);
                if standing == Standing::Lets {
                    continue;
                }
                if users.exclude_groups.contains(id) {
                    match groups.iter_mut().find(|(group, _)| group == id) {
                        Some((_, standings)) => standings.push(standing.clone()),
                        None => groups.push((id.clone(), vec![standing.clone()])),
                    }
                }
                let change = Change::ExclusionDropped { policy: policy_ref(policy), id: id.clone() };
                found.push(OneChange::of(change, [standing]));
            }
        }
        found.extend(groups.into_iter().map(|(id, standings)| {
            let name = self.tenant.group_name(&id).cloned();
            OneChange::of(Change::LeavesGroup(ObjectRef::new(ObjectKind::Group, id, name)), standings)
        }));
    }

    /// Each policy that is not on, switched on.
    fn states(&self, subject: &Subject<'_>, holdings: &Holdings<'_>, found: &mut Vec<OneChange>) {
        for (policy, conditions) in self.policies().filter(|(policy, _)| !policy.is_enforced()) {
            let change = Change::SwitchedOn {
                policy: policy_ref(policy),
                is_report_only: policy.state == PolicyState::ReportOnly,
                by_itself: switches_itself_on(policy),
            };
            found.push(OneChange::of(change, [self.standing(subject, holdings, policy, conditions)]));
        }
    }

    /// Each key gone, by its model or with the whole method.
    fn credentials(&self, subject: &Subject<'_>, set: &CredentialSet, found: &mut Vec<OneChange>) {
        let without = |is_lost: &dyn Fn(&Credential) -> bool| CredentialSet {
            id: set.id.clone(),
            items: set.items.iter().filter(|item| !is_lost(item)).cloned().collect(),
        };
        let models: BTreeSet<Option<ObjectId>> = set.items.iter().filter_map(model).collect();
        for lost in models {
            let rest = without(&|item| model(item).as_ref() == Some(&lost));
            let proof = self.no_denial(subject, &rest);
            found.push(OneChange { change: Change::ModelRemoved(lost), verdict: proof.verdict, witnesses: proof.witnesses });
        }
        let methods: BTreeSet<&'static str> = set.items.iter().filter_map(method).collect();
        for lost in methods {
            let proof = self.no_denial(subject, &without(&|item| method(item) == Some(lost)));
            found.push(OneChange { change: Change::MethodDisabled(lost), verdict: proof.verdict, witnesses: proof.witnesses });
        }
    }

    /// Security defaults on: policies are then off, and the gate decides.
    fn security_defaults(&self, subject: &Subject<'_>, set: &CredentialSet, found: &mut Vec<OneChange>) {
        if self.tenant.security_defaults == Ok(true) {
            return;
        }
        let mut on = Tenant::unread(self.tenant.taken_at, self.tenant.cloud, "security defaults on");
        on.policies = Ok(Vec::new());
        on.security_defaults = Ok(true);
        on.users = self.tenant.users.clone();
        on.per_user_mfa = self.tenant.per_user_mfa.clone();
        on.methods = self.tenant.methods.clone();
        on.methods_policy = self.tenant.methods_policy.clone();
        on.domains = self.tenant.domains.clone();
        on.skus = self.tenant.skus.clone();
        on.user_groups = self.tenant.user_groups.clone();
        on.group_members = self.tenant.group_members.clone();
        let prover = Prover::new(&on, self.settled);
        let holdings = prover.holdings(subject, set);
        let gates = gates(&on, self.settled, subject, &holdings);
        let standings = gates.iter().filter(|gate| gate.id == "gate:security-defaults").map(|gate| self.gate_standing(gate));
        found.push(OneChange::of(Change::SecurityDefaultsOn, standings));
    }

    /// Each named location edited to hold whatever hurts.
    fn locations(&self, subject: &Subject<'_>, holdings: &Holdings<'_>, found: &mut Vec<OneChange>) {
        for location in self.tenant.named_locations.iter().flatten() {
            let names = |list: &[Untrusted]| {
                list.iter().any(|word| ObjectId::new(word.raw()) == location.id || word.raw().eq_ignore_ascii_case("AllTrusted"))
            };
            let mut standings = Vec::new();
            for (policy, conditions) in self.policies().filter(|(policy, _)| policy.is_enforced()) {
                let Some(places) = policy.conditions.locations.as_ref().filter(|it| names(&it.include) || names(&it.exclude)) else {
                    continue;
                };
                if !matches!(self.standing(subject, holdings, policy, conditions), Standing::Lets) {
                    continue;
                }
                let mut edited = policy.clone();
                let is_it = |word: &Untrusted| names(std::slice::from_ref(word));
                let mut without = places.clone();
                without.exclude.retain(|word| !is_it(word));
                if without.include.iter().any(is_it) {
                    without.include = vec!["All".into()];
                }
                edited.conditions.locations = Some(without);
                standings.push(self.changed(subject, holdings, &edited));
            }
            let change =
                Change::LocationEdited(ObjectRef::new(ObjectKind::NamedLocation, location.id.clone(), Some(location.name.clone())));
            found.push(OneChange::of(change, standings));
        }
    }
}

impl OneChange {
    fn of(change: Change, standings: impl IntoIterator<Item = Standing>) -> Self {
        let (mut verdict, mut witnesses) = (Verdict::Proved, Vec::new());
        for standing in standings {
            match standing {
                Standing::Lets => {}
                Standing::Refuses(witness) => {
                    verdict = Verdict::Refuted;
                    witnesses.push(*witness);
                }
                Standing::MayRefuse(witness) => {
                    verdict = verdict.max(Verdict::Undecided);
                    witnesses.push(*witness);
                }
            }
        }
        Self { change, verdict, witnesses }
    }
}

/// The day on which Microsoft switches a policy of its own on at the earliest; none for others. They are told by their name.
pub fn switches_itself_on(policy: &Policy) -> Option<jiff::civil::Date> {
    let is_managed = policy.name.raw().starts_with("Microsoft-managed:") && policy.state == PolicyState::ReportOnly;
    let created = policy.created.filter(|_| is_managed)?;
    let due = created.checked_add(jiff::SignedDuration::from_hours(24 * DAYS_UNTIL_ON)).ok()?;
    Some(due.to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn policy_ref(policy: &Policy) -> ObjectRef {
    ObjectRef::new(ObjectKind::Policy, policy.id.clone(), Some(policy.name.clone()))
}

/// The model of a held key; no model where it has none, nothing where it is no key.
fn model(item: &Credential) -> Option<Option<ObjectId>> {
    match item {
        Credential::Key(HeldKey::Registered(key)) => Some(key.aaguid.clone()),
        Credential::Key(HeldKey::Supposed(model) | HeldKey::Unread(model, _)) => Some(model.clone()),
        Credential::Key(HeldKey::NotRegistered(_)) | Credential::Password | Credential::Method(_) | Credential::Certificate { .. } => None,
    }
}

/// The method of the authentication methods policy that an item belongs to.
fn method(item: &Credential) -> Option<&'static str> {
    match item {
        Credential::Key(_) => Some("Fido2"),
        Credential::Certificate { .. } => Some("X509Certificate"),
        Credential::Password | Credential::Method(_) => None,
    }
}
