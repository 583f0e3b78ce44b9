//! What Quartz takes out of a text before it is Markdown, hidden from the Markdown parser.

use std::ops::Range;

use crate::Wikilink;
use crate::fence::Fence;
use crate::metadata_line::is_template_code;

/// All comments `%% … %%`, wherever they stand: Quartz removes them from the raw text. And comments of MDX,
/// `{/* … */}`, and the code of Templater, `<% … %>`, which is gone once a note is made.
pub(crate) fn comments(text: &str) -> Vec<Range<usize>> {
    let marks: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), b"%%").collect();
    let mut comments: Vec<Range<usize>> = marks
        .chunks_exact(2)
        .map(|pair| pair[0]..pair[1] + 2)
        .collect();
    let mut others: Vec<Range<usize>> = Vec::new();
    for marks in OTHER_COMMENTS {
        let opens = memchr::memmem::find_iter(text.as_bytes(), marks.0.as_bytes());
        others.extend(opens.filter_map(|open| other_comment(text, open, marks)));
    }
    for code in others {
        let overlaps = |other: &Range<usize>| other.start < code.end && code.start < other.end;
        if !comments.iter().any(overlaps) {
            comments.push(code);
        }
    }
    comments.sort_by_key(|comment| comment.start);
    comments
}

/// How the code of Templater and the comments of MDX begin and end.
pub(crate) const OTHER_COMMENTS: [(&str, &str); 2] = [("<%", "%>"), ("{/*", "*/}")];

/// Such code or comment is no longer than this.
const LONGEST_CODE: usize = 10_000;

fn other_comment(text: &str, open: usize, (mark, close): (&str, &str)) -> Option<Range<usize>> {
    let inside = &text[open + mark.len()..];
    let is_templater = inside.starts_with(['*', '-', '_', '+', '~', ' ', '\n', '\t', '\r']);
    if mark == "<%" && !is_templater || text[..open].ends_with('`') {
        return None;
    }
    let length = memchr::memmem::find(inside.as_bytes(), close.as_bytes())?;
    (length < LONGEST_CODE).then_some(open..open + mark.len() + length + close.len())
}

/// All template code, `{{ … }}` and `{% … %}`, but for that in `hidden` text; it reaches no further than
/// its paragraph.
pub(crate) fn templates(text: &str, is_hidden: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let closers = |mark: &'static [u8]| memchr::memmem::find_iter(text.as_bytes(), mark).peekable();
    let (mut braces, mut percents) = (closers(b"}}"), closers(b"%}"));
    let mut found: Vec<Range<usize>> = Vec::new();
    for open in memchr::memchr_iter(b'{', text.as_bytes()) {
        let inside = open + 2;
        let closers = match text.as_bytes().get(open + 1) {
            Some(b'{') => &mut braces,
            Some(b'%') => &mut percents,
            _ => continue,
        };
        while closers.next_if(|&close| close < inside).is_some() {}
        let Some(&close) = closers.peek() else {
            continue;
        };
        let is_first = found.last().is_none_or(|last| last.end <= open);
        let is_short = close - inside < LONGEST_CODE;
        if is_first && is_short && is_template_code(&text[inside..close]) && !is_hidden(open) {
            found.push(open..close + 2);
        }
    }
    found
}

/// Blocks that are not prose, whatever is in them, but for those that begin in `hidden` text: sections of
/// templates, formulas of TeX, and in Obsidian the rest of a note behind a `%%` that nothing closes.
pub(crate) fn enclosed(text: &str, is_hidden: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches(['>', ' ', '\t']);
        let start = line_start + line.len() - content.len();
        line_start += line.len();
        if !content.starts_with(['{', '\\']) {
            continue;
        }
        if found.last().is_some_and(|last| start < last.end) || is_hidden(start) {
            continue;
        }
        let marks = enclosing_marks(content);
        found.extend(
            marks.and_then(|(open, close)| Some(start..closing(text, start, &open, &close)?)),
        );
    }
    found.extend(unclosed_comment(text).filter(|rest| !is_hidden(rest.start)));
    found
}

