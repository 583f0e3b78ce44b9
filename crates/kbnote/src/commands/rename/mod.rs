//! `kbnote rename`: a note under another title, and every link to it rewritten.

mod obsidian;
pub(super) mod planned;

use std::path::{Path, PathBuf};

use kbnote_app::ErrorKind;
use kbnote_note::{Note, Slug, display_text};
use kbnote_vault::{ChangedNote, IndexedNote, Rename, RenamedEntry, VaultIndex, files};
use serde_json::{Value, json};

use self::planned::{KeptLink, Planned};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{count, strong};

/// Give a note another title, and rewrite every link to it
///
/// The file is named after the title. Wikilinks, Markdown links, HTML links, canvases and bases are
/// rewritten, and keep their display texts and headings; the entry in the channel's index follows
/// where it showed the old title. Links that cannot be rewritten are listed. All files are changed or
/// none.
#[derive(clap::Args, Debug)]
pub(crate) struct RenameArgs {
    /// Note to rename
    #[arg(value_name = "NOTE")]
    note: PathBuf,
    /// Its new title
    #[arg(value_name = "TITLE", allow_hyphen_values = true)]
    title: String,
    #[command(flatten)]
    write: RenameWriteArgs,
}

/// What is done with the changes (default: written in place)
#[derive(clap::Args, Clone, Copy, Debug)]
#[group(multiple = false)]
struct RenameWriteArgs {
    /// Write nothing; exit with 1 if something would change
    #[arg(long)]
    check: bool,
    /// Write nothing; print the change
    #[arg(long)]
    diff: bool,
}

pub(crate) fn run(cx: &Context, args: &RenameArgs) -> Result<Exit, CliError> {
    let title = args.title.trim();
    if title.is_empty() {
        return Err(CliError::new(
            ErrorKind::Usage,
            "usage",
            "the new title is empty",
        ));
    }
    let writes = !args.write.check && !args.write.diff;
    // What is read must stand until it is written: of two renames at once, one reads after the other.
    let lock = writes.then(|| cx.lock()).transpose()?;
    let index = cx.vault.index()?;
    let number = number_of(cx, &index, &args.note)?;
    let target = Target::of(cx, &index, number, title)?;
    let planned = Planned::make(cx, &index, number, &target)?;
    let note = &index.notes()[number];
    let changes = !planned.notes.is_empty() || note.path != target.path;
    if let Some(lock) = lock.filter(|_| changes) {
        let entry = renamed_entry((&note.name, &target.name), &target.title);
        let rename = Rename {
            from: &note.path,
            to: &target.path,
            notes: &planned.notes,
            entry: entry.as_ref(),
        };
        cx.vault.rename_note(&lock, &rename)?;
    }
    tell(cx, args, note, &target, &planned)?;
    Ok(if args.write.check && changes {
        Exit::Found
    } else {
        Exit::Done
    })
}

fn number_of(cx: &Context, index: &VaultIndex, path: &Path) -> Result<usize, CliError> {
    let name = cx.vault.note_name(path).filter(|_| path.is_file());
    let number = name.and_then(|name| index.notes().iter().position(|note| note.name == name));
    number.ok_or_else(|| {
        let message = format!("there is no note {} in the vault", path.display());
        CliError::new(ErrorKind::NotFound, "missing-note", message)
    })
}

/// What a note is to be called.
struct Target {
    title: String,
    name: String,
    path: PathBuf,
}

