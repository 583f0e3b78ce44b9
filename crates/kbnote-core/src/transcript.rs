//! The transcript file: metadata, chapters and captions of one video as JSON.
//!
//! The file suits version control: its keys have a fixed order, each chapter and each cue has a line of
//! its own, and the same value always gives the same bytes.
//!
//! ```json
//! {
//!   "schema": "kbnote.transcript/2",
//!   "video": {
//!     "id": "kbnoteDemo1",
//!     "title": "Counting flocks",
//!     "channel": {
//!       "name": "Field Notes",
//!       "folder": "fieldnotes"
//!     }
//!   },
//!   "chapters": [
//!     {"start_ms":0,"title":"At dusk","source":"author"}
//!   ],
//!   "tracks": [
//!     {
//!       "id": "a.en",
//!       "lang": "en",
//!       "kind": "auto",
//!       "speakers": ["Ann"],
//!       "cues": [
//!         {"start_ms":160,"end_ms":2240,"speaker":0,"text":"flocks are","words":[[0,0],[7,559]]}
//!       ]
//!     }
//!   ]
//! }
//! ```
//!
//! A word is its byte offset in the text of its cue and its milliseconds after the cue's start. The
//! speaker of a cue is an index into the track's table, so that renaming a speaker changes one line.
//! Schema 1 had no speakers. Unknown keys are ignored. Changes that older programs would misread get a
//! new schema number.

use std::collections::HashMap;
use std::io::Write as _;

use serde::{Deserialize, Serialize};

use crate::{
    Chapter, Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackId, TrackKind, Video, Word,
};

/// The name of the schema, up to its number.
const SCHEMA: &str = "kbnote.transcript/";

/// The schema number that is written, and the greatest that is read.
const VERSION: u32 = 2;

/// Metadata, chapters and captions of one video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Its metadata.
    pub video: Video,
    /// Its chapters, in order of their start.
    pub chapters: Vec<Chapter>,
    /// Its caption tracks, in order of their ids.
    pub tracks: Vec<Track>,
}

/// An error when reading a transcript file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TranscriptError {
    /// It is not the JSON of a transcript.
    #[error("not a transcript file")]
    Malformed(#[source] serde_json::Error),
    /// It has the schema of another kind of file.
    #[error("not a transcript: its schema is `{found}`")]
    OtherSchema {
        /// Its schema.
        found: String,
    },
    /// It was written by a newer kbnote.
    #[error("its schema `{found}` is newer than this version of kbnote can read")]
    Newer {
        /// Its schema.
        found: String,
    },
}

#[derive(Deserialize)]
struct SchemaOnly {
    schema: String,
}

#[derive(Deserialize)]
struct StoredTranscript {
    schema: String,
    video: Video,
    #[serde(default)]
    chapters: Vec<Chapter>,
    #[serde(default)]
    tracks: Vec<StoredTrack>,
}

#[derive(Deserialize)]
struct StoredTrack {
    id: TrackId,
    lang: LanguageTag,
    kind: TrackKind,
    name: Option<String>,
    #[serde(default)]
    speakers: Vec<String>,
    #[serde(default)]
    cues: Vec<StoredCue<'static>>,
}

#[derive(Serialize, Deserialize)]
struct StoredCue<'a> {
    start_ms: Timestamp,
    end_ms: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    speaker: Option<usize>,
    text: std::borrow::Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    words: Vec<(usize, u64)>,
}

