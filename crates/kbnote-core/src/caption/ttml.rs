//! TTML, the Timed Text Markup Language (once DFXP).
//!
//! Times follow the [standard](https://www.w3.org/TR/ttml2/#timing): those of an element are relative to
//! the start of its parent. A paragraph without times gets those of the timed spans in it. The speaker is
//! the name of the first agent of a paragraph, of an element around it, or of a span in it, or else the name
//! before the text.

use std::collections::HashMap;

use super::builder::{CaptionsBuilder, CueBuilder};
use super::plain_text::PlainText;
use super::speaker_names::SpeakerNames;
use super::xml::{Element, Node, Nodes};
use super::{Captions, Format, Problem, ProblemKind};
use crate::{LanguageTag, Timestamp, time};

pub(super) fn parse(text: &str) -> Captions {
    let mut builder = CaptionsBuilder::default();
    let mut nodes = Nodes::of(text);
    let mut document = Document::default();
    while let Some(node) = nodes.next(&mut builder) {
        match node {
            Node::Start(element) => document.start(&element, &mut builder),
            Node::Text(text) => {
                let is_ruby = document.open.last().is_some_and(|(_, times)| times.is_ruby);
                match document.paragraph.as_mut() {
                    Some(paragraph) if !is_ruby => paragraph.push_text(&text),
                    Some(_) => {}
                    None => document.agents.text(&text),
                }
            }
            Node::End(name) => document.end(&name, &mut builder),
        }
    }
    if let Some(paragraph) = &document.paragraph {
        builder.problem(Problem::cut_off(paragraph.line));
    }
    document.close_paragraph(&mut builder);
    keep(&document.cues, &mut builder);
    builder.finish(Format::Ttml)
}

/// Adds the cues, or one for each speaker whose name is before the text, unless there are agents.
fn keep(cues: &[(CueBuilder, String)], builder: &mut CaptionsBuilder) {
    let lines: Vec<Vec<&str>> = cues
        .iter()
        .map(|(_, text)| text.split('\n').collect())
        .collect();
    let names = if cues.iter().any(|(cue, _)| cue.speaker.is_some()) {
        SpeakerNames::default()
    } else {
        SpeakerNames::of(lines.iter().map(Vec::as_slice))
    };
    for ((cue, _), lines) in cues.iter().zip(&lines) {
        for turn in names.turns(lines) {
            builder.keep(CueBuilder {
                text: PlainText::of(&turn.text),
                speaker: turn
                    .speaker
                    .map(str::to_owned)
                    .or_else(|| cue.speaker.clone()),
                ..cue.clone()
            });
        }
    }
}

/// The times of an element, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    begin: f64,
    end: Option<f64>,
    /// Whether the element or an ancestor has a begin or end.
    is_timed: bool,
    /// Whether the element or an ancestor is a ruby annotation.
    is_ruby: bool,
    /// The agent of the element or the nearest ancestor that has one.
    agent: Option<AgentIndex>,
}

/// The index of an agent in [`Agents`].
type AgentIndex = usize;

/// The people that the head of a document declares, or its elements mention.
#[derive(Debug, Default)]
struct Agents {
    /// Their ids and names.
    list: Vec<(String, String)>,
    places: HashMap<String, AgentIndex>,
    /// The agent that is being declared.
    declared: Option<AgentIndex>,
}

impl Agents {
    fn declare(&mut self, id: &str) {
        self.declared = self.index(id);
    }

    /// The agent with the first of some ids.
    fn index(&mut self, ids: &str) -> Option<AgentIndex> {
        let id = ids.split_whitespace().next()?;
        let next = self.list.len();
        let index = *self.places.entry(id.to_owned()).or_insert(next);
        if index == next {
            self.list.push((id.to_owned(), String::new()));
        }
        Some(index)
    }

    /// Adds text of a declaration to the name of its agent.
    fn text(&mut self, text: &str) {
        let agent = self.declared.and_then(|index| self.list.get_mut(index));
        if let Some((_, name)) = agent.filter(|_| !text.trim().is_empty()) {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(text.trim());
        }
    }

    /// The name of an agent, or its id if it has none.
    fn name(&self, index: AgentIndex) -> Option<String> {
        let (id, name) = self.list.get(index)?;
        Some(if name.is_empty() { id } else { name }.clone())
    }
}

