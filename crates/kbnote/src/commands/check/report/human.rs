//! `--format human`: each finding with its line, as a compiler shows it, and a count.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use kbnote_check::Severity;
use rayon::prelude::*;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::findings::Report;
use crate::error::CliError;
use crate::terminal_text::{Style, rendered};
use crate::ui::{count, terminal_width};
use kbnote_app::check::CheckedNote;
use kbnote_app::check::{Excerpt, LocatedFinding};

const GUTTER: Style = Style::BoldBlue;

/// The widest output where no terminal says how wide it is.
const WIDTH: usize = 100;

/// The least that is shown of a line, however narrow the terminal.
const LEAST: usize = 24;

/// How many notes are printed at once.
const CHUNK: usize = 64;

/// How many such chunks are rendered before they are written.
const CHUNKS: usize = 16;

pub(super) fn print(report: &Report<'_>) -> Result<(), CliError> {
    let width = terminal_width().unwrap_or(WIDTH);
    let is_shown = |finding: &LocatedFinding| {
        report.cx.ui.verbose || report.checked.len() == 1 || finding.severity > Severity::Info
    };
    let shows_color = report.cx.ui.shows_color();
    let paint = Paint(report.prints_note || shows_color);
    let of_note = |note: &CheckedNote| -> String {
        let shown = note.findings.iter().filter(|finding| is_shown(finding));
        let mut text = repairs(note, width, paint);
        for finding in shown {
            push_finding(&mut text, &note.shown, finding, width, paint);
            text.push('\n');
        }
        text
    };
    let printed = |notes: &[CheckedNote]| -> String {
        let printed: String = notes.iter().map(of_note).collect();
        if report.prints_note {
            printed
        } else {
            rendered(printed, shows_color).into_owned()
        }
    };
    for notes in report.checked.chunks(CHUNK * CHUNKS) {
        let printed: Vec<String> = notes.par_chunks(CHUNK).map(printed).collect();
        printed
            .iter()
            .try_for_each(|printed| put(report, printed))?;
    }
    let hidden: Vec<&LocatedFinding> = report
        .findings()
        .map(|(_, finding)| finding)
        .filter(|finding| !is_shown(finding))
        .collect();
    summary(report, &hidden)
}

/// What was put right in a note, a line each: the place, the rule, the old text and the new.
fn repairs(note: &CheckedNote, width: usize, paint: Paint) -> String {
    if note.repairs.is_empty() {
        return String::new();
    }
    let (gutter, bold) = (paint.style(GUTTER), paint.style(Style::Bold));
    let number = note.repairs.len();
    let mut printed = format!(
        "{bold}{}{bold:#}: {number} repaired\n",
        printable(&note.shown)
    );
    for repair in &note.repairs {
        let (line, code) = (repair.line, repair.rule.code);
        let room = width.saturating_sub(BEFORE_REPAIR).max(LEAST) / 2;
        let [old, new] = differing(&repair.old, &repair.new, room);
        let _ = writeln!(
            printed,
            "{gutter}{line:>5}{gutter:#}  {code}  {old} → {new}"
        );
    }
    printed.push('\n');
    printed
}

/// How many columns stand before a repair, and between its two texts.
const BEFORE_REPAIR: usize = 17;

/// Two texts on a line each, without what both begin and end with where they are long.
fn differing(old: &str, new: &str, room: usize) -> [String; 2] {
    let plain = |text: &str| match text.trim() {
        "" => "(nothing)".to_owned(),
        text => printable(text).into_owned(),
    };
    if columns(&plain(old)) <= room && columns(&plain(new)) <= room {
        return [plain(old), plain(new)];
    }
    let same = |(a, b): &(char, char)| a == b;
    let begin = old.chars().zip(new.chars()).take_while(same).count();
    let begin = begin.saturating_sub(KEPT_BEFORE);
    let rest = |text: &str| {
        let rest: String = text.chars().skip(begin).collect();
        let rest = plain(&rest);
        let shown = first_columns(&rest, room.saturating_sub(2));
        let (lead, tail) = (
            if begin > 0 { "…" } else { "" },
            if shown.len() < rest.len() { "…" } else { "" },
        );
        format!("{lead}{shown}{tail}")
    };
    [rest(old), rest(new)]
}

