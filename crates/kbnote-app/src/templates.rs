//! The templates that notes are made of: built in, or the vault's own.

use chrono::NaiveDate;
use kbnote_core::Video;
use kbnote_note::Note;
use kbnote_note::render::{
    BUILT_IN_NOTE, NoteContext, RenderError, RenderErrorKind, Template, check_own_recording,
    check_prose_place, render,
};
use kbnote_vault::BuiltInTemplate;
use serde::Serialize;

use crate::{Error, ErrorKind, Workspace};
use kbnote_engine::regenerate::FrameSource;

/// The id of the recording that templates are checked with.
const SAMPLE_ID: &str = "kbnoteCheck";

/// The template of a note.
const NOTE_TEMPLATE: BuiltInTemplate = BuiltInTemplate {
    name: "note.hbs",
    text: BUILT_IN_NOTE,
};

/// All templates that come with kbnote.
pub const BUILT_IN_TEMPLATES: [BuiltInTemplate; 1] = [NOTE_TEMPLATE];

/// The extension of templates.
const EXTENSION: &str = ".hbs";

/// `kbnote template list` and `check`: the templates of a vault.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TemplatesDocument {
    schema: &'static str,
    /// The templates; `check` prints those in the vault only.
    pub templates: Vec<TemplateEntry>,
}

/// A template.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TemplateEntry {
    /// Its name.
    pub name: String,
    /// `built-in`, `vault` if the vault has its own, or `unused` if kbnote has none of that name.
    pub origin: &'static str,
    /// The file of the vault's own, which may not exist.
    pub path: String,
    /// What `check` found to be wrong with it.
    pub error: Option<Error>,
}

/// `kbnote template show`: a template.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TemplateDocument {
    schema: &'static str,
    /// Its name.
    pub name: String,
    /// `built-in` or `vault`.
    pub origin: &'static str,
    /// Its text.
    pub text: String,
}

impl Workspace {
    /// All templates, and the files in the folder of templates that replace none.
    ///
    /// # Errors
    /// If the folder of templates cannot be read.
    pub fn templates(&self) -> Result<TemplatesDocument, Error> {
        let own = self.vault.template_files()?;
        let entry = |name: &str, origin| TemplateEntry {
            name: name.trim_end_matches(EXTENSION).to_owned(),
            origin,
            path: self.path_of_template(name),
            error: None,
        };
        let is_known = |name: &&String| BUILT_IN_TEMPLATES.iter().any(|known| known.name == **name);
        let known = BUILT_IN_TEMPLATES.iter().map(|known| {
            let is_replaced = own.iter().any(|name| name == known.name);
            entry(known.name, if is_replaced { "vault" } else { "built-in" })
        });
        let unused = own.iter().filter(|name| !is_known(name));
        let unused = unused.map(|name| entry(name, "unused"));
        Ok(TemplatesDocument {
            schema: "kbnote.templates/1",
            templates: known.chain(unused).collect(),
        })
    }

    /// The text of a template: the vault's own, unless the built-in one is wanted.
    ///
    /// # Errors
    /// If there is none of that name, or it cannot be read.
    pub fn template(&self, name: &str, built_in: bool) -> Result<TemplateDocument, Error> {
        let wanted = name.trim_end_matches(EXTENSION);
        let mut all = BUILT_IN_TEMPLATES.into_iter();
        let known = all.find(|known| known.name.trim_end_matches(EXTENSION) == wanted);
        let known = known.ok_or_else(|| {
            let message = format!("`{name}` is not a template");
            Error::new(ErrorKind::NotFound, "no-template", message)
                .with_next_step("`kbnote template list` prints all names")
        })?;
        let is_own = !built_in
            && self
                .vault
                .template_files()?
                .iter()
                .any(|own| own == known.name);
        Ok(TemplateDocument {
            schema: "kbnote.template/1",
            name: wanted.to_owned(),
            origin: if is_own { "vault" } else { "built-in" },
            text: if is_own {
                self.vault.template(known)?
            } else {
                known.text.to_owned()
            },
        })
    }

    /// The vault's own templates, each with what is wrong with it.
    ///
    /// # Errors
    /// If the folder of templates cannot be read.
    pub fn check_templates(&self) -> Result<TemplatesDocument, Error> {
        let mut document = self.templates()?;
        document
            .templates
            .retain(|template| template.origin != "built-in");
        for template in &mut document.templates {
            template.error = self.error_in(template);
            if template.error.is_none() {
                self.warn_of_template(template);
            }
        }
        Ok(document)
    }

