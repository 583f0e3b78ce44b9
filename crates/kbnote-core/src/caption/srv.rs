//! YouTube's XML formats srv1, srv2 and srv3.
//!
//! srv1 and srv2 contain text that was escaped twice. In srv3 a row of an automatic track (`w` is its
//! window) contains its words as `<s t>`, with offsets from the start of the row; rows with `a="1"` only
//! append a line break.

use super::builder::{CaptionsBuilder, CueBuilder};
use super::markup::push_html;
use super::plain_text::PlainText;
use super::xml::{Element, Node, Nodes};
use super::{Captions, Format, Problem, entity};
use crate::{Timestamp, TrackKind, time};

pub(super) fn parse(text: &str, format: Format) -> Captions {
    let mut builder = CaptionsBuilder::default();
    let mut nodes = Nodes::of(text);
    let mut open: Option<Row> = None;
    let mut is_automatic = false;
    while let Some(node) = nodes.next(&mut builder) {
        match node {
            Node::Start(element) if element.name == "p" || element.name == "text" => {
                Row::close(open.take(), &mut builder);
                is_automatic |= element.attribute("w").is_some();
                open = Some(Row::open(&element, format));
            }
            Node::Start(element) => {
                if let Some(row) = &mut open {
                    row.inner(&element);
                }
            }
            Node::Text(text) => {
                if let Some(row) = &mut open {
                    row.push(&text);
                }
            }
            Node::End(name) if name == "p" || name == "text" => {
                Row::close(open.take(), &mut builder);
            }
            Node::End(_) => {}
        }
    }
    if let Some(row) = &open {
        builder.problem(Problem::cut_off(row.line));
    }
    Row::close(open, &mut builder);
    if format == Format::Srv3 {
        set_kind(&mut builder, is_automatic);
    }
    builder.finish(format)
}

fn set_kind(builder: &mut CaptionsBuilder, is_automatic: bool) {
    builder.clips = is_automatic;
    builder.kind = Some(if is_automatic {
        TrackKind::Automatic
    } else {
        TrackKind::Manual
    });
}

/// A row or cue whose element is open.
struct Row {
    line: usize,
    /// Its start, or the invalid text.
    start: Result<Timestamp, Option<String>>,
    end: Option<Timestamp>,
    text: Text,
    /// Text that is not yet in `text`: a reference in it may be in pieces.
    pending: String,
}

enum Text {
    /// Escaped a second time.
    Escaped(String),
    Plain(PlainText),
}

impl Row {
    fn open(element: &Element<'_>, format: Format) -> Self {
        let (start_key, length_key, unit) = match format {
            Format::Srv1 => ("start", "dur", 1000.0),
            _ => ("t", "d", 1.0),
        };
        let given = element.number(start_key);
        let start = given.and_then(|start| time::from_millis(start * unit));
        let length = element.number(length_key);
        let end = given
            .zip(length)
            .and_then(|(start, length)| time::from_millis((start + length) * unit));
        let mut plain = PlainText::default();
        if let Some(start) = start.filter(|_| element.attribute("w").is_some()) {
            plain.mark(start);
        }
        Self {
            line: element.line,
            start: start.ok_or_else(|| element.attribute(start_key)),
            end,
            text: match format {
                Format::Srv3 => Text::Plain(plain),
                _ => Text::Escaped(String::new()),
            },
            pending: String::new(),
        }
    }

    /// Handles the start of an inner element.
    fn inner(&mut self, element: &Element<'_>) {
        if element.name == "br" {
            self.push(" ");
        }
        self.flush();
        let offset = element.number("t").and_then(time::from_millis);
        if let (Ok(start), Some(offset), Text::Plain(plain)) = (&self.start, offset, &mut self.text)
        {
            plain.mark(start.saturating_add(offset.as_millis()));
        }
    }

    fn push(&mut self, text: &str) {
        self.pending.push_str(text);
    }

