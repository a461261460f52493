//! Who asks a tenant, where, and how they prove it: the declared identity, or a person who signs in.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use breakglass_graph::client::{COMMAND_LINE_TOOLS, Credential, Endpoints, Person, Prompt, Target, Way};
use miette::{IntoDiagnostic, WrapErr};

use crate::credentials;
use crate::declaration::{Auth, Declaration, IdentitySection};
use crate::output::say_error;
use crate::source::{EndpointArgs, Usage, usage};

/// How a person signs in, in place of the declared identity.
#[derive(Debug, Default, clap::Args)]
pub struct AuthArgs {
    /// Sign in as a person, whatever the declaration's identity says; its client-id stays, else Microsoft Graph Command Line Tools
    #[arg(long, value_name = "WAY", requires = "tenant", value_enum)]
    pub auth: Option<Auth>,
    /// Whom the sign-in page proposes, with the browser
    #[arg(long, value_name = "UPN", requires = "tenant")]
    pub login_hint: Option<String>,
    /// Refuse a token that may do more than reading takes, a person's as well
    #[arg(long, requires = "tenant")]
    pub strict_rights: bool,
}

/// Tells whoever sits at the terminal what to do; on standard error, so that results stay clean.
#[derive(Debug)]
struct Terminal {
    /// Whom the person signs in to, in words.
    client: String,
    is_quiet: bool,
}

impl Prompt for Terminal {
    fn enter(&self, code: &str, address: &str, minutes: u64) {
        say_error(&format!(
            "To sign in to {}, open {address} on any device and enter the code {code} within {minutes} minutes.\n\
             Enter it only if you have started this yourself: whoever gave you a code reads with your rights.",
            self.client
        ));
    }

    fn open(&self, address: &str, minutes: u64) {
        say_error(&format!(
            "To sign in to {}, open this address in a browser of this machine within {minutes} minutes:\n{address}",
            self.client
        ));
        // Nobody sits at a pipe. Whoever does sees the address as well, whatever becomes of the browser.
        if std::io::stderr().is_terminal() {
            let _ = open::that_detached(address);
        }
    }

    fn in_excess(&self, permissions: &[String]) {
        if !self.is_quiet {
            say_error(&format!(
                "This sign-in may do more than reading takes, which is not used (--strict-rights refuses it): {}",
                permissions.join(", ")
            ));
        }
    }
}

/// Whom to ask, as whom, and where.
///
/// # Errors
/// No identity is declared, its credential cannot be read, the endpoint is not accepted.
pub fn target(declaration: &Declaration, endpoint: &EndpointArgs, is_quiet: bool) -> miette::Result<Target> {
    let (client_id, credential) = who(declaration, &endpoint.sign_in, is_quiet)?;
    let cloud = declaration.tenant.cloud;
    let endpoints = match (&endpoint.endpoint, &endpoint.unsafe_endpoint) {
        (Some(url), _) => Endpoints::custom(cloud, url, false).map_err(usage)?,
        (_, Some(url)) => Endpoints::custom(cloud, url, true).map_err(usage)?,
        (None, None) => Endpoints::of(cloud),
    };
    let trusted_ca_pem = match &endpoint.trust_ca {
        Some(path) => Some(std::fs::read_to_string(path).into_diagnostic().wrap_err_with(|| format!("cannot read `{}`", path.display()))?),
        None => None,
    };
    Ok(Target {
        tenant: declaration.tenant.id.clone(),
        client_id,
        credential,
        endpoints,
        trusted_ca_pem,
        strict_rights: endpoint.sign_in.strict_rights,
    })
}

/// The client id and what proves it.
fn who(declaration: &Declaration, args: &AuthArgs, is_quiet: bool) -> miette::Result<(String, Credential)> {
    let identity = declaration.identity.as_ref();
    let own = identity.map(|it| it.client_id.clone()).unwrap_or_default();
    if let Some(auth) = args.auth {
        return Ok(person(&own, auth, args, is_quiet));
    }
    let Some(identity) = identity else {
        return Err(Usage::new(
            "the declaration names no identity",
            "Add [identity] with client-id and secret, certificate and key, or federated-token; with managed-identity = true; or with \
             sign-in = \"browser\". Or sign in yourself: --auth browser.",
        )
        .into());
    };
    match identity.sign_in {
        Some(auth) if identity.names_nothing_else() => Ok(person(&own, auth, args, is_quiet)),
        _ => Ok((own, credential(identity, &declaration.folder)?)),
    }
}

fn person(own: &str, auth: Auth, args: &AuthArgs, is_quiet: bool) -> (String, Credential) {
    let (client_id, client) = match own.is_empty() {
        true => (COMMAND_LINE_TOOLS.to_owned(), "Microsoft Graph Command Line Tools".to_owned()),
        false => (own.to_owned(), format!("the app {}", breakglass_model::visible(own))),
    };
    let way = match auth {
        Auth::DeviceCode => Way::DeviceCode,
        Auth::Browser => Way::Browser { login_hint: args.login_hint.clone() },
        Auth::AzureCli => Way::AzureCli,
    };
    (client_id, Credential::Person(Person { way, prompt: Arc::new(Terminal { client, is_quiet }) }))
}

fn credential(identity: &IdentitySection, folder: &Path) -> miette::Result<Credential> {
    let IdentitySection { client_id, secret, certificate, key, federated_token, managed_identity, sign_in } = identity;
    if client_id.is_empty() && !managed_identity {
        return Err(Usage::new("[identity] needs `client-id`", "It is the app registration's Application (client) ID.").into());
    }
    match (secret, certificate, key, federated_token, managed_identity, sign_in) {
        (Some(secret), None, None, None, false, None) => Ok(Credential::Secret(credentials::read(secret, folder).map_err(usage)?)),
        (None, Some(certificate), Some(key), None, false, None) => Ok(Credential::Certificate {
            certificate_pem: credentials::read_public(certificate, folder).map_err(usage)?,
            key_pem: credentials::read(key, folder).map_err(usage)?,
        }),
        (None, None, None, Some(token), false, None) => {
            let path = token.strip_prefix("file:").ok_or_else(|| Usage::new("`federated-token` is a file", "Write `file:PATH`."))?;
            Ok(Credential::Federated(folder.join(path)))
        }
        (None, None, None, None, true, None) => Ok(Credential::ManagedIdentity),
        _ => Err(Usage::new(
            "[identity] needs exactly one of `secret`, `certificate` with `key`, `federated-token`, `managed-identity`, `sign-in`",
            "Write for example secret = \"file:client-secret\"; the file must be your own, mode 600.",
        )
        .into()),
    }
}
