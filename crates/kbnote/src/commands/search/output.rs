//! The hits of a search, as text, as lines and as JSON.

use std::collections::{BTreeMap, BTreeSet};

use kbnote_app::{NoteLine, SearchHit, SearchOptions, SearchReport, SearchedTrack};
use kbnote_core::{Video, VideoId};
use kbnote_engine::search::{ExcerptPart, Hit, excerpt};
use kbnote_note::diff::UnitKind;

use crate::context::Context;
use crate::diff_view::text::{Line, Mark, painted, push, wrapped};
use crate::documents::SearchDocument;
use crate::error::CliError;
use crate::global_args::Format;
use crate::ui::{WIDTH, count, faint, plain, shorten, strong};

/// The columns before the text of a hit, which hold its time.
const INDENT: usize = 12;

/// A hit with its track.
type Place<'a> = (&'a SearchedTrack, &'a SearchHit);

pub(super) fn print(
    cx: &Context,
    options: &SearchOptions,
    report: &SearchReport,
) -> Result<(), CliError> {
    if cx.ui.json {
        return cx.ui.document(&SearchDocument::new(&options.query, report));
    }
    for (_, error) in &report.failed {
        cx.ui.error(error);
    }
    if cx.format == Format::Lines {
        for place in places(report) {
            cx.ui.line(line(&place))?;
        }
    } else {
        for (number, places) in by_video(report).iter().enumerate() {
            if number > 0 {
                cx.ui.line("")?;
            }
            for line in block(places) {
                cx.ui.line(line)?;
            }
        }
    }
    print_rest(cx, options, report);
    Ok(())
}

fn places(report: &SearchReport) -> impl Iterator<Item = Place<'_>> {
    report.hits.iter().map(|hit| (report.track(hit), hit))
}

/// A hit on one line: video, time, address, and what is said.
fn line((track, hit): &Place<'_>) -> String {
    let hit = &hit.hit;
    let said = &track.matches.track.text()[hit.text.clone()];
    let address = track.video.url_at(hit.start).unwrap_or_default();
    let fields = [
        track.video.id.as_str(),
        &hit.start.to_string(),
        &address,
        said,
    ];
    fields.map(plain).join("\t")
}

/// The hits by their videos, the video with the best one first.
fn by_video(report: &SearchReport) -> Vec<Vec<Place<'_>>> {
    let mut numbers: BTreeMap<&VideoId, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Place<'_>>> = Vec::new();
    for place in places(report) {
        let number = *numbers.entry(&place.0.video.id).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

/// The lines on one video.
fn block(places: &[Place<'_>]) -> Vec<String> {
    let heading = places.first().map(|(track, _)| heading(&track.video));
    let lines = places.iter().flat_map(lines);
    heading.into_iter().chain(lines).collect()
}

fn heading(video: &Video) -> String {
    let id = video.id.as_str();
    let title = shorten(&plain(&video.title), WIDTH - id.len() - 2);
    format!("{}  {}", strong(title), faint(id))
}

/// The time and the text of a hit, its address, and the notes on it.
fn lines((track, hit): &Place<'_>) -> Vec<String> {
    let SearchHit { hit, notes, .. } = hit;
    let width = WIDTH - INDENT;
    let excerpt = excerpt_line(&excerpt(&track.matches, hit, width));
    let address = track.video.url_at(hit.start);
    let speakers = speakers(track, hit);
    let below = [address.map(|address| plain(&address)), speakers];
    let below: Vec<String> = below.into_iter().flatten().collect();
    let below = (!below.is_empty()).then(|| faint(below.join("  ")));
    let below = below.into_iter().chain(notes.iter().map(note_line));
    let time = format!("  {}  ", hit.start);
    let margins = [time.as_str()].into_iter().chain(std::iter::repeat(""));
    let text = wrapped(&excerpt, Some(width)).into_iter();
    text.map(|line| painted(&line))
        .chain(below)
        .zip(margins)
        .map(|(text, margin)| format!("{margin:<INDENT$}{text}"))
        .collect()
}

/// Who says a hit: `Ann Lee, Bo`.
fn speakers(track: &SearchedTrack, hit: &Hit) -> Option<String> {
    let names = track.speakers.within(&hit.cues).join(", ");
    (!names.is_empty()).then(|| shorten(&plain(&names), WIDTH / 2))
}

/// An excerpt with the words searched for under [`Mark::Strong`].
fn excerpt_line(parts: &[ExcerptPart]) -> Line {
    let mut line = Line::new();
    for part in parts {
        let mark = if part.is_match {
            Mark::Strong
        } else {
            Mark::Plain
        };
        push(&mut line, &part.text, mark, UnitKind::Sentence);
    }
    line
}

fn note_line(note: &NoteLine) -> String {
    faint(format_args!("{}:{}", plain(&note.path), note.line))
}

/// What is not among the hits shown, and what to try.
fn print_rest(cx: &Context, options: &SearchOptions, report: &SearchReport) {
    if report.without_track > 0 {
        let what = match &options.track {
            Some(track) => format!("without the track `{track}`"),
            None => "without captions".to_owned(),
        };
        let videos = count(report.without_track, "video");
        cx.ui.say(format_args!("not searched, {what}: {videos}"));
    }
    let shown = report.hits.len();
    if report.found == 0 && !report.tracks.is_empty() {
        print_nothing_found(cx, options, report);
    } else if shown < report.found {
        let found = report.found;
        cx.ui.say(format_args!(
            "the best {shown} of {found} hits; --limit 0 shows all"
        ));
    }
}

fn print_nothing_found(cx: &Context, options: &SearchOptions, report: &SearchReport) {
    if let Some(name) = options
        .speaker
        .as_ref()
        .filter(|_| report.is_speaker_unknown)
    {
        cx.ui.say(format_args!(
            "nothing found; no speaker in the captions: `{}`",
            plain(name)
        ));
        cx.ui.hint(speakers_hint(report));
        return;
    }
    let unsaid = &report.unsaid;
    if unsaid.is_empty() {
        let by = if options.speaker.is_some() {
            "but not in one place by that speaker"
        } else {
            "but nowhere together"
        };
        cx.ui
            .say(format_args!("nothing found: all of it is said, {by}"));
        cx.ui.hint("search for fewer words");
        return;
    }
    let unsaid = unsaid.iter().map(|word| format!("`{}`", plain(word)));
    let unsaid = unsaid.collect::<Vec<_>>().join(", ");
    cx.ui
        .say(format_args!("nothing found; no match for: {unsaid}"));
    cx.ui
        .hint("try other words; `kbnote list` shows which videos are searched");
}

/// The speakers that the captions name.
fn speakers_hint(report: &SearchReport) -> String {
    const MOST_NAMES: usize = 8;
    let names = report
        .tracks
        .iter()
        .flat_map(|track| track.speakers.names());
    let names: BTreeSet<String> = names.map(|name| plain(name)).collect();
    let shown: Vec<_> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
    match names.len() {
        0 => "the captions searched name no speakers".to_owned(),
        1..=MOST_NAMES => format!("speakers: {}", shown.join(", ")),
        all => format!(
            "speakers: {}, and {} more",
            shown.join(", "),
            all - MOST_NAMES
        ),
    }
}