    /// Some programs escape srv3 twice, as srv1 and srv2 always are.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.pending);
        match &mut self.text {
            Text::Escaped(escaped) => escaped.push_str(&text),
            Text::Plain(plain) => plain.push_str(&entity::unescape(&text)),
        }
    }

    fn close(row: Option<Self>, builder: &mut CaptionsBuilder) {
        let Some(mut row) = row else { return };
        row.flush();
        let text = match row.text {
            Text::Plain(plain) => plain,
            Text::Escaped(escaped) => {
                let mut plain = PlainText::default();
                push_html(&mut plain, &escaped);
                plain
            }
        };
        match row.start {
            _ if text.is_empty() => {}
            Ok(start) => builder.keep(CueBuilder {
                start,
                end: row.end,
                text,
                ..CueBuilder::default()
            }),
            Err(Some(found)) => builder.problem(Problem::bad_time(row.line, &found)),
            Err(None) => builder.problem(Problem::no_time(row.line, text.as_str())),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::caption::testing::shown;
    use crate::caption::{Captions, Format, parse};
    use crate::{Timestamp, TrackKind};

    fn read(text: &str, format: Format) -> Captions {
        let captions = parse(text.as_bytes()).unwrap();
        assert_eq!(captions.format, format);
        captions
    }

    #[test]
    fn srv1_is_unescaped_twice() {
        let text = r#"<?xml version="1.0" encoding="utf-8" ?><transcript>
            <text start="0.518" dur="2.832">It&amp;#39;s &amp;lt;i&amp;gt;
            R&amp;amp;D</text><text start="3.35">&lt;b&gt;bold&lt;/b&gt;</text></transcript>"#;
        let captions = read(text, Format::Srv1);
        assert_eq!(
            shown(&captions),
            [(518, 3_350, "It's <i> R&D"), (3_350, 8_350, "bold")]
        );
        assert_eq!((captions.kind, captions.problems), (None, vec![]));
    }

    #[test]
    fn srv2_counts_in_milliseconds() {
        let text = r#"<timedtext><text t="518" d="2832">one</text></timedtext>"#;
        assert_eq!(shown(&read(text, Format::Srv2)), [(518, 3_350, "one")]);
    }

    #[test]
    fn srv3_has_each_word_once() {
        let text = "<timedtext format=\"3\"><head><pen id=\"1\"/></head><body>\n\
            <w t=\"0\" id=\"1\" wp=\"1\" ws=\"1\"/>\n\
            <p t=\"30\" d=\"9810\" w=\"1\"><s p=\"1\" ac=\"200\">you&#39;ve</s><s t=\"900\"> so</s></p>\n\
            <p t=\"5269\" d=\"4571\" w=\"1\" a=\"1\">\n</p>\n\
            <p t=\"5279\" d=\"7860\" w=\"1\">[Music]</p></body></timedtext>";
        let captions = read(text, Format::Srv3);
        assert_eq!(captions.kind, Some(TrackKind::Automatic));
        assert_eq!(
            shown(&captions),
            [(30, 5_279, "you've so"), (5_279, 13_139, "[Music]")]
        );
        let words: Vec<_> = captions.cues[0].timed_words().collect();
        let at = Timestamp::from_millis;
        assert_eq!(words, [("you've ", at(30)), ("so", at(930))]);
    }

    #[test]
    fn srv3_by_hand_has_no_word_times() {
        let text =
            "<timedtext format=\"3\"><body><p t=\"1\" d=\"10\"><s p=\"1\">a</s>\nb</p></body>";
        let captions = read(text, Format::Srv3);
        assert_eq!(captions.kind, Some(TrackKind::Manual));
        assert_eq!(
            (shown(&captions), captions.cues[0].words()),
            (vec![(1, 11, "a b")], &[][..])
        );
    }

    #[test]
    fn damage_is_reported_and_the_rest_kept() {
        let text = "<transcript>\n<text start=\"1\">a < b</text>\n<text>when?</text>\n\
            <text start=\"x\">never</text>\n<text start=\"-1\">early</text>\n\
            <text start=\"3\">R&D</text>\n<text start=\"4\">cut";
        let captions = read(text, Format::Srv1);
        assert_eq!(
            shown(&captions),
            [
                (1_000, 3_000, "a < b"),
                (3_000, 4_000, "R&D"),
                (4_000, 9_000, "cut")
            ]
        );
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"
        line 2: damaged markup: `<` that begins no tag
        line 3: text without a time, skipped: `when?`
        line 4: `x` is not a valid time; cue skipped
        line 5: `-1` is not a valid time; cue skipped
        line 7: the file is truncated or damaged, the rest was skipped: the file ends inside this cue
        ");
    }
}
