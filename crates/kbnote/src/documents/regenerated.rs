//! `kbnote.diff/1`, `kbnote.regen/1` and `kbnote.review/1`.

use kbnote_app::{Error, ReviewedNote};
use kbnote_core::Timestamp;
use kbnote_engine::anchoring::confidence_word;
use kbnote_engine::regenerate::{Change, Evidence, Regeneration};
use serde::Serialize;

use super::compared::ComparedNotesEntry;
use crate::ui::rounded;

/// What `kbnote diff` prints of a note.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum DiffEntry {
    Compared(ComparedNotesEntry),
    Proposed(ProposedNoteEntry),
}

/// `kbnote diff NOTE…`: what regenerating would change, in the order of the note.
///
/// With a `verdict` on each change this is what `kbnote review --decisions FILE` reads: `"accept"`,
/// `"reject"`, `"edit"` with the new source of the sentence as `text`, or null to decide later. It
/// needs `schema`, `path`, `id` and `verdict`, and ignores the other keys.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ProposedNoteEntry {
    /// The note.
    path: String,
    /// What would change.
    changes: Vec<ChangeEntry>,
}

/// `kbnote regen`: what was changed in each note, and what is in conflict with its author.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RegeneratedNoteEntry {
    #[serde(flatten)]
    pub(crate) proposed: ProposedNoteEntry,
    /// Whether its text changed, or would change.
    pub(crate) changed: bool,
    /// Why no sentence could be anchored.
    #[cfg_attr(test, schemars(with = "Option<super::error_entry::ErrorEntry>"))]
    pub(crate) unanchored: Option<Error>,
    /// Its new text, if it came by standard input or is only printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChangeEntry {
    /// Its name, the same as long as the change is the same.
    id: String,
    /// `anchors`, `times` (a time that kbnote wrote after a sentence that did not change; part of
    /// `--only anchors`), `links`, `front-matter`, `headings` or `index`.
    kind: &'static str,
    /// The line on which it starts.
    line: usize,
    /// The sentence, the key, the heading or the words to link.
    what: String,
    /// The present text, or times; may be empty.
    before: String,
    /// The new text, or times; may be empty.
    after: String,
    /// Whether the author changed the same in another way. Such a change is not made unless it is
    /// accepted.
    conflict: bool,
    #[serde(flatten)]
    evidence: Option<EvidenceEntry>,
    /// Null; for decisions.
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum EvidenceEntry {
    Captions {
        /// Of anchors and times: the present times.
        old_ms: Vec<u64>,
        /// The new times.
        new_ms: Vec<u64>,
        /// What is said at the new times.
        captions: String,
        /// How probable it is that it is right, from 0 to 1; of a link, that an author would write it.
        score: f64,
        /// `high`, `low` or `none`.
        confidence: &'static str,
        /// Of times: why they change.
        reason: Option<String>,
    },
    Note {
        /// Of a link: the note, as the link names it.
        target: String,
        /// The title of that note.
        title: String,
        score: f64,
        /// The reason for it.
        why: String,
    },
}

/// `kbnote review` without a terminal: how many changes of each note were decided, and how.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReviewedNoteEntry {
    /// The note.
    path: String,
    /// Whether it was written.
    changed: bool,
    /// Changes that were made.
    accepted: usize,
    /// Changes that were made in the author's words.
    edited: usize,
    /// Changes that are not proposed again.
    rejected: usize,
    /// Changes that are still to be decided.
    left: usize,
}

impl ProposedNoteEntry {
    pub(crate) fn new(path: String, regeneration: &Regeneration) -> Self {
        let changes = regeneration.changes.iter();
        Self {
            path,
            changes: changes.map(ChangeEntry::from).collect(),
        }
    }
}

impl From<&Change> for ChangeEntry {
    fn from(change: &Change) -> Self {
        Self {
            id: change.id.to_string(),
            kind: change.kind.word(),
            line: change.line,
            what: change.what.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
            conflict: change.conflict,
            evidence: evidence(change),
            verdict: None,
        }
    }
}

fn evidence(change: &Change) -> Option<EvidenceEntry> {
    match &change.evidence {
        Evidence::Captions {
            old,
            new,
            text,
            score,
            confidence,
            ..
        } => Some(EvidenceEntry::Captions {
            old_ms: millis(old),
            new_ms: millis(new),
            captions: text.clone(),
            score: rounded(*score),
            confidence: confidence_word(*confidence),
            reason: change.reason(),
        }),
        Evidence::Note {
            target,
            title,
            score,
            why,
        } => Some(EvidenceEntry::Note {
            target: target.clone(),
            title: title.clone(),
            score: rounded(*score),
            why: why.clone(),
        }),
        Evidence::Template | Evidence::Channel => None,
    }
}

fn millis(times: &[Timestamp]) -> Vec<u64> {
    times.iter().map(|time| time.as_millis()).collect()
}

impl ReviewedNoteEntry {
    pub(crate) const fn new(path: String, reviewed: ReviewedNote) -> Self {
        Self {
            path,
            changed: reviewed.changed,
            accepted: reviewed.accepted,
            edited: reviewed.edited,
            rejected: reviewed.rejected,
            left: reviewed.left,
        }
    }
}
