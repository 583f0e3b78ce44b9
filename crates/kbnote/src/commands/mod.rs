//! One file a command: its arguments, their help, and what it does.

mod align;
mod chapters;
mod check;
mod clips;
mod completions;
mod config;
mod convert;
mod diff;
mod examples;
mod export;
mod fetch;
mod import;
mod index;
mod init;
mod links;
mod list;
mod lsp;
mod man;
mod move_note;
mod new;
mod quote;
mod regen;
mod rename;
mod review;
mod search;
mod serve;
mod status;
mod template;
mod undo;
mod why;

use clap::Subcommand;
use kbnote_app::ErrorKind;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::global_args::{Format, GlobalArgs};
use crate::held_output;
use crate::ui::Ui;
pub(crate) use examples::{hint, with_examples};

/// The commands, in the order in which a note comes to be.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::InitArgs),
    #[command(flatten)]
    InVault(Box<VaultCommand>),
    Config(config::ConfigArgs),
    Lsp(lsp::LspArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// The commands that work in a vault; the others need none.
#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    Fetch(fetch::FetchArgs),
    Import(import::ImportArgs),
    New(new::NewArgs),
    Align(align::AlignArgs),
    Why(why::WhyArgs),
    Quote(quote::QuoteArgs),
    Clips(clips::ClipsArgs),
    Chapters(chapters::ChaptersArgs),
    Links(links::LinksArgs),
    Diff(diff::DiffArgs),
    Review(review::ReviewArgs),
    Regen(regen::RegenArgs),
    Undo(undo::UndoArgs),
    Redo(undo::RedoArgs),
    Check(check::CheckArgs),
    Index(index::IndexArgs),
    Rename(rename::RenameArgs),
    Move(move_note::MoveArgs),
    Convert(convert::ConvertArgs),
    List(list::ListArgs),
    Status(status::StatusArgs),
    Search(search::SearchArgs),
    Serve(serve::ServeArgs),
    Export(export::ExportArgs),
    Template(template::TemplateArgs),
}

impl VaultCommand {
    /// Whether its result is one to read, and may be longer than a screen.
    fn is_paged(&self) -> bool {
        matches!(
            self,
            Self::Why(_)
                | Self::Links(_)
                | Self::Diff(_)
                | Self::Check(_)
                | Self::List(_)
                | Self::Status(_)
                | Self::Search(_)
        )
    }

    /// Whether it makes the folders that it needs.
    fn makes_notes(&self) -> bool {
        matches!(self, Self::Fetch(_) | Self::Import(_) | Self::New(_))
    }

    /// Its name on the command line.
    fn name(&self) -> &'static str {
        match self {
            Self::Fetch(_) => "fetch",
            Self::Import(_) => "import",
            Self::New(_) => "new",
            Self::Align(args) => args.name(),
            Self::Why(_) => "why",
            Self::Quote(_) => "quote",
            Self::Clips(_) => "clips",
            Self::Chapters(_) => "chapters",
            Self::Links(_) => "links",
            Self::Diff(_) => "diff",
            Self::Review(_) => "review",
            Self::Regen(_) => "regen",
            Self::Undo(_) => "undo",
            Self::Redo(_) => "redo",
            Self::Check(_) => "check",
            Self::Index(_) => "index",
            Self::Rename(_) => "rename",
            Self::Move(_) => "move",
            Self::Convert(_) => "convert",
            Self::List(_) => "list",
            Self::Status(_) => "status",
            Self::Search(_) => "search",
            Self::Serve(_) => "serve",
            Self::Export(_) => "export",
            Self::Template(_) => "template",
        }
    }
}

