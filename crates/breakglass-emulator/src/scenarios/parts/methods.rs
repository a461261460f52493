//! The authentication methods policy and the configuration of each method.

use serde_json::{Value, json};

use crate::state::{Object, Table, object};

/// What a scenario decides about methods; everything else is the same everywhere.
pub(crate) struct Methods<'a> {
    /// The AAGUIDs of the enforced allow list of security keys, none for no restriction.
    pub(crate) allowed_keys: Option<&'a [&'a str]>,
    /// The group that may use Temporary Access Passes, none where nobody may.
    pub(crate) pass_group: Option<&'a str>,
}

/// The policy itself; the state of the registration campaign is the scenario's.
pub(crate) fn policy(campaign: &str) -> Object {
    object(json!({
        "id": "authenticationMethodsPolicy", "displayName": "Authentication Methods Policy",
        "description": "The tenant-wide policy that controls which authentication methods are allowed in the tenant.",
        "lastModifiedDateTime": "2025-03-03T12:30:00Z", "policyVersion": "1.5", "policyMigrationState": "migrationComplete",
        "reconfirmationInDays": null,
        "registrationEnforcement": {"authenticationMethodsRegistrationCampaign": {
            "snoozeDurationInDays": 1, "state": campaign, "excludeTargets": [],
            "includeTargets": [{"id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "microsoftAuthenticator"}],
        }},
    }))
}

impl Methods<'_> {
    /// The configurations, by their ids.
    pub(crate) fn configurations(&self) -> Table {
        [self.fido2(), authenticator(), self.temporary_access_pass()].into_iter().chain(simple()).collect()
    }

    fn fido2(&self) -> Object {
        let keys = self.allowed_keys.unwrap_or_default();
        let mut target = target("all_users");
        insert(&mut target, "allowedPasskeyProfiles", json!([]));
        configuration(
            "Fido2",
            "fido2",
            true,
            &[target],
            json!({
                "isSelfServiceRegistrationAllowed": true, "defaultPasskeyProfile": null, "isAttestationEnforced": true,
                "keyRestrictions": {"isEnforced": self.allowed_keys.is_some(), "enforcementType": "allow", "aaGuids": keys},
                "passkeyProfiles": [],
            }),
        )
    }

    fn temporary_access_pass(&self) -> Object {
        let targets: Vec<Value> = self.pass_group.into_iter().map(target).collect();
        configuration(
            "TemporaryAccessPass",
            "temporaryAccessPass",
            self.pass_group.is_some(),
            &targets,
            json!({"defaultLength": 8, "defaultLifetimeInMinutes": 60, "isUsableOnce": true, "maximumLifetimeInMinutes": 480,
                   "minimumLifetimeInMinutes": 60}),
        )
    }
}

fn authenticator() -> Object {
    let feature = json!({
        "state": "enabled", "includeTarget": {"targetType": "group", "id": "all_users"},
        "excludeTarget": {"targetType": "group", "id": "00000000-0000-0000-0000-000000000000"},
    });
    let mut target = target("all_users");
    insert(&mut target, "authenticationMode", json!("any"));
    let more = json!({"isSoftwareOathEnabled": false,
        "featureSettings": {"displayAppInformationRequiredState": feature, "displayLocationInformationRequiredState": feature}});
    configuration("MicrosoftAuthenticator", "microsoftAuthenticator", true, &[target], more)
}

/// The methods that are off, or have nothing to set.
fn simple() -> Vec<Object> {
    let everyone = [target("all_users")];
    let mut sms = target("all_users");
    insert(&mut sms, "isUsableForSignIn", json!(false));
    vec![
        configuration("Sms", "sms", false, &[sms], json!({})),
        configuration("SoftwareOath", "softwareOath", false, &everyone, json!({})),
        configuration("Voice", "voice", false, &everyone, json!({"isOfficePhoneAllowed": false})),
        configuration("Email", "email", false, &everyone, json!({"allowExternalIdToUseEmailOtp": "default"})),
        configuration("X509Certificate", "x509Certificate", false, &everyone, certificates()),
    ]
}

fn certificates() -> Value {
    json!({
        "certificateUserBindings": [{"x509CertificateField": "PrincipalName", "userProperty": "userPrincipalName", "priority": 1,
                                     "trustAffinityLevel": "low"}],
        "authenticationModeConfiguration": {"x509CertificateAuthenticationDefaultMode": "x509CertificateSingleFactor",
                                            "x509CertificateDefaultRequiredAffinityLevel": "low", "rules": []},
        "crlValidationConfiguration": {"state": "disabled", "exemptedCertificateAuthoritiesSubjectKeyIdentifiers": []},
        "issuerHintsConfiguration": {"state": "disabled"}, "certificateAuthorityScopes": [],
    })
}

fn target(id: &str) -> Value {
    json!({"targetType": "group", "id": id, "isRegistrationRequired": false})
}

fn insert(target: &mut Value, property: &str, value: Value) {
    if let Some(target) = target.as_object_mut() {
        target.insert(property.to_owned(), value);
    }
}

fn configuration(id: &str, kind: &str, is_enabled: bool, targets: &[Value], more: Value) -> Object {
    let mut row = object(json!({
        "@odata.type": format!("#microsoft.graph.{kind}AuthenticationMethodConfiguration"), "id": id,
        "state": if is_enabled { "enabled" } else { "disabled" }, "excludeTargets": [],
    }));
    row.extend(object(more));
    row.insert("includeTargets".to_owned(), Value::Array(targets.to_vec()));
    row
}
