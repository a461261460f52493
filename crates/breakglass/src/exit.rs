//! Exit codes: what a pipeline may rely on.

use std::process::ExitCode;

use breakglass_core::Assessment;
use breakglass_model::Severity;

/// How a command ended, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Good.
    Good,
    /// No finding, but evidence is incomplete.
    Incomplete,
    /// Findings at or above `--fail-on`.
    Findings,
    /// The command failed.
    Failed,
    /// The command line or the declaration is wrong.
    Usage,
}

impl Exit {
    /// What an assessment means for a pipeline.
    pub fn of(assessment: &Assessment, fail_on: Severity) -> Self {
        match (assessment.has_findings(fail_on), assessment.is_incomplete()) {
            (true, _) => Self::Findings,
            (false, true) => Self::Incomplete,
            (false, false) => Self::Good,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Good => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
            Exit::Failed => 4,
        })
    }
}
