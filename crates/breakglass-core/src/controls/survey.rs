//! Surveys of the whole catalogue: every profile and posture over a few tenants, and hostile names in every place.

use breakglass_model::tenant::{AssignedLicence, PersonalDetail, PolicyState, RegisteredMethod, UserConditions};
use breakglass_model::{Collection, Tenant, build};
use jiff::Timestamp;

use super::all;
use crate::{Evidence, Posture, Profile};

/// One account without keys, disabled, with a telling name; a policy that lets nobody off.
fn neglected() -> Tenant {
    let mut tenant = build::healthy();
    let mut user = build::user(build::SECOND);
    user.name = "Breakglass 2".into();
    user.is_enabled = Some(false);
    user.licences = Some(vec![AssignedLicence { sku: "sku".into(), through_group: None }]);
    tenant.users.insert(build::SECOND.into(), Ok(Some(user)));
    let everybody = UserConditions { include_users: vec!["All".into()], ..UserConditions::default() };
    let mut pending = build::policy("c0000000-0000-4000-8000-000000000009", everybody);
    pending.state = PolicyState::ReportOnly;
    tenant.policies.as_mut().unwrap().push(pending);
    tenant.authorization_policy.as_mut().unwrap().allows_administrators_sspr = Some(true);
    tenant.managers.insert(build::FIRST.into(), Ok(Some("Boss".into())));
    tenant
}

/// A tenant whose users, groups and policies only were read.
fn exported() -> Tenant {
    let mut tenant = build::healthy();
    let kept = [Collection::Users, Collection::Groups, Collection::ConditionalAccessPolicies];
    Collection::ALL.iter().filter(|it| !kept.contains(it)).for_each(|&it| build::forbid(&mut tenant, it));
    tenant
}

