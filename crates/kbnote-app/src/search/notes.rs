//! The notes on a hit: their anchors that lie in it.

use std::collections::{BTreeMap, BTreeSet};

use kbnote_core::{Timestamp, VideoId};
use kbnote_engine::search::Hit;
use kbnote_note::{Anchor, Note};
use kbnote_vault::{IndexedNote, files};
use rayon::prelude::*;

use crate::{Error, Workspace};

/// A line of a note with an anchor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoteLine {
    /// The path of the note.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The timestamp of the anchor.
    pub time: Timestamp,
}

/// The anchors of the notes on some videos.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<VideoId, Vec<NoteLine>>);

/// The anchors of the notes on these videos. A note that cannot be read has none.
pub(super) fn on(workspace: &Workspace, videos: &BTreeSet<&VideoId>) -> Result<Notes, Error> {
    if videos.is_empty() {
        return Ok(Notes::default());
    }
    let index = workspace.vault.index()?;
    let notes = index.notes().par_iter();
    let read: Vec<_> = notes
        .flat_map_iter(|note| anchored_lines(workspace, note, videos))
        .collect();
    let mut notes = Notes::default();
    for (video, anchored) in read {
        notes.0.entry(video).or_default().extend(anchored);
    }
    Ok(notes)
}

/// The lines with anchors on some videos.
fn anchored_lines(
    workspace: &Workspace,
    indexed: &IndexedNote,
    videos: &BTreeSet<&VideoId>,
) -> Vec<(VideoId, Vec<NoteLine>)> {
    let own = indexed.summary.video.as_ref();
    let is_own = own.is_some_and(|video| videos.contains(video));
    let Ok(bytes) = files::read(&indexed.path) else {
        return Vec::new();
    };
    // Most notes are on one recording: only what may name another is parsed.
    if !is_own && !names_one(&bytes, videos) {
        return Vec::new();
    }
    let note = workspace.vault.note(bytes);
    let path = workspace.vault.display_path(&indexed.path).to_string();
    if !workspace.vault.is_on_others(&note) {
        let own = own.filter(|_| is_own).cloned();
        return own
            .map(|own| (own, lines_of(&note, &path)))
            .into_iter()
            .collect();
    }
    let parts = workspace.vault.parts_of(note).into_iter();
    let meant = parts.filter(|part| videos.contains(&part.video));
    meant
        .map(|part| (part.video, lines_of(&part.note, &path)))
        .collect()
}

/// Whether a note may name one of the videos, by its id or by an address that leads elsewhere.
fn names_one(bytes: &[u8], videos: &BTreeSet<&VideoId>) -> bool {
    let holds = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    videos.iter().any(|video| match video.has_youtube_form() {
        true => holds(video.as_str()),
        false => holds(video.as_str()) || holds("://"),
    })
}

fn lines_of(note: &Note, path: &str) -> Vec<NoteLine> {
    let of_anchor = |anchor: &Anchor| {
        Some(NoteLine {
            path: path.to_owned(),
            line: note.line_at(anchor.range.start),
            time: anchor.time()?,
        })
    };
    let live = note.anchors().iter().filter(|anchor| anchor.live);
    live.filter_map(of_anchor).collect()
}

impl Notes {
    /// The lines with an anchor in a hit, each once.
    pub(super) fn in_hit(&self, video: &VideoId, hit: &Hit) -> Vec<NoteLine> {
        let all = self.0.get(video).into_iter().flatten();
        let is_in = |one: &&NoteLine| hit.start.floor_to_second() <= one.time && one.time < hit.end;
        let mut inside: Vec<&NoteLine> = all.filter(is_in).collect();
        inside.sort();
        inside.dedup_by(|a, b| (&a.path, a.line) == (&b.path, b.line));
        inside.into_iter().cloned().collect()
    }
}
