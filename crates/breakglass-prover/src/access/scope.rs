//! Whom a policy includes or excludes, through which user, group, nested group, role or type, with the path.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-users-groups> (read 2026-11-22):
//! an exclude beats every include (C5), groups count with those nested in them (C11), roles as in `roles.rs` (C13).

use std::ops::Not;

use breakglass_model::tenant::{Policy, PolicyAudience, User, UserConditions, UserType};
use breakglass_model::{Collection, Fact, Missing, Reason, Tenant, Untrusted};

use super::questions::{Question, Settled};
use super::roles::{active_role, direct_role, eligible_role};
use super::subject::Known;
use super::truth::{Answer, Doubt};
use super::{Subject, is_member};

/// What a policy's assignments say of one account. Whether the policy is enforced is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// It is included and not excluded.
    Applies {
        /// Through what it is included.
        through: Vec<String>,
    },
    /// It is excluded.
    Excluded {
        /// Through what.
        by: Vec<String>,
    },
    /// Nothing includes it.
    NotIncluded,
    /// The policy does not speak to people.
    OtherAudience(PolicyAudience),
    /// Nobody knows.
    Unknown {
        /// Through what it is included, where that much is certain.
        through: Vec<String>,
        /// What would settle it.
        missing: Vec<Missing>,
    },
}

/// Three answers to "does this list name the account": yes with the path, no, or unknown with what is missing.
enum Named {
    Yes(Vec<String>),
    No,
    Unknown(Vec<Missing>),
}

/// What the policy's assignments say of the account.
pub fn scope(tenant: &Tenant, policy: &Policy, subject: &Subject<'_>) -> Scope {
    let audience = policy.audience();
    if audience != PolicyAudience::Users {
        return Scope::OtherAudience(audience);
    }
    let Some(users) = &policy.conditions.users else {
        let reason = Reason::NotUnderstood("a policy without `conditions.users`".to_owned());
        return Scope::Unknown {
            through: Vec::new(),
            missing: vec![Missing::for_object(Collection::ConditionalAccessPolicies, &policy.id, reason)],
        };
    };
    if let Known::Not(missing) = &subject.known {
        return Scope::Unknown { through: Vec::new(), missing: vec![missing.clone()] };
    }
    let excluded = first_yes(excluded(tenant, users, subject, true), false);
    if let Named::Yes(by) = excluded {
        return Scope::Excluded { by };
    }
    match (first_yes(included(tenant, users, subject, true), true), excluded) {
        // A way to include people that this version does not read may be the one that includes this account.
        (Named::No, _) => match unread_assignments(policy) {
            missing if missing.is_empty() => Scope::NotIncluded,
            missing => Scope::Unknown { through: Vec::new(), missing },
        },
        (Named::Yes(through), Named::Unknown(missing)) => Scope::Unknown { through, missing },
        (Named::Yes(through), _) => Scope::Applies { through },
        (Named::Unknown(missing), Named::Unknown(more)) => {
            Scope::Unknown { through: Vec::new(), missing: missing.into_iter().chain(more).collect() }
        }
        (Named::Unknown(missing), _) => Scope::Unknown { through: Vec::new(), missing },
    }
}

/// Fields of the assignments that were not read.
fn unread_assignments(policy: &Policy) -> Vec<Missing> {
    let fields = policy.unread.iter().filter(|field| field.raw().starts_with("conditions.users."));
    let gap = |field: &breakglass_model::Untrusted| {
        Missing::for_object(Collection::ConditionalAccessPolicies, &policy.id, Reason::NotUnderstood(field.quoted()))
    };
    fields.map(gap).collect()
}

/// How a list names the account.
struct Naming {
    path: Vec<String>,
    /// Whether that rests on a role that the account holds through a group (`lockout:Q1`).
    through_group_role: bool,
}

impl Naming {
    fn certain(path: Vec<String>) -> Self {
        Self { path, through_group_role: false }
    }
}

/// What a list says of the account, entry by entry.
type Namings = Vec<Fact<Option<Naming>>>;

