//! YouTube's json3.
//!
//! Events of a manual track have one segment each. Events of an automatic track belong to a window: a row
//! is an event whose segments are its words, with offsets from the start of the row; between two rows is
//! an event that appends the line break.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::builder::{CaptionsBuilder, CueBuilder};
use super::json::{self, Entry};
use super::plain_text::PlainText;
use super::{Captions, Format, ParseCaptionError, Problem};
use crate::{TrackKind, time};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an event")]
struct Event<'a> {
    t_start_ms: Option<f64>,
    d_duration_ms: Option<f64>,
    w_win_id: Option<IgnoredAny>,
    a_append: Option<IgnoredAny>,
    #[serde(borrow)]
    segs: Option<Vec<Segment<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Segment<'a> {
    #[serde(borrow, default)]
    utf8: Cow<'a, str>,
    t_offset_ms: Option<f64>,
}

pub(super) fn parse(text: &str) -> Result<Captions, ParseCaptionError> {
    let mut builder = CaptionsBuilder::default();
    let document = json::read(text, &["events"], Format::Json3, &mut builder)?;
    let mut events: Vec<(Entry<'_>, Event<'_>)> = Vec::with_capacity(document.entries.len());
    for entry in document.entries {
        events.extend(entry.read(&mut builder).map(|event| (entry, event)));
    }
    let is_automatic = events.iter().any(|(_, event)| event.is_automatic());
    for (entry, event) in &events {
        if let Some(segments) = event.segs.as_deref() {
            keep(entry, event, segments, is_automatic, &mut builder);
        }
    }
    builder.clips = is_automatic;
    builder.kind = Some(if is_automatic {
        TrackKind::Automatic
    } else {
        TrackKind::Manual
    });
    Ok(builder.finish(Format::Json3))
}

impl Event<'_> {
    fn is_automatic(&self) -> bool {
        let has_offsets = |segments: &Vec<Segment<'_>>| {
            segments.iter().any(|segment| segment.t_offset_ms.is_some())
        };
        self.w_win_id.is_some() && self.segs.is_some()
            || self.a_append.is_some()
            || self.segs.as_ref().is_some_and(has_offsets)
    }
}

fn keep(
    entry: &Entry<'_>,
    event: &Event<'_>,
    segments: &[Segment<'_>],
    is_automatic: bool,
    builder: &mut CaptionsBuilder,
) {
    if segments
        .iter()
        .all(|segment| segment.utf8.trim().is_empty())
    {
        return;
    }
    let Some(given) = event.t_start_ms else {
        let text: String = segments
            .iter()
            .map(|segment| segment.utf8.as_ref())
            .collect();
        builder.problem(Problem::no_time(entry.line, &text));
        return;
    };
    let Some(start) = time::from_millis(given) else {
        builder.problem(Problem::bad_time(entry.line, &given.to_string()));
        return;
    };
    let text = text_of(segments, given, is_automatic);
    let end = event
        .d_duration_ms
        .and_then(|duration| time::from_millis(given + duration));
    builder.keep(CueBuilder {
        start,
        end,
        text,
        ..CueBuilder::default()
    });
}

/// The text of an event that begins at `start` milliseconds, optionally with word times.
fn text_of(segments: &[Segment<'_>], start: f64, has_words: bool) -> PlainText {
    let mut text = PlainText::default();
    for segment in segments {
        let spoken = time::from_millis(start + segment.t_offset_ms.unwrap_or(0.0));
        if let Some(time) = spoken.filter(|_| has_words) {
            text.mark(time);
        }
        text.push_str(&segment.utf8);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[test]
    fn an_automatic_track_has_each_word_once() {
        let text = r#"{"wireMagic":"pb3","events":[
            {"tStartMs":0,"dDurationMs":90000,"id":1,"wpWinPosId":1,"wsWinStyleId":1},
            {"tStartMs":160,"dDurationMs":4320,"wWinId":1,"segs":[
                {"utf8":"flocks","acAsrConf":0},{"utf8":" are","tOffsetMs":559}]},
            {"tStartMs":2230,"dDurationMs":2250,"wWinId":1,"aAppend":1,"segs":[{"utf8":"\n"}]},
            {"tStartMs":2240,"dDurationMs":3440,"wWinId":1,"segs":[{"utf8":"[Music]"}]}]}"#;
        let captions = parse(text).unwrap();
        assert_eq!(captions.kind, Some(TrackKind::Automatic));
        assert_eq!(captions.problems, []);
        let spans: Vec<_> = captions
            .cues
            .iter()
            .map(|cue| (cue.text(), cue.end().as_millis()))
            .collect();
        assert_eq!(spans, [("flocks are", 2_240), ("[Music]", 5_680)]);
        let words: Vec<_> = captions.cues[0].timed_words().collect();
        let at = Timestamp::from_millis;
        assert_eq!(words, [("flocks ", at(160)), ("are", at(719))]);
    }

    #[test]
    fn a_manual_track_keeps_its_times() {
        let text = r#"{"wireMagic":"pb3","events":[
            {"tStartMs":210,"dDurationMs":3830,"segs":[{"utf8":"Flocks are\ncounted."}]},
            {"tStartMs":3000,"dDurationMs":10,"segs":[{"utf8":"At dusk."}]}]}"#;
        let captions = parse(text).unwrap();
        assert_eq!(captions.kind, Some(TrackKind::Manual));
        let cues: Vec<_> = captions
            .cues
            .iter()
            .map(|cue| (cue.text(), cue.end().as_millis()))
            .collect();
        assert_eq!(cues, [("Flocks are counted.", 4_040), ("At dusk.", 3_010)]);
        assert!(captions.cues[0].words().is_empty());
    }

    #[test]
    fn a_bad_event_and_a_truncation_do_not_affect_the_rest() {
        let text = "{\"events\":[\n{\"tStartMs\":\"soon\",\"segs\":[]},\n\
                    {\"segs\":[{\"utf8\":\"when?\"}]},\n\
                    {\"tStartMs\":-5,\"segs\":[{\"utf8\":\"early\"}]},\n\
                    {\"tStartMs\":5,\"segs\":[{\"utf8\":\"kept\"}]},\n{\"tStartMs\":10,\"segs\":[{\"ut";
        let captions = crate::caption::parse(text.as_bytes()).unwrap();
        let texts: Vec<_> = captions.cues.iter().map(crate::Cue::text).collect();
        assert_eq!(texts, ["kept"]);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @r#"
        line 2: entry 0 cannot be read, skipped: invalid type: string "soon", expected f64
        line 3: text without a time, skipped: `when?`
        line 4: `-5` is not a valid time; cue skipped
        line 6: the file is truncated or damaged, the rest was skipped: EOF while parsing a string
        "#);
    }
}
