//! Signing in: as an app, by the machine's own identity, or as a person; and again, when a token ends.

mod azure_cli;
mod browser;
mod device;

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::pace::Paces;
use super::token::{self, Holder, Token};
use super::{Credential, Limits, Person, Secret, SessionError, Target, TokenError, Way, aadsts, http, managed, odata, patience};
use crate::live::Clock;
use crate::permissions;
use crate::wire::node::Node;

/// Fields of a form; each may be a secret.
type Form = Vec<(&'static str, Secret)>;

/// Who signs in where.
pub(super) struct SignIn<'a> {
    pub(super) http: &'a reqwest::Client,
    pub(super) target: &'a Target,
    /// The tenant's id, as far as it is known.
    pub(super) tenant: &'a str,
    pub(super) limits: &'a Limits,
    pub(super) clock: &'a dyn Clock,
}

impl SignIn<'_> {
    /// The first token.
    pub(super) async fn first(&self) -> Result<Token, SessionError> {
        let token = match &self.target.credential {
            Credential::Person(Person { way: Way::DeviceCode, prompt }) => device::sign_in(self, prompt.as_ref()).await?,
            Credential::Person(Person { way: Way::Browser { login_hint }, prompt }) => {
                browser::sign_in(self, login_hint.as_deref(), prompt.as_ref()).await?
            }
            Credential::Person(Person { way: Way::AzureCli, .. }) => azure_cli::sign_in(self).await?,
            Credential::ManagedIdentity => self.managed().await?,
            Credential::Secret(_) | Credential::Certificate { .. } | Credential::Federated(_) => self.app().await?,
        };
        let token = self.of_this_tenant(token)?;
        if let Credential::Person(person) = &self.target.credential {
            let excess = token.compared().map(|rights| rights.excess()).unwrap_or_default();
            if !excess.is_empty() && !self.target.strict_rights {
                person.prompt.in_excess(&excess);
            }
        }
        self.strictly(token)
    }

    /// Where it is asked for, refuses a token that may do more than reading takes.
    fn strictly(&self, token: Token) -> Result<Token, SessionError> {
        if !self.target.strict_rights {
            return Ok(token);
        }
        let excess = token.compared().ok_or(TokenError::Opaque)?.excess();
        if excess.is_empty() { Ok(token) } else { Err(TokenError::MoreThanNeeded(excess).into()) }
    }

    /// A token in place of one that ended; a person is not asked again.
    pub(super) async fn again(&self, ended: &Token) -> Result<Token, SessionError> {
        if !matches!(self.target.credential, Credential::Person(Person { way: Way::DeviceCode | Way::Browser { .. }, .. })) {
            return self.first().await;
        }
        let renewal = ended.renewal().ok_or(TokenError::Ended)?;
        let form = vec![
            ("grant_type", plain("refresh_token")),
            ("client_id", plain(&self.target.client_id)),
            ("refresh_token", renewal.clone()),
            ("scope", plain(&self.scope())),
        ];
        let mut token = self.granted(|| Ok(form.clone()), Holder::Person).await?;
        token.keep_renewal(renewal);
        self.strictly(self.of_this_tenant(token)?)
    }

    /// An app proves itself; what proves it is made anew for each try, since it is good for minutes.
    async fn app(&self) -> Result<Token, SessionError> {
        let endpoint = token::endpoint(self.target, self.tenant);
        self.granted(|| Ok(token::form(self.target, &endpoint, self.clock.now())?), Holder::App).await
    }

    /// The machine's metadata service is asked.
    async fn managed(&self) -> Result<Token, SessionError> {
        let (endpoint, metadata) = (managed::endpoint(self.target), http::metadata_client()?);
        let is_passing = |status, body: &[u8]| patience::is_passing(status) || aadsts::is_passing(body) || managed::is_passing(status);
        let request = || Ok(metadata.get(&endpoint).header(managed::HEADER.0, managed::HEADER.1));
        let answer = patiently(self.limits, self.clock, is_passing, request).await;
        let (status, body) = answer.map_err(|error| match error {
            SessionError::Broken(why) => managed::unreachable(why).into(),
            other => other,
        })?;
        if status != 200 {
            return Err(managed::refused(status, &body).into());
        }
        self.read(status, &body, Holder::App)
    }

    /// Posts a form to the token endpoint until it is answered, within the patience for one request.
    async fn granted(&self, form: impl Fn() -> Result<Form, SessionError>, holder: Holder) -> Result<Token, SessionError> {
        let (status, body) = self.posted(&token::endpoint(self.target, self.tenant), form).await?;
        self.read(status, &body, holder)
    }

    async fn posted(
        &self,
        endpoint: &str,
        form: impl Fn() -> Result<Form, SessionError>,
    ) -> Result<(u16, Zeroizing<Vec<u8>>), SessionError> {
        let is_passing = |status, body: &[u8]| patience::is_passing(status) || aadsts::is_passing(body);
        patiently(self.limits, self.clock, is_passing, || Ok(self.post(endpoint, &form()?))).await
    }

    fn post(&self, endpoint: &str, form: &Form) -> reqwest::RequestBuilder {
        let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.expose())).collect();
        self.http.post(endpoint).form(&fields)
    }

    fn read(&self, status: u16, body: &[u8], holder: Holder) -> Result<Token, SessionError> {
        if status != 200 {
            return Err(aadsts::refused(status, body).into());
        }
        Ok(Token::read(body, self.clock.now(), holder)?)
    }

    /// A tenant that is known only by a domain cannot be compared; a managed identity never asked for one.
    fn of_this_tenant(&self, token: Token) -> Result<Token, SessionError> {
        let is_managed = matches!(self.target.credential, Credential::ManagedIdentity);
        let is_comparable = is_managed || breakglass_model::ObjectId::from(self.tenant).is_guid();
        if is_comparable && !token.is_of(self.tenant) { Err(TokenError::OtherTenant.into()) } else { Ok(token) }
    }

    /// What a person is asked for: reading, and that the token can be renewed.
    fn scope(&self) -> String {
        let resource = self.target.endpoints.resource();
        let mut scopes: Vec<String> = permissions::needed().into_iter().map(|name| format!("{resource}/{name}")).collect();
        scopes.push("offline_access".to_owned());
        scopes.join(" ")
    }
}

