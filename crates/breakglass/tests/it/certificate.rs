//! Sign-in with a certificate, from the declaration to the first verdict.

use breakglass_emulator::Scenario;

use super::cloud::Cloud;

const CERTIFICATE: &str = include_str!("../../../breakglass-graph/fixtures/test-only-certificate.pem");
const KEY: &str = include_str!("../../../breakglass-graph/fixtures/test-only-key.pem");

#[test]
fn a_registered_certificate_signs_in() {
    let cloud = Cloud::scenario(Scenario::Healthy, |options| options.client_certificate_pem = Some(CERTIFICATE.to_owned()));
    cloud.declare_certificate(CERTIFICATE, KEY);
    let (code, report) = cloud.assess(&[]);
    assert_eq!(code, 0);
    assert!(
        report["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| matches!(it["state"].as_str().unwrap(), "complete" | "not-asked" | "absent")),
        "{}",
        report["evidence"]
    );
}

#[test]
fn a_certificate_that_nobody_registered_is_refused_with_the_reason() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    cloud.declare_certificate(CERTIFICATE, KEY);
    let run = cloud.run(&["assess"], &[]);
    assert_eq!(run.code, 4, "{}", run.out);
    assert!(run.err.contains("AADSTS"), "{}", run.err);
}
