//! What can be wrong with a template.

use std::fmt;

use handlebars::{RenderErrorReason, TemplateError, TemplateErrorReason};

use super::{names, syntax};

/// A template that cannot be used, and where.
///
/// It reads `templates/note.hbs:4:12: `titel` is not known here`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RenderError {
    /// The name of the template.
    pub template: String,
    /// The line, from 1; `None` where the engine does not say.
    pub line: Option<usize>,
    /// The column, from 1.
    pub column: Option<usize>,
    /// What is wrong there.
    pub kind: RenderErrorKind,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderErrorKind {
    /// It is no Handlebars.
    #[error("{0}")]
    Syntax(String),
    /// It names a variable that does not exist.
    #[error("`{name}` is not known here{}", suggestion(meant.as_deref()))]
    UnknownVariable {
        /// Its name.
        name: String,
        /// The known one that it was probably meant for.
        meant: Option<String>,
    },
    /// It calls a helper that does not exist.
    #[error("unknown helper `{name}`{}", suggestion(meant.as_deref()))]
    UnknownHelper {
        /// Its name.
        name: String,
        /// The known one that it was probably meant for.
        meant: Option<String>,
    },
    /// It includes a part that it does not define.
    #[error(
        "`{name}` cannot be included: `{{{{#*inline \"{name}\"}}}} … {{{{/inline}}}}` is missing before it"
    )]
    UnknownPartial {
        /// The name of the part.
        name: String,
    },
    /// It calls a helper with a value that is missing, unknown or of another type.
    #[error("{0}")]
    Argument(String),
    /// It writes the author's prose nowhere.
    #[error("`{{{{body}}}}` is missing: a draft has no place in a note made by this template")]
    NoProse,
    /// It writes the author's prose more than once.
    #[error("`{{{{body}}}}` is written a second time: a note would have its prose twice")]
    ProseTwice,
    /// It makes every note one on the same recording, whichever it is made for.
    #[error(
        "`{key}` names the recording {named} in a note on {id}: the line `{{{{recording}}}}` writes the right one"
    )]
    OtherRecording {
        /// The key.
        key: &'static str,
        /// The recording that it names.
        named: String,
        /// The recording that the note is made for.
        id: String,
    },
    /// Something else; the engine's words.
    #[error("{0}")]
    Other(String),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.template)?;
        for position in [self.line, self.column].into_iter().flatten() {
            write!(f, "{position}:")?;
        }
        write!(f, " {}", self.kind)
    }
}

impl std::error::Error for RenderError {}

impl RenderError {
    pub(super) fn in_syntax(template: &str, source: &str, error: &TemplateError) -> Self {
        let (line, column) = error.pos().unzip();
        let known = Self {
            template: template.to_owned(),
            line,
            column,
            kind: RenderErrorKind::Syntax(String::new()),
        };
        if let Some(fault) = syntax::fault(source) {
            return Self::at(template, source, fault.at, fault.message);
        }
        let message = match error.reason() {
            TemplateErrorReason::InvalidParam(value) => format!("`{value}` cannot be a value"),
            _ => syntax::unreadable(source, known.offset(source)),
        };
        Self {
            kind: RenderErrorKind::Syntax(message),
            ..known
        }
    }

    /// Wrong syntax at an offset into the source.
    pub(super) fn at(template: &str, source: &str, at: usize, message: String) -> Self {
        Self::of_kind(template, source, at, RenderErrorKind::Syntax(message))
    }

