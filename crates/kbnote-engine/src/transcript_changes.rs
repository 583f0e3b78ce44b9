//! What a new fetch changed in a stored transcript.

use std::collections::BTreeMap;
use std::fmt;

use kbnote_core::{Cue, Track, TrackId, TrackKind, Transcript, Video};
use serde::Serialize;

use crate::text::{count, plain};

/// One difference from the stored transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum TranscriptChange {
    /// The title of the video.
    Title {
        /// The stored title.
        from: String,
        /// The new title.
        to: String,
    },
    /// The name of the channel.
    Channel {
        /// The stored name.
        from: String,
        /// The new name.
        to: String,
    },
    /// Metadata, by name only.
    Details {
        /// The names.
        names: Vec<&'static str>,
    },
    /// The chapters; as many as before if only times or titles changed.
    Chapters {
        /// How many are stored.
        from: usize,
        /// How many there are now.
        to: usize,
    },
    /// A track that was not stored; a manual one may take the place of an automatic one.
    #[serde(rename = "track")]
    NewTrack {
        /// The new track.
        track: TrackId,
        /// The stored automatic track.
        instead_of: Option<TrackId>,
    },
    /// Cues of a track.
    Cues {
        /// The track.
        track: TrackId,
        /// How many cues changed.
        changed: usize,
        /// How many are new.
        added: usize,
        /// How many are gone.
        removed: usize,
    },
}

/// The changes from `old` to `new`.
#[must_use]
pub fn changes(old: &Transcript, new: &Transcript) -> Vec<TranscriptChange> {
    let mut changes = Vec::new();
    let (from, to) = (old.video.title.clone(), new.video.title.clone());
    if from != to {
        changes.push(TranscriptChange::Title { from, to });
    }
    let (from, to) = (
        old.video.channel.name.clone(),
        new.video.channel.name.clone(),
    );
    if from != to {
        changes.push(TranscriptChange::Channel { from, to });
    }
    if old.chapters != new.chapters {
        let (from, to) = (old.chapters.len(), new.chapters.len());
        changes.push(TranscriptChange::Chapters { from, to });
    }
    let details = details(&old.video, &new.video);
    if !details.is_empty() {
        changes.push(TranscriptChange::Details { names: details });
    }
    changes.extend(new.tracks.iter().filter_map(|track| in_track(old, track)));
    changes
}

fn details(old: &Video, new: &Video) -> Vec<&'static str> {
    let differs = [
        ("handle", old.channel.handle != new.channel.handle),
        ("duration", old.duration_ms != new.duration_ms),
        ("date", old.published != new.published),
        ("description", old.description != new.description),
        ("tags", old.tags != new.tags),
        ("thumbnails", old.thumbnails != new.thumbnails),
    ];
    let changed = differs.into_iter().filter(|(_, differs)| *differs);
    changed.map(|(name, _)| name).collect()
}

fn in_track(old: &Transcript, track: &Track) -> Option<TranscriptChange> {
    let id = track.id.clone();
    let Some(before) = old.tracks.iter().find(|before| before.id == id) else {
        let instead_of = old.tracks.iter().find(|before| {
            track.kind == TrackKind::Manual
                && before.kind == TrackKind::Automatic
                && before.language.primary() == track.language.primary()
        });
        let instead_of = instead_of.map(|before| before.id.clone());
        return Some(TranscriptChange::NewTrack {
            track: id,
            instead_of,
        });
    };
    let new = unmatched(&track.cues, &before.cues);
    let gone = unmatched(&before.cues, &track.cues);
    let changed = new.min(gone);
    (new + gone > 0).then_some(TranscriptChange::Cues {
        track: id,
        changed,
        added: new - changed,
        removed: gone - changed,
    })
}

/// How many of `cues` are not among `others`, time and text taken together.
fn unmatched(cues: &[Cue], others: &[Cue]) -> usize {
    let key = |cue: &'_ Cue| (cue.start(), cue.end(), cue.text().to_owned());
    let mut left: BTreeMap<_, usize> = BTreeMap::new();
    for cue in others {
        *left.entry(key(cue)).or_default() += 1;
    }
    let is_new = |cue: &&Cue| match left.get_mut(&key(cue)) {
        Some(number) if *number > 0 => {
            *number -= 1;
            false
        }
        _ => true,
    };
    cues.iter().filter(is_new).count()
}

impl fmt::Display for TranscriptChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title { from, to } => write!(f, "title: {} → {}", plain(from), plain(to)),
            Self::Channel { from, to } => write!(f, "channel: {} → {}", plain(from), plain(to)),
            Self::Details { names } => write!(f, "also: {}", names.join(", ")),
            Self::Chapters { from, to } if from == to => {
                write!(f, "chapters: other times or titles ({to})")
            }
            Self::Chapters { from, to } => write!(f, "chapters: {from} → {to}"),
            Self::NewTrack {
                track,
                instead_of: Some(before),
            } => {
                write!(f, "{track}: a manual track, where {before} is automatic")
            }
            Self::NewTrack {
                track,
                instead_of: None,
            } => write!(f, "{track}: a new track"),
            Self::Cues {
                track,
                changed,
                added,
                removed,
            } => {
                let parts = [(changed, "changed"), (added, "added"), (removed, "removed")];
                let described = parts
                    .into_iter()
                    .filter(|(number, _)| **number > 0)
                    .map(|(number, verb)| format!("{} {verb}", count(*number, "cue")));
                write!(f, "{track}: {}", described.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kbnote_core::{TimeSpan, Timestamp};

    use super::*;

    fn transcript(title: &str, tracks: &[(&str, &[&str])]) -> Transcript {
        let json = format!(
            r#"{{"schema":"kbnote.transcript/1","video":{{"id":"kbnoteDemo1","title":"{title}","channel":{{"name":"Marsh","folder":"m"}}}}}}"#
        );
        let mut transcript = Transcript::from_json(json.as_bytes()).unwrap();
        transcript.tracks = tracks.iter().map(|(id, texts)| track(id, texts)).collect();
        transcript
    }

    fn track(id: &str, texts: &[&str]) -> Track {
        let cue = |(at, text): (usize, &&str)| {
            let start = Timestamp::from_secs(at as u64);
            Cue::new(
                TimeSpan::new(start, Timestamp::from_secs(at as u64 + 1)),
                *text,
            )
        };
        Track {
            id: TrackId::new(id),
            language: "en".parse().unwrap(),
            kind: if id.starts_with('a') {
                TrackKind::Automatic
            } else {
                TrackKind::Manual
            },
            name: None,
            cues: texts.iter().enumerate().map(cue).collect(),
        }
    }

    #[test]
    fn each_change_is_described_once() {
        let old = transcript("Geese", &[("a.en", &["one", "two", "three"])]);
        let mut new = transcript(
            "Ducks",
            &[
                (".en", &["One."]),
                ("a.en", &["one", "two!", "three", "four"]),
            ],
        );
        new.video.tags.push("birds".to_owned());
        new.video.duration_ms = Some(9_000);
        let described: Vec<_> = changes(&old, &new)
            .iter()
            .map(ToString::to_string)
            .collect();
        insta::assert_snapshot!(described.join("\n"), @r"
        title: Geese → Ducks
        also: duration, tags
        .en: a manual track, where a.en is automatic
        a.en: 1 cue changed, 1 cue added
        ");
        assert!(changes(&old, &old).is_empty());
    }
}
