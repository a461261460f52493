//! A client assertion: what a certificate proves the app with instead of a secret.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials> (read 2026-11-22): PS256, the SHA-256 of
//! the certificate in `x5t#S256`, audience the token endpoint, issuer and subject the client id, a lifetime of minutes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{RSA_PSS_SHA256, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;

use super::{Secret, TokenError};

/// How long an assertion is good for, in seconds.
const LIFETIME: i64 = 300;
/// How far clocks may be apart, in seconds.
const SKEW: i64 = 60;

/// Signs an assertion.
pub(crate) fn sign(certificate_pem: &str, key_pem: &Secret, client_id: &str, audience: &str, now: Timestamp) -> Result<Secret, TokenError> {
    let certificate = CertificateDer::from_pem_slice(certificate_pem.as_bytes())
        .map_err(|_| TokenError::Certificate("the certificate is no PEM certificate"))?;
    let key = key_pair(key_pem)?;
    let random = SystemRandom::new();
    let mut id = [0; 16];
    random.fill(&mut id).map_err(|_| TokenError::Certificate("the system has no random numbers"))?;
    let thumbprint = ring::digest::digest(&ring::digest::SHA256, &certificate);
    let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(thumbprint) });
    let now = now.as_second();
    let claims = json!({
        "aud": audience, "iss": client_id, "sub": client_id, "jti": guid(id),
        "iat": now, "nbf": now - SKEW, "exp": now + LIFETIME,
    });
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PSS_SHA256, &random, message.as_bytes(), &mut signature).map_err(|_| TokenError::Certificate("the key cannot sign"))?;
    Ok(Secret::new(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

fn key_pair(key_pem: &Secret) -> Result<RsaKeyPair, TokenError> {
    let key =
        PrivateKeyDer::from_pem_slice(key_pem.expose().as_bytes()).map_err(|_| TokenError::Certificate("the key is no PEM private key"))?;
    match &key {
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => return Err(TokenError::Certificate("the key is not RSA")),
    }
    .map_err(|_| TokenError::Certificate("the key is no RSA key of 2048 bits or more"))
}

/// A version 4 GUID of random bytes.
pub(crate) fn guid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [hex.get(..8), hex.get(8..12), hex.get(12..16), hex.get(16..20), hex.get(20..)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    const CERTIFICATE: &str = include_str!("../../fixtures/test-only-certificate.pem");
    const KEY: &str = include_str!("../../fixtures/test-only-key.pem");

    #[test]
    fn the_assertion_verifies_with_the_certificates_key_and_says_who_where_and_until_when() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let signed = sign(CERTIFICATE, &Secret::new(KEY.to_owned()), "client", "https://login.example/t/oauth2/v2.0/token", now).unwrap();
        let parts: Vec<&str> = signed.expose().split('.').collect();
        let public = key_pair(&Secret::new(KEY.to_owned())).unwrap().public().clone();
        let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
        let message = format!("{}.{}", parts[0], parts[1]);
        UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, public).verify(message.as_bytes(), &signature).unwrap();
        let part = |index: usize| -> serde_json::Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[index]).unwrap()).unwrap() };
        assert_eq!(part(0)["alg"], "PS256");
        assert_eq!(part(0)["x5t#S256"].as_str().unwrap().len(), 43);
        assert_eq!((part(1)["iss"].as_str(), part(1)["sub"].as_str()), (Some("client"), Some("client")));
        assert_eq!(part(1)["exp"].as_i64().unwrap() - part(1)["iat"].as_i64().unwrap(), LIFETIME);
    }

    #[test]
    fn guids_have_their_shape() {
        assert_eq!(guid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
