//! What kbnote would change in an open note, and what is wrong with it, as the page shows it.

use kbnote_check::{Finding, ignore_on_line};
use kbnote_engine::regenerate::{Change, Evidence};
use kbnote_note::{Note, Splice};
use serde::{Deserialize, Serialize};

/// `GET /api/decisions?path=…`: what regenerating would change in a note, and what `kbnote check` finds. The
/// header `ETag` is that of the note.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub struct NoteDecisions {
    schema: &'static str,
    /// The changes, in the order of the note.
    changes: Vec<ProposedChange>,
    /// What is wrong with it, in its order.
    findings: Vec<NoteFinding>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
struct ProposedChange {
    /// Its name, the same as long as the change is the same.
    id: String,
    /// `anchors`, `times`, `links`, `front-matter`, `headings` or `index`.
    kind: &'static str,
    /// The line on which it starts.
    line: usize,
    /// The sentence, the key, the heading or the words to link.
    what: String,
    /// The present text, or times; may be empty.
    before: String,
    /// The new text, or times; may be empty.
    after: String,
    /// Whether the author changed the same in another way.
    conflict: bool,
    /// What speaks for it: what is said, or the note that is linked to.
    evidence: Option<String>,
    /// How probable it is that it is right, from 0 to 1.
    score: Option<f64>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
struct NoteFinding {
    /// The code of the rule.
    code: &'static str,
    /// `error`, `warning` or `info`.
    severity: String,
    /// The line.
    line: usize,
    /// Where it starts in the note.
    start: usize,
    /// What is wrong.
    message: String,
    /// What repairing it does, if that is possible.
    fix: Option<String>,
    /// Whether a comment on its line can make a check pass over it.
    ignorable: bool,
}

/// What is to become of a finding.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingDecision {
    /// The code of its rule.
    pub code: String,
    /// Where it starts in the note.
    pub start: usize,
    /// Whether it is repaired or ignored on its line.
    #[serde(rename = "do")]
    pub verdict: FindingVerdict,
}

/// Whether a finding is repaired or ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingVerdict {
    /// Its fix is made.
    Fix,
    /// A comment on its line makes checks pass over it.
    Ignore,
}

impl FindingDecision {
    pub(super) fn is_about(&self, finding: &Finding) -> bool {
        finding.rule.code == self.code && finding.place.range().start == self.start
    }

    /// What it changes in the note; `None` if it cannot be carried out.
    pub(super) fn splices(&self, note: &Note, finding: &Finding) -> Option<Vec<Splice>> {
        match self.verdict {
            FindingVerdict::Fix => finding.fix.as_ref().map(|fix| fix.splices.clone()),
            FindingVerdict::Ignore => Some(vec![ignore_on_line(note, finding)?]),
        }
    }
}

impl NoteDecisions {
    pub(super) fn new<'a>(
        note: &Note,
        changes: impl Iterator<Item = &'a Change>,
        findings: &[Finding],
    ) -> Self {
        let findings = findings.iter();
        Self {
            schema: "kbnote.serve-decisions/1",
            changes: changes.map(ProposedChange::new).collect(),
            findings: findings
                .map(|finding| NoteFinding::new(note, finding))
                .collect(),
        }
    }
}

impl ProposedChange {
    fn new(change: &Change) -> Self {
        let (evidence, score) = match &change.evidence {
            Evidence::Captions { text, score, .. } => {
                (change.reason().or(Some(text.clone())), Some(*score))
            }
            Evidence::Note {
                title, score, why, ..
            } => (Some(format!("{title}: {why}")), Some(*score)),
            Evidence::Template | Evidence::Channel => (None, None),
        };
        Self {
            id: change.id.to_string(),
            kind: change.kind.word(),
            line: change.line,
            what: change.what.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
            conflict: change.conflict,
            evidence,
            score,
        }
    }
}

impl NoteFinding {
    fn new(note: &Note, finding: &Finding) -> Self {
        let start = finding.place.range().start;
        Self {
            code: finding.rule.code,
            severity: finding.severity.to_string(),
            line: note.line_at(start),
            start,
            message: finding.message.clone(),
            fix: finding.fix.as_ref().map(|fix| fix.description.clone()),
            ignorable: ignore_on_line(note, finding).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use kbnote_testkit::{assert_described, assert_generated, json_schema};
    use ts_rs::{Config, TS};

    use super::*;

    #[test]
    fn json_page_is_current() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../kbnote/JSON.md");
        let schema = json_schema::<NoteDecisions>();
        assert_described(page.as_ref(), &[("kbnote.serve-decisions/1", schema)]);
    }

    #[test]
    fn typescript_types_are_current() {
        let config = Config::new().with_large_int("number");
        let types = [
            NoteDecisions::decl(&config),
            ProposedChange::decl(&config),
            NoteFinding::decl(&config),
        ];
        let text: String = types.map(|decl| format!("export {decl}\n")).concat();
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../kbnote-server/src/page/decisions.d.ts"
        );
        assert_generated(path.as_ref(), &text);
    }
}
