//! KB1xx: the front matter.

use std::ops::Range;

use kbnote_core::VideoId;
use kbnote_note::{FrontMatter, Splice, VIDEO_KEY, yaml};
use saphyr::{LoadableYamlNode, Yaml};
use saphyr_parser::{Event, Parser, ScalarStyle};

use super::meant_value::meant_value;
use super::named_recording::only_recording;
use crate::check_context::is_index;
use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static MISSING: Rule = Rule {
    code: "KB101",
    name: "no-front-matter",
    severity: Severity::Warning,
    repairs: false,
    what: "The note has no front matter.",
    why: "Quartz then shows the file name as the title, and neither the site's player nor kbnote \
          knows which video the note is on.",
    example: Example::Note {
        bad: "Flocks are counted at dusk.\n",
        good: "---\ntitle: Counting birds\nvideoId: kbnoteDemo1\n---\n\nFlocks are counted at dusk.\n",
    },
};

pub(crate) static MALFORMED: Rule = Rule {
    code: "KB102",
    name: "malformed-front-matter",
    severity: Severity::Error,
    repairs: true,
    what: "The front matter is not closed, or is not valid YAML.",
    why: "Quartz stops building the whole site at such a note; Obsidian shows the front matter as \
          text. Most often a title with a colon lacks its quotes: these are put in.",
    example: Example::Note {
        bad: "---\ntitle: Birds: a winter count\n---\n\nFlocks are counted at dusk.\n",
        good: "---\ntitle: \"Birds: a winter count\"\n---\n\nFlocks are counted at dusk.\n",
    },
};

pub(crate) static NO_TITLE: Rule = Rule {
    code: "KB103",
    name: "no-title",
    severity: Severity::Warning,
    repairs: false,
    what: "The front matter has no title.",
    why: "Quartz shows the file name instead, and no link can be suggested to the note by its title.",
    example: Example::Note {
        bad: "---\nvideoId: kbnoteDemo1\n---\n\nFlocks are counted at dusk.\n",
        good: "---\ntitle: Counting birds\nvideoId: kbnoteDemo1\n---\n\nFlocks are counted at dusk.\n",
    },
};

pub(crate) static NO_VIDEO: Rule = Rule {
    code: "KB104",
    name: "no-video",
    severity: Severity::Error,
    repairs: true,
    what: "The note has anchors, but its front matter names no video.",
    why: "The site's player does not know what to play, and kbnote which captions to read. Where the note \
          links to one video, or embeds one, it is named.",
    example: Example::Note {
        bad: "---\ntitle: Birds\n---\n\n![](https://youtu.be/kbnoteDemo1)\n\nCount at dusk <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.\n",
        good: "---\ntitle: Birds\nvideoId: kbnoteDemo1\n---\n\n![](https://youtu.be/kbnoteDemo1)\n\nCount at dusk <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.\n",
    },
};

