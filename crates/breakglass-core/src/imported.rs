//! What another tool holds for emergency accounts beside what the tenant shows: found or not, with the reasons of both. Still proposals:
//! nothing designates itself.

use std::collections::BTreeSet;

use breakglass_model::tenant::PolicyAudience;
use breakglass_model::{Designation, ObjectId, ObjectKind, ObjectRef, Tenant, Untrusted};

use crate::candidates::describe;
use crate::named::{self, Named};
use crate::{Candidate, Evidence, Matrix, Profile, Standing};

/// Groups in groups that are followed before the rest is said to be left out.
const GROUPS: usize = 100;

/// An account or a group that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Account or group, as the file says.
    pub kind: ObjectKind,
    /// Object id, user principal name or display name.
    pub text: Untrusted,
    /// File, line and key, fit to be shown.
    pub from: String,
}

/// What became of the entries.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Imported first, in the order of the files; then what the tenant alone proposes.
    pub candidates: Vec<Candidate>,
    /// What the file names and the tenant does not hold, and why that is known.
    pub absent: Vec<(Imported, &'static str)>,
    /// What does not fit together, in sentences.
    pub remarks: Vec<String>,
}

/// Lays the entries of files beside a tenant and its own proposals.
pub fn compare(tenant: &Tenant, imported: &[Imported], proposed: &[Candidate]) -> Comparison {
    let mut comparison = Comparison::default();
    for entry in imported {
        comparison.take(tenant, entry);
    }
    let groups = comparison.candidates.iter().filter(|it| it.object.kind == ObjectKind::Group).count();
    if groups > 1 {
        comparison.remarks.push(format!("{groups} groups are imported: a declaration names one, and the others' members as accounts"));
    }
    comparison.count_groups_and_roles(tenant);
    let known: Vec<ObjectId> = comparison.candidates.iter().map(|it| it.object.id.clone()).collect();
    for mut candidate in proposed.iter().filter(|it| !known.contains(&it.object.id)).cloned() {
        if !imported.is_empty() {
            candidate.reasons.push("not among what is imported".to_owned());
        }
        comparison.candidates.push(candidate);
    }
    comparison
}

impl Comparison {
    fn take(&mut self, tenant: &Tenant, entry: &Imported) {
        let reason = format!("imported from {}", entry.from);
        let (is_group, other_kind) = match entry.kind {
            ObjectKind::Group => (true, named::account(tenant, &entry.text)),
            _ => (false, named::group(tenant, &entry.text)),
        };
        let found = if is_group { named::group(tenant, &entry.text) } else { named::account(tenant, &entry.text) };
        match (found, other_kind) {
            (Named::Exists(object), _) => self.found(tenant, entry, object, reason),
            // Tools that take plain ids take every one for a user.
            (_, Named::Exists(object)) => {
                let (said, is) = if is_group { ("group", "an account") } else { ("user", "a group") };
                self.remarks.push(format!("{}: {} is {is} in this tenant, not a {said}", entry.from, object.quoted()));
                self.found(tenant, entry, object, reason);
            }
            (Named::Absent { is_deleted }, _) => {
                let why = if is_deleted { "deleted: it is in the recycle bin" } else { "does not exist in this tenant" };
                self.absent.push((entry.clone(), why));
            }
            (Named::Unread(missing), _) => {
                let object = ObjectRef::new(entry.kind, entry.text.raw(), None);
                self.propose(tenant, object, format!("{reason}; whether it exists was not read: {}", missing.reason.text()));
            }
        }
    }

    fn found(&mut self, tenant: &Tenant, entry: &Imported, object: ObjectRef, reason: String) {
        if let Some(earlier) =
            self.candidates.iter().find(|it| it.object.id == object.id && it.reasons.iter().any(|it| it.starts_with("imported")))
        {
            let sentence =
                format!("{}: {} is imported already: {}", entry.from, object.quoted(), earlier.reasons.first().map_or("", String::as_str));
            self.remarks.push(sentence);
        }
        let group = (object.kind == ObjectKind::Group).then(|| object.clone());
        self.propose(tenant, object, reason);
        if let Some(group) = group {
            self.members(tenant, entry, &group);
        }
    }

