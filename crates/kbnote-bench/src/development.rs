//! The development set: captions, and published notes whose anchors are the gold.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackId, TrackKind, Word};
use serde_json::Value;

/// One video with its captions and its notes.
pub struct Lesson {
    /// Its id, which is the name of its files.
    pub video: String,
    /// Its captions.
    pub track: Track,
    /// Its notes.
    pub notes: Vec<GoldNote>,
}

/// A note as claims with the times their anchors have.
pub struct GoldNote {
    /// The name of its file.
    pub name: String,
    /// Its claims, in order.
    pub claims: Vec<GoldClaim>,
}

/// A claim and its anchors.
#[derive(Default, Clone)]
pub struct GoldClaim {
    /// Plain text.
    pub text: String,
    /// The heading above it.
    pub heading: String,
    /// The number of its paragraph.
    pub block: usize,
    /// The seconds its anchors say; empty where it has none.
    pub gold: Vec<Option<u64>>,
    /// Which of `gold` stand at one place: the scorer takes them for one case.
    pub places: Vec<usize>,
}

/// Reads all videos of a folder laid out as `gold/<video>/*.md` and `<captions>/<video>.*`.
///
/// # Errors
/// Where a folder or file cannot be read.
pub fn read(set: &Path, captions: &str) -> io::Result<Vec<Lesson>> {
    let mut files: Vec<PathBuf> = entries(&set.join(captions))?;
    files.sort();
    let mut lessons = Vec::new();
    for file in files {
        let video = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let folder = set.join("gold").join(&video);
        if !folder.is_dir() {
            continue;
        }
        let track = track(&file)?;
        let srt = set.join("captions").join(format!("{video}.srt"));
        let end = srt_cues(&fs::read_to_string(srt)?)
            .iter()
            .map(|cue| cue.end().as_millis())
            .max()
            .unwrap_or(0);
        let mut paths = entries(&folder)?;
        paths.sort();
        let mut notes = Vec::new();
        for path in paths {
            notes.push(GoldNote {
                name: path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                claims: claims(&fs::read_to_string(&path)?, end),
            });
        }
        lessons.push(Lesson {
            video,
            track,
            notes,
        });
    }
    Ok(lessons)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect()
}

fn track(file: &Path) -> io::Result<Track> {
    let text = fs::read_to_string(file)?;
    let json = file.extension().is_some_and(|e| e == "json3");
    let (cues, kind) = if json {
        (json3_cues(&text), TrackKind::Automatic)
    } else {
        (srt_cues(&text), TrackKind::Manual)
    };
    let language = LanguageTag::english();
    Ok(Track {
        id: TrackId::of(&language, kind),
        language,
        kind,
        name: None,
        cues,
    })
}

fn json3_cues(text: &str) -> Vec<Cue> {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let empty = Vec::new();
    let events = value["events"].as_array().unwrap_or(&empty);
    let mut cues = Vec::new();
    for event in events {
        let start = event["tStartMs"].as_u64().unwrap_or(0);
        let mut line = String::new();
        let mut words = Vec::new();
        for seg in event["segs"].as_array().unwrap_or(&empty) {
            let piece = seg["utf8"].as_str().unwrap_or("");
            let trimmed = piece.trim();
            if trimmed.is_empty() {
                continue;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            let at = Timestamp::from_millis(start + seg["tOffsetMs"].as_u64().unwrap_or(0));
            words.push(Word {
                offset: line.len(),
                start: at,
            });
            line.push_str(trimmed);
        }
        if line.is_empty() {
            continue;
        }
        let end = words.last().map_or(start, |w| w.start.as_millis() + 300);
        let span = TimeSpan::new(Timestamp::from_millis(start), Timestamp::from_millis(end));
        cues.push(Cue::with_words(span, line, words));
    }
    cues
}

fn srt_cues(text: &str) -> Vec<Cue> {
    let text = text.trim_start_matches('\u{feff}').replace('\r', "");
    let mut cues = Vec::new();
    for block in text.split("\n\n") {
        let mut lines = block.lines().skip_while(|l| !l.contains("-->"));
        let Some((from, to)) = lines.next().and_then(|l| l.split_once("-->")) else {
            continue;
        };
        let (Ok(from), Ok(to)) = (from.trim().parse(), to.trim().parse()) else {
            continue;
        };
        let body: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
        cues.push(Cue::new(TimeSpan::new(from, to), body.join(" ")));
    }
    cues
}

fn gold_time(stamp: &str, end_ms: u64) -> Option<u64> {
    let mut total: u64 = 0;
    for part in stamp.split(':') {
        total = total * 60 + part.parse::<u64>().ok()?;
    }
    let limit = end_ms / 1000 + 2;
    match total {
        t if t <= limit => Some(t),
        t if t % 60 == 0 && t / 60 <= limit => Some(t / 60),
        _ => None,
    }
}

fn claims(source: &str, end_ms: u64) -> Vec<GoldClaim> {
    let body = source.splitn(3, "---").nth(2).unwrap_or(source);
    let mut out = Vec::new();
    let mut heading = String::new();
    let mut place = 0;
    let mut in_code = false;
    for (block, line) in body.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("```") {
            in_code = !in_code;
        }
        if in_code || line.is_empty() || line.starts_with("From:") {
            continue;
        }
        if line.starts_with('#') {
            heading = plain(&strip_anchors(line));
            continue;
        }
        line_claims(line, &heading, block, end_ms, &mut place, &mut out);
    }
    out
}

