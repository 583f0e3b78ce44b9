//! Findings of `kbnote check` as diagnostics.

use gen_lsp_types::{Code, Diagnostic, DiagnosticSeverity, PublishDiagnosticsParams};
use kbnote_check::{Finding, Severity};

use crate::document::Document;

/// The name under which the editor shows them.
pub(crate) const SOURCE: &str = "kbnote";

/// The findings in an open note, as they are published.
pub(crate) fn published(document: &Document, findings: &[Finding]) -> PublishDiagnosticsParams {
    let diagnostics = findings.iter().map(|finding| diagnostic(document, finding));
    PublishDiagnosticsParams {
        uri: document.uri.clone().into(),
        version: Some(document.version),
        diagnostics: diagnostics.collect(),
    }
}

/// One finding.
pub(crate) fn diagnostic(document: &Document, finding: &Finding) -> Diagnostic {
    Diagnostic {
        range: document.range(&finding.place.range()),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
            Severity::Info => DiagnosticSeverity::Information,
        }),
        code: Some(Code::String(finding.rule.code.to_owned())),
        code_description: None,
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone().into(),
        tags: None,
        related_information: None,
        data: None,
    }
}
