//! `kbnote list`: what is stored, and for which notes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use kbnote_app::{ErrorKind, UnreadNote, unread_notes};
use kbnote_core::{Timestamp, Transcript, VideoId};
use kbnote_note::Note;
use kbnote_vault::{StoreError, VaultIndex, files};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{WIDTH, count, faint, plain, shorten};
use kbnote_engine::note_view::DoubtCounter;

/// List the stored videos with their tracks and notes
///
/// Below each video stand the notes on it, with how many of their anchors the captions do not
/// speak for, or not clearly, and how many sentences have no anchor yet. Where more than 200 notes
/// are listed, anchors in doubt are not counted.
#[derive(clap::Args, Debug)]
pub(crate) struct ListArgs {
    /// Video to list: its id or any form of its address (default: all)
    #[arg(value_name = "VIDEO")]
    named: Vec<VideoId>,
    /// A video to list; for ids that begin with a hyphen
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    video: Vec<VideoId>,
}

impl ListArgs {
    /// The videos to list, each once; none for all.
    fn videos(&self) -> BTreeSet<&VideoId> {
        self.named.iter().chain(&self.video).collect()
    }
}

/// A note on a video.
struct NoteOn {
    path: String,
    /// Sentences, and those among them that still want an anchor.
    claims: usize,
    unanchored: usize,
    /// Anchors in doubt; none where that was not looked at, or there are no captions.
    doubtful: Option<usize>,
    file: PathBuf,
}

/// Of no more notes than these are anchors in doubt counted: each has to be aligned for that.
const MOST_COUNTED: usize = 200;

type NotesByVideo = BTreeMap<VideoId, Vec<NoteOn>>;

pub(crate) fn run(cx: &Context, args: &ListArgs) -> Result<Exit, CliError> {
    let index = cx.vault.index()?;
    let unread = unread_notes(cx, &index);
    let mut notes = notes(cx, &index);
    let mut stored = cx.vault.stored_videos()?;
    let asked = args.videos();
    let is_asked_for = |video: &VideoId| asked.is_empty() || asked.contains(video);
    stored.retain(is_asked_for);
    notes.retain(|video, _| is_asked_for(video));
    let is_known = |video: &VideoId| stored.contains(video) || notes.contains_key(video);
    let unknown: Vec<_> = asked.iter().filter(|video| !is_known(video)).collect();
    if let ([video], 1) = (unknown.as_slice(), asked.len()) {
        return Err(not_stored(video));
    }
    let mut videos = Vec::new();
    let mut failed = unknown.len();
    for Stored {
        video,
        transcript,
        notes: on_video,
    } in read(cx, stored, &mut notes)
    {
        match transcript {
            Ok(Some(transcript)) => videos.push(tell(cx, &transcript, &on_video)?),
            Ok(None) => drop(notes.insert(video, on_video)),
            Err(error) => {
                failed += 1;
                videos.push(tell_failed(cx, &video, &error.into()));
            }
        }
    }
    for video in unknown {
        videos.push(tell_failed(cx, video, &not_stored(video)));
    }
    end(cx, &videos, &notes, &unread)?;
    failed += unread.len();
    Ok(if failed > 0 { Exit::Found } else { Exit::Done })
}

/// A video whose transcript is stored, with the notes on it.
struct Stored {
    video: VideoId,
    transcript: Result<Option<Transcript>, StoreError>,
    notes: Vec<NoteOn>,
}

/// Reads the transcripts of these videos, and takes the notes on them out of all.
fn read(cx: &Context, videos: Vec<VideoId>, notes: &mut NotesByVideo) -> Vec<Stored> {
    let counts = notes.values().map(Vec::len).sum::<usize>() <= MOST_COUNTED;
    let videos: Vec<_> = videos
        .into_iter()
        .map(|video| (notes.remove(&video).unwrap_or_default(), video))
        .collect();
    let read = videos.into_par_iter().map(|(mut notes, video)| {
        let transcript = cx.vault.read_transcript(&video);
        if let (true, Ok(Some(transcript))) = (counts, &transcript) {
            count_doubtful(cx, transcript, &mut notes);
        }
        Stored {
            video,
            transcript,
            notes,
        }
    });
    read.collect()
}

/// The notes of the vault by their videos, in the order of their paths.
fn notes(cx: &Context, index: &VaultIndex) -> NotesByVideo {
    let on_video: Vec<_> = index
        .notes()
        .par_iter()
        .filter_map(|indexed| {
            let note = Note::parse(files::read(&indexed.path).ok()?);
            let claims = note.claims();
            let on = NoteOn {
                path: cx.vault.shown(&indexed.path).to_string(),
                claims: claims.len(),
                unanchored: claims.iter().filter(|claim| claim.wants_anchor()).count(),
                doubtful: None,
                file: indexed.path.clone(),
            };
            Some((indexed.summary.video.clone()?, on))
        })
        .collect();
    let mut notes = NotesByVideo::new();
    for (video, note) in on_video {
        notes.entry(video).or_default().push(note);
    }
    notes
}