impl Transcript {
    /// Reads a transcript file.
    ///
    /// Impossible values are corrected as described at [`TimeSpan::new`] and [`Cue::with_words`].
    ///
    /// # Errors
    ///
    /// If the bytes are not the JSON of a transcript, or its schema is newer than this version's.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TranscriptError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let stored = match serde_json::from_slice::<StoredTranscript>(bytes) {
            Ok(stored) => stored,
            // A newer schema may have another structure.
            Err(error) => {
                let schema = serde_json::from_slice::<SchemaOnly>(bytes).map(|only| only.schema);
                check_schema(schema.unwrap_or_else(|_| Self::schema()))?;
                return Err(TranscriptError::Malformed(error));
            }
        };
        check_schema(stored.schema)?;
        Ok(Self {
            video: stored.video,
            chapters: stored.chapters,
            tracks: stored.tracks.into_iter().map(Track::from).collect(),
        })
    }

    /// The schema that is written.
    fn schema() -> String {
        format!("{SCHEMA}{VERSION}")
    }

    /// Writes the transcript file; reading it gives an equal value.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Vec::with_capacity(self.expected_size());
        out.extend_from_slice(b"{\n");
        let _ = writeln!(out, "  \"schema\": \"{}\",", Self::schema());
        let _ = writeln!(out, "  \"video\": {},", indented(&self.video, "  "));
        out.extend_from_slice(b"  \"chapters\": [");
        push_lines(&mut out, "    ", &self.chapters, push_compact);
        out.extend_from_slice(b"],\n  \"tracks\": [");
        push_lines(&mut out, "    ", &self.tracks, push_track);
        out.extend_from_slice(b"]\n}\n");
        // All of it is JSON, which is UTF-8.
        String::from_utf8(out).unwrap_or_default()
    }

    /// About the size of the file: a long one is not to be moved in memory while it grows.
    fn expected_size(&self) -> usize {
        const OF_CUE: usize = 66;
        const OF_WORD: usize = 14;
        let cues = self.tracks.iter().flat_map(|track| &track.cues);
        cues.map(|cue| OF_CUE + cue.text().len() + OF_WORD * cue.words().len())
            .sum()
    }
}

fn check_schema(schema: String) -> Result<(), TranscriptError> {
    let version = schema
        .strip_prefix(SCHEMA)
        .and_then(|number| number.parse::<u32>().ok());
    match version {
        Some(number) if number <= VERSION => Ok(()),
        Some(_) => Err(TranscriptError::Newer { found: schema }),
        None => Err(TranscriptError::OtherSchema { found: schema }),
    }
}

impl From<StoredTrack> for Track {
    fn from(stored: StoredTrack) -> Self {
        let speakers = stored.speakers;
        let cues = stored.cues.into_iter();
        Self {
            id: stored.id,
            language: stored.lang,
            kind: stored.kind,
            name: stored.name,
            cues: cues.map(|cue| cue.into_cue(&speakers)).collect(),
        }
    }
}

impl<'a> StoredCue<'a> {
    fn into_cue(self, speakers: &[String]) -> Cue {
        let start = self.start_ms;
        let words = self.words.into_iter().map(|(offset, millis)| Word {
            offset,
            start: start.saturating_add(millis),
        });
        let speaker = self.speaker.and_then(|place| speakers.get(place));
        Cue::with_words(TimeSpan::new(start, self.end_ms), self.text, words)
            .with_speaker(speaker.map(String::as_str))
    }

    fn of(cue: &'a Cue, speakers: &Speakers<'_>) -> Self {
        let words = cue.words().iter();
        Self {
            start_ms: cue.start(),
            end_ms: cue.end(),
            speaker: cue
                .speaker()
                .and_then(|name| speakers.places.get(name).copied()),
            text: cue.text().into(),
            words: words
                .map(|word| (word.offset, word.start.abs_diff(cue.start())))
                .collect(),
        }
    }
}

/// The speakers of a track, in order of first appearance.
struct Speakers<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Speakers<'a> {
    fn of(track: &'a Track) -> Self {
        let mut speakers = Self {
            names: Vec::new(),
            places: HashMap::new(),
        };
        for name in track.cues.iter().filter_map(Cue::speaker) {
            let next = speakers.names.len();
            if *speakers.places.entry(name).or_insert(next) == next {
                speakers.names.push(name);
            }
        }
        speakers
    }
}

/// Writes each item on a line of its own, separated by commas.
fn push_lines<T>(out: &mut Vec<u8>, indent: &str, items: &[T], push: impl Fn(&mut Vec<u8>, &T)) {
    for (place, item) in items.iter().enumerate() {
        out.extend_from_slice(if place == 0 { b"\n" } else { b",\n" });
        out.extend_from_slice(indent.as_bytes());
        push(out, item);
    }
    if !items.is_empty() {
        out.push(b'\n');
        out.extend_from_slice(&indent.as_bytes()[..indent.len() - 2]);
    }
}

