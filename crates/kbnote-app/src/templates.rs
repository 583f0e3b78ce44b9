//! The template that notes are made of.

use chrono::NaiveDate;
use kbnote_note::render::RenderError;
use kbnote_vault::BuiltInTemplate;

use crate::{Error, ErrorKind, Workspace};
use kbnote_engine::regenerate::FrameSource;

/// The template of a note.
const NOTE_TEMPLATE: BuiltInTemplate = BuiltInTemplate {
    name: "note.hbs",
    text: include_str!("../../../templates/note.hbs"),
};

/// All templates that come with kbnote.
pub const BUILT_IN_TEMPLATES: [BuiltInTemplate; 1] = [NOTE_TEMPLATE];

/// The vault's template of notes.
///
/// # Errors
/// If it cannot be read.
pub fn frame_source(workspace: &Workspace) -> Result<FrameSource, Error> {
    Ok(FrameSource {
        template: workspace.vault.template(NOTE_TEMPLATE)?,
        name: "templates/note.hbs",
        style: workspace.vault.settings().wikilink.style(None),
        media_key: workspace.vault.settings().front_matter.media_key.name(),
    })
}

/// The failure to render the template.
#[must_use]
pub fn template_error(error: &RenderError) -> Error {
    Error::from_error(ErrorKind::Usage, "template", error).with_next_step(
        "a template of the vault's own in templates/ takes the place of the built-in one",
    )
}

/// The current date.
#[must_use]
pub fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}
