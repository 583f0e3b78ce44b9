//! The hits of a search, as text, as lines and as JSON.

use std::collections::{BTreeMap, BTreeSet};

use kbnote_app::{NoteLine, SearchHit, SearchOptions, SearchReport, SearchedTrack, SpeakerMiss};
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
    let (found, hint) = match &report.speaker {
        Some(miss) => nothing_by_speaker(options.speaker.as_deref().unwrap_or_default(), miss),
        None if report.unsaid.is_empty() => (
            "all of it is said, but nowhere together".to_owned(),
            "search for fewer words".to_owned(),
        ),
        None => (
            format!("no match for {}", quoted(&report.unsaid)),
            "try other words; `kbnote list` shows which videos are searched".to_owned(),
        ),
    };
    cx.ui.say(format_args!("nothing found: {found}"));
    cx.ui.hint(hint);
}

/// Why nothing that a speaker says was found, and what to try.
fn nothing_by_speaker(wanted: &str, miss: &SpeakerMiss) -> (String, String) {
    let wanted = plain(wanted);
    match miss {
        SpeakerMiss::Unknown { names, meant } => {
            let meant = meant.as_deref().map(plain);
            let meant = meant.map(|name| format!("did you mean `{name}`? "));
            (
                format!("no speaker `{wanted}` in the captions"),
                meant.unwrap_or_default() + &speakers_hint(names),
            )
        }
        SpeakerMiss::SaidBy(names) if names.is_empty() => (
            format!("it is said, but the captions do not say that `{wanted}` says it"),
            "search without --speaker".to_owned(),
        ),
        SpeakerMiss::SaidBy(names) => (
            format!("`{wanted}` does not say it"),
            format!("said by: {}", listed(names)),
        ),
    }
}

fn quoted(words: &[String]) -> String {
    let words = words.iter().map(|word| format!("`{}`", plain(word)));
    words.collect::<Vec<_>>().join(", ")
}

/// The speakers that the captions name.
fn speakers_hint(names: &BTreeSet<String>) -> String {
    match names.len() {
        0 => "the captions searched name no speakers".to_owned(),
        _ => format!("speakers: {}", listed(names)),
    }
}

/// The first names, and how many more there are.
fn listed(names: &BTreeSet<String>) -> String {
    const MOST_NAMES: usize = 8;
    let shown: Vec<_> = names
        .iter()
        .take(MOST_NAMES)
        .map(|name| plain(name))
        .collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    let more = (more > 0).then(|| format!(", and {more} more"));
    shown.join(", ") + &more.unwrap_or_default()
}