fn push_track(out: &mut Vec<u8>, track: &Track) {
    out.extend_from_slice(b"{\n");
    push_field(out, "id", &track.id);
    push_field(out, "lang", &track.language);
    push_field(out, "kind", &track.kind);
    if let Some(name) = &track.name {
        push_field(out, "name", name);
    }
    let speakers = Speakers::of(track);
    if !speakers.names.is_empty() {
        push_field(out, "speakers", &speakers.names);
    }
    out.extend_from_slice(b"      \"cues\": [");
    push_lines(out, "        ", &track.cues, |out, cue| {
        push_compact(out, &StoredCue::of(cue, &speakers));
    });
    out.extend_from_slice(b"]\n    }");
}

/// Writes a field of a track.
fn push_field<T: Serialize + ?Sized>(out: &mut Vec<u8>, key: &str, value: &T) {
    let _ = write!(out, "      \"{key}\": ");
    push_compact(out, value);
    out.extend_from_slice(b",\n");
}

/// Writes a value as JSON on one line.
fn push_compact<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    // Only maps with other keys than strings could fail, and there are none.
    let _ = serde_json::to_writer(out, value);
}

/// A value as JSON with a line for each field, as the value of a key at this indent.
fn indented<T: Serialize>(value: &T, indent: &str) -> String {
    let pretty = serde_json::to_string_pretty(value).unwrap_or_default();
    pretty.replace('\n', &format!("\n{indent}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Channel, ChapterSource};

    fn video() -> Video {
        Video {
            title: "Counting \"flocks\"".to_owned(),
            channel: Channel {
                name: "Field Notes".to_owned(),
                folder: "fieldnotes".to_owned(),
                ..Channel::default()
            },
            duration_ms: Some(90_000),
            published: chrono::NaiveDate::from_ymd_opt(2024, 2, 29),
            description: "Two lines\nof it".to_owned(),
            tags: vec!["birds".to_owned()],
            ..Video::new("kbnoteDemo1".parse().unwrap())
        }
    }

    fn cue(start: u64, text: &str, words: &[(usize, u64)]) -> Cue {
        let at = Timestamp::from_millis;
        let words = words.iter().map(|&(offset, millis)| Word {
            offset,
            start: at(start + millis),
        });
        Cue::with_words(TimeSpan::new(at(start), at(start + 1_000)), text, words)
    }

    fn transcript(cues: Vec<Cue>) -> Transcript {
        let track = Track::new(LanguageTag::english(), TrackKind::Automatic, cues);
        Transcript {
            video: video(),
            chapters: vec![Chapter {
                start: Timestamp::ZERO,
                title: "At dusk".to_owned(),
                source: ChapterSource::Author,
            }],
            tracks: vec![track],
        }
    }

    #[test]
    fn a_cue_has_a_line_of_its_own() {
        let cues = vec![
            cue(160, "flocks are", &[(0, 0), (7, 559)]),
            cue(2_240, "counted", &[]),
        ];
        insta::assert_snapshot!(transcript(cues).to_json(), @r#"
        {
          "schema": "kbnote.transcript/2",
          "video": {
            "id": "kbnoteDemo1",
            "title": "Counting \"flocks\"",
            "channel": {
              "name": "Field Notes",
              "folder": "fieldnotes"
            },
            "duration_ms": 90000,
            "published": "2024-02-29",
            "description": "Two lines\nof it",
            "tags": [
              "birds"
            ]
          },
          "chapters": [
            {"start_ms":0,"title":"At dusk","source":"author"}
          ],
          "tracks": [
            {
              "id": "a.en",
              "lang": "en",
              "kind": "auto",
              "cues": [
                {"start_ms":160,"end_ms":1160,"text":"flocks are","words":[[0,0],[7,559]]},
                {"start_ms":2240,"end_ms":3240,"text":"counted"}
              ]
            }
          ]
        }
        "#);
    }

    #[test]
    fn speakers_are_stored_in_a_table() {
        let spoken = |start, name| cue(start, "flocks", &[]).with_speaker(name);
        let cues = vec![
            spoken(0, Some("Ann")),
            spoken(1_000, Some("Bo \"B\" Lee")),
            spoken(2_000, None),
            spoken(3_000, Some("Ann")),
        ];
        let json = transcript(cues.clone()).to_json();
        assert!(json.contains("\"speakers\": [\"Ann\",\"Bo \\\"B\\\" Lee\"],\n"));
        assert!(json.contains("\"end_ms\":4000,\"speaker\":0,\"text\""));
        let read = Transcript::from_json(json.as_bytes()).unwrap();
        assert_eq!(read.tracks[0].cues, cues);
        let foreign = json.replace("\"speaker\":1", "\"speaker\":7");
        let read = Transcript::from_json(foreign.as_bytes()).unwrap();
        assert_eq!(read.tracks[0].cues[1].speaker(), None);
    }

    #[test]
    fn other_schemas_are_refused() {
        let read = |schema: &str| {
            let json = transcript(Vec::new())
                .to_json()
                .replace("kbnote.transcript/2", schema);
            Transcript::from_json(json.as_bytes())
        };
        assert!(read("kbnote.transcript/1").is_ok());
        assert!(read("kbnote.transcript/2").is_ok());
        assert!(matches!(
            read("kbnote.transcript/3"),
            Err(TranscriptError::Newer { .. })
        ));
        assert!(matches!(
            read("kbnote.note/1"),
            Err(TranscriptError::OtherSchema { .. })
        ));
        let shapeless = br#"{"schema":"kbnote.transcript/3","video":7}"#;
        assert!(matches!(
            Transcript::from_json(shapeless),
            Err(TranscriptError::Newer { .. })
        ));
    }

    #[test]
    fn impossible_values_are_corrected() {
        let json = br#"{"schema":"kbnote.transcript/1","later":1,
            "video":{"id":"kbnoteDemo1","title":"","channel":{"name":"","folder":""}},
            "tracks":[{"id":".en","lang":"en","kind":"manual","cues":[
                {"start_ms":9,"end_ms":3,"text":"\u00e9","words":[[0,0],[1,5],[99,18446744073709551615]]}]}]}"#;
        let transcript = Transcript::from_json(json).unwrap();
        let cue = &transcript.tracks[0].cues[0];
        assert_eq!((cue.end().as_millis(), cue.words().len()), (9, 1));
    }

    fn any_cue() -> impl Strategy<Value = Cue> {
        let words = prop::collection::vec((0usize..40, 0u64..5_000), 0..6);
        let said = (any::<String>(), any::<Option<String>>());
        (0u64..u64::MAX / 2, 0u64..1_000_000, said, words).prop_map(
            |(start, length, (text, speaker), words)| {
                let at = Timestamp::from_millis;
                let words = words.into_iter().map(|(offset, millis)| Word {
                    offset,
                    start: at(start + millis),
                });
                Cue::with_words(TimeSpan::new(at(start), at(start + length)), text, words)
                    .with_speaker(speaker.as_deref())
            },
        )
    }

    proptest! {
        #[test]
        fn a_written_file_is_read_back(
            cues in prop::collection::vec(any_cue(), 0..8),
            title: String,
            name: Option<String>,
            chapters in prop::collection::vec((0u64..1 << 40, any::<String>()), 0..4),
        ) {
            let mut written = transcript(cues);
            written.video.title = title;
            written.tracks[0].name = name;
            written.chapters = chapters
                .into_iter()
                .map(|(start, title)| Chapter {
                    start: Timestamp::from_millis(start),
                    title,
                    source: ChapterSource::Description,
                })
                .collect();
            let json = written.to_json();
            let read = Transcript::from_json(json.as_bytes()).unwrap();
            prop_assert_eq!(&read, &written);
            prop_assert_eq!(read.to_json(), json);
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>, cut in 0usize..400, at in 0usize..400) {
            let _ = Transcript::from_json(&bytes);
            let mut json = transcript(vec![cue(160, "flocks", &[(0, 0)])]).to_json().into_bytes();
            json[at.min(300)] = bytes.first().copied().unwrap_or(b'9');
            json.truncate(json.len() - cut.min(json.len()));
            let _ = Transcript::from_json(&json);
        }
    }
}
