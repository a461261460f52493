//! Loads a snapshot file, `breakglass.snapshot/1`: raw bodies into tables, and the state of each read into the coverage.
//!
//! Objects come as they were read, unknown properties included. What was read in part counts as not read, because an
//! emulator that showed a part as the whole would make a client believe it.

use serde_json::Value;

use super::{Coverage, Gap, Object, Table, Tenant, object, text};

/// The file format.
const SCHEMA: &str = "breakglass.snapshot/1";
/// What the initial domain is called where the snapshot does not tell.
const UNKNOWN_DOMAIN: &str = "unknown.onmicrosoft.com";

/// The tenant that a snapshot holds, or what is wrong with the file.
pub(crate) fn load(snapshot: &Value) -> Result<Tenant, String> {
    if snapshot.get("schema").and_then(Value::as_str) != Some(SCHEMA) {
        return Err(format!("its `schema` is not `{SCHEMA}`"));
    }
    let reads = snapshot.get("reads").and_then(Value::as_array).ok_or("it has no list `reads`")?;
    let mut tenant = Tenant { premium: true, recorded_instances: Some(Table::default()), ..Tenant::default() };
    let mut coverage = Coverage::default();
    for (index, read) in reads.iter().enumerate() {
        let collection = read.get("collection").and_then(Value::as_str).ok_or_else(|| format!("read {index} names no `collection`"))?;
        let of = read.get("of").and_then(Value::as_str);
        let gap = gap(read).ok_or_else(|| format!("read {index} has an unknown `state`"))?;
        coverage.record(collection, of, gap);
        take(&mut tenant, collection, of, objects(read));
    }
    tenant.coverage = Some(coverage);
    name(&mut tenant, snapshot);
    Ok(tenant)
}

/// Whether the read has a gap; the outer none is an unknown state.
fn gap(read: &Value) -> Option<Option<Gap>> {
    Some(match read.get("state").and_then(Value::as_str)? {
        "complete" => None,
        "partial" | "failed" => Some(Gap::Incomplete),
        "denied" => Some(Gap::Denied),
        "unlicensed" => Some(Gap::Unlicensed),
        "absent" => Some(Gap::Absent),
        "unavailable" => Some(Gap::Unavailable),
        _ => return None,
    })
}

/// The objects of a read's bodies: what is in `value` of pages, and single objects.
fn objects(read: &Value) -> Vec<Object> {
    let bodies = read.get("bodies").and_then(Value::as_array).into_iter().flatten();
    let mut found = Vec::new();
    for json in bodies.filter_map(|body| body.get("json")) {
        let list = json.get("value").and_then(Value::as_array).or_else(|| json.as_array());
        match list {
            Some(list) => found.extend(list.iter().cloned().map(object)),
            None => found.push(object(json.clone())),
        }
    }
    for row in &mut found {
        row.retain(|key, _| !key.starts_with("@odata.") || key == "@odata.type");
    }
    found
}

fn take(tenant: &mut Tenant, collection: &str, of: Option<&str>, rows: Vec<Object>) {
    let of = of.unwrap_or_default();
    match collection {
        "organization" => tenant.organization = rows.into_iter().next().unwrap_or_default(),
        "domains" => fill(&mut tenant.domains, rows),
        "subscribed-skus" => fill(&mut tenant.subscribed_skus, rows),
        "conditional-access-policies" => fill(&mut tenant.policies, rows),
        "named-locations" => fill(&mut tenant.named_locations, rows),
        "authentication-strengths" => fill(&mut tenant.strengths, rows),
        "authentication-methods-policy" => methods_policy(tenant, rows),
        "authorization-policy" => tenant.authorization_policy = rows.into_iter().next().unwrap_or_default(),
        "security-defaults" => tenant.security_defaults = rows.into_iter().next().unwrap_or_default(),
        "users" | "groups" => rows.into_iter().for_each(|row| directory_object(tenant, row, collection, true)),
        "referenced-users" => rows.into_iter().for_each(|row| directory_object(tenant, row, "users", false)),
        "referenced-groups" => rows.into_iter().for_each(|row| directory_object(tenant, row, "groups", false)),
        "group-members" | "group-owners" => {
            for row in rows {
                if let Some(id) = text(&row, "id") {
                    let relations = if collection == "group-members" { &mut tenant.members } else { &mut tenant.owners };
                    relations.add(of, id);
                }
                directory_object(tenant, row, "others", false);
            }
        }
        "group-memberships" => {
            for row in rows {
                text(&row, "id").into_iter().for_each(|parent| tenant.members.add(parent, of));
                directory_object(tenant, row, "groups", false);
            }
        }
        "user-group-memberships" => {
            tenant.recorded_memberships.insert(of.to_ascii_lowercase(), rows.into_iter().map(Value::Object).collect());
        }
        "role-assignments" => rows.into_iter().map(without_expansion).for_each(|row| tenant.role_assignments.put(row)),
        "role-assignment-schedules" => {
            let instances = tenant.recorded_instances.get_or_insert_default();
            rows.into_iter().map(without_expansion).for_each(|row| instances.put(row));
        }
        "role-eligibility-schedules" => {
            rows.into_iter().map(without_expansion).for_each(|row| tenant.eligibility_instances.put(row));
        }
        "authentication-methods" => {
            tenant.methods.insert(of, rows.into_iter().map(Value::Object).collect());
        }
        "user-mfa-requirements" => {
            rows.into_iter().next().and_then(|row| tenant.mfa_requirements.insert(of.to_ascii_lowercase(), row));
        }
        "administrators" => rows.into_iter().for_each(|row| directory_object(tenant, row, "users", false)),
        "similar-groups" => {
            rows.iter().cloned().for_each(|row| directory_object(tenant, row, "groups", false));
            tenant.kept.add(collection, of, rows);
        }
        // Whatever surrounds accounts and groups; a collection of a later version is kept and never asked for.
        _ => tenant.kept.add(collection, of, rows),
    }
}

