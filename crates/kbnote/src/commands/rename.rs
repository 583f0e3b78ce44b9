//! `kbnote rename`: a note under another title, and every link to it rewritten.

use std::path::{Path, PathBuf};

use kbnote_note::{Note, Renaming, Resolver, Slug, Splice, display_text, is_utf16, yaml};
use kbnote_vault::{ChangedNote, IndexedNote, VaultIndex, files};
use memchr::memmem;
use rayon::prelude::*;
use serde_json::json;

use crate::context::Context;
use crate::error::{CliError, in_utf16};
use crate::exit::Exit;
use crate::ui::{count, strong};

/// Give a note another title, and rewrite every link to it
///
/// The file is named after the title. Links keep their display texts and headings; the entry in the
/// channel's index follows where it showed the old title. All notes are changed or none.
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

/// Carries out what is left of a rename that was cut short.
pub(crate) fn finish_cut_short(cx: &Context) -> Result<(), CliError> {
    if cx.vault.finish_rename()? {
        cx.ui.say("finished a rename that was cut short");
    }
    Ok(())
}

pub(crate) fn run(cx: &Context, args: &RenameArgs) -> Result<Exit, CliError> {
    let title = args.title.trim();
    if title.is_empty() {
        return Err(CliError::new(
            Exit::Usage,
            "usage",
            "the new title is empty",
        ));
    }
    let index = cx.vault.index()?;
    let number = number_of(cx, &index, &args.note)?;
    let target = Target::of(cx, &index, number, title)?;
    let planned = Planned::make(cx, &index, number, &target)?;
    let note = &index.notes()[number];
    let changes = !planned.notes.is_empty() || note.path != target.path;
    if changes && !args.write.check && !args.write.diff {
        cx.vault
            .rename_note(&note.path, &target.path, &planned.notes)?;
        remember(cx, (&note.name, &target.name), &target.title)?;
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
        CliError::new(Exit::Absent, "missing-note", message)
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
            return Err(CliError::new(Exit::Declined, "exists", message).hint(hint));
        }
        Ok(Self {
            title: title.to_owned(),
            name,
            path,
        })
    }
}

/// What a rename changes.
struct Planned {
    notes: Vec<ChangedNote>,
    links: usize,
    /// Links that can no longer lead to both notes that they led to.
    left: Vec<(PathBuf, String)>,
}

impl Planned {
    fn make(
        cx: &Context,
        index: &VaultIndex,
        number: usize,
        target: &Target,
    ) -> Result<Self, CliError> {
        let paths = cx.vault.settings().wikilink.paths;
        let before = index.resolver(paths);
        let mut names = before.notes().to_vec();
        names[number].clone_from(&target.name);
        let after = Resolver::with_files(names, index.other_files().iter().cloned(), paths);
        let renaming = Renaming {
            before: &before,
            after: &after,
            note: number,
        };
        let file_name = format!("{}.md", index.notes()[number].base_name());
        let changed: Result<Vec<Option<Changed>>, CliError> = (0..index.notes().len())
            .into_par_iter()
            .map(|from| changed(index, &renaming, from, target, &file_name))
            .collect();
        let mut planned = Self {
            notes: Vec::new(),
            links: 0,
            left: Vec::new(),
        };
        for changed in changed?.into_iter().flatten() {
            planned.links += changed.links;
            let path = changed.note.path.clone();
            let left = changed.left.into_iter();
            planned
                .left
                .extend(left.map(|target| (path.clone(), target)));
            if changed.note.old != changed.note.new {
                planned.notes.push(changed.note);
            }
        }
        Ok(planned)
    }
}

/// What becomes of one note.
struct Changed {
    note: ChangedNote,
    links: usize,
    left: Vec<String>,
}

fn changed(
    index: &VaultIndex,
    renaming: &Renaming<'_>,
    from: usize,
    target: &Target,
    file_name: &str,
) -> Result<Option<Changed>, CliError> {
    let known = &index.notes()[from];
    let bytes = files::read(&known.path)?;
    let links = known.summary.links.iter();
    let may_change = from == renaming.note
        || links.clone().any(|link| renaming.moves(&link.target, from))
        || memmem::find(&bytes, file_name.as_bytes()).is_some()
        || known.is_index();
    if !may_change {
        return Ok(None);
    }
    let note = Note::parse(bytes);
    let relinked = renaming.relink(&note, from);
    let links = relinked.splices.len();
    let mut splices = relinked.splices;
    let old_title = &index.notes()[renaming.note].summary.title;
    if known.is_index() {
        splices.extend(retitled(&note, renaming, from, old_title, &target.title));
    }
    if from == renaming.note {
        splices.extend(new_title(&note, &target.title));
    }
    if !splices.is_empty() && is_utf16(note.bytes()) {
        return Err(in_utf16(&known.path.display().to_string()));
    }
    let new = note.edited(&splices)?;
    Ok(Some(Changed {
        note: ChangedNote {
            path: known.path.clone(),
            new: new.bytes().to_owned(),
            old: note.bytes().to_owned(),
        },
        links,
        left: relinked.left,
    }))
}

