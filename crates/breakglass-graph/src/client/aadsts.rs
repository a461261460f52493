//! What the sign-in service's refusals mean.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes> (read 2026-11-25). What to do follows from the
//! protocol's word; the numbers only say more to a person.

use serde_json::Value;

use super::TokenError;
use crate::wire::node::Node;

/// Whether the endpoint's refusal passes by itself.
pub(crate) fn is_passing(body: &[u8]) -> bool {
    matches!(code(body), Some(90_055 | 50_087 | 90_006 | 90_012 | 90_024 | 90_033 | 90_090))
}

/// What a refusal means.
pub(crate) fn refused(status: u16, body: &[u8]) -> TokenError {
    let parsed: Value = serde_json::from_slice(body).unwrap_or_default();
    let Some(word) = Node::of(&parsed).and_then(|node| node.text("error")) else {
        return TokenError::Unexpected(format!("status {status} without an error that can be read"));
    };
    match code(body) {
        Some(number) => TokenError::Refused { code: format!("AADSTS{number}"), hint: hint(number) },
        None => TokenError::Refused { code: breakglass_model::visible(word), hint: "look the word up in RFC 6749, section 5.2" },
    }
}

/// What a refusal means that the sign-in page sent back.
pub(crate) fn said(word: &str, number: Option<i64>) -> TokenError {
    match (word, number) {
        ("access_denied" | "consent_declined", _) | (_, Some(65_004)) => TokenError::Declined,
        (_, Some(number)) => TokenError::Refused { code: format!("AADSTS{number}"), hint: hint(number) },
        (word, None) => TokenError::Refused {
            code: breakglass_model::Untrusted::from(word).shown(),
            hint: "look the word up in RFC 6749, section 4.1.2.1",
        },
    }
}

/// The protocol's word for a refusal.
pub(crate) fn word(body: &[u8]) -> Option<String> {
    let parsed: Value = serde_json::from_slice(body).ok()?;
    Node::of(&parsed)?.text("error").map(str::to_owned)
}

fn code(body: &[u8]) -> Option<i64> {
    let parsed: Value = serde_json::from_slice(body).ok()?;
    parsed.get("error_codes")?.as_array()?.first()?.as_i64()
}

/// What to do about an AADSTS number.
fn hint(code: i64) -> &'static str {
    match code {
        7_000_215 => "the client secret is wrong: write its value, not its id",
        7_000_222 => "the client secret has expired: make a new one",
        7_000_216 => "the app needs a secret or a certificate and got neither",
        700_016 | 700_011 => "the app is not in this tenant: check client-id and tenant, and consent once as an administrator",
        700_027 => "the certificate is not registered on the app, or the key does not belong to it",
        700_030 | 50_012 => "the certificate is not accepted: register exactly this one on the app",
        500_133 => "the assertion is outside its time: set this machine's clock",
        90_002 => "no such tenant in this cloud: check the id and `cloud`",
        900_144 => "a parameter is missing: the client id, most likely",
        70_011 | 1_002_012 => "the scope is not known here: check `cloud`",
        50_011 => {
            "the app does not know `http://localhost` as a redirect address: add it under Mobile and desktop applications, or leave client-id out"
        }
        54_005 | 501_481 => "the code that came back was used already or is not ours: sign in again",
        500_011 => "Microsoft Graph is not known under this name here: check `cloud`",
        90_038 | 900_382 | 900_432 => "the tenant lives in another national cloud: set `cloud`",
        70_021 | 700_213 => "no federated credential of the app fits: compare issuer, subject and audience with the token's",
        7_000_112 | 70_001 => "the app is disabled in this tenant",
        7_000_218 => "the app lets nobody sign in without a secret: allow public client flows on it, or leave client-id out",
        53_003 => {
            "a Conditional Access policy blocks this sign-in; device codes are often blocked altogether: sign in with the browser, or as an app"
        }
        53_000 | 53_001 | 53_002 | 50_005 | 50_097 | 50_129 => {
            "a Conditional Access policy asks for another device: sign in with the browser of a managed one"
        }
        50_072 | 50_074 | 50_076 | 50_078 | 50_079 => "multifactor authentication is asked for: sign in again and answer it",
        50_034 | 50_020 | 51_004 => "the person is not in this tenant: check the account and the tenant's id",
        50_053 | 50_057 => "the person's account is locked or disabled",
        50_105 => "the person is not assigned to the app: assign them, or another app",
        70_000 | 70_008 | 70_043 | 700_082 | 50_089 | 50_132 | 50_133 | 50_173 => {
            "the person's sign-in has ended or was revoked: sign in again"
        }
        65_004 => "consent was declined",
        65_001 | 90_094 | 90_093 => "nobody has consented: grant admin consent to the app's permissions",
        _ => "look the number up at https://login.microsoftonline.com/error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_to_do_and_repeat_nothing_of_the_answer() {
        let body = br#"{"error":"invalid_client","error_description":"AADSTS7000215: hush\r\nTrace ID: x","error_codes":[7000215]}"#;
        let text = refused(401, body).to_string();
        assert!(text.contains("AADSTS7000215") && text.contains("secret is wrong") && !text.contains("hush"), "{text}");
        assert!(refused(502, b"<html>").to_string().contains("502"));
        assert!(is_passing(br#"{"error":"x","error_codes":[90033]}"#));
    }
}
