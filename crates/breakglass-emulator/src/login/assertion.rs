//! Client assertions: a certificate that was registered, and a signed statement that must fit it.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials> (read 2026-11-22).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use ring::digest;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm};
use serde_json::Value;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::federated;
use super::refusal::{self, Refusal};
use crate::EmulatorError;
use crate::app::App;

/// A registered certificate.
pub(crate) struct Certificate {
    thumbprint: String,
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
            public_key: certificate.public_key().subject_public_key.data.to_vec(),
        })
    }
}

/// Whether an assertion proves the app.
pub(super) fn check(app: &App, assertion: &str, audiences: &[String]) -> Result<(), Refusal> {
    let (message, signature) = assertion.rsplit_once('.').ok_or(refusal::ASSERTION)?;
    let (header, claims) = message.split_once('.').ok_or(refusal::ASSERTION)?;
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
    let json = |part: &str| -> Option<Value> { serde_json::from_slice(&decode(part)?).ok() };
    let (header, claims) = (json(header).ok_or(refusal::ASSERTION)?, json(claims).ok_or(refusal::ASSERTION)?);
    if federated::is_meant(&claims) {
        return federated::check(app, assertion, &claims);
    }
    let certificate = app.certificate.as_ref().ok_or(refusal::SIGNATURE)?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    if text(&header, "x5t#S256").as_deref() != Some(certificate.thumbprint.as_str()) {
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
    let second = |key: &str| claims.get(key).and_then(Value::as_i64);
    let (now, end) = (app.now().as_second(), second("exp").ok_or(refusal::TIME)?);
    if end < now || second("nbf").is_some_and(|start| start > now) {
        return Err(refusal::TIME);
    }
    let id = text(&claims, "jti").ok_or(refusal::ASSERTION)?;
    match app.use_assertion(&id, Timestamp::from_second(end).map_err(|_| refusal::TIME)?) {
        true => Ok(()),
        false => Err(refusal::ASSERTION),
    }
}
