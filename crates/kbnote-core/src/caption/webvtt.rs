//! WebVTT.
//!
//! Blocks are separated by the [standard](https://www.w3.org/TR/webvtt1/#file-parsing). Three deviations
//! that occur in practice are read too: a file without the `WEBVTT` line; nonstandard times
//! (`00:01:39 --> 00:01:41,04`); and a cue whose text follows a blank line, as in YouTube's rolling
//! captions with trimmed lines.

use super::builder::{CaptionsBuilder, CueBuilder};
use super::clock::{self, Form};
use super::line::lines;
use super::markup::{has_stamp, push_webvtt};
use super::plain_text::PlainText;
use super::rolling::{self, DisplayedCue};
use super::speaker_names::SpeakerNames;
use super::time_line::has_arrow;
use super::voice;
use super::{Captions, Format, Problem, ProblemKind, time_line, timestamp_map};
use crate::{LanguageTag, TimeSpan, Timestamp, TrackKind};

/// The kind of a chapter file.
pub(super) const CHAPTERS: &str = "chapters";

/// What the file contains instead of captions, if its header or a comment in it says so.
pub(super) fn other_kind(text: &str) -> Option<&'static str> {
    header_lines(text).filter_map(named_kind).last()?.other()
}

/// The lines before the first cue, if the first is the signature.
fn header_lines(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim_start_matches(super::encoding::is_blank);
    let lines = text.split(['\n', '\r']);
    lines
        .take_while(|line| !has_arrow(line))
        .take(MAX_HEADER_LINES)
        .filter(move |_| is_signature(text.lines().next().unwrap_or_default()))
}

/// The kind of a track, as its header names it.
struct NamedKind<'a>(&'a str);

/// The kind that a header line names: `Kind: chapters`, `WEBVTT - chapters`, `NOTE chapters`.
fn named_kind(line: &str) -> Option<NamedKind<'_>> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '-' | ':' | '"' | '\'' | ';');
    let beside = ["WEBVTT", "NOTE"]
        .iter()
        .find_map(|word| line.trim_start().strip_prefix(word));
    let said = beside.unwrap_or(line);
    let pair = said.split_once([':', '=']);
    let value = pair.filter(|(key, _)| key.trim_matches(is_mark).eq_ignore_ascii_case("kind"));
    let value = value.map(|(_, value)| value).or(beside)?;
    Some(value.trim_matches(is_mark))
        .filter(|value| !value.is_empty())
        .map(NamedKind)
}

impl NamedKind<'_> {
    /// The kind, if it is not captions.
    fn other(&self) -> Option<&'static str> {
        let others = [CHAPTERS, "metadata", "descriptions", "thumbnails"];
        let is_this = |other: &&str| {
            self.0.eq_ignore_ascii_case(other)
                || self.0.eq_ignore_ascii_case(other.trim_end_matches('s'))
        };
        others.into_iter().find(is_this)
    }

    fn is_automatic(&self) -> bool {
        let names = ["asr", "auto", "automatic"];
        names.iter().any(|name| self.0.eq_ignore_ascii_case(name))
    }
}

/// The maximum number of header lines.
const MAX_HEADER_LINES: usize = 20;

pub(super) fn parse(text: &str) -> Captions {
    let lines = lines(text);
    let mut builder = CaptionsBuilder::default();
    let start = read_header(&lines, &mut builder);
    if header_lines(text)
        .filter_map(named_kind)
        .any(|kind| kind.is_automatic())
    {
        builder.kind = Some(TrackKind::Automatic);
    }
    let cues = Blocks::read(&lines, start, &mut builder).into_cues(&mut builder);
    if rolling::is_rolling(&cues) {
        builder.kind = Some(TrackKind::Automatic);
        builder.clips = true;
        builder.cues = rolling::unroll(&cues);
    } else {
        if times_words(&cues) {
            builder.kind = Some(TrackKind::Automatic);
        }
        let names = speaker_names(&cues);
        builder.cues.reserve(cues.len());
        for cue_builder in cues.iter().flat_map(|cue| cue_builders(cue, &names)) {
            builder.keep(cue_builder);
        }
    }
    builder.finish(Format::WebVtt)
}

