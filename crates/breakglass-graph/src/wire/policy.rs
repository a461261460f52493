//! Conditional Access policies out of their bodies.

use breakglass_model::tenant::{
    Applications, Conditions, FilterMode, GrantControl, GrantControls, IncludeExclude, Operator, Policy, PolicyState, RuleFilter,
    SessionControls, SignInFrequency, UserConditions,
};
use breakglass_model::{ObjectId, Untrusted};
use serde_json::Value;

use super::node::{Node, is_annotation, says_something};

/// Fields of conditions that have a place in the model.
const CONDITIONS: &[&str] = &[
    "users",
    "applications",
    "clientAppTypes",
    "platforms",
    "locations",
    "devices",
    "signInRiskLevels",
    "userRiskLevels",
    "insiderRiskLevels",
    "authenticationFlows",
    "clientApplications",
    "servicePrincipalRiskLevels",
    "agents",
    "agentIdRiskLevels",
    "agentContext",
];
/// The same one level deeper.
const USERS: &[&str] = &[
    "includeUsers",
    "excludeUsers",
    "includeGroups",
    "excludeGroups",
    "includeRoles",
    "excludeRoles",
    "includeGuestsOrExternalUsers",
    "excludeGuestsOrExternalUsers",
];
const APPLICATIONS: &[&str] = &[
    "includeApplications",
    "excludeApplications",
    "includeUserActions",
    "includeAuthenticationContextClassReferences",
    "applicationFilter",
];
const GRANT: &[&str] = &["operator", "builtInControls", "customAuthenticationFactors", "termsOfUse", "authenticationStrength"];
const SESSION: &[&str] = &[
    "signInFrequency",
    "persistentBrowser",
    "cloudAppSecurity",
    "secureSignInSession",
    "disableResilienceDefaults",
    "applicationEnforcedRestrictions",
];

/// Reads a policy; the error says why the body is none.
pub(super) fn read(body: &Value, path: Option<&str>, fallback_id: &str) -> Result<Policy, String> {
    let node = Node::of(body).ok_or("not an object")?;
    let conditions = node.node("conditions").ok_or("a policy without conditions")?;
    let mut unread = Vec::new();
    let grant = node.node("grantControls");
    let session = node.node("sessionControls");
    collect_unread(&mut unread, "conditions", Some(conditions), CONDITIONS);
    collect_unread(&mut unread, "conditions.users", conditions.node("users"), USERS);
    collect_no_texts(&mut unread, conditions.node("users"));
    collect_unread(&mut unread, "conditions.applications", conditions.node("applications"), APPLICATIONS);
    collect_unread(&mut unread, "conditions.devices", conditions.node("devices"), &["deviceFilter"]);
    collect_unread(&mut unread, "conditions.platforms", conditions.node("platforms"), &["includePlatforms", "excludePlatforms"]);
    collect_unread(&mut unread, "conditions.locations", conditions.node("locations"), &["includeLocations", "excludeLocations"]);
    collect_unread(&mut unread, "grantControls", grant, GRANT);
    // `null` says that nothing is demanded; a body without the field says nothing.
    if node.member("grantControls").is_none() {
        unread.push(Untrusted::from("grantControls"));
    }
    Ok(Policy {
        id: node.id("id").unwrap_or_else(|| ObjectId::new(fallback_id)),
        name: node.untrusted("displayName").unwrap_or_else(|| Untrusted::new(fallback_id)),
        state: state(node.text("state")),
        template: node.id("templateId"),
        created: node.instant("createdDateTime"),
        modified: node.instant("modifiedDateTime"),
        conditions: read_conditions(conditions),
        grant: grant.map(read_grant),
        session: session.map(read_session),
        unread,
        origin: path.map(Untrusted::from),
    })
}

fn collect_unread(unread: &mut Vec<Untrusted>, place: &str, node: Option<Node<'_>>, known: &[&str]) {
    let Some(node) = node else { return };
    for (key, value) in node.0 {
        let is_known = known.iter().any(|name| name.eq_ignore_ascii_case(key));
        if !is_known && !is_annotation(key) && says_something(value) && value != &Value::Bool(false) {
            unread.push(Untrusted::new(format!("{place}.{key}")));
        }
    }
}

/// Lists of people with something in them that is no text, and conditions that are no object: whom they name is not known.
fn collect_no_texts(unread: &mut Vec<Untrusted>, users: Option<Node<'_>>) {
    let Some(users) = users else { return };
    let lists = USERS.iter().filter(|key| !key.ends_with("GuestsOrExternalUsers"));
    let has_other = |key: &&&str| users.list(key).iter().any(|it| !it.is_string() && !it.is_null());
    unread.extend(lists.filter(has_other).map(|key| Untrusted::new(format!("conditions.users.{key}"))));
}

fn state(word: Option<&str>) -> PolicyState {
    match word {
        Some(word) if word.eq_ignore_ascii_case("enabled") => PolicyState::Enabled,
        Some(word) if word.eq_ignore_ascii_case("disabled") => PolicyState::Disabled,
        Some(word) if word.eq_ignore_ascii_case("enabledForReportingButNotEnforced") => PolicyState::ReportOnly,
        other => PolicyState::Other(other.unwrap_or("not given").into()),
    }
}