#[test]
fn profiles_and_postures_over_three_tenants() {
    let tenants = [("healthy", build::healthy()), ("neglected", neglected()), ("exported", exported())];
    let mut table = String::new();
    for (name, tenant) in &tenants {
        for profile in Profile::ALL {
            for posture in Posture::ALL {
                table.push_str(&format!("\n{name}, profile {}, posture {}\n", profile.name, posture.name()));
                let designation = build::designation();
                let evidence = Evidence::new(tenant, &designation, profile, Some(posture), Timestamp::UNIX_EPOCH);
                let mut by_verdict = std::collections::BTreeMap::<_, Vec<&str>>::new();
                for control in all().filter(|control| !control.needs.is_empty()) {
                    by_verdict.entry((control.judge)(&evidence).verdict).or_default().push(control.id);
                }
                for (verdict, ids) in by_verdict {
                    table.push_str(&format!("  {}: {}\n", verdict.word(), ids.join(" ")));
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn nobody_designated_is_no_pass_but_for_questions_about_the_tenant() {
    let tenant = build::healthy();
    let designation = breakglass_model::Designation::default();
    let mut passing = std::collections::BTreeSet::new();
    for profile in Profile::ALL {
        let evidence = Evidence::new(&tenant, &designation, profile, None, Timestamp::UNIX_EPOCH);
        passing.extend(
            all().filter(|control| (control.judge)(&evidence).verdict == breakglass_model::Verdict::Pass).map(|control| control.id),
        );
    }
    // Switches, licences, logs and settings of the whole tenant. A campaign that is off and a pass that is off reach nobody.
    let about_the_tenant = [
        "auth-reg-campaign",
        "auth-self-service-reg",
        "auth-tap-policy-scope",
        "ca-contingency",
        "ca-deleted-refs",
        "ca-exclusion-fallback",
        "legacy-migration-state",
        "legacy-secdefaults-conflict",
        "lic-capability",
        "mfa-admins-capable",
        "mfa-gov-cloud",
        "mfa-legacy-custom-controls",
        "mfa-ropc",
        "mfa-tool-versions",
        "mfa-user-service-accounts",
        "role-pim-approver-deadlock",
        "sspr-admin-off",
    ];
    assert_eq!(passing.into_iter().collect::<Vec<_>>(), about_the_tenant);
}

/// The neglected tenant with a hostile text wherever the tenant chooses one.
fn hostile() -> Tenant {
    let mut tenant = neglected();
    let name = build::hostile_name;
    for id in [build::FIRST, build::SECOND] {
        let mut user = build::user(id);
        user.name = name();
        user.principal_name = Some(name());
        user.mail_nickname = Some(Some(name()));
        user.immutable_id = Some(Some(name()));
        user.addresses = Some(vec![name()]);
        user.personal = Some(vec![PersonalDetail { property: "jobTitle", value: name() }]);
        tenant.users.insert(id.into(), Ok(Some(user)));
        let mut key = build::key("key", build::AAGUID);
        (key.name, key.model, key.attestation) = (name(), Some(name()), Some(name()));
        tenant.methods.add(id.into(), [RegisteredMethod::Fido2(key), RegisteredMethod::Other(name())], Ok(()));
        tenant.per_user_mfa.insert(id.into(), Ok(Some(name())));
        tenant.managers.insert(id.into(), Ok(Some(name())));
        let mut stranger = build::member("stranger", "user");
        stranger.name = Some(name());
        tenant.owned_objects.add(id.into(), [stranger.clone()], Ok(()));
        tenant.group_members.add(build::GROUP.into(), [stranger.clone()], Ok(()));
        tenant.group_owners.add(build::GROUP.into(), [stranger], Ok(()));
        let mut sign_in = build::sign_in(id, "app", Timestamp::UNIX_EPOCH);
        (sign_in.id, sign_in.user_name, sign_in.app_name) = (name(), name(), Some(name()));
        (sign_in.ip, sign_in.user_agent, sign_in.protocol) = (Some(name()), Some(name()), Some("ropc".into()));
        let sample = vec![sign_in.clone(), sign_in.clone(), sign_in.clone()];
        tenant.account_sign_ins.add(id.into(), [sign_in], Ok(()));
        tenant.management_sign_ins.as_mut().unwrap().sign_ins.extend(sample.clone());
        tenant.ropc_sign_ins.as_mut().unwrap().sign_ins.extend(sample);
    }
    let mut group = build::group(build::GROUP);
    group.name = name();
    tenant.groups.insert(build::GROUP.into(), Ok(Some(group)));
    for policy in tenant.policies.as_mut().unwrap() {
        policy.name = name();
        policy.unread = vec![name()];
        policy.state = PolicyState::Other(name());
        policy.conditions.users.as_mut().unwrap().exclude_groups.clear();
        policy.grant.as_mut().unwrap().custom = vec![name()];
        policy.session = Some(breakglass_model::tenant::SessionControls { others: vec![name()], ..Default::default() });
    }
    tenant.strengths.as_mut().unwrap()[0].name = Some(name());
    tenant.methods_policy.as_mut().unwrap().migration_state = Some(name());
    tenant
}

#[test]
fn no_hostile_text_acts_in_any_finding() {
    let tenant = hostile();
    let mut findings = 0;
    for profile in Profile::ALL {
        let designation = build::designation();
        let evidence = Evidence::new(&tenant, &designation, profile, None, Timestamp::UNIX_EPOCH);
        for control in all() {
            let judgement = (control.judge)(&evidence);
            let texts = judgement.findings.iter().flat_map(|it| [&it.saw, &it.wanted].into_iter().chain(&it.fix).chain(&it.path));
            let reasons: Vec<String> = judgement.missing.iter().map(|gap| gap.reason.text()).collect();
            for text in texts.chain(&reasons).chain(&judgement.note) {
                findings += 1;
                let acts = text.chars().any(|it| it.is_control() || matches!(it, '\u{202e}' | '\u{2066}' | '\u{200b}'));
                assert!(!acts, "{}: {text:?}", control.id);
            }
        }
    }
    assert!(findings > 200, "only {findings} texts were looked at");
}