/// The entries of an index note that show the old title show the new one.
fn retitled(
    note: &Note,
    renaming: &Renaming<'_>,
    from: usize,
    old_title: &str,
    title: &str,
) -> Vec<Splice> {
    let (text, old_title) = (note.text(), display_text(old_title));
    let from = &renaming.before.notes()[from];
    let shows_old = |link: &&kbnote_note::Wikilink| {
        let target = &text[link.target.clone()];
        let shown = link
            .display
            .clone()
            .is_some_and(|shown| text[shown] == old_title);
        shown
            && renaming
                .before
                .resolve(target, from)
                .leads_to(renaming.note)
    };
    let links = note.wikilinks().iter().filter(shows_old);
    let shown = links.filter_map(|link| link.display.clone());
    shown
        .map(|shown| Splice::replace(shown, display_text(title)))
        .collect()
}

/// The title in the front matter, which is made where there is none.
fn new_title(note: &Note, title: &str) -> Option<Splice> {
    if note.title().is_some_and(|known| known == title) {
        return None;
    }
    let title = yaml::write_scalar(title);
    Some(match note.front_matter() {
        Some(front) => front.set(note.text(), "title", &title),
        None => {
            let end = note.line_end();
            Splice::insert(0, format!("---{end}title: {title}{end}---{end}{end}"))
        }
    })
}

/// Lets the record of the channel's index follow a note that was moved and has its new title.
pub(super) fn remember_move(cx: &Context, from: &Path, path: &Path) -> Result<(), CliError> {
    let names = cx.vault.note_name(from).zip(cx.vault.note_name(path));
    let Some((from, to)) = names else {
        return Ok(());
    };
    let note = Note::parse(files::read(path)?);
    let title = note.title().unwrap_or_else(|| to.as_str().into());
    remember(cx, (&from, &to), &title)
}

/// Lets the record of the channel's index follow.
fn remember(cx: &Context, names: (&str, &str), title: &str) -> Result<(), CliError> {
    let Some((folder, _)) = names.0.rsplit_once('/') else {
        return Ok(());
    };
    let index_name = format!("{folder}/{}", folder.rsplit('/').next().unwrap_or(folder));
    let display = display_text(title);
    Ok(cx
        .vault
        .rename_in_index_record(&index_name, names, &display)?)
}

fn tell(
    cx: &Context,
    args: &RenameArgs,
    note: &IndexedNote,
    target: &Target,
    planned: &Planned,
) -> Result<(), CliError> {
    let (from, to) = (cx.vault.shown(&note.path), cx.vault.shown(&target.path));
    if cx.ui.json {
        let notes = planned
            .notes
            .iter()
            .map(|note| cx.vault.shown(&note.path).to_string());
        let left = planned.left.iter().map(
            |(path, target)| json!({"path": cx.vault.shown(path).to_string(), "target": target}),
        );
        return cx.ui.document(&json!({
            "schema": "kbnote.rename/1", "from": from.to_string(), "to": to.to_string(),
            "title": target.title, "links": planned.links,
            "notes": notes.collect::<Vec<_>>(), "left": left.collect::<Vec<_>>(),
        }));
    }
    if args.write.diff {
        return planned.notes.iter().try_for_each(|note| {
            let name = cx.vault.name_below_root(&note.path);
            cx.ui
                .bytes(&kbnote_note::diff::patch(&note.old, &note.new, name))
        });
    }
    let verb = if args.write.check {
        "would be"
    } else {
        "is now"
    };
    cx.ui.line(format_args!("{from} {verb} {}", strong(to)))?;
    let others = planned
        .notes
        .iter()
        .filter(|changed| changed.path != note.path);
    let (links, others) = (
        count(planned.links, "link"),
        count(others.count(), "other note"),
    );
    cx.ui
        .say(format_args!("{links} rewritten; {others} changed"));
    for (path, target) in &planned.left {
        let path = cx.vault.shown(path);
        cx.ui.warn(format_args!(
            "{path}: `[[{target}]]` led to one note in Quartz and to another in Obsidian, and was left"
        ));
    }
    Ok(())
}
