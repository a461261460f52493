//! Microsoft's own what-if: which policies it says apply to one sign-in. The one action that is asked for by POST; it changes nothing.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-evaluate> (read 2026-11-25).

use breakglass_model::{Collection, Opinion, ReadState};
use serde_json::Value;

use super::{Clock, LiveError, open};
use crate::client::{End, Limits, Target};
use crate::wire;

const PATH: &str = "/v1.0/identity/conditionalAccess/evaluate";

/// Application permissions of which one is enough to ask, the least first.
///
/// Source: <https://github.com/microsoftgraph/microsoft-graph-devx-content> `permissions/new/permissions.json` (read 2026-11-22). A third,
/// which may write, is left out: tokens that may write are refused.
pub const WHAT_IF_PERMISSIONS: [&str; 2] = ["Policy.Read.ConditionalAccess", "Policy.Read.All"];

/// What came of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evaluated {
    /// What Microsoft says of each policy.
    Answered(Vec<Opinion>),
    /// No answer that counts: [`ReadState::Absent`] where Microsoft knows no such account or no such action. Never complete.
    Refused(ReadState),
}

/// Asks about one sign-in; `question` is the body as Graph documents it.
///
/// # Errors
/// Sign-in was refused, the token may write, or nobody answers. A refused or broken answer is no error.
pub async fn what_if(target: &Target, question: &Value, limits: &Limits, clock: &dyn Clock) -> Result<Evaluated, LiveError> {
    let session = open(target, limits, clock).await?;
    let failed = |reason: String| Evaluated::Refused(ReadState::Failed { reason });
    let pages = match session.evaluated(PATH, question, limits.pages).await {
        Ok(pages) => pages,
        Err(error) => return Ok(failed(error.to_string())),
    };
    Ok(match pages.end {
        End::Refused(answer) if answer.status == 404 => Evaluated::Refused(ReadState::Absent),
        End::Refused(answer) => {
            Evaluated::Refused(wire::refusal::classify(answer.status, &answer.body, Collection::ConditionalAccessPolicies, false))
        }
        // A policy that is on a page that was not read would look like one that Microsoft does not know.
        End::Partial(reason) => Evaluated::Refused(ReadState::Partial { reason }),
        End::Complete => wire::opinions(&pages.bodies).map_or_else(failed, Evaluated::Answered),
    })
}
