//! Limits on templates, which are rendered by recursion: one that nests deeper than the stack ends
//! the program.

use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};

use super::{RenderError, RenderErrorKind};

/// How many blocks a template may have. Reading it takes stack for each, too.
const MOST_BLOCKS: usize = 500;

/// How many brackets of each kind it may open: calls in calls, lists in lists.
const MOST_BRACKETS: usize = 500;

/// How deep blocks may be nested; a further `else if` counts as one more.
const MOST_NESTED: usize = 50;

/// Refuses a source with more blocks or brackets than can be read safely. It may count some that are
/// none, as in comments, but misses none.
pub(super) fn check_source(name: &str, source: &str) -> Result<(), RenderError> {
    let tags = source.match_indices("{{");
    let mut blocks = tags.filter(|(at, _)| opens_block(&source[at + 2..]));
    let found = blocks
        .nth(MOST_BLOCKS)
        .map(|(at, _)| (at, MOST_BLOCKS, "blocks"));
    let bracket = |bracket| source.match_indices(bracket).nth(MOST_BRACKETS);
    let brackets = || bracket('(').or_else(|| bracket('['));
    let found =
        found.or_else(|| brackets().map(|(at, _)| (at, MOST_BRACKETS, "brackets of a kind")));
    let Some((at, most, what)) = found else {
        return Ok(());
    };
    let message = format!("a template has at most {most} {what}");
    Err(RenderError::at(name, source, at, message))
}

fn opens_block(tag: &str) -> bool {
    let tag = tag.trim_start_matches(|c: char| c.is_whitespace() || "~{&".contains(c));
    tag.starts_with(['#', '^']) || tag.starts_with("else")
}

/// Refuses blocks nested too deep, and inline partials that include others: they may include
/// themselves.
pub(super) fn check_blocks(name: &str, elements: &[TemplateElement]) -> Result<(), RenderError> {
    let within = Within {
        nested: 0,
        in_inline: false,
    };
    within.check(elements).map_err(|message| RenderError {
        template: name.to_owned(),
        line: None,
        column: None,
        kind: RenderErrorKind::Syntax(message),
    })
}

/// What is around some elements of a template.
#[derive(Clone, Copy)]
struct Within {
    nested: usize,
    in_inline: bool,
}

impl Within {
    fn check(self, elements: &[TemplateElement]) -> Result<(), String> {
        if self.nested > MOST_NESTED {
            return Err(format!("blocks are nested more than {MOST_NESTED} deep"));
        }
        elements
            .iter()
            .try_for_each(|element| self.element(element))
    }

    fn element(self, element: &TemplateElement) -> Result<(), String> {
        use TemplateElement as Is;
        match element {
            Is::HelperBlock(block) | Is::HtmlExpression(block) | Is::Expression(block) => {
                self.helper(block)
            }
            Is::PartialExpression(partial) | Is::PartialBlock(partial)
                if self.in_inline && !is_own_block(partial) =>
            {
                Err("an inline partial cannot include another".to_owned())
            }
            Is::DecoratorBlock(block) => Self {
                in_inline: true,
                ..self
            }
            .decorator(block),
            Is::DecoratorExpression(block)
            | Is::PartialExpression(block)
            | Is::PartialBlock(block) => self.decorator(block),
            _ => Ok(()),
        }
    }

    fn helper(self, block: &HelperTemplate) -> Result<(), String> {
        let inner = self.one_deeper();
        inner.parameters(block.params.iter().chain(block.hash.values()))?;
        let parts = [&block.template, &block.inverse].into_iter().flatten();
        parts
            .into_iter()
            .try_for_each(|part| inner.check(&part.elements))
    }

    fn decorator(self, block: &DecoratorTemplate) -> Result<(), String> {
        let inner = self.one_deeper();
        let name = std::iter::once(&block.name);
        inner.parameters(name.chain(&block.params).chain(block.hash.values()))?;
        let mut parts = block.template.iter();
        parts.try_for_each(|part| inner.check(&part.elements))
    }

    fn parameters<'a>(self, mut all: impl Iterator<Item = &'a Parameter>) -> Result<(), String> {
        self.check(&[])?;
        all.try_for_each(|parameter| match parameter {
            Parameter::Subexpression(call) => self.one_deeper().element(&call.element),
            _ => Ok(()),
        })
    }

    fn one_deeper(self) -> Self {
        Self {
            nested: self.nested + 1,
            ..self
        }
    }
}