/// Whether the policy speaks to the account, three-valued: the answer on which a proof stands.
pub(super) fn speaks_to(tenant: &Tenant, settled: &Settled, policy: &Policy, subject: &Subject<'_>) -> Answer {
    if policy.audience() != PolicyAudience::Users {
        return Answer::no();
    }
    if let Known::Not(missing) = &subject.known {
        return Answer::open(Doubt::Missing(missing.clone()));
    }
    let Some(users) = &policy.conditions.users else {
        return Answer::open(Doubt::NotUnderstood(format!("policy {} without `conditions.users`", policy.name.quoted())));
    };
    let answer = |naming: Fact<Option<Naming>>| match naming {
        Ok(None) => Answer::no(),
        Ok(Some(naming)) if naming.through_group_role => settled.answer(Question::RoleThroughGroup),
        Ok(Some(_)) => Answer::yes(),
        Err(missing) => Answer::open(Doubt::Missing(missing)),
    };
    let through_groups = settled.said(Question::RoleThroughGroup) != Some(false);
    let is_excluded = Answer::any(excluded(tenant, users, subject, through_groups).into_iter().map(answer));
    if is_excluded.is_yes() {
        return Answer::no();
    }
    let unread = unread_assignments(policy).into_iter().map(|missing| Answer::open(Doubt::Missing(missing)));
    Answer::any(included(tenant, users, subject, through_groups).into_iter().map(answer).chain(unread)).and(is_excluded.not())
}

/// Entries of the include lists; `through_groups` says whether a role counts that a group holds.
fn included(tenant: &Tenant, users: &UserConditions, subject: &Subject<'_>, through_groups: bool) -> Namings {
    let certain = |path: Option<Vec<String>>| path.map(Naming::certain);
    let by_user = users.include_users.iter().map(|id| match id.raw() {
        word if word.eq_ignore_ascii_case("None") => Ok(None),
        word if word.eq_ignore_ascii_case("All") => Ok(Some(Naming::certain(vec!["all users".to_owned()]))),
        word if word.eq_ignore_ascii_case("GuestsOrExternalUsers") => is_external(subject).map(guests).map(certain),
        _ => Ok(certain((*id == subject.object.id).then(|| vec!["the account itself".to_owned()]))),
    });
    // Of which tenant a guest is, is not read: a condition that names its kind leans towards including it.
    let by_guest = users
        .include_guests
        .iter()
        .map(|kinds| Ok(guest_kind(subject)?.and_then(|kind| guests(names_kind(kinds, kind))).map(Naming::certain)));
    let by_group = users.include_groups.iter().map(|group| is_member(tenant, subject, group).map(certain));
    let active = if through_groups { active_role } else { direct_role };
    let by_role = users.include_roles.iter().map(|role| match active(tenant, subject, role)? {
        Some(held) if held.is_direct || subject.is_supposed() => Ok(Some(Naming::certain(held.path))),
        // It counts once it is activated, and it can be activated (C13).
        held => match (eligible_role(tenant, subject, role, through_groups), held) {
            (Ok(Some(eligible)), _) if eligible.is_direct => Ok(Some(Naming::certain(eligible.path))),
            (_, Some(through)) | (Ok(Some(through)), None) => Ok(Some(Naming { through_group_role: true, path: through.path })),
            (eligible, None) => eligible.map(|_| None),
        },
    });
    by_user.chain(by_guest).chain(by_group).chain(by_role).collect()
}

