//! What `init` tells: what was made, what was there, what can be done next.

use std::path::Path;

use kbnote_note::{AnchorStyle, LinkStyle};
use serde_json::{Value, json};

use super::found::Found;
use super::pieces::{EXAMPLE_LINE, Status, example_note};
use super::{InitArgs, Made};
use crate::error::CliError;
use crate::ui::{Ui, count};

/// What was made. A folder that was there is not worth a line; what was left is told as an error.
pub(super) fn made(ui: Ui, made: &Made) -> Result<(), CliError> {
    let is_told = |(path, status): &&(String, Status)| match status {
        Status::Created => true,
        Status::Unchanged => !path.ends_with('/'),
        Status::Left => false,
    };
    for (path, status) in made.iter().filter(is_told) {
        ui.line(format_args!("{} {path}", status.word()))?;
    }
    Ok(())
}

/// What was there before.
pub(super) fn found(ui: Ui, found: &Found) {
    let settings = found.vault.settings();
    let folder = match settings.notes.as_str() {
        "." => "this folder",
        folder => &format!("{folder}/"),
    };
    if found.notes > 0 {
        let notes = count(found.notes, "note");
        let on_videos = found.on_videos;
        ui.say(format_args!(
            "found {notes} in {folder}, {on_videos} with a video"
        ));
    }
    if let Some(links) = found.habits.links {
        let new = match settings.wikilink.spacing {
            None => "; new ones will be too",
            Some(_) => "",
        };
        ui.say(format_args!(
            "most links are written {}{new}",
            form_of(links)
        ));
    }
    let is_unusual = |anchors: &AnchorStyle| *anchors != AnchorStyle::default();
    if let Some(anchors) = found.habits.anchors.filter(is_unusual) {
        let new = match settings.anchor.style == anchors {
            true => "; new ones will be too",
            false => "",
        };
        ui.say(format_args!(
            "most anchors are written as {}{new}",
            anchors.name()
        ));
    }
    if found.outside > 0 {
        let outside = count(found.outside, "Markdown file");
        ui.hint(format_args!(
            "not taken for notes: {outside} outside {folder}; `notes` in kbnote.toml says where notes are"
        ));
    }
}

const fn form_of(links: LinkStyle) -> &'static str {
    match links {
        LinkStyle::Spaced => "[[target | Display]]",
        LinkStyle::Tight => "[[target|Display]]",
    }
}

/// What to do next.
pub(super) fn hints(ui: Ui, args: &InitArgs, found: &Found) {
    let root = found.vault.root();
    if root != Path::new(".") {
        ui.hint(format_args!("go on in {}", root.display()));
    }
    if args.example {
        let note = example_note(&found.vault);
        let note = found.vault.shown(&note);
        ui.hint(format_args!(
            "`kbnote why {note}:{EXAMPLE_LINE}` shows what a line of the example rests on"
        ));
    }
    if found.lacking > 0 {
        ui.hint("`kbnote fetch --missing` stores the captions of the videos of your notes");
    } else {
        ui.hint(
            "`kbnote fetch VIDEO` stores a video's captions, `kbnote new VIDEO` makes a note on it",
        );
    }
}

/// The result as JSON.
pub(super) fn document(found: &Found, made: &Made, declined: Option<&CliError>) -> Value {
    let files = made
        .iter()
        .map(|(path, status)| json!({"path": path, "status": status.word()}));
    json!({
        "schema": "kbnote.init/1", "path": absolute(found.vault.root()),
        "files": files.collect::<Vec<_>>(),
        "notes": {
            "folder": found.vault.settings().notes, "count": found.notes,
            "on_videos": found.on_videos, "lacking": found.lacking,
            "links": found.habits.links.map(word_of),
            "anchors": found.habits.anchors.map(AnchorStyle::name), "outside": found.outside,
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
