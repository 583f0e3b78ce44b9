//! The command line of kbnote: arguments, terminal, exit code.
//!
//! [`cli`] is what can be typed, [`commands`] has a file a command; what they share lies beside
//! them. Only this crate prints, and all of it through [`ui`].

mod captions_args;
mod cli;
mod commands;
mod context;
mod diff_view;
mod documents;
mod doubt_list;
mod error;
mod exit;
mod failure;
mod fetch_args;
mod global_args;
mod held_output;
mod help_topics;
mod kind_arg;
mod language_arg;
mod note_run;
mod pager;
mod recording_arg;
mod terminal_observer;
mod terminal_text;
mod ui;
mod write_args;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use mimalloc::MiMalloc;

use crate::cli::Cli;
use crate::ui::Ui;

/// Allocation dominates short runs; mimalloc makes aligning one note a sixth faster.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    if let Some(topic) = help_topics::requested(std::env::args_os()) {
        let printed = topic.print(failure::PLAIN);
        return printed
            .unwrap_or_else(|error| failure::print(failure::PLAIN, &error))
            .into();
    }
    let command_line = commands::with_examples(Cli::command());
    let matches = command_line.clone().try_get_matches();
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return failure::usage(&error),
    };
    let ui = Ui::new(&cli.global);
    let exit = commands::run(ui, &cli.global, cli.command, command_line)
        .unwrap_or_else(|error| failure::print(ui, &error));
    exit.into()
}
