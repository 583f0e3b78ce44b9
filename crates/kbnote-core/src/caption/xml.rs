//! A tolerant XML reader: damage is recorded, and reading continues after it.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::builder::CaptionsBuilder;
use super::line::LineCounter;
use super::{Problem, ProblemKind, entity};

/// A part of a document.
pub(super) enum Node<'a> {
    /// The start of an element; an empty one ends at once.
    Start(Element<'a>),
    /// The end of an element.
    End(String),
    /// Text, with its references resolved.
    Text(String),
}

/// The start of an element. Names are given without their namespace prefix.
pub(super) struct Element<'a> {
    pub(super) name: String,
    pub(super) line: usize,
    tag: BytesStart<'a>,
}

impl Element<'_> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.html_attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name)?;
        Some(entity::unescape(&found.value))
    }

    /// The value of a numeric attribute.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// Reads a document from its start to its end.
pub(super) struct Nodes<'a> {
    text: &'a str,
    /// The offset of the part that `reader` reads.
    base: usize,
    reader: Reader<&'a [u8]>,
    lines: LineCounter<'a>,
    restarts: usize,
}

/// The maximum number of times that reading continues after damage.
const MOST_RESTARTS: usize = 200;

impl<'a> Nodes<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            base: 0,
            reader: reader(text),
            lines: LineCounter::new(text),
            restarts: 0,
        }
    }

    /// The next node; `None` at the end.
    pub(super) fn next(&mut self, builder: &mut CaptionsBuilder) -> Option<Node<'a>> {
        loop {
            let start = self.position();
            match self.reader.read_event() {
                Ok(Event::Eof) => return None,
                Ok(Event::Start(tag)) => match self.element(tag, start) {
                    Some(element) => return Some(Node::Start(element)),
                    None => return self.read_literally(start, builder),
                },
                Ok(Event::End(tag)) => {
                    return Some(Node::End(tag.local_name().as_ref().to_owned()));
                }
                Ok(Event::Text(text)) => return Some(Node::Text(text.into_inner().into_owned())),
                Ok(Event::CData(text)) => return Some(Node::Text(text.into_inner().into_owned())),
                Ok(Event::GeneralRef(name)) => return Some(Node::Text(resolved(&name))),
                Ok(
                    Event::Empty(_)
                    | Event::Comment(_)
                    | Event::Decl(_)
                    | Event::PI(_)
                    | Event::DocType(_),
                ) => {}
                Err(error) => self.skip_damage(start, &error.to_string(), builder)?,
            }
        }
    }

    fn position(&self) -> usize {
        let read = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        self.base.saturating_add(read).min(self.text.len())
    }

    /// The element of a start tag, if it is one.
    fn element(&mut self, tag: BytesStart<'a>, start: usize) -> Option<Element<'a>> {
        let name = tag.local_name().as_ref().to_owned();
        name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            .then(|| Element {
                line: self.lines.line_at(start),
                name,
                tag,
            })
    }

    /// Reads a `<` that does not begin a tag as text.
    fn read_literally(&mut self, start: usize, builder: &mut CaptionsBuilder) -> Option<Node<'a>> {
        self.note(start, "`<` that begins no tag", builder);
        self.restart(start + 1)?;
        Some(Node::Text("<".to_owned()))
    }

    /// Continues at the next tag after damage.
    fn skip_damage(
        &mut self,
        start: usize,
        reason: &str,
        builder: &mut CaptionsBuilder,
    ) -> Option<()> {
        self.note(start, reason, builder);
        let rest = self.text.get(start + 1..)?;
        let next = rest.match_indices('<').map(|(at, _)| at).find(|at| {
            let tag = rest[at + 1..].trim_start_matches('/');
            tag.starts_with(|c: char| c.is_ascii_alphabetic())
        })?;
        self.restart(start + 1 + next)
    }

    fn restart(&mut self, offset: usize) -> Option<()> {
        self.restarts += 1;
        self.base = offset;
        self.reader = reader(self.text.get(offset..)?);
        (self.restarts <= MOST_RESTARTS).then_some(())
    }

    fn note(&mut self, offset: usize, reason: &str, builder: &mut CaptionsBuilder) {
        let line = self.lines.line_at(offset);
        let reason = reason.to_owned();
        let kind = if self.restarts < MOST_RESTARTS {
            ProblemKind::BadMarkup { reason }
        } else {
            ProblemKind::BrokenOff { reason }
        };
        builder.problem(Problem::new(line, kind));
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// The value of a reference, or the reference itself if it is unknown.
fn resolved(name: &str) -> String {
    entity::lookup(name).map_or_else(|| format!("&{name};"), Into::into)
}
