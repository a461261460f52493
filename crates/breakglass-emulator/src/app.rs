//! Everything that one running emulator knows: the tenant, the clock, the app registration, what is counted and limited.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::json;

use crate::clock::Clock;
use crate::counts::Counts;
use crate::faults::{Faults, PathPattern};
use crate::graph::{Requirements, Types};
use crate::login::{self, Certificate, Grants};
use crate::options::{LARGEST_PAGE, MOST_USERS};
use crate::pace::Pace;
use crate::state::{Store, Tenant, guid, object};
use crate::{EmulatorError, Options, TenantSource, scenarios, state};

/// What the app registration may do unless told otherwise: what an assessment needs, and no more.
pub(crate) const PERMISSIONS: [&str; 16] = [
    "AccessReview.Read.All",
    "AdministrativeUnit.Read.All",
    "Application.Read.All",
    "AuditLog.Read.All",
    "Directory.Read.All",
    "Domain.Read.All",
    "GroupMember.Read.All",
    "IdentityRiskyUser.Read.All",
    "LicenseAssignment.Read.All",
    "LifecycleWorkflows-Workflow.ReadBasic.All",
    "Organization.Read.All",
    "Policy.Read.All",
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    "RoleManagement.Read.Directory",
    "User.Read.All",
    "UserAuthenticationMethod.Read.All",
];

/// One running emulator.
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) page_size: usize,
    pub(crate) rate: Option<f64>,
    pub(crate) forbidden: Vec<PathPattern>,
    /// What this cloud does not have.
    pub(crate) lacking: Vec<PathPattern>,
    pub(crate) faults: Faults,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) certificate: Option<Certificate>,
    /// The application permissions that are granted.
    pub(crate) permissions: BTreeSet<String>,
    /// Scopes that people consented to earlier and that come along in their tokens.
    pub(crate) consents: Vec<String>,
    /// Whether the app registration allows public client flows.
    pub(crate) public_client: bool,
    /// Seconds between two polls with a device code.
    pub(crate) device_code_interval: u32,
    pub(crate) grants: Grants,
    pub(crate) signing_key: EcdsaKeyPair,
    /// Which permissions a path needs.
    pub(crate) requirements: Requirements,
    /// The published types of bodies.
    pub(crate) types: Types,
    pub(crate) counts: Counts,
    pub(crate) pace: Pace,
    clock: Mutex<Clock>,
}

impl App {
    /// Builds the tenant and the app registration.
    pub(crate) fn new(options: &Options) -> Result<Self, EmulatorError> {
        check(options)?;
        let mut tenant = match &options.tenant {
            TenantSource::Scenario(scenario) => scenarios::build(*scenario, options.users),
            TenantSource::Snapshot(snapshot) => state::load(snapshot).map_err(EmulatorError::Snapshot)?,
        };
        tenant.fill_bins();
        if options.unlicensed {
            tenant.premium = false;
        }
        let mut permissions: BTreeSet<String> = PERMISSIONS.into_iter().map(str::to_owned).collect();
        permissions.retain(|name| !options.without_permissions.contains(name));
        permissions.extend(options.extra_permissions.iter().cloned());
        let requirements = Requirements::published();
        if options.grant_all {
            permissions.extend(requirements.names());
        }
        let client_id = guid::derived(&format!("{}/assessment application", tenant.id));
        tenant.others.put_if_absent(object(json!({
            "@odata.type": "#microsoft.graph.servicePrincipal", "id": login::principal(&client_id), "deletedDateTime": null, "appId": client_id,
            "accountEnabled": true, "displayName": login::APP_NAME, "servicePrincipalType": "Application",
        })));
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(|_| EmulatorError::Random)?;
        Ok(Self {
            client_id,
            client_secret: BASE64_URL_SAFE_NO_PAD.encode(random_bytes::<24>()?),
            certificate: options.client_certificate_pem.as_deref().map(Certificate::register).transpose()?,
            page_size: options.page_size,
            rate: options.conditional_access_per_second,
            forbidden: options.forbid.iter().map(|path| PathPattern::new(path)).collect(),
            lacking: options.without_paths.iter().map(|path| PathPattern::new(path)).collect(),
            faults: Faults::default(),
            permissions,
            consents: options.consented_scopes.clone(),
            public_client: options.public_client,
            device_code_interval: options.device_code_interval_secs,
            grants: Grants::default(),
            signing_key: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random)
                .map_err(|_| EmulatorError::Random)?,
            requirements,
            types: Types::published(),
            counts: Counts::default(),
            pace: Pace::per_second(options.conditional_access_per_second),
            clock: Mutex::new(Clock::machine()),
            store: Store::new(tenant, SignedDuration::from_millis(i64::from(options.replication_delay_ms))),
        })
    }

    /// The tenant as it is, whoever has seen it yet.
    pub(crate) fn tenant(&self) -> Arc<Tenant> {
        self.store.newest()
    }

    /// What time it is here.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.lock().map_or(Timestamp::UNIX_EPOCH, |clock| clock.now())
    }

    /// Looks at or moves the clock.
    pub(crate) fn with_clock<T>(&self, act: impl FnOnce(&mut Clock) -> T) -> Option<T> {
        self.clock.lock().ok().map(|mut clock| act(&mut clock))
    }

    /// Whether this cloud does not have a path: `{id}` stands for any segment.
    pub(crate) fn lacks(&self, segments: &[String]) -> bool {
        self.lacking.iter().any(|pattern| pattern.fits(segments))
    }

    /// Whether a path was forbidden when the emulator was started: `{id}` stands for any segment.
    pub(crate) fn forbids(&self, segments: &[String]) -> bool {
        self.forbidden.iter().any(|pattern| pattern.fits(segments))
    }
}

/// Random bytes of the system.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], EmulatorError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| EmulatorError::Random)?;
    Ok(bytes)
}

/// A GUID that nobody has seen; all zeros where the system gives no random numbers.
pub(crate) fn random_guid() -> String {
    guid::format(u128::from_be_bytes(random_bytes::<16>().unwrap_or_default()))
}

fn check(options: &Options) -> Result<(), EmulatorError> {
    for address in std::iter::once(options.listen).chain(options.tls_listen) {
        if !address.ip().is_loopback() {
            return Err(EmulatorError::NotLoopback(address));
        }
    }
    if options.users > MOST_USERS {
        return Err(EmulatorError::Option(format!("at most {MOST_USERS} users can be asked for")));
    }
    if !(1..=LARGEST_PAGE).contains(&options.page_size) {
        return Err(EmulatorError::Option(format!("a page holds 1 to {LARGEST_PAGE} objects")));
    }
    Ok(())
}
