//! One file a command: its arguments, their help, and what it does.

mod align;

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// The commands, in the order in which a note comes to be.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Align(align::AlignArgs),
}

pub(crate) fn run(cx: &Context, command: Command) -> Result<Exit, CliError> {
    match command {
        Command::Align(args) => align::run(cx, &args),
    }
}
