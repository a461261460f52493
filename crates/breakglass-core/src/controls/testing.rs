//! What controls' tests share: the healthy tenant, one change, the verdict that must follow.

use breakglass_model::tenant::{AdministrativeUnit, Policy, RegisteredMethod, Scoped, SecurityKey, User, UserConditions};
use breakglass_model::{Collection, Designation, Judgement, Tenant, Verdict, build};
use jiff::Timestamp;

use super::{AREAS, Control, all};
use crate::{Evidence, Posture, Profile};

fn run(
    control: &Control,
    designation: &Designation,
    profile: &'static Profile,
    posture: Option<Posture>,
    change: impl FnOnce(&mut Tenant),
    expected: Verdict,
) -> Judgement {
    let mut tenant = build::healthy();
    change(&mut tenant);
    let evidence = Evidence::new(&tenant, designation, profile, posture, Timestamp::UNIX_EPOCH);
    let judgement = (control.judge)(&evidence);
    assert_eq!(judgement.verdict, expected, "{}: {judgement:#?}", control.id);
    assert_eq!(matches!(expected, Verdict::Fail | Verdict::Warn), !judgement.findings.is_empty(), "findings go with fail and warn");
    judgement
}

/// The healthy tenant with one change.
pub(super) fn check(control: &Control, change: impl FnOnce(&mut Tenant), expected: Verdict) -> Judgement {
    run(control, &build::designation(), Profile::ALL[0], None, change, expected)
}

/// The same under another posture.
pub(super) fn check_posture(control: &Control, posture: Posture, change: impl FnOnce(&mut Tenant), expected: Verdict) -> Judgement {
    run(control, &build::designation(), Profile::ALL[0], Some(posture), change, expected)
}

/// The same under another profile.
pub(super) fn check_profile(control: &Control, profile: &str, change: impl FnOnce(&mut Tenant), expected: Verdict) -> Judgement {
    run(control, &build::designation(), Profile::named(profile).unwrap(), None, change, expected)
}

/// The same with another designation.
pub(super) fn check_designated(
    control: &Control,
    designate: impl FnOnce(&mut Designation),
    change: impl FnOnce(&mut Tenant),
    expected: Verdict,
) -> Judgement {
    let mut designation = build::designation();
    designate(&mut designation);
    run(control, &designation, Profile::ALL[0], None, change, expected)
}

/// One more policy: enforced, for all users and resources, without exclusions, for multifactor authentication; changed as said.
pub(super) fn add_policy(change: impl Fn(&mut Policy)) -> impl Fn(&mut Tenant) {
    move |tenant| {
        let users = UserConditions { include_users: vec!["All".into()], ..UserConditions::default() };
        let mut policy = build::policy("c0000000-0000-4000-8000-000000000009", users);
        change(&mut policy);
        tenant.policies.as_mut().unwrap().push(policy);
    }
}

/// Changes the second emergency account.
pub(super) fn change_user(change: impl FnOnce(&mut User)) -> impl FnOnce(&mut Tenant) {
    |tenant| {
        let mut user = build::user(build::SECOND);
        change(&mut user);
        tenant.users.insert(build::SECOND.into(), Ok(Some(user)));
    }
}

/// Gives the second emergency account exactly these passkeys.
pub(super) fn set_keys(keys: Vec<SecurityKey>) -> impl Fn(&mut Tenant) {
    move |tenant| {
        let of_first = tenant.methods.known(&build::FIRST.into()).to_vec();
        tenant.methods = Scoped::unread(Collection::AuthenticationMethods);
        tenant.methods.add(build::FIRST.into(), of_first, Ok(()));
        let registered = std::iter::once(RegisteredMethod::Password).chain(keys.iter().cloned().map(RegisteredMethod::Fido2));
        tenant.methods.add(build::SECOND.into(), registered, Ok(()));
    }
}