/// The names before the text, unless the file has voices.
fn speaker_names(cues: &[DisplayedCue<'_>]) -> SpeakerNames {
    let mut lines = cues.iter().flat_map(|cue| cue.lines);
    if lines.any(|line| voice::is_in(line)) {
        return SpeakerNames::default();
    }
    SpeakerNames::of(cues.iter().map(|cue| cue.lines))
}

/// The cue, or one for each of its speakers.
fn cue_builders(cue: &DisplayedCue<'_>, names: &SpeakerNames) -> Vec<CueBuilder> {
    let mut cue_builders = Vec::new();
    for named in names.turns(cue.lines) {
        for turn in voice::turns(&named.text) {
            let speaker = turn
                .speaker
                .clone()
                .or_else(|| named.speaker.map(str::to_owned));
            cue_builders.push(CueBuilder {
                speaker,
                ..cue_builder(cue, turn.text)
            });
        }
    }
    // The second speaker begins with the first word, if words have times.
    for later in cue_builders.iter_mut().skip(1) {
        let first_word = later.text.words().first().map(|word| word.start);
        later.start = first_word.unwrap_or(later.start);
    }
    cue_builders
}

fn cue_builder(cue: &DisplayedCue<'_>, said: &str) -> CueBuilder {
    let mut text = PlainText::default();
    push_webvtt(&mut text, said, TimeSpan::new(cue.start, cue.end));
    if !text.words().is_empty() {
        text.mark_start(cue.start);
    }
    CueBuilder {
        start: cue.start,
        end: Some(cue.end),
        text,
        speaker: None,
    }
}

/// Whether most cues have word times, which only machines write.
fn times_words(cues: &[DisplayedCue<'_>]) -> bool {
    let is_timed = |cue: &&DisplayedCue<'_>| cue.lines.iter().any(|line| has_stamp(line));
    let timed = cues.iter().filter(is_timed).count();
    timed > 0 && timed * 2 >= cues.len()
}

/// Reads the lines up to the first blank line or cue; returns the start of the rest.
fn read_header(lines: &[&str], builder: &mut CaptionsBuilder) -> usize {
    let first = lines
        .iter()
        .position(|line| !is_blank_line(line))
        .unwrap_or(0);
    if !lines.get(first).is_some_and(|line| is_signature(line)) {
        return first;
    }
    for (place, line) in lines.iter().enumerate().skip(first + 1) {
        if line.is_empty() || has_arrow(line) {
            return place;
        }
        if let Some(language) = line.strip_prefix("Language:") {
            builder.language = LanguageTag::from_name(language);
        }
    }
    lines.len()
}

fn is_blank_line(line: &str) -> bool {
    line.chars().all(super::encoding::is_blank)
}

/// Whether a line is the WebVTT signature.
pub(super) fn is_signature(line: &str) -> bool {
    line.trim_start_matches(super::encoding::is_blank)
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\u{FEFF}']))
}

/// A cue and the form of its times.
struct TimedCue<'a> {
    cue: DisplayedCue<'a>,
    form: Form,
    line: usize,
}

/// The maximum gap between the parts of a cue that was split between two files, in milliseconds.
const SEAM_MILLIS: u64 = 100;

/// The maximum number of simultaneous cues at a split.
const MAX_AT_SEAM: usize = 4;

/// The blocks of a file, read one after the other.
struct Blocks<'a> {
    lines: &'a [&'a str],
    cues: Vec<TimedCue<'a>>,
    /// Whether the previous cue had no text, so that the next block may contain it.
    awaits_text: bool,
    /// The number of further headers.
    headers: usize,
    /// Whether a header follows the previous cue.
    at_seam: bool,
}

/// The start of a block.
enum BlockStart<'a> {
    Cue(TimedCue<'a>),
    BadTime,
    Other,
}

