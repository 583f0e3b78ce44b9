//! Why a note cannot be aligned with the captions of its video.

use kbnote_core::{LanguageTag, TrackId, VideoId};

/// The code of [`CaptionsError::OtherLanguage`].
pub const OTHER_LANGUAGE: &str = "language-mismatch";

/// The reason why a note cannot be aligned with the captions of its video.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaptionsError {
    /// The video has no captions, or not the track that was asked for.
    #[error("{}", no_track(video, wanted.as_deref(), stored))]
    NoTrack {
        /// The video.
        video: VideoId,
        /// The language or the id that was asked for.
        wanted: Option<String>,
        /// The tracks that are stored.
        stored: Vec<TrackId>,
    },
    /// The note is in another language than the captions.
    #[error("{}", other_language(note.as_ref(), track))]
    OtherLanguage {
        /// The language of the note, if it is clear.
        note: Option<LanguageTag>,
        /// The language of the captions.
        track: LanguageTag,
    },
}

impl CaptionsError {
    /// A stable word for scripts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTrack { .. } => "no-track",
            Self::OtherLanguage { .. } => OTHER_LANGUAGE,
        }
    }

    /// What to do next.
    #[must_use]
    pub fn next_step(&self) -> String {
        match self {
            Self::NoTrack { video, stored, .. } => {
                let fetch = match stored.is_empty() && video.has_youtube_form() {
                    true => format!("`kbnote fetch -- {video}` or "),
                    false => String::new(),
                };
                format!("{fetch}`kbnote import FILE --video={video}` adds one")
            }
            Self::OtherLanguage { note, .. } => {
                let language = note.as_ref().map_or("LANG", LanguageTag::as_str);
                format!(
                    "`--track {language}` takes another stored track; \
                     `kbnote fetch --translate {language} VIDEO` gets one"
                )
            }
        }
    }
}

fn no_track(video: &VideoId, wanted: Option<&str>, stored: &[TrackId]) -> String {
    match wanted.filter(|_| !stored.is_empty()) {
        Some(wanted) => {
            let stored: Vec<&str> = stored.iter().map(TrackId::as_str).collect();
            let stored = stored.join(", ");
            format!("no track `{wanted}` of {video} is stored; there is {stored}")
        }
        None => format!("no captions of {video} are stored"),
    }
}

fn other_language(note: Option<&LanguageTag>, track: &LanguageTag) -> String {
    let note = note.map_or_else(String::new, |language| format!(" ({language})"));
    format!("the note is in a different language{note} from the captions ({track})")
}
