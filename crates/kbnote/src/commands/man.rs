//! `kbnote man`: the manual, a page a command.

use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use kbnote_app::ErrorKind;
use kbnote_vault::files;

use crate::documents::{ManDocument, ManPageEntry};
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::Ui;

/// Print a manual page, or write all of them to a folder
///
/// `kbnote man align | man -l -` shows the page of a command. With --dir each command has its
/// page there, kbnote.1, kbnote-align.1 and so on, as `man` finds them in a folder man1.
#[derive(clap::Args, Debug)]
pub(crate) struct ManArgs {
    /// Command whose page is printed (default: that of kbnote itself)
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    command: Option<String>,
    /// Write the pages of all commands to this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// A manual page in roff.
struct Page {
    /// Its file name: `kbnote-align.1`.
    name: String,
    text: Vec<u8>,
}

pub(crate) fn run(ui: Ui, args: &ManArgs, command_line: Command) -> Result<Exit, CliError> {
    let kbnote = built(command_line);
    match (&args.dir, &args.command) {
        (Some(dir), _) => write_all(ui, &kbnote, dir)?,
        (None, Some(name)) => print(ui, &Page::of(command_named(&kbnote, name)?)?)?,
        (None, None) => print(ui, &Page::of(&kbnote)?)?,
    }
    Ok(Exit::Done)
}

/// The command line of kbnote, complete. `help` is on every page and has none of its own.
fn built(command_line: Command) -> Command {
    let mut kbnote = command_line.disable_help_subcommand(true);
    kbnote.build();
    kbnote
}

fn command_named<'a>(kbnote: &'a Command, name: &str) -> Result<&'a Command, CliError> {
    kbnote.find_subcommand(name).ok_or_else(|| {
        let message = format!("unknown command `{name}`");
        CliError::new(ErrorKind::Usage, "usage", message).hint("`kbnote help` lists the commands")
    })
}

fn print(ui: Ui, page: &Page) -> Result<(), CliError> {
    if ui.json {
        return document(
            ui,
            &[ManPageEntry {
                name: page.name.clone(),
                text: Some(String::from_utf8_lossy(&page.text).into_owned()),
                path: None,
                status: None,
            }],
        );
    }
    ui.bytes(&page.text)
}

fn write_all(ui: Ui, kbnote: &Command, dir: &Path) -> Result<(), CliError> {
    let commands = std::iter::once(kbnote).chain(kbnote.get_subcommands());
    let pages: Vec<Page> = commands.map(Page::of).collect::<Result<_, _>>()?;
    for page in &pages {
        page.keep_others(&dir.join(&page.name))?;
    }
    let mut written = Vec::new();
    for page in pages {
        let path = dir.join(&page.name);
        let changed = files::replace(&path, &page.text)?;
        let (status, path) = (
            if changed { "written" } else { "unchanged" },
            path.display(),
        );
        if !ui.json {
            ui.line(format_args!("{status} {path}"))?;
        }
        written.push(ManPageEntry {
            name: page.name,
            text: None,
            path: Some(path.to_string()),
            status: Some(status),
        });
    }
    if ui.json {
        document(ui, &written)?;
    }
    Ok(())
}

fn document(ui: Ui, pages: &[ManPageEntry]) -> Result<(), CliError> {
    let schema = "kbnote.man/1";
    ui.document(&ManDocument { schema, pages })
}

impl Page {
    fn of(command: &Command) -> Result<Self, CliError> {
        let version = env!("CARGO_PKG_VERSION");
        // A page has all texts, those too that only long help shows.
        let command = command.clone().mut_args(|arg| arg.hide_short_help(false));
        let man = Man::new(command)
            .source(format!("kbnote {version}"))
            .manual("kbnote");
        let mut text = Vec::new();
        man.render(&mut text)?;
        text.extend(exit_status().to_roff().bytes());
        Ok(Self {
            name: man.get_filename(),
            text,
        })
    }

    /// Refuses to replace what is no manual page of kbnote.
    fn keep_others(&self, path: &Path) -> Result<(), CliError> {
        let Some(old) = files::read_if_present(path)? else {
            return Ok(());
        };
        let is_page = |line: &str| line.starts_with(".TH kbnote");
        if String::from_utf8_lossy(&old).lines().any(is_page) {
            return Ok(());
        }
        let message = format!("{} is not a manual page of kbnote", path.display());
        Err(CliError::new(ErrorKind::Declined, "exists", message)
            .hint("nothing was written; move it away, or name another folder"))
    }
}

fn exit_status() -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        section.control("TP", []);
        section.text([roman((exit as u8).to_string())]);
        section.text([roman(exit.meaning())]);
    }
    section
}
