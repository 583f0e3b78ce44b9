//! What became of one video, as a person and a script are told of it.

use kbnote_core::VideoId;
use serde_json::{Value, json};

use super::video_json;
use crate::context::Context;
use crate::error::CliError;
use crate::fetching::{Fetched, TranscriptChange};
use crate::ui::{count, plain};

/// What became of one video.
pub(super) struct Told {
    pub(super) fate: Fate,
    /// For the result; several lines where much changed.
    pub(super) line: Option<String>,
    pub(super) warnings: Vec<String>,
    pub(super) json: Value,
}

/// How it went.
pub(super) enum Fate {
    Stored,
    Unchanged,
    Failed(CliError),
    /// Published before the day asked for, and so not stored.
    Older,
}

impl Told {
    pub(super) fn of(cx: &Context, fetched: Fetched) -> Self {
        let path = cx.vault.transcript_path(&fetched.transcript.video.id);
        let path = cx.vault.shown(&path).to_string();
        let status = if fetched.changed {
            "stored"
        } else {
            "unchanged"
        };
        let mut json = video_json(&fetched.transcript, status, &path);
        if !fetched.changes.is_empty() {
            let changes = fetched.changes.iter().map(TranscriptChange::to_json);
            json["changes"] = changes.collect();
        }
        let changes = fetched.changes.iter().map(|change| format!("\n  {change}"));
        let line = format!(
            "{status} {path}: {}{}",
            summary(&fetched),
            changes.collect::<String>()
        );
        Self {
            fate: if fetched.changed {
                Fate::Stored
            } else {
                Fate::Unchanged
            },
            line: Some(line),
            warnings: fetched.warnings,
            json,
        }
    }

    /// A failure. What is stored of the video stays, and that is told.
    pub(super) fn failure(cx: &Context, video: &VideoId, mut error: CliError) -> Self {
        let path = cx.vault.transcript_path(video);
        let stored = cx.vault.read_transcript(video).ok().flatten();
        let mut json = json!({"video": video});
        if let Some(stored) = stored {
            let path = cx.vault.shown(&path).to_string();
            error = error.with_addition(format_args!("{path} stays as it is"));
            json = video_json(&stored, "failed", &path);
        }
        json["status"] = "failed".into();
        json["error"] = error.to_json();
        Self {
            fate: Fate::Failed(error),
            line: None,
            warnings: Vec::new(),
            json,
        }
    }

    /// A source of which no video is known.
    pub(super) fn no_source(source: &str, error: CliError) -> Self {
        let json = json!({"video": source, "status": "failed", "error": error.to_json()});
        Self {
            fate: Fate::Failed(error),
            line: None,
            warnings: Vec::new(),
            json,
        }
    }

    pub(super) const fn older() -> Self {
        Self {
            fate: Fate::Older,
            line: None,
            warnings: Vec::new(),
            json: Value::Null,
        }
    }

    /// Only counted: a list whose videos are nearly all stored is not printed anew each time.
    pub(super) fn without_line(mut self) -> Self {
        self.line = None;
        self
    }
}

fn summary(fetched: &Fetched) -> String {
    let transcript = &fetched.transcript;
    let tracks = transcript
        .tracks
        .iter()
        .filter(|track| fetched.tracks.contains(&track.id));
    let told = tracks.map(|track| {
        format!(
            "{} {} captions, {}",
            track.language,
            track.kind,
            count(track.cues.len(), "cue")
        )
    });
    let mut parts = vec![plain(&transcript.video.title)];
    parts.extend(told);
    if !transcript.chapters.is_empty() {
        parts.push(count(transcript.chapters.len(), "chapter"));
    }
    parts.join("; ")
}