    /// Proposes the members of a group, and of the groups in it.
    fn members(&mut self, tenant: &Tenant, entry: &Imported, group: &ObjectRef) {
        let (mut seen, mut open) = (BTreeSet::<ObjectId>::new(), vec![group.id.clone()]);
        let mut people = 0;
        while let Some(id) = open.pop() {
            if !seen.insert(id.clone()) {
                continue;
            }
            if seen.len() > GROUPS {
                self.remarks.push(format!("{}: {} holds more than {GROUPS} groups: the rest is left out", entry.from, group.quoted()));
                return;
            }
            match tenant.group_members.get(&id) {
                Ok(members) => {
                    for member in members.iter().filter(|member| !member.is_group() && member.is_user()) {
                        people += 1;
                        let object = ObjectRef::new(
                            ObjectKind::User,
                            member.id.clone(),
                            tenant.user_name(&member.id).or(member.name.as_ref()).cloned(),
                        );
                        self.propose(tenant, object, format!("member of {}, which is imported from {}", group.quoted(), entry.from));
                    }
                    open.extend(members.iter().filter(|member| member.is_group()).map(|member| member.id.clone()));
                }
                Err(missing) => {
                    let of = if id == group.id { String::new() } else { format!("its group {}, ", id.shown()) };
                    self.remarks.push(format!(
                        "{}: the members of {}{of} were not read: {}",
                        entry.from,
                        group.quoted(),
                        missing.reason.text()
                    ));
                    return;
                }
            }
        }
        if people == 0 {
            self.remarks.push(format!("{}: {} has no members that are accounts", entry.from, group.quoted()));
        }
    }

    /// An account that a group lets off is let off: whom policies name is not all.
    fn count_groups_and_roles(&mut self, tenant: &Tenant) {
        let is_account = |it: &&mut Candidate| it.object.kind == ObjectKind::User && tenant.users.find(&it.object.id).is_some();
        for candidate in self.candidates.iter_mut().filter(is_account) {
            let designation = Designation { accounts: vec![candidate.object.id.raw().into()], ..Designation::default() };
            let evidence = Evidence::new(tenant, &designation, Profile::ALL[0], None, tenant.taken_at);
            let rows = Matrix::of(&evidence).rows;
            let people = || rows.iter().filter(|row| row.audience == PolicyAudience::Users);
            let count = |standing| people().filter(|row| row.cells.iter().any(|cell| cell.standing == standing)).count();
            let (excluded, unknown) = (count(Standing::Excluded), count(Standing::Unknown));
            if unknown > 0 {
                candidate.reasons.push(format!("for {unknown} it is not known"));
            } else if candidate.reasons.iter().any(|it| it.starts_with("excluded from")) {
                candidate.reasons.push(format!("from {excluded} of {} with its groups and roles", people().count()));
            }
        }
    }