/// The marks around a block that opens with this line.
fn enclosing_marks(line: &str) -> Option<(String, String)> {
    let name = |rest: &str| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '*'));
        rest[..end.unwrap_or(rest.len())].to_owned()
    };
    let pair = if let Some(rest) = line.strip_prefix("{{#") {
        (
            format!("{{{{#{}", name(rest)),
            format!("{{{{/{}", name(rest)),
        )
    } else if let Some(rest) = line.strip_prefix(r"\begin{") {
        (
            format!(r"\begin{{{}", name(rest)),
            format!(r"\end{{{}}}", name(rest)),
        )
    } else if line.trim_end() == r"\[" {
        (r"\[".to_owned(), r"\]".to_owned())
    } else {
        return None;
    };
    Some(pair)
}

/// Where a block closes that `open` opens at `start`; the same marks may be inside.
fn closing(text: &str, start: usize, open: &str, close: &str) -> Option<usize> {
    let mut ends = start + LONGEST_CODE..text.len();
    let end = ends.find(|&end| text.is_char_boundary(end));
    let inside = &text[start..end.unwrap_or(text.len())];
    let mut opens = inside.match_indices(open).map(|(at, _)| at).peekable();
    let mut depth = 0_usize;
    for (at, _) in inside.match_indices(close) {
        while opens.next_if(|&open| open < at).is_some() {
            depth += 1;
        }
        depth = depth.saturating_sub(1);
        if depth == 0 {
            return Some(start + at + close.len());
        }
    }
    None
}

/// The rest of a text behind a `%%` that begins a line and that nothing closes.
fn unclosed_comment(text: &str) -> Option<Range<usize>> {
    let marks = memchr::memmem::find_iter(text.as_bytes(), b"%%");
    let (count, last) = marks.fold((0_usize, 0), |(count, _), at| (count + 1, at));
    let line = &text[text[..last].rfind('\n').map_or(0, |at| at + 1)..last];
    (count % 2 == 1 && line.trim().is_empty()).then_some(last..text.len())
}

/// The code in HTML, but for that in `hidden` text: `<pre>[[i]]</pre>`.
pub(crate) fn html_code(text: &str, is_hidden: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut tags = memchr::memchr_iter(b'<', text.as_bytes());
    let is_code = |at: usize| {
        let mut names = HTML_CODE.iter();
        names.any(|(_, name)| text[at..].starts_with(name))
    };
    if !tags.any(is_code) {
        return found;
    }
    for (close, name) in HTML_CODE {
        let mut from = 0;
        while let Some(at) = text[from..].find(name).map(|at| from + at) {
            from = at + name.len();
            let is_tag = text[from..].starts_with(['>', ' ', '\t', '\n']);
            if let Some(length) = text[from..]
                .find(close)
                .filter(|_| is_tag && !is_hidden(at))
            {
                from += length;
                found.push(at..from);
            }
        }
    }
    found
}

/// The elements that are code: how they end and begin.
pub(crate) const HTML_CODE: [(&str, &str); 4] = [
    ("</pre", "<pre"),
    ("</code", "<code"),
    ("</script", "<script"),
    ("</style", "<style"),
];

/// The code between backticks in a part of the text that is not Markdown to a reader, such as a comment.
pub(crate) fn code_in(text: &str, part: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = part.start;
    let ticks = |at: usize| crate::text::run(text.as_bytes(), at, |b| b == b'`').len();
    while let Some(open) = text[at..part.end].find('`').map(|open| at + open) {
        let length = ticks(open);
        at = open + length;
        let mut from = at;
        while let Some(close) = text[from.min(part.end)..part.end]
            .find('`')
            .map(|close| from + close)
        {
            from = close + ticks(close);
            if ticks(close) == length {
                found.push(open..from);
                at = from;
                break;
            }
        }
        at = at.min(part.end);
    }
    found
}

