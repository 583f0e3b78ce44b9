//! `kbnote.check/1` and `kbnote.rules/1`.

use kbnote_app::Error;
use kbnote_app::check::{CheckedNote, LocatedFinding};
use kbnote_check::{Rule, Severity};
use serde::Serialize;

/// `kbnote check`: the findings, in the order of the notes, then of the place.
///
/// A finding on a note as a whole is at line 1, column 1.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CheckDocument<'a> {
    pub(crate) schema: &'static str,
    /// What was found; with `--fix` what was not repaired.
    pub(crate) findings: Vec<FindingEntry<'a>>,
    /// How many notes were checked.
    pub(crate) notes: usize,
    /// How many notes in a vault of Obsidian were passed over, if any: daily notes, templates and notes on no
    /// recording.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) passed_over: usize,
    /// With `--fix`: how many findings were repaired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fixed: Option<usize>,
    /// With `--fix`: the findings that were repaired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) repairs: Option<Vec<RepairEntry<'a>>>,
    /// The new text of the note, if it came by standard input or is only printed, and changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// Why notes could not be read or written, if any.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<super::error_entry::ErrorEntry>"))]
    pub(crate) errors: &'a [Error],
}

const fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FindingEntry<'a> {
    /// The code of the rule.
    code: &'a str,
    /// `error`, `warning` or `info`.
    severity: &'static str,
    /// The note.
    path: &'a str,
    /// The line, from 1.
    line: usize,
    /// The column in characters (Unicode scalar values), from 1.
    column: usize,
    /// What is wrong.
    message: &'a str,
    /// The repair; null if there is more than one right answer.
    fix: Option<FixEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FixEntry<'a> {
    /// What it does.
    description: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RepairEntry<'a> {
    /// The code of the rule.
    code: &'a str,
    /// The note.
    path: &'a str,
    /// The line, from 1.
    line: usize,
    /// The text before.
    old: &'a str,
    /// The text now.
    new: &'a str,
}

/// `kbnote check --explain CODE`, and `--explain all`. [RULES.md](RULES.md) lists them.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RulesDocument {
    schema: &'static str,
    /// The rules.
    rules: Vec<RuleEntry>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RuleEntry {
    /// Its code.
    code: &'static str,
    /// Its name.
    name: &'static str,
    /// `error`, `warning` or `info`, without settings.
    severity: String,
    /// Whether some of its findings can be repaired.
    repairs: bool,
    /// What it looks for.
    what: &'static str,
    /// Why that is wrong.
    why: &'static str,
    /// An example.
    example: ExampleEntry,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExampleEntry {
    /// What it finds.
    bad: &'static str,
    /// What to write instead.
    good: &'static str,
}

impl<'a> FindingEntry<'a> {
    pub(crate) fn new(note: &'a CheckedNote, finding: &'a LocatedFinding) -> Self {
        let fix = finding.fix.as_deref();
        Self {
            code: finding.rule.code,
            severity: severity_word(finding.severity),
            path: &note.path,
            line: finding.line,
            column: finding.column,
            message: &finding.message,
            fix: fix.map(|description| FixEntry { description }),
        }
    }
}

impl<'a> RepairEntry<'a> {
    /// What was repaired in a note.
    pub(crate) fn all(note: &'a CheckedNote) -> impl Iterator<Item = Self> {
        note.repairs.iter().map(|repair| Self {
            code: repair.rule.code,
            path: &note.path,
            line: repair.line,
            old: &repair.old,
            new: &repair.new,
        })
    }
}

impl RulesDocument {
    pub(crate) fn new(rules: &[&'static Rule]) -> Self {
        let entry = |rule: &&'static Rule| {
            let (bad, good) = rule.example.pair();
            RuleEntry {
                code: rule.code,
                name: rule.name,
                severity: rule.severity.to_string(),
                repairs: rule.repairs,
                what: rule.what,
                why: rule.why,
                example: ExampleEntry { bad, good },
            }
        };
        Self {
            schema: "kbnote.rules/1",
            rules: rules.iter().map(entry).collect(),
        }
    }
}

const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
