//! How long the lockout proof takes: 30 to 24,000 policies, four accounts, ten sets of credentials each, on one thread. Each line is a
//! figure, its limit, and their ratio; above 1 the program ends with 1.
#![allow(clippy::print_stdout, reason = "figures are what it is for")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use breakglass_core::{Inquiry, Proofs, prove};
use breakglass_model::build::{self, AAGUID, DOMAIN, GROUP, OTHER_AAGUID, STRENGTH, assignment, key, member, policy, user};
use breakglass_model::tenant::{
    CountryLookup, FilterMode, GrantControl, IncludeExclude, IpRange, LocationKind, NamedLocation, Operator, Policy, PolicyState,
    RegisteredMethod, RuleFilter, UserConditions,
};
use breakglass_model::{Designation, GLOBAL_ADMINISTRATOR, Tenant, Untrusted};

const ACCOUNTS: usize = 4;
const KEYS: usize = 10;

fn words(list: &[&str]) -> Vec<Untrusted> {
    list.iter().map(|word| Untrusted::new(*word)).collect()
}

fn lists(include: &[&str], exclude: &[&str]) -> Option<IncludeExclude> {
    Some(IncludeExclude { include: words(include), exclude: words(exclude) })
}

/// Policies as large tenants have them: most exclude the group, some do not and are met, one in sixty refuses.
fn numbered(number: usize) -> Policy {
    let mut users = UserConditions { include_users: vec!["All".into()], ..UserConditions::default() };
    let is_let_off = number.is_multiple_of(2);
    if is_let_off {
        users.exclude_groups = (0..10).map(|part| format!("other-{part}").as_str().into()).chain([GROUP.into()]).collect();
    }
    let mut made = policy(&format!("p{number:05}"), users);
    let conditions = &mut made.conditions;
    let demand = |control: GrantControl| vec![control];
    let grant = made.grant.as_mut();
    let Some(grant) = grant else { return made };
    match number % 12 {
        1 => grant.strength = Some(STRENGTH.into()),
        3 => conditions.locations = lists(&["All"], &["AllTrusted", "office"]),
        5 => {
            conditions.locations = lists(&["sweden"], &["office"]);
            conditions.platforms = lists(&["all"], &["linux"]);
        }
        7 => {
            conditions.client_app_types = words(&["exchangeActiveSync", "other"]);
            grant.controls = demand(GrantControl::Block);
        }
        9 => {
            conditions.sign_in_risk = words(&["high", "medium"]);
            conditions.devices = Some(RuleFilter {
                mode: FilterMode::Exclude,
                rule: "device.isCompliant -eq True -or device.extensionAttribute1 -startsWith \"SAW\"".into(),
            });
        }
        11 => {
            conditions.applications.include = words(&["Office365", "00000003-0000-0ff1-ce00-000000000000"]);
            grant.controls = vec![GrantControl::CompliantDevice, GrantControl::Mfa];
            grant.operator = Operator::Or;
        }
        4 => made.state = PolicyState::ReportOnly,
        _ => {}
    }
    if number % 60 == 59 {
        grant.controls = demand(GrantControl::CompliantDevice);
    }
    made
}

