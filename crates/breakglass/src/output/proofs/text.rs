//! Proofs for a terminal: what shuts whom out, when, and what to change.

use breakglass_core::wording::{demanded, situation};
use breakglass_core::{AccountProofs, Audience, ChangeSafety, Proofs, SetProofs, worst};
use breakglass_model::{Cloud, ObjectRef};
use breakglass_prover::access::prove::{Change, OneChange, Proof, Refused, Verdict, WayIn, Witness};
use breakglass_prover::access::{Doubt, Settled};

use super::doubt;
use crate::output::links;
use crate::output::style::{Style, Tone};
use crate::output::text::{missing, object};

/// Single changes that are spelled out; the rest are counted.
const CHANGES_SHOWN: usize = 12;

/// The whole result.
pub fn text(proofs: &Proofs, settled: &Settled, cloud: Cloud, style: Style) -> String {
    let mut page = Page { style, cloud, audience: proofs.audience, is_cut: proofs.is_cut, out: String::new() };
    page.line(0, &style.paint(Tone::Strong, &format!("Can anything refuse the emergency accounts of {}?", tenant(&proofs.tenant))));
    page.line(0, &page.style.paint(Tone::Quiet, &format!("for {}", proofs.audience.described())));
    page.conclusion(proofs);
    if proofs.is_cut {
        page.line(0, "Verdicts only: without the names the reasons read differently, so that none is shown.\n");
    }
    match &proofs.accounts {
        Err(gap) => page.line(2, &format!("No account could be judged: {}", missing(gap))),
        Ok(accounts) => accounts.iter().for_each(|account| page.account(account)),
    }
    if let Some(change) = &proofs.change_safety {
        page.change(change);
    }
    page.assumptions(proofs, settled);
    page.out
}

/// The tenant, where the source names it.
fn tenant(tenant: &ObjectRef) -> String {
    if tenant.name.is_some() || tenant.id.is_guid() { object(tenant) } else { "a tenant that this source does not name".to_owned() }
}

struct Page {
    style: Style,
    cloud: Cloud,
    audience: Audience,
    is_cut: bool,
    out: String,
}

impl Page {
    fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn verdict(&self, verdict: Verdict) -> String {
        let tone = match verdict {
            Verdict::Proved => Tone::Good,
            Verdict::Undecided => Tone::Doubtful,
            Verdict::Refuted => Tone::Bad,
        };
        self.style.paint(tone, verdict.word())
    }

    fn conclusion(&mut self, proofs: &Proofs) {
        let text = match (proofs.total_lockout.verdict, proofs.verdict()) {
            (Verdict::Refuted, _) => "Every emergency account is shut out, whatever is tried. Act now: nobody gets in.",
            (_, Verdict::Proved) => "Proved: with what is held, no sign-in that matters is refused.",
            (_, Verdict::Refuted) => "Refuted: there are sign-ins in which an emergency account is refused.",
            (_, Verdict::Undecided) => "Undecided: nothing certainly refuses the accounts, and nothing shows that all lets them in.",
        };
        let tone = match proofs.verdict() {
            Verdict::Proved => Tone::Good,
            Verdict::Undecided => Tone::Doubtful,
            Verdict::Refuted => Tone::Bad,
        };
        self.line(0, &self.style.paint(tone, text));
        self.out.push('\n');
    }

    fn account(&mut self, account: &AccountProofs) {
        self.line(0, &self.style.paint(Tone::Strong, &object(&account.account)));
        if account.sets.is_empty() {
            self.line(2, "nothing is held: say --with-key, --with-password or --with-method");
        }
        for set in &account.sets {
            self.set(set);
        }
        self.out.push('\n');
    }

    fn set(&mut self, set: &SetProofs) {
        self.line(2, &format!("holding {}: {}", set.set.id, set.set.described().join(" + ")));
        let certified = if set.is_certified { " (certificate followed)" } else { "" };
        self.line(4, &format!("no denial        {}{certified}", self.verdict(set.no_denial.verdict)));
        self.proof(&set.no_denial);
        self.way_in(&set.way_in);
        if let Some(changes) = &set.one_change_away {
            self.changes(changes);
        }
        for (policy, kinds) in &set.by_design {
            self.line(4, &self.style.paint(Tone::Quiet, &format!("by design, {} refuses {}", object(policy), kinds.join(", "))));
        }
    }

    fn proof(&mut self, proof: &Proof) {
        for witness in &proof.witnesses {
            self.witness(witness, "refuses", 6);
        }
        for witness in &proof.possible {
            self.witness(witness, "may refuse", 6);
            witness.doubts.iter().for_each(|it| self.doubt(it, 8));
        }
    }

    fn witness(&mut self, witness: &Witness, verb: &str, indent: usize) {
        let is_policy = !witness.policy.id.raw().starts_with("gate:");
        let name =
            if is_policy { object(&witness.policy) } else { witness.policy.name.as_ref().map_or_else(String::new, |name| name.shown()) };
        self.line(indent, &format!("{} {verb} the account", self.style.paint(Tone::Strong, &name)));
        self.line(indent + 2, &format!("when: {}", situation(&witness.context, &witness.matters)));
        let why = if is_policy { demanded(&witness.unmet) } else { format!("what is missing: {}", witness.unmet.join(", ")) };
        self.line(indent + 2, &format!("because {why}"));
        if !witness.unread.is_empty() {
            self.line(indent + 2, &format!("not read by this version: {}", witness.unread.join(", ")));
        }
        let link = links::link(&witness.policy, self.cloud, self.audience).map_or_else(String::new, |link| format!(" {link}"));
        self.line(indent + 2, &format!("mend it: {}{link}", witness.fix));
    }

