//! Templates of anchors that cannot be used.

use std::ops::Range;

use kbnote_core::nearest_name;

use super::field::Field;

/// A template of anchors that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct TemplateError {
    /// Where in the template.
    pub range: Range<usize>,
    /// Why.
    pub problem: TemplateProblem,
}

impl TemplateError {
    /// An error of a template as a whole.
    pub(crate) const fn whole(template: &str, problem: TemplateProblem) -> Self {
        Self {
            range: 0..template.len(),
            problem,
        }
    }
}

/// Why a template of anchors cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateProblem {
    /// A field is not known.
    #[error("`{{{{{name}}}}}` is not known here{}", hint(*meant))]
    UnknownField {
        /// The field.
        name: String,
        /// The one that it was probably meant for.
        meant: Option<&'static str>,
    },
    /// A field is not closed.
    #[error("`{{{{` without `}}}}`; write `\\{{{{` for two braces")]
    NotClosed,
    /// There is a line end or a control character in it.
    #[error("an anchor has no line ends or control characters")]
    SeveralLines,
    /// It has no time.
    #[error(
        "the time is missing: {{{{time}}}}, {{{{short_time}}}}, {{{{seconds}}}} or {{{{milliseconds}}}}"
    )]
    NoTime,
    /// It begins or ends so that it runs into the words beside it.
    #[error(
        "an anchor must begin with a sign, not with a letter, a digit, a blank or a field, and not end with a blank"
    )]
    RunsIntoWords,
    /// People write the same without meaning an anchor.
    #[error(
        "a time in brackets would be read as text: add a word, a sign such as ▶, or {{{{url}}}}"
    )]
    Usual,
    /// It is longer than can be read.
    #[error("it is too long")]
    TooLong,
    /// What it writes is not read as what was meant.
    #[error("`{written}` is not read back as an anchor with the same time and recording")]
    NotReadBack {
        /// What it writes.
        written: String,
    },
    /// What it writes changes how the text around it is read.
    #[error("`{written}` changes how the text around it is read")]
    ChangesText {
        /// What it writes.
        written: String,
    },
    /// It is another style already.
    #[error("it is read as an anchor of the style `{name}`")]
    OtherStyle {
        /// The other style.
        name: String,
    },
    /// Its name is that of a built-in style.
    #[error("`{name}` is a built-in style")]
    BuiltInName {
        /// The name.
        name: String,
    },
}

impl TemplateProblem {
    pub(super) fn unknown_field(name: &str) -> Self {
        Self::UnknownField {
            meant: nearest_name(name, Field::ALL.map(Field::name)),
            name: name.to_owned(),
        }
    }
}

fn hint(meant: Option<&'static str>) -> String {
    match meant {
        Some(meant) => format!("; did you mean `{{{{{meant}}}}}`?"),
        None => {
            let names = Field::ALL.map(Field::name).join(", ");
            format!("; the fields are {names}")
        }
    }
}
