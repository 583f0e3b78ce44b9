//! What is wrong with a template that cannot be read, in plain words.

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// As an offset into the source.
    pub(super) at: usize,
    pub(super) message: String,
}

/// How many characters of a tag a message shows.
const SHOWN: usize = 40;

/// The first fault in the tags of a source, if one is found.
pub(super) fn fault(source: &str) -> Option<Fault> {
    let mut open = Vec::new();
    let mut from = 0;
    while let Some(at) = next_tag(source, from) {
        let tag = match Tag::read(source, at) {
            Ok(tag) => tag,
            Err(message) => return Some(Fault { at, message }),
        };
        from = at + tag.text.len();
        if let Err(message) = tag.follow(&mut open) {
            return Some(Fault { at, message });
        }
    }
    let tag = open.pop()?;
    let message = format!(
        "`{}` is not closed: `{{{{/{}}}}}` is missing",
        tag.shown(),
        tag.name()
    );
    Some(Fault {
        at: tag.at,
        message,
    })
}

/// The message for a place that the engine cannot read, and nothing more is known of it.
pub(super) fn unreadable(source: &str, at: usize) -> String {
    let before = source.get(..at).unwrap_or(source);
    let tag = before.rfind("{{").and_then(|at| Tag::read(source, at).ok());
    match tag {
        Some(tag) => format!("`{}` cannot be read", tag.shown()),
        None => "the template cannot be read from here on".to_owned(),
    }
}

/// Where the next tag begins that is not escaped.
fn next_tag(source: &str, from: usize) -> Option<usize> {
    let is_escaped = |at: usize| {
        let before = &source[..at];
        let slashes = before.len() - before.trim_end_matches('\\').len();
        slashes % 2 == 1
    };
    let mut tags = source[from..].match_indices("{{").map(|(at, _)| from + at);
    tags.find(|at| !is_escaped(*at))
}

/// What is between double braces.
#[derive(Clone, Copy)]
struct Tag<'a> {
    at: usize,
    /// With the braces.
    text: &'a str,
    /// Without them.
    inner: &'a str,
}

impl<'a> Tag<'a> {
    fn read(source: &'a str, at: usize) -> Result<Self, String> {
        let rest = &source[at..];
        let braces = rest.len() - rest.trim_start_matches('{').len();
        let braces = braces.clamp(2, 4);
        let inner = &rest[braces..];
        let close = match inner.trim_start_matches('~').starts_with("!--") {
            true => "--",
            false => "",
        };
        let close = format!("{close}{}", "}".repeat(braces));
        let is_comment = inner.trim_start_matches('~').starts_with('!');
        let end = match is_comment {
            true => inner.find(&close).or_else(|| inner.find("--~}}")),
            false => end_outside_quotes(inner, &close),
        };
        let Some(end) = end else {
            return Err(not_closed(rest, braces, &close));
        };
        let inner = &inner[..end];
        if !is_comment && inner.contains("{{") {
            return Err(not_closed(rest, braces, &close));
        }
        Ok(Self {
            at,
            text: &rest[..braces + end + close.len()],
            inner: inner
                .trim_matches('~')
                .trim()
                .trim_start_matches('&')
                .trim(),
        })
    }

    /// Opens or closes a block, if the tag does so.
    fn follow(self, open: &mut Vec<Self>) -> Result<(), String> {
        if self.inner.starts_with('!') {
            return Ok(());
        }
        if self.name().is_empty() && self.inner != "^" {
            return Err(format!("a name is missing in `{}`", self.shown()));
        }
        if opened(self.inner, '(') > 0 {
            return Err(format!("a `)` is missing in `{}`", self.shown()));
        }
        let is_else = self.inner == "^" || self.name() == "else";
        if is_else && open.is_empty() {
            return Err(format!("`{}` is not inside a block", self.shown()));
        }
        if self.inner.starts_with('/') {
            return self.close(open.pop());
        }
        let is_raw = self.text.starts_with("{{{{");
        if is_raw || self.inner.starts_with(['#', '^']) && !is_else {
            open.push(self);
        }
        Ok(())
    }

    fn close(self, opened: Option<Self>) -> Result<(), String> {
        let (shown, name) = (self.shown(), self.name());
        match opened {
            Some(opened) if opened.name() == name => Ok(()),
            Some(opened) => Err(format!(
                "`{shown}` comes before `{{{{/{}}}}}`, which closes `{}`",
                opened.name(),
                opened.shown()
            )),
            None => Err(format!(
                "`{shown}` closes nothing: `{{{{#{name}}}}}` is missing before it"
            )),
        }
    }