pub(crate) static UNKNOWN_VIDEO: Rule = Rule {
    code: "KB105",
    name: "unknown-video",
    severity: Severity::Error,
    repairs: true,
    what: "`videoId` is not the id of a video: eleven letters, digits, `-` or `_`, \
           or the id of a stored recording.",
    why: "The site's player asks YouTube for exactly this id, and no anchor of the note works. An \
          address of the video is replaced by the id in it.",
    example: Example::Note {
        bad: "---\ntitle: Birds\nvideoId: https://youtu.be/kbnoteDemo1\n---\n\nFlocks are counted at dusk.\n",
        good: "---\ntitle: Birds\nvideoId: kbnoteDemo1\n---\n\nFlocks are counted at dusk.\n",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(front) = subject.note.front_matter() else {
        return without(subject, findings);
    };
    if let Some(problem) = problem(subject.text, front) {
        let message = format!("the front matter is not valid YAML: {}", problem.message);
        return findings.fixable(&MALFORMED, problem.line, message, problem.fix);
    }
    let is_missing = match front.get(subject.text, "title") {
        Some(title) => title.is_empty(),
        None => front.entry(subject.text, "title").is_none(),
    };
    if is_missing {
        findings.at(
            &NO_TITLE,
            opening(subject.text, front),
            "no title".to_owned(),
        );
    }
    video(subject, front, findings);
}

fn without(subject: &Subject<'_>, findings: &mut Findings) {
    let text = subject.text.trim_start_matches('\u{feff}');
    let start = subject.text.len() - text.len();
    let first = text.lines().next().unwrap_or_default();
    if first.trim_end() == "---" {
        let message = "the front matter is not closed by a line `---`";
        return findings.at(&MALFORMED, start..start + first.len(), message.to_owned());
    }
    let message = "no front matter, so no title and no video";
    findings.of_note(&MISSING, message.to_owned());
}

/// The line that opens the front matter.
fn opening(text: &str, front: &FrontMatter) -> Range<usize> {
    let line = text[front.range.start..front.body.start].trim_end();
    front.range.start..front.range.start + line.len()
}

fn video(subject: &Subject<'_>, front: &FrontMatter, findings: &mut Findings) {
    let Some(entry) = front.entry(subject.text, "videoId") else {
        let has_anchor = || {
            let mut anchors = subject.note.anchors().iter();
            anchors.any(|anchor| anchor.live && anchor.form.is_link())
        };
        let names_recording = subject.note.recording_key().is_some();
        if !names_recording && !subject.around.name.is_some_and(is_index) && has_anchor() {
            let message = "no `videoId`, though the note has anchors".to_owned();
            let fix = only_recording(subject.note).map(|(key, value)| {
                let edit = front.set(subject.text, key, &value);
                Fix::one(format!("write `{key}: {value}`"), edit)
            });
            findings.fixable(&NO_VIDEO, opening(subject.text, front), message, fix);
        }
        return;
    };
    // Beside an empty one, `media`, `source` or `url` names the recording.
    if subject
        .note
        .recording_key()
        .is_some_and(|key| key != VIDEO_KEY)
    {
        return;
    }
    let written = front.get(subject.text, "videoId").unwrap_or_default();
    let is_stored = subject.around.video.is_some_and(|video| video.is_stored);
    if VideoId::youtube(&written).is_some()
        || (is_stored && VideoId::try_from(written.clone().into_owned()).is_ok())
    {
        return;
    }
    let meant = written.parse::<VideoId>().ok();
    let fix = meant.map(|id| {
        let edit = Splice::replace(entry.value.clone(), id.as_str());
        Fix::one(format!("write {id}"), edit)
    });
    let (place, message) = if entry.value.is_empty() {
        (entry.key.clone(), "`videoId` is empty".to_owned())
    } else {
        (
            entry.value.clone(),
            format!("`{written}` is not the id of a video"),
        )
    };
    findings.fixable(&UNKNOWN_VIDEO, place, message, fix);
}

struct Problem {
    line: Range<usize>,
    message: String,
    fix: Option<Fix>,
}

/// Why a front matter is not valid YAML.
fn problem(text: &str, front: &FrontMatter) -> Option<Problem> {
    let body = &text[front.body.clone()];
    if is_plain(body) {
        return None;
    }
    let (line, message) = yaml_error(body)?;
    Some(Problem {
        line: line_of(body, line, front.body.start),
        message,
        fix: quotes(text, front),
    })
}

/// How deep lists and mappings may be nested. They are loaded by recursion, and one that nests deeper
/// than the stack would end the program.
const MOST_NESTED: usize = 100;

/// Why a reader cannot read a text as YAML, with the number of the line: our own, or that of Quartz,
/// which takes no tags but those of JSON, and no control characters.
fn yaml_error(text: &str) -> Option<(usize, String)> {
    // Where readers agree, ours is stricter: a tab behind a colon is a blank, and a byte order mark a
    // character like others.
    let text = &text.replace(":\t", ": ").replace('\u{feff}', "\u{200b}");
    let (mut nested, mut documents) = (0_usize, 0_usize);
    for event in Parser::new_from_str(text) {
        if let Ok((event, place)) = &event
            && let Some(problem) = tag_problem(event)
        {
            return Some((place.start.line(), problem));
        }
        match event {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), place)) => {
                nested += 1;
                if nested > MOST_NESTED {
                    let message = format!("nested more than {MOST_NESTED} deep");
                    return Some((place.start.line(), message));
                }
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => nested = nested.saturating_sub(1),
            Ok((Event::DocumentStart(_), place)) => {
                documents += 1;
                if documents > 1 {
                    return Some((
                        place.start.line(),
                        "a second document after `...`".to_owned(),
                    ));
                }
            }
            Ok(_) => {}
            // The loader says it again, with its own words.
            Err(_) => break,
        }
    }
    if let Err(error) = Yaml::load_from_str(text) {
        return Some((error.marker().line(), error.info().to_owned()));
    }
    line_problem(text)
}

