//! The expressions in a base: its filters, formulas and summaries. All else is names and settings.

use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

/// Where the expressions are, quotes included, in order; `None` if the text is not YAML.
pub(super) fn find(text: &str) -> Option<Vec<Range<usize>>> {
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let offset = |index: usize| offsets.get(index).copied().unwrap_or(text.len());
    let mut walk = Walk::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        walk.event(&event, &span);
    }
    let found = walk.expressions.into_iter();
    Some(found.map(|at| offset(at.start)..offset(at.end)).collect())
}

#[derive(Default)]
struct Walk {
    open: Vec<Container>,
    /// In characters.
    expressions: Vec<Range<usize>>,
}

enum Container {
    List,
    /// A mapping, with the key whose value comes next.
    Mapping(Option<String>),
}

impl Walk {
    fn event(&mut self, event: &Event<'_>, span: &Span) {
        match event {
            Event::Scalar(text, ..) => {
                if let Some(Container::Mapping(key @ None)) = self.open.last_mut() {
                    *key = Some(text.to_string());
                    return;
                }
                if self.is_in_expression() {
                    self.expressions.push(span.start.index()..span.end.index());
                }
                self.end_value();
            }
            Event::Alias(_) => self.end_value(),
            Event::SequenceStart(..) => self.open.push(Container::List),
            Event::MappingStart(..) => self.open.push(Container::Mapping(None)),
            Event::SequenceEnd | Event::MappingEnd => {
                self.open.pop();
                self.end_value();
            }
            _ => {}
        }
    }

    /// The next scalar of a mapping is a key again; after a key that is not a scalar, a value.
    fn end_value(&mut self) {
        if let Some(Container::Mapping(key)) = self.open.last_mut() {
            *key = match key {
                Some(_) => None,
                None => Some(String::new()),
            };
        }
    }

    fn is_in_expression(&self) -> bool {
        let mut keys = self.open.iter().filter_map(|container| match container {
            Container::Mapping(key) => key.as_deref(),
            Container::List => None,
        });
        match keys.next() {
            Some("filters" | "formulas" | "summaries") => true,
            Some("views") => keys.next() == Some("filters"),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    fn expressions(text: &str) -> Option<Vec<&str>> {
        let found = find(text)?.into_iter();
        Some(found.map(|range| text[range].trim()).collect())
    }

    #[test]
    fn filters_formulas_and_summaries_are_expressions() {
        let text = "filters:\n  and:\n    - 'a == \"é\"'\n    - {or: [b, \"c d\"]}\nformulas:\n  x: >-\n    f(1)\n  \
                    y: g(2)\nproperties:\n  z: {displayName: Z}\nsummaries: {s: values.max()}\nviews:\n  - type: table\n    \
                    name: n\n    filters: h\n    summaries: {x: Average}\n";
        assert_eq!(
            expressions(text).unwrap(),
            [
                "'a == \"é\"'",
                "b",
                "\"c d\"",
                "f(1)",
                "g(2)",
                "values.max()",
                "h"
            ]
        );
        assert_eq!(expressions("filters: [a"), None);
        assert_eq!(expressions(""), Some(Vec::new()));
    }
}
