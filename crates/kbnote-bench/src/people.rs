//! Sentences that people wrote about meetings, with the passages that people linked them to.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use kbnote_core::{Cue, Timestamp};
use kbnote_note::{AnchorForm, Note};
use serde::Deserialize;

use crate::development::{self, GoldNote, TrainingVideo};

/// The file with the passages.
const EVIDENCE: &str = "evidence.jsonl";

/// The suffix of a selection in which no speaker is named.
const UNNAMED: &str = "_unnamed";

/// The passages of one sentence.
#[derive(Deserialize)]
struct Evidence {
    set: String,
    video: String,
    note: String,
    /// The offset of its anchor in the note without anchors, in characters.
    offset: usize,
    central: Vec<(f64, f64)>,
    other: Vec<(f64, f64)>,
}

/// The passages of the sentences of one note, by their offsets.
type Passages = HashMap<usize, Vec<(i64, i64)>>;

/// Whether a folder holds such a set.
#[must_use]
pub fn is_set(folder: &Path) -> bool {
    folder.join(EVIDENCE).is_file()
}

/// Reads the notes of one kind, such as `answers`; `answers_unnamed`: as if the captions named no
/// speakers.
///
/// # Errors
///
/// Where a folder or file cannot be read.
pub fn read(set: &Path, kind: &str) -> io::Result<Vec<TrainingVideo>> {
    let (kind, named) = match kind.strip_suffix(UNNAMED) {
        Some(kind) => (kind, false),
        None => (kind, true),
    };
    let mut notes: HashMap<(String, String), Passages> = HashMap::new();
    for line in fs::read_to_string(set.join(EVIDENCE))?.lines() {
        let evidence: Evidence = serde_json::from_str(line)?;
        if evidence.set == kind {
            let passages = passages(&evidence);
            let note = notes.entry((evidence.video, evidence.note)).or_default();
            note.insert(evidence.offset, passages);
        }
    }
    let mut keys: Vec<(String, String)> = notes.keys().cloned().collect();
    keys.sort();
    keys.chunk_by(|a, b| a.0 == b.0)
        .map(|keys| {
            let video = &keys[0].0;
            let mut track = development::track(&set.join(format!("vtt/{video}.vtt")))?;
            if !named {
                let bare = track.cues.iter().map(|cue| cue.clone().with_speaker(None));
                track.cues = bare.collect();
            }
            let end = track.cues.iter().map(Cue::end).max().unwrap_or_default();
            let notes = keys.iter().map(|key| {
                let path = set.join(format!("notes/{video}/{}", key.1));
                note(&path, end, &notes[key])
            });
            Ok(TrainingVideo {
                // The meetings of one group have its name and a letter.
                group: video[..video.len().saturating_sub(1)].to_owned(),
                video: video.clone(),
                notes: notes.collect::<io::Result<_>>()?,
                track,
            })
        })
        .collect()
}

/// The passages that state a sentence, or else those that lend it support.
fn passages(evidence: &Evidence) -> Vec<(i64, i64)> {
    let central = &evidence.central;
    let some = if central.is_empty() {
        &evidence.other
    } else {
        central
    };
    #[allow(clippy::cast_possible_truncation)]
    let millis = |seconds: f64| (seconds * 1000.0).round() as i64;
    some.iter().map(|p| (millis(p.0), millis(p.1))).collect()
}

fn note(path: &Path, end: Timestamp, evidence: &Passages) -> io::Result<GoldNote> {
    let note = Note::parse(fs::read(path)?);
    let offsets = offsets(&note);
    let claims = note.claims();
    let claims = claims.iter().map(|claim| {
        let mut gold = development::gold_claim(&note, claim, end);
        gold.gold.fill(None);
        let places = offsets[claim.anchors.clone()].iter();
        gold.passages = places
            .filter_map(|place| evidence.get(place))
            .flatten()
            .copied()
            .collect();
        gold
    });
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(GoldNote {
        claims: claims.collect(),
        name: name.into_owned(),
    })
}

/// The offsets of the anchors in the note without anchors, in characters.
fn offsets(note: &Note) -> Vec<usize> {
    let text = note.text();
    let (mut from, mut size) = (0, 0);
    let anchors = note.anchors().iter().map(|anchor| {
        if anchor.form == AnchorForm::Html {
            let before = text[from..anchor.range.start].trim_end_matches([' ', '\t']);
            size += before.chars().count();
            from = anchor.range.end;
        }
        size
    });
    anchors.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_do_not_depend_on_each_other() {
        let anchor = "<a class=\"yt-timestamp\" data-t=\"00:00:00\">[00:00:00]</a>";
        let text = format!("# Été\n\nBirds roost {anchor}. They sleep  {anchor}.\n");
        let bare = "# Été\n\nBirds roost. They sleep.\n";
        let at = |needle: &str| bare[..bare.find(needle).unwrap()].chars().count();
        let expected = [at(". They"), at(".\n")];
        assert_eq!(offsets(&Note::parse(text.into_bytes())), expected);
    }
}