/// All footnotes that are written where they are called, `^[…]`, but for those in `hidden` text.
pub(crate) fn inline_footnotes(text: &str, is_hidden: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let opens = memchr::memmem::find_iter(text.as_bytes(), b"^[");
    let mut found: Vec<Range<usize>> = Vec::new();
    for open in opens {
        let is_inside = found.last().is_some_and(|last| open < last.end);
        if !is_inside && !is_hidden(open) {
            found.extend(footnote_end(text, open).map(|end| open..end));
        }
    }
    found
}

/// Where a footnote ends whose brackets open behind `open`; it reaches no further than its paragraph.
fn footnote_end(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut previous = b' ';
    for (at, byte) in text.bytes().enumerate().skip(open + 1) {
        match byte {
            b'[' if previous != b'\\' => depth += 1,
            b']' if previous != b'\\' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'\n' if previous == b'\n' => return None,
            _ => {}
        }
        previous = byte;
    }
    None
}

/// The text, byte for byte as long, with comments and a fence around the whole note blanked out and
/// the insides of wikilinks made plain letters: `|` in a link shall not end a table cell, `*` not
/// open an emphasis.
pub(crate) fn mask(
    text: &str,
    comments: &[Range<usize>],
    links: &[Wikilink],
    fence: Option<&Fence>,
) -> String {
    let mut masked = text.as_bytes().to_vec();
    for link in links {
        let open = link.range.start + 2 + usize::from(link.embed);
        fill(&mut masked[open..link.range.end - 2], b'x');
    }
    for comment in comments {
        fill(&mut masked[comment.clone()], filler(text, comment));
    }
    for line in fence.into_iter().flat_map(Fence::lines) {
        fill(&mut masked[line.clone()], b' ');
    }
    String::from_utf8(masked).unwrap_or_else(|_| text.to_owned())
}

fn fill(hidden: &mut [u8], filler: u8) {
    for byte in hidden
        .iter_mut()
        .filter(|byte| !matches!(byte, b'\n' | b'\r'))
    {
        *byte = filler;
    }
}

/// A comment that has its lines to itself leaves empty lines; one inside a line leaves a
/// character that means nothing to Markdown.
fn filler(text: &str, comment: &Range<usize>) -> u8 {
    let before = text[..comment.start].trim_end_matches([' ', '\t']);
    let after = text[comment.end..].trim_start_matches([' ', '\t', '\r']);
    let opens_line = before.is_empty() || before.ends_with('\n');
    let alone = opens_line && (after.is_empty() || after.starts_with('\n'));
    if alone { b' ' } else { b'\x1f' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        mask(text, &comments(text), &crate::wikilink::scan(text), None)
    }

    #[test]
    fn code_is_found_in_comments_and_html() {
        let text = "<!-- `a` ``b ` c`` `d --> `e` <pre>x</pre> <code class=y>z</code> <present>";
        let shown = |found: Vec<Range<usize>>| -> Vec<&str> {
            found.into_iter().map(|range| &text[range]).collect()
        };
        let comment = 0..text.find("-->").unwrap();
        assert_eq!(shown(code_in(text, &comment)), ["`a`", "``b ` c``"]);
        assert_eq!(
            shown(html_code(text, |_| false)),
            ["<pre>x", "<code class=y>z"]
        );
    }

    #[test]
    fn links_and_comments_lose_their_markdown() {
        assert_eq!(masked("a [[b*é|c]] d"), "a [[xxxxxx]] d");
        assert_eq!(masked("![[a]]"), "![[x]]");
        assert_eq!(masked("%% a\r\n*b* %%\nc"), "    \r\n      \nc");
        assert_eq!(
            masked("a %%b%% c %%"),
            "a \u{1f}\u{1f}\u{1f}\u{1f}\u{1f} c %%"
        );
        assert_eq!(masked("%%[[a]]%%"), "         ");
    }
}
