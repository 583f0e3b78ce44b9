//! The thin layer between the session and a real terminal: keys, screens, the editor.

use std::env;
use std::process::Command;

use console::{Key, Term};
use kbnote_app::{Error, ErrorKind, programs};

use super::screen::screen;
use super::session::{End, Event, Session, Step};
use crate::context::Context;
use crate::diff_view::text::painted;
use crate::error::CliError;
use crate::ui::terminal_width;
use kbnote_app::Decisions;

/// The width where the terminal does not say its own.
const USUAL_WIDTH: usize = 80;

/// The name of the file that an editor is given.
const EDITED: &str = "review.md";

/// Runs a review to its end. What is decided is kept after each step.
pub(super) fn run(
    cx: &Context,
    session: &mut Session,
    kept: &mut Decisions,
) -> Result<End, CliError> {
    let terminal = Term::stdout();
    let mut step = Step::Show;
    loop {
        step = match step {
            Step::End(end) => return Ok(end),
            Step::Edit(text) => session.on(edited(cx, &text)),
            Step::Show => {
                show(cx, &terminal, session)?;
                session.on(read(&terminal))
            }
        };
        session.put_into(kept);
        kept.store(&cx.workspace)?;
    }
}

fn show(cx: &Context, terminal: &Term, session: &mut Session) -> Result<(), CliError> {
    let width = terminal_width().unwrap_or(USUAL_WIDTH);
    let mut text = String::new();
    for line in screen(session, width) {
        text += &painted(&line);
        text.push('\n');
    }
    // A terminal that cannot clear its screen gets one card below the other.
    if env::var_os("TERM").is_none_or(|term| term == "dumb") {
        text.insert(0, '\n');
    } else {
        terminal.clear_screen()?;
    }
    cx.ui.bytes(&cx.ui.as_terminal(text.as_bytes()))
}

fn read(terminal: &Term) -> Event {
    match terminal.read_key_raw() {
        Ok(Key::Char(key)) => Event::Key(key),
        Ok(Key::Enter) => Event::Key('\n'),
        Ok(Key::CtrlC) | Err(_) => Event::Interrupt,
        Ok(_) => Event::Key('\0'),
    }
}

/// Lets the author edit a text in a file of the user's state folder.
fn edited(cx: &Context, text: &str) -> Event {
    let failed = |why: String| Event::NotEdited(format!("not edited: {why}"));
    match in_editor(cx, text) {
        Ok(Some(edited)) if edited.trim().is_empty() => failed("the text is empty".to_owned()),
        Ok(Some(edited)) => Event::Edited(edited),
        Ok(None) => failed("the editor failed".to_owned()),
        Err(error) => failed(error.message().to_owned()),
    }
}

/// The text as the editor leaves it; none if the editor says that it failed.
fn in_editor(cx: &Context, text: &str) -> Result<Option<String>, CliError> {
    let path = cx.workspace.vault.user_path(EDITED)?;
    cx.workspace
        .vault
        .write_user_file(EDITED, text.as_bytes())?;
    let editor = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        env::var(name)
            .ok()
            .filter(|editor| !editor.trim().is_empty())
    });
    let editor = editor.unwrap_or_else(|| default_editor().to_owned());
    let status = editing(&editor)?.arg(&path).status()?;
    let edited = cx.workspace.vault.take_user_file(EDITED);
    if !status.success() {
        return Ok(None);
    }
    let edited = String::from_utf8(edited?).map_err(|error| {
        Error::from_error(ErrorKind::Usage, "edit", &error.utf8_error())
            .with_next_step("save the text as UTF-8")
    })?;
    Ok(Some(without_added_end(text, edited)))
}

/// The editor, ready to be given a file.
fn editing(editor: &str) -> Result<Command, CliError> {
    let shell = if cfg!(windows) { "cmd" } else { "sh" };
    let missing = || {
        CliError::new(
            ErrorKind::NotFound,
            "no-editor",
            format!("{shell} not found"),
        )
    };
    let mut command = programs::command(shell).ok_or_else(missing)?;
    if cfg!(windows) {
        command.arg("/C").arg(editor);
    } else {
        // The shell takes apart an editor that is given with arguments.
        command.args(["-c", &format!("{editor} \"$@\""), editor]);
    }
    Ok(command)
}

/// Editors end a file with a line end, whether there was one or not.
fn without_added_end(old: &str, mut edited: String) -> String {
    if !old.ends_with('\n') && edited.ends_with('\n') {
        edited.pop();
        if edited.ends_with('\r') {
            edited.pop();
        }
    }
    edited
}

const fn default_editor() -> &'static str {
    if cfg!(windows) { "notepad" } else { "vi" }
}
