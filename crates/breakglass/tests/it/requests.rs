//! The number of requests does not grow with the users of the tenant.

use breakglass_emulator::Scenario;

use super::cloud::Cloud;

fn requests(users: usize) -> u64 {
    let cloud = Cloud::scenario(Scenario::Contoso, |options| options.users = users);
    let (_, report) = cloud.assess(&[]);
    assert!(report["summary"]["fail"].as_u64().unwrap() > 0);
    let counts = cloud.running().requests();
    counts.iter().filter(|(path, _)| path.starts_with("graph")).map(|(_, count)| count).sum()
}

#[test]
fn ten_users_or_ten_thousand_make_the_same_requests() {
    let few = requests(10);
    assert!(few > 10 && few <= 150, "{few} requests");
    assert_eq!(few, requests(10_000));
}

/// Only an endpoint that says so itself is asked faster than Microsoft's limit of one Conditional Access request a second.
#[test]
fn the_default_limit_is_held_against_a_cloud_that_enforces_it() {
    let cloud = Cloud::scenario(Scenario::Healthy, |options| options.conditional_access_per_second = Some(1.0));
    let (code, report) = cloud.assess(&[]);
    assert_eq!(code, 0);
    let states: Vec<&str> = report["evidence"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert!(states.iter().all(|state| matches!(*state, "complete" | "not-asked" | "absent")), "{states:?}");
}