/// How much is shown of what is the same before what differs.
const KEPT_BEFORE: usize = 4;

/// A piece of the report, on standard error if the note itself is printed.
fn put(report: &Report<'_>, printed: &str) -> Result<(), CliError> {
    if !report.prints_note {
        return report.cx.ui.bytes(printed.as_bytes());
    }
    if let Some(printed) = printed.strip_suffix('\n') {
        report.cx.ui.say(printed);
    }
    Ok(())
}

const fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::BoldRed,
        Severity::Warning => Style::BoldYellow,
        Severity::Info => Style::BoldCyan,
    }
}

/// Whether anything is coloured. What is not need not be taken out again.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    const fn style(self, style: Style) -> Style {
        if self.0 { style } else { Style::Plain }
    }
}

fn push_finding(
    printed: &mut String,
    path: &str,
    finding: &LocatedFinding,
    width: usize,
    paint: Paint,
) {
    let style = paint.style(style(finding.severity));
    let (gutter, bold) = (paint.style(GUTTER), paint.style(Style::Bold));
    let (severity, code) = (finding.severity, finding.rule.code);
    let message = &finding.message;
    let _ = writeln!(
        printed,
        "{style}{severity}[{code}]{style:#}{bold}: {message}{bold:#}"
    );
    let number = finding.line.to_string();
    let blank = " ".repeat(number.len());
    let Some(excerpt) = &finding.excerpt else {
        let _ = writeln!(printed, "{gutter}-->{gutter:#} {path}");
        return;
    };
    let (line, column) = (finding.line, finding.column);
    let _ = writeln!(
        printed,
        "{blank}{gutter}-->{gutter:#} {path}:{line}:{column}"
    );
    let room = width.saturating_sub(number.len() + 3).max(LEAST);
    let (source, carets) = window(excerpt, room);
    let _ = writeln!(printed, "{gutter}{blank} |{gutter:#}");
    let _ = writeln!(printed, "{gutter}{number} |{gutter:#} {source}");
    let _ = writeln!(
        printed,
        "{gutter}{blank} |{gutter:#} {style}{carets}{style:#}"
    );
    if let Some(fix) = &finding.fix {
        let _ = writeln!(printed, "{gutter}{blank} ={gutter:#} fix: {fix}");
    }
}

/// As much of a line as there is room for, with carets below what is meant.
fn window(excerpt: &Excerpt, room: usize) -> (String, String) {
    let [before, marked, after] =
        [&excerpt.before, &excerpt.marked, &excerpt.after].map(|text| printable(text));
    let marked = first_columns(&marked, room * 2 / 3).to_owned();
    let rest = room - columns(&marked);
    let total = columns(&before) + columns(&marked) + columns(&after);
    let fits = total <= room && excerpt.is_cut == (false, false);
    let lead = if fits {
        rest
    } else {
        (rest / 2).max(rest.saturating_sub(columns(&after) + 1))
    };
    let shown_before = last_columns(&before, lead.saturating_sub(1));
    let is_cut_before = shown_before.len() < before.len() || excerpt.is_cut.0;
    let head = if is_cut_before {
        format!("…{shown_before}")
    } else {
        shown_before.to_owned()
    };
    let left = rest.saturating_sub(columns(&head));
    let shown_after = first_columns(&after, left.saturating_sub(1));
    let is_cut_after = shown_after.len() < after.len() || excerpt.is_cut.1;
    let tail = if is_cut_after { "…" } else { "" };
    let carets = "^".repeat(columns(&marked).max(1));
    let indent = " ".repeat(columns(&head));
    (
        format!("{head}{marked}{shown_after}{tail}"),
        format!("{indent}{carets}"),
    )
}

