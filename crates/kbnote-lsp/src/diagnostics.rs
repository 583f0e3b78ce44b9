//! Findings of `kbnote check` as diagnostics.

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticSeverity, PublishDiagnosticsParams,
};
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

/// The page that lists what each rule finds, in the repository.
const RULES: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/blob/main/crates/kbnote/RULES.md"
);

/// The address of what is said of a rule there: browsers go to the first place with its code.
fn explanation(code: &str) -> String {
    format!("{RULES}#:~:text={code}")
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
        code_description: Some(CodeDescription {
            href: explanation(finding.rule.code).into(),
        }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone().into(),
        tags: None,
        related_information: None,
        data: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_on_the_page_that_findings_lead_to() {
        let page = include_str!("../../kbnote/RULES.md");
        for rule in kbnote_check::rules::ALL {
            assert!(page.contains(rule.code), "{}", rule.code);
        }
        let address = explanation("KB301");
        assert!(
            address.ends_with("/kbnote/blob/main/crates/kbnote/RULES.md#:~:text=KB301"),
            "{address}"
        );
    }
}
