//! Named locations.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, conditional_access, error};
use crate::Scenario;

const LOCATIONS: &str = "/v1.0/identity/conditionalAccess/namedLocations";

fn addresses(ranges: &Value) -> Value {
    json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "Offices", "isTrusted": true, "ipRanges": ranges})
}

fn range(kind: &str, address: &str) -> Value {
    json!({"@odata.type": format!("#microsoft.graph.{kind}CidrRange"), "cidrAddress": address})
}

#[test]
fn locations_of_both_kinds_are_created_changed_and_deleted() {
    let client = Client::writer(Scenario::Contoso);
    let offices = client.create(LOCATIONS, &addresses(&json!([range("iPv4", "198.51.100.0/24"), range("iPv6", "2001:db8::/32")])));
    let countries =
        json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "displayName": "North", "countriesAndRegions": ["NO", "SE"]});
    let north = client.create(LOCATIONS, &countries);
    assert_eq!(north["countryLookupMethod"], "clientIpAddress");
    for created in [&offices, &north] {
        let faults = Schema::published().faults("namedLocation", created.as_object().unwrap());
        assert!(faults.is_empty(), "{faults:?}");
    }
    let uri = format!("{LOCATIONS}/{}", north["id"].as_str().unwrap());
    assert_eq!(client.patch(&uri, &json!({"displayName": "x"})).status, 400, "the type is needed");
    let change = json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "includeUnknownCountriesAndRegions": true});
    assert_eq!(client.patch(&uri, &change).status, 204);
    assert_eq!(client.get(&uri).body.unwrap()["countriesAndRegions"], json!(["NO", "SE"]));
    let other = json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "isTrusted": true});
    assert_eq!(client.patch(&uri, &other).status, 400, "the kind cannot be changed");
    assert_eq!(client.delete(&uri).status, 204);
    assert_eq!(client.get(&uri).status, 404);
    assert_eq!(client.activities(), ["Add named location", "Add named location", "Update named location", "Delete named location"]);
}

#[test]
fn senseless_locations_are_refused() {
    let client = Client::writer(Scenario::Contoso);
    let country =
        |codes: &Value| json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "displayName": "x", "countriesAndRegions": codes});
    for refused in [
        json!({"displayName": "untyped"}),
        addresses(&json!([])),
        addresses(&json!([range("iPv4", "198.51.100.0/33")])),
        addresses(&json!([range("iPv4", "2001:db8::/32")])),
        addresses(&json!([range("iPv6", "nonsense")])),
        country(&json!([])),
        country(&json!(["Norway"])),
    ] {
        assert_eq!(error(&client.post(LOCATIONS, &refused)), (400, "BadRequest".to_owned()), "{refused}");
    }
}

#[test]
fn a_location_that_a_policy_names_stays() {
    let client = Client::writer(Scenario::Contoso);
    let created = client.create(LOCATIONS, &addresses(&json!([range("iPv4", "198.51.100.0/24")])));
    let id = created["id"].as_str().unwrap();
    let mut policy = conditional_access::body();
    policy["conditions"]["locations"] = json!({"includeLocations": ["All"], "excludeLocations": [id]});
    client.create("/v1.0/identity/conditionalAccess/policies", &policy);
    assert_eq!(client.delete(&format!("{LOCATIONS}/{id}")).status, 400);
}
