//! Removes markup from cue text.

use std::borrow::Cow;

use super::plain_text::{PlainText, is_unspaced};
use super::{clock, entity};
use crate::{TimeSpan, Timestamp};

/// Appends the text of a WebVTT cue to `plain`.
///
/// By the standard, everything from `<` to the next `>`, or to the end, is a tag. A tag with a time
/// within `span` is the start of the text after it.
pub(super) fn push_webvtt(plain: &mut PlainText, text: &str, span: TimeSpan) {
    push(plain, text, |plain, rest| {
        let body = rest.strip_prefix('<')?;
        let (tag, after) = body.split_once('>').unwrap_or((body, ""));
        if let Some(time) = stamp(tag).filter(|time| span.start() <= *time && *time <= span.end()) {
            plain.mark(time);
        }
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
        Some(after_reading(plain, name.unwrap_or_default(), after))
    });
}

/// The text after a tag with this name, without the reading of a word in Chinese characters that `<rt>`
/// contains: the word would be there twice.
fn after_reading<'a>(plain: &PlainText, name: &str, after: &'a str) -> &'a str {
    let last = plain.as_str().chars().next_back();
    if !matches!(name, "rt" | "rp") || !last.is_some_and(is_unspaced) {
        return after;
    }
    let ends = ["</rt>", "</rp>", "</ruby>", "<rt>", "<rp>"];
    let end = ends.iter().filter_map(|end| after.find(end)).min();
    // Without an end, the rest of the text may be more than a reading.
    end.map_or(after, |end| &after[end..])
}

/// Whether a text contains a WebVTT time tag.
pub(super) fn has_stamp(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let tag = text.get(at + 1..).unwrap_or_default();
        clock::read(tag).is_some_and(|clock| clock.rest.starts_with('>'))
    })
}

fn stamp(tag: &str) -> Option<Timestamp> {
    clock::read(tag)
        .filter(|clock| clock.rest.is_empty())
        .map(|clock| clock.time)
}

/// Appends the text of a cue to `plain`, for formats without standard markup.
///
/// Removes only tags that are usual in such files, so that `a < b` and `<div>` remain, and position codes
/// such as `{\an8}`.
pub(super) fn push_html(plain: &mut PlainText, text: &str) {
    push(plain, text, |plain, rest| {
        if rest.starts_with('{') {
            let (code, after) = position_code(rest)?;
            return Some(if is_drawing(code) {
                after_drawing(after)
            } else {
                after
            });
        }
        let (name, after) = known_tag(rest)?;
        if matches!(name, "br" | "p") {
            plain.push(' ');
        }
        let is_open = !rest.starts_with("</");
        let opened = if is_open { name } else { "" };
        Some(after_reading(plain, opened, after))
    });
}

/// As [`push_html`] for SRT, which may contain the line ends `\\N` and spaces `\\h` of ASS after a
/// conversion.
pub(super) fn push_subrip(plain: &mut PlainText, text: &str) {
    push_html(plain, &without_ass(text));
}

