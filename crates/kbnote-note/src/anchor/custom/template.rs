//! Reading a template of anchors.

use std::ops::Range;

use super::error::{TemplateError, TemplateProblem};
use super::field::Field;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Field(Field),
}

impl Piece {
    pub(super) const fn field(&self) -> Option<Field> {
        match self {
            Self::Text(_) => None,
            Self::Field(field) => Some(*field),
        }
    }
}

/// The pieces of a template, which begins with text and has a time.
pub(super) fn read(template: &str) -> Result<Vec<Piece>, TemplateError> {
    let pieces = pieces(template)?;
    let problem = |problem| Err(TemplateError::whole(template, problem));
    let fields = || pieces.iter().filter_map(Piece::field);
    let text: String = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Field(_) => None,
        })
        .collect();
    if template.chars().any(char::is_control) {
        return problem(TemplateProblem::SeveralLines);
    }
    if !fields().any(|field| field.stamp().is_some()) {
        return problem(TemplateProblem::NoTime);
    }
    let starts_with_sign =
        matches!(pieces.first(), Some(Piece::Text(text)) if !text.starts_with(is_of_words));
    if !starts_with_sign || template.ends_with(' ') {
        return problem(TemplateProblem::RunsIntoWords);
    }
    if text.chars().all(is_usual) && !fields().any(Field::names_recording) {
        return problem(TemplateProblem::Usual);
    }
    Ok(pieces)
}

/// The expression that finds at the start of a text what the pieces write; one group for each field.
pub(super) fn pattern(pieces: &[Piece]) -> String {
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => regex_lite::escape(text),
        Piece::Field(field) => format!("({})", field.pattern()),
    });
    format!("^{}", pieces.collect::<String>())
}

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

fn pieces(template: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while let Some(found) = template[at..].find(OPEN).map(|found| at + found) {
        if let Some(before) = template[at..found].strip_suffix('\\') {
            text.extend([before, OPEN]);
            at = found + OPEN.len();
            continue;
        }
        text.push_str(&template[at..found]);
        let inside = found + OPEN.len();
        let end = template[inside..].find(CLOSE).map(|end| inside + end);
        let end = end.ok_or(TemplateError {
            range: found..template.len(),
            problem: TemplateProblem::NotClosed,
        })?;
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Field(field(template, inside..end)?));
        at = end + CLOSE.len();
    }
    text.push_str(&template[at..]);
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

fn field(template: &str, range: Range<usize>) -> Result<Field, TemplateError> {
    let name = template[range.clone()].trim();
    Field::named(name).ok_or_else(|| TemplateError {
        problem: TemplateProblem::unknown_field(name),
        range,
    })
}

/// Whether a character may belong to the words before an anchor.
fn is_of_words(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace()
}

/// Whether people write a character beside a time without meaning an anchor.
fn is_usual(c: char) -> bool {
    c.is_whitespace() || "()[]{}<>.,;:!?'\"-–—/*_~=+|#&".contains(c)
}
