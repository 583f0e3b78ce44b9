//! `--format json`.

use kbnote_check::Severity;
use serde::Serialize;
use serde_json::{Value, json};

use super::findings::Report;
use crate::error::CliError;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    findings: Vec<Finding<'a>>,
    notes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repairs: Option<Vec<Repair<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'static str,
    path: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Repair<'a> {
    code: &'a str,
    path: &'a str,
    line: usize,
    old: &'a str,
    new: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    description: &'a str,
}

pub(super) fn print(report: &Report<'_>) -> Result<(), CliError> {
    let findings = report.findings().map(|(note, finding)| Finding {
        code: finding.rule.code,
        severity: word(finding.severity),
        path: &note.path,
        line: finding.line,
        column: finding.column,
        message: &finding.message,
        fix: finding
            .fix
            .as_deref()
            .map(|description| Fix { description }),
    });
    let printed = report.checked.first().filter(|_| report.prints_note);
    let text = printed.and_then(|note| note.new.as_deref());
    let document = Document {
        schema: "kbnote.check/1",
        findings: findings.collect(),
        notes: report.checked.len(),
        fixed: report
            .fixes
            .then(|| report.checked.iter().map(|note| note.repairs.len()).sum()),
        repairs: report.fixes.then(|| repairs(report).collect()),
        text: text.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        errors: report.failures.iter().map(|error| json!(error)).collect(),
    };
    report.cx.ui.document(&document)
}

/// What was put right, note by note.
fn repairs<'a>(report: &Report<'a>) -> impl Iterator<Item = Repair<'a>> {
    report.checked.iter().flat_map(|note| {
        note.repairs.iter().map(|repair| Repair {
            code: repair.rule.code,
            path: &note.path,
            line: repair.line,
            old: &repair.old,
            new: &repair.new,
        })
    })
}

pub(super) const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