fn excluded(tenant: &Tenant, users: &UserConditions, subject: &Subject<'_>, through_groups: bool) -> Namings {
    let active = if through_groups { active_role } else { direct_role };
    let certain = |path: Option<Vec<String>>| path.map(Naming::certain);
    let by_user = users.exclude_users.iter().map(|id| match id.raw() {
        word if word.eq_ignore_ascii_case("GuestsOrExternalUsers") => is_external(subject).map(guests).map(certain),
        _ => Ok(certain((*id == subject.object.id).then(|| vec!["the account itself".to_owned()]))),
    });
    // Of which tenant a guest is, is not read, so that nothing lets it off for certain.
    let by_guest = users.exclude_guests.iter().map(|kinds| match guest_kind(subject)? {
        Some(kind) if names_kind(kinds, kind) => {
            let reason = Reason::NotUnderstood("of which tenant the guest is".to_owned());
            Err(Missing::for_object(Collection::Users, &subject.object.id, reason))
        }
        _ => Ok(None),
    });
    let by_group = users.exclude_groups.iter().map(|group| match is_member(tenant, subject, group) {
        // A supposed account is in no other group: an exclusion that nobody can see does not count.
        Err(_) if subject.is_supposed() => Ok(None),
        answer => answer.map(certain),
    });
    // Only a role that is active and assigned to the account itself lets it off for certain.
    let by_role = users.exclude_roles.iter().map(|role| {
        let held = active(tenant, subject, role)?;
        Ok(held.map(|held| Naming { through_group_role: !held.is_direct, path: held.path }))
    });
    by_user.chain(by_guest).chain(by_group).chain(by_role).collect()
}

/// The first entry that names the account; one that rests on an uncertain point counts only where the caller leans that way.
fn first_yes(answers: Namings, takes_uncertain: bool) -> Named {
    let mut missing = Vec::new();
    for answer in answers {
        match answer {
            Ok(Some(naming)) if takes_uncertain || !naming.through_group_role => return Named::Yes(naming.path),
            Ok(_) => {}
            Err(gap) => missing.push(gap),
        }
    }
    missing.sort();
    missing.dedup();
    if missing.is_empty() { Named::No } else { Named::Unknown(missing) }
}

fn guests(is_external: bool) -> Option<Vec<String>> {
    is_external.then(|| vec!["guest or external user".to_owned()])
}

