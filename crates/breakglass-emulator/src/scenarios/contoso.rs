//! Contoso, whose emergency access has eighteen flaws and what follows from them; each is marked with its number where it is made.

use serde_json::json;

use super::parts::{
    administrators::{EUROPE_LOCATION, OFFICES, Staff, account, group, populate},
    directory::{Names, security_group},
    keys::{ICLOUD_KEYCHAIN, YUBIKEY_5, YUBIKEY_5_NFC, security_key, synced_passkey},
    methods::{self, Methods},
    people::Person,
    policies::{Policy, every_hours, every_time},
    sign_ins::{AZURE_CLI, Script},
    strengths,
};
use crate::graph::applications::{GRAPH, app_role_assignment, principal_id};
use crate::state::{GLOBAL_ADMINISTRATOR, Object, Tenant, Window, object};

/// Flaw 2 begins here: passwords on the custom domain end after 90 days.
const NAMES: Names = Names {
    key: "contoso",
    display: "Contoso Ltd",
    initial_domain: "contoso.onmicrosoft.com",
    custom_domain: Some(("contoso.com", 90)),
    premium: true,
};

const FIRST: &str = "Morgan Reyes Ops";
const SECOND: &str = "Sasha Brandt Ops";

/// The ids that the policies name.
struct Named {
    first: String,
    stewards: String,
    exclusions: String,
    strength: String,
}

/// The tenant.
pub(super) fn build(users: usize) -> Tenant {
    let mut tenant = NAMES.tenant();
    let staff = populate(&mut tenant, &NAMES, users, GLOBAL_ADMINISTRATOR);
    let (first, second) = accounts(&mut tenant);
    let stewards = stewards(&mut tenant, &staff, [&first, &second]);
    let exclusions = security_group(
        &NAMES.id("group/Conditional Access exclusions"),
        "Conditional Access exclusions",
        "Groups that are left out of policies, each with a reason.",
        None,
    );
    let exclusions = group(&mut tenant, exclusions);
    tenant.members.add(&exclusions, &stewards);

    tenant.methods_policy = methods::policy("default");
    // Flaw 9: the allow list lacks the model of the first account's second key, and the synced passkey.
    tenant.method_configurations = Methods { allowed_keys: Some(&[YUBIKEY_5.0]), pass_group: Some(&stewards) }.configurations();
    let strength = NAMES.id("strength/Security key only");
    // Flaw 10: the strength of the dedicated policy admits a password with a text message.
    tenant.strengths.put(strengths::custom(&strength, "Security key only", &["fido2", "password,sms"]));
    let named = Named { first: first.clone(), stewards: stewards.clone(), exclusions, strength };
    ordinary_policies(&named).into_iter().chain(special_policies(&named)).for_each(|policy| tenant.policies.put(policy.build()));

    // Flaw 17: an application that can give itself every role. Flaw 18: a user account that does a script's work.
    let automation = NAMES.id("service principal/Provisioning");
    let resource = principal_id(&tenant.id, GRAPH);
    tenant.others.put(object(json!({
        "@odata.type": "#microsoft.graph.servicePrincipal", "id": automation, "deletedDateTime": null, "appId": NAMES.id("application/Provisioning"),
        "accountEnabled": true, "displayName": "HR provisioning", "servicePrincipalType": "Application",
    })));
    let right = app_role_assignment(&resource, "RoleManagement.ReadWrite.Directory", &automation, "HR provisioning");
    tenant.kept.add("graph-app-role-assignments", "", [right]);
    let script = Script { user: &staff.team_lead, name: "nadia.osei@contoso.com", app: AZURE_CLI };
    tenant.kept.add("sign-ins", "", script.nightly(6));

    tenant.emergency_accounts = vec![first, second];
    tenant.emergency_group = Some(stewards);
    tenant
}

fn accounts(tenant: &mut Tenant) -> (String, String) {
    let first_keys = vec![security_key(FIRST, "Safe key", YUBIKEY_5), security_key(FIRST, "Vault key", YUBIKEY_5_NFC)];
    let first = account(tenant, Person::emergency(&NAMES, FIRST, NAMES.initial_domain), first_keys);
    // Flaw 15: per-user multifactor authentication is enforced on the first account.
    tenant.mfa_requirements.insert(first.clone(), enforced());

    // Flaw 7: one security key only. Flaw 8: a passkey that its provider copies.
    let second_keys = vec![security_key(SECOND, "Safe key", YUBIKEY_5), synced_passkey(SECOND, "Telephone", ICLOUD_KEYCHAIN)];
    // Flaw 1: an on-premises object could match. Flaw 2: the custom domain. Flaw 14: the password expires.
    let second = Person::emergency(&NAMES, SECOND, NAMES.default_domain())
        .with("onPremisesImmutableId", json!("q2Vr0x1hTkuYc7m9Jd3ZbA=="))
        .with("passwordPolicies", json!("None"));
    let second = account(tenant, second, second_keys);

    tenant.assign_role(GLOBAL_ADMINISTRATOR, &first);
    let assignment = tenant.assign_role(GLOBAL_ADMINISTRATOR, &second);
    // Flaw 6: the second account's role ends.
    tenant.windows.insert(assignment, Window { start: "2026-03-31T00:00:00Z".to_owned(), end: "2027-03-31T00:00:00Z".to_owned() });
    (first, second)
}

fn enforced() -> Object {
    object(json!({"perUserMfaState": "enforced"}))
}

