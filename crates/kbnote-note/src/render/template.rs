//! A template and the text that it gives.

use handlebars::Handlebars;

use super::context::NoteContext;
use super::error::RenderError;
use super::{helpers, nesting};
use crate::LinkStyle;

/// A template: its text, and the name by which a message can speak of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template<'a> {
    /// A name or path, such as `templates/note.hbs`.
    pub name: &'a str,
    /// The Handlebars source.
    pub text: &'a str,
}

/// The text of a note. It ends with one line feed, however the template ends.
///
/// ```
/// use kbnote_core::{Channel, Video};
/// use kbnote_note::{LinkStyle, render::{NoteContext, Template, render}};
///
/// let video = Video {
///     title: "Birds: a count".to_owned(),
///     channel: Channel { folder: "fieldnotes".to_owned(), ..Channel::default() },
///     ..Video::new("kbnoteDemo1".parse()?)
/// };
/// let today = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap_or_default();
/// let context = NoteContext::new(&video, &[], today);
/// let template = Template { name: "note.hbs", text: "title: {{yaml title}}\n\n{{channel.wikilink}}" };
/// let text = render(template, &context, LinkStyle::Spaced)?;
/// assert_eq!(text, "title: \"Birds: a count\"\n\n[[fieldnotes]]\n");
///
/// let template = Template { name: "note.hbs", text: "made {{yesterday}}" };
/// let error = render(template, &context, LinkStyle::Spaced).unwrap_err();
/// assert_eq!(error.to_string(), "note.hbs:1:6: `yesterday` is not known here");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A template that is no Handlebars, calls a helper wrongly or names a variable that does not
/// exist; the error has the place.
pub fn render(
    template: Template<'_>,
    context: &NoteContext,
    style: LinkStyle,
) -> Result<String, RenderError> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(handlebars::no_escape);
    helpers::register(&mut engine, style);
    let source = template
        .text
        .trim_start_matches('\u{FEFF}')
        .replace("\r\n", "\n");
    nesting::check_source(template.name, &source)?;
    let parsed = handlebars::Template::compile(&source)
        .map_err(|error| RenderError::in_syntax(template.name, &source, &error))?;
    nesting::check_blocks(template.name, &parsed.elements)?;
    // Not registered: a template that has no name cannot include itself.
    let mut text = engine
        .render_template(&source, context)
        .map_err(|error| RenderError::in_use(template.name, &error))?;
    text.truncate(text.trim_end_matches(['\n', '\r']).len());
    text.push('\n');
    Ok(text)
}
