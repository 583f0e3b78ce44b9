//! `kbnote.pin/1`.

use kbnote_app::PinnedClaim;
use kbnote_core::Timestamp;
use serde::Serialize;

/// `kbnote align --pin` and `--unpin`: the sentences whose times are fixed, or no longer.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PinDocument {
    pub(crate) schema: &'static str,
    /// Whether the note changes, or what kbnote remembers of it.
    pub(crate) changed: bool,
    /// The sentences.
    pub(crate) claims: Vec<PinnedClaimEntry>,
    /// The sentence, if it is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) claim: Option<PinnedClaimEntry>,
    /// The new text of the note, if it is only printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PinnedClaimEntry {
    /// The note.
    path: String,
    /// The line on which the sentence starts.
    line: usize,
    /// Its text without markup.
    text: String,
    /// Whether it is pinned now.
    pinned: bool,
    /// Its first time; null if none is found.
    time_ms: Option<u64>,
}

impl PinnedClaimEntry {
    pub(crate) fn new(path: &str, pinned: bool, changed: &PinnedClaim) -> Self {
        Self {
            path: path.to_owned(),
            line: changed.claim.line,
            text: changed.claim.text.clone(),
            pinned,
            time_ms: changed.time.map(Timestamp::as_millis),
        }
    }
}
