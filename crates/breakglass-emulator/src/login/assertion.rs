//! Client assertions: a certificate that was registered, and a signed statement that must fit it.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials> (read 2026-11-22).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::digest;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm};
use serde_json::Value;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::federated;
use super::refusal::{self, Refusal};
use crate::EmulatorError;
use crate::app::App;

/// How far the clocks of the two sides may be apart, in seconds (`emulator:clock-skew`).
const SKEW: i64 = 300;

/// A registered certificate.
pub(crate) struct Certificate {
    /// SHA-256 of the certificate, and the SHA-1 that older libraries name it by (`emulator:sha1-thumbprint`).
    thumbprint: String,
    old_thumbprint: String,
    public_key: Vec<u8>,
}

impl Certificate {
    /// Registers a certificate, PEM.
    pub(crate) fn register(pem: &str) -> Result<Self, EmulatorError> {
        let failed = |why: &str| EmulatorError::Certificate(why.to_owned());
        let (_, pem) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).map_err(|_| failed("it is no PEM"))?;
        let (_, certificate) = X509Certificate::from_der(&pem.contents).map_err(|_| failed("it is no X.509 certificate"))?;
        Ok(Self {
            thumbprint: BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &pem.contents)),
            old_thumbprint: BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &pem.contents)),
            public_key: certificate.public_key().subject_public_key.data.to_vec(),
        })
    }
}

impl Certificate {
    /// Whether the header of an assertion names this certificate; libraries pad the thumbprint or do not.
    fn is_named(&self, header: &Value) -> bool {
        let names = |key: &str, own: &str| header.get(key).and_then(Value::as_str).map(|it| it.trim_end_matches('=') == own);
        let named = [names("x5t#S256", &self.thumbprint), names("x5t", &self.old_thumbprint)];
        named.contains(&Some(true)) && !named.contains(&Some(false))
    }
}

