//! Tokens: what they may do, whose they are, until when; and the form with which an app asks for one.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow> (read 2026-11-22).

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;
use thiserror::Error;

use super::{Credential, Secret, Target, assertion, odata};
use crate::permissions::{self, Rights, Scheme};
use crate::wire::node::Node;

/// What OpenID Connect adds to the scopes of a person's token: who signed in, and that it can be renewed.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc> (read 2026-11-25).
const OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];
/// Microsoft Graph's application id, which may stand for its address.
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
/// Longest federated token, in bytes.
const LONGEST_ASSERTION: u64 = 64 * 1024;

/// An access token.
pub(crate) struct Token {
    secret: Secret,
    expires: Timestamp,
    /// What renews it without the person.
    renewal: Option<Secret>,
    /// What the answer said that it may do, where the token itself cannot be looked into.
    scope: Option<String>,
}

/// Whose token is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    /// An application's: it may not be able to write.
    App,
    /// A person's: what it may do besides reading is said, since others decide what people consented to.
    Person,
}

/// Why there is no token, or none that is used.
#[derive(Debug, Error)]
pub enum TokenError {
    /// The certificate or its key is unusable.
    #[error("cannot sign in with the certificate: {0}")]
    Certificate(&'static str),
    /// The file with the token of another identity provider cannot be read.
    #[error("cannot read the federated token `{path}`: {cause}")]
    Federated {
        /// The file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The token belongs elsewhere. A managed identity's tenant is the machine's, whatever the declaration says.
    #[error(
        "the token is of another tenant than the declaration: check the tenant's id; a managed identity is always of its machine's tenant"
    )]
    OtherTenant,
    /// The endpoint refused.
    #[error("sign-in was refused: {code}: {hint}")]
    Refused {
        /// AADSTS number, or the protocol's word.
        code: String,
        /// What to do.
        hint: &'static str,
    },
    /// The endpoint answered something else.
    #[error("sign-in failed: {0}")]
    Unexpected(String),
    /// The person said no.
    #[error("the sign-in was declined")]
    Declined,
    /// The person said nothing.
    #[error("nobody signed in within {0} minute(s): start again")]
    NotInTime(u64),
    /// Whatever came to our address is not what we asked for.
    #[error("what came back from the browser is not the answer to this sign-in: start again, and open nothing but the address shown")]
    Foreign,
    /// The machine's identity gives none.
    #[error("the managed identity gives no token: {0}")]
    ManagedIdentity(String),
    /// The Azure CLI gives none that is used.
    #[error("the Azure CLI cannot be used: {0}")]
    AzureCli(String),
    /// Under strict rights.
    #[error("the token may do more than reading takes, and strict rights are asked for: {}", .0.join(", "))]
    MoreThanNeeded(Vec<String>),
    /// Under strict rights.
    #[error("the token cannot be looked into, and strict rights are asked for")]
    Opaque,
    /// The person's token ended, and nothing was granted that renews it.
    #[error("the person's sign-in has ended: sign in again")]
    Ended,
    /// The token may write.
    #[error("the token may write, and reading is all that is wanted: remove {} from the app registration and consent again", .0.join(", "))]
    MayWrite(Vec<String>),
    /// The app holds roles of the directory that are more than reading.
    #[error("the app holds roles of the directory besides its permissions, and they may write: take away the role(s) with the template id {}", .0.join(", "))]
    MayAdminister(Vec<String>),
}

/// Roles that only read, and what every application has: all that may stand in the claim `wids` of a token that only reads.
///
/// Source: templates by <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference> (read 2026-11-22);
/// that tokens of applications carry their directory roles, and the first id always:
/// <https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/1782> (read 2026-11-25).
const READING_ROLES: [&str; 7] = [
    "0997a1d0-0d1d-4acb-b408-d5ca73121e90", // every application
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451", // Global Reader
    "5d6b6bb7-de71-4623-b4af-96380a352509", // Security Reader
    "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", // Directory Readers
    "4a5d8f65-41da-4de4-8968-e035b65339cf", // Reports Reader
    "75934031-6c7e-415a-99d7-48dbd49e875e", // Usage Summary Reports Reader
    "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", // Message Center Reader
];

impl Token {
    /// The header's text.
    pub(crate) fn expose(&self) -> &str {
        self.secret.expose()
    }

