//! Command lines are new enough to answer a claims challenge.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity, Untrusted};
use std::collections::BTreeMap;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "mfa-tool-versions",
    title: "Azure CLI and Azure PowerShell are new enough",
    severity: Severity::Info,
    why: "Older versions do not understand the answer of Azure when it asks for multifactor authentication, and fail with an error that says nothing.",
    fix: "Update to Azure CLI 2.76 or Azure PowerShell 14.3, or newer.",
    sources: &[sources::MANDATORY_MFA],
    needs: &[Collection::ManagementSignIns],
    compliance: &[],
    since: "0.2",
    judge,
};

/// The oldest versions that handle claims challenges: what the user agent says, and the version.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-mandatory-multifactor-authentication> (read 2026-11-25).
/// Assumption: the client names itself in the user agent as `AzureCLI/x.y` or `AzPowershell/x.y`.
const OLDEST: [(&str, (u32, u32)); 2] = [("azurecli/", (2, 76)), ("azpowershell/", (14, 3))];

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let sample = match &evidence.tenant.management_sign_ins {
        Ok(sample) => sample,
        Err(Missing { reason: Reason::Unlicensed(_), .. }) => {
            return Judgement::not_applicable("the sign-in log needs Microsoft Entra ID P1");
        }
        Err(missing) => return Judgement::unknown(vec![missing.clone()]),
    };
    let judgement = Judgement::once(|| {
        let mut old: BTreeMap<&Untrusted, usize> = BTreeMap::new();
        for agent in sample.sign_ins.iter().filter_map(|it| it.user_agent.as_ref()).filter(|agent| is_old(agent)) {
            *old.entry(agent).or_default() += 1;
        }
        let findings = old.into_iter().map(|(agent, count)| {
            let saw = format!("{count} sign-ins by {}", agent.quoted());
            Finding::new(evidence.tenant_ref(), saw, "Azure CLI 2.76 or Azure PowerShell 14.3, or newer")
        });
        let mut outcome = Outcome::from_findings(findings.collect());
        if !sample.is_whole {
            outcome.missing.push(Missing::of(Collection::ManagementSignIns, Reason::Partial("not all sign-ins were read".to_owned())));
        }
        Ok(outcome)
    });
    judgement.note(format!("{} sign-ins read", sample.sign_ins.len()))
}

fn is_old(agent: &Untrusted) -> bool {
    let lower = agent.raw().to_ascii_lowercase();
    OLDEST.iter().any(|(name, oldest)| {
        let version = lower.split_once(name).map(|(_, rest)| rest);
        let mut parts = version.unwrap_or_default().split(|it: char| !it.is_ascii_digit()).map(str::parse::<u32>);
        matches!((parts.next(), parts.next()), (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < *oldest)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn agent(agent: &'static str) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| {
            let mut sign_in = build::sign_in("u", "app", jiff::Timestamp::UNIX_EPOCH);
            sign_in.user_agent = Some(agent.into());
            tenant.management_sign_ins.as_mut().unwrap().sign_ins = vec![sign_in];
        }
    }

    #[test]
    fn new_versions_pass_old_ones_fail() {
        check(&CONTROL, agent("AzureCLI/2.76.0 (x)"), Verdict::Pass);
        check(&CONTROL, agent("python AZURECLI/2.9.1 (x)"), Verdict::Fail);
        check(&CONTROL, agent("AzPowershell/14.2.0"), Verdict::Fail);
        check(&CONTROL, agent("Mozilla/5.0"), Verdict::Pass);
    }

    #[test]
    fn an_unread_log_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ManagementSignIns), Verdict::Unknown);
    }
}
