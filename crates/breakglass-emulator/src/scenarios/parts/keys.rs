//! Authentication methods of a user: the password that everybody has, passkeys, an authenticator application.

use serde_json::{Value, json};

use crate::state::guid;

/// The AAGUIDs of two YubiKey 5 models and of a synced passkey provider.
///
/// Source: <https://support.yubico.com/hc/en-us/articles/360016648959-YubiKey-Hardware-FIDO2-AAGUIDs> (read 2026-11-22).
pub(crate) const YUBIKEY_5: (&str, &str) = ("cb69481e-8ff7-4039-93ec-0a2729a154a8", "YubiKey 5 Series");
pub(crate) const YUBIKEY_5_NFC: (&str, &str) = ("2fc0579f-8113-47ea-b116-bb5a8db9202a", "YubiKey 5 Series with NFC");
pub(crate) const ICLOUD_KEYCHAIN: (&str, &str) = ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain");

/// The password method, whose id is the same for everybody.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/authenticationmethod-resetpassword> (read 2026-11-22).
pub(crate) fn password() -> Value {
    json!({"@odata.type": "#microsoft.graph.passwordAuthenticationMethod", "id": "28c10230-6103-485e-b985-444c60001490",
           "createdDateTime": "2025-02-17T08:30:00Z", "password": null})
}

/// A security key with its attestation certificate.
pub(crate) fn security_key(owner: &str, label: &str, (aaguid, model): (&str, &str)) -> Value {
    let certificate = guid::derived(&format!("{aaguid}/attestation")).replace('-', "");
    passkey(owner, label, (aaguid, model), "deviceBound", "attested", &[certificate])
}

/// A passkey that its provider copies between devices.
pub(crate) fn synced_passkey(owner: &str, label: &str, model: (&str, &str)) -> Value {
    passkey(owner, label, model, "synced", "notAttested", &[])
}

fn passkey(owner: &str, label: &str, (aaguid, model): (&str, &str), kind: &str, attestation: &str, certificates: &[String]) -> Value {
    let id = guid::derived(&format!("{owner}/passkey/{label}")).replace('-', "");
    json!({
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": id, "createdDateTime": "2025-03-03T13:05:00Z",
        "aaGuid": aaguid, "model": model, "displayName": label, "attestationCertificates": certificates,
        "attestationLevel": attestation, "passkeyType": kind, "publicKeyCredential": null,
    })
}

/// Microsoft Authenticator on a telephone.
pub(crate) fn authenticator(owner: &str, device: &str) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod",
        "id": guid::derived(&format!("{owner}/authenticator/{device}")), "createdDateTime": "2025-01-20T09:00:00Z",
        "displayName": device, "deviceTag": "SoftwareTokenActivated", "phoneAppVersion": "6.2501.0312",
    })
}