    /// Whether it is still good for a request or two.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        self.expires.as_second() - now.as_second() > 120
    }

    /// What renews it.
    pub(crate) fn renewal(&self) -> Option<&Secret> {
        self.renewal.as_ref()
    }

    /// Keeps what renewed it where nothing newer came.
    pub(crate) fn keep_renewal(&mut self, renewal: &Secret) {
        self.renewal.get_or_insert_with(|| renewal.clone());
    }

    /// The permissions of the application, or the scopes that people granted; none where it cannot be looked into.
    pub(crate) fn rights(&self) -> Option<BTreeSet<String>> {
        let claims = claims(self.secret.expose());
        let scopes = claims.get("scp").and_then(Value::as_str).or(self.scope.as_deref());
        if !claims.is_object() && scopes.is_none() {
            return None;
        }
        // A scope may stand behind its resource's address.
        let scopes = scopes.into_iter().flat_map(str::split_whitespace).filter_map(|scope| scope.rsplit('/').next());
        let scopes = scopes.filter(|scope| !OPENID.contains(scope)).map(str::to_owned);
        Some(roles(self.secret.expose()).into_iter().chain(scopes).collect())
    }

    /// What it may do, against what reading takes; none where it cannot be looked into.
    pub(crate) fn compared(&self) -> Option<Rights> {
        Some(permissions::compare(&self.rights()?, self.scheme()))
    }

    /// Whose permissions it holds: only people have scopes.
    pub(crate) fn scheme(&self) -> Scheme {
        let is_person = self.scope.is_some() || claims(self.secret.expose()).get("scp").is_some();
        if is_person { Scheme::Delegated } else { Scheme::Application }
    }

    /// The application that it was issued to, as far as it can be looked into.
    pub(crate) fn client(&self) -> Option<String> {
        claims(self.secret.expose()).get("appid").and_then(Value::as_str).map(str::to_owned)
    }

    /// The directory roles behind it, as far as it can be looked into.
    pub(crate) fn directory_roles(&self) -> Vec<String> {
        listed(self.secret.expose(), "wids")
    }

    /// Whether it is for a Graph, by its address or its application id; where it cannot be looked into, Graph will tell.
    pub(crate) fn is_for(&self, resource: &str) -> bool {
        let claims = claims(self.secret.expose());
        let audience = claims.get("aud").and_then(Value::as_str);
        audience.is_none_or(|aud| aud.trim_end_matches('/').eq_ignore_ascii_case(resource) || aud.eq_ignore_ascii_case(GRAPH))
    }

    /// A token that another program got. It may be an application's as well, and is then held to what an application may.
    pub(crate) fn handed_over(secret: Secret, lifetime: Option<i64>, now: Timestamp) -> Result<Self, TokenError> {
        let ends = claims(secret.expose()).get("exp").and_then(Value::as_i64);
        let lifetime = lifetime.or(ends.map(|ends| ends - now.as_second())).unwrap_or(300);
        let token = Self { secret, expires: after(now, lifetime), renewal: None, scope: None };
        if token.scheme() == Scheme::Application {
            token.only_reads()?;
        }
        Ok(token)
    }

    /// The rights that are more than reading.
    fn writing(&self) -> Vec<String> {
        let rights = self.rights().unwrap_or_default();
        rights.iter().filter(|right| !is_reading(right)).map(|right| breakglass_model::visible(right)).collect()
    }

    /// Whether it is for a tenant; where it cannot be looked into, Graph will tell.
    pub(crate) fn is_of(&self, tenant: &str) -> bool {
        let issued_for = claims(self.secret.expose());
        issued_for.get("tid").and_then(Value::as_str).is_none_or(|tid| tid.eq_ignore_ascii_case(tenant))
    }

    /// Reads the endpoint's success; refuses an application's token that may write.
    pub(crate) fn read(body: &[u8], now: Timestamp, holder: Holder) -> Result<Self, TokenError> {
        let mut body: Value = serde_json::from_slice(body).map_err(|_| TokenError::Unexpected("the answer is no JSON".to_owned()))?;
        // Taken out, not copied: no second copy is left behind unwiped.
        let mut taken = |name: &str| match body.as_object_mut().and_then(|body| body.remove(name)) {
            Some(Value::String(text)) => Some(Secret::new(text)),
            _ => None,
        };
        let secret = taken("access_token").ok_or_else(|| TokenError::Unexpected("the answer holds no token".to_owned()))?;
        let renewal = taken("refresh_token").filter(|token| holder == Holder::Person && !token.expose().is_empty());
        let node = Node::of(&body);
        // The metadata service writes the number as text.
        let written = node.and_then(|node| node.text("expires_in")).and_then(|text| text.parse().ok());
        let lifetime = node.and_then(|node| node.number("expires_in")).or(written).unwrap_or(300);
        let scope = node.and_then(|node| node.text("scope")).map(str::to_owned);
        let token = Self { secret, expires: after(now, lifetime), renewal, scope };
        if holder == Holder::App {
            token.only_reads()?;
        }
        Ok(token)
    }

    /// Refuses an application that may write, by its permissions or by its directory roles.
    fn only_reads(&self) -> Result<(), TokenError> {
        let may_write = self.writing();
        if !may_write.is_empty() {
            return Err(TokenError::MayWrite(may_write));
        }
        let roles = self.directory_roles().into_iter();
        let administers: Vec<String> = roles.filter(|role| !is_reading_role(role)).map(|role| breakglass_model::visible(&role)).collect();
        if administers.is_empty() { Ok(()) } else { Err(TokenError::MayAdminister(administers)) }
    }
}

