//! One file a command: its arguments, their help, and what it does.

mod align;
mod check;
mod diff;
mod fetch;
mod import;
mod index;
mod links;
mod list;
mod new;
mod regen;
mod rename;
mod review;
mod search;
mod undo;
mod why;

use clap::Subcommand;

use crate::cli::Format;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// The commands, in the order in which a note comes to be.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Fetch(fetch::FetchArgs),
    Import(import::ImportArgs),
    New(new::NewArgs),
    Align(align::AlignArgs),
    Why(why::WhyArgs),
    Links(links::LinksArgs),
    Diff(diff::DiffArgs),
    Review(review::ReviewArgs),
    Regen(regen::RegenArgs),
    Undo(undo::UndoArgs),
    Check(check::CheckArgs),
    Index(index::IndexArgs),
    Rename(rename::RenameArgs),
    List(list::ListArgs),
    Search(search::SearchArgs),
}

impl Command {
    /// Its name on the command line.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Fetch(_) => "fetch",
            Self::Import(_) => "import",
            Self::New(_) => "new",
            Self::Align(_) => "align",
            Self::Why(_) => "why",
            Self::Links(_) => "links",
            Self::Diff(_) => "diff",
            Self::Review(_) => "review",
            Self::Regen(_) => "regen",
            Self::Undo(_) => "undo",
            Self::Check(_) => "check",
            Self::Index(_) => "index",
            Self::Rename(_) => "rename",
            Self::List(_) => "list",
            Self::Search(_) => "search",
        }
    }
}

pub(crate) fn run(cx: &Context, command: Command) -> Result<Exit, CliError> {
    if !matches!(command, Command::Check(_)) && !matches!(cx.format, Format::Human | Format::Json) {
        let message = "only `check` takes this form";
        return Err(CliError::new(Exit::Usage, "usage", message).hint("human or json"));
    }
    rename::finish_cut_short(cx)?;
    match command {
        Command::Fetch(args) => fetch::run(cx, &args),
        Command::Import(args) => import::run(cx, &args),
        Command::New(args) => new::run(cx, &args),
        Command::Align(args) => align::run(cx, &args),
        Command::Why(args) => why::run(cx, &args),
        Command::Links(args) => links::run(cx, &args),
        Command::Diff(args) => diff::run(cx, &args),
        Command::Review(args) => review::run(cx, &args),
        Command::Regen(args) => regen::run(cx, &args),
        Command::Undo(args) => undo::run(cx, &args),
        Command::Check(args) => check::run(cx, &args),
        Command::Index(args) => index::run(cx, &args),
        Command::Rename(args) => rename::run(cx, &args),
        Command::List(args) => list::run(cx, &args),
        Command::Search(args) => search::run(cx, &args),
    }
}
