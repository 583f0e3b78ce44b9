//! Transcripts in HTML: `<cite>Ana:</cite> <time>0:00</time> <p>Good evening.</p>`, as the Podcast Index describes them.

use std::fmt::Write as _;

use kbnote_core::Timestamp;

use super::values::time;
use crate::web::markup::{Piece, pieces};
use crate::web::text::on_one_line;

/// A paragraph with its time and speaker.
#[derive(Default)]
struct Paragraph {
    start: Option<Timestamp>,
    speaker: String,
    text: String,
}

/// How long the last paragraph lasts, in milliseconds: its end is not known.
const LAST: u64 = 10_000;

/// The transcript as WebVTT; `None` if it has no times.
pub(crate) fn as_webvtt(html: &str) -> Option<String> {
    let paragraphs = paragraphs(html);
    if paragraphs.is_empty() {
        return None;
    }
    let starts = paragraphs.iter().filter_map(|paragraph| paragraph.start);
    let ends = starts.skip(1).map(Some).chain([None]);
    let mut file = "WEBVTT\n".to_owned();
    for (paragraph, next) in paragraphs.iter().zip(ends) {
        let start = paragraph.start.unwrap_or_default();
        let end = next
            .unwrap_or_else(|| Timestamp::from_millis(start.as_millis() + LAST))
            .max(start);
        let speaker = match paragraph.speaker.as_str() {
            "" => String::new(),
            speaker => format!("<v {}>", html_escape::encode_text(speaker)),
        };
        let text = html_escape::encode_text(&paragraph.text);
        let _ = write!(
            file,
            "\n{} --> {}\n{speaker}{text}\n",
            clock(start),
            clock(end)
        );
    }
    Some(file)
}

/// The paragraphs behind times. What comes before the first time has none.
fn paragraphs(html: &str) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut speaker = String::new();
    let (mut inside, mut text) = ("", String::new());
    for piece in pieces(html) {
        match piece {
            Piece::Start(tag) if tag.name == "cite" => (inside, text) = ("cite", String::new()),
            Piece::Start(tag) if tag.name == "time" => (inside, text) = ("time", String::new()),
            Piece::End(name) if name == inside => {
                match inside {
                    "cite" => {
                        on_one_line(text.trim_end().trim_end_matches(':')).clone_into(&mut speaker);
                    }
                    _ => paragraphs.extend(time(&text).map(|start| Paragraph {
                        start: Some(start),
                        speaker: speaker.clone(),
                        text: String::new(),
                    })),
                }
                inside = "";
            }
            Piece::Text(part) if !inside.is_empty() => text.push_str(&part),
            Piece::Text(part) => {
                if let Some(paragraph) = paragraphs.last_mut() {
                    paragraph.text.push_str(&part);
                    paragraph.text.push(' ');
                }
            }
            Piece::Start(_) | Piece::End(_) => {}
        }
    }
    for paragraph in &mut paragraphs {
        paragraph.text = on_one_line(&paragraph.text);
    }
    paragraphs.retain(|paragraph| !paragraph.text.is_empty());
    paragraphs
}

fn clock(time: Timestamp) -> String {
    let millis = time.as_millis();
    let (seconds, millis) = (millis / 1_000, millis % 1_000);
    format!(
        "{:02}:{:02}:{:02}.{millis:03}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_speakers_become_cues() {
        let html = "<h1>Geese</h1><cite>Ana:</cite>\n<time>0:00</time>\n<p>Good <b>evening</b> &amp; welcome.</p>\
            <cite>Ben:</cite><time>0:05</time><p>Hello.</p><time>1:02:03</time><p>Bye.</p>";
        insta::assert_snapshot!(as_webvtt(html).unwrap(), @r"
        WEBVTT

        00:00:00.000 --> 00:00:05.000
        <v Ana>Good evening &amp; welcome.

        00:00:05.000 --> 01:02:03.000
        <v Ben>Hello.

        01:02:03.000 --> 01:02:13.000
        <v Ben>Bye.
        ");
        assert!(as_webvtt("<p>Good evening.</p>").is_none());
    }
}