/// A paragraph that is open.
struct Paragraph {
    line: usize,
    times: Times,
    /// The span of its timed parts.
    parts: Option<Times>,
    /// Its text, with its line breaks.
    text: String,
}

#[derive(Default)]
struct Document {
    rates: Rates,
    /// The elements that are open, by name.
    open: Vec<(String, Times)>,
    paragraph: Option<Paragraph>,
    /// The ids of ruby styles.
    ruby_styles: Vec<String>,
    agents: Agents,
    /// The cues so far, and their texts.
    cues: Vec<(CueBuilder, String)>,
}

/// The maximum number of open elements searched for an end tag.
const SEARCH_DEPTH: usize = 16;

impl Document {
    fn start(&mut self, element: &Element<'_>, builder: &mut CaptionsBuilder) {
        let around = self
            .open
            .last()
            .map(|(_, times)| *times)
            .unwrap_or_default();
        let times = self.times(element, around, builder);
        if element.name == "agent" {
            self.agents
                .declare(&element.attribute("id").unwrap_or_default());
        }
        match element.name.as_str() {
            "tt" => {
                self.rates = Rates::of(element);
                builder.language = element
                    .attribute("lang")
                    .and_then(|lang| LanguageTag::from_name(&lang));
            }
            "p" => {
                self.close_paragraph(builder);
                self.paragraph = Some(Paragraph {
                    line: element.line,
                    times,
                    parts: None,
                    text: String::new(),
                });
            }
            "style" => {
                let is_ruby = element.attribute("ruby").is_some_and(|ruby| is_ruby(&ruby));
                self.ruby_styles
                    .extend(element.attribute("id").filter(|_| is_ruby));
            }
            "br" => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.text.push('\n');
                }
            }
            _ => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.times.agent = paragraph.times.agent.or(times.agent);
                }
                if let Some(paragraph) = self.paragraph.as_mut().filter(|_| times.is_timed) {
                    paragraph.include(times);
                }
            }
        }
        self.open.push((element.name.clone(), times));
    }

    fn end(&mut self, name: &str, builder: &mut CaptionsBuilder) {
        match name {
            "p" => self.close_paragraph(builder),
            "agent" => self.agents.declared = None,
            _ => {}
        }
        let deepest = self.open.len().saturating_sub(SEARCH_DEPTH);
        let matching = self.open[deepest..]
            .iter()
            .rposition(|(open, _)| open == name);
        if let Some(place) = matching {
            self.open.truncate(deepest + place);
        }
    }

    fn times(
        &mut self,
        element: &Element<'_>,
        around: Times,
        builder: &mut CaptionsBuilder,
    ) -> Times {
        let agent = element
            .attribute("agent")
            .and_then(|ids| self.agents.index(&ids));
        let mut read = |name| {
            let text = element.attribute(name)?;
            let time = self.rates.read(&text);
            if time.is_none() {
                builder.problem(Problem::bad_time(element.line, &text));
            }
            time
        };
        let (begin, end, length) = (read("begin"), read("end"), read("dur"));
        let own_begin = around.begin + begin.unwrap_or(0.0);
        let own_end = end.map(|end| around.begin + end);
        let by_length = length.map(|length| own_begin + length);
        Times {
            begin: own_begin,
            end: own_end.or(by_length).or(around.end),
            is_timed: around.is_timed || begin.or(end).or(length).is_some(),
            is_ruby: around.is_ruby || self.is_ruby(element),
            agent: agent.or(around.agent),
        }
    }

    fn is_ruby(&self, element: &Element<'_>) -> bool {
        let own = element.attribute("ruby");
        let styles = element.attribute("style").unwrap_or_default();
        let mut styles = styles.split_whitespace();
        own.is_some_and(|ruby| is_ruby(&ruby))
            || styles.any(|style| self.ruby_styles.iter().any(|ruby| ruby == style))
    }

    fn close_paragraph(&mut self, builder: &mut CaptionsBuilder) {
        let Some(paragraph) = self.paragraph.take() else {
            return;
        };
        let Paragraph { line, text, .. } = paragraph;
        let speaker = paragraph
            .times
            .agent
            .and_then(|agent| self.agents.name(agent));
        let own = Some(paragraph.times).filter(|times| times.is_timed);
        let times = own.or(paragraph.parts).unwrap_or_default();
        if PlainText::of(&text).is_empty() {
            return;
        }
        let Some(start) = time::from_millis(times.begin).filter(|_| times.is_timed) else {
            builder.problem(Problem::no_time(line, PlainText::of(&text).as_str()));
            return;
        };
        let end = times.end.and_then(time::from_millis);
        if end.is_some_and(|end| end < start) {
            builder.problem(Problem::new(line, ProblemKind::EndBeforeStart));
        }
        let end = end.map(|end: Timestamp| end.max(start));
        let cue = CueBuilder {
            start,
            end,
            speaker,
            ..CueBuilder::default()
        };
        self.cues.push((cue, text));
    }
}

