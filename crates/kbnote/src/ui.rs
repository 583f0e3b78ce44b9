//! All that is printed: results on standard output, talk on standard error.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use indicatif::ProgressBar;
use kbnote_app::Error;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

pub(crate) use kbnote_engine::text::{count, plain, rounded, shorten};

use crate::error::CliError;
use crate::held_output;
use crate::pager;
use crate::terminal_text::{EscapedJson, Style, rendered};

const ERROR: Style = Style::BoldRed;
const WARNING: Style = Style::BoldYellow;
const HINT: Style = Style::BoldCyan;
const FAINT: Style = Style::Faint;
const STRONG: Style = Style::Bold;

/// The next steps that were printed with failures: hundreds of notes may fail for one reason.
static PRINTED_STEPS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn is_new_step(step: &str) -> bool {
    let mut printed = PRINTED_STEPS.lock().unwrap_or_else(PoisonError::into_inner);
    printed.insert(step.to_owned())
}

/// Where output goes and how much of it there is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ui {
    pub(crate) color: ColorChoice,
    pub(crate) json: bool,
    pub(crate) quiet: bool,
    /// Say more than what is needed.
    pub(crate) verbose: bool,
}

impl Ui {
    /// A line of the result.
    pub(crate) fn line(&self, text: impl Display) -> Result<(), CliError> {
        let text = rendered(format!("{text}\n"), self.shows_color());
        self.bytes(text.as_bytes())
    }

    /// Bytes of the result, exactly as they are.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<(), CliError> {
        if held_output::take_result(bytes) {
            return Ok(());
        }
        pager::print(bytes)
    }

    /// Bytes of a note or a patch: exactly as they are for another program, without what a terminal
    /// would obey for a person.
    pub(crate) fn content(&self, bytes: &[u8]) -> Result<(), CliError> {
        self.bytes(&self.as_content(bytes))
    }

    /// Bytes of a note or a patch as standard output gets them.
    pub(crate) fn as_content<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        if io::stdout().is_terminal() {
            rendered(String::from_utf8_lossy(bytes), false)
                .into_owned()
                .into_bytes()
                .into()
        } else {
            bytes.into()
        }
    }

    /// Whether standard output is in colour.
    pub(crate) fn shows_color(&self) -> bool {
        AutoStream::new(io::stdout(), self.color).current_choice() != ColorChoice::Never
    }

    /// The text as the terminal would get it.
    pub(crate) fn as_terminal(&self, text: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(text);
        rendered(text, self.shows_color()).into_owned().into_bytes()
    }

    /// The one JSON document of a run.
    pub(crate) fn document(&self, document: &impl Serialize) -> Result<(), CliError> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let mut to = serde_json::Serializer::with_formatter(&mut out, EscapedJson::new());
        document.serialize(&mut to).map_err(io::Error::from)?;
        writeln!(out)?;
        Ok(out.flush()?)
    }

    /// Something to know that is not the result.
    pub(crate) fn say(&self, text: impl Display) {
        if !self.quiet {
            self.talk(&text);
        }
    }

    /// Something that may be wrong.
    pub(crate) fn warn(&self, text: impl Display) {
        if !self.quiet {
            self.talk(&format_args!("{WARNING}warning:{WARNING:#} {text}"));
        }
    }

    /// What to do next.
    pub(crate) fn hint(&self, text: impl Display) {
        if !self.quiet {
            self.talk(&format_args!("{HINT}hint:{HINT:#} {text}"));
        }
    }

    /// A failure, with its next step unless an earlier failure had the same; printed even when quiet.
    pub(crate) fn error<'a>(&self, error: impl Into<Option<&'a Error>>) {
        let Some(error) = error.into() else {
            return;
        };
        self.error_alone(error);
        if let Some(hint) = error.next_step()
            && is_new_step(hint)
        {
            self.talk(&format_args!("{HINT}hint:{HINT:#} {hint}"));
        }
    }

    /// What is wrong with a command line, as the parser of the arguments says it: it repeats them.
    pub(crate) fn usage(&self, message: &str) {
        let message = message.trim_end();
        match message.strip_prefix("error:") {
            Some(rest) => self.talk(&format_args!("{ERROR}error:{ERROR:#}{rest}")),
            None => self.talk(&message),
        }
    }

    /// A failure without its next step, which many share; printed even when quiet.
    pub(crate) fn error_alone<'a>(&self, error: impl Into<Option<&'a Error>>) {
        if let Some(error) = error.into() {
            self.talk(&format_args!("{ERROR}error:{ERROR:#} {}", error.message()));
        }
    }

    /// Whether a person watches: only then is progress shown.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && !self.json && io::stderr().is_terminal()
    }

    /// A spinner, shown while a person waits.
    pub(crate) fn spinner(&self, message: String) -> ProgressBar {
        if !self.shows_progress() {
            return ProgressBar::hidden();
        }
        let spinner = ProgressBar::new_spinner().with_message(message);
        spinner.enable_steady_tick(Duration::from_millis(100));
        spinner
    }

    /// Standard error may be closed; there is nobody left to tell that to.
    fn talk(&self, text: &dyn Display) {
        let choice = AutoStream::new(io::stderr(), self.color).current_choice();
        let text = rendered(format!("{text}\n"), choice != ColorChoice::Never);
        if !held_output::take_message(text.as_bytes()) {
            let _ = io::stderr().lock().write_all(text.as_bytes());
        }
    }
}

/// The text in faint print.
pub(crate) fn faint(text: impl Display) -> String {
    format!("{FAINT}{text}{FAINT:#}")
}

/// The text in bold print.
pub(crate) fn strong(text: impl Display) -> String {
    format!("{STRONG}{text}{STRONG:#}")
}

/// The text in the colour of what wants attention.
pub(crate) fn doubtful(text: impl Display) -> String {
    format!("{WARNING}{text}{WARNING:#}")
}

/// How many columns output has: `COLUMNS` where that is a number, else those of the terminal; none
/// where output goes elsewhere and lines are best left whole.
pub(crate) fn terminal_width() -> Option<usize> {
    let columns = env::var("COLUMNS").ok();
    let columns = columns.and_then(|columns| columns.trim().parse().ok());
    let terminal = || Some(terminal_size::terminal_size_of(io::stdout())?.0.0.into());
    columns.or_else(terminal)
}

/// How many columns lines for people take, at most, where nothing says how many there are.
pub(crate) const WIDTH: usize = 80;

/// The number of a line, as it stands before what is told of that line.
pub(crate) fn line_number(line: usize) -> String {
    faint(format_args!("{line:>5}"))
}

/// The text in lines of at most `width` columns, broken at blanks where it has any.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_by_the_columns_it_takes() {
        assert_eq!(
            wrap("low water, high water", 10),
            ["low water,", "high water"]
        );
        assert_eq!(wrap("潮の 満ち 引き", 9), ["潮の 満ち", "引き"]);
        assert_eq!(wrap(" \n", 9), [""; 0]);
    }
}