impl<'a> Blocks<'a> {
    fn read(lines: &'a [&'a str], start: usize, builder: &mut CaptionsBuilder) -> Self {
        let mut blocks = Self {
            lines,
            cues: Vec::new(),
            awaits_text: false,
            headers: 0,
            at_seam: false,
        };
        let mut place = start;
        while place < lines.len() {
            if lines[place].is_empty() {
                place += 1;
            } else {
                place = blocks.read_block(place, builder);
            }
        }
        blocks
    }

    /// The cues; those with nonstandard times are reported once.
    fn into_cues(self, builder: &mut CaptionsBuilder) -> Vec<DisplayedCue<'a>> {
        let mut loose = self.cues.iter().filter(|timed| timed.form == Form::Loose);
        if let Some(first) = loose.next() {
            builder.problem(Problem::new(first.line, ProblemKind::LooseTimes));
        }
        self.cues.into_iter().map(|timed| timed.cue).collect()
    }

    /// Reads the block at `place`; returns the start of the next.
    fn read_block(&mut self, place: usize, builder: &mut CaptionsBuilder) -> usize {
        let line = |place: usize| self.lines.get(place).copied().unwrap_or_default();
        let is_named = !has_arrow(line(place)) && has_arrow(line(place + 1));
        let timing = place + usize::from(is_named);
        let opening = self.opening(timing, builder);
        let first_text = match opening {
            BlockStart::Other => place,
            _ => timing + 1,
        };
        let end = self.end_of_text(first_text, place + 1);
        let text = &self.lines[first_text..end.max(first_text)];
        match opening {
            BlockStart::Cue(mut timed) => {
                timed.cue.lines = text;
                self.awaits_text = text.is_empty();
                self.push(timed);
            }
            BlockStart::BadTime => {
                self.awaits_text = false;
                let found = time_line::damaged(line(timing)).unwrap_or(line(timing));
                builder.problem(Problem::bad_time(timing + 1, found));
            }
            BlockStart::Other => self.take_loose_text(place, text, builder),
        }
        end.max(first_text)
    }

    /// Adds a cue, unless it continues one from before a header: files are split in the middle of cues and
    /// concatenated again.
    fn push(&mut self, timed: TimedCue<'a>) {
        let goes_on = |before: &&mut TimedCue<'a>| {
            let latest = before.cue.end.saturating_add(SEAM_MILLIS);
            before.cue.lines == timed.cue.lines
                && before.cue.start <= timed.cue.start
                && timed.cue.start <= latest
        };
        let at_seam = self.at_seam && !timed.cue.lines.is_empty();
        let mut near = self.cues.iter_mut().rev().take(MAX_AT_SEAM);
        match near.find(goes_on).filter(|_| at_seam) {
            Some(before) => before.cue.end = before.cue.end.max(timed.cue.end),
            None => {
                self.at_seam = false;
                self.cues.push(timed);
            }
        }
    }

    fn end_of_text(&self, first_text: usize, at_least: usize) -> usize {
        let from = first_text.max(at_least).min(self.lines.len());
        let rest = self.lines.get(from..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|line| line.is_empty() || has_arrow(line) || is_signature(line));
        from + length.unwrap_or(rest.len())
    }

    fn opening(&self, place: usize, builder: &mut CaptionsBuilder) -> BlockStart<'a> {
        let line = self.lines.get(place).copied().unwrap_or_default();
        if !has_arrow(line) {
            return BlockStart::Other;
        }
        let Some((start, end, form)) = timing(line) else {
            return BlockStart::BadTime;
        };
        if end < start {
            builder.problem(Problem::new(place + 1, ProblemKind::EndBeforeStart));
        }
        let cue = DisplayedCue {
            start,
            end: end.max(start),
            lines: &[],
        };
        BlockStart::Cue(TimedCue {
            cue,
            form,
            line: place + 1,
        })
    }

    /// Handles a block without a time: a comment, style or region, the missing text of a cue, or stray
    /// text.
    fn take_loose_text(
        &mut self,
        place: usize,
        text: &'a [&'a str],
        builder: &mut CaptionsBuilder,
    ) {
        let first = text.first().copied().unwrap_or_default();
        if is_signature(first) {
            self.headers += 1;
            self.at_seam = true;
            let is_related = text
                .iter()
                .any(|line| line.starts_with(timestamp_map::NAME));
            if self.headers == 1 && !is_related {
                builder.problem(Problem::new(place + 1, ProblemKind::SecondHeader));
            }
            return;
        }
        if is_not_a_cue(first) {
            return;
        }
        match self.cues.last_mut().filter(|_| self.awaits_text) {
            Some(timed) => timed.cue.lines = text,
            None => builder.problem(Problem::no_time(place + 1, first)),
        }
        self.awaits_text = false;
    }
}