/// Runs a command. `command_line` is the whole command line, for the manual and the completions.
pub(crate) fn run(
    ui: Ui,
    global: &GlobalArgs,
    command: Command,
    command_line: clap::Command,
) -> Result<Exit, CliError> {
    refuse_form(global, &command)?;
    match command {
        Command::InVault(command) => {
            let cx = Context::new(ui, global, command.name())?;
            if global.format() == Format::Human && !global.no_pager && command.is_paged() {
                held_output::hold_for_pager();
            }
            let done = run_in_vault(&cx, *command);
            let printed = held_output::release();
            let exit = done?;
            printed?;
            Ok(exit)
        }
        Command::Init(args) => init::run(ui, global, &args),
        Command::Config(args) => config::run(ui, global, &args),
        Command::Lsp(args) => lsp::run(ui, global, &args),
        Command::Completions(args) => completions::run(ui, &args, command_line),
        Command::Man(args) => man::run(ui, &args, command_line),
    }
}

/// The forms for other programs are those of one command each.
fn refuse_form(global: &GlobalArgs, command: &Command) -> Result<(), CliError> {
    let command = match command {
        Command::InVault(command) => Some(&**command),
        _ => None,
    };
    let (takes_it, message) = match global.format() {
        Format::Human | Format::Json => return Ok(()),
        Format::Github | Format::Sarif => (
            matches!(command, Some(VaultCommand::Check(_))),
            "only `check` has this format",
        ),
        Format::Lines => (
            matches!(command, Some(VaultCommand::Search(_))),
            "only `search` has this format",
        ),
        Format::YtDlp | Format::Ffmpeg => (
            matches!(command, Some(VaultCommand::Clips(_))),
            "only `clips` has this format",
        ),
        Format::Youtube | Format::Podcast => (
            matches!(command, Some(VaultCommand::Chapters(_))),
            "only `chapters` has this format",
        ),
    };
    if takes_it {
        return Ok(());
    }
    Err(CliError::new(ErrorKind::Usage, "usage", message).hint("use human or json"))
}

fn run_in_vault(cx: &Context, command: VaultCommand) -> Result<Exit, CliError> {
    cx.workspace.recover()?;
    cx.workspace.warn_of_missing_folders(command.makes_notes());
    let done = run_command(cx, command);
    cx.workspace.announce(&cx.workspace.writer.take_notices());
    done
}

fn run_command(cx: &Context, command: VaultCommand) -> Result<Exit, CliError> {
    match command {
        VaultCommand::Fetch(args) => fetch::run(cx, &args),
        VaultCommand::Import(args) => import::run(cx, &args),
        VaultCommand::New(args) => new::run(cx, &args),
        VaultCommand::Align(args) => align::run(cx, &args),
        VaultCommand::Why(args) => why::run(cx, &args),
        VaultCommand::Quote(args) => quote::run(cx, &args),
        VaultCommand::Clips(args) => clips::run(cx, &args),
        VaultCommand::Chapters(args) => chapters::run(cx, &args),
        VaultCommand::Links(args) => links::run(cx, &args),
        VaultCommand::Diff(args) => diff::run(cx, &args),
        VaultCommand::Review(args) => review::run(cx, &args),
        VaultCommand::Regen(args) => regen::run(cx, &args),
        VaultCommand::Undo(args) => undo::run(cx, &args),
        VaultCommand::Redo(args) => undo::redo(cx, &args),
        VaultCommand::Check(args) => check::run(cx, &args),
        VaultCommand::Index(args) => index::run(cx, &args),
        VaultCommand::Rename(args) => rename::run(cx, &args),
        VaultCommand::Move(args) => move_note::run(cx, &args),
        VaultCommand::Convert(args) => convert::run(cx, &args),
        VaultCommand::List(args) => list::run(cx, &args),
        VaultCommand::Status(args) => status::run(cx, &args),
        VaultCommand::Search(args) => search::run(cx, &args),
        VaultCommand::Serve(args) => serve::run(cx, &args),
        VaultCommand::Export(args) => export::run(cx, &args),
        VaultCommand::Template(args) => template::run(cx, &args),
    }
}
