//! The template that notes are made of.

use chrono::NaiveDate;
use kbnote_app::ErrorKind;
use kbnote_note::render::RenderError;
use kbnote_vault::BuiltInTemplate;

use super::template::FrameSource;
use crate::context::Context;
use crate::error::CliError;

/// The template of a note.
const NOTE_TEMPLATE: BuiltInTemplate = BuiltInTemplate {
    name: "note.hbs",
    text: include_str!("../../../../templates/note.hbs"),
};

/// All templates that come with kbnote.
pub(crate) const BUILT_IN_TEMPLATES: [BuiltInTemplate; 1] = [NOTE_TEMPLATE];

/// The vault's template of notes.
pub(crate) fn frame_source(cx: &Context) -> Result<FrameSource, CliError> {
    Ok(FrameSource {
        template: cx.vault.template(NOTE_TEMPLATE)?,
        name: "templates/note.hbs",
        style: cx.vault.settings().wikilink.style(None),
    })
}

/// That the template cannot be used.
pub(crate) fn template_error(error: &RenderError) -> CliError {
    CliError::from_error(ErrorKind::Usage, "template", error)
        .hint("a template of the vault's own in templates/ takes the place of the built-in one")
}

pub(crate) fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}