fn plain(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// What the discovery document told.
pub(super) struct Discovery {
    pub(super) tenant: Option<String>,
    pub(super) paces: Paces,
}

/// Asked only where it tells something: the id of a tenant that was named by domain, the speed that a stand-in wants.
pub(super) async fn discover(
    http: &reqwest::Client,
    target: &Target,
    limits: &Limits,
    clock: &dyn Clock,
) -> Result<Discovery, SessionError> {
    let is_id = breakglass_model::ObjectId::from(target.tenant.as_str()).is_guid();
    if is_id && !target.endpoints.is_custom {
        return Ok(Discovery { tenant: None, paces: Paces::documented() });
    }
    let url = format!("{}{}/v2.0/.well-known/openid-configuration", target.endpoints.login, odata::segment(&target.tenant));
    let (status, body) = patiently(limits, clock, |status, _| patience::is_passing(status), || Ok(http.get(&url))).await?;
    if status != 200 {
        return Err(aadsts::refused(status, &body).into());
    }
    let document = crate::wire::json::parse(&body).map_err(|error| SessionError::NotJson(error.to_string()))?;
    let node = Node::of(&document);
    let issuer = node.and_then(|node| node.text("issuer")).unwrap_or_default();
    let tenant = issuer.split('/').find(|part| breakglass_model::ObjectId::from(*part).is_guid()).map(str::to_owned);
    let told = node.and_then(|node| node.member("breakglass_conditional_access_per_second"));
    let paces = match (target.endpoints.is_custom, told) {
        (true, Some(rate)) if rate.is_null() => Paces::unlimited(),
        (true, Some(rate)) => Paces::with_conditional_access(rate.as_f64()),
        _ => Paces::documented(),
    };
    Ok(Discovery { tenant, paces })
}

/// Asks again while an answer passes by itself, within the patience for one request, all pauses together.
async fn patiently(
    limits: &Limits,
    clock: &dyn Clock,
    is_passing: impl Fn(u16, &[u8]) -> bool,
    request: impl Fn() -> Result<reqwest::RequestBuilder, SessionError>,
) -> Result<(u16, Zeroizing<Vec<u8>>), SessionError> {
    let (mut waited, mut attempt) = (Duration::ZERO, 0);
    loop {
        let (status, body, asked) = once(request()?, limits, clock).await?;
        let pause = patience::pause(attempt, asked, chance());
        if status == 200 || !is_passing(status, &body) || attempt >= limits.retries || waited + pause > limits.patience {
            return Ok((status, body));
        }
        tokio::time::sleep(pause).await;
        waited += pause;
        attempt += 1;
    }
}

/// Asks once: status, body, and the pause that was asked for. The body may hold a token: it is wiped.
async fn once(
    request: reqwest::RequestBuilder,
    limits: &Limits,
    clock: &dyn Clock,
) -> Result<(u16, Zeroizing<Vec<u8>>, Option<Duration>), SessionError> {
    let response = request.send().await.map_err(|error| SessionError::Broken(http::why(&error)))?;
    let (status, asked) = (response.status().as_u16(), asked_pause(response.headers(), clock));
    let body = Zeroizing::new(http::bounded(response, limits.body_bytes).await?);
    Ok((status, body, asked))
}

pub(super) fn asked_pause(headers: &HeaderMap, clock: &dyn Clock) -> Option<Duration> {
    patience::retry_after(headers.get(RETRY_AFTER)?.to_str().ok()?, clock.now())
}

/// Uniform in `0..1`; the middle where the system has no random numbers.
pub(super) fn chance() -> f64 {
    let mut bytes = [0; 4];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.5,
    }
}
