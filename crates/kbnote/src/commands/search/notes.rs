//! What notes say of a hit: their anchors that lie in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kbnote_core::{Timestamp, VideoId};
use kbnote_note::{Anchor, Note};
use kbnote_vault::files;
use rayon::prelude::*;

use super::{Hit, Place};
use crate::context::Context;
use crate::error::CliError;

/// A line of a note with an anchor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Anchored {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) time: Timestamp,
}

/// The anchors of the notes on some videos.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<VideoId, Vec<Anchored>>);

/// The anchors of the notes on the videos of these hits. A note that cannot be read has none.
pub(super) fn on(cx: &Context, hits: &[Place<'_>]) -> Result<Notes, CliError> {
    let videos: BTreeSet<&VideoId> = hits.iter().map(|(talk, _)| &talk.video.id).collect();
    if videos.is_empty() {
        return Ok(Notes::default());
    }
    let index = cx.vault.index()?;
    let read: Vec<_> = index
        .notes()
        .par_iter()
        .filter_map(|note| {
            let video = note.summary.video.as_ref();
            let video = video.filter(|video| videos.contains(video))?;
            Some((video.clone(), anchored(cx, &note.path)?))
        })
        .collect();
    let mut notes = Notes::default();
    for (video, anchored) in read {
        notes.0.entry(video).or_default().extend(anchored);
    }
    Ok(notes)
}

fn anchored(cx: &Context, path: &Path) -> Option<Vec<Anchored>> {
    let note = Note::parse(files::read(path).ok()?);
    let path = cx.vault.shown(path).to_string();
    let of_anchor = |anchor: &Anchor| {
        Some(Anchored {
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
    pub(super) fn in_hit(&self, video: &VideoId, hit: &Hit) -> Vec<&Anchored> {
        let all = self.0.get(video).into_iter().flatten();
        let is_in = |one: &&Anchored| hit.start.floor_to_second() <= one.time && one.time < hit.end;
        let mut inside: Vec<&Anchored> = all.filter(is_in).collect();
        inside.sort();
        inside.dedup_by(|a, b| (&a.path, a.line) == (&b.path, b.line));
        inside
    }
}