fn tenant(policies: usize) -> (Tenant, Designation) {
    let mut tenant = build::healthy();
    let ids: Vec<String> = (0..ACCOUNTS).map(|number| format!("account-{number}")).collect();
    for id in &ids {
        let id = id.as_str();
        tenant.users.insert(id.into(), Ok(Some(user(id))));
        tenant.user_groups.add(id.into(), [GROUP.into()], Ok(()));
        let keys = (0..KEYS).map(|number| key(&format!("key-{number}"), if number.is_multiple_of(2) { AAGUID } else { OTHER_AAGUID }));
        tenant.methods.add(id.into(), [RegisteredMethod::Password].into_iter().chain(keys.map(RegisteredMethod::Fido2)), Ok(()));
        tenant.per_user_mfa.insert(id.into(), Ok(Some("disabled".into())));
        tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), [assignment(GLOBAL_ADMINISTRATOR, id)], Ok(()));
    }
    tenant.group_members.add(GROUP.into(), ids.iter().map(|id| member(id, "user")), Ok(()));
    let office = [IpRange::parse("192.0.2.0/24"), IpRange::parse("2001:db8::/32")].into_iter().flatten().collect();
    tenant.named_locations = Ok(vec![
        NamedLocation {
            id: "office".into(),
            name: "Office".into(),
            kind: LocationKind::Networks { ranges: office, unread: Vec::new(), is_trusted: Some(true) },
        },
        NamedLocation {
            id: "sweden".into(),
            name: "Sweden".into(),
            kind: LocationKind::Countries { countries: words(&["SE"]), includes_unknown: true, lookup: CountryLookup::Address },
        },
    ]);
    tenant.policies = Ok((0..policies).map(numbered).collect());
    let accounts = ids.iter().map(|id| Untrusted::new(format!("{id}@{DOMAIN}"))).collect();
    (tenant, Designation { accounts, ..Designation::default() })
}

/// The best of some runs.
fn best(runs: u32, tenant: &Tenant, designation: &Designation, inquiry: &Inquiry) -> (Duration, Option<Proofs>) {
    let mut found = (Duration::MAX, None);
    for _ in 0..runs {
        let started = Instant::now();
        let proofs = prove(tenant, designation, inquiry);
        found = (found.0.min(started.elapsed()), Some(proofs));
    }
    found
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn report(what: &str, value: f64, limit: f64, unit: &str) -> bool {
    let ratio = value / limit;
    let mark = if ratio > 1.0 { "  EXCEEDED" } else { "" };
    println!("{what:<58} {value:>10.2} {unit:<9} limit {limit:>8.2}  ratio {ratio:5.2}{mark}");
    ratio <= 1.0
}

/// What a set of proofs says, so that nothing fast is nothing done.
fn described(proofs: &Proofs) -> String {
    let sets = proofs.accounts.iter().flatten().flat_map(|account| &account.sets);
    let (mut count, mut refusals) = (0, 0);
    for set in sets {
        count += 1;
        refusals += set.no_denial.witnesses.len();
    }
    format!("{count} sets, {refusals} refusals with a sign-in each")
}

fn main() -> ExitCode {
    let mut holds = true;
    let mut per_policy = Vec::new();
    for count in [30_u32, 240, 2_400, 24_000] {
        let (tenant, designation) = tenant(count as usize);
        let (time, proofs) = best(if count > 2_400 { 2 } else { 5 }, &tenant, &designation, &Inquiry::default());
        let what = format!("prove: {count} policies x {ACCOUNTS} accounts x {KEYS} keys");
        match count {
            240 => holds &= report(&what, milliseconds(time), 50.0, "ms"),
            _ => println!("{what:<58} {:>10.2} ms", milliseconds(time)),
        }
        println!("    {}", proofs.as_ref().map(described).unwrap_or_default());
        per_policy.push(milliseconds(time) / f64::from(count));
    }
    // A square would be a hundred times; caches cost up to twice.
    if let [_, second, .., last] = per_policy.as_slice() {
        holds &= report("time for one policy, 24,000 against 240", last / second, 3.0, "times");
    }
    let (tenant, designation) = tenant(240);
    let inquiry = Inquiry { tries_changes: true, ..Inquiry::default() };
    let (time, proofs) = best(2, &tenant, &designation, &inquiry);
    let changes: usize = proofs
        .iter()
        .flat_map(|proofs| proofs.accounts.iter().flatten())
        .flat_map(|account| account.sets.iter().filter_map(|set| set.one_change_away.as_ref()))
        .map(Vec::len)
        .sum();
    holds &= report("one change away: 240 policies, the same accounts and keys", time.as_secs_f64(), 2.0, "s");
    println!("    {changes} changes that matter");
    if holds { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
