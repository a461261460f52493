//! Several people are told, on several channels.

use std::collections::BTreeSet;

use breakglass_model::{Arrangements, Channel, Finding, Judgement, Person, Route, Severity, Tenant};

use super::super::{Compliance, Control, Framework, sources};
use crate::Evidence;
use crate::arranged::{listed, or_by_hand, section};

pub(super) const CONTROL: Control = Control {
    id: "mon-recipients",
    title: "At least two people are told, on two channels that do not share a fault",
    severity: Severity::High,
    why: "One person is on holiday; mail and chat of the tenant are down together with the tenant.",
    fix: "Name two people or more, and a channel outside the tenant: SMS, voice, another provider.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "2.2.1" }],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let arranged = &evidence.designation.arrangements;
    if arranged.channels.is_empty() {
        return Judgement::manual("No [[channels]] are declared. Check by hand who is told, and through what.");
    }
    let counted = |route: &Route| arranged.channels.iter().find(|it| it.id == route.channel && it.is_confirmed);
    let told: Vec<&Person> =
        arranged.people.iter().filter(|it| is_called(arranged, it) && it.routes.iter().any(|it| counted(it).is_some())).collect();
    let used: BTreeSet<&str> = told.iter().flat_map(|it| &it.routes).filter_map(|it| counted(it).map(|it| it.id.as_str())).collect();
    let is_in_tenant = |id: &&str| arranged.channels.iter().any(|it| it.id == *id && depends(evidence.tenant, it, &told));
    let mut found = Vec::new();
    if told.len() < 2 {
        let who =
            if told.is_empty() { "nobody is".to_owned() } else { format!("only {} is", listed(told.iter().map(|it| it.id.as_str()))) };
        let saw = format!("{who} reached on a channel that says that it took the message");
        found.push(Finding::new(section("people"), saw, "two people or more with routes"));
    }
    if used.len() < 2 {
        let saw = if used.is_empty() {
            "no channel is used by a route".to_owned()
        } else {
            format!("every route goes through {}", listed(used.iter().copied()))
        };
        found.push(Finding::new(section("channels"), saw, "two channels or more"));
    }
    if !used.is_empty() && used.iter().all(is_in_tenant) {
        let saw = format!("every channel that is used fails together with the tenant: {}", listed(used.iter().copied()));
        found.push(Finding::new(section("channels"), saw, "a channel outside the tenant"));
    }
    let who = listed(told.iter().map(|it| it.id.as_str()));
    let outside = listed(used.iter().copied().filter(|id| !is_in_tenant(id)));
    or_by_hand(
        found,
        format!(
            "Declared: {who}, on {}, outside the tenant {outside}. No alert is sent by this program yet: check by hand that the rule which sends them names the same.",
            listed(used.iter().copied())
        ),
    )
}

/// Whether anybody calls the person: somebody in the escalation, or everybody where there is none.
fn is_called(arranged: &Arrangements, person: &Person) -> bool {
    arranged.escalation.is_empty() || arranged.escalation.iter().any(|step| step.people.contains(&person.id))
}

/// Whether a channel fails with the tenant: it is declared so, or all that it reaches are addresses in the tenant's own domains.
fn depends(tenant: &Tenant, channel: &Channel, told: &[&Person]) -> bool {
    let domains = tenant.domains.as_deref().unwrap_or_default();
    let is_own =
        |to: &str| to.rsplit_once('@').is_some_and(|(_, domain)| domains.iter().any(|it| it.name.raw().eq_ignore_ascii_case(domain)));
    let mut to = told.iter().flat_map(|it| &it.routes).filter(|it| it.channel == channel.id).map(|it| it.to.as_deref()).peekable();
    channel.depends_on_tenant || to.peek().is_some() && to.all(|to| to.is_some_and(is_own))
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Step, Verdict, build};

    use super::super::super::testing::check_designated;
    use super::*;

    fn channel(id: &str, kind: &'static str, depends_on_tenant: bool) -> Channel {
        Channel { id: id.to_owned(), kind, depends_on_tenant, is_confirmed: kind != "syslog" }
    }

    fn person(id: &str, routes: &[(&str, Option<&str>)]) -> Person {
        let route = |(channel, to): &(&str, Option<&str>)| Route { channel: (*channel).to_owned(), to: to.map(str::to_owned) };
        Person { id: id.to_owned(), routes: routes.iter().map(route).collect(), ..Person::default() }
    }

    fn check(change: impl FnOnce(&mut Arrangements), expected: Verdict, said: &str) {
        let mut arranged = Arrangements {
            people: vec![
                person("kim", &[("sms", Some("+41790000001")), ("team", None)]),
                person("lee", &[("mail", Some("lee@example.org"))]),
            ],
            channels: vec![channel("sms", "twilio-sms", false), channel("team", "teams", true), channel("mail", "smtp", false)],
            ..Arrangements::default()
        };
        change(&mut arranged);
        let judgement = check_designated(&CONTROL, |it| it.arrangements = arranged, |_| {}, expected);
        let text = format!("{:?}{:?}", judgement.note, judgement.findings);
        assert!(text.contains(said), "{text}");
    }

    #[test]
    fn what_is_declared_right_is_still_to_be_looked_at() {
        check(|_| {}, Verdict::Manual, "Declared: kim, lee, on mail, sms, team, outside the tenant mail, sms.");
        check(|it| *it = Arrangements::default(), Verdict::Manual, "No [[channels]] are declared");
    }

    #[test]
    fn one_person_one_channel_or_the_tenant_alone_is_a_fault() {
        check(|it| drop(it.people.pop()), Verdict::Fail, "only kim is reached");
        check(|it| it.people.clear(), Verdict::Fail, "no channel is used");
        check(
            |it| it.people.iter_mut().for_each(|it| it.routes = person("", &[("sms", Some("+1"))]).routes),
            Verdict::Fail,
            "every route goes through sms",
        );
        check(
            |it| it.channels.iter_mut().for_each(|it| it.depends_on_tenant = true),
            Verdict::Fail,
            "fails together with the tenant: mail, sms, team",
        );
        // An address in the tenant is in the tenant, whatever is declared of its server.
        let own = format!("lee@{}", build::DOMAIN.to_uppercase());
        check(
            |it| it.people = vec![person("kim", &[("team", None)]), person("lee", &[("mail", Some(own.as_str()))])],
            Verdict::Fail,
            "a channel outside the tenant",
        );
        // A log acknowledges nothing, and whom no step calls is not told.
        check(
            |it| it.people = vec![person("kim", &[("sms", Some("+1")), ("mail", Some("a@b.c"))]), person("lee", &[("log", None)])],
            Verdict::Fail,
            "only kim",
        );
        check(|it| it.escalation = vec![Step { after_minutes: 0, people: vec!["lee".to_owned()] }], Verdict::Fail, "only lee is reached");
    }
}