/// Whether it is the block that an inline partial was included with, which is rendered before.
fn is_own_block(partial: &DecoratorTemplate) -> bool {
    partial.name.as_name() == Some("@partial-block")
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use kbnote_core::Video;

    use super::*;
    use crate::LinkStyle;
    use crate::render::{NoteContext, Template, render};

    fn rendered(text: &str) -> Result<String, RenderError> {
        let video = Video::new("kbnoteDemo1".parse().unwrap());
        let today = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let context = NoteContext::new(&video, &[], today);
        let template = Template {
            name: "note.hbs",
            text,
        };
        render(template, &context, LinkStyle::Spaced)
    }

    fn nested(open: &str, close: &str, deep: usize) -> String {
        open.repeat(deep) + "x" + &close.repeat(deep)
    }

    #[test]
    fn real_templates_are_within_the_limits() {
        let blocks = "{{#if title}}a{{else if video.url}}b{{else}}c{{/if}}\n".repeat(100);
        assert!(rendered(&blocks).is_ok());
        assert!(rendered(&nested("{{#if video}}", "{{/if}}", 40)).is_ok());
        let layout =
            "{{#*inline \"frame\"}}<{{> @partial-block}}>{{/inline}}{{#> frame}}x{{/frame}}";
        assert_eq!(rendered(layout).unwrap(), "<x>\n");
    }

    /// A call of a helper with a value in so many brackets.
    fn call(helper: &str, value: &str, (open, close): (&str, &str), deep: usize) -> String {
        let (open, close) = (open.repeat(deep), close.repeat(deep));
        format!("{{{{{helper} {open}{value}{close}}}}}")
    }

    #[test]
    fn templates_that_nest_too_deep_are_refused() {
        let else_if = |deep| {
            let chain = "{{else if today}}b".repeat(deep);
            format!("{{{{#if absent}}}}a{chain}{{{{/if}}}}")
        };
        for deep in [60, 400, 5_000, 100_000] {
            for template in [
                nested("{{#if video}}", "{{/if}}", deep),
                nested("{{ ~ # if video ~}}", "{{~ / if }}", deep),
                nested("{{#unless absent}}", "{{/unless}}", deep),
                nested("{{^absent}}", "{{/absent}}", deep),
                nested("{{#*inline \"a\"}}", "{{/inline}}", deep),
                nested("{{#> a}}", "{{/a}}", deep),
                nested("{{{{#if a}}}}", "{{{{/if}}}}", deep),
                "{{#if video}}".repeat(deep),
                else_if(deep),
                call("yaml", "title", ("(yaml ", ")"), deep),
                call("yaml", "(yaml \")\" title)", ("(yaml ", ")"), deep),
                call("yaml", "1", ("[", "]"), deep),
                call("yaml", "1", ("[1, ", "]"), deep),
            ] {
                let start: String = template.chars().take(40).collect();
                assert!(rendered(&template).is_err(), "{deep} deep: {start}");
            }
        }
    }

    #[test]
    fn partials_that_include_themselves_are_refused() {
        for template in [
            "{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}",
            "{{#*inline \"a\"}}{{> b}}{{/inline}}{{#*inline \"b\"}}{{> a}}{{/inline}}{{> a}}",
            "{{#*inline \"a\"}}{{#if video}}{{> (yaml \"a\")}}{{/if}}{{/inline}}{{> a}}",
            "{{#*inline \"a\"}}{{#> a}}{{/a}}{{/inline}}{{> a}}",
            "{{> note.hbs}}",
            "{{> [note.hbs]}}",
            "{{> \"note.hbs\"}}",
            "{{#*inline \"a\"}}{{> @partial-block}}{{/inline}}{{#> a}}{{> note.hbs}}{{/a}}",
        ] {
            assert!(rendered(template).is_err(), "{template}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_as_a_template(text in "(\\{\\{[#/^>~!&]?|\\}\\}|\\{\\{\\{|\\}\\}\\}|else|if|each|inline|title|yaml|video|chapters|[()\\[\\].|=\"' @*\n-]|\\PC){0,40}") {
            let _ = rendered(&text);
        }
    }
}
