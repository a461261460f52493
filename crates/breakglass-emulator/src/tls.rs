//! A certification authority for one run, and a certificate of it for loopback and the clouds' hosts.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};

use crate::EmulatorError;
use crate::address::{ARM_HOSTS, GRAPH_HOSTS, LOGIN_ALIASES, LOGIN_HOSTS};

/// What a TLS listener needs, and what clients trust.
pub(crate) struct Identity {
    pub(crate) authority_pem: String,
    pub(crate) certificate_pem: String,
    pub(crate) key_pem: String,
}

/// Makes both.
pub(crate) fn identity() -> Result<Identity, EmulatorError> {
    let failed = |error: rcgen::Error| EmulatorError::Tls(error.to_string());
    let authority_key = KeyPair::generate().map_err(failed)?;
    let mut authority = CertificateParams::new(Vec::new()).map_err(failed)?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(rcgen::DnType::CommonName, "breakglass emulator, this run only");
    let authority_certificate = authority.self_signed(&authority_key).map_err(failed)?;
    let key = KeyPair::generate().map_err(failed)?;
    let names = ["localhost", "127.0.0.1", "::1"]
        .into_iter()
        .chain(GRAPH_HOSTS)
        .chain(LOGIN_HOSTS)
        .chain(LOGIN_ALIASES)
        .chain(ARM_HOSTS)
        .map(str::to_owned);
    let parameters = CertificateParams::new(names.collect::<Vec<_>>()).map_err(failed)?;
    let certificate = parameters.signed_by(&key, &Issuer::new(authority, authority_key)).map_err(failed)?;
    Ok(Identity { authority_pem: authority_certificate.pem(), certificate_pem: certificate.pem(), key_pem: key.serialize_pem() })
}
