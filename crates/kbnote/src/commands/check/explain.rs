//! `kbnote check --explain`: what a rule looks for, and why.

use kbnote_app::ErrorKind;
use kbnote_check::{Example, Rule, rules};

use crate::context::Context;
use crate::documents::RulesDocument;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{WIDTH, faint, strong, wrap};

pub(super) fn run(cx: &Context, code: &str) -> Result<Exit, CliError> {
    if code.eq_ignore_ascii_case("all") {
        return list(cx);
    }
    let rule = rules::find(code).ok_or_else(|| {
        CliError::new(
            ErrorKind::Usage,
            "no-rule",
            format!("rule `{code}` not found"),
        )
        .hint("`kbnote check --explain all` lists them")
    })?;
    if cx.ui.json {
        cx.ui.document(&RulesDocument::new(&[rule]))?;
        return Ok(Exit::Done);
    }
    cx.ui.line(explanation(rule))?;
    Ok(Exit::Done)
}

fn list(cx: &Context) -> Result<Exit, CliError> {
    if cx.ui.json {
        cx.ui.document(&RulesDocument::new(&rules::ALL))?;
        return Ok(Exit::Done);
    }
    for rule in rules::ALL {
        let severity = rule.severity.to_string();
        let (code, name) = (strong(rule.code), rule.name);
        cx.ui.line(format_args!(
            "{code}  {severity:<7}  {name:<22}  {}",
            rule.what
        ))?;
    }
    Ok(Exit::Done)
}

fn explanation(rule: &Rule) -> String {
    let repair = if rule.repairs {
        "repaired with --fix where there is one right answer"
    } else {
        "not repaired automatically"
    };
    let head = format!(
        "{}  {} ({}; {repair})",
        strong(rule.code),
        rule.name,
        rule.severity
    );
    let (bad, good) = rule.example.pair();
    let example = |title: &str, text: &str| format!("{}\n{}", faint(title), shown(rule, text));
    [
        head,
        wrap(rule.what, WIDTH).join("\n"),
        wrap(rule.why, WIDTH).join("\n"),
        example("Instead of", bad),
        example("write", good),
        switch_off(rule),
    ]
    .join("\n\n")
}

/// An example, set in; what is told in words is wrapped.
fn shown(rule: &Rule, text: &str) -> String {
    let lines = match rule.example {
        Example::Files { .. } => wrap(text, WIDTH - 4),
        _ => text.trim_end().lines().map(str::to_owned).collect(),
    };
    let indented = lines
        .iter()
        .map(|line| format!("    {line}").trim_end().to_owned());
    indented.collect::<Vec<_>>().join("\n")
}

fn switch_off(rule: &Rule) -> String {
    let Rule { code, .. } = rule;
    format!(
        "{}\n    {:<34} on a line of a note\n    {:<34} anywhere in a note\n    {:<34} in kbnote.toml, below [check]",
        faint("To switch it off"),
        format!("%% kbnote-ignore {code} %%"),
        format!("%% kbnote-ignore-file {code} %%"),
        format!("severity.{code} = \"off\""),
    )
}