const OPEN: &str = "<a class=\"yt-timestamp\" data-t=\"";

fn strip_anchors(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(OPEN) {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once("</a>").map_or("", |x| x.1);
    }
    out + rest
}

fn line_claims(
    line: &str,
    heading: &str,
    block: usize,
    end_ms: u64,
    place: &mut usize,
    out: &mut Vec<GoldClaim>,
) {
    let mut rest = line;
    let mut open: Option<usize> = None;
    loop {
        let (text, stamp, after) = match rest.find(OPEN) {
            Some(at) => {
                let tail = &rest[at + OPEN.len()..];
                let stamp = tail.split('"').next().unwrap_or("");
                (
                    &rest[..at],
                    Some(stamp),
                    tail.split_once("</a>").map_or("", |x| x.1),
                )
            }
            None => (rest, None, ""),
        };
        let words = plain(text);
        let bare = !words.chars().any(char::is_alphanumeric);
        match (bare, open, stamp) {
            (true, Some(last), Some(stamp)) => {
                if !text.trim().is_empty() {
                    *place += 1;
                }
                out[last].gold.push(gold_time(stamp, end_ms));
                out[last].places.push(*place);
            }
            (true, _, None) => return,
            _ => {
                let sentences = sentences(&words);
                let count = sentences.len();
                for (n, sentence) in sentences.into_iter().enumerate() {
                    let mut claim = GoldClaim {
                        text: sentence,
                        heading: heading.to_owned(),
                        block,
                        ..Default::default()
                    };
                    if n + 1 == count
                        && let Some(stamp) = stamp
                    {
                        *place += 1;
                        claim.gold.push(gold_time(stamp, end_ms));
                        claim.places.push(*place);
                    }
                    out.push(claim);
                }
                open = out.len().checked_sub(1);
            }
        }
        if stamp.is_none() {
            return;
        }
        rest = after;
    }
}

/// Cuts after `.`, `!`, `?` before a blank and a capital.
fn sentences(text: &str) -> Vec<String> {
    let text = text.trim_start_matches(|c: char| ".,;:!?)".contains(c) || c.is_whitespace());
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = Vec::new();
    let mut from = 0;
    for w in 1..chars.len().saturating_sub(1) {
        let (at, c) = chars[w];
        let stop = c == ' '
            && (".!?".contains(chars[w - 1].1)
                || (w > 1 && ".!?".contains(chars[w - 2].1) && "\")”".contains(chars[w - 1].1)));
        let word = text[from..at].rsplit(' ').next().unwrap_or("");
        let short =
            ["e.g.", "i.e.", "Dr.", "vs.", "St.", "Mr.", "etc."].contains(&word) || word.len() == 2;
        if stop && !short && (chars[w + 1].1.is_uppercase() || "\"“(".contains(chars[w + 1].1)) {
            out.push(text[from..at].to_owned());
            from = at + 1;
        }
    }
    if text[from..].chars().any(char::is_alphanumeric) {
        out.push(text[from..].to_owned());
    }
    if out.is_empty() {
        out.push(text.to_owned());
    }
    out
}

/// Takes list markers, emphasis, links and tags off.
fn plain(text: &str) -> String {
    let mut text = text.trim();
    loop {
        let next = text.trim_start_matches(['#', '>', '*', '-', '+', '|', ' ']);
        let digits = next.trim_start_matches(|c: char| c.is_ascii_digit());
        let next = if digits.len() < next.len() && digits.starts_with(". ") {
            &digits[2..]
        } else {
            next
        };
        if next == text {
            break;
        }
        text = next;
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("[[") {
        out.push_str(&rest[..at]);
        let (inside, after) = rest[at + 2..]
            .split_once("]]")
            .unwrap_or((&rest[at + 2..], ""));
        let (target, shown) = inside
            .split_once('|')
            .map_or((inside, inside), |(t, d)| (t, d));
        let _ = target;
        out.push_str(&shown.trim().replace('_', " "));
        rest = after;
    }
    out.push_str(rest);
    let mut clean = String::new();
    let mut tag = false;
    let chars: Vec<char> = out.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        match c {
            '<' if chars
                .get(i + 1)
                .is_some_and(|n| n.is_ascii_alphabetic() || *n == '/') =>
            {
                tag = true
            }
            '>' if tag => tag = false,
            '*' | '`' => {}
            _ if tag => {}
            _ => clean.push(c),
        }
    }
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
