//! The people and groups that make a tenant look alive: four administrators, a help desk, departments, service accounts.

use serde_json::json;

use super::{
    directory::{Names, security_group},
    keys,
    people::Person,
    policies::{country_location, ip_location},
    roles, strengths,
};
use crate::state::{Object, Ordinary, Tenant, text};

/// How many ordinary users belong to the departments' groups, so that these stay small in a large tenant.
const MOST_IN_DEPARTMENTS: usize = 60;
const DEPARTMENTS: [&str; 3] = ["Sales", "Operations", "Finance"];
const EUROPE: [&str; 31] = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU",
    "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SK",
];

/// The names of the two locations, by which policies find them.
pub(crate) const OFFICES: &str = "Offices";
pub(crate) const EUROPE_LOCATION: &str = "Europe";

/// Who works for the tenant, as far as a scenario needs to know.
pub(crate) struct Staff {
    /// A help-desk colleague without any role.
    pub(crate) help_desk: String,
    /// A colleague who may own groups.
    pub(crate) team_lead: String,
}

/// Adds roles, locations, strengths, administrators (the highest of them eligible for a role), departments and ordinary users.
pub(crate) fn populate(tenant: &mut Tenant, names: &Names, users: usize, highest: &'static str) -> Staff {
    tenant.role_definitions = roles::definitions();
    tenant.strengths = strengths::built_in();
    tenant.named_locations.put(ip_location(names, OFFICES, true, &["192.0.2.0/24", "198.51.100.0/25"]));
    tenant.named_locations.put(country_location(names, EUROPE_LOCATION, &EUROPE));
    tenant.authentication_contexts.put(authentication_context());
    tenant.users.ordinary = Ordinary {
        count: users,
        domain: names.default_domain().to_owned(),
        initial_domain: names.initial_domain.to_owned(),
        licence: Some(super::directory::E5_SKU.to_owned()),
    };
    administrators(tenant, names, highest);
    departments(tenant, names, users);
    let help_desk = colleague(tenant, Person::colleague(names, "Theo", "Lammers", "Help Desk Agent", "IT Support"));
    let team_lead = colleague(tenant, Person::colleague(names, "Nadia", "Osei", "Workplace Lead", "IT Support"));
    let support = group(tenant, security_group(&names.id("group/IT Support"), "IT Support", "Everybody at the help desk.", None));
    tenant.members.add(&support, &help_desk);
    tenant.members.add(&support, &team_lead);
    Staff { help_desk, team_lead }
}

/// Stores a user and gives back the id; a password is the method that everybody has.
pub(crate) fn account(tenant: &mut Tenant, person: Person, mut methods: Vec<serde_json::Value>) -> String {
    let (id, row) = person.build();
    tenant.users.stored.put(row);
    methods.insert(0, keys::password());
    tenant.methods.insert(&id, methods);
    id
}

/// Stores a group and gives back the id.
pub(crate) fn group(tenant: &mut Tenant, row: Object) -> String {
    let id = text(&row, "id").unwrap_or_default().to_owned();
    tenant.groups.put(row);
    id
}

fn colleague(tenant: &mut Tenant, person: Person) -> String {
    let (id, row) = person.build();
    tenant.methods.insert(&id, vec![keys::password(), keys::authenticator(&id, "Telephone")]);
    tenant.users.stored.put(row);
    id
}

fn administrators(tenant: &mut Tenant, names: &Names, highest: &'static str) {
    let since = "2025-02-20T10:00:00Z";
    let people = [
        ("Ingrid", "Solberg", "Head of Identity", highest, true),
        ("Rafael", "Moura", "Cloud Engineer", highest, true),
        ("Wen", "Liang", "Security Engineer", roles::SECURITY_ADMINISTRATOR, false),
        ("Petra", "Kovacs", "Identity Engineer", roles::USER_ADMINISTRATOR, false),
    ];
    for (given, surname, title, role, is_eligible) in people {
        let person = Person::colleague(names, given, surname, title, "IT");
        let (id, row) = person.build();
        let methods = vec![keys::password(), keys::authenticator(&id, "Telephone")];
        tenant.methods.insert(&id, methods);
        tenant.users.stored.put(row);
        if is_eligible {
            tenant.make_eligible(role, &id, since);
        } else {
            tenant.assign_role(role, &id);
        }
        if role == roles::SECURITY_ADMINISTRATOR {
            tenant.make_eligible(roles::CONDITIONAL_ACCESS_ADMINISTRATOR, &id, since);
        }
    }
}

fn departments(tenant: &mut Tenant, names: &Names, users: usize) {
    for department in DEPARTMENTS {
        let row = security_group(&names.id(&format!("group/{department}")), department, &format!("Colleagues in {department}."), None);
        group(tenant, row);
    }
    for (index, department) in (0..users.min(MOST_IN_DEPARTMENTS)).zip(DEPARTMENTS.into_iter().cycle()) {
        let user = tenant.users.ordinary.at(index).and_then(|user| text(&user, "id").map(str::to_owned));
        if let Some(user) = user {
            tenant.members.add(&names.id(&format!("group/{department}")), &user);
        }
    }
}

fn authentication_context() -> Object {
    crate::state::object(json!({
        "id": "c1", "displayName": "Sensitive data", "description": "Asked for where sensitive data is opened.", "isAvailable": true,
    }))
}
