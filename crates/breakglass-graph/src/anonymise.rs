//! Strips a snapshot of everything that a tenant chose, so that it can be handed to somebody else: consistent pseudonyms, by a key.
//!
//! The rule is what is kept, not what is removed: words of Graph's own vocabulary, ids that are the same in every tenant, models of
//! keys, dates, numbers and truth values. Every other text becomes a pseudonym that only the key can make again; the same text gets the
//! same one, so that memberships and exclusions still fit together. Unknown fields are renamed as well.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::LazyLock;

use breakglass_model::tenant::IpRange;
use breakglass_model::{Body, Cloud, Collection, ObjectId, Read, ReadState, SNAPSHOT_SCHEMA, Skipped, Snapshot};
use jiff::Timestamp;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Map, Value};

use crate::client::{Endpoints, Secret};

/// Controls whose answer rests on what names say: they may answer differently of an anonymised snapshot.
pub const JUDGE_NAMES: [&str; 6] =
    ["acct-generic", "acct-name-neutral", "acct-stray-generic-ga", "ca-contingency", "ca-managed-pending", "group-lookalikes"];

static VOCABULARY: LazyLock<BTreeSet<&str>> = LazyLock::new(|| include_str!("../data/vocabulary.txt").lines().collect());
static CONSTANTS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| include_str!("../data/constants.txt").lines().collect());

/// Collections whose words tell where keys are and with what their keepers are reached: names of keys, telephones, devices, places.
const OF_KEEPERS: [Collection; 4] =
    [Collection::AuthenticationMethods, Collection::UserManagers, Collection::UserRegisteredDevices, Collection::AccountSignIns];
/// Fields of a user that tell the same.
const PERSONAL: [&str; 11] = [
    "businessPhones",
    "city",
    "department",
    "employeeId",
    "faxNumber",
    "givenName",
    "jobTitle",
    "mobilePhone",
    "officeLocation",
    "otherMails",
    "surname",
];
/// Fields whose ids are models of security keys.
const MODELS: [&str; 3] = ["aaguid", "aaguids", "allowedaaguids"];
/// Shortest key of an operator's own, in bytes.
const SHORTEST_KEY: usize = 32;
/// Namespaces of types inside `microsoft.graph`.
const NAMESPACES: [&str; 1] = ["identityGovernance"];
/// Error codes of Graph that a refused or failed read may keep.
///
/// Source: <https://learn.microsoft.com/en-us/graph/errors> (read 2026-11-22), and the codes that `wire/refusal.rs` tells apart.
const CODES: [&str; 23] = [
    "AadPremiumLicenseRequired",
    "AccessDenied",
    "Authentication_ExpiredToken",
    "Authentication_MissingOrMalformed",
    "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    "Authorization_IdentityNotFound",
    "Authorization_RequestDenied",
    "BadRequest",
    "Directory_ExpiredPageToken",
    "Forbidden",
    "InternalServerError",
    "InvalidAuthenticationToken",
    "NotFound",
    "Request_BadRequest",
    "Request_ResourceNotFound",
    "Request_UnsupportedQuery",
    "ResourceNotFound",
    "ServiceUnavailable",
    "TooManyRequests",
    "UnknownError",
    "generalException",
    "resourceNotFound",
    "unauthenticated",
];
/// Operators of filter rules.
const OPERATORS: [&str; 16] = [
    "-eq",
    "-ne",
    "-startswith",
    "-notstartswith",
    "-endswith",
    "-notendswith",
    "-contains",
    "-notcontains",
    "-in",
    "-notin",
    "-and",
    "-or",
    "-not",
    "and",
    "or",
    "not",
];

/// Makes pseudonyms.
#[derive(Clone)]
pub struct Anonymiser {
    key: hmac::Key,
    keeps_ids: bool,
}