/// The text without what a terminal would obey, character for character.
fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let is_unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if is_unseen(c) { ' ' } else { c })
        .collect()
}

/// How many columns a printable text takes.
fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.width()
    }
}

/// The longest beginning of a printable text that takes at most so many columns.
fn first_columns(text: &str, columns: usize) -> &str {
    if text.is_ascii() {
        return &text[..columns.min(text.len())];
    }
    let mut taken = 0;
    let end = text.char_indices().find(|(_, c)| {
        taken += c.width().unwrap_or(0);
        taken > columns
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// The longest ending of a printable text that takes at most so many columns.
fn last_columns(text: &str, columns: usize) -> &str {
    if text.is_ascii() {
        return &text[text.len().saturating_sub(columns)..];
    }
    let mut taken = 0;
    let start = text.char_indices().rev().find(|(_, c)| {
        taken += c.width().unwrap_or(0);
        taken > columns
    });
    start.map_or(text, |(at, c)| &text[at + c.len_utf8()..])
}

fn summary(report: &Report<'_>, hidden: &[&LocatedFinding]) -> Result<(), CliError> {
    let notes = count(report.checked.len(), "note");
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning")];
    let mut parts: Vec<String> = counts
        .iter()
        .map(|(severity, noun)| (report.count(*severity), noun))
        .filter(|(n, _)| *n > 0)
        .map(|(n, noun)| count(n, noun))
        .collect();
    let infos = report.count(Severity::Info);
    if infos > 0 {
        parts.push(format!("{infos} info"));
    }
    let found = if parts.is_empty() {
        "nothing found".to_owned()
    } else {
        parts.join(", ")
    };
    let fixed: usize = report.checked.iter().map(|note| note.repairs.len()).sum();
    let fixed = if report.fixes {
        format!("{fixed} repaired; ")
    } else {
        String::new()
    };
    report.cx.ui.say(format_args!("{notes}: {fixed}{found}"));
    hint_at_hidden(report, hidden);
    let fixable = report
        .findings()
        .filter(|(_, finding)| finding.fix.is_some())
        .count();
    if fixable > 0 {
        report
            .cx
            .ui
            .hint(format_args!("`--fix` repairs {fixable} of them"));
    }
    Ok(())
}

/// Hints at the findings of severity info, which are many and seldom pressing, by their numbers.
fn hint_at_hidden(report: &Report<'_>, hidden: &[&LocatedFinding]) {
    let mut codes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in hidden {
        *codes
            .entry((finding.rule.code, finding.rule.name))
            .or_default() += 1;
    }
    let hidden: Vec<String> = codes
        .iter()
        .map(|((code, name), n)| format!("{code} {name}: {n}"))
        .collect();
    if !hidden.is_empty() {
        report
            .cx
            .ui
            .hint(format_args!("`-v` shows {}", hidden.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(before: &str, marked: &str, after: &str) -> Excerpt {
        Excerpt {
            before: before.to_owned(),
            marked: marked.to_owned(),
            after: after.to_owned(),
            is_cut: (false, false),
        }
    }

    fn shown(excerpt: &Excerpt, room: usize) -> String {
        let (source, carets) = window(excerpt, room);
        assert!(source.width() <= room, "{source}");
        format!("{source}\n{carets}")
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        insta::assert_snapshot!(shown(&excerpt("in the ", "reeds", " by night"), 40), @r"
        in the reeds by night
               ^^^^^
        ");
    }

    #[test]
    fn a_long_line_is_shown_around_the_finding() {
        let long = excerpt(
            "They sleep side by side in the ",
            "reeds",
            " by night, all of them",
        );
        insta::assert_snapshot!(shown(&long, 30), @r"
        …ide in the reeds by night, a…
                    ^^^^^
        ");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        insta::assert_snapshot!(shown(&excerpt("潮の", "満ち", "引き"), 40), @r"
        潮の満ち引き
            ^^^^
        ");
    }
}
