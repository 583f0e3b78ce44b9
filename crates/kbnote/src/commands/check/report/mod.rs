//! The report on a run, in the form that was asked for.

mod findings;
mod github;
mod human;
mod json;
mod sarif;

use crate::error::CliError;
use crate::global_args::Format;

pub(super) use findings::Report;

/// Prints the report.
pub(super) fn print(report: &Report<'_>) -> Result<(), CliError> {
    if report.cx.format != Format::Json {
        for failure in report.failures {
            report.cx.ui.error(failure);
        }
    }
    match report.cx.format {
        Format::Json => json::print(report),
        Format::Github => github::print(report),
        Format::Sarif => sarif::print(report),
        _ => human::print(report),
    }
}