    fn error_in(&self, template: &TemplateEntry) -> Option<Error> {
        if template.origin == "unused" {
            let names = BUILT_IN_TEMPLATES.map(|known| known.name).join(", ");
            let message = format!(
                "{} is not used: kbnote has no template of that name",
                template.path
            );
            let error = Error::new(ErrorKind::Usage, "unused-template", message);
            return Some(error.with_next_step(format!("its templates are {names}")));
        }
        let source = match frame_source(self) {
            Ok(source) => source,
            Err(error) => return Some(error),
        };
        let named = named(&source);
        let rendered = |context: &NoteContext| render(named, context, source.style).err();
        let error = NoteContext::samples().iter().find_map(rendered);
        let error = error.or_else(|| match prose_error(&source) {
            Some(error) if error.kind == RenderErrorKind::ProseTwice => Some(error),
            _ => check_own_recording(named, &sample_note(&source)?, &sample_video()?).err(),
        });
        Some(template_error(&source, &error?))
    }

    /// Warns of what is missing in a template that can be used all the same.
    fn warn_of_template(&self, template: &TemplateEntry) {
        let Ok(source) = frame_source(self) else {
            return;
        };
        if source.template == NOTE_TEMPLATE.text {
            self.observer().hint(format_args!(
                "{} is the built-in template, or empty, so that the built-in one is used",
                template.path
            ));
        }
        self.warn_of_prose_place(&source);
        let names = |note: Note| note.text().contains(SAMPLE_ID);
        // Times could not be found for notes that do not name their recording.
        if !sample_note(&source).is_some_and(names) {
            self.observer().warn(format_args!(
                "{}: notes made from it do not name their recording, so `kbnote align` cannot find their times",
                template.path
            ));
            self.observer().hint(format_args!(
                "put `videoId: {{{{yaml video.id}}}}` into the front matter"
            ));
        }
    }

    /// Warns of a template that does not write the prose once.
    pub(crate) fn warn_of_prose_place(&self, source: &FrameSource) {
        let is_of_place =
            |kind| matches!(kind, RenderErrorKind::NoProse | RenderErrorKind::ProseTwice);
        if let Some(error) = prose_error(source).filter(|error| is_of_place(error.kind.clone())) {
            self.observer().warn(format_args!("{error}"));
            self.observer().hint(format_args!(
                "put `{{{{body}}}}` where the prose of a note goes, once"
            ));
        }
    }

    fn path_of_template(&self, name: &str) -> String {
        let path = self.vault.templates_dir().join(name);
        self.vault.display_path(&path).to_string()
    }
}

/// What is wrong with the place of the prose in a template, for some recording.
fn prose_error(source: &FrameSource) -> Option<RenderError> {
    let samples = NoteContext::samples();
    let error = |context| check_prose_place(named(source), context, source.style).err();
    samples.iter().find_map(error)
}

/// The note that a template makes on a made-up recording.
fn sample_note(source: &FrameSource) -> Option<Note> {
    let context = NoteContext::new(&sample_video()?, &[], today());
    let text = render(named(source), &context, source.style);
    text.ok().map(Note::parse)
}

fn sample_video() -> Option<Video> {
    let id = SAMPLE_ID.parse().ok()?;
    Some(Video {
        title: "Counting birds".to_owned(),
        ..Video::new(id)
    })
}

/// A template and its name.
pub(crate) fn named(source: &FrameSource) -> Template<'_> {
    Template {
        name: &source.name,
        text: &source.template,
    }
}

/// The vault's template of notes.
///
/// # Errors
/// If it cannot be read.
pub fn frame_source(workspace: &Workspace) -> Result<FrameSource, Error> {
    Ok(FrameSource {
        template: workspace.vault.template(NOTE_TEMPLATE)?,
        name: workspace.path_of_template(NOTE_TEMPLATE.name),
        style: workspace.vault.settings().wikilink.style(None),
        media_key: workspace.vault.settings().front_matter.media_key.name(),
    })
}

/// The failure to render a template, with the line that is wrong.
#[must_use]
pub fn template_error(source: &FrameSource, error: &RenderError) -> Error {
    let excerpt = error.excerpt(&source.template);
    let excerpt = excerpt.map_or(String::new(), |excerpt| format!("\n{excerpt}"));
    Error::new(ErrorKind::Usage, "template", format!("{error}{excerpt}")).with_next_step(
        "`kbnote help templates` lists the names and helpers that a template can use",
    )
}

/// The current date.
#[must_use]
pub fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}
