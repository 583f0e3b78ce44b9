//! The hits as a person or a script is told of them.

use std::collections::BTreeMap;

use kbnote_core::{Video, VideoId};
use serde_json::{Value, json};

use super::notes::{Anchored, Notes};
use super::{Found, Place, SearchArgs, Searched};
use crate::cli::Format;
use crate::context::Context;
use crate::error::CliError;
use crate::showing::text::{Line, Mark, painted, push, wrapped};
use crate::ui::{WIDTH, count, faint, plain, shorten, strong};
use kbnote_engine::search::{ExcerptPart, excerpt};
use kbnote_note::diff::UnitKind;

/// The columns before the text of a hit, which hold its time.
const INDENT: usize = 12;

pub(super) fn tell(
    cx: &Context,
    args: &SearchArgs,
    searched: &Searched,
    found: &Found<'_>,
    notes: &Notes,
) -> Result<(), CliError> {
    if cx.ui.json {
        return cx.ui.document(&document(args, searched, found, notes));
    }
    for (_, error) in &searched.failed {
        cx.ui.error(error);
    }
    if cx.format == Format::Lines {
        for place in &found.shown {
            cx.ui.line(line(place))?;
        }
        tell_rest(cx, args, searched, found);
        return Ok(());
    }
    for (number, places) in by_video(&found.shown).iter().enumerate() {
        if number > 0 {
            cx.ui.line("")?;
        }
        for line in block(places, notes) {
            cx.ui.line(line)?;
        }
    }
    tell_rest(cx, args, searched, found);
    Ok(())
}

/// A hit on one line: video, time, address, and what is said.
fn line((talk, hit): &Place<'_>) -> String {
    let said = &talk.matches.track.text()[hit.text.clone()];
    let address = talk.video.url_at(hit.start);
    let fields = [
        talk.video.id.as_str(),
        &hit.start.to_string(),
        &address,
        said,
    ];
    fields.map(plain).join("\t")
}

/// The hits by their videos, the video with the best one first.
fn by_video<'a, 'b>(shown: &'b [Place<'a>]) -> Vec<Vec<&'b Place<'a>>> {
    let mut numbers: BTreeMap<&VideoId, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Place<'a>>> = Vec::new();
    for place in shown {
        let number = *numbers.entry(&place.0.video.id).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

/// The lines on one video.
fn block(places: &[&Place<'_>], notes: &Notes) -> Vec<String> {
    let heading = places.first().map(|(talk, _)| heading(&talk.video));
    let lines = places.iter().flat_map(|place| lines(place, notes));
    heading.into_iter().chain(lines).collect()
}

fn heading(video: &Video) -> String {
    let id = video.id.as_str();
    let title = shorten(&plain(&video.title), WIDTH - id.len() - 2);
    format!("{}  {}", strong(title), faint(id))
}

/// Its time and what is said, where to hear it, and the notes on it.
fn lines((talk, hit): &Place<'_>, notes: &Notes) -> Vec<String> {
    let said = wrapped(
        &excerpt_line(&excerpt(&talk.matches, hit, WIDTH - INDENT)),
        Some(WIDTH - INDENT),
    )
    .into_iter();
    let address = faint(plain(&talk.video.url_at(hit.start)));
    let on_it = notes.in_hit(&talk.video.id, hit).into_iter();
    let below = [address].into_iter().chain(on_it.map(note_line));
    let time = format!("  {}  ", hit.start);
    let margins = [time.as_str()].into_iter().chain(std::iter::repeat(""));
    said.map(|line| painted(&line))
        .chain(below)
        .zip(margins)
        .map(|(text, margin)| format!("{margin:<INDENT$}{text}"))
        .collect()
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

fn note_line(note: &Anchored) -> String {
    faint(format_args!("{}:{}", plain(&note.path), note.line))
}

/// What is not among the hits shown, and what to try.
fn tell_rest(cx: &Context, args: &SearchArgs, searched: &Searched, found: &Found<'_>) {
    if searched.silent > 0 {
        let what = match &args.track {
            Some(wish) => format!("without the track `{wish}`"),
            None => "without captions".to_owned(),
        };
        let silent = count(searched.silent, "video");
        cx.ui.say(format_args!("not searched, {what}: {silent}"));
    }
    if found.count == 0 && !searched.talks.is_empty() {
        tell_nothing(cx, &found.unsaid);
    } else if found.shown.len() < found.count {
        cx.ui.say(format_args!(
            "the best {} of {} hits; --limit 0 shows all",
            found.shown.len(),
            found.count
        ));
    }
}

fn tell_nothing(cx: &Context, unsaid: &[&str]) {
    if unsaid.is_empty() {
        cx.ui
            .say("nothing found: all of it is said, but nowhere together");
        cx.ui.hint("search for fewer words");
        return;
    }
    let unsaid: Vec<_> = unsaid
        .iter()
        .map(|word| format!("`{}`", plain(word)))
        .collect();
    cx.ui.say(format_args!(
        "nothing found; said nowhere: {}",
        unsaid.join(", ")
    ));
    cx.ui
        .hint("try other words; `kbnote list` shows which videos are searched");
}

fn document(args: &SearchArgs, searched: &Searched, found: &Found<'_>, notes: &Notes) -> Value {
    let hits = found.shown.iter().map(|place| hit_json(place, notes));
    let mut document = json!({
        "schema": "kbnote.search/1", "query": args.typed(), "hits": hits.collect::<Vec<_>>(),
        "found": found.count,
    });
    if !searched.failed.is_empty() {
        let failed = searched.failed.iter();
        let error = |(video, error): &(VideoId, CliError)| json!({"video": video, "error": error.to_json()});
        document["errors"] = failed.map(error).collect();
    }
    document
}

fn hit_json((talk, hit): &Place<'_>, notes: &Notes) -> Value {
    let on_it = notes.in_hit(&talk.video.id, hit).into_iter();
    let notes =
        on_it.map(|note| json!({"path": note.path, "line": note.line, "time_ms": note.time}));
    json!({
        "video": talk.video.id, "title": talk.video.title, "track": talk.track,
        "start_ms": hit.start, "end_ms": hit.end, "time": hit.start.to_string(),
        "cues": [hit.cues.start, hit.cues.end], "text": &talk.matches.track.text()[hit.text.clone()],
        "score": hit.score, "url": talk.video.url_at(hit.start), "notes": notes.collect::<Vec<_>>(),
    })
}