/// What makes a control pass that does not pass in the healthy tenant.
fn passing(id: &str) -> fn(&mut Tenant) {
    match id {
        "ca-deleted-refs" => |tenant| {
            let staff = "b0000000-0000-4000-8000-000000000009";
            let users = tenant.policies.as_mut().unwrap()[1].conditions.users.as_mut().unwrap();
            users.exclude_users.push(build::ADMINISTRATOR.into());
            users.exclude_groups.push(staff.into());
            tenant.referenced_users.insert(build::ADMINISTRATOR.into(), Ok(Some("Administrator".into())));
            tenant.referenced_groups.insert(staff.into(), Ok(Some("Staff".into())));
        },
        "role-path-to-ea" => |tenant| {
            tenant.role_eligibilities = Scoped::unread(Collection::RoleEligibilitySchedules);
            for role in [
                breakglass_model::GLOBAL_ADMINISTRATOR,
                breakglass_model::PRIVILEGED_ROLE_ADMINISTRATOR,
                breakglass_model::PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
            ] {
                tenant.role_eligibilities.add(role.into(), [], Ok(()));
            }
        },
        "role-two-paths" => |tenant| {
            let direct = build::assignment(breakglass_model::GLOBAL_ADMINISTRATOR, build::FIRST);
            tenant.role_assignments.add(breakglass_model::GLOBAL_ADMINISTRATOR.into(), [direct], Ok(()));
        },
        "group-rmau-scoped-admins" => |tenant| {
            let mut user = build::user(build::FIRST);
            user.is_management_restricted = Some(Some(true));
            tenant.users.insert(build::FIRST.into(), Ok(Some(user)));
            let unit = AdministrativeUnit { id: "unit".into(), name: "Unit".into(), is_restricted: Some(true) };
            tenant.administrative_units.add(build::FIRST.into(), [unit], Ok(()));
            tenant.scoped_role_members.add("unit".into(), [], Ok(()));
        },
        "legacy-secdefaults-ready" => |tenant| tenant.security_defaults = Ok(true),
        _ => |_| {},
    }
}

#[test]
fn each_need_taken_from_the_passing_tenant_gives_unknown() {
    for control in all().filter(|control| !control.needs.is_empty()) {
        let profile = if control.id == "pwd-age" { "cis-m365-7" } else { "dedicated-policy" };
        check_profile(control, profile, passing(control.id), Verdict::Pass);
        for &need in control.needs {
            let both_ways_gone = |tenant: &mut Tenant| {
                passing(control.id)(tenant);
                build::forbid(tenant, need);
                // A membership and an assignment can be read in two ways: without either, nobody knows.
                match need {
                    Collection::UserGroupMemberships => build::forbid(tenant, Collection::GroupMembers),
                    Collection::RoleAssignments => build::forbid(tenant, Collection::RoleAssignmentSchedules),
                    _ => {}
                }
            };
            check_profile(control, profile, both_ways_gone, Verdict::Unknown);
        }
    }
}

#[test]
fn the_catalogue_is_complete_sorted_and_documented() {
    let mut ids: Vec<&str> = all().map(|control| control.id).collect();
    for area in AREAS {
        assert!(area.controls.is_sorted_by_key(|control| control.id), "{} is not sorted", area.folder);
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/controls").join(area.folder);
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !["mod.rs", "reach.rs"].contains(&name.as_str()))
            .collect();
        files.sort();
        let expected: Vec<String> = area.controls.iter().map(|control| format!("{}.rs", control.id.replace('-', "_"))).collect();
        assert_eq!(files, expected, "files and ALL of {} differ", area.folder);
    }
    for control in all() {
        let texts = [control.title, control.why, control.fix];
        assert!(texts.iter().all(|text| !text.is_empty()), "{} lacks a text", control.id);
        assert!(!control.title.ends_with('.') && control.why.ends_with('.') && control.fix.ends_with(['.', ')']), "{}", control.id);
        assert!(!control.sources.is_empty(), "{} lacks sources", control.id);
        for source in control.sources {
            assert!(source.address.starts_with("https://") && source.date.parse::<jiff::civil::Date>().is_ok(), "{source:?}");
        }
    }
    ids.sort_unstable();
    let total = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), total, "two controls have one id");
}
