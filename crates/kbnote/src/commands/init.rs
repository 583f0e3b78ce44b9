//! `kbnote init`: a folder turned into a vault.

use std::path::{Path, PathBuf};

use kbnote_app::ErrorKind;
use kbnote_app::init::{
    DetectedVault, EXAMPLE_LINE, InitReport, InitRequest, ScaffoldStatus, example_note, init,
};
use kbnote_note::{AnchorStyle, LinkStyle};

use crate::error::CliError;
use crate::exit::Exit;
use crate::global_args::GlobalArgs;
use crate::ui::{Ui, count};
use kbnote_app::BUILT_IN_TEMPLATES;

/// Turn a folder into a vault
///
/// Writes a kbnote.toml with every setting commented out at its default, and creates the folders of
/// notes, transcripts and drafts. Existing notes stay as they are: those of a Quartz vault in content/,
/// those of an Obsidian vault in their folders, and new anchors will be written as most of theirs are; in an
/// Obsidian vault without any as Markdown links, which can be clicked there, with titles as file names.
/// Nothing is overwritten.
#[derive(clap::Args, Debug)]
pub(crate) struct InitArgs {
    /// Folder, created if it does not exist (default: this folder)
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Write the built-in templates too, for you to change
    #[arg(long)]
    templates: bool,
    /// Write a small example too: a transcript and a note on it
    #[arg(long)]
    example: bool,
    /// Folder of new notes, within that of the notes [default in an Obsidian vault without notes on videos: Videos]
    #[arg(long, value_name = "FOLDER")]
    new_notes: Option<String>,
}

pub(crate) fn run(ui: Ui, global: &GlobalArgs, args: &InitArgs) -> Result<Exit, CliError> {
    let report = init(&InitRequest {
        root: root(global, args)?,
        templates: if args.templates {
            &BUILT_IN_TEMPLATES
        } else {
            &[]
        },
        with_example: args.example,
        new_notes: args.new_notes.clone(),
    })?;
    let error = report.error();
    if ui.json {
        ui.document(&report.document())?;
    } else {
        print_files(ui, &report)?;
        print_detected(ui, &report.detected);
        match &error {
            Some(error) => ui.error(error),
            None if report.is_new() => print_hints(ui, args, &report.detected),
            None => {}
        }
    }
    Ok(error.map_or(Exit::Done, |error| CliError::from(error).exit()))
}

fn root(global: &GlobalArgs, args: &InitArgs) -> Result<PathBuf, CliError> {
    match (&args.dir, &global.vault) {
        (Some(dir), Some(vault)) if dir != vault => {
            let (dir, vault) = (dir.display(), vault.display());
            let message = format!("two folders were given: is the vault {dir} or {vault}?");
            Err(CliError::new(ErrorKind::Usage, "usage", message).hint("name one of them"))
        }
        (Some(dir), _) | (None, Some(dir)) => Ok(dir.clone()),
        (None, None) => Ok(PathBuf::from(".")),
    }
}

/// Existing folders are not worth a line; files that were kept are printed as an error.
fn print_files(ui: Ui, report: &InitReport) -> Result<(), CliError> {
    for file in &report.files {
        let word = match file.status {
            ScaffoldStatus::Created => "created",
            ScaffoldStatus::Unchanged if !file.path.ends_with('/') => "unchanged",
            ScaffoldStatus::Unchanged | ScaffoldStatus::Left => continue,
        };
        ui.line(format_args!("{word} {}", file.path))?;
    }
    Ok(())
}

/// Prints what the folder contained before.
fn print_detected(ui: Ui, detected: &DetectedVault) {
    let settings = detected.vault.settings();
    let folder = match settings.notes.as_str() {
        "." => "this folder",
        folder => &format!("{folder}/"),
    };
    if detected.notes > 0 {
        let notes = count(detected.notes, "note");
        let on_videos = detected.on_videos;
        ui.say(format_args!(
            "found {notes} in {folder}, {on_videos} with a video"
        ));
    }
    if !settings.new_notes.is_empty() {
        ui.say(format_args!("new notes will be in {}/", settings.new_notes));
    }
    if let Some(links) = detected.conventions.links {
        let obsidian = detected.vault.obsidian_settings();
        let obsidian = obsidian.filter(|_| !detected.vault.is_quartz());
        let new = match settings.wikilink.spacing {
            _ if obsidian.is_some_and(|obsidian| obsidian.links.use_markdown_links) => {
                "; new ones will be Markdown links, as Obsidian is set to write them"
            }
            None => "; new ones will be too",
            Some(_) => "",
        };
        ui.say(format_args!(
            "most links are written {}{new}",
            form_of(links)
        ));
    }
    let is_unusual = |anchors: &AnchorStyle| *anchors != AnchorStyle::default();
    if let Some(anchors) = detected.conventions.anchors.filter(is_unusual) {
        let new = if settings.anchor.style() == anchors {
            "; new ones will be too"
        } else {
            ""
        };
        ui.say(format_args!(
            "most anchors are written as {}{new}",
            anchors.name()
        ));
    }
    if detected.outside > 0 {
        let outside = count(detected.outside, "Markdown file");
        ui.hint(format_args!(
            "not counted as notes: {outside} outside {folder}; set `notes` in kbnote.toml if they are"
        ));
    }
}

const fn form_of(links: LinkStyle) -> &'static str {
    match links {
        LinkStyle::Spaced => "[[target | Display]]",
        LinkStyle::Tight => "[[target|Display]]",
    }
}

/// Prints what to do next.
fn print_hints(ui: Ui, args: &InitArgs, detected: &DetectedVault) {
    let root = detected.vault.root();
    if root != Path::new(".") {
        ui.hint(format_args!("continue in {}", root.display()));
    }
    if args.example {
        let note = example_note(&detected.vault);
        let note = detected.vault.display_path(&note);
        ui.hint(format_args!(
            "`kbnote why {note}:{EXAMPLE_LINE}` shows the captions that support a line of the example"
        ));
    }
    if detected.lacking > 0 {
        ui.hint("`kbnote fetch --missing` stores the captions of the videos of your notes");
    } else {
        ui.hint(
            "`kbnote fetch VIDEO` stores a video's captions, `kbnote new VIDEO` makes a note on it",
        );
    }
}
