//! The notes on a hit: their anchors that lie in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kbnote_core::{Timestamp, VideoId};
use kbnote_engine::search::Hit;
use kbnote_note::{Anchor, Note};
use kbnote_vault::files;
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
    let read: Vec<_> = index
        .notes()
        .par_iter()
        .filter_map(|note| {
            let video = note.summary.video.as_ref();
            let video = video.filter(|video| videos.contains(video))?;
            Some((video.clone(), anchored_lines(workspace, &note.path)?))
        })
        .collect();
    let mut notes = Notes::default();
    for (video, anchored) in read {
        notes.0.entry(video).or_default().extend(anchored);
    }
    Ok(notes)
}

fn anchored_lines(workspace: &Workspace, path: &Path) -> Option<Vec<NoteLine>> {
    let note = Note::parse(files::read(path).ok()?);
    let path = workspace.vault.display_path(path).to_string();
    let of_anchor = |anchor: &Anchor| {
        Some(NoteLine {
            path: path.clone(),
            line: note.line_at(anchor.range.start),
            time: anchor.time()?,
        })
    };
    let live = note.anchors().iter().filter(|anchor| anchor.live);
    Some(live.filter_map(of_anchor).collect())
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