    /// Adds a reason to what is known already, or a proposal with what the tenant says of it.
    fn propose(&mut self, tenant: &Tenant, object: ObjectRef, reason: String) {
        match self.candidates.iter_mut().find(|it| it.object.id == object.id) {
            Some(known) => {
                let at = known.reasons.iter().take_while(|it| it.contains("imported from")).count();
                known.reasons.insert(at, reason);
            }
            None => {
                let mut candidate = describe(tenant, object);
                candidate.reasons.insert(0, reason);
                self.candidates.push(candidate);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{GroupMember, Objects, Scoped};
    use breakglass_model::{Collection, build};

    use super::*;

    const GONE: &str = "d0000000-0000-4000-8000-00000000000d";

    fn entry(kind: ObjectKind, text: &str, line: usize) -> Imported {
        Imported { kind, text: text.into(), from: format!("f.json, line {line}") }
    }

    /// Ids of the proposals, each with its reasons joined.
    fn shown(comparison: &Comparison) -> Vec<(String, String)> {
        comparison.candidates.iter().map(|it| (it.object.id.raw().to_owned(), it.reasons.join("; "))).collect()
    }

    #[test]
    fn what_the_file_says_and_what_the_tenant_shows_stand_together() {
        let mut tenant = build::healthy();
        tenant.users.insert(GONE.into(), Ok(None));
        let only_here = describe(&tenant, ObjectRef::new(ObjectKind::User, build::SECOND, None));
        let imported = [entry(ObjectKind::User, build::FIRST, 1), entry(ObjectKind::User, GONE, 2)];
        let comparison = compare(&tenant, &imported, &[only_here]);
        let found = shown(&comparison);
        assert_eq!(found[0].0, build::FIRST);
        assert!(found[0].1.starts_with("imported from f.json, line 1; ") && found[0].1.contains("excluded from"), "{found:?}");
        assert!(found[1].0 == build::SECOND && found[1].1.ends_with("not among what is imported"), "{found:?}");
        assert_eq!(comparison.absent, [(imported[1].clone(), "does not exist in this tenant")]);
    }

    #[test]
    fn groups_are_resolved_to_members_and_one_account_stands_once() {
        let tenant = build::healthy();
        let imported =
            [entry(ObjectKind::Group, build::GROUP, 1), entry(ObjectKind::User, build::FIRST, 2), entry(ObjectKind::User, build::FIRST, 3)];
        let comparison = compare(&tenant, &imported, &[]);
        let found = shown(&comparison);
        let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, [build::GROUP, build::FIRST, build::SECOND]);
        assert!(
            found[1].1.starts_with("member of") && found[1].1.contains("; imported from f.json, line 2; imported from f.json, line 3; "),
            "{found:?}"
        );
        assert_eq!(comparison.remarks.len(), 1);
        assert!(comparison.remarks[0].contains("is imported already"), "{:?}", comparison.remarks);
    }

    #[test]
    fn a_plain_id_of_a_group_is_a_group_and_groups_in_groups_are_followed() {
        let mut tenant = build::healthy();
        let inner = "b0000000-0000-4000-8000-00000000000b";
        let nested = GroupMember { id: inner.into(), name: None, kind: Some("group".into()) };
        let person = GroupMember { id: build::ADMINISTRATOR.into(), name: None, kind: Some("user".into()) };
        let back = GroupMember { id: build::GROUP.into(), name: None, kind: Some("group".into()) };
        tenant.group_members.add(build::GROUP.into(), [nested], Ok(()));
        tenant.group_members.add(inner.into(), [person, back], Ok(()));
        let comparison = compare(&tenant, &[entry(ObjectKind::User, build::GROUP, 1)], &[]);
        assert!(comparison.remarks[0].contains("is a group in this tenant, not a user"), "{:?}", comparison.remarks);
        let ids: Vec<String> = shown(&comparison).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, [build::GROUP, build::FIRST, build::SECOND, build::ADMINISTRATOR]);
    }

    #[test]
    fn what_was_not_read_is_proposed_with_that_word() {
        let mut tenant = build::healthy();
        tenant.users = Objects::unread(Collection::Users);
        tenant.administrators = Objects::unread(Collection::Administrators);
        tenant.referenced_users = Objects::unread(Collection::ReferencedUsers);
        tenant.group_members = Scoped::unread(Collection::GroupMembers);
        let comparison = compare(&tenant, &[entry(ObjectKind::User, "a@b.c", 1), entry(ObjectKind::Group, build::GROUP, 2)], &[]);
        assert!(shown(&comparison)[0].1.contains("whether it exists was not read"), "{comparison:?}");
        assert!(comparison.remarks[0].contains("were not read") && comparison.absent.is_empty(), "{comparison:?}");
    }
}
