//! `--format sarif`: the Static Analysis Results Interchange Format, version 2.1.0 (OASIS).

use kbnote_app::check::{CheckedNote, LocatedFinding};
use kbnote_check::{Rule, Severity, rules};
use serde::Serialize;

use super::findings::Report;
use crate::error::CliError;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    invocations: [Invocation<'a>; 1],
    results: Vec<ResultEntry<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: &'static str,
    short_description: Message<&'static str>,
    full_description: Message<String>,
    help: Message<String>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Message<T> {
    text: T,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultEntry<'a> {
    rule_id: &'a str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Message<&'a str>,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Properties<'a> {
    fix: &'a str,
}

pub(super) fn print(report: &Report<'_>) -> Result<(), CliError> {
    let results = report.findings();
    let failures = report.failures.iter().map(|failure| Notification {
        level: "error",
        message: Message {
            text: failure.message(),
        },
    });
    let driver = Driver {
        name: "kbnote",
        version: env!("CARGO_PKG_VERSION"),
        rules: rules::ALL.iter().map(|rule| Descriptor::of(rule)).collect(),
    };
    report.cx.ui.document(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: report.failures.is_empty(),
                tool_execution_notifications: failures.collect(),
            }],
            results: results
                .map(|(note, finding)| ResultEntry::new(note, finding))
                .collect(),
        }],
    })
}

impl Descriptor {
    fn of(rule: &Rule) -> Self {
        let (bad, good) = rule.example.pair();
        let (what, why) = (rule.what, rule.why);
        Self {
            id: rule.code,
            name: rule.name,
            short_description: Message { text: what },
            full_description: Message {
                text: format!("{what} {why}"),
            },
            help: Message {
                text: format!("{why}\n\nInstead of:\n\n{bad}\n\nwrite:\n\n{good}\n"),
            },
            default_configuration: Configuration {
                level: level(rule.severity),
            },
        }
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

impl<'a> ResultEntry<'a> {
    fn new(note: &CheckedNote, finding: &'a LocatedFinding) -> Self {
        let code = finding.rule.code;
        let region = (!finding.is_of_note).then_some(Region {
            start_line: finding.line,
            start_column: finding.column,
            end_line: finding.end_line,
            end_column: finding.end_column,
        });
        let artifact_location = ArtifactLocation {
            uri: uri(&note.path),
        };
        Self {
            rule_id: code,
            rule_index: rules::ALL.iter().position(|rule| rule.code == code),
            level: level(finding.severity),
            message: Message {
                text: &finding.message,
            },
            locations: [Location {
                physical_location: PhysicalLocation {
                    artifact_location,
                    region,
                },
            }],
            properties: finding.fix.as_deref().map(|fix| Properties { fix }),
        }
    }
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
