//! Styles of anchors that a vault defines, each by a template such as `[▶ {{short_time}}]({{url}})`.
//!
//! A template is one line of text and fields, see [`Field`]; `\{{` is two braces. Its anchors are read back where exactly
//! what it writes is found: the text as it is, and in place of each field what the field may be.

mod error;
mod field;
mod read;
mod template;

use std::sync::Arc;

use kbnote_core::{Timestamp, VideoId};
use regex_lite::Regex;

pub use self::error::{TemplateError, TemplateProblem};
use self::field::{Field, Moment};
use self::template::Piece;
use super::AnchorForm;

/// A style of anchors that a vault defines by a template.
///
/// ```
/// # use kbnote_note::{CustomStyle, CustomStyles, Note};
/// let style = CustomStyle::new("player", "[▶ {{short_time}}]({{url}})")?;
/// let styles = CustomStyles::new([style]);
/// let note = Note::parse_with("Birds [▶ 0:42](https://youtu.be/kbnoteDemo1?t=42).", &styles);
/// assert_eq!(note.anchors()[0].time().map(|time| time.as_secs()), Some(42));
/// assert!(CustomStyle::new("player", "[▶ {{shrot_time}}]").is_err());
/// # Ok::<(), kbnote_note::TemplateError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CustomStyle {
    name: String,
    template: String,
    /// Its number among those of the vault.
    number: usize,
    pieces: Vec<Piece>,
    pattern: Regex,
}

impl PartialEq for CustomStyle {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.template) == (&other.name, &other.template)
    }
}

impl Eq for CustomStyle {}

impl CustomStyle {
    /// Reads a template.
    ///
    /// # Errors
    /// If it is not one, or what it writes would be found in text that means no anchor.
    pub fn new(name: &str, template: &str) -> Result<Self, TemplateError> {
        let pieces = template::read(template)?;
        let pattern = template::pattern(&pieces);
        let too_large = |_| TemplateError::whole(template, TemplateProblem::TooLong);
        Ok(Self {
            name: name.to_owned(),
            template: template.to_owned(),
            number: 0,
            pattern: Regex::new(&pattern).map_err(too_large)?,
            pieces,
        })
    }

    /// The same under another name.
    #[must_use]
    pub fn with_name(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its template.
    #[must_use]
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The form that its anchors are read back as.
    pub(crate) const fn form(&self) -> AnchorForm {
        AnchorForm::Custom(self.number)
    }

    /// An anchor; `None` if the template needs an address or a video that is not known, or cannot name the recording though
    /// it is another than that of the note.
    pub(crate) fn write(
        &self,
        time: Timestamp,
        address: Option<&str>,
        other_video: Option<&VideoId>,
    ) -> Option<String> {
        if other_video.is_some() && !self.names_recording() {
            return None;
        }
        let moment = Moment::new(time, address, other_video);
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Some(text.clone()),
            Piece::Field(field) => field.write(&moment),
        });
        pieces.collect()
    }

    /// Whether it has the address of the recording.
    pub(crate) fn needs_address(&self) -> bool {
        self.fields().any(|field| field == Field::Url)
    }

    fn fields(&self) -> impl Iterator<Item = Field> {
        self.pieces.iter().filter_map(Piece::field)
    }

    fn names_recording(&self) -> bool {
        self.fields().any(Field::names_recording)
    }
}

/// The styles of anchors that a vault defines; mostly none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomStyles(Arc<[CustomStyle]>);

impl CustomStyles {
    /// These styles. Where an anchor may be one of two, it is one of the first.
    #[must_use]
    pub fn new(styles: impl IntoIterator<Item = CustomStyle>) -> Self {
        let numbered = styles.into_iter().enumerate();
        Self(
            numbered
                .map(|(number, style)| CustomStyle { number, ..style })
                .collect(),
        )
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &CustomStyle> {
        self.0.iter()
    }

    /// The one of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&CustomStyle> {
        self.iter().find(|style| style.name == name)
    }

    /// The one with this number.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&CustomStyle> {
        self.0.get(number)
    }
}
