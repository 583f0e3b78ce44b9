//! MicroDVD: `{100}{200}text|second line`, with times as numbers of frames.

use super::builder::{CaptionsBuilder, CueBuilder};
use super::line::lines;
use super::plain_text::PlainText;
use super::{Captions, Format, ParseCaptionError, Problem};
use crate::Timestamp;

/// A line of the file.
struct Entry<'a> {
    first_frame: u32,
    last_frame: Option<u32>,
    text: &'a str,
}

/// Whether this is a line with two numbers of frames.
pub(super) fn is_entry(line: &str) -> bool {
    Entry::read(line).is_some()
}

pub(super) fn parse(text: &str) -> Result<Captions, ParseCaptionError> {
    let lines = lines(text);
    let mut entries = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let rate = entries
        .next()
        .and_then(|(_, line)| frame_rate(Entry::read(line)?.text));
    let rate = rate.ok_or(ParseCaptionError::NoFrameRate)?;
    let time =
        |frame: u32| Timestamp::from_millis((f64::from(frame) * 1000.0 / rate).round() as u64);
    let mut builder = CaptionsBuilder::default();
    for (place, line) in entries {
        match Entry::read(line) {
            Some(entry) => builder.keep(CueBuilder {
                start: time(entry.first_frame),
                end: entry
                    .last_frame
                    .map(|frame| time(frame.max(entry.first_frame))),
                text: PlainText::of(&without_codes(entry.text)),
                speaker: None,
            }),
            None => builder.problem(Problem::no_time(place + 1, line)),
        }
    }
    Ok(builder.finish(Format::MicroDvd))
}

impl<'a> Entry<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (first, rest) = line.trim().strip_prefix('{')?.split_once('}')?;
        let (last, text) = rest.strip_prefix('{')?.split_once('}')?;
        let last_frame = match last {
            "" => None,
            last => Some(last.parse().ok()?),
        };
        Some(Self {
            first_frame: first.parse().ok()?,
            last_frame,
            text,
        })
    }
}

/// The frames of a second, as the text of the first line: `25`, `23.976`.
fn frame_rate(text: &str) -> Option<f64> {
    let rate: f64 = text.trim().replace(',', ".").parse().ok()?;
    (1.0..=240.0).contains(&rate).then_some(rate)
}

/// The lines of a text without codes such as `{y:i}` and the slash before text in italics.
fn without_codes(text: &str) -> String {
    let line = |line: &str| {
        let mut rest = line.trim_start();
        while let Some((_, after)) = rest.strip_prefix('{').and_then(|code| code.split_once('}')) {
            rest = after;
        }
        rest.trim_start_matches('/').to_owned()
    };
    text.split('|').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use crate::caption::{self, Format, ParseCaptionError};

    #[test]
    fn frames_are_times() {
        let text = "{1}{1}25\n{100}{200}{y:i}Flocks|are counted\n{250}{}/At dusk.\nstray\n";
        let captions = caption::parse(text.as_bytes()).unwrap();
        assert_eq!(captions.format, Format::MicroDvd);
        let expected = [
            (4_000, 8_000, "Flocks are counted"),
            (10_000, 15_000, "At dusk."),
        ];
        assert_eq!(shown(&captions), expected);
        assert_eq!(captions.problems.len(), 1);
        let film = caption::parse(b"{1}{1}23.976\r\n{2398}{2400}Dusk\r\n").unwrap();
        assert_eq!(film.cues[0].start().as_millis(), 100_017);
    }

    #[test]
    fn a_file_without_a_frame_rate_is_refused() {
        let error = caption::parse(b"{100}{200}Flocks\n{250}{300}At dusk\n").unwrap_err();
        assert!(matches!(error, ParseCaptionError::NoFrameRate), "{error}");
    }
}