/// Whether an assertion proves the app. It may be used again until it ends, as client libraries do.
pub(super) fn check(app: &App, assertion: &str, audiences: &[String]) -> Result<(), Refusal> {
    let (message, signature) = assertion.rsplit_once('.').ok_or(refusal::ASSERTION)?;
    let (header, claims) = message.split_once('.').ok_or(refusal::ASSERTION)?;
    // Some libraries pad what the standard says not to pad.
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok();
    let json = |part: &str| -> Option<Value> { serde_json::from_slice(&decode(part)?).ok() };
    let (header, claims) = (json(header).ok_or(refusal::ASSERTION)?, json(claims).ok_or(refusal::ASSERTION)?);
    if federated::is_meant(&claims) {
        return federated::check(app, assertion, &claims);
    }
    let certificate = app.certificate.as_ref().ok_or(refusal::SIGNATURE)?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    if !certificate.is_named(&header) {
        return Err(refusal::SIGNATURE);
    }
    let algorithm: &'static dyn VerificationAlgorithm = match text(&header, "alg").as_deref() {
        Some("PS256") => &RSA_PSS_2048_8192_SHA256,
        Some("RS256") => &RSA_PKCS1_2048_8192_SHA256,
        _ => return Err(refusal::SIGNATURE),
    };
    let signature = decode(signature).ok_or(refusal::ASSERTION)?;
    UnparsedPublicKey::new(algorithm, &certificate.public_key).verify(message.as_bytes(), &signature).map_err(|_| refusal::SIGNATURE)?;
    let is_ours = [text(&claims, "iss"), text(&claims, "sub")].iter().all(|claim| claim.as_deref() == Some(app.client_id.as_str()));
    let audience = text(&claims, "aud").unwrap_or_default();
    if !is_ours || !audiences.iter().any(|known| known.eq_ignore_ascii_case(&audience)) {
        return Err(refusal::ASSERTION);
    }
    // Some libraries write fractions of seconds.
    let second = |key: &str| claims.get(key).and_then(|it| it.as_i64().or_else(|| it.as_f64().map(|it| it.floor() as i64)));
    let (now, end) = (app.now().as_second(), second("exp").ok_or(refusal::TIME)?);
    if end + SKEW < now || second("nbf").is_some_and(|start| start > now + SKEW) {
        return Err(refusal::TIME);
    }
    match text(&claims, "jti") {
        Some(_) => Ok(()),
        None => Err(refusal::ASSERTION),
    }
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_URL_SAFE;
    use ring::rand::SystemRandom;
    use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
    use serde_json::json;

    use super::*;
    use crate::Options;

    const CERTIFICATE: &str = include_str!("../../../breakglass-graph/fixtures/test-only-certificate.pem");
    const KEY: &str = include_str!("../../../breakglass-graph/fixtures/test-only-key.pem");
    const AUDIENCE: &str = "https://login.microsoftonline.com/t/oauth2/v2.0/token";

    fn app() -> App {
        App::new(&Options { client_certificate_pem: Some(CERTIFICATE.to_owned()), ..Options::default() }).unwrap()
    }

    /// An assertion as a library makes it: the name of the certificate's thumbprint, the algorithm, padded or not.
    fn made(app: &App, header: &Value, encoding: &'static dyn RsaEncoding, is_padded: bool) -> String {
        let now = app.now().as_second();
        of_time(app, header, encoding, is_padded, (&json!(now), &json!(now + 600)))
    }

    /// The same with a beginning and an end.
    fn of_time(app: &App, header: &Value, encoding: &'static dyn RsaEncoding, is_padded: bool, (start, end): (&Value, &Value)) -> String {
        let encode = |bytes: &[u8]| if is_padded { BASE64_URL_SAFE.encode(bytes) } else { BASE64_URL_SAFE_NO_PAD.encode(bytes) };
        let claims = json!({"aud": AUDIENCE, "iss": app.client_id, "sub": app.client_id, "jti": "1", "nbf": start, "exp": end});
        let message = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
        let key = RsaKeyPair::from_pkcs8(&x509_parser::pem::parse_x509_pem(KEY.as_bytes()).unwrap().1.contents).unwrap();
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(encoding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", encode(&signature))
    }

    #[test]
    fn libraries_pad_name_the_certificate_by_either_thumbprint_and_use_an_assertion_again() {
        let app = app();
        let certificate = app.certificate.as_ref().unwrap();
        let (new, old) = (certificate.thumbprint.clone(), certificate.old_thumbprint.clone());
        let audiences = [AUDIENCE.to_owned()];
        let ours = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": new});
        for (assertion, is_good) in [
            (made(&app, &ours, &RSA_PSS_SHA256, false), true),
            (made(&app, &json!({"alg": "PS256", "x5t#S256": format!("{new}=")}), &RSA_PSS_SHA256, true), true),
            (made(&app, &json!({"alg": "RS256", "x5t": old}), &RSA_PKCS1_SHA256, false), true),
            (made(&app, &json!({"alg": "RS256", "x5t": new}), &RSA_PKCS1_SHA256, false), false),
            (made(&app, &json!({"alg": "PS256"}), &RSA_PSS_SHA256, false), false),
            (made(&app, &ours, &RSA_PKCS1_SHA256, false), false),
        ] {
            assert_eq!(check(&app, &assertion, &audiences).is_ok(), is_good, "{assertion}");
            assert_eq!(check(&app, &assertion, &audiences).is_ok(), is_good, "again: {assertion}");
        }
        let other = check(&app, &made(&app, &ours, &RSA_PSS_SHA256, false), &["https://elsewhere.example".to_owned()]);
        assert_eq!(other.unwrap_err().2, 50_012);
    }

    #[test]
    fn times_have_fractions_and_clocks_differ_a_little() {
        let app = app();
        let header = json!({"alg": "PS256", "x5t#S256": app.certificate.as_ref().unwrap().thumbprint});
        let now = app.now().as_second();
        for (start, end, is_good) in [
            (json!(now as f64 + 0.9), json!(now as f64 + 600.9), true),
            (json!(now + 200), json!(now + 800), true),
            (json!(now - 900), json!(now - 200), true),
            (json!(now + 400), json!(now + 1000), false),
            (json!(now - 900), json!(now - 400), false),
            (json!(now), json!("tomorrow"), false),
        ] {
            let assertion = of_time(&app, &header, &RSA_PSS_SHA256, false, (&start, &end));
            assert_eq!(check(&app, &assertion, &[AUDIENCE.to_owned()]).is_ok(), is_good, "{start} {end}");
        }
    }
}
