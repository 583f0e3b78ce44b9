//! `--format sarif`: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS).

use kbnote_check::{Rule, Severity, rules};
use serde_json::{Value, json};

use super::findings::Report;
use crate::error::CliError;
use kbnote_app::check::{CheckedNote, LocatedFinding};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn print(report: &Report<'_>) -> Result<(), CliError> {
    let results: Vec<Value> = report
        .findings()
        .map(|(note, finding)| result(note, finding))
        .collect();
    let failures: Vec<Value> = report
        .failures
        .iter()
        .map(|failure| json!({ "level": "error", "message": { "text": failure.message() } }))
        .collect();
    let driver = json!({
        "name": "kbnote",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules::ALL.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
    });
    report.cx.ui.document(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": failures.is_empty(),
                "toolExecutionNotifications": failures,
            }],
            "results": results,
        }],
    }))
}

fn descriptor(rule: &Rule) -> Value {
    let (bad, good) = rule.example.pair();
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.what },
        "fullDescription": { "text": format!("{} {}", rule.what, rule.why) },
        "help": { "text": format!("{}\n\nInstead of:\n\n{bad}\n\nwrite:\n\n{good}\n", rule.why) },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn result(note: &CheckedNote, finding: &LocatedFinding) -> Value {
    let number = rules::ALL
        .iter()
        .position(|rule| rule.code == finding.rule.code);
    let mut place = json!({ "artifactLocation": { "uri": uri(&note.path) } });
    if !finding.is_of_note {
        place["region"] = json!({
            "startLine": finding.line,
            "startColumn": finding.column,
            "endLine": finding.end_line,
            "endColumn": finding.end_column,
        });
    }
    let mut result = json!({
        "ruleId": finding.rule.code,
        "ruleIndex": number,
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": place }],
    });
    if let Some(fix) = &finding.fix {
        result["properties"] = json!({ "fix": fix });
    }
    result
}

/// A path as the reference in an address (RFC 3986): everything but letters, digits and a few
/// marks is escaped.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_path_is_a_reference() {
        assert_eq!(uri("notes/a b/é.md"), "notes/a%20b/%C3%A9.md");
    }
}