    fn doubt(&mut self, it: &Doubt, indent: usize) {
        self.line(indent, &self.style.paint(Tone::Doubtful, &format!("open: {}", doubt(it))));
    }

    fn way_in(&mut self, way: &WayIn) {
        self.line(4, &format!("way in           {}", self.verdict(way.verdict)));
        if let Some(choice) = &way.choice {
            let ip = choice.ip.map_or_else(|| "from anywhere".to_owned(), |ip| format!("from an address like {ip}"));
            let device = format!(
                "{} device{}",
                choice.device.registration.word(),
                if choice.device.is_compliant { ", marked compliant" } else { "" }
            );
            let text =
                format!("to the portal and what it depends on: {}, {}, {device}, {ip}", choice.platform.word(), choice.client.word());
            self.line(6, &text);
        }
        way.doubts.iter().for_each(|it| self.doubt(it, 6));
    }

    fn changes(&mut self, changes: &[OneChange]) {
        let verdict = self.verdict(worst(changes));
        if changes.is_empty() {
            return self.line(4, &format!("one change away  {verdict}: no single change has a sign-in refused"));
        }
        let sure = changes.iter().filter(|change| change.verdict == Verdict::Refuted).count();
        self.line(
            4,
            &format!(
                "one change away  {verdict}: {sure} of the single changes would have a sign-in refused, {} more may",
                changes.len() - sure
            ),
        );
        let mut ordered: Vec<&OneChange> = changes.iter().collect();
        ordered.sort_by_key(|change| std::cmp::Reverse(change.verdict));
        for change in ordered.iter().take(CHANGES_SHOWN) {
            let verb = if change.verdict == Verdict::Refuted { "would" } else { "may" };
            let policies: Vec<String> = change.witnesses.iter().take(3).map(|witness| barrier(&witness.policy)).collect();
            let by = if policies.is_empty() { String::new() } else { format!(" (by {})", policies.join(", ")) };
            self.line(6, &format!("{}: {verb} refuse{by}", described(&change.change)));
        }
        if ordered.len() > CHANGES_SHOWN {
            self.line(
                6,
                &self.style.paint(Tone::Quiet, &format!("and {} more: --format json has them all", ordered.len() - CHANGES_SHOWN)),
            );
        }
    }

    fn change(&mut self, change: &ChangeSafety) {
        self.line(0, &self.style.paint(Tone::Strong, "The proposed change"));
        self.line(2, &format!("change safety    {}", self.verdict(change.verdict)));
        if change.refused.is_empty() && !self.is_cut {
            self.line(4, "refuses nothing that is let in today");
        }
        for (account, set, refused) in &change.refused {
            self.line(4, &format!("{} holding {set}", object(account)));
            refused.iter().for_each(|it| self.refused(it));
        }
        for (account, set, verdict) in &change.after {
            self.line(4, &format!("after it, no denial of {} holding {set}: {}", object(account), self.verdict(*verdict)));
        }
        self.out.push('\n');
    }

    fn refused(&mut self, refused: &Refused) {
        let verb = if refused.doubts.is_empty() { "newly refuses" } else { "may newly refuse" };
        self.line(6, &format!("{} {verb}: {}", barrier(&refused.policy), situation(&refused.example, &refused.matters)));
        self.line(8, &format!("because {}", demanded(&refused.unmet)));
        refused.doubts.iter().for_each(|it| self.doubt(it, 8));
    }

    fn assumptions(&mut self, proofs: &Proofs, settled: &Settled) {
        let supposed = proofs.suppositions.iter().map(|it| format!("{}: {}", it.id, it.text));
        let said = settled.iter().map(|(question, holds)| {
            format!("{}: {} — said to be {}", question.id(), question.text(), if holds { "so" } else { "not so" })
        });
        let all: Vec<String> = supposed.chain(said).collect();
        if !all.is_empty() {
            self.line(0, &self.style.paint(Tone::Strong, "All of this rests on"));
            all.iter().for_each(|text| self.line(2, text));
        }
    }
}

fn is_gate(policy: &ObjectRef) -> bool {
    policy.id.raw().starts_with("gate:")
}

/// A policy or a gate as sentences name it.
fn barrier(policy: &ObjectRef) -> String {
    match &policy.name {
        Some(name) if is_gate(policy) => name.shown(),
        _ => object(policy),
    }
}

/// A single change in words.
pub fn described(change: &Change) -> String {
    match change {
        Change::LeavesGroup(group) => format!("{} emptied, deleted or left", object(group)),
        Change::ExclusionDropped { policy, id } => format!("the exclusion of {} dropped from {}", id.shown(), object(policy)),
        Change::ModelRemoved(Some(model)) => format!("the key model {} no longer admitted, or the key lost", model.shown()),
        Change::ModelRemoved(None) => "the key lost".to_owned(),
        Change::MethodDisabled(method) => format!("the method {method} disabled"),
        Change::SwitchedOn { policy, is_report_only, by_itself } => switched(policy, *is_report_only, *by_itself),
        Change::SecurityDefaultsOn => "security defaults switched on".to_owned(),
        Change::LocationEdited(location) => {
            format!("the named location {} edited", location.name.as_ref().map_or_else(|| location.id.shown(), |name| name.quoted()))
        }
    }
}

fn switched(policy: &ObjectRef, is_report_only: bool, by_itself: Option<jiff::civil::Date>) -> String {
    let state = if is_report_only { "report-only" } else { "off" };
    let date = by_itself.map_or_else(String::new, |date| format!("; Microsoft does so by itself on {date} at the earliest"));
    format!("{}, now {state}, switched on{date}", object(policy))
}