    /// The name of the block, helper or variable.
    fn name(self) -> &'a str {
        let name = self
            .inner
            .trim_start_matches(|c: char| "#/^>*".contains(c) || c.is_whitespace());
        let end = name.find(char::is_whitespace).unwrap_or(name.len());
        name[..end].trim_matches(|c| "\"'[]".contains(c))
    }

    fn shown(self) -> String {
        shown(self.text)
    }
}

/// The message for a tag without an end.
fn not_closed(rest: &str, braces: usize, close: &str) -> String {
    let next = rest[braces..].find("{{");
    let text = next.map_or(rest, |next| &rest[..braces + next]);
    let line = text.lines().next().unwrap_or_default().trim_end();
    let text = shown(line);
    match line.contains(close) {
        true => format!("a quotation mark is not closed in `{text}`"),
        false => format!("`{text}` is not closed: `{close}` is missing"),
    }
}

fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Where the closing braces are, which may also be part of a text in quotes.
fn end_outside_quotes(inner: &str, close: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, _) if inner[at..].starts_with(close) => return Some(at),
            _ => {}
        }
    }
    None
}

/// How many round brackets are open at the end of a tag.
fn opened(inner: &str, bracket: char) -> usize {
    let mut quote = None;
    let mut open = 0_usize;
    for c in inner.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(opening), c) if opening == c => quote = None,
            (None, c) if c == bracket => open += 1,
            (None, ')') => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(source: &str) -> Option<(usize, String)> {
        fault(source).map(|fault| (fault.at, fault.message))
    }

    #[test]
    fn each_fault_is_named_with_what_is_missing() {
        for (source, at, expected) in [
            (
                "{{#if}}",
                0,
                "`{{#if}}` is not closed: `{{/if}}` is missing",
            ),
            (
                "a\n{{#each chapters}}{{#if title}}x{{/if}}",
                2,
                "`{{#each chapters}}` is not closed: `{{/each}}` is missing",
            ),
            ("x {{title", 2, "`{{title` is not closed: `}}` is missing"),
            (
                "{{title\nmore {{yaml title}}",
                0,
                "`{{title` is not closed: `}}` is missing",
            ),
            ("{{title}", 0, "`{{title}` is not closed: `}}` is missing"),
            (
                "{{{title}}",
                0,
                "`{{{title}}` is not closed: `}}}` is missing",
            ),
            ("a{{}}", 1, "a name is missing in `{{}}`"),
            ("{{#}}x{{/}}", 0, "a name is missing in `{{#}}`"),
            ("{{> }}", 0, "a name is missing in `{{> }}`"),
            (
                "x{{/if}}",
                1,
                "`{{/if}}` closes nothing: `{{#if}}` is missing before it",
            ),
            (
                "{{#if body}}{{/each}}",
                12,
                "`{{/each}}` comes before `{{/if}}`, which closes `{{#if body}}`",
            ),
            ("{{else}}", 0, "`{{else}}` is not inside a block"),
            (
                "{{yaml (lookup video \"id\"}}",
                0,
                "a `)` is missing in `{{yaml (lookup video \"id\"}}`",
            ),
            (
                "{{yaml \"title}}",
                0,
                "a quotation mark is not closed in `{{yaml \"title}}`",
            ),
        ] {
            assert_eq!(message(source), Some((at, expected.to_owned())), "{source}");
        }
    }

    #[test]
    fn what_is_right_has_no_fault() {
        for source in [
            "{{title}} {{{title}}} {{&title}} {{~title~}} }} {",
            "{{#if a}}x{{else if b}}y{{else}}z{{/if}}{{^a}}x{{^}}y{{/a}}",
            "{{!-- {{#if}} }} --}}{{! {{#each }}\\{{#if}}",
            "{{#*inline \"a\"}}x{{/inline}}{{#> a}}y{{/a}}{{> \"a\"}}",
            "{{yaml \"}} (\"}}{{#each chapters as |c i|}}{{c.title}}{{/each}}",
        ] {
            assert_eq!(message(source), None, "{source}");
        }
        assert_eq!(unreadable("a {{yaml =}}", 9), "`{{yaml =}}` cannot be read");
        assert_eq!(
            unreadable("a", 1),
            "the template cannot be read from here on"
        );
    }
}