fn fill(table: &mut Table, rows: Vec<Object>) {
    rows.into_iter().for_each(|row| table.put(row));
}

/// Keeps an object where its type (or, lacking one, the collection that it came in) says; a full read wins over a mention.
fn directory_object(tenant: &mut Tenant, mut row: Object, otherwise: &str, is_full: bool) {
    let table = match text(&row, "@odata.type") {
        Some("#microsoft.graph.user") => "users",
        Some("#microsoft.graph.group") => "groups",
        Some(_) => "others",
        None => otherwise,
    };
    let table = match table {
        "users" => &mut tenant.users.stored,
        "groups" => &mut tenant.groups,
        _ => &mut tenant.others,
    };
    if otherwise != "others" || text(&row, "@odata.type").is_some_and(|kind| kind.ends_with(".user") || kind.ends_with(".group")) {
        row.remove("@odata.type");
    }
    if is_full { table.put(row) } else { table.put_if_absent(row) }
}

/// A role row without its expanded principal, which is served from the tables.
fn without_expansion(mut row: Object) -> Object {
    row.remove("principal");
    row.remove("roleDefinition");
    row
}

fn methods_policy(tenant: &mut Tenant, rows: Vec<Object>) {
    let mut policy = rows.into_iter().next().unwrap_or_default();
    if let Some(Value::Array(configurations)) = policy.remove("authenticationMethodConfigurations") {
        fill(&mut tenant.method_configurations, configurations.into_iter().map(object).collect());
    }
    tenant.methods_policy = policy;
}

/// What the tenant is called: its id and its initial domain.
fn name(tenant: &mut Tenant, snapshot: &Value) {
    let told = snapshot.get("tenantId").and_then(Value::as_str);
    let organization = text(&tenant.organization, "id");
    tenant.id = told.or(organization).map_or_else(|| super::guid::derived("snapshot/tenant"), str::to_ascii_lowercase);
    let is_initial = |row: &&Object| row.get("isInitial") == Some(&Value::Bool(true));
    let from_domains = tenant.domains.iter().find(is_initial).and_then(|domain| text(domain, "id"));
    let verified = tenant.organization.get("verifiedDomains").and_then(Value::as_array);
    let from_organization = verified
        .into_iter()
        .flatten()
        .find(|domain| domain.get("isInitial") == Some(&Value::Bool(true)))
        .and_then(|domain| domain.get("name"))
        .and_then(Value::as_str);
    tenant.initial_domain = from_domains.or(from_organization).unwrap_or(UNKNOWN_DOMAIN).to_owned();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bodies_fill_the_tables_and_states_the_coverage() {
        let page = |rows: Value| json!([{"path": null, "json": {"@odata.context": "x", "value": rows}}]);
        let tenant = load(&json!({
            "schema": SCHEMA, "takenAt": "2026-11-01T00:00:00Z", "cloud": "global", "endpoint": "x", "tenantId": "T",
            "reads": [
                {"collection": "domains", "of": null, "state": "complete", "bodies": page(json!([{"id": "a.onmicrosoft.com", "isInitial": true}]))},
                {"collection": "group-members", "of": "G", "state": "complete",
                 "bodies": page(json!([{"@odata.type": "#microsoft.graph.user", "id": "U"}, {"@odata.type": "#microsoft.graph.device", "id": "D"}]))},
                {"collection": "users", "of": "U", "state": "complete", "bodies": [{"json": {"id": "U", "displayName": "full"}}]},
                {"collection": "authentication-methods", "of": "U", "state": "denied", "reason": "403", "bodies": []},
            ]
        }))
        .unwrap();
        assert_eq!((tenant.id.as_str(), tenant.initial_domain.as_str()), ("t", "a.onmicrosoft.com"));
        assert_eq!(tenant.members.of("g").collect::<Vec<_>>(), ["d", "u"]);
        assert_eq!(tenant.users.find("u").unwrap()["displayName"], "full");
        assert_eq!(tenant.others.get("d").unwrap()["@odata.type"], "#microsoft.graph.device");
        let coverage = tenant.coverage.unwrap();
        assert_eq!(coverage.gap("authentication-methods", &["U"]), Some(Gap::Denied));
        assert_eq!(coverage.gap("security-defaults", &[]), Some(Gap::NotAsked));
    }

    #[test]
    fn another_file_is_refused() {
        assert!(load(&json!({"schema": "other"})).is_err());
        assert!(load(&json!({"schema": SCHEMA})).is_err());
        assert!(load(&json!({"schema": SCHEMA, "reads": [{"collection": "users", "state": "guessed"}]})).is_err());
    }
}
