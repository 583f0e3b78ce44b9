//! `--format json`.

use super::findings::Report;
use crate::documents::{CheckDocument, FindingEntry, RepairEntry};
use crate::error::CliError;

pub(super) fn print(report: &Report<'_>) -> Result<(), CliError> {
    let findings = report.findings();
    let repairs = || report.checked.iter().flat_map(RepairEntry::all);
    let printed = report.checked.first().filter(|_| report.prints_note);
    let text = printed.and_then(|note| note.new.as_deref());
    report.cx.ui.document(&CheckDocument {
        schema: "kbnote.check/1",
        findings: findings
            .map(|(note, finding)| FindingEntry::new(note, finding))
            .collect(),
        notes: report.checked.len(),
        passed_over: report.passed_over,
        fixed: report.fixes.then(|| repairs().count()),
        repairs: report.fixes.then(|| repairs().collect()),
        text: text.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        errors: report.failures,
    })
}