impl Target {
    fn of(cx: &Context, index: &VaultIndex, number: usize, title: &str) -> Result<Self, CliError> {
        let note = &index.notes()[number];
        let slug = Slug::with_rule(title, cx.vault.settings().slug);
        let folder = note.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        // The index note of a folder has the folder's name, whatever its title.
        let base = if note.is_index() {
            note.base_name()
        } else {
            slug.as_str()
        };
        let name = match folder {
            "" => base.to_owned(),
            folder => format!("{folder}/{base}"),
        };
        let path = note.path.with_file_name(format!("{base}.md"));
        let is_taken = |(other, known): (usize, &IndexedNote)| {
            other != number && known.name.to_lowercase() == name.to_lowercase()
        };
        let is_index_name = !note.is_index() && folder.rsplit('/').next() == Some(base);
        if index.notes().iter().enumerate().any(is_taken) || is_index_name {
            let message = format!("{} exists already", cx.vault.shown(&path));
            let hint = "choose another title, or rename that note first";
            return Err(CliError::new(ErrorKind::Declined, "exists", message).hint(hint));
        }
        Ok(Self {
            title: title.to_owned(),
            name,
            path,
        })
    }
}

/// Lets the record of the channel's index follow a note that was moved and has its new title.
pub(super) fn remember_move(cx: &Context, from: &Path, path: &Path) -> Result<(), CliError> {
    let names = cx.vault.note_name(from).zip(cx.vault.note_name(path));
    let Some((from, to)) = names else {
        return Ok(());
    };
    let note = Note::parse(files::read(path)?);
    let title = note.title().unwrap_or_else(|| to.as_str().into());
    let Some(entry) = renamed_entry((&from, &to), &title) else {
        return Ok(());
    };
    let names = (entry.old.as_str(), entry.new.as_str());
    Ok(cx
        .vault
        .rename_in_index_record(&entry.index, names, &entry.display)?)
}

/// What the record of the channel's index is to say of a note under its new name and title.
fn renamed_entry(names: (&str, &str), title: &str) -> Option<RenamedEntry> {
    let (folder, _) = names.0.rsplit_once('/')?;
    Some(RenamedEntry {
        index: format!("{folder}/{}", folder.rsplit('/').next().unwrap_or(folder)),
        old: names.0.to_owned(),
        new: names.1.to_owned(),
        display: display_text(title),
    })
}

fn tell(
    cx: &Context,
    args: &RenameArgs,
    note: &IndexedNote,
    target: &Target,
    planned: &Planned,
) -> Result<(), CliError> {
    if cx.ui.json {
        return cx.ui.document(&to_json(cx, note, target, planned));
    }
    if args.write.diff {
        return planned.notes.iter().try_for_each(|note| {
            let name = cx.vault.name_below_root(&note.path);
            cx.ui
                .content(&kbnote_note::diff::patch(&note.old, &note.new, name))
        });
    }
    let (from, to) = (cx.vault.shown(&note.path), cx.vault.shown(&target.path));
    let verb = match args.write.check {
        true => "would be",
        false => "is now",
    };
    cx.ui.line(format_args!("{from} {verb} {}", strong(to)))?;
    let is_other = |changed: &&ChangedNote| changed.path != note.path;
    let others = planned.notes.iter().filter(is_other).count();
    let (links, others) = (count(planned.links, "link"), count(others, "other file"));
    cx.ui
        .say(format_args!("{links} rewritten; {others} changed"));
    for KeptLink {
        path,
        target,
        reason,
    } in &planned.left
    {
        let path = cx.vault.shown(path);
        cx.ui.warn(format_args!(
            "{path}: the link to `{target}` was not rewritten: {reason}"
        ));
    }
    Ok(())
}

fn to_json(cx: &Context, note: &IndexedNote, target: &Target, planned: &Planned) -> Value {
    let shown = |path: &Path| cx.vault.shown(path).to_string();
    let notes = planned.notes.iter().map(|note| shown(&note.path));
    let left = planned.left.iter();
    let left = left.map(|link| {
        let KeptLink { target, reason, .. } = link;
        json!({"path": shown(&link.path), "target": target, "reason": reason})
    });
    json!({
        "schema": "kbnote.rename/1", "from": shown(&note.path), "to": shown(&target.path),
        "title": target.title, "links": planned.links,
        "notes": notes.collect::<Vec<_>>(), "left": left.collect::<Vec<_>>(),
    })
}