/// Whether the value of `tts:ruby` is that of the ruby annotation, not of its base.
fn is_ruby(value: &str) -> bool {
    matches!(value.trim(), "text" | "textContainer" | "delimiter")
}

impl Paragraph {
    /// Adds text; line breaks of the file are blanks.
    fn push_text(&mut self, text: &str) {
        let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
        self.text.extend(text.chars().map(blank));
    }

    /// Extends the span by a part.
    fn include(&mut self, part: Times) {
        let end = self
            .parts
            .map_or(part.end, |parts| later(parts.end, part.end));
        let begin = self
            .parts
            .map_or(part.begin, |parts| parts.begin.min(part.begin));
        self.parts = Some(Times { begin, end, ..part });
    }
}

/// The later of two ends; `None` is the latest.
fn later(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.zip(other).map(|(one, other)| one.max(other))
}

/// Frame and tick rates.
#[derive(Clone, Copy, Debug)]
struct Rates {
    frames_a_second: f64,
    ticks_a_second: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            frames_a_second: 30.0,
            ticks_a_second: 1.0,
        }
    }
}

impl Rates {
    fn of(element: &Element<'_>) -> Self {
        let positive = |value: &f64| value.is_finite() && *value > 0.0;
        let frame_rate = element.number("frameRate").filter(positive);
        let multiplier = element.attribute("frameRateMultiplier");
        let multiplier = multiplier.and_then(|text| {
            let mut parts = text.split([' ', ':']).map(str::parse::<f64>);
            let (top, bottom) = (parts.next()?.ok()?, parts.next()?.ok()?);
            Some(top / bottom).filter(positive)
        });
        let frames_a_second = frame_rate.unwrap_or(30.0) * multiplier.unwrap_or(1.0);
        let ticks = element.number("tickRate").filter(positive);
        Self {
            frames_a_second,
            ticks_a_second: ticks.or(frame_rate.map(|_| frames_a_second)).unwrap_or(1.0),
        }
    }

    /// Reads a time expression: `HH:MM:SS.fff`, `HH:MM:SS:frames`, or a number with a unit.
    fn read(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        let millis = if text.contains(':') {
            self.read_clock(text)
        } else {
            self.read_offset(text)
        };
        millis.filter(|millis| time::from_millis(*millis).is_some())
    }

    fn read_clock(&self, text: &str) -> Option<f64> {
        let mut fields = text.split(':').map(|field| field.parse::<f64>().ok());
        let (hours, minutes, seconds) = (fields.next()??, fields.next()??, fields.next()??);
        let frames = fields.next().unwrap_or(Some(0.0))?;
        let seconds = hours * 3600.0 + minutes * 60.0 + seconds + frames / self.frames_a_second;
        fields.next().is_none().then_some(seconds * 1000.0)
    }

    fn read_offset(&self, text: &str) -> Option<f64> {
        let end = text.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, unit) = text.split_at(end);
        let unit = match unit {
            "h" => 3_600_000.0,
            "m" => 60_000.0,
            "s" => 1000.0,
            "ms" => 1.0,
            "f" => 1000.0 / self.frames_a_second,
            "t" => 1000.0 / self.ticks_a_second,
            _ => return None,
        };
        Some(number.parse::<f64>().ok()? * unit)
    }
}

#[cfg(test)]
mod tests {
    use crate::caption::testing::shown;
    use crate::caption::{Captions, Format, parse};

    fn read(text: &str) -> Captions {
        let captions = parse(text.as_bytes()).unwrap();
        assert_eq!(captions.format, Format::Ttml);
        captions
    }

