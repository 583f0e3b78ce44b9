//! `kbnote init`: a folder made a vault.

mod found;
mod habits;
mod pieces;
mod told;

use std::path::PathBuf;

use kbnote_app::ErrorKind;
use kbnote_vault::{NoteWriter, Vault, files};

use self::found::Found;
use self::pieces::{Kind, Piece, Status};
use crate::cli::GlobalArgs;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::Ui;

/// Make a folder a vault
///
/// Writes a kbnote.toml with every setting commented out at its default, and makes the folders of
/// notes, transcripts and drafts. Notes that are there already are taken as they are: those of a
/// Quartz vault in content/, those of an Obsidian vault where they lie, and new anchors will be
/// written as most of theirs are. Nothing is overwritten.
#[derive(clap::Args, Debug)]
pub(crate) struct InitArgs {
    /// Folder, made if it is not there (default: this folder)
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Write the built-in templates too, for you to change
    #[arg(long)]
    templates: bool,
    /// Write a small example too: a transcript and a note on it
    #[arg(long)]
    example: bool,
}

/// What became of each piece, by its path from the root.
type Made = Vec<(String, Status)>;

pub(crate) fn run(ui: Ui, global: &GlobalArgs, args: &InitArgs) -> Result<Exit, CliError> {
    let root = root(global, args)?;
    files::create_folder(&root)?;
    let found = Found::look(&root)?;
    let pieces = Piece::all(&found.vault, args.templates, args.example);
    let made = make(&found.vault, &pieces)?;
    let declined = declined(&made);
    if ui.json {
        ui.document(&told::document(&found, &made, declined.as_ref()))?;
    } else {
        told::made(ui, &made)?;
        told::found(ui, &found);
        match &declined {
            Some(error) => ui.error(error),
            None if is_new(&made) => told::hints(ui, args, &found),
            None => {}
        }
    }
    Ok(declined.map_or(Exit::Done, |error| error.exit()))
}

fn root(global: &GlobalArgs, args: &InitArgs) -> Result<PathBuf, CliError> {
    let root = match (&args.dir, &global.vault) {
        (Some(dir), Some(vault)) if dir != vault => {
            let message = format!(
                "which is to be the vault, {} or {}?",
                dir.display(),
                vault.display()
            );
            return Err(CliError::new(ErrorKind::Usage, "usage", message).hint("name one of them"));
        }
        (Some(dir), _) | (None, Some(dir)) => dir.clone(),
        (None, None) => PathBuf::from("."),
    };
    if root.exists() && !root.is_dir() {
        let message = format!("{} is a file, not a folder", root.display());
        return Err(
            CliError::new(ErrorKind::Declined, "exists", message).hint("name another folder")
        );
    }
    Ok(root)
}

fn make(vault: &Vault, pieces: &[Piece]) -> Result<Made, CliError> {
    let writer = NoteWriter::new("init");
    let each = pieces.iter().map(|piece| {
        let status = piece.make(vault, &writer)?;
        Ok((shown(vault, piece), status))
    });
    each.collect()
}

fn is_new(made: &Made) -> bool {
    made.iter().any(|(_, status)| *status == Status::Created)
}

/// The path of a piece from the root; that of a folder ends with a slash.
fn shown(vault: &Vault, piece: &Piece) -> String {
    let path = vault.shown(&piece.path);
    match piece.kind {
        Kind::Folder => format!("{path}/"),
        _ => path.to_string(),
    }
}

/// That some files are there with other content than asked for.
fn declined(made: &Made) -> Option<CliError> {
    let left = made.iter().filter(|(_, status)| *status == Status::Left);
    let left: Vec<&str> = left.map(|(path, _)| path.as_str()).collect();
    if left.is_empty() {
        return None;
    }
    let verbs = match left.len() {
        1 => "is there already with other content and was",
        _ => "are there already with other content and were",
    };
    let message = format!("{} {verbs} left", left.join(", "));
    let hint = "move aside what you want made anew";
    Some(CliError::new(ErrorKind::Declined, "exists", message).hint(hint))
}
