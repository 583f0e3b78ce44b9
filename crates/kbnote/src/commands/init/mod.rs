//! `kbnote init`: a folder made a vault.

mod found;
mod pieces;

use std::path::{Path, PathBuf};

use kbnote_note::LinkStyle;
use kbnote_vault::{Vault, files};
use serde_json::{Value, json};

use self::found::Found;
use self::pieces::{EXAMPLE_LINE, Kind, Piece, Status, example_note};
use crate::cli::GlobalArgs;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{Ui, count};

/// Make a folder a vault
///
/// Writes a kbnote.toml with every setting commented out at its default, and makes the folders of
/// notes, transcripts and drafts. Notes that are there already are taken as they are: those of a
/// Quartz vault in content/, those of an Obsidian vault where they lie. Nothing is overwritten.
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
        ui.document(&document(&found, &made, declined.as_ref()))?;
    } else {
        tell(ui, &made)?;
        tell_found(ui, &found);
        match &declined {
            Some(error) => ui.error(error),
            None => hint(ui, args, &found),
        }
    }
    Ok(declined.map_or(Exit::Done, |error| error.exit))
}

fn root(global: &GlobalArgs, args: &InitArgs) -> Result<PathBuf, CliError> {
    let root = match (&args.dir, &global.vault) {
        (Some(dir), Some(vault)) if dir != vault => {
            let message = format!(
                "which is to be the vault, {} or {}?",
                dir.display(),
                vault.display()
            );
            return Err(CliError::new(Exit::Usage, "usage", message).hint("name one of them"));
        }
        (Some(dir), _) | (None, Some(dir)) => dir.clone(),
        (None, None) => PathBuf::from("."),
    };
    if root.exists() && !root.is_dir() {
        let message = format!("{} is a file, not a folder", root.display());
        return Err(CliError::new(Exit::Declined, "exists", message).hint("name another folder"));
    }
    Ok(root)
}

fn make(vault: &Vault, pieces: &[Piece]) -> Result<Made, CliError> {
    let each = pieces.iter().map(|piece| {
        let status = piece.make(vault)?;
        Ok((shown(vault, piece), status))
    });
    each.collect()
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
    let are = if left.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} {are} there already, and other than asked for",
        left.join(", ")
    );
    let hint = "nothing was overwritten; move aside what you want made anew";
    Some(CliError::new(Exit::Declined, "exists", message).hint(hint))
}

fn document(found: &Found, made: &Made, declined: Option<&CliError>) -> Value {
    let files = made
        .iter()
        .map(|(path, status)| json!({"path": path, "status": status.word()}));
    json!({
        "schema": "kbnote.init/1", "path": absolute(found.vault.root()),
        "files": files.collect::<Vec<_>>(),
        "notes": {
            "folder": found.vault.settings().notes, "count": found.notes,
            "on_videos": found.on_videos, "links": found.links.map(word_of), "outside": found.outside,
        },
        "error": declined.map(CliError::to_json),
    })
}

fn absolute(path: &Path) -> String {
    let absolute = std::path::absolute(path);
    absolute.as_deref().unwrap_or(path).display().to_string()
}

const fn word_of(links: LinkStyle) -> &'static str {
    match links {
        LinkStyle::Spaced => "spaced",
        LinkStyle::Tight => "tight",
    }
}

fn tell(ui: Ui, made: &Made) -> Result<(), CliError> {
    let is_told = |(path, status): &&(String, Status)| {
        *status != Status::Left && !(*status == Status::Unchanged && path.ends_with('/'))
    };
    for (path, status) in made.iter().filter(is_told) {
        ui.line(format_args!("{} {path}", status.word()))?;
    }
    Ok(())
}

/// What was there before.
fn tell_found(ui: Ui, found: &Found) {
    let folder = &found.vault.settings().notes;
    if found.notes > 0 {
        let notes = count(found.notes, "note");
        let place = if folder == "." { "this folder" } else { folder };
        let on_videos = found.on_videos;
        ui.say(format_args!(
            "found {notes} in {place}, {on_videos} of them on videos"
        ));
    }
    match found.links {
        Some(LinkStyle::Spaced) => {
            ui.say("links are written [[target | Display]] in most, and will be in new ones")
        }
        Some(LinkStyle::Tight) => {
            ui.say("links are written [[target|Display]] in most, and will be in new ones")
        }
        None => {}
    }
    if found.outside > 0 {
        let outside = count(found.outside, "Markdown file");
        ui.say(format_args!(
            "{outside} outside {folder}/ are not taken for notes"
        ));
        ui.hint("`notes` in kbnote.toml says where they are; \".\" is the vault's own folder");
    }
}

/// What to do next.
fn hint(ui: Ui, args: &InitArgs, found: &Found) {
    if let Some(dir) = args.dir.as_deref().filter(|dir| *dir != Path::new(".")) {
        ui.hint(format_args!("go there: `cd {}`", dir.display()));
    }
    if args.example {
        let note = example_note(&found.vault);
        let note = found.vault.shown(&note);
        ui.hint(format_args!(
            "`kbnote why {note}:{EXAMPLE_LINE}` shows what a line of the example rests on"
        ));
    }
    if found.on_videos > 0 {
        ui.hint(
            "`kbnote fetch --missing` stores the captions of the videos that your notes are on",
        );
    } else {
        ui.hint("`kbnote fetch VIDEO` stores the captions of a video, `kbnote new VIDEO` makes a note on it");
    }
}