    #[test]
    fn ruby_text_is_read_once() {
        let text = r#"<tt xmlns:tts="t"><head><styling><style xml:id="r" tts:ruby="text"/></styling></head><body>
            <p begin="1s" end="2s"><span tts:ruby="container"><span tts:ruby="base">鳥</span><span
            tts:ruby="textContainer"><span tts:ruby="text">とり</span></span></span>が<span
            tts:ruby="container"><span tts:ruby="base">飛</span><span style="r">と</span></span>ぶ</p></body></tt>"#;
        assert_eq!(shown(&read(text)), [(1_000, 2_000, "鳥が飛ぶ")]);
    }

    #[test]
    fn a_usual_file_is_read() {
        let text = r#"<?xml version="1.0" encoding="utf-8"?>
            <tt xml:lang="en" xmlns="http://www.w3.org/ns/ttml"><head><title>no cue</title></head>
            <body><div><p begin="00:00:01.500" end="00:00:04">Flocks are<br/>
            <span style="s">counted</span> &amp; named.</p>
            <p begin="4s" dur="1500ms">At dusk.</p></div></body></tt>"#;
        let captions = read(text);
        assert_eq!(captions.problems, []);
        assert_eq!(captions.language, "en".parse().ok());
        let expected = [
            (1_500, 4_000, "Flocks are counted & named."),
            (4_000, 5_500, "At dusk."),
        ];
        assert_eq!(shown(&captions), expected);
    }

    #[test]
    fn times_are_relative_to_the_parent() {
        let text = r#"<tt:tt xmlns:tt="http://www.w3.org/ns/ttml"><tt:body begin="10s">
            <tt:div begin="1s" end="9s"><tt:p>one</tt:p><tt:p begin="2s" end="3s">two</tt:p>
            </tt:div></tt:body></tt:tt>"#;
        assert_eq!(
            shown(&read(text)),
            [(11_000, 19_000, "one"), (13_000, 14_000, "two")]
        );
    }

    #[test]
    fn frames_and_ticks_are_times() {
        let text = r#"<tt ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001" ttp:tickRate="100">
            <body><p begin="360f" end="00:00:20:12">a</p><p begin="3000t" end="31s">b</p></body></tt>"#;
        assert_eq!(
            shown(&read(text)),
            [(15_015, 20_501, "a"), (30_000, 31_000, "b")]
        );
    }

    #[test]
    fn spans_may_have_the_times() {
        let text = r#"<tt><body><div><p><span begin="1s" end="2s">one</span>
            <span begin="2s" end="3s">two</span></p></div></body></tt>"#;
        assert_eq!(shown(&read(text)), [(1_000, 3_000, "one two")]);
    }

    #[test]
    fn text_without_a_time_is_reported() {
        let text = "<tt><body>\n<p>always</p>\n<p begin=\"soon\">never</p>\n\
            <p begin=\"5s\" end=\"4s\">short</p></body></tt>";
        let captions = read(text);
        assert_eq!(shown(&captions), [(5_000, 5_000, "short")]);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"
        line 2: text without a time, skipped: `always`
        line 3: `soon` is not a valid time; cue skipped
        line 3: text without a time, skipped: `never`
        line 4: the cue ends before it starts; its end was set to its start
        ");
    }

    #[test]
    fn agents_are_speakers() {
        let text = r##"<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><head><metadata>
            <ttm:title>Flocks</ttm:title>
            <ttm:agent type="person" xml:id="a1"><ttm:name type="full">Ann Lee</ttm:name></ttm:agent>
            <ttm:agent type="character" xml:id="b1"/></metadata></head><body><div ttm:agent="b1">
            <p begin="1s" end="2s" ttm:agent="a1">Flocks are counted.</p><p begin="3s" end="4s">Where?</p></div><div>
            <p begin="5s" end="6s"><span ttm:agent="a1">Here.</span></p><p begin="7s" end="8s">Good.</p></div></body></tt>"##;
        let captions = crate::caption::parse(text.as_bytes()).unwrap();
        let said: Vec<_> = captions
            .cues
            .iter()
            .map(|cue| (cue.speaker().unwrap_or_default(), cue.text()))
            .collect();
        let expected = [
            ("Ann Lee", "Flocks are counted."),
            ("b1", "Where?"),
            ("Ann Lee", "Here."),
            ("", "Good."),
        ];
        assert_eq!(said, expected);
    }
}