fn read_conditions(node: Node<'_>) -> Conditions {
    let service_principals = node.node("clientApplications");
    let names = |list: &str| service_principals.is_some_and(|it| !it.list(list).is_empty());
    Conditions {
        users: node.get("users").and_then(Node::of).map(read_users),
        applications: node.node("applications").map(read_applications).unwrap_or_default(),
        client_app_types: node.texts("clientAppTypes"),
        platforms: node.node("platforms").map(|it| lists(it, "includePlatforms", "excludePlatforms")),
        locations: node.node("locations").map(|it| lists(it, "includeLocations", "excludeLocations")),
        devices: node.node("devices").and_then(|it| it.node("deviceFilter")).map(filter),
        sign_in_risk: node.flags("signInRiskLevels"),
        user_risk: node.flags("userRiskLevels"),
        insider_risk: node.flags("insiderRiskLevels"),
        authentication_flows: node.node("authenticationFlows").map(|it| it.flags("transferMethods")).unwrap_or_default(),
        names_service_principals: names("includeServicePrincipals")
            || service_principals.is_some_and(|it| it.node("servicePrincipalFilter").is_some()),
        names_agents: node.node("agents").is_some()
            || node.node("agentContext").is_some()
            || !node.flags("agentIdRiskLevels").is_empty()
            || names("includeAgentIdServicePrincipals"),
    }
}

fn filter(node: Node<'_>) -> RuleFilter {
    RuleFilter {
        mode: match node.text("mode") {
            Some(word) if word.eq_ignore_ascii_case("include") => FilterMode::Include,
            Some(word) if word.eq_ignore_ascii_case("exclude") => FilterMode::Exclude,
            other => FilterMode::Other(other.unwrap_or("not given").into()),
        },
        rule: node.untrusted("rule").unwrap_or_default(),
    }
}

fn lists(node: Node<'_>, include: &str, exclude: &str) -> IncludeExclude {
    IncludeExclude { include: node.texts(include), exclude: node.texts(exclude) }
}

fn read_users(node: Node<'_>) -> UserConditions {
    let guests = |key: &str| {
        let node = node.node(key)?;
        let kinds = node.flags("guestOrExternalUserTypes");
        // A condition that is set but names no kind still speaks of guests.
        Some(if kinds.is_empty() { vec!["unknownFutureValue".into()] } else { kinds })
    };
    UserConditions {
        include_users: node.ids("includeUsers"),
        exclude_users: node.ids("excludeUsers"),
        include_groups: node.ids("includeGroups"),
        exclude_groups: node.ids("excludeGroups"),
        include_roles: node.ids("includeRoles"),
        exclude_roles: node.ids("excludeRoles"),
        include_guests: guests("includeGuestsOrExternalUsers"),
        exclude_guests: guests("excludeGuestsOrExternalUsers"),
    }
}

fn read_applications(node: Node<'_>) -> Applications {
    Applications {
        include: node.texts("includeApplications"),
        exclude: node.texts("excludeApplications"),
        user_actions: node.texts("includeUserActions"),
        authentication_contexts: node.texts("includeAuthenticationContextClassReferences"),
        filter: node.node("applicationFilter").map(filter),
    }
}

fn read_grant(node: Node<'_>) -> GrantControls {
    GrantControls {
        operator: match node.text("operator") {
            Some(word) if word.eq_ignore_ascii_case("AND") => Operator::And,
            Some(word) if word.eq_ignore_ascii_case("OR") => Operator::Or,
            other => Operator::Other(other.unwrap_or("not given").into()),
        },
        controls: node.texts("builtInControls").into_iter().map(control).collect(),
        strength: node.node("authenticationStrength").and_then(|it| it.id("id")),
        terms_of_use: node.texts("termsOfUse"),
        custom: node.texts("customAuthenticationFactors"),
    }
}

fn control(word: Untrusted) -> GrantControl {
    match word.raw().to_ascii_lowercase().as_str() {
        "block" => GrantControl::Block,
        "mfa" => GrantControl::Mfa,
        "compliantdevice" => GrantControl::CompliantDevice,
        "domainjoineddevice" => GrantControl::DomainJoinedDevice,
        "approvedapplication" => GrantControl::ApprovedApplication,
        "compliantapplication" => GrantControl::CompliantApplication,
        "passwordchange" => GrantControl::PasswordChange,
        "riskremediation" => GrantControl::RiskRemediation,
        _ => GrantControl::Other(word),
    }
}

fn read_session(node: Node<'_>) -> SessionControls {
    let is_on = |it: &Node<'_>| it.flag("isEnabled") != Some(false);
    let set = |(key, value): (&String, &Value)| {
        let is_other = !SESSION.iter().any(|name| name.eq_ignore_ascii_case(key)) && !is_annotation(key);
        let is_set = match value {
            Value::Bool(value) => *value,
            other => says_something(other) && Node::of(other).is_none_or(|it| is_on(&it)),
        };
        (is_other && is_set).then(|| Untrusted::from(key.as_str()))
    };
    SessionControls {
        sign_in_frequency: node.node("signInFrequency").filter(is_on).map(|it| SignInFrequency {
            interval: it.untrusted("frequencyInterval"),
            value: it.number("value"),
            unit: it.untrusted("type"),
        }),
        persistent_browser: node.node("persistentBrowser").filter(is_on).map(|it| it.untrusted("mode").unwrap_or_default()),
        cloud_app_security: node.node("cloudAppSecurity").filter(is_on).map(|it| it.untrusted("cloudAppSecurityType").unwrap_or_default()),
        is_token_protected: node.node("secureSignInSession").filter(is_on).is_some(),
        disables_resilience: node.flag("disableResilienceDefaults") == Some(true),
        restricts_in_application: node.node("applicationEnforcedRestrictions").filter(is_on).is_some(),
        others: node.0.iter().filter_map(set).collect(),
    }
}