/// So many seconds from now, a day at most.
fn after(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(now.as_second() + seconds.clamp(0, 86_400)).unwrap_or(now)
}

/// The form that asks for a token.
pub(crate) fn form(target: &Target, endpoint: &str, now: Timestamp) -> Result<Vec<(&'static str, Secret)>, TokenError> {
    let plain = |text: &str| Secret::new(text.to_owned());
    let mut form = vec![
        ("grant_type", plain("client_credentials")),
        ("client_id", plain(&target.client_id)),
        ("scope", plain(&target.endpoints.scope)),
    ];
    match &target.credential {
        Credential::Secret(secret) => form.push(("client_secret", secret.clone())),
        Credential::Certificate { certificate_pem, key_pem } => {
            form.push(("client_assertion_type", plain("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")));
            form.push(("client_assertion", assertion::sign(certificate_pem, key_pem, &target.client_id, endpoint, now)?));
        }
        Credential::Federated(path) => {
            form.push(("client_assertion_type", plain("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")));
            form.push(("client_assertion", federated(path)?));
        }
        // They prove nothing by themselves: the machine's own metadata service is asked, or a person.
        Credential::ManagedIdentity | Credential::Person(_) => {}
    }
    Ok(form)
}

/// The token that another identity provider left in a file.
fn federated(path: &Path) -> Result<Secret, TokenError> {
    let unreadable = |cause| TokenError::Federated { path: path.display().to_string(), cause };
    let mut text = zeroize::Zeroizing::new(String::new());
    std::fs::File::open(path).map_err(unreadable)?.take(LONGEST_ASSERTION + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > LONGEST_ASSERTION {
        return Err(unreadable(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is longer than any token")));
    }
    Ok(Secret::new(text.trim().to_owned()))
}

/// The address that tokens come from.
pub(crate) fn endpoint(target: &Target, tenant: &str) -> String {
    format!("{}{}/oauth2/v2.0/token", target.endpoints.login, odata::segment(tenant))
}

/// The application permissions in a token; empty where it cannot be looked into.
fn roles(token: &str) -> Vec<String> {
    listed(token, "roles")
}

/// The texts in a claim.
fn listed(token: &str, claim: &str) -> Vec<String> {
    let claims = claims(token);
    let values = claims.get(claim).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What a token says; nothing where it cannot be looked into.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok());
    payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Whether a permission can only read: its second part says so. Everything else counts as writing.
fn is_reading(permission: &str) -> bool {
    matches!(permission.split('.').nth(1), Some("Read" | "ReadBasic"))
}

/// Whether a directory role only reads.
fn is_reading_role(template: &str) -> bool {
    READING_ROLES.iter().any(|role| role.eq_ignore_ascii_case(template))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(roles: &[&str]) -> String {
        let claims = serde_json::json!({ "roles": roles }).to_string();
        let jwt = format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims));
        serde_json::json!({ "access_token": jwt, "expires_in": 3599 }).to_string()
    }

    #[test]
    fn reading_permissions_are_accepted_and_every_other_is_named() {
        let now = Timestamp::UNIX_EPOCH;
        let reading = ["Policy.Read.All", "UserAuthMethod-Passkey.Read.All", "User.ReadBasic.All", "RoleManagement.Read.Directory"];
        assert!(Token::read(token(&reading).as_bytes(), now, Holder::App).unwrap().is_fresh(now));
        for role in [
            "User.ReadWrite.All",
            "User.ReadUpdate.All",
            "Group.Create",
            "Mail.Send",
            "User.EnableDisableAccount.All",
            "Sites.Selected",
            "x",
        ] {
            let body = token(&["Policy.Read.All", role]);
            assert!(
                matches!(Token::read(body.as_bytes(), now, Holder::App), Err(TokenError::MayWrite(named)) if named == [role]),
                "{role}"
            );
        }
    }

    #[test]
    fn an_app_that_holds_a_directory_role_is_refused_unless_the_role_only_reads() {
        let read = |wids: &[&str]| {
            let claims = URL_SAFE_NO_PAD.encode(serde_json::json!({ "roles": ["Policy.Read.All"], "wids": wids }).to_string());
            let body = serde_json::json!({ "access_token": format!("e30.{claims}.x"), "expires_in": 3599 }).to_string();
            Token::read(body.as_bytes(), Timestamp::UNIX_EPOCH, Holder::App)
        };
        let (every, reader) = ("0997a1d0-0d1d-4acb-b408-d5ca73121e90", "F2EF992C-3AFB-46B9-B7CF-A126EE74C451");
        assert!(read(&[every, reader]).is_ok());
        let administrator = "62e90394-69f5-4237-9190-012177145e10";
        assert!(matches!(read(&[every, administrator]), Err(TokenError::MayAdminister(named)) if named == [administrator]));
    }

    #[test]
    fn a_token_of_another_tenant_is_known_and_a_lifetime_may_be_text() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"tid":"11111111-1111-4111-8111-111111111111"}"#);
        let body = serde_json::json!({ "access_token": format!("e30.{claims}.x"), "expires_in": "3599" }).to_string();
        let token = Token::read(body.as_bytes(), Timestamp::UNIX_EPOCH, Holder::App).unwrap();
        assert!(token.is_of("11111111-1111-4111-8111-111111111111") && !token.is_of("22222222-2222-4222-8222-222222222222"));
        assert!(token.is_fresh(Timestamp::from_second(3000).unwrap()));
    }

    #[test]
    fn a_person_s_token_may_hold_more_than_reading_and_can_be_renewed() {
        let claims = URL_SAFE_NO_PAD.encode(serde_json::json!({ "scp": "openid User.Read.All Group.ReadWrite.All" }).to_string());
        let body = serde_json::json!({ "access_token": format!("e30.{claims}.x"), "refresh_token": "r", "expires_in": 3599 }).to_string();
        let token = Token::read(body.as_bytes(), Timestamp::UNIX_EPOCH, Holder::Person).unwrap();
        assert_eq!(token.writing(), ["Group.ReadWrite.All"]);
        assert_eq!(token.rights().unwrap().len(), 2, "who signed in is no right");
        assert!(token.renewal().is_some());
        // The same as an application's: what writes is refused, whatever the claim is called.
        assert!(matches!(Token::read(body.as_bytes(), Timestamp::UNIX_EPOCH, Holder::App), Err(TokenError::MayWrite(_))));
        let opaque = br#"{"access_token":"x","scope":"https://graph.microsoft.com/User.Read.All profile"}"#;
        let token = Token::read(opaque, Timestamp::UNIX_EPOCH, Holder::Person).unwrap();
        assert_eq!(token.rights().unwrap().into_iter().collect::<Vec<_>>(), ["User.Read.All"]);
    }

    #[test]
    fn a_federated_token_is_read_anew_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let target = Target {
            tenant: "t".to_owned(),
            client_id: "c".to_owned(),
            credential: Credential::Federated(path.clone()),
            endpoints: crate::client::Endpoints::of(breakglass_model::Cloud::Global),
            trusted_ca_pem: None,
            strict_rights: false,
        };
        let asserted = || {
            let form = form(&target, "x", Timestamp::UNIX_EPOCH).unwrap();
            form.into_iter().find(|(name, _)| *name == "client_assertion").map(|(_, value)| value.expose().to_owned())
        };
        for token in ["one", "two"] {
            std::fs::write(&path, format!("{token}\n")).unwrap();
            assert_eq!(asserted().as_deref(), Some(token));
        }
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(form(&target, "x", Timestamp::UNIX_EPOCH), Err(TokenError::Federated { .. })));
    }
}
