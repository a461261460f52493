//! Command lines are new enough to answer a claims challenge.

use std::collections::BTreeMap;

use breakglass_model::tenant::SignIn;
use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome, Reason, Severity, Untrusted};

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
        let mut old: BTreeMap<(&ObjectId, &Untrusted), Vec<&SignIn>> = BTreeMap::new();
        for sign_in in &sample.sign_ins {
            if let Some(agent) = sign_in.user_agent.as_ref().filter(|agent| is_old(agent)) {
                old.entry((&sign_in.user, agent)).or_default().push(sign_in);
            }
        }
        let findings = old.into_iter().filter_map(|((_, agent), uses)| {
            let last = uses.iter().max_by_key(|it| it.at)?;
            let object = ObjectRef::new(ObjectKind::User, last.user.clone(), Some(last.user_name.clone()));
            let saw = format!("{} sign-ins by {}, the last {}", uses.len(), agent.quoted(), last.at);
            Some(Finding::new(object, saw, "Azure CLI 2.76 or Azure PowerShell 14.3, or newer"))
        });
        let mut outcome = Outcome::from_findings(findings.collect());
        outcome.missing.extend(sample.gap(Collection::ManagementSignIns));
        Ok(outcome)
    });
    // Such clients sign people in through the browser, which then names itself: these cannot be told.
    let is_tool = |app: &ObjectId| TOOLS.contains(&app.raw());
    let of_tools = sample.sign_ins.iter().filter(|it| it.app.as_ref().is_some_and(is_tool));
    let silent = of_tools.filter(|it| !it.user_agent.as_ref().is_some_and(tells_version)).count();
    judgement.note(format!("{}; {silent} by these tools do not tell their version", sample.described()))
}

/// The two tools: Azure CLI and Azure PowerShell.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-mandatory-multifactor-authentication> (read 2026-11-25).
const TOOLS: [&str; 2] = ["04b07795-8ddb-461a-bbee-02f9e1bf7b46", "1950a258-227b-4e31-a9cf-717495945fc2"];

fn tells_version(agent: &Untrusted) -> bool {
    let lower = agent.raw().to_ascii_lowercase();
    OLDEST.iter().any(|(name, _)| lower.contains(name))
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
    fn the_finding_names_the_user_and_the_note_what_could_not_be_told() {
        let judgement = check(&CONTROL, agent("AzPowershell/14.2.0"), Verdict::Fail);
        assert_eq!(judgement.findings[0].object.id, "u".into());
        let browser = |tenant: &mut breakglass_model::Tenant| {
            agent("Mozilla/5.0")(tenant);
            tenant.management_sign_ins.as_mut().unwrap().sign_ins[0].app = Some(TOOLS[0].into());
        };
        let judgement = check(&CONTROL, browser, Verdict::Pass);
        assert!(judgement.note.unwrap().ends_with("1 by these tools do not tell their version"));
    }

    #[test]
    fn a_part_of_the_log_never_passes() {
        check(&CONTROL, |tenant| tenant.management_sign_ins.as_mut().unwrap().is_whole = false, Verdict::Unknown);
    }

    #[test]
    fn an_unread_log_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ManagementSignIns), Verdict::Unknown);
    }
}