impl Anonymiser {
    /// One key makes the same pseudonyms of every snapshot.
    pub fn new(key: &[u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key), keeps_ids: false }
    }

    /// A key that nobody keeps: the pseudonyms cannot be made again. None where the system gives no random numbers.
    pub fn random() -> Option<Self> {
        let mut key = [0; 32];
        SystemRandom::new().fill(&mut key).ok()?;
        Some(Self::new(&key))
    }

    /// A key of the operator's own. None where it is so short that whoever knows one name finds the key, and with it all others.
    pub fn with_secret(secret: &Secret) -> Option<Self> {
        let key = secret.expose().as_bytes();
        (key.len() >= SHORTEST_KEY).then(|| Self::new(key))
    }

    /// The snapshot without anything that the tenant chose.
    pub fn snapshot(&self, snapshot: &Snapshot) -> Snapshot {
        let is_known_place =
            snapshot.endpoint == "export" || Cloud::ALL.iter().any(|cloud| Endpoints::of(*cloud).shown() == snapshot.endpoint);
        Snapshot {
            schema: SNAPSHOT_SCHEMA.to_owned(),
            taken_at: snapshot.taken_at,
            cloud: snapshot.cloud,
            endpoint: if is_known_place { snapshot.endpoint.clone() } else { "anonymised".to_owned() },
            unsafe_endpoint: snapshot.unsafe_endpoint,
            tenant_id: snapshot.tenant_id.as_ref().map(|id| self.id(id)),
            reads: snapshot.reads.iter().map(|read| self.read(read)).collect(),
            skipped: snapshot.skipped.iter().map(|it| self.skipped(it)).collect(),
        }
    }

    /// Whether anything was read that tells where the keys are and who keeps them.
    pub fn has_keepers(snapshot: &Snapshot) -> bool {
        let tells = |read: &Read| OF_KEEPERS.contains(&read.collection) || read.collection == Collection::Users;
        snapshot.reads.iter().any(|read| tells(read) && !read.bodies.is_empty())
    }

    /// The snapshot with pseudonyms only for what tells where the keys are and who keeps them; every id stays.
    pub fn without_keepers(&self, snapshot: &Snapshot) -> Snapshot {
        let keeping = Self { keeps_ids: true, ..self.clone() };
        let mut told = snapshot.clone();
        for read in &mut told.reads {
            let is_whole = OF_KEEPERS.contains(&read.collection);
            for body in &mut read.bodies {
                if is_whole {
                    body.json = keeping.value("", &body.json);
                } else if read.collection == Collection::Users {
                    keeping.personal(&mut body.json);
                }
            }
        }
        told
    }

    fn personal(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.personal(item)),
            Value::Object(members) => {
                for (name, member) in members {
                    if PERSONAL.iter().any(|field| field.eq_ignore_ascii_case(name)) {
                        *member = self.value(name, member);
                    } else {
                        self.personal(member);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn read(&self, read: &Read) -> Read {
        let bodies = read
            .bodies
            .iter()
            .map(|body| Body { path: body.path.as_deref().map(|path| self.word("path", path)), json: self.value("", &body.json) });
        Read {
            collection: read.collection,
            of: read.of.as_ref().map(|id| self.id(id)),
            state: state(&read.state),
            at: read.at,
            since: read.since,
            bodies: bodies.collect(),
        }
    }

    fn skipped(&self, skipped: &Skipped) -> Skipped {
        Skipped { path: self.word("path", &skipped.path), reason: "not taken".to_owned(), collection: skipped.collection }
    }

    /// The pseudonym of an id.
    pub fn id(&self, id: &ObjectId) -> ObjectId {
        ObjectId::new(self.text("", id.raw()))
    }

    fn value(&self, key: &str, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(key, text)),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.value(key, item)).collect()),
            Value::Object(members) => {
                let renamed = members.iter().map(|(name, value)| (self.field(name), self.value(name, value)));
                Value::Object(renamed.collect::<Map<_, _>>())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// The name of a field: Graph's own, or a pseudonym.
    fn field(&self, name: &str) -> String {
        let known = |part: &str| part.is_empty() || VOCABULARY.contains(part);
        let annotated = ["odata.type", "odata.context", "odata.nextLink", "odata.id", "odata.count"];
        let is_ours = match name.split_once('@') {
            Some((base, annotation)) => known(base) && annotated.contains(&annotation),
            None => VOCABULARY.iter().any(|word| word.eq_ignore_ascii_case(name)),
        };
        if is_ours { name.to_owned() } else { self.word("field", name) }
    }

    fn text(&self, key: &str, text: &str) -> String {
        let key = key.to_ascii_lowercase();
        let id = ObjectId::new(text);
        if text.is_empty() || text.split(',').all(|part| VOCABULARY.contains(part.trim())) {
            return text.to_owned();
        }
        if id.is_guid() {
            let is_public = MODELS.contains(&key.as_str()) || CONSTANTS.contains(id.raw());
            return if is_public || self.keeps_ids { text.to_owned() } else { self.guid(id.raw()) };
        }
        if let Some(kind) = text.strip_prefix("#microsoft.graph.") {
            let is_known = kind.split('.').all(|part| VOCABULARY.contains(part) || NAMESPACES.contains(&part));
            return if is_known { text.to_owned() } else { self.word("#microsoft.graph.kind", text) };
        }
        if is_instant(text) || text == "/" {
            return text.to_owned();
        }
        if let Some(range) = IpRange::parse(text) {
            return self.range(&range, text.contains('/'));
        }
        if key == "rule" {
            return self.rule(text);
        }
        if let Some((local, domain)) = text.rsplit_once('@') {
            return format!("{}@{}", self.word("user", local), self.domain(domain));
        }
        if is_domain(text) {
            return self.domain(text);
        }
        if text.starts_with('/') || text.contains("://") {
            return self.path(text);
        }
        self.word("text", text)
    }

    fn hash(&self, text: &str) -> [u8; 16] {
        let tag = hmac::sign(&self.key, text.as_bytes());
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        bytes
    }

    /// A word that says nothing, the same for the same text.
    fn word(&self, kind: &str, text: &str) -> String {
        let digits: String = self.hash(text).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        format!("{kind}-{digits}")
    }

    fn guid(&self, id: &str) -> String {
        crate::client::guid(self.hash(id))
    }

    /// The initial domain keeps its ending: what it means is Graph's, not the tenant's.
    fn domain(&self, domain: &str) -> String {
        let lower = domain.to_ascii_lowercase();
        match lower.strip_suffix(".onmicrosoft.com") {
            Some(name) => format!("{}.onmicrosoft.com", self.word("tenant", name)),
            None => format!("{}.example", self.word("domain", &lower)),
        }
    }

    /// Another network of the same size. Networks that lie in each other still do: each bit is turned, or not, by the bits before it.
    fn range(&self, range: &IpRange, has_prefix: bool) -> String {
        let (bits, width) = match range.network {
            IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let mut other = 0_u128;
        for index in 0..u32::from(range.prefix).min(width) {
            let before = bits.checked_shr(128 - index).unwrap_or(0);
            let turn = u128::from(self.hash(&format!("network {width} {index} {before:x}"))[0] & 1);
            other |= (bits >> (127 - index) & 1 ^ turn) << (127 - index);
        }
        let address = match range.network {
            IpAddr::V4(_) => IpAddr::from(u32::try_from(other >> 96).unwrap_or_default().to_be_bytes()),
            IpAddr::V6(_) => IpAddr::from(other.to_be_bytes()),
        };
        if has_prefix { format!("{address}/{}", range.prefix) } else { address.to_string() }
    }

    /// A filter rule with its literals replaced; whatever is neither operator nor attribute goes.
    fn rule(&self, rule: &str) -> String {
        let mut out = String::new();
        for (index, part) in rule.split('"').enumerate() {
            if index % 2 == 1 {
                out.push_str(&format!("\"{}\"", self.word("text", part)));
                continue;
            }
            let mut token = String::new();
            for character in part.chars().chain(std::iter::once(' ')) {
                if character.is_whitespace() || "()[],".contains(character) {
                    out.push_str(&self.token(&token));
                    token.clear();
                    out.push(character);
                } else {
                    token.push(character);
                }
            }
            out.pop();
        }
        out
    }

    fn token(&self, token: &str) -> String {
        let lower = token.to_ascii_lowercase();
        let is_attribute = lower.strip_prefix("device.").is_some_and(|name| VOCABULARY.iter().any(|word| word.eq_ignore_ascii_case(name)));
        let is_known =
            token.is_empty() || OPERATORS.contains(&lower.as_str()) || is_attribute || ["null", "true", "false"].contains(&lower.as_str());
        if is_known { token.to_owned() } else { self.word("token", token) }
    }

    /// A Graph path or address: each part by itself.
    fn path(&self, path: &str) -> String {
        let mut out = String::new();
        let mut part = String::new();
        for character in path.chars().chain(std::iter::once('\n')) {
            if "/?&=$()':\n".contains(character) {
                let is_known = part.is_empty()
                    || VOCABULARY.contains(part.as_str())
                    || ["v1.0", "beta", "https", "graph.microsoft.com"].contains(&part.as_str());
                out.push_str(&if is_known {
                    part.clone()
                } else if ObjectId::new(part.as_str()).is_guid() {
                    self.guid(ObjectId::new(part.as_str()).raw())
                } else {
                    self.word("part", &part)
                });
                part.clear();
                out.push(character);
            } else {
                part.push(character);
            }
        }
        out.pop();
        out
    }
}

/// A state without words of the tenant: status and code stay, sentences go.
fn state(state: &ReadState) -> ReadState {
    let code = |reason: &str| match reason.split_once(' ') {
        Some((status, code)) if status.parse::<u16>().is_ok() && (CODES.contains(&code) || code == "without a code") => reason.to_owned(),
        _ => "anonymised".to_owned(),
    };
    match state {
        ReadState::Complete => ReadState::Complete,
        ReadState::Absent => ReadState::Absent,
        ReadState::Partial { reason } => ReadState::Partial { reason: code(reason) },
        ReadState::Denied { reason } => ReadState::Denied { reason: code(reason) },
        ReadState::Unlicensed { reason } => ReadState::Unlicensed { reason: code(reason) },
        // Clouds are Microsoft's.
        ReadState::Unavailable { reason } if is_cloud(reason) => ReadState::Unavailable { reason: reason.clone() },
        ReadState::Unavailable { .. } => ReadState::Unavailable { reason: "anonymised".to_owned() },
        ReadState::Failed { reason } => ReadState::Failed { reason: code(reason) },
    }
}

/// Whether a text is a cloud with a status and nothing besides.
fn is_cloud(text: &str) -> bool {
    let is_status = |status: &str| status.len() == 3 && status.chars().all(|it| it.is_ascii_digit());
    text.split_once(", status ").is_some_and(|(cloud, status)| Cloud::ALL.iter().any(|it| it.name() == cloud) && is_status(status))
}

/// Whether a text is an instant and nothing besides: RFC 9557 lets anything follow it in brackets.
fn is_instant(text: &str) -> bool {
    let is_part = |it: char| it.is_ascii_digit() || "-:.+TZ".contains(it);
    text.chars().all(is_part) && text.parse::<Timestamp>().is_ok()
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|it| it.is_ascii_alphanumeric() || it == '-');
    text.contains('.')
        && text.split('.').all(is_label)
        && text.rsplit('.').next().is_some_and(|last| last.len() >= 2 && last.chars().all(|it| it.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use breakglass_model::Collection;
    use serde_json::json;

    use super::*;

    fn anonymise(value: &Value) -> Value {
        Anonymiser::new(b"key").value("", value)
    }

    #[test]
    fn words_of_graph_stay_and_everything_else_goes() {
        let body = json!({
            "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Canary Ltd", "state": "enabled", "secretField": "canary",
            "conditions": {"users": {"includeUsers": ["All"], "includeRoles": ["62e90394-69f5-4237-9190-012177145e10"]},
                "devices": {"deviceFilter": {"mode": "exclude", "rule": "device.displayName -startsWith \"CANARY\" -and canary -eq 1"}}},
            "userPrincipalName": "canary@canary.onmicrosoft.com", "ipRanges": [{"cidrAddress": "203.0.113.0/24"}], "aaGuid": "fa2b99dc-9e39-4257-8f92-4a30d23c4118",
            "createdDateTime": "2026-01-01T00:00:00Z", "isEnabled": true,
        });
        let text = anonymise(&body).to_string();
        assert!(!text.to_lowercase().contains("canary") && !text.contains("203.0.113"), "{text}");
        for kept in [
            "\"enabled\"",
            "\"All\"",
            "62e90394",
            "device.displayName -startsWith",
            "fa2b99dc",
            "2026-01-01",
            ".onmicrosoft.com",
            "/24",
            "\"isEnabled\":true",
        ] {
            assert!(text.contains(kept), "{kept} is not in {text}");
        }
        assert!(!text.contains("secretField") && !text.contains("a0000000"));
    }

    #[test]
    fn a_canary_in_every_text_and_every_field_does_not_survive() {
        let names = [
            "displayName",
            "rule",
            "query",
            "membershipRule",
            "@odata.context",
            "@odata.type",
            "id",
            "cidrAddress",
            "templateId",
            "aaGuid",
            "unheardOf",
        ];
        for canary in [
            "canary",
            "canary@canary.example",
            "canary.example",
            "/groups/canary/x",
            "#microsoft.graph.canary",
            "https://canary/x?canary=1",
            "\"canary\" canary",
            "odata.canary@odata.type",
            "@odata.canary",
            "#microsoft.graph.canary.user",
            "https://graph.microsoft.canary.example",
            "2026-01-01T00:00:00Z[canary]",
            "2026-01-01T00:00:00Z[u-ca=canary]",
            "canary_canary",
            "canaryDenied",
            "graph.microsoft.com.canary",
            "Y2FuYXJ5 canary",
            "device.canary -eq true",
            "All,canary",
            "%63anary/canary",
            "fa2b99dc-9e39-4257-8f92-4a30d23c4118 canary",
            "203.0.113.0/24 canary",
            "{\"canary\": [1]}",
        ] {
            for name in names {
                let mut snapshot = Snapshot::new(Timestamp::UNIX_EPOCH, Cloud::Global, canary);
                canary.clone_into(&mut snapshot.schema);
                snapshot.tenant_id = Some(canary.into());
                snapshot.skipped.push(Skipped { path: canary.to_owned(), reason: canary.to_owned(), collection: None });
                snapshot.reads.push(Read {
                    collection: Collection::Users,
                    of: Some(canary.into()),
                    state: ReadState::Failed { reason: format!("500 {canary}") },
                    at: None,
                    since: None,
                    bodies: vec![Body {
                        path: Some(canary.to_owned()),
                        json: json!({name: canary, canary: [canary, {canary: 1, name: [canary]}]}),
                    }],
                });
                let text = serde_json::to_string(&Anonymiser::new(b"key").snapshot(&snapshot)).unwrap();
                assert!(!text.contains("canary"), "{name}, {canary}: {text}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_around_a_name_does_not_carry_it_through(
            before in "[a-zA-Z0-9@./:#\\[\\]\"'=,%&?$()+ -]{0,12}", after in "[a-zA-Z0-9@./:#\\[\\]\"'=,%&?$()+ -]{0,12}",
            key in proptest::sample::select(vec!["displayName", "rule", "query", "id", "aaGuid", "@odata.type", "@odata.context", "state", "else"]),
        ) {
            let text = format!("{before}canary{after}");
            let stripped = anonymise(&json!({ key: text, text.clone(): [text] })).to_string();
            proptest::prop_assert!(!stripped.contains("canary"), "{stripped}");
        }
    }

    #[test]
    fn without_keepers_ids_and_policies_stay_and_where_the_keys_are_goes() {
        let mut snapshot = Snapshot::new(Timestamp::UNIX_EPOCH, Cloud::Global, "export");
        let id = "a0000000-0000-4000-8000-000000000001";
        let body = json!({"id": id, "displayName": "canary", "phoneNumber": "canary", "mobilePhone": "canary", "kept": {"businessPhones": ["canary"]}});
        for &collection in Collection::ALL {
            let bodies = vec![Body { path: None, json: body.clone() }];
            snapshot.reads.push(Read { collection, of: Some(id.into()), state: ReadState::Complete, at: None, since: None, bodies });
        }
        let told = Anonymiser::new(b"key").without_keepers(&snapshot);
        for (told, real) in told.reads.iter().zip(&snapshot.reads) {
            let text = told.bodies[0].json.to_string();
            assert_eq!((&told.of, told.bodies[0].json["id"].as_str()), (&real.of, Some(id)));
            match told.collection {
                it if OF_KEEPERS.contains(&it) => assert!(!text.contains("canary"), "{text}"),
                Collection::Users => assert!(text.matches("canary").count() == 2 && text.contains("phoneNumber\":\"canary"), "{text}"),
                _ => assert_eq!(told, real),
            }
        }
    }

    #[test]
    fn networks_in_each_other_stay_so() {
        let other = |text: &str| IpRange::parse(&Anonymiser::new(b"key").text("", text)).unwrap();
        for (outer, inner) in [("198.51.0.0/16", "198.51.100.20"), ("2001:db8::/32", "2001:db8:1::/48"), ("0.0.0.0/1", "10.1.2.0/24")] {
            let (outer, inner) = (other(outer), other(inner));
            let widened = IpRange::parse(&format!("{}/{}", inner.network, outer.prefix)).unwrap();
            assert_eq!(widened, outer);
        }
        assert_ne!(other("0.0.0.0/1"), other("128.0.0.0/1"));
        assert_eq!(Some(other("0.0.0.0/0")), IpRange::parse("0.0.0.0/0"));
        assert_ne!(other("198.51.100.20").network.to_string(), "198.51.100.20");
    }

    #[test]
    fn why_a_read_failed_stays_as_far_as_graph_says_it() {
        let kept = |reason: &str| state(&ReadState::Failed { reason: reason.into() }) == ReadState::Failed { reason: reason.into() };
        assert!(kept("403 Authorization_RequestDenied") && kept("500 without a code"));
        assert!(!kept("403 Contoso_Corp") && !kept("403 ContosoDenied") && !kept("1 page(s) read, then: status 500"));
    }

    #[test]
    fn the_same_text_gets_the_same_pseudonym_and_another_key_another_one() {
        let (one, other) = (Anonymiser::new(b"one"), Anonymiser::new(b"other"));
        assert_eq!(one.text("", "x"), one.text("displayName", "x"));
        assert_ne!(one.text("", "x"), other.text("", "x"));
        assert_eq!(one.text("", "a@B.com").split('@').nth(1), Some(one.text("", "b.com").as_str()));
    }
}