fn without_ass(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let has_tex = has_tex(text);
    let is_blank = |rest: &str| rest.starts_with('N') || !has_tex && rest.starts_with(['h', 'n']);
    let mut out = String::new();
    let mut copied = 0;
    for (at, _) in text.match_indices('\\') {
        let word = text[..at]
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        // `C:\new` is a path.
        if is_blank(&text[at + 1..]) && !is_path(word) {
            out.push_str(&text[copied..at]);
            out.push(' ');
            copied = at + 2;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// Commands of TeX that begin with a line end or space of ASS, but not with one before a word.
const TEX: [&str; 9] = [
    "nabla",
    "neg",
    "neq",
    "newcommand",
    "newline",
    "nonumber",
    "notin",
    "hbar",
    "hline",
];

/// Whether a text has commands of TeX, such as `\nabla`, `\alpha` or `\hat{x}`.
fn has_tex(text: &str) -> bool {
    text.match_indices('\\').any(|(at, _)| {
        let rest = &text[at + 1..];
        let word = rest
            .split(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or_default();
        let is_code = text[..at]
            .rfind('{')
            .is_some_and(|open| !text[open..at].contains('}'));
        let is_ass = word.is_empty() || word.starts_with(['h', 'N', 'n']);
        let has_argument = word.len() > 1 && rest[word.len()..].starts_with(['{', '_', '^']);
        !is_code
            && (!is_ass
                || has_argument && !rest[word.len()..].starts_with("{\\")
                || TEX.contains(&word))
    })
}

/// Whether a backslash after this text separates folders of a path: `C:`, `\\server`.
fn is_path(before: &str) -> bool {
    let mut letters = before.chars();
    let drive =
        letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.next() == Some(':');
    drive || before.starts_with("\\\\") || before == "\\"
}

/// Appends a text with references resolved and markup removed: `markup` gets the text from a `<` or `{`
/// and returns the text after the markup, if it is markup.
fn push<'a>(
    plain: &mut PlainText,
    text: &'a str,
    mut markup: impl FnMut(&mut PlainText, &'a str) -> Option<&'a str>,
) {
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'<', b'{', b'&', rest.as_bytes()) {
        let (before, special) = rest.split_at(at);
        plain.push_str(before);
        let reference = entity::resolve_deep(special);
        rest = if let Some((meant, after)) = reference {
            plain.push_str(&meant);
            after
        } else if let Some(after) = markup(plain, special) {
            after
        } else {
            let (literal, after) = special.split_at(1);
            plain.push_str(literal);
            after
        };
    }
    plain.push_str(rest);
}

/// The names of tags in SRT and similar formats.
const TAGS: [&str; 22] = [
    "b",
    "i",
    "u",
    "s",
    "c",
    "v",
    "p",
    "em",
    "strong",
    "strike",
    "font",
    "span",
    "br",
    "ruby",
    "rt",
    "rp",
    "lang",
    "bold",
    "italic",
    "underline",
    "sub",
    "sup",
];

/// The maximum length of a tag: it limits the search for the end.
const MAX_TAG_LEN: usize = 500;

/// The lower-case name of the tag at the start of `text`, and the rest.
fn known_tag(text: &str) -> Option<(&'static str, &str)> {
    let body = text.strip_prefix('<')?;
    let body = body.strip_prefix('/').unwrap_or(body);
    let end = body.bytes().position(|b| !b.is_ascii_alphanumeric())?;
    let name = body.get(..end)?;
    let name = TAGS
        .into_iter()
        .find(|tag| tag.eq_ignore_ascii_case(name))?;
    let rest = body.get(end..)?;
    if !rest.starts_with([' ', '>', '/', '.', '\t', '\n']) {
        return None;
    }
    let close = rest
        .bytes()
        .take(MAX_TAG_LEN)
        .position(|b| matches!(b, b'>' | b'<'))?;
    Some((name, rest.get(close..)?.strip_prefix('>')?))
}

/// The position code at the start of `text`, without its braces, and the text after it: `{\an8}`.
fn position_code(text: &str) -> Option<(&str, &str)> {
    let body = text
        .strip_prefix('{')
        .filter(|body| body.starts_with('\\'))?;
    let close = body.bytes().take(MAX_TAG_LEN).position(|b| b == b'}')?;
    Some((body.get(..close)?, body.get(close + 1..)?))
}

/// Whether the text after a position code is a drawing: `{\p1}m 0 0 l 100 0`.
fn is_drawing(code: &str) -> bool {
    let mut scales = code
        .split('\\')
        .filter_map(|command| command.strip_prefix('p'));
    let last = scales.rfind(|scale| scale.bytes().all(|b| b.is_ascii_digit()));
    last.is_some_and(|scale| scale.bytes().any(|b| b != b'0'))
}

/// The text after a drawing, which lasts to the code `{\p0}`.
fn after_drawing(text: &str) -> &str {
    let mut codes = text
        .match_indices("{\\")
        .filter_map(|(at, _)| position_code(&text[at..]));
    codes
        .find(|(code, _)| !is_drawing(code) && code.contains("\\p0"))
        .map_or("", |(_, after)| after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webvtt(text: &str) -> PlainText {
        let second = Timestamp::from_secs(1);
        let mut plain = PlainText::default();
        push_webvtt(&mut plain, text, TimeSpan::new(Timestamp::ZERO, second));
        plain
    }

    fn html(text: &str) -> String {
        let mut plain = PlainText::default();
        push_html(&mut plain, text);
        plain.as_str().to_owned()
    }

    #[test]
    fn webvtt_tags_are_removed_and_times_kept() {
        let plain = webvtt("<v Joe>good<00:00:00.400><c> to</c><00:07.000><c> be &amp; see</c");
        assert_eq!(plain.as_str(), "good to be & see");
        let words: Vec<_> = plain
            .words()
            .iter()
            .map(|w| (w.offset, w.start.as_millis()))
            .collect();
        assert_eq!(words, [(5, 400)]);
    }

    #[test]
    fn ass_spaces_are_spaces() {
        let subrip = |text: &str| {
            let mut plain = PlainText::default();
            push_subrip(&mut plain, text);
            plain.as_str().to_owned()
        };
        for (text, read) in [
            (
                "{\\an7}\\h\\h\\hFlocks are counted\\Nat dusk\\hin reeds",
                "Flocks are counted at dusk in reeds",
            ),
            ("one\\ntwo", "one two"),
            (
                "in C:\\new\\home and \\\\host\\names",
                "in C:\\new\\home and \\\\host\\names",
            ),
            ("a \\ b \\alpha", "a \\ b \\alpha"),
            ("so \\nabla f\\Nis 0", "so \\nabla f is 0"),
            ("\\nu is not \\alpha", "\\nu is not \\alpha"),
            ("the \\hat{x} of it", "the \\hat{x} of it"),
            ("{\\pos(1,2)}at\\Ndusk{\\i1}", "at dusk"),
            ("{\\an7\\p1}m 0 0 l 100 0 100 9{\\p0}Flocks", "Flocks"),
            ("{\\p1}m 0 0 l 100 0 100 9", ""),
            ("{\\pbo3}at dusk", "at dusk"),
        ] {
            assert_eq!(subrip(text), read);
        }
    }

    #[test]
    fn only_usual_tags_are_removed_from_srt() {
        assert_eq!(
            html("{\\an8}<font color=\"#fff\">a</font><br/><I>b</I>"),
            "a b"
        );
        for text in [
            "a < b > c",
            "<div> in HTML",
            "I <3 it",
            "<b",
            "{x}",
            "<bad>",
            "<b<b>",
        ] {
            let kept = if text == "<b<b>" { "<b" } else { text };
            assert_eq!(html(text), kept);
        }
    }
}
