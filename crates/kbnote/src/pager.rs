//! The pager between a long result and the terminal.

use std::env;
use std::io::{self, Write};
use std::process::{Child, Stdio};

use kbnote_app::programs;

use crate::error::CliError;

/// Prints a long result through the pager.
///
/// As with git, `KBNOTE_PAGER` names it, else `PAGER`, else it is `less`; an empty name or `cat`
/// means none. `less` ends by itself where all fits on the screen. The bytes go out as they are.
pub(crate) fn page(text: &[u8]) -> Result<(), CliError> {
    match pager_command().and_then(|command| start(&command)) {
        Some(pager) => feed(pager, text),
        None => print(text),
    }
}

fn pager_command() -> Option<String> {
    let named = ["KBNOTE_PAGER", "PAGER"]
        .into_iter()
        .find_map(|name| env::var(name).ok());
    let command = named.unwrap_or_else(|| "less".to_owned());
    let is_none = command.trim().is_empty() || command.trim() == "cat";
    (!is_none).then_some(command)
}

/// The pager, run by the shell as its command may have arguments; none if it cannot be started.
fn start(command: &str) -> Option<Child> {
    let (shell, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let mut pager = programs::command(shell)?;
    pager.arg(flag).arg(command).stdin(Stdio::piped());
    for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
        if env::var_os(name).is_none() {
            pager.env(name, value);
        }
    }
    pager.spawn().ok()
}

/// Whoever leaves the pager early has seen enough.
fn feed(mut pager: Child, text: &[u8]) -> Result<(), CliError> {
    if let Some(mut stdin) = pager.stdin.take() {
        let _ = stdin.write_all(text);
    }
    let status = pager.wait()?;
    // The shell could not find it.
    if status.code() == Some(127) {
        print(text)?;
    }
    Ok(())
}

/// Prints a result at once.
pub(crate) fn print(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}
