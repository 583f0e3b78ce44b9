//! Failures before and after a command runs: wrong arguments, and the one message of a failed run.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::error::ErrorKind;
use kbnote_app::ErrorDocument;

use crate::cli::Cli;
use crate::commands;
use crate::error::CliError;
use crate::exit::Exit;
use crate::help_topics;
use crate::ui::Ui;

/// Prints a failure in the form that was asked for.
pub(crate) fn print(ui: Ui, error: &CliError) -> Exit {
    let Some(failure) = error.error() else {
        return Exit::Done;
    };
    if ui.json {
        // A second failure to write has no reader left.
        let _ = ui.document(&ErrorDocument::new(failure));
    } else {
        ui.error(error);
    }
    error.exit()
}

/// Help and version go to standard output; a wrong command line is printed as any other failure.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let is_answer = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if is_answer || !asks_for_json(std::env::args_os()) {
        if error.use_stderr() {
            PLAIN.usage(&error.render().to_string());
            let topic = || help_topics::hint(std::env::args_os(), &Cli::command());
            let is_missing = error.kind() == ErrorKind::MissingRequiredArgument;
            let example = is_missing.then(|| commands::hint(std::env::args_os()));
            if let Some(hint) = example.flatten().or_else(topic) {
                PLAIN.hint(hint);
            }
            return Exit::Usage.into();
        }
        let printed = error.print().and_then(|()| std::io::stdout().flush());
        let failed = printed.err().map(CliError::from);
        return failed
            .map_or(Exit::Done, |error| print(PLAIN, &error))
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
    print(ui, &failure).into()
}

/// The output before the arguments are known.
pub(crate) const PLAIN: Ui = Ui {
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