fn stewards(tenant: &mut Tenant, staff: &Staff, accounts: [&str; 2]) -> String {
    // Flaw 3: the group is not role-assignable.
    let row = security_group(&NAMES.id("group/Directory Stewards"), "Directory Stewards", "Holders of the sealed accounts.", None);
    let stewards = group(tenant, row);
    accounts.into_iter().for_each(|id| tenant.members.add(&stewards, id));
    // Flaw 4: a help-desk colleague is a member. Flaw 5: somebody owns the group.
    tenant.members.add(&stewards, &staff.help_desk);
    tenant.owners.add(&stewards, &staff.team_lead);
    stewards
}

fn ordinary_policies(named: &Named) -> Vec<Policy> {
    let policy = |name: &str| Policy::new(&NAMES, name).without_group(&named.stewards);
    let offices = NAMES.id(&format!("location/{OFFICES}"));
    vec![
        policy("CA001 Block legacy authentication")
            .all_users()
            .with("/conditions/clientAppTypes", json!(["exchangeActiveSync", "other"]))
            .requiring("OR", &["block"]),
        policy("CA002 Require multifactor authentication for all users").all_users().requiring("OR", &["mfa"]),
        policy("CA003 Block device code flow")
            .all_users()
            .with("/conditions/authenticationFlows", json!({"transferMethods": "deviceCodeFlow"}))
            .requiring("OR", &["block"]),
        policy("CA004 Require phishing-resistant sign-in for administrators")
            .administrators()
            .requiring_strength(strengths::PHISHING_RESISTANT),
        // Left out by a group that the emergency group belongs to: no flaw, but it takes nesting to see it.
        policy("CA005 Require multifactor authentication for risky sign-ins")
            .without_group(&named.exclusions)
            .all_users()
            .with("/conditions/signInRiskLevels", json!(["high", "medium"]))
            .requiring("OR", &["mfa"])
            .session(&every_time(), &json!(null)),
        policy("CA006 Secure the registration of security information")
            .all_users()
            .with("/conditions/applications/includeApplications", json!([]))
            .with("/conditions/applications/includeUserActions", json!(["urn:user:registersecurityinfo"]))
            .outside(&[&offices])
            .requiring("OR", &["mfa"]),
        policy("CA010 Require a password change for users at high risk")
            .all_users()
            .with("/state", json!("disabled"))
            .with("/conditions/userRiskLevels", json!(["high"]))
            .requiring("AND", &["mfa", "passwordChange"]),
    ]
}

fn special_policies(named: &Named) -> Vec<Policy> {
    let policy = |name: &str| Policy::new(&NAMES, name);
    let europe = NAMES.id(&format!("location/{EUROPE_LOCATION}"));
    let offices = NAMES.id(&format!("location/{OFFICES}"));
    vec![
        // Flaw 11: the group is not left out.
        policy("CA007 Require compliant device for administrators").administrators().requiring("OR", &["compliantDevice"]),
        policy("CA008 Block workload identities from outside the offices")
            .with("/conditions/users/includeUsers", json!(["None"]))
            .with(
                "/conditions/clientApplications",
                json!({"includeServicePrincipals": ["ServicePrincipalsInMyTenant"], "excludeServicePrincipals": [],
                       "servicePrincipalFilter": null}),
            )
            .outside(&[&offices])
            .requiring("OR", &["block"]),
        // Flaw 12: only the first account is left out, by name.
        policy("CA009 Block sign-ins from outside Europe")
            .all_users()
            .with("/conditions/users/excludeUsers", json!([named.first]))
            .outside(&[&europe])
            .requiring("OR", &["block"]),
        // Flaw 13: a session lasts four hours, and the browser may remember it.
        policy("CA011 Security key for directory stewards")
            .with("/conditions/users/includeGroups", json!([named.stewards]))
            .requiring_strength(&named.strength)
            .session(&every_hours(4), &json!(null)),
        // Flaw 16: it will switch itself on, and the group is not left out.
        policy("Microsoft-managed: Multifactor authentication for admins accessing Microsoft Admin Portals")
            .with("/templateId", json!(NAMES.id("template/administrators at portals")))
            .with("/state", json!("enabledForReportingButNotEnforced"))
            .administrators()
            .with("/conditions/applications/includeApplications", json!(["MicrosoftAdminPortals"]))
            .requiring("OR", &["mfa"]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::text;

    #[test]
    fn three_policies_fail_to_leave_the_group_out() {
        let tenant = build(10);
        let group = tenant.emergency_group.clone().unwrap();
        let parents = tenant.members.leading_to(&group);
        let is_left_out = |policy: &&Object| {
            let users = &policy["conditions"]["users"];
            let excluded = users["excludeGroups"].as_array().unwrap();
            users["includeGroups"] == json!([group])
                || users["includeUsers"] == json!(["None"])
                || excluded.iter().any(|id| id == group.as_str() || parents.contains(id.as_str().unwrap()))
        };
        let mut wrong: Vec<&str> =
            tenant.policies.iter().filter(|policy| !is_left_out(policy)).map(|policy| &text(policy, "displayName").unwrap()[..5]).collect();
        wrong.sort_unstable();
        assert_eq!(wrong, ["CA007", "CA009", "Micro"]);
        assert_eq!(tenant.policies.len(), 12);
    }

    #[test]
    fn the_second_account_holds_the_role_until_a_date() {
        let tenant = build(0);
        let ends: Vec<_> = tenant
            .schedule_instances()
            .into_iter()
            .filter(|instance| text(instance, "roleDefinitionId") == Some(GLOBAL_ADMINISTRATOR))
            .map(|instance| (text(&instance, "principalId") == Some(&tenant.emergency_accounts[1]), instance["endDateTime"].clone()))
            .collect();
        assert!(ends.contains(&(true, json!("2027-03-31T00:00:00Z"))));
        assert!(ends.contains(&(false, json!(null))));
        assert_eq!(ends.len(), 2);
    }
}