    /// What is wrong at an offset into the source.
    pub(super) fn of_kind(template: &str, source: &str, at: usize, kind: RenderErrorKind) -> Self {
        let before = &source[..at];
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            template: template.to_owned(),
            line: Some(before.matches('\n').count() + 1),
            column: Some(line.chars().count() + 1),
            kind,
        }
    }

    /// Where it is in the source; the end if that is not known.
    fn offset(&self, source: &str) -> usize {
        let line = self.line.unwrap_or(usize::MAX).saturating_sub(1);
        let lines = source.split_inclusive('\n');
        let before: usize = lines.take(line).map(str::len).sum();
        let mut columns = source[before..].char_indices();
        let column = columns.nth(self.column.unwrap_or(1).saturating_sub(1));
        column.map_or(source.len(), |(at, _)| before + at)
    }

    pub(super) fn in_use(template: &str, error: &handlebars::RenderError) -> Self {
        let kind = match error.reason() {
            RenderErrorReason::MissingVariable(Some(name)) => RenderErrorKind::UnknownVariable {
                meant: names::meant(name),
                name: name.clone(),
            },
            RenderErrorReason::HelperNotFound(name) => RenderErrorKind::UnknownHelper {
                meant: names::meant_helper(name),
                name: name.clone(),
            },
            RenderErrorReason::ParamNotFoundForIndex(helper, _) => missing_argument(helper),
            RenderErrorReason::ParamNotFoundForName(helper, _) => missing_argument(helper),
            RenderErrorReason::ParamTypeMismatchForName(helper, _, wanted) => {
                RenderErrorKind::Argument(format!("`{helper}` needs a value of type {wanted}"))
            }
            RenderErrorReason::HashTypeMismatchForName(helper, name, wanted) => {
                let message = format!("`{name}` of `{helper}` needs a value of type {wanted}");
                RenderErrorKind::Argument(message)
            }
            RenderErrorReason::PartialNotFound(name) => {
                RenderErrorKind::UnknownPartial { name: name.clone() }
            }
            RenderErrorReason::DecoratorNotFound(name) => {
                RenderErrorKind::Other(format!("`*{name}` is not known; only `*inline` is"))
            }
            RenderErrorReason::CannotIncludeSelf => {
                RenderErrorKind::Other("a template cannot include itself".to_owned())
            }
            RenderErrorReason::InvalidJsonPath(name) => {
                RenderErrorKind::Other(format!("`{name}` cannot be a name"))
            }
            RenderErrorReason::InvalidJsonIndex(name) => {
                RenderErrorKind::Other(format!("`{name}` is not the number of an item of a list"))
            }
            RenderErrorReason::InvalidParamType(wanted) => {
                RenderErrorKind::Argument(format!("a value of type {wanted} is needed"))
            }
            RenderErrorReason::BlockContentRequired => {
                RenderErrorKind::Other("there is nothing inside the block".to_owned())
            }
            other => RenderErrorKind::Other(other.to_string()),
        };
        Self {
            template: template.to_owned(),
            line: error.line_no,
            column: error.column_no,
            kind,
        }
    }
}

impl RenderError {
    /// The line of the template with carets below what is wrong, if its place is known.
    #[must_use]
    pub fn excerpt(&self, source: &str) -> Option<String> {
        let number = self.line?;
        let mut lines = source.trim_start_matches('\u{FEFF}').lines();
        let line = lines.nth(number.checked_sub(1)?)?.replace('\t', " ");
        let from = self.column.unwrap_or(1).saturating_sub(1);
        let (start, length) = self
            .kind
            .name()
            .and_then(|name| find(&line, name, from))
            .unwrap_or((from, 1));
        let margin = " ".repeat(number.to_string().len());
        let (blanks, carets) = (" ".repeat(start), "^".repeat(length));
        Some(format!(
            "{margin} |\n{number} | {line}\n{margin} | {blanks}{carets}"
        ))
    }
}

impl RenderErrorKind {
    /// The name that is wrong.
    fn name(&self) -> Option<&str> {
        match self {
            Self::UnknownVariable { name, .. }
            | Self::UnknownHelper { name, .. }
            | Self::UnknownPartial { name } => Some(name),
            _ => None,
        }
    }
}

/// Where a name is in a line from a column on, and its length; all in characters.
fn find(line: &str, name: &str, from: usize) -> Option<(usize, usize)> {
    let (skipped, _) = line.char_indices().nth(from)?;
    let at = skipped + line[skipped..].find(name)?;
    Some((line[..at].chars().count(), name.chars().count()))
}

fn suggestion(meant: Option<&str>) -> String {
    meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

fn missing_argument(helper: &str) -> RenderErrorKind {
    RenderErrorKind::Argument(format!("`{helper}` needs a value, and there is none"))
}