/// A tag that Quartz does not know, or that does not fit its value.
fn tag_problem(event: &Event<'_>) -> Option<String> {
    let (tag, value) = match event {
        Event::Scalar(text, style, _, Some(tag)) => {
            (tag, Some(text).filter(|_| *style == ScalarStyle::Plain))
        }
        Event::SequenceStart(_, Some(tag)) | Event::MappingStart(_, Some(tag)) => (tag, None),
        _ => return None,
    };
    let written = format!("{}{}", tag.handle, tag.suffix);
    let core = written.strip_prefix("tag:yaml.org,2002:");
    let is_known = match core {
        None => written == "!",
        Some("str" | "seq" | "map") => true,
        Some("null") => value.is_some_and(|text| matches!(text.as_ref(), "" | "~" | "null")),
        Some("bool") => {
            value.is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "false"))
        }
        Some("int") => value.is_some_and(|text| text.parse::<i64>().is_ok()),
        Some("float") => value.is_some_and(|text| text.parse::<f64>().is_ok()),
        Some(_) => false,
    };
    let shown = core.map_or_else(|| written.clone(), |name| format!("!!{name}"));
    (!is_known).then(|| format!("Quartz cannot read the tag `{shown}`"))
}

/// What only Quartz stops at: control characters, a key without a name, a tab before the first key.
fn line_problem(text: &str) -> Option<(usize, String)> {
    let is_forbidden = |c: char| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let mut is_first = true;
    let mut before = "";
    for (line, number) in text.lines().zip(1..) {
        let problem = if line.contains(is_forbidden) {
            "Quartz cannot read control characters"
        } else if line.starts_with(": ") && !before.starts_with('?') {
            "Quartz cannot read a key without a name"
        } else if is_first && line.starts_with('\t') && !line.trim().is_empty() {
            "Quartz cannot read a tab before a key"
        } else {
            is_first &= line.trim().is_empty();
            before = line;
            continue;
        };
        return Some((number, problem.to_owned()));
    }
    None
}

/// Whether it is nothing but a few plain words under a few keys, which need no parser.
fn is_plain(body: &str) -> bool {
    let mut keys: Vec<&str> = Vec::new();
    body.lines().all(|line| {
        let Some((key, value)) = line.split_once(": ") else {
            return false;
        };
        let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        let is_new = !keys.contains(&key);
        keys.push(key);
        is_new
            && !key.is_empty()
            && key.bytes().all(|b| b.is_ascii_alphanumeric())
            && value.starts_with(|c: char| c.is_ascii_alphanumeric())
            && value.bytes().all(|b| is_word(b) || b == b' ')
    })
}

/// A line of the front matter by its number, without its line end.
fn line_of(body: &str, number: usize, start: usize) -> Range<usize> {
    let mut at = start;
    for (index, line) in body.split_inclusive('\n').enumerate() {
        if index + 1 == number.max(1) {
            return at..at + line.trim_end().len();
        }
        at += line.len();
    }
    start..start + body.lines().next().unwrap_or_default().len()
}

/// With more entries than this it is no front matter, but a text that looks like one.
const MOST_ENTRIES: usize = 100;

/// Puts quotes around the values that need them, if that makes it YAML.
fn quotes(text: &str, front: &FrontMatter) -> Option<Fix> {
    if front.entries.len() > MOST_ENTRIES {
        return None;
    }
    let body = &text[front.body.clone()];
    let mut splices = Vec::new();
    let mut quoted = body.to_owned();
    for entry in front.entries.iter().rev() {
        let line = text[entry.range.clone()].trim_end();
        let value = text[entry.key.end..entry.range.start + line.len()]
            .trim_start_matches(['"', '\''])
            .trim_start()
            .strip_prefix(':')?
            .trim_start();
        let is_text = !line.contains('\n') && !value.starts_with(['[', '{', '|', '>']);
        if !is_text || yaml_error(line).is_none() {
            continue;
        }
        let end = entry.range.start + line.len();
        let meant = meant_value(value)?;
        let edit = Splice::replace(end - value.len()..end, yaml::write_scalar(&meant));
        let within = edit.range.start - front.body.start..edit.range.end - front.body.start;
        quoted.replace_range(within, &edit.replacement);
        splices.insert(0, edit);
    }
    let is_mended = !splices.is_empty() && yaml_error(&quoted).is_none();
    is_mended.then(|| Fix::new("put it in quotes", splices))
}