/// Whether a block that begins with this line is not a caption.
fn is_not_a_cue(line: &str) -> bool {
    if line.starts_with(timestamp_map::NAME) {
        return true;
    }
    ["NOTE", "STYLE", "REGION", "Region:", "Style:"]
        .iter()
        .filter_map(|word| line.strip_prefix(word))
        .any(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// The times of a line with `-->`; settings after them are ignored.
fn timing(line: &str) -> Option<(Timestamp, Timestamp, Form)> {
    let start = clock::read(skip_blanks(line))?;
    let arrow = skip_blanks(start.rest).strip_prefix("-->")?;
    let end = clock::read(skip_blanks(arrow))?;
    let form = if (start.form, end.form) == (Form::Strict, Form::Strict) {
        Form::Strict
    } else {
        Form::Loose
    };
    let is_whole = end.rest.is_empty() || end.rest.starts_with(is_blank);
    (form == Form::Strict || is_whole).then_some((start.time, end.time, form))
}

/// The blanks of the standard, and those of other scripts.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\x0C') || !c.is_ascii() && c.is_whitespace()
}

fn skip_blanks(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    fn problems(text: &str) -> String {
        let problems = crate::caption::parse(text.as_bytes()).unwrap().problems;
        problems
            .iter()
            .map(|problem| format!("{problem}\n"))
            .collect()
    }

    #[test]
    fn a_usual_file_is_read() {
        let text = "WEBVTT - flocks\nKind: captions\nLanguage: en-GB\n\nNOTE\nby hand\n\n\
                    STYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:02.500 align:start\n\
                    <v Ann>Flocks are\n<i>counted</i> &lt;here&gt;.\n\n\
                    00:00:03.000 --> 00:00:04.000\nAt dusk.\n";
        let captions = parse(text);
        assert_eq!(captions.problems, []);
        assert_eq!(captions.kind, None);
        assert_eq!(captions.language, "en-GB".parse().ok());
        let expected = [
            (1_000, 2_500, "Flocks are counted <here>."),
            (3_000, 4_000, "At dusk."),
        ];
        assert_eq!(shown(&captions), expected);
        let speakers: Vec<_> = captions.cues.iter().map(crate::Cue::speaker).collect();
        assert_eq!(speakers, [Some("Ann"), None]);
    }

    #[test]
    fn each_voice_becomes_a_cue() {
        let text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>Flocks</v>\n<v.low Bo>of starlings\n\n\
                    00:05.000 --> 00:09.000\n<v Ann>two <v Bo><00:06.000>three<00:07.500> four\n";
        let captions = parse(text);
        let spoken: Vec<_> = captions
            .cues
            .iter()
            .map(|cue| {
                (
                    cue.start().as_millis(),
                    cue.speaker().unwrap_or_default(),
                    cue.text(),
                )
            })
            .collect();
        let expected = [
            (1_000, "Ann", "Flocks"),
            (1_000, "Bo", "of starlings"),
            (5_000, "Ann", "two"),
            (6_000, "Bo", "three four"),
        ];
        assert_eq!(spoken, expected);
    }

    fn said(text: &str) -> Vec<String> {
        let cues = parse(text).cues;
        cues.iter()
            .map(|cue| format!("{}|{}", cue.speaker().unwrap_or_default(), cue.text()))
            .collect()
    }

    #[test]
    fn meetings_have_speakers() {
        let teams = "WEBVTT\n\n\
                     5f3c2a10-9d1e-4b7a-8c55-0e8f6a1b2c3d/12-0\n00:00:01.000 --> 00:00:02.000\n\
                     <v Lee, Ann (Guest)>Flocks are\ncounted.</v>\n\n\
                     5f3c2a10-9d1e-4b7a-8c55-0e8f6a1b2c3d/12-1\n00:00:03.000 --> 00:00:04.000\n<v Bo>Note: at dusk.</v>\n";
        let expected = ["Lee, Ann (Guest)|Flocks are counted.", "Bo|Note: at dusk."];
        assert_eq!(said(teams), expected);
        let zoom = "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\nAnn Lee: Flocks are counted.\r\n\r\n\
                    2\r\n00:00:03.000 --> 00:00:04.000\r\nBo’s iPad: At 10:30: dusk.\r\n";
        assert_eq!(
            said(zoom),
            ["Ann Lee|Flocks are counted.", "Bo’s iPad|At 10:30: dusk."]
        );
        let talk = "WEBVTT\n\n00:01.000 --> 00:02.000\n10:30 Meeting: we begin\n\n00:03.000 --> 00:04.000\nNote: one.\n\n\
                    00:05.000 --> 00:06.000\nNote: two.\n";
        assert_eq!(
            said(talk),
            ["|10:30 Meeting: we begin", "|Note: one.", "|Note: two."]
        );
    }

    #[test]
    fn rolling_captions_are_read_once() {
        let text = "WEBVTT\nKind: captions\nLanguage: en\n\n\
                    00:00:00.160 --> 00:00:01.189 align:start position:0%\n \n\
                    Today<00:00:00.400><c> flocks</c><00:00:00.560><c> are</c>\n\n\
                    00:00:01.189 --> 00:00:01.199 align:start position:0%\nToday flocks are\n \n\n\
                    00:00:01.199 --> 00:00:02.790 align:start position:0%\nToday flocks are\ncounted\n\n\
                    00:00:02.790 --> 00:00:02.800 align:start position:0%\ncounted\n \n\n";
        let captions = parse(text);
        assert_eq!(captions.kind, Some(TrackKind::Automatic));
        let words: Vec<_> = captions
            .cues
            .iter()
            .flat_map(crate::Cue::timed_words)
            .collect();
        let at = Timestamp::from_millis;
        assert_eq!(
            words,
            [
                ("Today ", at(160)),
                ("flocks ", at(400)),
                ("are", at(560)),
                ("counted", at(1_199)),
            ]
        );
        let trimmed = text.replace("\n \n", "\n\n");
        assert_eq!(parse(&trimmed).cues, captions.cues);
    }

    #[test]
    fn problems_have_line_numbers() {
        let text = "WEBVTT\n\n00:00.000 --> 00:99.000\nlost\n\nstray text\n\n\
                    00:01.00 --> 00:02.000\nloose\n\n00:03.000 --> 00:02.000\nkept\n";
        let expected = [(1_000, 2_000, "loose"), (3_000, 3_000, "kept")];
        assert_eq!(shown(&parse(text)), expected);
        insta::assert_snapshot!(problems(text), @"
        line 3: `00:00.000 --> 00:99.000` is not a valid time; cue skipped
        line 6: text without a time, skipped: `stray text`
        line 8: times are not in the form HH:MM:SS.mmm; accepted anyway
        line 11: the cue ends before it starts; its end was set to its start
        ");
    }

    #[test]
    fn nonstandard_times_are_read() {
        let text = "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:10:00,000 --> 00:10:02,000\nb\n\n\
                    00:11:00,5 --> 00:11:02,000\nc\n";
        let expected = [
            (1_000, 2_000, "a"),
            (600_000, 602_000, "b"),
            (660_500, 662_000, "c"),
        ];
        assert_eq!(shown(&parse(text)), expected);
        insta::assert_snapshot!(problems(text), @"line 6: times are not in the form HH:MM:SS.mmm; accepted anyway");
        let text = "00:01:39 --> 00:01:41,04\nFlocks\n\n1:2.5 --> 1:3\nof birds\n";
        let expected = [(62_500, 63_000, "of birds"), (99_000, 101_040, "Flocks")];
        assert_eq!(shown(&parse(text)), expected);
        insta::assert_snapshot!(problems(text), @"");
    }
}
