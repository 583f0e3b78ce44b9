//! Why something of a note cannot be shown or done, as documents have it.

use serde::Serialize;

use super::UnresolvedConflict;
use crate::anchoring::CaptionsError;

/// A problem with the word that scripts know it by, a message and the next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub struct Problem {
    /// A stable word for scripts.
    pub kind: String,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl From<&CaptionsError> for Problem {
    fn from(error: &CaptionsError) -> Self {
        Self {
            kind: error.code().to_owned(),
            message: error.to_string(),
            hint: Some(error.next_step()),
        }
    }
}

impl From<UnresolvedConflict> for Problem {
    fn from(conflict: UnresolvedConflict) -> Self {
        Self {
            kind: UnresolvedConflict::CODE.to_owned(),
            message: conflict.to_string(),
            hint: Some(UnresolvedConflict::NEXT_STEP.to_owned()),
        }
    }
}
