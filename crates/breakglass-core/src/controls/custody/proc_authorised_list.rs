//! The list of authorised people is current.

use breakglass_model::{Finding, Judgement, Person, Severity, Untrusted};

use super::super::{Control, sources};
use crate::Evidence;
use crate::arranged::{Duty, listed, person_ref};
use crate::named::{self, Named};

pub(super) const CONTROL: Control = Control {
    id: "proc-authorised-list",
    title: "The list of authorised people was reviewed within the period",
    severity: Severity::High,
    why: "People leave, and their rights stay on the list.",
    fix: "Review the list every 90 days and after every change of staff.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge,
};

const DUTY: Duty = Duty { key: "review-days", declared: |periods| periods.review, longest: None };

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let people = &evidence.designation.arrangements.people;
    if people.is_empty() {
        return DUTY.judge(evidence, Vec::new(), |period| {
            format!("No [[people]] are declared; the list is reviewed {period}. Note the date of the last review.")
        });
    }
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for person in people {
        match standing(evidence, person) {
            Standing::Gone(saw) => found.push(Finding::new(person_ref(person), saw, "nobody on the list who has left")),
            Standing::Unread => unread.push(person.id.as_str()),
            Standing::Here | Standing::Outside => {}
        }
    }
    let of = if unread.is_empty() {
        String::new()
    } else {
        format!(" Whether they are still in the directory was not read of {}.", listed(unread))
    };
    DUTY.judge(evidence, found, |period| {
        format!("No reviews are recorded yet; the list of {} comes up {period}. Note the date of the last one.{of}", people.len())
    })
}

/// What the directory shows of a person.
enum Standing {
    /// There, and not disabled as far as was read.
    Here,
    /// Left: the text says how that shows.
    Gone(&'static str),
    /// Declared without a directory id.
    Outside,
    /// Nobody looked.
    Unread,
}

fn standing(evidence: &Evidence<'_>, person: &Person) -> Standing {
    let Some(id) = &person.directory_id else { return Standing::Outside };
    let tenant = evidence.tenant;
    let user = tenant.users.find(id).or_else(|| tenant.administrators.find(id));
    if user.is_some_and(|user| user.is_enabled == Some(false)) {
        return Standing::Gone("on the list, and disabled in the directory");
    }
    match named::account(tenant, &Untrusted::from(id.raw())) {
        Named::Exists(_) => Standing::Here,
        Named::Absent { .. } => Standing::Gone("on the list, and not in the directory any more"),
        Named::Unread(_) => Standing::Unread,
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Objects;
    use breakglass_model::{Collection, Designation, Verdict, build};

    use super::super::super::testing::check_designated;
    use super::*;

    fn listed_with(directory_id: &'static str) -> impl FnOnce(&mut Designation) {
        let person = Person { id: "kim".to_owned(), directory_id: Some(directory_id.into()), ..Person::default() };
        |designation| designation.arrangements.people.push(person)
    }

    #[test]
    fn whoever_left_the_directory_is_a_fault() {
        check_designated(&CONTROL, listed_with(build::ADMINISTRATOR), |_| {}, Verdict::Manual);
        let disabled = |tenant: &mut breakglass_model::Tenant| {
            let mut user = build::user(build::ADMINISTRATOR);
            user.is_enabled = Some(false);
            tenant.administrators.insert(build::ADMINISTRATOR.into(), Ok(Some(user)));
            tenant.users.insert(
                build::ADMINISTRATOR.into(),
                Ok(Some({
                    let mut user = build::user(build::ADMINISTRATOR);
                    user.is_enabled = Some(false);
                    user
                })),
            );
        };
        let judgement = check_designated(&CONTROL, listed_with(build::ADMINISTRATOR), disabled, Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("disabled"), "{judgement:?}");
        let gone = |tenant: &mut breakglass_model::Tenant| tenant.referenced_users.insert("gone".into(), Ok(None));
        let judgement = check_designated(&CONTROL, listed_with("gone"), gone, Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("not in the directory any more"), "{judgement:?}");
    }

    #[test]
    fn what_was_not_read_of_the_list_is_said() {
        let unread = |tenant: &mut breakglass_model::Tenant| {
            tenant.users = Objects::unread(Collection::Users);
            tenant.administrators = Objects::unread(Collection::Administrators);
            tenant.referenced_users = Objects::unread(Collection::ReferencedUsers);
        };
        let note = check_designated(&CONTROL, listed_with(build::ADMINISTRATOR), unread, Verdict::Manual).note.unwrap();
        assert!(note.contains("was not read of kim"), "{note}");
        check_designated(&CONTROL, |it| it.arrangements.periods.review = Some(365), |_| {}, Verdict::Fail);
        let note = check_designated(&CONTROL, |_| {}, |_| {}, Verdict::Manual).note.unwrap();
        assert!(note.contains("No [[people]]") && note.contains("every 90 days"), "{note}");
    }
}