/// The kind of guest that the account is, none for a member of the tenant (C14).
///
/// Source: <https://learn.microsoft.com/en-us/entra/external-id/authentication-conditional-access> (read 2026-11-25).
fn guest_kind(subject: &Subject<'_>) -> Fact<Option<&'static str>> {
    let Known::Read(user) = &subject.known else {
        return Ok(is_external(subject)?.then_some("b2bCollaborationGuest"));
    };
    Ok(match (is_external(subject)?, user.is_external, user.kind()?) {
        (false, ..) => None,
        (true, false, _) => Some("internalGuest"),
        (true, true, UserType::Member) => Some("b2bCollaborationMember"),
        (true, true, _) => Some("b2bCollaborationGuest"),
    })
}

/// Whether a condition about guests names a kind; a word that nobody knows may be any.
fn names_kind(kinds: &[Untrusted], kind: &str) -> bool {
    let is_other = |word: &str| !GUEST_KINDS.iter().any(|known| known.eq_ignore_ascii_case(word));
    kinds.iter().any(|word| word.raw().eq_ignore_ascii_case(kind) || is_other(word.raw()))
}

/// Every kind that conditions can name, and none.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/conditionalaccessguestsorexternalusers> (read 2026-11-25).
const GUEST_KINDS: [&str; 7] = [
    "none",
    "internalGuest",
    "b2bCollaborationGuest",
    "b2bCollaborationMember",
    "b2bDirectConnectUser",
    "otherExternalUser",
    "serviceProvider",
];

/// Whether the account is a guest or external user of any kind (C14).
fn is_external(subject: &Subject<'_>) -> Fact<bool> {
    match &subject.known {
        Known::Read(user) => external(user),
        Known::Supposed(supposition) => Ok(!supposition.is_member),
        Known::Not(missing) => Err(missing.clone()),
    }
}

fn external(user: &User) -> Fact<bool> {
    match user.kind()? {
        UserType::Guest => Ok(true),
        UserType::Member => Ok(user.is_external),
        UserType::Other(word) => {
            let reason = Reason::NotUnderstood(format!("userType {}", word.quoted()));
            Err(Missing::for_object(Collection::Users, &user.id, reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::build;
    use breakglass_model::{ObjectKind, ObjectRef};

    use super::*;
    use crate::access::Supposition;

    fn tenant() -> Tenant {
        let mut tenant = build::tenant();
        tenant.users.insert("u".into(), Ok(Some(build::user("u"))));
        tenant.user_groups.add("u".into(), ["ea".into(), "parent".into()], Ok(()));
        tenant.group_parents.add("ea".into(), ["parent".into()], Ok(()));
        tenant.role_assignments.set_whole(Ok(()));
        tenant.role_assignments.add("ga".into(), [build::assignment("ga", "u")], Ok(()));
        tenant.role_eligibilities.set_whole(Ok(()));
        tenant
    }

    fn check(users: UserConditions) -> Scope {
        let tenant = tenant();
        let user = tenant.users.find(&"u".into()).unwrap();
        let subject = Subject::read(ObjectRef::new(ObjectKind::User, "u", None), user);
        scope(&tenant, &build::policy("p", users), &subject)
    }

    #[test]
    fn assignments_that_this_version_does_not_read_may_include_and_never_let_off() {
        let tenant = tenant();
        let user = tenant.users.find(&"u".into()).unwrap();
        let subject = Subject::read(ObjectRef::new(ObjectKind::User, "u", None), user);
        let unread = |users: UserConditions, field: &str| {
            let mut policy = build::policy("p", users);
            policy.unread = vec![field.into()];
            scope(&tenant, &policy, &subject)
        };
        assert!(matches!(unread(UserConditions::default(), "conditions.users.includeSomething"), Scope::Unknown { .. }));
        assert!(matches!(unread(all(), "conditions.users.excludeSomething"), Scope::Applies { .. }));
        assert_eq!(unread(UserConditions::default(), "conditions.times"), Scope::NotIncluded);
        let let_off = UserConditions { exclude_users: vec!["u".into()], ..all() };
        assert!(matches!(unread(let_off, "conditions.users.includeSomething"), Scope::Excluded { .. }));
    }

    fn all() -> UserConditions {
        UserConditions { include_users: vec!["All".into()], ..UserConditions::default() }
    }

    #[test]
    fn all_users_means_this_account() {
        assert_eq!(check(all()), Scope::Applies { through: vec!["all users".to_owned()] });
    }

    #[test]
    fn an_exclusion_beats_every_include_and_names_the_nested_group() {
        let excluded = check(UserConditions { exclude_groups: vec!["parent".into()], ..all() });
        assert_eq!(excluded, Scope::Excluded { by: vec!["member of group ea".to_owned(), "nested in group parent".to_owned()] });
    }

    #[test]
    fn conditions_about_guests_mean_the_kinds_that_they_name() {
        let mut tenant = tenant();
        let mut guest = build::user("g");
        (guest.user_type, guest.is_external) = (Some(UserType::Guest), true);
        tenant.users.insert("g".into(), Ok(Some(guest)));
        tenant.user_groups.add("g".into(), [], Ok(()));
        let scoped = |users: UserConditions| {
            let subject = Subject::read(ObjectRef::new(ObjectKind::User, "g", None), tenant.users.find(&"g".into()).unwrap());
            scope(&tenant, &build::policy("p", users), &subject)
        };
        let include = |kind: &str| scoped(UserConditions { include_guests: Some(vec![kind.into()]), ..UserConditions::default() });
        assert!(matches!(include("b2bCollaborationGuest"), Scope::Applies { .. }));
        assert_eq!(include("internalGuest"), Scope::NotIncluded);
        assert!(matches!(include("aNewKind"), Scope::Applies { .. }), "a kind that nobody knows may be this one");
        // Of which tenant the guest is, nobody read: it is let off by nothing.
        let exclude = |kind: &str| scoped(UserConditions { exclude_guests: Some(vec![kind.into()]), ..all() });
        assert!(matches!(exclude("b2bCollaborationGuest"), Scope::Unknown { .. }));
        assert!(matches!(exclude("internalGuest"), Scope::Applies { .. }));
    }

    #[test]
    fn another_persons_exclusion_does_not_count() {
        let users = UserConditions { exclude_users: vec!["v".into()], exclude_groups: vec!["other".into()], ..all() };
        assert!(matches!(check(users), Scope::Applies { .. }));
    }

    #[test]
    fn roles_include_when_active_and_do_not_when_held_by_others() {
        let role = |id: &str| UserConditions { include_roles: vec![id.into()], ..UserConditions::default() };
        assert!(matches!(check(role("ga")), Scope::Applies { .. }));
        assert_eq!(check(role("helpdesk")), Scope::NotIncluded);
    }

    #[test]
    fn what_may_be_activated_includes_whatever_is_held_through_a_group_besides() {
        let mut tenant = tenant();
        tenant.role_assignments.add("hd".into(), [build::assignment("hd", "ea")], Ok(()));
        let users = UserConditions { include_roles: vec!["hd".into()], ..UserConditions::default() };
        let policy = build::policy("p", users);
        let mut no = Settled::default();
        no.settle(Question::RoleThroughGroup, false);
        let speaks = |tenant: &Tenant| {
            let user = tenant.users.find(&"u".into()).unwrap();
            speaks_to(tenant, &no, &policy, &Subject::read(ObjectRef::new(ObjectKind::User, "u", None), user))
        };
        assert!(speaks(&tenant).is_no());
        tenant.role_eligibilities.add("hd".into(), [build::schedule("hd", "u")], Ok(()));
        assert!(speaks(&tenant).is_yes());
    }

    #[test]
    fn a_group_that_may_activate_a_role_and_was_not_read_may_hold_the_account() {
        let mut tenant = build::tenant();
        tenant.users.insert("u".into(), Ok(Some(build::user("u"))));
        tenant.role_assignments.set_whole(Ok(()));
        tenant.role_eligibilities.set_whole(Ok(()));
        let policy = build::policy("p", UserConditions { include_roles: vec!["hd".into()], ..UserConditions::default() });
        let speaks = |tenant: &Tenant| {
            let user = tenant.users.find(&"u".into()).unwrap();
            speaks_to(tenant, &Settled::default(), &policy, &Subject::read(ObjectRef::new(ObjectKind::User, "u", None), user))
        };
        assert!(speaks(&tenant).is_no());
        tenant.role_eligibilities.add("hd".into(), [build::schedule("hd", "unread")], Ok(()));
        assert!(!speaks(&tenant).is_no() && !speaks(&tenant).is_yes());
    }

    #[test]
    fn guests_are_not_members() {
        let users = UserConditions { include_users: vec!["GuestsOrExternalUsers".into()], ..UserConditions::default() };
        assert_eq!(check(users), Scope::NotIncluded);
    }

    #[test]
    fn policies_for_workloads_and_agents_are_told_apart() {
        let mut policy = build::policy("p", UserConditions { include_users: vec!["None".into()], ..UserConditions::default() });
        policy.conditions.names_service_principals = true;
        assert_eq!(policy.audience(), PolicyAudience::WorkloadIdentities);
        policy.conditions.names_agents = true;
        assert_eq!(policy.audience(), PolicyAudience::Agents);
        policy.conditions.users = Some(all());
        assert_eq!(policy.audience(), PolicyAudience::Users);
    }

    #[test]
    fn a_supposed_account_is_excluded_by_its_group_only_and_unknown_in_groups_that_include() {
        let tenant = build::tenant();
        let supposition = Supposition { group: Some("<ea>".into()), is_member: true, is_global_administrator: true };
        let subject = Subject::supposed(ObjectRef::new(ObjectKind::User, "supposed", None), supposition);
        let check = |users| scope(&tenant, &build::policy("p", users), &subject);
        let excluded = check(UserConditions { exclude_groups: vec!["<other>".into(), "<ea>".into()], ..all() });
        assert!(matches!(excluded, Scope::Excluded { .. }));
        assert!(matches!(check(UserConditions { exclude_groups: vec!["<other>".into()], ..all() }), Scope::Applies { .. }));
        let included = check(UserConditions { include_groups: vec!["<staff>".into()], ..UserConditions::default() });
        assert!(matches!(included, Scope::Unknown { .. }));
    }
}
