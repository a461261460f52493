//! National clouds: what they do not have is said so, whatever their answer looks like; and the page that lists it.

use breakglass_emulator::Scenario;
use breakglass_graph::client::Endpoints;
use breakglass_model::{Cloud as Place, Collection};

use super::cloud::{Cloud, result};
use super::documents::assert_document;
use super::program::root;

fn declared_in(place: &str, lacking: &[&str]) -> Cloud {
    let cloud = Cloud::scenario(Scenario::Healthy, |options| {
        options.without_paths = lacking.iter().map(|path| (*path).to_owned()).collect();
    });
    let path = cloud.folder().join("breakglass.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("[identity]", &format!("cloud = \"{place}\"\n[identity]"), 1)).unwrap();
    cloud
}

fn evidence<'a>(report: &'a serde_json::Value, collection: &str) -> &'a serde_json::Value {
    report["evidence"].as_array().unwrap().iter().find(|it| it["collection"] == collection).unwrap()
}

#[test]
fn what_a_cloud_does_not_have_is_said_and_not_taken_for_a_failure() {
    let cloud = declared_in("us-gov", &["/identity/conditionalAccess/deletedItems"]);
    let (_, report) = cloud.assess(&[]);
    let found = evidence(&report, "deleted-policies");
    assert_eq!((&found["state"], &found["reason"]), (&"unavailable".into(), &"us-gov, status 400".into()));
    assert_eq!(result(&report, "acct-soft-delete-watch")["verdict"], "pass", "no list, no finding");

    let china = declared_in("china", &["/policies/authenticationMethodsPolicy", "/users/{id}/authentication", "/identityProtection"]);
    let (code, report) = china.assess(&[]);
    assert_eq!(code, 3);
    for control in ["auth-fido2-enabled", "auth-two-keys", "acct-no-user-risk"] {
        let found = result(&report, control);
        assert_eq!(found["verdict"], "unknown", "{control}: {found:#}");
        let reasons: Vec<&str> = found["missing"].as_array().unwrap().iter().map(|it| it["reason"].as_str().unwrap()).collect();
        assert!(reasons.iter().any(|it| it.contains("this cloud does not have it: china")), "{control}: {reasons:?}");
    }
    let page = china.run(&["assess"], &[]);
    assert!(page.out.contains("this cloud does not have it: china"), "{}", page.out);
}

#[test]
fn an_answer_goes_before_what_is_documented_and_other_clouds_failures_stay_failures() {
    let (_, report) = declared_in("china", &[]).assess(&[]);
    assert_eq!(evidence(&report, "authentication-methods-policy")["state"], "complete");
    let (_, report) = declared_in("global", &["/policies/authenticationMethodsPolicy"]).assess(&[]);
    assert_eq!(evidence(&report, "authentication-methods-policy")["state"], "failed");
}

#[test]
fn the_page_of_clouds_is_a_fold_over_the_table() {
    let mut page = String::from(
        "# Clouds\n\nWhere each cloud is asked (`cloud` under `[tenant]`), and what is documented not to exist there. What does not exist is said so in reports \
         (`unavailable`) and is never taken for empty; an answer goes before this table.\n\n\
         | `cloud` | sign-in | Microsoft Graph | does not have |\n|---|---|---|---|\n",
    );
    for place in Place::ALL {
        let endpoints = Endpoints::of(place);
        let lacking: Vec<String> = Collection::ALL.iter().filter(|it| place.lacks(**it)).map(|it| it.title()).collect();
        let lacking = if lacking.is_empty() { "–".to_owned() } else { lacking.join(", ") };
        let bare = |url: &dyn std::fmt::Display| url.to_string().trim_end_matches('/').to_owned();
        page.push_str(&format!("| `{}` | {} | {} | {lacking} |\n", place.name(), bare(&endpoints.login), bare(&endpoints.graph)));
    }
    page.push_str(
        "\nTokens of one cloud are good in no other. Passkeys can be registered on behalf of others in the global service alone; passes and passkeys are no method types in China. \
         Sources are in `crates/breakglass-model/src/cloud.rs` and `crates/breakglass-graph/src/client/endpoints.rs`.\n",
    );
    let path = "docs/clouds.md";
    assert_document(path, &page, &std::fs::read_to_string(root().join(path)).unwrap_or_default());
}
