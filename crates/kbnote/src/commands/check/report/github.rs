//! `--format github`: commands of a workflow, which GitHub shows beside the lines of a change.
//! (Workflow commands for GitHub Actions, “Setting an error message”.)

use kbnote_check::Severity;

use super::findings::Report;
use crate::error::CliError;
use kbnote_app::check::{CheckedNote, LocatedFinding};

pub(super) fn print(report: &Report<'_>) -> Result<(), CliError> {
    let mut lines = String::new();
    for (note, finding) in report.findings() {
        lines.push_str(&command(note, finding));
        lines.push('\n');
    }
    report
        .cx
        .ui
        .bytes(&report.cx.ui.as_terminal(lines.as_bytes()))
}

fn command(note: &CheckedNote, finding: &LocatedFinding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let title = format!("{} {}", finding.rule.code, finding.rule.name);
    let end = if finding.end_line == finding.line && finding.end_column > finding.column {
        format!(",endColumn={}", finding.end_column - 1)
    } else {
        String::new()
    };
    format!(
        "::{level} file={},line={},col={}{end},title={}::{}",
        property(&note.shown),
        finding.line,
        finding.column,
        property(&title),
        data(&finding.message)
    )
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which ends at a comma or colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_end_a_value_are_escaped() {
        assert_eq!(property("50 %: a,b\n"), "50 %25%3A a%2Cb%0A");
        assert_eq!(data("50 %: a,b"), "50 %25: a,b");
    }
}
