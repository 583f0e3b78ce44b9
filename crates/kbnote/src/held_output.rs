//! Output that is held back until a command ends, so that a long result can go through the pager.
//!
//! What goes to standard error is held back with it: it would be above the result otherwise, and out of
//! sight.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use terminal_size::terminal_size_of;
use unicode_width::UnicodeWidthStr;

use crate::error::CliError;
use crate::pager;

/// The output of a command so far.
#[derive(Default)]
struct HeldOutput {
    result: Vec<u8>,
    messages: Vec<u8>,
}

static HELD: Mutex<Option<HeldOutput>> = Mutex::new(None);

/// Holds back what is printed from now on, if a person reads it.
pub(crate) fn hold_for_pager() {
    if io::stdout().is_terminal() {
        *held() = Some(HeldOutput::default());
    }
}

/// Takes bytes of the result, if output is held back.
pub(crate) fn take_result(bytes: &[u8]) -> bool {
    let mut held = held();
    let output = held.as_mut();
    output.map(|output| output.result.extend(bytes)).is_some()
}

/// Takes bytes for standard error, if output is held back.
pub(crate) fn take_message(bytes: &[u8]) -> bool {
    let mut held = held();
    let output = held.as_mut();
    output.map(|output| output.messages.extend(bytes)).is_some()
}

/// Prints what was held back: a result that is longer than the screen through the pager.
pub(crate) fn release() -> Result<(), CliError> {
    let Some(HeldOutput { result, messages }) = held().take() else {
        return Ok(());
    };
    let printed = if is_longer_than_screen(&result) {
        pager::page(&result)
    } else {
        pager::print(&result)
    };
    // Standard error may be closed; there is nobody left to tell that to.
    let _ = io::stderr().lock().write_all(&messages);
    printed
}

fn is_longer_than_screen(text: &[u8]) -> bool {
    let Some((columns, rows)) = terminal_size_of(io::stdout()) else {
        return true;
    };
    let columns = usize::from(columns.0).max(1);
    let text = String::from_utf8_lossy(text);
    let lines = text
        .lines()
        .map(|line| line.width().div_ceil(columns).max(1));
    // The prompt needs a line too.
    lines.sum::<usize>() >= rows.0.into()
}

fn held() -> MutexGuard<'static, Option<HeldOutput>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}