fn count_doubtful(cx: &Context, transcript: &Transcript, notes: &mut [NoteOn]) {
    let mut tallier = DoubtCounter::new(transcript);
    for on in notes {
        let note = files::read(&on.file).ok().map(Note::parse);
        let tally = note.and_then(|note| {
            let state = cx.vault.read_state(&on.file).ok()?;
            tallier.count_doubts(&note, state.as_ref())
        });
        on.doubtful = tally.map(|tally| tally.doubtful);
    }
}

fn not_stored(video: &VideoId) -> CliError {
    let message = format!("{video} is not stored, and no note is on it");
    let hint = format!("fetch it with `kbnote fetch --video={video}`");
    CliError::new(ErrorKind::NotFound, "not-stored", message).hint(hint)
}

fn tell(cx: &Context, transcript: &Transcript, notes: &[NoteOn]) -> Result<Value, CliError> {
    if !cx.ui.json {
        for line in lines(transcript, notes) {
            cx.ui.line(line)?;
        }
    }
    let video = &transcript.video;
    let tracks = transcript.tracks.iter().map(|track| {
        json!({
            "id": track.id, "lang": track.language, "kind": track.kind, "name": track.name,
            "cues": track.cues.len(),
        })
    });
    let path = cx.vault.transcript_path(&video.id);
    Ok(json!({
        "video": video.id, "path": cx.vault.shown(&path).to_string(), "title": video.title,
        "channel": video.channel, "duration_ms": video.duration_ms,
        "published": video.published, "chapters": transcript.chapters.len(),
        "tracks": tracks.collect::<Vec<_>>(), "notes": notes_json(notes), "error": null,
    }))
}

fn notes_json(notes: &[NoteOn]) -> Vec<Value> {
    let of_note = |note: &NoteOn| {
        json!({
            "path": note.path, "claims": note.claims, "unanchored": note.unanchored,
            "doubtful": note.doubtful,
        })
    };
    notes.iter().map(of_note).collect()
}

/// The video on one line, its channel and tracks on the next, and a line for each note.
fn lines(transcript: &Transcript, notes: &[NoteOn]) -> Vec<String> {
    let video = &transcript.video;
    let length = video.duration_ms.map(Timestamp::from_millis);
    let length = length.map_or_else(String::new, |length| length.to_string());
    let head = format!("{}  {length:>8}  ", video.id);
    let title = shorten(&plain(&video.title), WIDTH - head.len());
    let tracks = transcript.tracks.iter().map(|track| track.id.as_str());
    let tracks: Vec<_> = tracks.collect();
    let tracks = if tracks.is_empty() {
        "no captions".to_owned()
    } else {
        tracks.join(" ")
    };
    let below = format!("{}; {}", plain(&video.channel.name), plain(&tracks));
    let below = shorten(below.trim_start_matches("; "), WIDTH - 2);
    let mut lines = vec![format!("{head}{title}"), format!("  {}", faint(below))];
    lines.extend(notes.iter().map(note_line));
    lines
}

fn note_line(note: &NoteOn) -> String {
    let doubtful = note.doubtful.filter(|doubtful| *doubtful > 0);
    let doubtful = doubtful.map(|doubtful| format!("{doubtful} in doubt"));
    let missing = (note.unanchored > 0).then(|| format!("{} without anchor", note.unanchored));
    let counts: Vec<String> = doubtful.into_iter().chain(missing).collect();
    match counts.is_empty() {
        true => format!("  {}", note.path),
        false => format!("  {} ({})", note.path, counts.join(", ")),
    }
}

fn tell_failed(cx: &Context, video: &VideoId, error: &CliError) -> Value {
    let json = json!({"video": video, "error": error.to_json()});
    if !cx.ui.json {
        cx.ui.error(error);
    }
    json
}

/// What is left: the notes on videos of which nothing is stored.
fn end(
    cx: &Context,
    videos: &[Value],
    missing: &NotesByVideo,
    unread: &[UnreadNote],
) -> Result<(), CliError> {
    if cx.ui.json {
        let of_video = |(video, notes): (&VideoId, &Vec<NoteOn>)| json!({"video": video, "notes": notes_json(notes)});
        let missing: Vec<_> = missing.iter().map(of_video).collect();
        return cx.ui.document(&json!({
            "schema": "kbnote.list/1", "videos": videos, "missing": missing,
            "errors": unread.iter().map(|note| &note.error).collect::<Vec<_>>(),
        }));
    }
    unread.iter().for_each(|note| cx.ui.error(&note.error));
    if videos.is_empty() {
        cx.ui.say("no video is stored");
    }
    if !missing.is_empty() {
        let on_them: usize = missing.values().map(Vec::len).sum();
        let (lacking, notes) = (count(missing.len(), "video"), count(on_them, "note"));
        cx.ui
            .say(format_args!("without a transcript: {lacking} ({notes})"));
        cx.ui.hint("`kbnote fetch --missing` gets them");
    }
    Ok(())
}
