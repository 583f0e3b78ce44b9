//! The command line of kbnote: arguments, terminal, exit code.
//!
//! [`cli`] is what can be typed, [`commands`] has a file a command; what they share lies beside
//! them. Only this crate prints, and all of it through [`ui`].

mod captions;
mod cli;
mod commands;
mod context;
mod error;
mod exit;
mod fetch_args;
mod language_arg;
mod linking;
mod note_place;
mod note_run;
mod regenerating;
mod showing;
mod terminal_text;
mod ui;
mod whole_run;
mod write_args;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use mimalloc::MiMalloc;
use serde_json::json;

use crate::cli::Cli;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::Ui;

/// A short run is spent to a good part on getting memory, and this gets it in larger pieces: aligning
/// one note takes a sixth less time than with the C library's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let ui = Ui::new(&cli.global);
    let exit = commands::run(ui, cli).unwrap_or_else(|error| tell(ui, &error));
    exit.into()
}

/// Tells a failure in the form that was asked for.
fn tell(ui: Ui, error: &CliError) -> Exit {
    if matches!(error, CliError::ClosedPipe) {
        return Exit::Done;
    }
    if ui.json {
        let document = json!({ "schema": "kbnote.error/1", "error": error.to_json() });
        // A second failure to write has nobody left to be told to.
        let _ = ui.document(&document);
    } else {
        ui.error(error);
    }
    error.exit()
}

/// Help and version go to standard output; a wrong command line is told as any other failure.
fn usage(error: &clap::Error) -> ExitCode {
    let is_answer = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if is_answer || !asks_for_json(std::env::args_os()) {
        if error.use_stderr() {
            PLAIN.usage(&error.render().to_string());
            return Exit::Usage.into();
        }
        let printed = error.print().and_then(|()| std::io::stdout().flush());
        let failed = printed.err().map(CliError::from);
        return failed
            .map_or(Exit::Done, |error| tell(PLAIN, &error))
            .into();
    }
    let message = error.to_string();
    let first = message
        .lines()
        .next()
        .unwrap_or_default()
        .trim_start_matches("error: ");
    let failure =
        CliError::new(kbnote_app::ErrorKind::Usage, "usage", first).hint("see `kbnote help`");
    let ui = Ui {
        json: true,
        ..PLAIN
    };
    tell(ui, &failure).into()
}

/// How it is told what is said before the arguments are known.
const PLAIN: Ui = Ui {
    color: anstream::ColorChoice::Auto,
    json: false,
    quiet: false,
    verbose: false,
};

fn asks_for_json(args: impl Iterator<Item = OsString>) -> bool {
    let args: Vec<_> = args.take_while(|arg| arg != "--").collect();
    let follows = |pair: &[OsString]| pair[0] == "--format" && pair[1] == "json";
    args.iter()
        .any(|arg| arg == "--json" || arg == "--format=json")
        || args.windows(2).any(follows)
}
