//! The command line as it is typed.

use clap::Parser;

use crate::commands::Command;
use crate::global_args::GlobalArgs;

/// Write notes from videos, each sentence anchored to the moment it rests on
#[derive(Debug, Parser)]
#[command(name = "kbnote", version, disable_help_subcommand = false)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}
