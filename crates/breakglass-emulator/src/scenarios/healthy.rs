//! Fabrikam, whose emergency access holds: two accounts, one role-assignable group, one enforced policy of its own, and the
//! group excluded from every other policy.

use serde_json::json;

use super::parts::{
    administrators::{EUROPE_LOCATION, OFFICES, account, group, populate},
    directory::{NEVER, Names, security_group},
    keys::{YUBIKEY_5, YUBIKEY_5_NFC, security_key},
    methods::{self, Methods},
    people::Person,
    policies::{Policy, every_time},
    roles::SECURITY_ADMINISTRATOR,
    strengths,
};
use crate::state::{GLOBAL_ADMINISTRATOR, Tenant};

const NAMES: Names = Names {
    key: "healthy",
    display: "Fabrikam Ltd",
    initial_domain: "fabrikam.onmicrosoft.com",
    custom_domain: Some(("fabrikam.com", NEVER)),
    premium: true,
};

/// The tenant.
pub(super) fn build(users: usize) -> Tenant {
    let mut tenant = NAMES.tenant();
    populate(&mut tenant, &NAMES, users, SECURITY_ADMINISTRATOR);
    let accounts = ["Robin Hale Ops", "Jules Ferro Ops"].map(|name| {
        let person = Person::emergency(&NAMES, name, NAMES.initial_domain);
        let keys = vec![security_key(name, "Safe key", YUBIKEY_5), security_key(name, "Vault key", YUBIKEY_5_NFC)];
        account(&mut tenant, person, keys)
    });
    let stewards =
        security_group(&NAMES.id("group/Directory Stewards"), "Directory Stewards", "Holders of the sealed accounts.", Some(true));
    let stewards = group(&mut tenant, stewards);
    accounts.iter().for_each(|id| tenant.members.add(&stewards, id));
    tenant.assign_role(GLOBAL_ADMINISTRATOR, &stewards);

    tenant.methods_policy = methods::policy("disabled");
    tenant.method_configurations =
        Methods { allowed_keys: Some(&[YUBIKEY_5.0, YUBIKEY_5_NFC.0]), pass_group: Some(&stewards) }.configurations();
    let strength = NAMES.id("strength/Security key only");
    tenant.strengths.put(strengths::custom(&strength, "Security key only", &["fido2"]));
    policies(&stewards, &strength).into_iter().for_each(|policy| tenant.policies.put(policy.build()));

    tenant.emergency_accounts = accounts.to_vec();
    tenant.emergency_group = Some(stewards);
    tenant
}

fn policies(stewards: &str, strength: &str) -> Vec<Policy> {
    let policy = |name: &str| Policy::new(&NAMES, name).without_group(stewards);
    let europe = NAMES.id(&format!("location/{EUROPE_LOCATION}"));
    let offices = NAMES.id(&format!("location/{OFFICES}"));
    vec![
        policy("CA001 Block legacy authentication")
            .all_users()
            .with("/conditions/clientAppTypes", json!(["exchangeActiveSync", "other"]))
            .requiring("OR", &["block"]),
        policy("CA002 Require multifactor authentication for all users").all_users().requiring("OR", &["mfa"]),
        policy("CA003 Require a compliant device for all users").all_users().requiring("OR", &["compliantDevice"]),
        policy("CA004 Require phishing-resistant sign-in for administrators")
            .administrators()
            .requiring_strength(strengths::PHISHING_RESISTANT),
        policy("CA005 Block device code flow")
            .all_users()
            .with("/conditions/authenticationFlows", json!({"transferMethods": "deviceCodeFlow"}))
            .requiring("OR", &["block"]),
        policy("CA006 Block sign-ins from outside Europe").all_users().outside(&[&europe]).requiring("OR", &["block"]),
        policy("CA007 Require multifactor authentication for risky sign-ins")
            .all_users()
            .with("/conditions/signInRiskLevels", json!(["high", "medium"]))
            .requiring("OR", &["mfa"])
            .session(&every_time(), &json!(null)),
        policy("CA008 Secure the registration of security information")
            .all_users()
            .with("/conditions/applications/includeApplications", json!([]))
            .with("/conditions/applications/includeUserActions", json!(["urn:user:registersecurityinfo"]))
            .outside(&[&offices])
            .requiring("OR", &["mfa"]),
        policy("EM001 - ENABLE IN EMERGENCY: Sign-in with a second factor down [1/1] - All apps - Trusted network")
            .all_users()
            .with("/state", json!("enabledForReportingButNotEnforced"))
            .outside(&[&offices])
            .requiring("OR", &["block"]),
        policy("CA009 Require app protection on telephones")
            .all_users()
            .with("/state", json!("enabledForReportingButNotEnforced"))
            .with("/conditions/platforms", json!({"includePlatforms": ["android", "iOS"], "excludePlatforms": []}))
            .requiring("OR", &["compliantApplication"]),
        Policy::new(&NAMES, "CA010 Security key for directory stewards")
            .with("/conditions/users/includeGroups", json!([stewards]))
            .requiring_strength(strength)
            .session(&every_time(), &json!({"isEnabled": true, "mode": "never"})),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::text;

    #[test]
    fn every_policy_but_the_dedicated_one_leaves_the_group_out() {
        let tenant = build(10);
        let group = tenant.emergency_group.clone().unwrap();
        let mut dedicated = Vec::new();
        for policy in tenant.policies.iter() {
            let users = &policy["conditions"]["users"];
            if users["includeGroups"] == json!([group]) {
                dedicated.push(text(policy, "displayName").unwrap().to_owned());
            } else {
                assert_eq!(users["excludeGroups"], json!([group]), "{policy:?}");
            }
        }
        assert_eq!(tenant.policies.len(), 11);
        assert_eq!(dedicated, ["CA010 Security key for directory stewards"]);
    }

    #[test]
    fn both_accounts_are_members_and_hold_the_role_through_the_group_for_good() {
        let tenant = build(0);
        let group = tenant.emergency_group.clone().unwrap();
        assert_eq!(tenant.members.of(&group).count(), 2);
        assert_eq!(tenant.owners.of(&group).count(), 0);
        for account in &tenant.emergency_accounts {
            let instances = tenant.schedule_instances();
            let held = instances.iter().find(|instance| text(instance, "principalId") == Some(account)).unwrap();
            assert_eq!((text(held, "memberType"), &held["endDateTime"]), (Some("Group"), &json!(null)));
            assert_eq!(tenant.methods.get(account).unwrap().len(), 3);
        }
    }
}
